"""The next question: the unknown whose answer is likeliest to change who leads the whole list.

In draws made as those of robustness, all else as it was drawn, the answer is given: its points anew, uniform in their
interval, and whether a bound holds that is not known. Counted is how often the first place then goes to another site
than without the answer, and how often other sites are the leading three: the total effect of one unknown (Homma &
Saltelli 1996) on who is there. The answer itself is not drawn but integrated over, which leaves little to chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.matching.robustness.draws import Draws, Field, Unsure
from sitematch.core.matching.scoring.weights import WeightSpace, draw_weights, most_within

LEADING: Final = (1, 3)
"""What an answer can change: who is first, and who are the leading three."""
MOST_DRAWS: Final = 1_000
LEAST_DRAWS: Final = 200
MOST_NEAR: Final = 5_000
"""So many sites are held against each other: where very little is known, hundreds of thousands could lead."""
_FIGURES: Final = 20_000_000
"""About so many figures are computed, by fewer draws where there are very many sites or questions."""
_IN_BLOCK: Final = 250_000
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Unknowns:
    """Open questions over a field of n sites, k of them, each array of shape (k,).

    ``sites`` are places in the field, ``criteria`` places among the criteria with a value, -1 for one without.
    ``holds`` is the chance that the bound holds, 1 where its verdict does not hang on the answer. ``settled`` is the
    place that a tie would give the site once the verdict is known: between two others, so in halves.
    """

    sites: IntArray
    criteria: IntArray
    holds: FloatArray
    settled: FloatArray

    def take(self, chosen: IntArray | BoolArray | slice) -> Unknowns:
        """Some of the questions."""
        return Unknowns(self.sites[chosen], self.criteria[chosen], self.holds[chosen], self.settled[chosen])


@dataclass(frozen=True, eq=False, slots=True)
class Effects:
    """The chances that an answer changes who is first, and who the leading three are, each of shape (k,)."""

    first: FloatArray
    leading: FloatArray
    draws: int


def effects(field: Field, unknowns: Unknowns, space: WeightSpace | None, draws: Draws) -> Effects:
    """What the answer to each question is likely to change.

    Args:
        field: the listed sites, in the order that settles ties; no criteria where nothing gives points.
        unknowns: the questions.
        space: where weights are drawn from; None where nothing gives points, and all depends on ties.
        draws: how many weightings were asked for, and the seed; as many of them count as are affordable.
    """
    close = near(field, space)
    asked = np.flatnonzero(np.isin(unknowns.sites, close))
    chosen = unknowns.take(asked)
    moved = Unknowns(np.searchsorted(close, chosen.sites), chosen.criteria, chosen.holds, _among(chosen.settled, close))
    count = 1 if space is None else _affordable(len(close), len(field.low), len(asked), draws.count)
    summed = np.zeros((2, len(unknowns.sites)))
    summed[:, asked] = _summed(field.take(close), moved, space, Draws(count, draws.seed))
    return Effects(summed[0] / count, summed[1] / count, count)


def near(field: Field, space: WeightSpace | None) -> IntArray:
    """The sites that some draw could bring so far up that an answer about them, or about another, counts them.

    Where these are more than ``MOST_NEAR``, the best of them by the middles of their points.
    """
    depth, n = max(LEADING) + 1, field.low.shape[1]
    if space is None:
        return np.arange(min(n, MOST_NEAR))
    if n <= depth:
        return np.arange(n)
    at_least = -most_within(space, -field.low)
    to_beat = np.partition(at_least, n - depth)[n - depth]
    found = np.flatnonzero(most_within(space, field.high) >= to_beat - _ROUNDING)
    if len(found) <= MOST_NEAR:
        return found
    middle = sum(
        w * (low[found] + high[found]) for w, low, high in zip(space.weights, field.low, field.high, strict=True)
    )
    return np.sort(found[np.argsort(-middle, kind="stable")[:MOST_NEAR]])


def _among(settled: FloatArray, close: IntArray) -> FloatArray:
    """Places between the sites of the field as places between those that are near."""
    among: FloatArray = np.searchsorted(close, settled).astype(np.float64) - 0.5
    return among


def _affordable(n: int, m: int, k: int, asked: int) -> int:
    return min(asked, MOST_DRAWS, max(LEAST_DRAWS, _FIGURES // (n * m + 10 * k + 1)))


def _summed(field: Field, unknowns: Unknowns, space: WeightSpace | None, draws: Draws) -> FloatArray:
    """The chances of every draw added up, shape (2, k)."""
    summed = np.zeros((2, len(unknowns.sites)))
    if not len(unknowns.sites):
        return summed
    unsure = Unsure.of(field)
    pairs = _pairs(unsure, unknowns)
    for_weights, for_points = draws.streams()
    for size in draws.chunks(max(field.low.shape[1], len(unsure.sites))):
        weights = np.zeros((0, size)) if space is None else draw_weights(space, size, for_weights)
        weights = weights / weights.sum(axis=0)
        drawn = unsure.draw(size, for_points)
        top = _Top.of(_scores(field, unsure, weights, drawn))
        step = max(1, _IN_BLOCK // size)
        for start in range(0, len(unknowns.sites), step):
            block = slice(start, start + step)
            swings = _swings(unsure, weights, drawn, pairs[block])
            summed[:, block] += _changes(top, unknowns.take(block), swings)
    return summed


def _pairs(unsure: Unsure, unknowns: Unknowns) -> IntArray:
    """Which of the unsure pairs of points each question is about, -1 where it moves none."""
    known = {pair: i for i, pair in enumerate(zip(unsure.criteria.tolist(), unsure.sites.tolist(), strict=True))}
    asked = zip(unknowns.criteria.tolist(), unknowns.sites.tolist(), strict=True)
    return np.array([known.get(pair, -1) for pair in asked], dtype=np.int64)


def _scores(field: Field, unsure: Unsure, weights: FloatArray, drawn: FloatArray) -> FloatArray:
    """The scores of n sites in c draws, shape (n, c), summed criterion by criterion."""
    scores = np.zeros((field.low.shape[1], weights.shape[1]))
    for low, weight, part in zip(field.low, weights, unsure.of_criterion, strict=True):
        points = np.repeat(low[:, None], len(weight), axis=1)
        points[unsure.sites[part]] = drawn[part]
        scores += np.multiply(points, weight, out=points)
    return scores


@dataclass(frozen=True, eq=False, slots=True)
class _Top:
    """The scores of n sites in c draws, and of the first four of each draw who they are and their scores, (4, c)."""

    scores: FloatArray
    who: IntArray
    theirs: FloatArray

    @classmethod
    def of(cls, scores: FloatArray) -> _Top:
        """Equal scores in the order of the field; where there are fewer sites, the places go to nobody."""
        n, c = scores.shape
        depth, left, draws = max(LEADING) + 1, scores.copy(), np.arange(c)
        who = np.full((depth, c), n, dtype=np.int64)
        theirs = np.full((depth, c), -np.inf)
        for place in range(min(depth, n)):
            who[place] = left.argmax(axis=0)
            theirs[place] = left[who[place], draws]
            left[who[place], draws] = -np.inf
        return cls(scores, who, theirs)

    def to_beat(self, sites: IntArray, place: int) -> tuple[FloatArray, IntArray]:
        """The score, and who has it, that stands at a place among all others, shape (k, c)."""
        above = (self.who[None, :place] == sites[:, None, None]).any(axis=1)
        theirs = np.where(above, self.theirs[place], self.theirs[place - 1])
        return theirs, np.where(above, self.who[place], self.who[place - 1])


@dataclass(frozen=True, eq=False, slots=True)
class _Swings:
    """By how much an answer could lower and raise a score in each draw, both ≥ 0, shape (k, c)."""

    down: FloatArray
    up: FloatArray


def _swings(unsure: Unsure, weights: FloatArray, drawn: FloatArray, pairs: IntArray) -> _Swings:
    down, up = np.zeros((2, len(pairs), weights.shape[1]))
    there = np.flatnonzero(pairs >= 0)
    if len(there):
        at = pairs[there]
        weight = weights[unsure.criteria[at]]
        down[there] = weight * (drawn[at] - unsure.low[at, None])
        up[there] = weight * (unsure.high[at, None] - drawn[at])
    return _Swings(down, up)


def _changes(top: _Top, unknowns: Unknowns, swings: _Swings) -> FloatArray:
    """The chances of a change, one row for each of ``LEADING``, added up over the draws, shape (2, k)."""
    own, width = top.scores[unknowns.sites], swings.down + swings.up
    moving = width > 0.0
    holds, settled = unknowns.holds[:, None], unknowns.settled[:, None]
    rows = []
    for place in LEADING:
        theirs, who = top.to_beat(unknowns.sites, place)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip((own + swings.up - theirs) / width, 0.0, 1.0)
        level = own == theirs
        before = np.where(moving, share, (own > theirs) | (level & (unknowns.sites[:, None] < who)))
        after = np.where(moving, share, (own > theirs) | (level & (settled < who)))
        after = after * holds
        rows.append((before * (1.0 - after) + (1.0 - before) * after).sum(axis=1))
    return np.array(rows)


def order_of(found: Effects, swings: Sequence[float]) -> list[int]:
    """The questions by falling effect, then by falling swing, then as given; those without any effect left out."""
    effect = (found.first + found.leading).tolist()
    there = [i for i in range(len(effect)) if effect[i] > 0.0]
    return sorted(there, key=lambda i: (-effect[i], -swings[i]))
