"""The draws of robustness, compiled: the sums of ``robustness`` and ``confidence`` in their order, to the last bit.

Points are drawn where they are needed, since each is a known place of a sequence. All functions let go of the
interpreter: threads work on draws, or on races, of their own.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, types

_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_U11, _U27, _U30, _U31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_UNIT: Final = 2.0**-53
_SITES_IN_BLOCK: Final = 512
"""So many sites are looked at for all draws before the next: their points stay in the nearer cache."""
_LEADERS: Final = 6
_BUCKETS_PER_SITE: Final = 4
_SURELY: Final = 1e-5
"""Points of a score: far more than rounding can move one."""

_F1: Final = types.Array(types.float64, 1, "C")
_F2: Final = types.Array(types.float64, 2, "C")
_I1: Final = types.Array(types.int64, 1, "C")
_I2: Final = types.Array(types.int64, 2, "C")
_W1: Final = types.Array(types.uint64, 1, "C")
_WHOLE, _WORD, _NUMBER, _NOTHING = types.int64, types.uint64, types.float64, types.void


@njit(inline="always")
def _point(state: Any, low: Any, high: Any) -> Any:
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
            scores[sites[p]] += weight * _point(states[p] + moved, low[p], high[p])
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


@njit(_NOTHING(_F2, _F2, _I1, _I1, _F1, _F1, _W1, _WORD, _WORD, _I2, _I1), nogil=True, cache=True)
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
            drawn[c] = _point(state + np.uint64(c + 1) * _STEP, bottom, top)
            left -= weights[c] * (top - drawn[c])
            if left < reach:
                return False
    return True


@njit(inline="always")
def _insert(best: Any, leaders: Any, score: Any, name: Any) -> None:
    """Put a site where it belongs among the first k of a draw, if it does."""
    depth = len(best)
    place = depth
    while place > 0 and (best[place - 1] < score or (best[place - 1] == score and leaders[place - 1] > name)):
        if place < depth:
            best[place], leaders[place] = best[place - 1], leaders[place - 1]
        place -= 1
    if place < depth:
        best[place], leaders[place] = score, name


@njit(_NOTHING(_F2, _F2, _F2, _F2, _I1, _W1, _WORD, _WORD, _F2, _I2), nogil=True, cache=True)
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
    most, drawn, order = np.empty(_SITES_IN_BLOCK), np.empty(m), np.empty(m, dtype=np.int64)
    for start in range(0, n, _SITES_IN_BLOCK):
        size = min(_SITES_IN_BLOCK, n - start)
        for draw in range(len(weights)):
            moved, own, total = (first + np.uint64(draw)) * stride, weights[draw], 0.0
            _by_weight(own, order)
            most[:] = 0.0
            for c in range(m):
                weight = own[c]
                total += weight
                for i in range(size):
                    most[i] += weight * most_by_criterion[c, start + i]
            reach = (best[draw, depth - 1] - _SURELY) * total
            for i in range(size):
                site = start + i
                if most[i] >= reach and _can_reach(
                    own, order, low[site], high[site], states[site] + moved, most[i], reach, drawn
                ):
                    summed = 0.0
                    for c in range(m):
                        summed += own[c] * drawn[c]
                    _insert(best[draw], leaders[draw], min(max(summed / total, 0.0), 100.0), names[site])
                    reach = (best[draw, depth - 1] - _SURELY) * total


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
    for start in range(0, points.shape[1], _SITES_IN_BLOCK):
        size = min(_SITES_IN_BLOCK, points.shape[1] - start)
        _add_up(mean, points, start, size, scores)
        for i in range(size):
            if scores[i] > best[-1]:
                _insert(best, leaders, scores[i], start + i)


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
                point = points[c, leaders[k]]
                for i in range(count):
                    theirs[i] += weights[c, i] * point
        for i in range(count):
            if k < 0:
                own[i] = theirs[i]
            else:
                near[i] = max(near[i], theirs[i] - _SURELY)


@njit(inline="always")
def _is_first(weights: Any, points: Any, site: Any, own: Any, equal: Any, scores: Any) -> Any:
    """Whether a site is ahead of all others at some weights, of shape (m,)."""
    first = True
    for start in range(0, points.shape[1], _SITES_IN_BLOCK):
        size = min(_SITES_IN_BLOCK, points.shape[1] - start)
        if first:
            _add_up(weights, points, start, size, scores)
            before = min(max(site - start, 0), size)
            for i in range(before):
                first &= own >= scores[i] + equal
            for i in range(before, size):
                first &= own >= scores[i] - equal
    return first


@njit(_NOTHING(_F2, _I1, _F2, _F2, _NUMBER, _F2, _I1, _I2, _I1), nogil=True, cache=True)
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


@njit(
    _NOTHING(_F2, _I1, _F1, _F2, _I1, _I2, _F2, _I1, _I1, _F1, _F1, _W1, _WORD, _WORD, _WHOLE, _NUMBER, _I1),
    nogil=True,
    cache=True,
)
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
    own, near, theirs, scores = np.empty(count), np.empty(count), np.empty(count), np.empty(_SITES_IN_BLOCK)
    depth = min(_LEADERS, points.shape[1])
    best, leaders = np.empty(depth), np.empty(depth, dtype=np.int64)
    for draw in range(draws):
        moved = (first + np.uint64(draw)) * stride
        for c in range(m):
            for p in range(starts[c], starts[c + 1]):
                points[c, sites[p]] = _point(states[p] + moved, low[p], high[p])
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
