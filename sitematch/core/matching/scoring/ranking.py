"""The best of very many sites, over columns alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.result import Counts
from sitematch.core.matching.scoring.forms import AS_IT_PAYS, Form, Labour, form_for
from sitematch.core.matching.scoring.scores import Scores, list_order
from sitematch.core.matching.scoring.steps import Steps, Value, make_ready
from sitematch.core.matching.scoring.tally import Bench, Tally, as_it_pays, judge, means, over_slices, tally
from sitematch.core.matching.scoring.weights import weights_of
from sitematch.core.requirement.model import Measure, Requirement
from sitematch.core.sites.columns import Column, NumberColumn

_SURELY: Final = 1e-6
"""Points of a score: far more than rounding can move one, far less than what parts most sites."""
_SPARSE: Final = 6
"""Where fewer than one site of so many is left, the rest are passed over one by one."""
_FIRST_VALUED: Final = 512
_FEW: Final = 32
"""So few sites are valued to the end sooner than told apart."""


@dataclass(frozen=True, eq=False, slots=True)
class Ranking:
    """The best k of all sites, in the order of the list.

    ``rows``: which of the sites they are, shape (k,); the one at place i has the rank i + 1. ``unknown``: how many of
    their musts are unknown (0: the site qualifies), shape (k,). ``scores`` is None without a value function.
    """

    counts: Counts
    rows: IntArray
    unknown: IntArray
    scores: Scores | None


def rank_columns(
    requirement: Requirement, columns: Mapping[Measure, Column], top: int | None = 20, labour: Labour = AS_IT_PAYS
) -> Ranking:
    """Hold a requirement against columns of n sites and give the best ``top`` of them; None: all that are ranked.

    The verdicts, scores and order are those of ``match``, and come about by the same steps; what only people read is
    left out. Beside the columns it takes some megabytes. Sites that fail a must are not valued, and none is valued to
    the end that is surely behind ``top`` others: whose sum so far, with the most that the criteria left can add,
    stays below the last of the best so far by more than rounding moves a score.

    Args:
        requirement: what is asked for.
        columns: the values of ``requirement.measures``, sites in the order that settles the last ties (by id).
        top: how many to give.
        labour: how the work is done; changes nothing of what comes out.

    Raises:
        KeyError: a measure of the requirement has no column.
        TypeError: a column is of another kind than its measure.
    """
    steps = make_ready(requirement.criteria, columns, weights_of(requirement), _length(columns))
    if top is None:
        return _all_of(tally(steps, labour))
    how = as_it_pays(labour, steps)
    form = form_for(how)
    heads = over_slices(steps.n, how, lambda parts: _head(steps, form, parts, top))
    best = _Best.together([head.best for head in heads], top)
    qualifies, some_open = sum(head.qualifies for head in heads), sum(head.open for head in heads)
    scores = Scores(*best.scores) if steps.values else None
    return Ranking(_counts(steps.n, qualifies, some_open), best.rows, best.unknown, scores)


@dataclass(frozen=True, eq=False, slots=True)
class _Best:
    """Some sites that may be among the best: k of them, and the least, most and middle of their scores, shape (3, k).

    All scores are 0 without a value function.
    """

    rows: IntArray
    unknown: IntArray
    scores: FloatArray

    @classmethod
    def none(cls) -> _Best:
        """No site."""
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty((3, 0)))

    @classmethod
    def together(cls, several: Sequence[_Best], top: int) -> _Best:
        """The first ``top`` of all of them in the order of the list."""
        rows, unknown, scores = (
            np.concatenate([getattr(each, name) for each in several], axis=-1) for name in ("rows", "unknown", "scores")
        )
        order = np.lexsort((rows, unknown, -scores[2]))[:top]
        return cls(rows[order], unknown[order], scores[:, order])


@dataclass(frozen=True, slots=True)
class _Head:
    """What one thread found in its slices."""

    qualifies: int
    open: int
    best: _Best


@dataclass(frozen=True, slots=True)
class _Sieve:
    """In which order sites are told apart: the heaviest criteria first, which part them soonest.

    ``heaviest``: each criterion with a value, and the most that all after it can add to a sum.
    """

    heaviest: tuple[tuple[Value, float], ...]
    total_weight: float

    @classmethod
    def of(cls, steps: Steps) -> _Sieve:
        """The sieve of a requirement."""
        most = [(value, value.weight * value.most) for value in steps.values]
        still_to_come, heaviest = sum(each for _, each in most), []
        for value, each in sorted(most, key=lambda one: -one[1]):
            still_to_come -= each
            heaviest.append((value, still_to_come))
        return cls(tuple(heaviest), steps.total_weight)

    def pass_over(self, form: Form, part: slice, bench: Bench, to_beat: float) -> Any:
        """The rows of the sites of a slice that fail nothing and whose score can be ``to_beat``.

        Sums are made over those that can; while they are many, and the form is quicker at it, over all.
        """
        n = part.stop - part.start
        bounds, left, all_of_them, least = bench.sums[2, :n], n, form.dense, -np.inf
        form.begin(bench.failing[:n], bounds)
        if not all_of_them:
            left = form.still_in(bounds, bench.rows, 0.0)
        for value, still_to_come in self.heaviest:
            least = (to_beat - _SURELY) * self.total_weight - still_to_come
            if all_of_them:
                left = form.bound(value, part, bounds, least)
                if left * _SPARSE < n:
                    left, all_of_them = form.still_in(bounds, bench.rows, least), False
            elif left > _FEW:
                left = form.winnow(value, part, bench.rows[:left], bounds, least)
        if all_of_them:
            left = form.still_in(bounds, bench.rows, least)
        rows = bench.rows[:left]
        # nothing is surely behind a score that is no number, as very steep functions may give
        return rows[bench.failing[rows] == 0]


def _head(steps: Steps, form: Form, parts: Sequence[slice], top: int) -> _Head:
    bench, sieve, best, qualifies, some_open = Bench.of(parts), _Sieve.of(steps), _Best.none(), 0, 0
    for part in parts:
        judge(steps, form, part, bench)
        n = part.stop - part.start
        failing, unknown = bench.failing[:n], bench.unknown[:n]
        listed, unsure = (form.how_many(failing, unknown, least) for least in (0, 1))
        qualifies, some_open = qualifies + listed - unsure, some_open + unsure
        if len(best.rows) < top:
            # a few sites to begin with: all others are measured against the best of these
            few = np.flatnonzero(failing == 0)[: max(_FIRST_VALUED, top)]
            best = _Best.together([best, _valued(steps, form, part, bench, few.astype(bench.rows.dtype))], top)
            failing[few] = 1
        if len(best.rows) == top and top:
            rows = sieve.pass_over(form, part, bench, best.scores[2, -1])
            if len(rows):
                best = _Best.together([best, _valued(steps, form, part, bench, rows)], top)
    return _Head(qualifies, some_open, best)


def _valued(steps: Steps, form: Form, part: slice, bench: Bench, rows: Any) -> _Best:
    """The sites at some rows of a slice, with sums made in the order that scores are summed in."""
    n, sums = len(rows), bench.sums
    sums[:, :n] = 0.0
    for value in steps.values:
        form.add(value, part, rows, sums)
    scores = means(sums[:, :n], steps) if steps.values else np.zeros((3, n))
    places = rows.astype(np.int64)
    return _Best(part.start + places, bench.unknown[places].astype(np.int64), scores)


def _all_of(found: Tally) -> Ranking:
    listed = np.flatnonzero(found.failing == 0)
    unknown = found.unknown[listed]
    middle = found.scores.middle[listed] if found.scores is not None else np.zeros(len(listed))
    order = list_order(middle, unknown)
    rows, some_open = listed[order], int(np.count_nonzero(unknown))
    scores = found.scores.take(rows) if found.scores is not None else None
    return Ranking(_counts(len(found.failing), len(listed) - some_open, some_open), rows, unknown[order], scores)


def _counts(n: int, qualifies: int, some_open: int) -> Counts:
    return Counts(n, qualifies, some_open, n - qualifies - some_open, left_out=0)


def _length(columns: Mapping[Measure, Column]) -> int:
    lengths = {len(each.low) if isinstance(each, NumberColumn) else len(each.codes) for each in columns.values()}
    if len(lengths) != 1:
        raise TypeError(f"columns of one length are needed; these have {sorted(lengths)}")
    return lengths.pop()
