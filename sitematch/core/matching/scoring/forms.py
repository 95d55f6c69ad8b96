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

    dense: bool
    """Whether it is quicker over a whole column than over every third value of it."""

    def codes(self, test: Test, part: slice) -> Codes:
        """The verdicts on one bound."""

    def count(self, codes: Codes, failing: Any, unknown: Any) -> None:
        """Add verdicts to how many bounds each site fails and how many are unknown there."""

    def judge(self, test: Test, part: slice, failing: Any, unknown: Any) -> None:
        """The verdicts on one bound, counted at once."""

    def how_many(self, failing: Any, unknown: Any, least: int) -> int:
        """At how many sites that fail nothing at least so much is unknown."""

    def add(self, value: Value, part: slice, rows: Any, sums: FloatArray) -> None:
        """Add weight × points, the least, the most and the middle, of the sites at ``rows``.

        They are added to the front of ``sums``, shape (3, at least the number of rows).
        """

    def begin(self, failing: Any, bounds: FloatArray) -> None:
        """Set the bound of each site to nothing, and of those that fail to less than any."""

    def bound(self, value: Value, part: slice, bounds: FloatArray, least: float) -> int:
        """Add to ``bounds`` what a criterion gives at most to the middle of each site; how many come to ``least``.

        Sums may be off by as much as rounding makes out.
        """

    def still_in(self, bounds: FloatArray, rows: Any, least: float) -> int:
        """Write the rows whose bound comes to ``least``, and their bounds, to the front; how many they are."""

    def winnow(self, value: Value, part: slice, rows: Any, bounds: FloatArray, least: float) -> int:
        """Add to ``bounds`` what a criterion gives at most to the middle of each of the sites at ``rows``.

        Those whose sum comes to ``least`` are moved to the front, in their order; how many they are. Sums may be off
        by as much as rounding makes out.
        """


def form_for(labour: Labour) -> Form:
    """The form that is asked for."""
    return Compiled() if labour.compiled else Plain()


class Plain:
    """The form in NumPy."""

    dense = False

    def codes(self, test: Test, part: slice) -> Codes:
        """The verdicts on one bound."""
        if isinstance(test, CategoryTest):
            return test.by_category[test.categories[part]]
        return number_verdicts(test.low[part], test.high[part], test.least, test.most, in_minutes=test.in_minutes)

    def count(self, codes: Codes, failing: Any, unknown: Any) -> None:
        """Add verdicts to the counts."""
        failing += codes == FAILS
        unknown += codes == UNKNOWN

    def judge(self, test: Test, part: slice, failing: Any, unknown: Any) -> None:
        """The verdicts on one bound, counted at once."""
        self.count(self.codes(test, part), failing, unknown)

    def how_many(self, failing: Any, unknown: Any, least: int) -> int:
        """At how many sites that fail nothing at least so much is unknown."""
        return int(np.count_nonzero((failing == 0) & (unknown >= least)))

    def add(self, value: Value, part: slice, rows: Any, sums: FloatArray) -> None:
        """Add the points of the sites at ``rows``."""
        for which, column in enumerate(_spans(value, part, rows)):
            sums[which, : len(rows)] += value.weight * column

    def begin(self, failing: Any, bounds: FloatArray) -> None:
        """Set the bound of each site to nothing, and of those that fail to less than any."""
        bounds[:] = np.where(failing > 0, -np.inf, 0.0)

    def bound(self, value: Value, part: slice, bounds: FloatArray, least: float) -> int:
        """Add what a criterion gives to the middle of each site."""
        bounds += value.weight * _spans(value, part, slice(None))[2]
        return int(np.count_nonzero(bounds >= least))

    def still_in(self, bounds: FloatArray, rows: Any, least: float) -> int:
        """Write the rows whose bound comes to ``least`` to the front."""
        return self._keep(bounds, np.arange(len(bounds)), rows, least)

    def winnow(self, value: Value, part: slice, rows: Any, bounds: FloatArray, least: float) -> int:
        """Leave those in front that can still come to ``least``."""
        bounds[: len(rows)] += value.weight * _spans(value, part, rows)[2]
        return self._keep(bounds[: len(rows)], rows, rows, least)

    @staticmethod
    def _keep(bounds: FloatArray, names: Any, rows: Any, least: float) -> int:
        kept = np.flatnonzero(bounds >= least)
        bounds[: len(kept)], rows[: len(kept)] = bounds[kept], names[kept]
        return len(kept)


def _spans(value: Value, part: slice, rows: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The least, the most and the middle points of the sites at ``rows``."""
    if isinstance(value, NumberValue):
        points = points_of_numbers(value.function, value.low[part][rows], value.high[part][rows])
        return points.low, points.high, (points.low + points.high) / 2
    low, high, middle = value.spans[:, value.categories[part][rows]]
    return low, high, middle


class Compiled:
    """The form in compiled passes."""

    dense = True

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

    def judge(self, test: Test, part: slice, failing: Any, unknown: Any) -> None:
        """The verdicts on one bound, counted at once."""
        if isinstance(test, NumberTest):
            parts = float(DECISECONDS_PER_MINUTE) if test.in_minutes else 0.0
            ends = test.low[part], test.high[part]
            self._kernels.count_numbers(*ends, test.least, test.most, parts, failing, unknown)
        else:
            self._kernels.count_categories(test.categories[part], test.by_category, failing, unknown)

    def how_many(self, failing: Any, unknown: Any, least: int) -> int:
        """At how many sites that fail nothing at least so much is unknown."""
        return int(self._kernels.how_many(failing, unknown, least))

    def add(self, value: Value, part: slice, rows: Any, sums: FloatArray) -> None:
        """Add the points of the sites at ``rows``."""
        if isinstance(value, NumberValue):
            ends, pieces = (value.low[part], value.high[part]), value.pieces
            self._kernels.add_numbers(*ends, rows, pieces.knots, pieces.heights, value.weight, sums)
        else:
            self._kernels.add_categories(value.categories[part], rows, value.spans, value.weight, sums)

    def begin(self, failing: Any, bounds: FloatArray) -> None:
        """Set the bound of each site to nothing, and of those that fail to less than any."""
        self._kernels.begin(failing, bounds)

    def bound(self, value: Value, part: slice, bounds: FloatArray, least: float) -> int:
        """Add what a criterion gives at most to the middle of each site."""
        if isinstance(value, NumberValue):
            ends = value.low[part], value.high[part]
            return int(self._kernels.bound_numbers(*ends, *_pieces(value), value.weight, bounds, least))
        middle = value.spans[2]
        return int(self._kernels.bound_categories(value.categories[part], middle, value.weight, bounds, least))

    def still_in(self, bounds: FloatArray, rows: Any, least: float) -> int:
        """Write the rows whose bound comes to ``least`` to the front."""
        return int(self._kernels.still_in(bounds, rows, least))

    def winnow(self, value: Value, part: slice, rows: Any, bounds: FloatArray, least: float) -> int:
        """Leave those in front that can still come to ``least``."""
        if isinstance(value, NumberValue):
            ends = value.low[part], value.high[part]
            return int(self._kernels.winnow_numbers(*ends, rows, *_pieces(value), value.weight, bounds, least))
        middle = value.spans[2]
        return int(self._kernels.winnow_categories(value.categories[part], rows, middle, value.weight, bounds, least))


def _pieces(value: NumberValue) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    pieces = value.pieces
    return pieces.knots, pieces.widths, pieces.slopes, pieces.ends
