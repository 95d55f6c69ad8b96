"""Robustness: how often a site comes first, second … over weights and unknowns (SMAA-2, Lahdelma & Salminen 2001).

Weights and points come from two streams of one seed, drawn by draw, so that the second pass (confidence) sees the
very points of the first. Draws are made in chunks of a size that depends on the task alone: memory stays bounded,
and the same task gives the same bytes. Sums are elementwise, never by a linear algebra library, whose rounding
differs between machines and would part sites that are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.random import PCG64, Generator

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.scores import weighted_mean
from sitematch.core.matching.weights import WeightSpace, draw_weights, most_within

MOST_SITES_BY_ALL_RANKS: Final = 1_000
"""Up to so many sites each rank is counted; beyond, only the first ranks."""
FIRST_RANKS: Final = 20
_NUMBERS_IN_CHUNK: Final = 250_000
_MOST_DRAWS_IN_CHUNK: Final = 2_500
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """Sites in the order that settles ties, and their points by criterion (ids in order), each of shape (m, n)."""

    low: FloatArray
    high: FloatArray

    def take(self, sites: IntArray) -> Field:
        """Some of the sites, in their order."""
        return Field(self.low[:, sites], self.high[:, sites])


@dataclass(frozen=True, slots=True)
class Draws:
    """How many draws to make, and from which seed."""

    count: int
    seed: int


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
    unsure = _Unsure.of(chosen)
    counts, summed = _count_ranks(chosen, unsure, space, draws, depth=n if every else FIRST_RANKS)
    firsts = counts[:, 0]
    with np.errstate(invalid="ignore"):
        central = summed / firsts[:, None]
    confidence = _confidence(chosen, unsure, central, draws)
    kept = np.flatnonzero(counts.any(axis=1)) if not every else sites
    return Robust(sites[kept], counts[kept] / draws.count, central[kept], confidence[kept])


def _contenders(field: Field, space: WeightSpace, depth: int) -> IntArray:
    """The sites that some draw could bring among the first ``depth``: not surely behind so many others."""
    at_most = most_within(space, field.high)
    at_least = -most_within(space, -field.low)
    to_beat = np.partition(at_least, len(at_least) - depth)[len(at_least) - depth]
    return np.flatnonzero(at_most >= to_beat - _ROUNDING)


@dataclass(frozen=True, eq=False, slots=True)
class _Unsure:
    """The pairs of criterion and site whose points are an interval, criterion by criterion; k entries each."""

    criteria: IntArray
    sites: IntArray
    low: FloatArray
    high: FloatArray
    slices: tuple[slice, ...]

    @classmethod
    def of(cls, field: Field) -> _Unsure:
        criteria, sites = np.nonzero(field.low != field.high)
        edges = np.searchsorted(criteria, np.arange(len(field.low) + 1))
        slices = tuple(slice(int(a), int(b)) for a, b in pairwise(edges))
        return cls(criteria, sites, field.low[criteria, sites], field.high[criteria, sites], slices)

    def draw(self, count: int, generator: Generator) -> FloatArray:
        """Points of every pair, uniform in its interval, shape (k, count)."""
        drawn = np.ascontiguousarray(generator.random((count, len(self.sites))).T)
        drawn *= (self.high - self.low)[:, None]
        drawn += self.low[:, None]
        return np.minimum(drawn, self.high[:, None], out=drawn)


def _streams(seed: int) -> tuple[Generator, Generator]:
    """One stream for weights and one, far along the same sequence, for points."""
    return Generator(PCG64(seed)), Generator(PCG64(seed).jumped())


def _chunks(draws: int, numbers_in_draw: int) -> Iterator[int]:
    size = max(1, min(_MOST_DRAWS_IN_CHUNK, _NUMBERS_IN_CHUNK // numbers_in_draw))
    yield from [size] * (draws // size)
    if draws % size:
        yield draws % size


def _count_ranks(
    field: Field, unsure: _Unsure, space: WeightSpace, draws: Draws, depth: int
) -> tuple[IntArray, FloatArray]:
    """How often each site took each of the first ``depth`` ranks, and the sum of the weights that put it first."""
    m, n = field.low.shape
    counts = np.zeros(n * depth, dtype=np.int64)
    summed = np.zeros((n, m))
    for_weights, for_points = _streams(draws.seed)
    for size in _chunks(draws.count, max(n, len(unsure.sites))):
        weights = draw_weights(space, size, for_weights)
        scores = _scores(field, unsure, weights, unsure.draw(size, for_points))
        order = _first(scores, depth)
        counts += np.bincount((order * depth + np.arange(depth)).ravel(), minlength=n * depth)
        shares = weights / weights.sum(axis=0)
        for criterion in range(m):
            summed[:, criterion] += np.bincount(order[:, 0], weights=shares[criterion], minlength=n)
    return counts.reshape(n, depth), summed


def _scores(field: Field, unsure: _Unsure, weights: FloatArray, drawn: FloatArray) -> FloatArray:
    """Scores by draw, shape (draws, n): the same sum, in the same order, as that of the list."""

    def columns() -> Iterator[FloatArray]:
        for low, part in zip(field.low, unsure.slices, strict=True):
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


def _confidence(field: Field, unsure: _Unsure, central: FloatArray, draws: Draws) -> FloatArray:
    """The share of the draws of points in which a site is first at its own central weights; NaN without any."""
    races = [_Race.of(field, unsure, int(site), central[site]) for site in np.flatnonzero(~np.isnan(central[:, 0]))]
    won = np.zeros(len(races), dtype=np.int64)
    _, for_points = _streams(draws.seed)
    for size in _chunks(draws.count, max(field.low.shape[1], len(unsure.sites))):
        drawn = unsure.draw(size, for_points)
        won += [race.won(drawn) for race in races]
    confidence = np.full(len(central), np.nan)
    confidence[[race.site for race in races]] = won / draws.count
    return confidence


@dataclass(frozen=True, eq=False, slots=True)
class _Race:
    """One site at its central weights against those that it might not beat.

    ``sure`` holds what is certain of each rival's score, shape (rivals,); ``unsure`` what is not: for each criterion
    its weight, the pairs drawn, and whose they are. ``lane`` is the site's own place among them, None if it cannot win.
    """

    site: int
    lane: int | None
    sure: FloatArray
    unsure: tuple[tuple[float, IntArray, IntArray], ...]

    @classmethod
    def of(cls, field: Field, unsure: _Unsure, site: int, weights: FloatArray) -> _Race:
        given = weights.tolist()
        least, most = weighted_mean(list(field.low), given), weighted_mean(list(field.high), given)
        rivals = np.flatnonzero(most >= least.max())
        lanes = np.full(field.low.shape[1], -1)
        lanes[rivals] = np.arange(len(rivals))
        certain = np.where(field.low == field.high, field.low, 0.0)[:, rivals]
        parts = []
        for criterion, part in enumerate(unsure.slices):
            pairs = np.arange(part.start, part.stop)[lanes[unsure.sites[part]] >= 0]
            if len(pairs):
                parts.append((given[criterion] / sum(given), pairs, lanes[unsure.sites[pairs]]))
        lane = int(lanes[site]) if lanes[site] >= 0 else None
        return cls(site, lane, weighted_mean(list(certain), given), tuple(parts))

    def won(self, drawn: FloatArray) -> int:
        """In how many draws of points, shape (pairs, draws), the site is first."""
        if self.lane is None:
            return 0
        scores = np.repeat(self.sure[:, None], drawn.shape[1], axis=1)
        for weight, pairs, lanes in self.unsure:
            scores[lanes] += weight * drawn[pairs]
        own = scores[self.lane]
        before = scores[: self.lane].max(axis=0, initial=-np.inf)
        after = scores[self.lane + 1 :].max(axis=0, initial=-np.inf)
        return int(np.count_nonzero((own > before) & (own >= after)))
