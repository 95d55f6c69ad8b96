"""Value functions: the least and the most points 0-100 that what is known of a site allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import FloatArray
from sitematch.core.requirement.model import CategoryPoints, PiecewiseLinear, ValueFunction
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn


@dataclass(frozen=True, eq=False, slots=True)
class Points:
    """The least and the most points of n sites on one criterion, each of shape (n,)."""

    low: FloatArray
    high: FloatArray


def points(function: ValueFunction, column: Column) -> Points:
    """The points of every site.

    A number takes those of the function there, an interval the least and the most over all of it, maybe
    at a knot inside; an unknown value the least and the most of all. Nothing is imputed.
    """
    if isinstance(function, PiecewiseLinear) and isinstance(column, NumberColumn):
        return _of_numbers(function, column)
    if isinstance(function, CategoryPoints) and isinstance(column, CategoryColumn):
        return _of_categories(function, column)
    raise TypeError("a value list needs a column of numbers, a value map one of categories")


def piecewise_linear(function: PiecewiseLinear, x: FloatArray) -> FloatArray:
    """The function at ``x``, flat outside its knots; shape as ``x``, infinities allowed.

    Between two knots it never leaves their points, by no rounding either: else a value inside an
    interval could score above the most that the interval allows.
    """
    knots, heights = np.array(function.x), np.array(function.points)
    inside = np.clip(x, knots[0], knots[-1])
    left = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 2)
    right = left + 1
    rise, width = heights[right] - heights[left], knots[right] - knots[left]
    drawn = heights[left] + (inside - knots[left]) * rise / width
    bounded = np.clip(drawn, np.minimum(heights[left], heights[right]), np.maximum(heights[left], heights[right]))
    return np.where(inside == knots[right], heights[right], bounded)


def _of_numbers(function: PiecewiseLinear, column: NumberColumn) -> Points:
    at_low = piecewise_linear(function, column.low)
    unsure = np.flatnonzero(column.low != column.high)
    low, high = at_low.copy(), at_low.copy()
    if len(unsure):
        low[unsure], high[unsure] = _over_intervals(function, column.low[unsure], column.high[unsure])
    return Points(low, high)


def _over_intervals(function: PiecewiseLinear, start: FloatArray, end: FloatArray) -> tuple[FloatArray, FloatArray]:
    ends = piecewise_linear(function, start), piecewise_linear(function, end)
    least, most = np.minimum(*ends), np.maximum(*ends)
    for knot, height in zip(function.x, function.points, strict=True):
        within = (start < knot) & (knot < end)
        least = np.where(within, np.minimum(least, height), least)
        most = np.where(within, np.maximum(most, height), most)
    return least, most


def _of_categories(function: CategoryPoints, column: CategoryColumn) -> Points:
    by_category = dict(function.points)
    everything = min(by_category.values()), max(by_category.values())
    # the last entry stands for the code -1: unknown
    spans = np.array([*(_span(members, by_category) for members in column.values), everything], dtype=np.float64)
    low, high = spans[column.codes].T
    return Points(np.ascontiguousarray(low), np.ascontiguousarray(high))


def _span(members: tuple[str, ...], by_category: dict[str, float]) -> tuple[float, float]:
    """The points of a set: its best member's; one that the map lacks may be as good, or as bad, as any."""
    known = [by_category[member] for member in members if member in by_category]
    low = max(known) if known else min(by_category.values())
    high = low if known and len(known) == len(members) else max(by_category.values())
    return low, high
