"""Where every site stands: who is considered, who is ranked in which order, who is a near miss in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.matching.result import Status
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.near_misses import miss_order
from sitematch.core.matching.scoring.scores import Scores, list_order, rank_spans
from sitematch.core.matching.scoring.tally import Tally
from sitematch.core.matching.scoring.verdicts import FAILS
from sitematch.core.requirement.model import Measure, Requirement
from sitematch.core.sites.columns import CategoryColumn
from sitematch.core.sites.sites import Sites

AVAILABILITY = "availability"
SOLD = "sold"


@dataclass(frozen=True, eq=False, slots=True)
class Standings:
    """The considered sites, m of them in the order of their ids.

    ``rows`` says where each stands among all that were given, ``unknown`` how many of its musts are unknown, each of
    shape (m,). ``scores`` is None without a value function. ``ranked`` and ``missed`` index the m sites, in the order
    of the list and of the near misses; ``rank_low`` and ``rank_high`` are as long as ``ranked`` and in its order.
    """

    rows: IntArray
    unknown: IntArray
    scores: Scores | None
    ranked: IntArray
    missed: IntArray
    rank_low: IntArray
    rank_high: IntArray

    def status_of(self, site: int) -> Status:
        """The status of a ranked site, by its place among the m."""
        return Status.OPEN if self.unknown[site] else Status.QUALIFIES


def stand(assessments: Sequence[Assessment], rows: IntArray, found: Tally) -> Standings:
    """Order the sites at ``rows`` (by id).

    Args:
        assessments: every criterion, in the order of the criteria's ids.
        rows: the considered sites among those assessed, in the order of their ids, shape (m,).
        found: verdicts and scores of all those assessed.
    """
    failing, unknown = found.failing[rows], found.unknown[rows]
    scores = found.scores.take(rows) if found.scores is not None else None
    listed, failed = np.flatnonzero(failing == 0), np.flatnonzero(failing)
    shortfall = _total_shortfall(assessments, rows[failed])
    effective = scores if scores is not None else _no_scores(len(rows))
    order = list_order(effective.middle[listed], unknown[listed])
    best, worst = rank_spans(effective.take(listed), unknown[listed])
    return Standings(
        rows=rows,
        unknown=unknown,
        scores=scores,
        ranked=listed[order],
        missed=failed[miss_order(failing[failed], shortfall)],
        rank_low=best[order],
        rank_high=worst[order],
    )


def considered(requirement: Requirement, sites: Sites) -> IntArray:
    """The rows of the sites that enter the match, in the order of their ids.

    Sold ones stay out, unless the requirement asks for availability.
    """
    by_id: IntArray = np.array(sorted(range(len(sites)), key=sites.ids.__getitem__), dtype=np.int64)
    if any(_asks_availability(measure) for measure in requirement.measures):
        return by_id
    offered: IntArray = by_id[~_sold(sites)[by_id]]
    return offered


def _asks_availability(measure: Measure) -> bool:
    return AVAILABILITY in (measure.metric, measure.name)


def _sold(sites: Sites) -> BoolArray:
    column = sites.columns.get(AVAILABILITY)
    if not isinstance(column, CategoryColumn):
        return np.zeros(len(sites), dtype=np.bool_)
    # the last entry stands for the code -1: unknown
    by_value = np.array([*(members == (SOLD,) for members in column.values), False], dtype=np.bool_)
    return by_value[column.codes]


def _total_shortfall(assessments: Sequence[Assessment], rows: IntArray) -> FloatArray:
    total = np.zeros(len(rows))
    for each in assessments:
        if each.verdicts is not None and each.lack is not None:
            total += np.where(each.verdicts[rows] == FAILS, each.lack.relative[rows], 0.0)
    return total


def _no_scores(n: int) -> Scores:
    return Scores(np.zeros(n), np.zeros(n), np.zeros(n))
