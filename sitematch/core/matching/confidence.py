"""Confidence factors: how often a site is first at the weights that favour it (Lahdelma & Salminen 2001)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
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
    races = _Races.of(field, central)
    pairs_of = [np.flatnonzero(unsure.sites == site) for site in range(field.low.shape[1])]
    won = np.zeros(len(races.sites), dtype=np.int64)
    _, for_points = draws.streams()
    for size in draws.chunks(max(field.low.shape[1], len(unsure.sites))):
        drawn = unsure.draw(size, for_points)
        won += races.won([(unsure.criteria[pairs], drawn[pairs]) for pairs in pairs_of])
    confidence = np.full(len(central), np.nan)
    confidence[races.sites] = won / draws.count
    return confidence


@dataclass(frozen=True, eq=False, slots=True)
class _Races:
    """One race for each of f sites that have central weights: at these weights, against all others.

    ``weights`` has shape (f, m). ``certain`` is what is certain of each site's score in each race, and ``rivals``
    tells which sites might come first in it, both of shape (f, n).
    """

    sites: IntArray
    weights: FloatArray
    certain: FloatArray
    rivals: BoolArray

    @classmethod
    def of(cls, field: Field, central: FloatArray) -> _Races:
        sites = np.flatnonzero(~np.isnan(central[:, 0]))
        weights = central[sites]
        least, most = _scores(field.low, weights), _scores(field.high, weights)
        certain = _scores(np.where(field.low == field.high, field.low, 0.0), weights)
        return cls(sites, weights, certain, most >= least.max(axis=1, keepdims=True) - _EQUAL)

    def won(self, unsure: list[tuple[IntArray, FloatArray]]) -> IntArray:
        """In how many draws each race is won, shape (f,).

        Args:
            unsure: of each site the criteria on which it is unsure, shape (k,), and its points there by draw, (k, d).
        """
        own = np.stack([self._scores([race], site, unsure[site])[0] for race, site in enumerate(self.sites)])
        first = np.ones(own.shape, dtype=np.bool_)
        for site, points in enumerate(unsure):
            races = np.flatnonzero(self.rivals[:, site] & (self.sites != site))
            if not len(races):
                continue
            scores = self._scores(races, site, points)
            # of equal ones the first in the field wins
            later = int(np.searchsorted(self.sites[races], site))
            first[races[:later]] &= own[races[:later]] >= scores[:later] - _EQUAL
            first[races[later:]] &= own[races[later:]] > scores[later:] + _EQUAL
        counted: IntArray = np.count_nonzero(first, axis=1)
        return counted

    def _scores(self, races: IntArray | list[int], site: int, points: tuple[IntArray, FloatArray]) -> FloatArray:
        """The scores of one site in some of the races, shape (races, draws), or (races, 1) if they are certain."""
        criteria, drawn = points
        certain = self.certain[races, site][:, None]
        if not len(criteria):
            return np.broadcast_to(certain, (len(certain), drawn.shape[1]))
        weights = self.weights[races][:, criteria]
        # einsum sums with NumPy's own loops, whatever linear algebra library stands behind it
        scores: FloatArray = np.einsum("rk,kd->rd", weights, drawn, optimize=False)
        scores += certain
        return scores


def _scores(points: FloatArray, weights: FloatArray) -> FloatArray:
    """Scores by race and site, shape (f, n), of points of shape (m, n)."""
    scores = np.zeros((len(weights), points.shape[1]))
    for criterion, column in enumerate(points):
        scores += weights[:, criterion, None] * column
    return scores
