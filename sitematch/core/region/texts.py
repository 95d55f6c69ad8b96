"""Many short texts in two arrays, for networks of a million nodes of which hardly a name is ever asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import IntArray


@dataclass(frozen=True, eq=False, slots=True)
class Texts(Sequence[str]):
    """n texts: the UTF-8 bytes of text ``i`` are those from ``starts[i]`` up to ``starts[i + 1]``; decoded when asked.

    ``data``: shape (total bytes,). ``starts``: shape (n + 1,).
    """

    data: NDArray[np.uint8]
    starts: IntArray

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> Texts:
        """Texts in their order; None is kept as an empty one."""
        encoded = [(text or "").encode() for text in texts]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded)), out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), starts)

    def take(self, rows: IntArray) -> Texts:
        """The texts of these rows."""
        count = self.starts[rows + 1] - self.starts[rows]
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(count, out=starts[1:])
        at = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], count)
        return Texts(self.data[at], starts)

    def then(self, other: Texts) -> Texts:
        """These texts, and the others behind them."""
        starts = np.append(self.starts, other.starts[1:] + self.starts[-1])
        return Texts(np.append(self.data, other.data), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[str, ...]: ...
    def __getitem__(self, row: int | slice) -> str | tuple[str, ...]:
        if isinstance(row, slice):
            return tuple(self[i] for i in range(*row.indices(len(self))))
        at = range(len(self))[row]
        return self.data[self.starts[at] : self.starts[at + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        content, starts = self.data.tobytes(), self.starts.tolist()
        return (content[a:b].decode() for a, b in pairwise(starts))
