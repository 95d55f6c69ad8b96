"""Drives from many sources at once: up to the nodes above them, then down over all that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from sitematch.core.arrays import IntArray
from sitematch.core.reach.hierarchy.metric import Upward
from sitematch.core.reach.hierarchy.restriction import Restriction

_Part = TypeVar("_Part")

NARROW, WIDE, WIDEST = np.dtype(np.uint16), np.dtype(np.uint32), np.dtype(np.uint64)
_LINE_BYTES: Final = 64
_MOST_LANES: Final = 128
_WORK_BYTES: Final = 1 << 28
"""Rows of drives that a thread holds: 256 MB."""
_ALL_WORK_BYTES: Final = 1 << 30


def far(width: DTypeLike) -> int:
    """What stands for no way, and for more than the width can tell."""
    return int(np.iinfo(width).max)


def width_for(most_ds: int) -> np.dtype[Any]:
    """The narrowest numbers in which drives up to so many deciseconds can be told from no way."""
    return next(width for width in (NARROW, WIDE, WIDEST) if most_ds < far(width))


def lanes_for(n_sources: int, n_rows: int, width: np.dtype[Any]) -> int:
    """How many sources are searched from at once: whole lines of memory."""
    line = _LINE_BYTES // width.itemsize
    fitting = _WORK_BYTES // (width.itemsize * max(n_rows, 1))
    return max(line, min(-(-n_sources // line) * line, _MOST_LANES, fitting // line * line))


@dataclass(frozen=True, eq=False, slots=True)
class Sources:
    """Where searches start: ``rank`` of the node, ``lane`` of the search, ``ds`` to get there, each of shape (s,)."""

    rank: IntArray
    lane: IntArray
    ds: IntArray


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """Drives by row of the restriction and lane, shape (r, lanes), and whether a row is reached by any, shape (r,)."""

    drive: NDArray[Any]
    reached: NDArray[np.uint8]


class Sweeper:
    """Searches with the same arcs, one after the other, in memory that is used again.

    ``climbing``: the arcs by which sources go up; ``restriction``: what is swept down over; ``scale``: how many times
    each weight counts. A field holds until the next is asked for.
    """

    def __init__(
        self, climbing: Upward, restriction: Restriction, lanes: int, width: np.dtype[Any], scale: int = 1
    ) -> None:
        self._climbing, self._restriction = climbing, restriction
        self._up_ds, self._down_ds = in_width(climbing.ds, width), in_width(restriction.ds, width)
        self._slot = np.full(len(climbing.starts) - 1, -1, dtype=np.int32)
        self._slot_of_row = np.full(len(restriction), -1, dtype=np.int32)
        self._scale = width.type(scale)
        self._drive = np.empty((len(restriction), lanes), dtype=width)
        self._reached = np.zeros(len(restriction), dtype=np.uint8)

    def field(self, sources: Sources) -> Field:
        """The drives between the sources and all that is swept over."""
        from sitematch.core.reach.hierarchy.sweeping_kernels import above, climb, sweep

        up, down, width = self._climbing, self._restriction, self._drive.dtype
        met = np.sort(above(sources.rank.astype(np.int32), self._slot, up.starts, up.heads))[::-1].copy()
        self._slot[met] = np.arange(len(met), dtype=np.int32)
        climbed = np.full((len(met), self._drive.shape[1]), far(width), dtype=width)
        at = (self._slot[sources.rank], sources.lane)
        np.minimum.at(climbed, at, in_width(sources.ds, width))
        climb(met, self._slot, up.starts, up.heads, self._up_ds, self._scale, climbed)
        rows = down.row[met]
        both = rows >= 0
        self._slot_of_row[rows[both]] = np.flatnonzero(both)
        arcs = (down.starts, down.heads, self._down_ds, self._scale)
        sweep(*arcs, self._slot_of_row, climbed, self._drive, self._reached)
        self._slot[met], self._slot_of_row[rows[both]] = -1, -1
        return Field(self._drive, self._reached)


def in_width(ds: NDArray[Any], width: np.dtype[Any]) -> NDArray[Any]:
    """Deciseconds in the numbers of a sweep, cut off where they do not fit."""
    cut: NDArray[Any] = np.minimum(ds, min(far(width), int(np.iinfo(ds.dtype).max)))
    return cut.astype(width, copy=False)


def by_threads(threads: int, bytes_each: int, parts: list[_Part], work: Callable[[Iterable[_Part]], None]) -> None:
    """Does the parts of a work, each thread some of them; fewer threads where their memory would be too much."""
    threads = max(1, min(threads, len(parts), _ALL_WORK_BYTES // max(bytes_each, 1)))
    if threads == 1:
        work(parts)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(partial(work, parts[first::threads])) for first in range(threads)]:
            done.result()
