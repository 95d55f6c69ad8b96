"""Weights of the criteria, and the spaces that draws take them from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import lcm
from typing import Final

import numpy as np
from numpy.random import Generator

from sitematch.core.arrays import FloatArray
from sitematch.core.requirement import normalised_weights
from sitematch.core.requirement.model import Criterion, Requirement, Weights

_MOST_DIGITS: Final = 6
_MOST_WHOLE: Final = 2**40
_ROUNDING: Final = 1e-14
"""Of a weight: some times what a float is rounded by."""


@dataclass(frozen=True, eq=False, slots=True)
class WeightSpace:
    """Where weights of m criteria are drawn from.

    ``weights`` has shape (m,). ``levels`` holds the criteria's positions by falling importance, those of equal
    importance together; ``tolerance`` is the share by which a given weight may be off.
    """

    kind: Weights
    weights: FloatArray
    levels: tuple[tuple[int, ...], ...]
    tolerance: float


def levels_of(criteria: Sequence[Criterion]) -> tuple[tuple[int, ...], ...]:
    """The positions of ``criteria`` by falling importance: by rank where ranks are given, else by weight."""

    def importance(position: int) -> float:
        criterion = criteria[position]
        return criterion.rank if criterion.rank is not None else -(criterion.weight or 0.0)

    ordered = sorted(range(len(criteria)), key=importance)
    return tuple(tuple(level) for _, level in groupby(ordered, key=importance))


def weights_of(requirement: Requirement) -> dict[str, float]:
    """The weights that scores are summed with, by the criterion's id: in whole numbers, where small ones will do.

    Sums of whole numbers are exact, so that equal scores are equal to the last bit and tie: tenths of a weight are
    counted in tenths, the shares that ranks stand for in a part that all of them have in common.
    """
    shares = normalised_weights(requirement)
    valued = [each for each in requirement.criteria if isinstance(each, Criterion) and each.id in shares]
    given = [shares[each.id] if each.weight is None else each.weight for each in valued]
    ranks = [each.rank for each in valued if each.rank is not None]
    scales = [_parts_of_ranks(ranks)] if ranks else [10**digits for digits in range(_MOST_DIGITS + 1)]
    return dict(zip(shares, _whole(given, scales) or given, strict=True))


def _parts_of_ranks(ranks: Sequence[float]) -> int:
    """In how many parts of the whole all rank-order-centroid weights are counted without remainder."""
    n = len(ranks)
    return n * lcm(*range(1, n + 1)) * lcm(*Counter(ranks).values())


def _whole(weights: Sequence[float], scales: Iterable[int]) -> list[float] | None:
    """Weights times the first scale that makes all of them whole, but for their rounding; None if there is none."""
    for scale in scales:
        if scale > _MOST_WHOLE or max(weights, default=0.0) * scale > _MOST_WHOLE:
            return None
        scaled = [weight * scale for weight in weights]
        if all(abs(each - round(each)) <= _ROUNDING * each for each in scaled):
            return [float(round(each)) for each in scaled]
    return None


def draw_weights(space: WeightSpace, count: int, generator: Generator) -> FloatArray:
    """``count`` draws of weights, shape (m, count), each to be divided by its sum.

    The same generator gives the same draws however they are cut into calls.
    """
    if space.kind is Weights.GIVEN:
        spread = space.tolerance * (2.0 * generator.random((count, len(space.weights))) - 1.0)
        return np.ascontiguousarray((space.weights * (1.0 + spread)).T)
    drawn = _simplex(len(space.weights), count, generator)
    if space.kind is Weights.ORDINAL:
        drawn = _in_order(drawn, space.levels)
    return np.ascontiguousarray(drawn.T)


def most_within(space: WeightSpace, points: FloatArray) -> FloatArray:
    """The most that the weighted mean of ``points``, shape (m, n), comes to over the whole space, shape (n,)."""
    if space.kind is Weights.GIVEN:
        return _most_around(space, points)
    if space.kind is Weights.ORDINAL:
        return _most_in_order(space.levels, points)
    most: FloatArray = points.max(axis=0)
    return most


def _simplex(m: int, count: int, generator: Generator) -> FloatArray:
    """Uniform on the simplex, shape (count, m): the gaps between m - 1 sorted uniforms (Devroye 1986, chapter V)."""
    cuts = np.sort(generator.random((count, m - 1)), axis=1)
    return np.diff(cuts, axis=1, prepend=0.0, append=1.0)


def _in_order(drawn: FloatArray, levels: tuple[tuple[int, ...], ...]) -> FloatArray:
    """Draws from the simplex moved to where the order holds, shape (count, m).

    The largest gaps go to the first level, and so on. Within a level they stand as they were drawn: gaps are
    exchangeable, so that criteria of a level are free between them.
    """
    falling = np.argsort(-drawn, axis=1, kind="stable")
    placed = np.empty_like(drawn)
    first = 0
    for level in levels:
        chosen = np.sort(falling[:, first : first + len(level)], axis=1)
        placed[:, list(level)] = np.take_along_axis(drawn, chosen, axis=1)
        first += len(level)
    return placed


def _most_around(space: WeightSpace, points: FloatArray) -> FloatArray:
    """Over weights within the tolerance: the best k criteria at their most, the rest at their least, for some k."""
    falling = np.argsort(-points, axis=0, kind="stable")
    ordered = np.take_along_axis(points, falling, axis=0)
    least = (space.weights * (1.0 - space.tolerance))[falling]
    most = (space.weights * (1.0 + space.tolerance))[falling]
    gain = np.cumsum((most - least) * ordered, axis=0) + np.sum(least * ordered, axis=0)
    mass = np.cumsum(most - least, axis=0) + np.sum(least, axis=0)
    best: FloatArray = (gain / mass).max(axis=0)
    return best


def _most_in_order(levels: tuple[tuple[int, ...], ...], points: FloatArray) -> FloatArray:
    """Over weights in order: the mean of all levels above and the best k criteria of one, for some level and k."""
    best = np.full(points.shape[1], -np.inf)
    above, count = np.zeros(points.shape[1]), 0
    for level in levels:
        falling = -np.sort(-points[list(level)], axis=0)
        means = (above + np.cumsum(falling, axis=0)) / (count + np.arange(1, len(level) + 1))[:, None]
        best = np.maximum(best, means.max(axis=0))
        above, count = above + falling.sum(axis=0), count + len(level)
    return best
