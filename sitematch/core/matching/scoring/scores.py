"""Scores: the weighted mean of the points, as an interval, and the order that they give.

An additive value model with anchors fixed by the requirement (Keeney & Raiffa 1976): a score depends on the site
alone, so that no site that comes or goes moves another. All of it is elementwise, criterion by criterion in the
order of their ids: neither the order of sites nor that of criteria changes a bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.scoring.points import Points


@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """The least and the most of n scores, 0-100, and what lies between them, each of shape (n,).

    Sites are listed by ``middle``. It is summed from the middles of the points, so that an interval ties to the last
    bit with a number in its middle; half of ``low`` and ``high`` would be off by their rounding.
    """

    low: FloatArray
    high: FloatArray
    middle: FloatArray

    def take(self, rows: IntArray) -> Scores:
        """The scores at ``rows``."""
        return Scores(self.low[rows], self.high[rows], self.middle[rows])


def weighted_scores(points: Sequence[Points], weights: Sequence[float]) -> Scores:
    """Σ weight · points / Σ weight, its ends and its middle; both arguments in the order of the criteria's ids."""
    return Scores(
        weighted_mean([each.low for each in points], weights),
        weighted_mean([each.high for each in points], weights),
        weighted_mean([(each.low + each.high) / 2 for each in points], weights),
    )


def weighted_mean(columns: Sequence[FloatArray], weights: Sequence[float]) -> FloatArray:
    """The mean of columns of shape (n,) by weights, summed from the first to the last, within 0 and 100."""
    summed = np.zeros_like(columns[0])
    total = 0.0
    for column, weight in zip(columns, weights, strict=True):
        summed += weight * column
        total += weight
    return np.clip(summed / total, 0.0, 100.0)


def list_order(middle: FloatArray, unknown_musts: IntArray) -> IntArray:
    """The rows in the order of the list: score falling, then fewer unknown musts, then as given (by id)."""
    order: IntArray = np.lexsort((unknown_musts, -middle))
    return order


def tie_order(unknown_musts: IntArray) -> IntArray:
    """The rows in the order that settles ties: fewer unknown musts, then as given (by id)."""
    order: IntArray = np.argsort(unknown_musts, kind="stable")
    return order


def rank_spans(scores: Scores, unknown_musts: IntArray) -> tuple[IntArray, IntArray]:
    """The best and the worst rank that the unknowns allow, each of shape (n,).

    A site has its best rank with its own score at its most and all others at their least, its worst one the
    other way round; ties are settled as in the list.
    """
    place = np.empty(len(unknown_musts), dtype=np.int64)
    place[tie_order(unknown_musts)] = np.arange(len(unknown_musts))
    best = 1 + _ahead(scores.low, scores.high, place)
    # at its own most a site stands ahead of its own least, unless the two are one
    itself = scores.high > scores.low
    worst = 1 + _ahead(scores.high, scores.low, place) - itself
    return best, worst


def _ahead(others: FloatArray, own: FloatArray, place: IntArray) -> IntArray:
    """How many of ``others`` stand before each of ``own``, by score, then by place."""
    n = len(own)
    asked = np.concatenate([np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64)])
    values = np.concatenate([own, others])
    order = np.lexsort((asked, np.concatenate([place, place]), -values))
    before = np.cumsum(asked[order])
    ahead = np.empty(2 * n, dtype=np.int64)
    ahead[order] = before
    return ahead[:n]
