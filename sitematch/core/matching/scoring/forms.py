"""The two forms of the work on many sites: NumPy for the common case, compiled for crowds. They agree to the last bit.

Loading the compiled form costs more than matching some hundred thousand sites without it; once a process has loaded
the compiler, for whatever reason, it pays from some ten thousand on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from sitematch.core.arrays import FloatArray
from sitematch.core.matching.scoring.points import points_of_numbers
from sitematch.core.matching.scoring.steps import CategoryTest, NumberTest, NumberValue, Test, Value
from sitematch.core.matching.scoring.verdicts import FAILS, UNKNOWN, Codes, number_verdicts
from sitematch.units import DECISECONDS_PER_MINUTE

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Labour:
    """How work is done: by how many ``threads``, and whether ``compiled``; None: as it pays. It changes no outcome."""

    threads: int | None = None
    compiled: bool | None = None

    def settled(self, work: int, loading: int, loaded: int) -> Labour:
        """Compiled or not: where the work is above ``loading``, or ``loaded`` if the compiler is loaded already."""
        if self.compiled is not None:
            return self
        return replace(self, compiled=work >= (loaded if "numba" in sys.modules else loading))

    def processors(self) -> int:
        """How many threads to work with: NumPy's form gains nothing from several."""
        if self.threads is not None or not self.compiled:
            return self.threads or 1
        from numba import get_num_threads

        return int(get_num_threads())

    def together(self, work: Callable[..., Told], *shares: Iterable[Any]) -> list[Told]:
        """What ``work`` gives of each of the shares, in their order, as many at once as there are threads."""
        several = self.processors()
        if several <= 1:
            return list(map(work, *shares))
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(several) as pool:
            return list(pool.map(work, *shares))


AS_IT_PAYS: Final = Labour()


class Form(Protocol):
    """What is done to a slice of the sites: ``part`` are the rows of it, ``rows`` count from its first."""

    def codes(self, test: Test, part: slice) -> Codes:
        """The verdicts on one bound."""

    def count(self, codes: Codes, failing: Any, unknown: Any) -> None:
        """Add verdicts to how many bounds each site fails and how many are unknown there."""

    def pick(self, failing: Any, rows: Any) -> int:
        """Write the rows that fail nothing to the front of ``rows``; how many they are."""

    def add(self, value: Value, part: slice, rows: Any, sums: FloatArray) -> None:
        """Add weight × points, the least, the most and the middle, of the sites at ``rows``.

        They are added to the front of ``sums``, shape (3, at least the number of rows).
        """

    def keep(self, sums: FloatArray, rows: Any, least: float) -> int:
        """Move rows and sums whose middle is at least so much to the front, in their order; how many they are."""


def form_for(labour: Labour) -> Form:
    """The form that is asked for."""
    return Compiled() if labour.compiled else Plain()


class Plain:
    """The form in NumPy."""

    def codes(self, test: Test, part: slice) -> Codes:
        """The verdicts on one bound."""
        if isinstance(test, CategoryTest):
            return test.by_category[test.categories[part]]
        return number_verdicts(test.low[part], test.high[part], test.least, test.most, in_minutes=test.in_minutes)

    def count(self, codes: Codes, failing: Any, unknown: Any) -> None:
        """Add verdicts to the counts."""
        failing += codes == FAILS
        unknown += codes == UNKNOWN

    def pick(self, failing: Any, rows: Any) -> int:
        """Write the rows that fail nothing to the front."""
        listed = np.flatnonzero(failing == 0)
        rows[: len(listed)] = listed
        return len(listed)

    def add(self, value: Value, part: slice, rows: Any, sums: FloatArray) -> None:
        """Add the points of the sites at ``rows``."""
        if isinstance(value, NumberValue):
            points = points_of_numbers(value.function, value.low[part][rows], value.high[part][rows])
            each = (points.low, points.high, (points.low + points.high) / 2)
        else:
            each = tuple(value.spans[:, value.categories[part][rows]])
        for which, column in enumerate(each):
            sums[which, : len(rows)] += value.weight * column

    def keep(self, sums: FloatArray, rows: Any, least: float) -> int:
        """Move what is at least so much to the front."""
        kept = np.flatnonzero(sums[2, : len(rows)] >= least)
        sums[:, : len(kept)] = sums[:, kept]
        rows[: len(kept)] = rows[kept]
        return len(kept)


class Compiled:
    """The form in compiled passes."""

    def __init__(self) -> None:
        from sitematch.core.matching.scoring import kernels

        self._kernels = kernels

    def codes(self, test: Test, part: slice) -> Codes:
        """The verdicts on one bound."""
        if isinstance(test, NumberTest):
            codes = np.empty(len(test.low[part]), dtype=np.int8)
            parts = float(DECISECONDS_PER_MINUTE) if test.in_minutes else 0.0
            self._kernels.number_codes(test.low[part], test.high[part], test.least, test.most, parts, codes)
        else:
            codes = np.empty(len(test.categories[part]), dtype=np.int8)
            self._kernels.category_codes(test.categories[part], test.by_category, codes)
        return codes

    def count(self, codes: Codes, failing: Any, unknown: Any) -> None:
        """Add verdicts to the counts."""
        self._kernels.count_codes(codes, failing, unknown)

    def pick(self, failing: Any, rows: Any) -> int:
        """Write the rows that fail nothing to the front."""
        return int(self._kernels.not_failing(failing, rows))

    def add(self, value: Value, part: slice, rows: Any, sums: FloatArray) -> None:
        """Add the points of the sites at ``rows``."""
        if isinstance(value, NumberValue):
            knots, heights = np.array(value.function.x), np.array(value.function.points)
            self._kernels.add_numbers(value.low[part], value.high[part], rows, knots, heights, value.weight, sums)
        else:
            self._kernels.add_categories(value.categories[part], rows, value.spans, value.weight, sums)

    def keep(self, sums: FloatArray, rows: Any, least: float) -> int:
        """Move what is at least so much to the front."""
        return int(self._kernels.still_leading(sums, rows, len(rows), least))
