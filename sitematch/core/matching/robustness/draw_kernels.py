"""The ranks of the draws of robustness, compiled: the sums of ``drawn_ranks`` in their order, to the last bit.

Points are drawn where they are needed, since each is a known place of a sequence. All functions let go of the
interpreter: threads work on draws of their own.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, types

from sitematch.core.reach.hierarchy.compiled import kernel

_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_U11, _U27, _U30, _U31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_UNIT: Final = 2.0**-53
SITES_IN_BLOCK: Final = 512
"""So many sites are looked at for all draws before the next: their points stay in the nearer cache."""
_BUCKETS_PER_SITE: Final = 4
SURELY: Final = 1e-5
"""Points of a score: far more than rounding can move one."""

_F1: Final = types.Array(types.float64, 1, "C")
_F2: Final = types.Array(types.float64, 2, "C")
_I1: Final = types.Array(types.int64, 1, "C")
_I2: Final = types.Array(types.int64, 2, "C")
_W1: Final = types.Array(types.uint64, 1, "C")
_WHOLE, _WORD, _NUMBER, _NOTHING = types.int64, types.uint64, types.float64, types.void


@njit(inline="always")
def point(state: Any, low: Any, high: Any) -> Any:
    """A point uniform from ``low`` to ``high``, of a state of SplitMix64."""
    word = (state ^ (state >> _U30)) * _MIX_1
    word = (word ^ (word >> _U27)) * _MIX_2
    word = (word ^ (word >> _U31)) >> _U11
    return min(np.float64(np.int64(word)) * _UNIT * (high - low) + low, high)


@njit(inline="always")
def _score(weights: Any, certain: Any, pairs: Any, moved: Any, scores: Any) -> None:
    """The scores of all sites in one draw, by weights of shape (m,), criterion by criterion."""
    starts, sites, low, high, states = pairs
    n, total = len(scores), 0.0
    for i in range(n):
        scores[i] = 0.0
    for c in range(len(weights)):
        weight = weights[c]
        total += weight
        for i in range(n):
            scores[i] += weight * certain[c, i]
        for p in range(starts[c], starts[c + 1]):
            scores[sites[p]] += weight * point(states[p] + moved, low[p], high[p])
    for i in range(n):
        scores[i] = min(max(scores[i] / total, 0.0), 100.0)


@njit(inline="always")
def _sort(scores: Any, buckets: Any, bucket: Any, fill: Any, order: Any, sorted_scores: Any) -> None:
    """Falling scores, equal ones in the order of the field: buckets of equal width, then insertion."""
    n, least, most = len(scores), scores[0], scores[0]
    for i in range(n):
        least, most = min(least, scores[i]), max(most, scores[i])
    per_point = (buckets - 1) / (most - least) if most - least > 1e-9 else 0.0
    for b in range(buckets + 1):
        fill[b] = 0
    for i in range(n):
        bucket[i] = np.uint32((most - scores[i]) * per_point)
    for i in range(n):
        fill[bucket[i] + np.uint32(1)] += np.uint16(1)
    upto = np.uint16(0)
    for b in range(buckets + 1):
        upto += fill[b]
        fill[b] = upto
    for i in range(n):
        place = fill[bucket[i]]
        order[place], sorted_scores[place] = i, scores[i]
        fill[bucket[i]] += np.uint16(1)
    for i in range(1, n):
        score, site, place = sorted_scores[i], order[i], i
        while place > 0 and sorted_scores[place - 1] < score:
            sorted_scores[place], order[place] = sorted_scores[place - 1], order[place - 1]
            place -= 1
        sorted_scores[place], order[place] = score, site


@kernel(_NOTHING(_F2, _F2, _I1, _I1, _F1, _F1, _W1, _WORD, _WORD, _I2, _I1))
def rank_all(
    weights: Any,
    certain: Any,
    starts: Any,
    sites: Any,
    low: Any,
    high: Any,
    states: Any,
    stride: Any,
    first: Any,
    counts: Any,
    firsts: Any,
) -> None:
    """Count every rank of n sites in some draws; n at most 65,535.

    Args:
        weights: shape (draws, m), each row to be divided by its sum.
        certain: the points that are sure, shape (m, n), 0 where they are not.
        starts: where the unsure pairs of each criterion begin, and where all end, shape (m + 1,).
        sites: the site of each pair; ``low`` and ``high``: its points; ``states``: that of draw 0.
        stride: by how much a state grows from draw to draw; ``first``: the number of the first draw.
        counts: is added to, shape (n, n), by site and rank.
        firsts: the first site of each draw is written there, shape (draws,).
    """
    n = certain.shape[1]
    buckets = _BUCKETS_PER_SITE * n
    scores, sorted_scores, order = np.empty(n), np.empty(n), np.empty(n, dtype=np.int64)
    bucket, fill = np.empty(n, dtype=np.uint32), np.empty(buckets + 1, dtype=np.uint16)
    for draw in range(len(weights)):
        moved = (first + np.uint64(draw)) * stride
        _score(weights[draw], certain, (starts, sites, low, high, states), moved, scores)
        _sort(scores, buckets, bucket, fill, order, sorted_scores)
        for i in range(n):
            counts[order[i], i] += 1
        firsts[draw] = order[0]


@njit(inline="always")
def _by_weight(weights: Any, order: Any) -> None:
    """The criteria by falling weight: what matters most is drawn first."""
    for c in range(len(weights)):
        place = c
        while place > 0 and weights[order[place - 1]] < weights[c]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = c


@njit(inline="always")
def _can_reach(weights: Any, order: Any, low: Any, high: Any, state: Any, most: Any, reach: Any, drawn: Any) -> Any:
    """Draw the points of a site, while its sum can still come up to ``reach``; whether it could to the end.

    ``low`` and ``high`` are its points, ``most`` is their largest sum, ``state`` where its numbers of this draw begin.
    """
    left = most
    for place in range(len(order)):
        c = order[place]
        bottom, top = low[c], high[c]
        if bottom == top:
            drawn[c] = top
        else:
            drawn[c] = point(state + np.uint64(c + 1) * _STEP, bottom, top)
            left -= weights[c] * (top - drawn[c])
            if left < reach:
                return False
    return True


@njit(inline="always")
def insert(best: Any, leaders: Any, score: Any, name: Any) -> None:
    """Put a site where it belongs among the first k of a draw, if it does."""
    depth = len(best)
    place = depth
    while place > 0 and (best[place - 1] < score or (best[place - 1] == score and leaders[place - 1] > name)):
        if place < depth:
            best[place], leaders[place] = best[place - 1], leaders[place - 1]
        place -= 1
    if place < depth:
        best[place], leaders[place] = score, name


@kernel(_NOTHING(_F2, _F2, _F2, _F2, _I1, _W1, _WORD, _WORD, _F2, _I2))
def rank_first(
    weights: Any,
    most_by_criterion: Any,
    low: Any,
    high: Any,
    names: Any,
    states: Any,
    stride: Any,
    first: Any,
    best: Any,
    leaders: Any,
) -> None:
    """The first k of n sites in some draws; points are drawn only while a site can still be one of them.

    A site whose most, with what was drawn so far, is below the last of the first k that are known, by more than
    rounding, is behind k others in this draw, whatever else it draws.

    Args:
        weights: shape (draws, m), each row to be divided by its sum.
        most_by_criterion: the most points, shape (m, n); the sooner the strong sites come, the less is drawn.
        low: the least points, shape (n, m); ``high``: the most.
        names: the place of each site in the field, which settles ties, shape (n,).
        states: where the numbers of each site begin in draw 0, shape (n,).
        stride: by how much a state grows from draw to draw; ``first``: the number of the first draw.
        best: the scores of the first k of each draw are written there, shape (draws, k).
        leaders: their names, likewise; -1 to begin with, as ``best`` is to begin with -inf.
    """
    n, m = low.shape
    depth = leaders.shape[1]
    most, drawn, order = np.empty(SITES_IN_BLOCK), np.empty(m), np.empty(m, dtype=np.int64)
    for start in range(0, n, SITES_IN_BLOCK):
        size = min(SITES_IN_BLOCK, n - start)
        for draw in range(len(weights)):
            moved, own, total = (first + np.uint64(draw)) * stride, weights[draw], 0.0
            _by_weight(own, order)
            most[:] = 0.0
            for c in range(m):
                weight = own[c]
                total += weight
                for i in range(size):
                    most[i] += weight * most_by_criterion[c, start + i]
            reach = (best[draw, depth - 1] - SURELY) * total
            for i in range(size):
                site = start + i
                if most[i] >= reach and _can_reach(
                    own, order, low[site], high[site], states[site] + moved, most[i], reach, drawn
                ):
                    summed = 0.0
                    for c in range(m):
                        summed += own[c] * drawn[c]
                    insert(best[draw], leaders[draw], min(max(summed / total, 0.0), 100.0), names[site])
                    reach = (best[draw, depth - 1] - SURELY) * total
