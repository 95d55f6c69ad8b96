"""Robustness: how often a site comes first, second … over weights and unknowns (SMAA-2, Lahdelma & Salminen 2001).

Weights and points come from two streams of one seed, drawn by draw, so that the second pass (confidence) sees the
very points of the first. Draws are made in chunks of a size that depends on the task alone: memory stays bounded,
and the same task gives the same bytes. Sums are elementwise, never by a linear algebra library, whose rounding
differs between machines and would part sites that are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.confidence import confidence_factors
from sitematch.core.matching.draws import Draws, Field, Unsure
from sitematch.core.matching.weights import WeightSpace, draw_weights, most_within

MOST_SITES_BY_ALL_RANKS: Final = 1_000
"""Up to so many sites each rank is counted; beyond, only the first ranks."""
FIRST_RANKS: Final = 20
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Robust:
    """What the draws gave for k of the sites.

    ``sites`` are their positions in the field, shape (k,). ``shares`` has shape (k, ranks). ``central_weights`` has
    shape (k, m) and ``confidence`` (k,), NaN where a site is never first.
    """

    sites: IntArray
    shares: FloatArray
    central_weights: FloatArray
    confidence: FloatArray


def robustness(field: Field, space: WeightSpace, draws: Draws) -> Robust:
    """Rank acceptability, central weights and confidence of a field of n ≥ 1 sites on m ≥ 1 criteria.

    Above ``MOST_SITES_BY_ALL_RANKS`` sites only the first ranks are counted; those that no draw could bring there
    are told by bounds over the whole space of weights, and left out beforehand.
    """
    n = field.low.shape[1]
    every = n <= MOST_SITES_BY_ALL_RANKS
    sites = np.arange(n) if every else _contenders(field, space, FIRST_RANKS)
    chosen = field if every else field.take(sites)
    unsure = Unsure.of(chosen)
    counts, summed = _count_ranks(chosen, unsure, space, draws, depth=n if every else FIRST_RANKS)
    firsts = counts[:, 0]
    with np.errstate(invalid="ignore"):
        central = summed / firsts[:, None]
    confidence = confidence_factors(chosen, unsure, central, draws)
    kept = np.flatnonzero(counts.any(axis=1)) if not every else sites
    return Robust(sites[kept], counts[kept] / draws.count, central[kept], confidence[kept])


def _contenders(field: Field, space: WeightSpace, depth: int) -> IntArray:
    """The sites that some draw could bring among the first ``depth``: not surely behind so many others."""
    at_most = most_within(space, field.high)
    at_least = -most_within(space, -field.low)
    to_beat = np.partition(at_least, len(at_least) - depth)[len(at_least) - depth]
    return np.flatnonzero(at_most >= to_beat - _ROUNDING)


def _count_ranks(
    field: Field, unsure: Unsure, space: WeightSpace, draws: Draws, depth: int
) -> tuple[IntArray, FloatArray]:
    """How often each site took each of the first ``depth`` ranks, and the sum of the weights that put it first."""
    m, n = field.low.shape
    counts = np.zeros(n * depth, dtype=np.int64)
    summed = np.zeros((n, m))
    for_weights, for_points = draws.streams()
    for size in draws.chunks(max(n, len(unsure.sites))):
        weights = draw_weights(space, size, for_weights)
        scores = _scores(field, unsure, weights, unsure.draw(size, for_points))
        order = _first(scores, depth)
        counts += np.bincount((order * depth + np.arange(depth)).ravel(), minlength=n * depth)
        shares = weights / weights.sum(axis=0)
        for criterion in range(m):
            summed[:, criterion] += np.bincount(order[:, 0], weights=shares[criterion], minlength=n)
    return counts.reshape(n, depth), summed


def _scores(field: Field, unsure: Unsure, weights: FloatArray, drawn: FloatArray) -> FloatArray:
    """Scores by draw, shape (draws, n): the same sum, in the same order, as that of the list."""

    def columns() -> Iterator[FloatArray]:
        for low, part in zip(field.low, unsure.of_criterion, strict=True):
            column = low[:, None]
            if part.start < part.stop:
                column = np.repeat(column, weights.shape[1], axis=1)
                column[unsure.sites[part]] = drawn[part]
            yield column

    summed = np.zeros((field.low.shape[1], weights.shape[1]))
    total = np.zeros(weights.shape[1])
    product = np.empty_like(summed)
    for column, weight in zip(columns(), weights, strict=True):
        summed += np.multiply(weight, column, out=product)
        total += weight
    summed /= total
    return np.ascontiguousarray(np.clip(summed, 0.0, 100.0, out=summed).T)


def _first(scores: FloatArray, depth: int) -> IntArray:
    """The first ``depth`` sites of each draw, shape (draws, depth); equal ones in the order of the field."""
    behind = -scores
    if behind.shape[1] <= MOST_SITES_BY_ALL_RANKS:
        order: IntArray = np.argsort(behind, axis=1, kind="stable")[:, :depth]
        return order
    limits = np.partition(behind, depth - 1, axis=1)[:, depth - 1]
    first = np.empty((len(behind), depth), dtype=np.int64)
    for draw, limit in enumerate(limits):
        near = np.flatnonzero(behind[draw] <= limit)
        first[draw] = near[np.argsort(behind[draw, near], kind="stable")[:depth]]
    return first
