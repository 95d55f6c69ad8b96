"""Confidence factors: how often a site is first at the weights that favour it (Lahdelma & Salminen 2001)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.robustness.draws import Draws, Field, PointStream, Unsure, stride_of
from sitematch.core.matching.scoring.forms import AS_IT_PAYS, Labour

_EQUAL: Final = 1e-9
"""Scores nearer to each other than this are equal: central weights are means, and so are rounded."""
_ROOM_FOR_RIVALS: Final = 500
_FIRST_RIVALS: Final = 8
"""So many of the strongest are met first, then twice as many, and so on: most races are lost to the first of them."""


def confidence_factors(
    field: Field, unsure: Unsure, central: FloatArray, draws: Draws, labour: Labour = AS_IT_PAYS
) -> FloatArray:
    """The share of the draws of points in which a site is first at its own central weights.

    Args:
        field: n sites on m criteria.
        unsure: its unsure pairs.
        central: the central weights of each site, shape (n, m), NaN where a site has none.
        draws: the draws of points are those of the ranks.
        labour: how the work is done, compiled only where it says so; changes nothing of what comes out.

    Returns:
        Shape (n,), NaN where a site has no central weights.
    """
    sites = np.flatnonzero(~np.isnan(central[:, 0]))
    if labour.compiled:
        won = _won_compiled(field, Racers(sites, central[sites]), draws, labour)
    else:
        won = _won_plain(field, unsure, Racers(sites, central[sites]), draws)
    confidence = np.full(len(central), np.nan)
    confidence[sites] = won / draws.count
    return confidence


@dataclass(frozen=True, eq=False, slots=True)
class Racers:
    """Sites, shape (r,), and the weights at which each runs against all others, shape (r, m)."""

    sites: IntArray
    weights: FloatArray


def _won_plain(field: Field, unsure: Unsure, racers: Racers, draws: Draws) -> IntArray:
    """In how many draws each racer is first, in NumPy."""
    ground = _Ground.of(field, unsure)
    races = [_race(field, ground, int(site), own) for site, own in zip(racers.sites, racers.weights, strict=True)]
    won = np.zeros(len(races), dtype=np.int64)
    _, for_points = draws.streams()
    for size in draws.chunks(max(field.low.shape[1], len(unsure.sites))):
        drawn = unsure.draw(size, for_points)[ground.order]
        won += [_won(ground, race, drawn) for race in races]
    return won


def _won_compiled(field: Field, racers: Racers, draws: Draws, labour: Labour) -> IntArray:
    """The same in compiled passes, the draws shared out among threads.

    Sites that can be ahead of no racer draw nothing. Sums are made in another order than in NumPy, which moves a score
    by 1e-12 at most: far less than what is a tie.
    """
    from sitematch.core.matching.robustness.race_kernels import find_rivals, run_races

    weights, low, high = (np.ascontiguousarray(each) for each in (racers.weights, field.low, field.high))
    r, n, threads = len(weights), low.shape[1], labour.processors()
    certain, (counts, needed) = np.empty((r, 2)), (np.zeros(size, dtype=np.int64) for size in (r, n))
    rivals = np.zeros((r, min(_ROOM_FOR_RIVALS, n // 8 + 8)), dtype=np.int64)
    find_rivals(weights, racers.sites, low, high, _EQUAL, certain, counts, rivals, needed)
    place, chosen = np.cumsum(needed) - 1, field.take(np.flatnonzero(needed))
    unsure = Unsure.of(chosen)
    known = (weights, place[racers.sites], weights.mean(axis=0), certain, counts, place[rivals])
    pairs = (unsure.starts, unsure.sites, unsure.low, unsure.high, unsure.states(PointStream(draws.seed)))
    # without anything unsure all draws are alike
    count = draws.count if len(unsure.sites) else 1

    def run(share: int) -> IntArray:
        points, won = chosen.low.copy(), np.zeros(r, dtype=np.int64)
        first, end = share * count // threads, (share + 1) * count // threads
        at = (np.uint64(stride_of(unsure.width)), np.uint64(first), end - first)
        run_races(*known, points, *pairs, *at, _EQUAL, won)
        return won

    won: IntArray = np.sum(labour.together(run, range(threads)), axis=0)
    return won * (draws.count // count)


@dataclass(frozen=True, eq=False, slots=True)
class _Ground:
    """What all races share: the certain points, shape (m, n), 0 where unsure, and the k unsure pairs site by site.

    ``order`` puts the pairs in the order of the sites, ``criteria`` has theirs in that order, both of shape (k,);
    those of a site begin at ``starts``, ``counts`` of them, both of shape (n,).
    """

    certain: FloatArray
    order: IntArray
    criteria: IntArray
    starts: IntArray
    counts: IntArray

    @classmethod
    def of(cls, field: Field, unsure: Unsure) -> _Ground:
        """The ground that a field gives."""
        order = np.argsort(unsure.sites, kind="stable")
        counts = np.bincount(unsure.sites, minlength=field.low.shape[1])
        certain = np.where(field.low == field.high, field.low, 0.0)
        return cls(certain, order, unsure.criteria[order], np.cumsum(counts) - counts, counts)

    def scores(self, sites: IntArray, weights: FloatArray, drawn: FloatArray, among: IntArray) -> FloatArray:
        """Scores of sites that each have an unsure pair, in the draws of ``among``, shape (sites, among)."""
        counts = self.counts[sites]
        first = np.cumsum(counts) - counts
        pairs = np.repeat(self.starts[sites] - first, counts) + np.arange(counts.sum())
        moving = drawn[pairs[:, None], among]
        moving *= weights[self.criteria[pairs], None]
        scores: FloatArray = np.add.reduceat(moving, first, axis=0)
        scores += _weighted(weights, self.certain[:, sites])[:, None]
        return scores


@dataclass(frozen=True, eq=False, slots=True)
class _Race:
    """A site against all that might be before it, at its own central weights, shape (m,).

    ``to_reach`` is the most that a rival behind it in the field has for certain: it has to come as far. ``to_pass``
    is that of those before it, which it has to pass. ``rivals`` are the unsure ones, the strongest first.
    """

    site: int
    weights: FloatArray
    to_reach: float
    to_pass: float
    rivals: IntArray


def _race(field: Field, ground: _Ground, site: int, weights: FloatArray) -> _Race:
    """The race of one site: nobody is in it whose most is less than somebody's least."""
    least, most = _weighted(weights, field.low), _weighted(weights, field.high)
    others = np.flatnonzero(most >= least.max() - _EQUAL)
    others = others[others != site]
    settled = others[ground.counts[others] == 0]
    moving = others[ground.counts[others] > 0]
    strongest_first = moving[np.argsort(-(least + most)[moving], kind="stable")]
    return _Race(
        site,
        weights,
        to_reach=least[settled[settled > site]].max(initial=-np.inf),
        to_pass=least[settled[settled < site]].max(initial=-np.inf),
        rivals=strongest_first,
    )


def _won(ground: _Ground, race: _Race, drawn: FloatArray) -> int:
    """In how many draws of points, shape (pairs, draws), the site is first; only those not yet lost are looked at."""
    left = np.arange(drawn.shape[1])
    if ground.counts[race.site]:
        own = ground.scores(np.array([race.site]), race.weights, drawn, left)[0]
    else:
        own = np.full(len(left), _weighted(race.weights, ground.certain[:, [race.site]])[0])
    first = (own >= race.to_reach - _EQUAL) & (own > race.to_pass + _EQUAL)
    for rivals in _groups(race.rivals):
        left, own = left[first], own[first]
        if not len(left):
            return 0
        theirs = ground.scores(rivals, race.weights, drawn, left)
        theirs += np.where(rivals < race.site, _EQUAL, -_EQUAL)[:, None]
        first = own >= theirs.max(axis=0)
    return int(np.count_nonzero(first))


def _groups(rivals: IntArray) -> Iterator[IntArray]:
    start, size = 0, _FIRST_RIVALS
    while start < len(rivals):
        yield rivals[start : start + size]
        start, size = start + size, 2 * size


def _weighted(weights: FloatArray, points: FloatArray) -> FloatArray:
    """Scores of n sites, shape (n,), of points of shape (m, n), summed criterion by criterion."""
    scores = np.zeros(points.shape[1])
    for weight, column in zip(weights, points, strict=True):
        scores += weight * column
    return scores
