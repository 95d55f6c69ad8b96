"""Confidence factors: how often a site is first at the weights that favour it (Lahdelma & Salminen 2001)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.draws import Draws, Field, Unsure

_EQUAL: Final = 1e-9
"""Scores nearer to each other than this are equal: central weights are means, and so are rounded."""


def confidence_factors(field: Field, unsure: Unsure, central: FloatArray, draws: Draws) -> FloatArray:
    """The share of the draws of points in which a site is first at its own central weights.

    Args:
        field: n sites on m criteria.
        unsure: its unsure pairs.
        central: the central weights of each site, shape (n, m), NaN where a site has none.
        draws: the draws of points are those of the ranks.

    Returns:
        Shape (n,), NaN where a site has no central weights.
    """
    sites = np.flatnonzero(~np.isnan(central[:, 0]))
    races = _Races.of(field, unsure, sites, central[sites])
    won = np.zeros(len(sites), dtype=np.int64)
    _, for_points = draws.streams()
    for size in draws.chunks(max(field.low.shape[1], len(unsure.sites))):
        won += races.won(unsure.draw(size, for_points))
    confidence = np.full(len(central), np.nan)
    confidence[sites] = won / draws.count
    return confidence


@dataclass(frozen=True, eq=False, slots=True)
class _Runner:
    """A site in r of the races: what is certain of its score, shape (r, 1), and the k pairs that are drawn.

    ``weights`` has shape (r, k). The first ``after`` of the races are of sites before it in the field: it has to be
    better than those, the others have to be better than it.
    """

    races: IntArray
    after: int
    certain: FloatArray
    pairs: IntArray
    weights: FloatArray

    def scores(self, drawn: FloatArray) -> FloatArray:
        """Its scores by race and draw, shape (r, draws); (r, 1) where all is certain."""
        if not len(self.pairs):
            return self.certain
        # einsum sums with NumPy's own loops, whatever linear algebra library stands behind it
        scores: FloatArray = np.einsum("rk,kd->rd", self.weights, drawn[self.pairs], optimize=False)
        scores += self.certain
        return scores


@dataclass(frozen=True, eq=False, slots=True)
class _Races:
    """One race for each of f sites that have central weights: at these weights, against all that might be first.

    ``own`` are the sites themselves, each in its own race; ``rivals`` is everybody in the races of others.
    """

    own: tuple[_Runner, ...]
    rivals: tuple[_Runner, ...]

    @classmethod
    def of(cls, field: Field, unsure: Unsure, sites: IntArray, weights: FloatArray) -> _Races:
        """The races of ``sites``, shape (f,), at ``weights``, shape (f, m)."""
        least, most = _scores(field.low, weights), _scores(field.high, weights)
        certain = _scores(np.where(field.low == field.high, field.low, 0.0), weights)
        may_win = most >= least.max(axis=1, keepdims=True) - _EQUAL

        def runner(site: int, races: IntArray) -> _Runner:
            pairs = np.flatnonzero(unsure.sites == site)
            after = int(np.searchsorted(sites[races], site))
            return _Runner(races, after, certain[races, site, None], pairs, weights[races][:, unsure.criteria[pairs]])

        own = (runner(int(site), np.array([race])) for race, site in enumerate(sites))
        rivals = (runner(site, np.flatnonzero(may_win[:, site] & (sites != site))) for site in range(len(field.low.T)))
        return cls(tuple(own), tuple(rival for rival in rivals if len(rival.races)))

    def won(self, drawn: FloatArray) -> IntArray:
        """In how many draws of points, shape (pairs, draws), each race is won by its own site, shape (f,)."""
        scores = np.empty((len(self.own), drawn.shape[1]))
        for race, own in enumerate(self.own):
            scores[race] = own.scores(drawn)[0]
        first = np.ones(scores.shape, dtype=np.bool_)
        for rival in self.rivals:
            theirs = rival.scores(drawn)
            before, behind = rival.races[: rival.after], rival.races[rival.after :]
            first[before] &= scores[before] >= theirs[: rival.after] - _EQUAL
            first[behind] &= scores[behind] > theirs[rival.after :] + _EQUAL
        won: IntArray = np.count_nonzero(first, axis=1)
        return won


def _scores(points: FloatArray, weights: FloatArray) -> FloatArray:
    """Scores by race and site, shape (f, n), of points of shape (m, n)."""
    scores = np.zeros((len(weights), points.shape[1]))
    for criterion, column in enumerate(points):
        scores += weights[:, criterion, None] * column
    return scores
