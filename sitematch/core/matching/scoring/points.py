"""Value functions: the least and the most points 0-100 that what is known of a site allows."""

from __future__ import annotations

from collections.abc import Sequence
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
        return points_of_numbers(function, column.low, column.high)
    if isinstance(function, CategoryPoints) and isinstance(column, CategoryColumn):
        low, high = points_by_category(function, column.values)[:, column.codes]
        return Points(low, high)
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


def points_of_numbers(function: PiecewiseLinear, start: FloatArray, end: FloatArray) -> Points:
    """The least and the most points of n numbers (``start`` = ``end``) and intervals."""
    low = piecewise_linear(function, start)
    high = low.copy()
    unsure = np.flatnonzero(start != end)
    if len(unsure):
        low[unsure], high[unsure] = _over_intervals(function, start[unsure], end[unsure])
    return Points(low, high)


def points_by_category(function: CategoryPoints, values: Sequence[tuple[str, ...]]) -> FloatArray:
    """The least and the most points of each value of a column of categories, shape (2, k + 1).

    The last is for what is unknown: the least and the most of all.
    """
    by_category = dict(function.points)
    everything = min(by_category.values()), max(by_category.values())
    spans = np.array([*(_span(members, by_category) for members in values), everything], dtype=np.float64)
    return np.ascontiguousarray(spans.T)


def _over_intervals(function: PiecewiseLinear, start: FloatArray, end: FloatArray) -> tuple[FloatArray, FloatArray]:
    ends = piecewise_linear(function, start), piecewise_linear(function, end)
    least, most = np.minimum(*ends), np.maximum(*ends)
    for knot, height in zip(function.x, function.points, strict=True):
        within = (start < knot) & (knot < end)
        least = np.where(within, np.minimum(least, height), least)
        most = np.where(within, np.maximum(most, height), most)
    return least, most


def _span(members: tuple[str, ...], by_category: dict[str, float]) -> tuple[float, float]:
    """The points of a set: its best member's; one that the map lacks may be as good, or as bad, as any."""
    known = [by_category[member] for member in members if member in by_category]
    low = max(known) if known else min(by_category.values())
    high = low if known and len(known) == len(members) else max(by_category.values())
    return low, high
