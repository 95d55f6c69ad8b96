"""Which sites come first in each draw: a chunk of draws at a time, in NumPy or compiled, with the same outcome.

Sums are elementwise, criterion by criterion, never by a linear algebra library, whose rounding differs between machines
and would part sites that are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.robustness.draws import Field, PointStream, Unsure, Words, stride_of

_FULL_SORT: Final = 1_000

CountRanks = Callable[[FloatArray, int, IntArray], IntArray]
"""Of weights of shape (m, draws), each draw to be divided by its sum, and the number of the first draw: adds to counts
of shape (n, depth), by site and rank, and gives the first site of each draw, shape (draws,)."""


def plain_ranks(field: Field, unsure: Unsure, seed: int) -> CountRanks:
    """The form in NumPy."""

    def count(weights: FloatArray, first: int, counts: IntArray) -> IntArray:
        stream = PointStream(seed, first)
        scores = _scores(field, unsure, weights, unsure.draw(weights.shape[1], stream))
        n, depth = counts.shape
        order = _first(scores, depth)
        counts += np.bincount((order * depth + np.arange(depth)).ravel(), minlength=n * depth).reshape(n, depth)
        return order[:, 0]

    return count


def compiled_ranks(field: Field, unsure: Unsure, seed: int, depth: int) -> CountRanks:
    """The form in compiled passes: all ranks, or only the first ``depth`` with points drawn where they matter."""
    if depth == field.low.shape[1]:
        from sitematch.core.matching.robustness.draw_kernels import rank_all

        states, stride = unsure.states(PointStream(seed)), np.uint64(stride_of(unsure.width))
        certain = np.where(field.low == field.high, field.low, 0.0)

        def count_all(weights: FloatArray, first: int, counts: IntArray) -> IntArray:
            firsts = np.empty(weights.shape[1], dtype=np.int64)
            pairs = (unsure.starts, unsure.sites, unsure.low, unsure.high, states, stride, np.uint64(first))
            rank_all(np.ascontiguousarray(weights.T), certain, *pairs, counts, firsts)
            return firsts

        return count_all
    by_site = BySite.of(field, PointStream(seed), strongest(field))

    def count_first(weights: FloatArray, first: int, counts: IntArray) -> IntArray:
        leaders = by_site.first(np.ascontiguousarray(weights.T), first, counts.shape[1])
        np.add.at(counts, (leaders, np.arange(counts.shape[1])), 1)
        return np.ascontiguousarray(leaders[:, 0])

    return count_first


@dataclass(frozen=True, eq=False, slots=True)
class BySite:
    """A field with its sites in another order, so that the points of each lie together.

    ``most`` has shape (m, n), ``low`` and ``high`` (n, m), ``names`` the places in the field, shape (n,). ``states``:
    where the numbers of each site begin in draw 0, shape (n,); from draw to draw they grow by ``stride``.
    """

    most: FloatArray
    low: FloatArray
    high: FloatArray
    names: IntArray
    states: Words
    stride: np.uint64

    @classmethod
    def of(cls, field: Field, stream: PointStream, order: IntArray) -> BySite:
        """The field with its sites in ``order``."""
        low, high = (np.ascontiguousarray(ends[:, order].T) for ends in (field.low, field.high))
        most = np.ascontiguousarray(high.T)
        return cls(most, low, high, order, stream.states(field.seeds(order)), np.uint64(stride_of(len(field.low))))

    def first(self, weights: FloatArray, first: int, depth: int) -> IntArray:
        """The first ``depth`` sites, by their places in the field, of draws with weights of shape (draws, m)."""
        from sitematch.core.matching.robustness.draw_kernels import rank_first

        best, leaders = np.full((len(weights), depth), -np.inf), np.full((len(weights), depth), -1, dtype=np.int64)
        points = (self.most, self.low, self.high, self.names, self.states)
        rank_first(weights, *points, self.stride, np.uint64(first), best, leaders)
        return leaders


def strongest(field: Field) -> IntArray:
    """All sites by falling middle of their points, each criterion weighing the same: who is likely to be ahead."""
    order: IntArray = np.argsort(-(field.low.sum(axis=0) + field.high.sum(axis=0)), kind="stable")
    return order


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
    if behind.shape[1] <= _FULL_SORT:
        order: IntArray = np.argsort(behind, axis=1, kind="stable")[:, :depth]
        return order
    limits = np.partition(behind, depth - 1, axis=1)[:, depth - 1]
    first = np.empty((len(behind), depth), dtype=np.int64)
    for draw, limit in enumerate(limits):
        near = np.flatnonzero(behind[draw] <= limit)
        first[draw] = near[np.argsort(behind[draw, near], kind="stable")[:depth]]
    return first
