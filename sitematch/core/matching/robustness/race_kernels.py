"""The races of ``confidence``, compiled: how often a site is first at its own weights."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, types

from sitematch.core.matching.robustness.draw_kernels import SITES_IN_BLOCK, SURELY, insert, point
from sitematch.core.reach.hierarchy.compiled import kernel

_LEADERS: Final = 6

_F1: Final = types.Array(types.float64, 1, "C")
_F2: Final = types.Array(types.float64, 2, "C")
_I1: Final = types.Array(types.int64, 1, "C")
_I2: Final = types.Array(types.int64, 2, "C")
_W1: Final = types.Array(types.uint64, 1, "C")
_WHOLE, _WORD, _NUMBER, _NOTHING = types.int64, types.uint64, types.float64, types.void


@njit(inline="always")
def _add_up(weights: Any, points: Any, start: Any, size: Any, scores: Any) -> None:
    """The scores of ``size`` sites from ``start`` on, by weights of shape (m,) and points of shape (m, n)."""
    for i in range(size):
        scores[i] = 0.0
    for c in range(len(weights)):
        weight = weights[c]
        for i in range(size):
            scores[i] += weight * points[c, start + i]


@njit(inline="always")
def _lead(mean: Any, points: Any, scores: Any, best: Any, leaders: Any) -> None:
    """The first k sites of a draw at some weights."""
    best[:] = -np.inf
    for start in range(0, points.shape[1], SITES_IN_BLOCK):
        size = min(SITES_IN_BLOCK, points.shape[1] - start)
        _add_up(mean, points, start, size, scores)
        for i in range(size):
            if scores[i] > best[-1]:
                insert(best, leaders, scores[i], start + i)


@njit(inline="always")
def _approach(weights: Any, racers: Any, points: Any, leaders: Any, theirs: Any, own: Any, near: Any) -> None:
    """The score of each racer at its own weights, and near which it has to come: the best of the leaders at them.

    ``weights`` has shape (m, r), the others (r,).
    """
    count = len(own)
    for i in range(count):
        near[i] = -np.inf
    for k in range(-1, len(leaders)):
        for i in range(count):
            theirs[i] = 0.0
        for c in range(len(weights)):
            if k < 0:
                for i in range(count):
                    theirs[i] += weights[c, i] * points[c, racers[i]]
            else:
                theirs_on_it = points[c, leaders[k]]
                for i in range(count):
                    theirs[i] += weights[c, i] * theirs_on_it
        for i in range(count):
            if k < 0:
                own[i] = theirs[i]
            else:
                near[i] = max(near[i], theirs[i] - SURELY)


@njit(inline="always")
def _is_first(weights: Any, points: Any, site: Any, own: Any, equal: Any, scores: Any) -> Any:
    """Whether a site is ahead of all others at some weights, of shape (m,)."""
    first = True
    for start in range(0, points.shape[1], SITES_IN_BLOCK):
        size = min(SITES_IN_BLOCK, points.shape[1] - start)
        if first:
            _add_up(weights, points, start, size, scores)
            before = min(max(site - start, 0), size)
            for i in range(before):
                first &= own >= scores[i] + equal
            for i in range(before, size):
                first &= own >= scores[i] - equal
    return first


@kernel(_NOTHING(_F2, _I1, _F2, _F2, _NUMBER, _F2, _I1, _I2, _I1))
def find_rivals(
    weights: Any, racers: Any, low: Any, high: Any, equal: Any, certain: Any, counts: Any, rivals: Any, needed: Any
) -> None:
    """Who can be ahead of each racer at its own weights: nobody whose most is less than somebody's least.

    Args:
        weights: shape (r, m); ``racers``: the site of each row.
        low: the least points, shape (m, n); ``high``: the most.
        equal: scores nearer to each other are a tie.
        certain: the best scores of certain sites behind and before each racer in the field are written there, (r, 2).
        counts: how many unsure rivals each has, -1 where they are more than there is room for, shape (r,).
        rivals: which they are, shape (r, room).
        needed: is set to 1 for every racer and whoever can be ahead of one, shape (n,).
    """
    n = low.shape[1]
    least, most = np.empty(n), np.empty(n)
    for r in range(len(racers)):
        site, bar = racers[r], -np.inf
        _add_up(weights[r], low, 0, n, least)
        _add_up(weights[r], high, 0, n, most)
        for j in range(n):
            bar = max(bar, least[j])
        certain[r, 0], certain[r, 1], count = -np.inf, -np.inf, 0
        needed[site] = 1
        for j in range(n):
            if j != site and most[j] >= bar - equal:
                needed[j] = 1
                if least[j] == most[j]:
                    before = int(j < site)
                    certain[r, before] = max(certain[r, before], least[j])
                else:
                    if count < rivals.shape[1]:
                        rivals[r, count] = j
                    count += 1
        counts[r] = count if count <= rivals.shape[1] else -1


@njit(inline="always")
def _is_ahead(weights: Any, points: Any, rivals: Any, count: Any, site: Any, own: Any, equal: Any) -> Any:
    """Whether a site is ahead of the first ``count`` of its rivals."""
    ahead, place = True, 0
    while ahead and place < count:
        j, theirs = rivals[place], 0.0
        for c in range(len(weights)):
            theirs += weights[c] * points[c, j]
        ahead = own >= theirs + (equal if j < site else -equal)
        place += 1
    return ahead


@kernel(_NOTHING(_F2, _I1, _F1, _F2, _I1, _I2, _F2, _I1, _I1, _F1, _F1, _W1, _WORD, _WORD, _WHOLE, _NUMBER, _I1))
def run_races(
    weights: Any,
    racers: Any,
    mean: Any,
    certain: Any,
    counts: Any,
    rivals: Any,
    points: Any,
    starts: Any,
    sites: Any,
    low: Any,
    high: Any,
    states: Any,
    stride: Any,
    first: Any,
    draws: Any,
    equal: Any,
    won: Any,
) -> None:
    """Count in how many draws of points each racer is first of n sites at its own weights.

    Those that lead at the mean of the weights are met first: nearly all races are lost to one of them.

    Args:
        weights: shape (r, m), each row of sum 1; ``racers``: the site of each row; ``mean``: of the rows, shape (m,).
        certain, counts, rivals: as ``find_rivals`` found them.
        points: the points that are sure, shape (m, n); the others are overwritten draw by draw.
        starts, sites, low, high, states, stride, first: the unsure pairs, as for ``rank_all``.
        draws: how many.
        equal: scores nearer to each other are a tie, which goes to the earlier site.
        won: is added to, shape (r,).
    """
    m, count = len(mean), len(racers)
    by_criterion = np.ascontiguousarray(weights.T)
    own, near, theirs, scores = np.empty(count), np.empty(count), np.empty(count), np.empty(SITES_IN_BLOCK)
    depth = min(_LEADERS, points.shape[1])
    best, leaders = np.empty(depth), np.empty(depth, dtype=np.int64)
    for draw in range(draws):
        moved = (first + np.uint64(draw)) * stride
        for c in range(m):
            for p in range(starts[c], starts[c + 1]):
                points[c, sites[p]] = point(states[p] + moved, low[p], high[p])
        _lead(mean, points, scores, best, leaders)
        _approach(by_criterion, racers, points, leaders, theirs, own, near)
        for r in range(count):
            score, site = own[r], racers[r]
            if score < max(near[r], certain[r, 0] - equal) or score < certain[r, 1] + equal:
                continue
            if counts[r] < 0:
                won[r] += int(_is_first(weights[r], points, site, score, equal, scores))
            else:
                won[r] += int(_is_ahead(weights[r], points, rivals[r], counts[r], site, score, equal))
