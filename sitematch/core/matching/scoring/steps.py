"""A requirement made ready for many sites: every rule of it as figures and tables beside the columns that it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.scoring.assessment import unit_of
from sitematch.core.matching.scoring.points import points_by_category
from sitematch.core.matching.scoring.verdicts import Codes, comparable_bounds, verdicts_by_category
from sitematch.core.requirement.model import AnyOf, Between, Bound, Criterion, Measure, PiecewiseLinear
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn


@dataclass(frozen=True, eq=False, slots=True)
class NumberTest:
    """A bound on numbers of shape (n,): ``least`` and ``most`` as they are compared."""

    low: FloatArray
    high: FloatArray
    least: float
    most: float
    in_minutes: bool

    def take(self, rows: IntArray) -> NumberTest:
        """The same of some sites."""
        return replace(self, low=self.low[rows], high=self.high[rows])


@dataclass(frozen=True, eq=False, slots=True)
class CategoryTest:
    """A bound on categories: codes of shape (n,), -1 where unknown, and the verdict of each, the unknown one's last."""

    categories: IntArray
    by_category: Codes

    def take(self, rows: IntArray) -> CategoryTest:
        """The same of some sites."""
        return replace(self, categories=self.categories[rows])


@dataclass(frozen=True, eq=False, slots=True)
class Pieces:
    """A value function as arrays: its k knots and their points; of the pieces between them widths and slopes, (k - 1,).

    ``ends``: the points at the first knot, and the most of all.
    """

    knots: FloatArray
    heights: FloatArray
    widths: FloatArray
    slopes: FloatArray
    ends: FloatArray

    @classmethod
    def of(cls, function: PiecewiseLinear) -> Pieces:
        """The pieces of a function."""
        knots, heights = np.array(function.x, dtype=np.float64), np.array(function.points, dtype=np.float64)
        with np.errstate(over="ignore"):  # a step over next to nothing is endlessly steep
            widths = np.diff(knots)
            slopes = np.diff(heights) / widths
        return cls(knots, heights, widths, slopes, np.array([heights[0], heights.max()]))


@dataclass(frozen=True, eq=False, slots=True)
class NumberValue:
    """A value function of numbers of shape (n,), and its weight."""

    low: FloatArray
    high: FloatArray
    function: PiecewiseLinear
    pieces: Pieces
    weight: float

    @property
    def most(self) -> float:
        """The most points that it gives."""
        return max(self.function.points)

    def take(self, rows: IntArray) -> NumberValue:
        """The same of some sites."""
        return replace(self, low=self.low[rows], high=self.high[rows])


@dataclass(frozen=True, eq=False, slots=True)
class CategoryValue:
    """Points of categories: codes of shape (n,), the least, most and middle points of each, shape (3, k + 1)."""

    categories: IntArray
    spans: FloatArray
    weight: float

    @property
    def most(self) -> float:
        """The most points that it gives."""
        return float(self.spans[1].max())

    def take(self, rows: IntArray) -> CategoryValue:
        """The same of some sites."""
        return replace(self, categories=self.categories[rows])


Test = NumberTest | CategoryTest
Value = NumberValue | CategoryValue


@dataclass(frozen=True, slots=True)
class Must:
    """A hard bound, or an either/or of which ``at_least`` members have to hold (None for a single bound)."""

    tests: tuple[Test, ...]
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """All that a requirement asks of n sites; ``values`` in the order of the criteria's ids, in which sums are made."""

    musts: tuple[Must, ...]
    values: tuple[Value, ...]
    n: int

    @property
    def total_weight(self) -> float:
        """The sum of the weights, from the first to the last."""
        total = 0.0
        for value in self.values:
            total += value.weight
        return total

    @property
    def numbers(self) -> int:
        """How many values of sites have to be looked at: what tells small work from large."""
        return self.n * (sum(len(must.tests) for must in self.musts) + len(self.values))

    def take(self, rows: IntArray) -> Steps:
        """The same of some sites, ``rows`` of shape (k,)."""
        musts = tuple(Must(tuple(test.take(rows) for test in must.tests), must.at_least) for must in self.musts)
        return Steps(musts, tuple(value.take(rows) for value in self.values), len(rows))


def make_ready(
    criteria: Sequence[Criterion | AnyOf],
    columns: Mapping[Measure, Column],
    weights: Mapping[str, float],
    n: int,
) -> Steps:
    """The steps that hold criteria against ``n`` sites; no column is copied.

    Args:
        criteria: in any order.
        columns: the values of every measure, each of shape (n,).
        weights: those of the criteria with a value function, by id, on any scale.
        n: the number of sites.
    """
    by_id = sorted(criteria, key=lambda criterion: criterion.id)
    musts = [must for criterion in by_id if (must := _must(criterion, columns)) is not None]
    values = [
        _value(criterion, columns[criterion.measure], weights[criterion.id])
        for criterion in by_id
        if not isinstance(criterion, AnyOf) and criterion.value is not None
    ]
    return Steps(tuple(musts), tuple(values), n)


def _must(criterion: Criterion | AnyOf, columns: Mapping[Measure, Column]) -> Must | None:
    if isinstance(criterion, AnyOf):
        tests = tuple(_test(member.must, member.measure, columns[member.measure]) for member in criterion.members)
        return Must(tests, criterion.at_least)
    if criterion.must is None:
        return None
    return Must((_test(criterion.must, criterion.measure, columns[criterion.measure]),))


def _test(bound: Bound, measure: Measure, column: Column) -> Test:
    if isinstance(bound, Between) and isinstance(column, NumberColumn):
        in_minutes = unit_of(measure) == "min"
        return NumberTest(*_ends(column), *comparable_bounds(bound, in_minutes), in_minutes)
    if isinstance(column, NumberColumn):
        raise TypeError("a bound with one_of, true or false needs a column of categories")
    return CategoryTest(_codes(column), verdicts_by_category(bound, column.values))


def _value(criterion: Criterion, column: Column, weight: float) -> Value:
    if isinstance(criterion.value, PiecewiseLinear) and isinstance(column, NumberColumn):
        return NumberValue(*_ends(column), criterion.value, Pieces.of(criterion.value), weight)
    if criterion.value is None or isinstance(criterion.value, PiecewiseLinear) or isinstance(column, NumberColumn):
        raise TypeError("a value list needs a column of numbers, a value map one of categories")
    low, high = points_by_category(criterion.value, column.values)
    return CategoryValue(_codes(column), np.stack([low, high, (low + high) / 2]), weight)


def _ends(column: NumberColumn) -> tuple[FloatArray, FloatArray]:
    return np.ascontiguousarray(column.low, dtype=np.float64), np.ascontiguousarray(column.high, dtype=np.float64)


def _codes(column: CategoryColumn) -> IntArray:
    return np.ascontiguousarray(column.codes, dtype=np.int64)
