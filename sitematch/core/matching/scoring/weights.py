"""Weights of the criteria, and the spaces that draws take them from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.random import Generator

from sitematch.core.arrays import FloatArray
from sitematch.core.requirement import normalised_weights
from sitematch.core.requirement.model import Criterion, Requirement, Weights


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
    """The weights that scores are summed with, by the criterion's id.

    As they are given, so that whole numbers are summed exactly; by rank the shares that the ranks stand for.
    """
    shares = normalised_weights(requirement)
    given = {each.id: each.weight for each in requirement.criteria if isinstance(each, Criterion)}
    return {name: share if (weight := given[name]) is None else weight for name, share in shares.items()}


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
