"""The best of very many sites, over columns alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.result import Counts
from sitematch.core.matching.scoring.forms import AS_IT_PAYS, Form, Labour, form_for
from sitematch.core.matching.scoring.scores import Scores, list_order
from sitematch.core.matching.scoring.steps import Steps, make_ready
from sitematch.core.matching.scoring.tally import Bench, Tally, as_it_pays, judge, means, over_slices, tally
from sitematch.core.matching.scoring.weights import weights_of
from sitematch.core.requirement.model import Measure, Requirement
from sitematch.core.sites.columns import Column, NumberColumn

_SURELY: Final = 1e-6
"""Points of a score: far more than rounding can move one, far less than what parts most sites."""


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
    scores = tally(steps.take(best.rows), Labour(compiled=False)).scores
    return Ranking(_counts(steps.n, qualifies, some_open), best.rows, best.unknown, scores)


@dataclass(frozen=True, eq=False, slots=True)
class _Best:
    """Some sites that may be among the best, each of shape (k,)."""

    rows: IntArray
    unknown: IntArray
    middle: FloatArray

    @classmethod
    def none(cls) -> _Best:
        """No site."""
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))

    @classmethod
    def together(cls, several: Sequence[_Best], top: int) -> _Best:
        """The first ``top`` of all of them in the order of the list."""
        rows, unknown, middle = (
            np.concatenate([getattr(each, name) for each in several]) for name in ("rows", "unknown", "middle")
        )
        order = np.lexsort((rows, unknown, -middle))[:top]
        return cls(rows[order], unknown[order], middle[order])


@dataclass(frozen=True, slots=True)
class _Head:
    """What one thread found in its slices."""

    qualifies: int
    open: int
    best: _Best


def _head(steps: Steps, form: Form, parts: Sequence[slice], top: int) -> _Head:
    bench, best, qualifies, some_open = Bench.of(parts), _Best.none(), 0, 0
    for part in parts:
        judge(steps, form, part, bench)
        listed = form.pick(bench.failing[: part.stop - part.start], bench.rows)
        unsure = int(np.count_nonzero(bench.unknown[bench.rows[:listed]]))
        qualifies, some_open = qualifies + listed - unsure, some_open + unsure
        to_beat = best.middle[-1] if len(best.rows) == top and top else -np.inf
        best = _Best.together([best, _leading(steps, form, part, bench, listed, to_beat)], top)
    return _Head(qualifies, some_open, best)


def _leading(steps: Steps, form: Form, part: slice, bench: Bench, n: int, to_beat: float) -> _Best:
    """Of the first ``n`` rows of the bench those whose score is at least ``to_beat``.

    Sums are first made from the heaviest criterion on, which parts the sites soonest; those left are summed anew in the
    order that scores are summed in.
    """
    if np.isfinite(to_beat):
        n = _not_surely_behind(steps, form, part, bench, n, to_beat)
    bench.sums[:, :n] = 0.0
    for value in steps.values:
        form.add(value, part, bench.rows[:n], bench.sums)
    rows = bench.rows[:n].astype(np.int64)
    middle = means(bench.sums[2, :n], steps) if steps.values else np.zeros(n)
    chosen = np.flatnonzero(middle >= to_beat)
    return _Best(part.start + rows[chosen], bench.unknown[rows[chosen]].astype(np.int64), middle[chosen])


def _not_surely_behind(steps: Steps, form: Form, part: slice, bench: Bench, n: int, to_beat: float) -> int:
    """Leave those of the first ``n`` rows at the front whose score can be ``to_beat``; how many they are."""
    bench.sums[:, :n] = 0.0
    still_to_come = sum(value.weight * value.most for value in steps.values)
    for value in sorted(steps.values, key=lambda value: -value.weight * value.most):
        form.add(value, part, bench.rows[:n], bench.sums)
        still_to_come -= value.weight * value.most
        least = (to_beat - _SURELY) * steps.total_weight - still_to_come
        if least > 0:
            n = form.keep(bench.sums, bench.rows[:n], least)
    return n


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
