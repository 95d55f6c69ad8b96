"""Verdicts: whether a bound certainly holds, certainly fails, or cannot be told from what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.result import Verdict
from sitematch.core.requirement.model import Between, Bound, OneOf
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn
from sitematch.units import DECISECONDS_PER_MINUTE

Codes = NDArray[np.int8]
"""Verdicts of n sites as codes, shape (n,): indices into ``VERDICTS``."""

VERDICTS: Final = (Verdict.MEETS, Verdict.UNKNOWN, Verdict.FAILS)
MEETS: Final = 0
UNKNOWN: Final = 1
FAILS: Final = 2


def verdicts(bound: Bound, column: Column, *, in_minutes: bool = False) -> Codes:
    """How a bound fares at every site.

    An interval meets a bound if all of it does, and fails if none of it does. Bounds are inclusive.

    Args:
        bound: ``Between`` for a column of numbers, else ``OneOf`` or ``Truth``.
        column: the values of n sites.
        in_minutes: whether the numbers are minutes of travel, which compare in whole deciseconds.
    """
    if isinstance(bound, Between):
        numbers = _numbers(column)
        return number_verdicts(numbers.low, numbers.high, *comparable_bounds(bound, in_minutes), in_minutes=in_minutes)
    categories = _categories(column)
    return verdicts_by_category(bound, categories.values)[categories.codes]


def number_verdicts(low: FloatArray, high: FloatArray, least: float, most: float, *, in_minutes: bool) -> Codes:
    """How a bound on numbers fares at n sites: numbers as they are, the ends of the bound as they are compared."""
    low, high = comparable(low, in_minutes), comparable(high, in_minutes)
    return _codes(meets=(low >= least) & (high <= most), fails=(high < least) | (low > most))


def verdicts_by_category(bound: Bound, values: Sequence[tuple[str, ...]]) -> Codes:
    """How a bound fares at each value of a column of categories, shape (k + 1,): the last is for what is unknown."""
    if isinstance(bound, Between):
        raise TypeError("a bound with min or max needs a column of numbers")
    wanted = set(bound.members) if isinstance(bound, OneOf) else {"true" if bound.value else "false"}
    by_value = [MEETS if wanted.intersection(members) else FAILS for members in values]
    return np.array([*by_value, UNKNOWN], dtype=np.int8)


def verdicts_of_any(members: Sequence[Codes], at_least: int) -> Codes:
    """How an either/or fares: ``at_least`` of the members have to hold; shape (n,)."""
    surely = surely_holding(members)
    possibly = surely + np.sum([codes == UNKNOWN for codes in members], axis=0, dtype=np.int64)
    return _codes(meets=surely >= at_least, fails=possibly < at_least)


def surely_holding(members: Sequence[Codes]) -> IntArray:
    """How many members of an either/or surely hold, shape (n,)."""
    held: IntArray = np.sum([codes == MEETS for codes in members], axis=0, dtype=np.int64)
    return held


def comparable(values: FloatArray, in_minutes: bool) -> FloatArray:
    """Numbers as they are compared: minutes of travel in whole deciseconds, halves up; all else as it is."""
    if not in_minutes:
        return values
    whole: FloatArray = np.floor(values * DECISECONDS_PER_MINUTE + 0.5)
    return whole


def comparable_bounds(bound: Between, in_minutes: bool) -> tuple[float, float]:
    """The least and the most that a bound allows, as they are compared; infinite where an end is open."""
    ends = np.array([-np.inf if bound.min is None else bound.min, np.inf if bound.max is None else bound.max])
    least, most = comparable(ends, in_minutes).tolist()
    return least, most


def _codes(*, meets: NDArray[np.bool_], fails: NDArray[np.bool_]) -> Codes:
    return np.where(meets, MEETS, np.where(fails, FAILS, UNKNOWN)).astype(np.int8)


def _numbers(column: Column) -> NumberColumn:
    if not isinstance(column, NumberColumn):
        raise TypeError("a bound with min or max needs a column of numbers")
    return column


def _categories(column: Column) -> CategoryColumn:
    if not isinstance(column, CategoryColumn):
        raise TypeError("a bound with one_of, true or false needs a column of categories")
    return column
