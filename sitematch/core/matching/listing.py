"""The two lists of a result, row by row: the ranked sites and the near misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any, Final

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.matching.context import MatchContext
from sitematch.core.matching.outcomes import outcomes, plain_category, shortfall
from sitematch.core.matching.questions.open_questions import is_open, open_questions, question
from sitematch.core.matching.ranked_rows import RankedRows
from sitematch.core.matching.result import CriterionOutcome, NearMiss, OpenQuestion, RankedSite, Verdict
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.standings import AVAILABILITY, Standings
from sitematch.core.requirement.model import AnyOf, Measure
from sitematch.core.sites.columns import CategoryColumn, Column
from sitematch.core.sites.sites import Sites

SITES_WITH_ALL_NEAR_MISSES: Final = 10_000
"""Up to so many considered sites every near miss is held; beyond, only the first."""
FIRST_NEAR_MISSES: Final = 1_000
RANKED_SITES_HELD: Final = 10_000
"""Beyond so many ranked sites their rows are made when they are looked at."""


@dataclass(frozen=True, eq=False, slots=True)
class Listing:
    """All that the rows are written from.

    ``criteria`` as the document has them, ``assessments`` in their order, ``shares`` by criterion id.
    """

    sites: Sites
    columns: Mapping[Measure, Column]
    context: MatchContext
    criteria: Sequence[Mapping[str, Any]]
    assessments: tuple[Assessment, ...]
    shares: Mapping[str, float]
    standings: Standings

    def ranked(self, first_shares: Mapping[str, float]) -> Sequence[RankedSite]:
        """The ranked sites in the order of the list; where there are very many, each is made when it is looked at.

        Args:
            first_shares: how often a site was first in the draws, by id; empty if nothing was drawn.
        """
        rows = RankedRows(partial(self._ranked_at, first_shares), range(len(self.standings.ranked)))
        return rows if len(rows) > RANKED_SITES_HELD else tuple(rows)

    def _ranked_at(self, first_shares: Mapping[str, float], places: range) -> Sequence[RankedSite]:
        """The sites at some places of the list."""
        standings, at = self.standings, np.array(places, dtype=np.int64)
        chosen = standings.ranked[at]
        spans = zip(standings.rank_low[at].tolist(), standings.rank_high[at].tolist(), strict=True)
        rows = zip(places, chosen.tolist(), spans, self._rows(chosen), strict=True)
        return [
            RankedSite(
                rank=place + 1,
                status=standings.status_of(site),
                first_share=first_shares.get(shown["site_id"], 0.0) if first_shares else None,
                rank_low=rank_low,
                rank_high=rank_high,
                criteria=criteria,
                open_questions=self._questions(row, criteria, shown),
                **shown,
            )
            for place, site, (rank_low, rank_high), (row, criteria, shown) in rows
        ]

    def near_misses(self) -> tuple[NearMiss, ...]:
        """The near misses in their order; only the first of them where very many sites were considered."""
        missed = self.standings.missed
        if len(self.standings.rows) > SITES_WITH_ALL_NEAR_MISSES:
            missed = missed[:FIRST_NEAR_MISSES]
        return tuple(
            NearMiss(
                shortfalls=tuple(
                    shortfall(outcome, assessment, row, given)
                    for outcome, assessment, given in zip(criteria, self.assessments, self.criteria, strict=True)
                    if outcome.verdict is Verdict.FAILS
                ),
                criteria=criteria,
                **shown,
            )
            for row, criteria, shown in self._rows(missed)
        )

    def _rows(self, chosen: IntArray) -> Iterator[tuple[int, tuple[CriterionOutcome, ...], dict[str, Any]]]:
        """For each site of ``chosen``: its row among all sites, every criterion, and what is shown of any site."""
        rows = self.standings.rows[chosen]
        by_criterion = [outcomes(each, self._column(each), rows, self.shares.get(each.id)) for each in self.assessments]
        shown = (self._site(int(row), scores) for row, scores in zip(rows, self._scores(chosen), strict=True))
        return zip(rows.tolist(), zip(*by_criterion, strict=True), shown, strict=True)

    def _column(self, assessment: Assessment) -> Column | None:
        criterion = assessment.criterion
        return None if isinstance(criterion, AnyOf) else self.columns[criterion.measure]

    def _scores(self, chosen: IntArray) -> Iterator[tuple[float | None, float | None, float | None]]:
        """Of each site its score, and the least and the most of it."""
        if self.standings.scores is None:
            return repeat((None, None, None), len(chosen))
        scores = self.standings.scores.take(chosen)
        return zip(scores.middle.tolist(), scores.low.tolist(), scores.high.tolist(), strict=True)

    def _site(self, row: int, scores: tuple[float | None, float | None, float | None]) -> dict[str, Any]:
        sites, (score, score_low, score_high) = self.sites, scores
        code = sites.municipality_codes[row]
        return {
            "site_id": sites.ids[row],
            "name": sites.names[row],
            "municipality_code": code,
            "municipality": self.context.municipalities.get(code) if code else None,
            "availability": self._availability(row),
            "demo": sites.demo[row],
            "score": score,
            "score_low": score_low,
            "score_high": score_high,
        }

    def _availability(self, row: int) -> str | None:
        column = self.sites.columns.get(AVAILABILITY)
        if not isinstance(column, CategoryColumn) or column.codes[row] < 0:
            return None
        return str(plain_category(column.kind, column.values[column.codes[row]]))

    def _questions(
        self, row: int, criteria: tuple[CriterionOutcome, ...], shown: Mapping[str, Any]
    ) -> tuple[OpenQuestion, ...]:
        asks = {
            outcome.id: question(assessment, self.columns, row, self.context.lang)
            for outcome, assessment in zip(criteria, self.assessments, strict=True)
            if is_open(outcome)
        }
        addressee = shown["municipality"] or shown["municipality_code"]
        return open_questions(criteria, asks, addressee, shown["name"])
