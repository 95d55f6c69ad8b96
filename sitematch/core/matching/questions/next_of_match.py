"""From the columns of a match to its next questions: what is unknown, how likely a bound holds, what to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.questions.next_questions import Effects, Unknowns, effects, near, order_of
from sitematch.core.matching.result import OpenQuestion, RankedSite
from sitematch.core.matching.robustness.draws import Draws, Field
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.standings import Standings
from sitematch.core.matching.scoring.verdicts import MEETS, UNKNOWN
from sitematch.core.matching.scoring.weights import WeightSpace
from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Origin
from sitematch.core.requirement.model import AnyOf, Between, Bound, Measure
from sitematch.core.sites.columns import Column, NumberColumn

MOST_QUESTIONS: Final = 20
"""So many are held: a list with hundreds of open sites has thousands."""
OF_THE_SITE: Final = frozenset({"no_road_near", "no_way"})
"""Why a reach is unknown that somebody at the site can clear up."""
EVEN_CHANCE: Final = 0.5
"""How likely a bound holds of which nothing at all is known."""


def next_questions(
    by_id: Sequence[Assessment],
    columns: Mapping[Measure, Column],
    standings: Standings,
    space: WeightSpace | None,
    draws: Draws,
    ranked: Sequence[RankedSite],
    ids: Sequence[str],
) -> tuple[Mapping[str, Any], ...]:
    """The questions whose answers are likeliest to change who leads the list, the likeliest first.

    Args:
        by_id: every criterion, in the order of their ids.
        columns: the values of each measure at all sites.
        standings: who stands where.
        space: where weights are drawn from, None without value functions.
        draws: those of robustness.
        ranked: the listed sites, with the questions that are open of each.
        ids: of all sites.

    Returns:
        At most ``MOST_QUESTIONS`` rows ``{site_id, name, rank, municipality_code, municipality, id, metric, ask,
        answer_from, swing, holds, first_changes, leading_changes, effect, draws}``; ``effect`` is the sum of the two
        chances; ``answer_from`` is ``site`` where somebody there can answer, else ``region``: its data have to.
    """
    listed = np.sort(standings.ranked)
    in_field = listed[np.lexsort((listed, standings.unknown[listed]))]
    rows = standings.rows[in_field]
    valued = [each for each in by_id if each.points is not None]
    field = _field(valued, rows, [ids[row] for row in rows.tolist()])
    sites = near(field, space)
    in_list = np.empty(len(standings.rows), dtype=np.int64)
    in_list[standings.ranked] = np.arange(len(standings.ranked))
    by_rank = sites[np.argsort(in_list[in_field[sites]])]
    asked_of = [(site, ranked[in_list[in_field[site]]]) for site in by_rank.tolist()]
    asked = [(site, question) for _, site in asked_of for question in site.open_questions]
    if not asked:
        return ()
    sites = np.array([place for place, site in asked_of for _ in site.open_questions], dtype=np.int64)
    place_of = {each.id: place for place, each in enumerate(valued)}
    assessed = {each.id: each for each in by_id}
    holds = [
        chance_to_hold(assessed[q.id], columns, int(rows[s])) for s, (_, q) in zip(sites.tolist(), asked, strict=True)
    ]
    unknowns = Unknowns(
        sites=sites,
        criteria=np.array([place_of.get(question.id, -1) for _, question in asked], dtype=np.int64),
        holds=np.array([1.0 if chance is None else chance for chance in holds]),
        settled=np.where([chance is None for chance in holds], sites, _settled(standings, in_field, sites)),
    )
    found = effects(field, unknowns, space, draws)
    chosen = order_of(found, [question.swing for _, question in asked])[:MOST_QUESTIONS]
    origins = {i: _origin(assessed[asked[i][1].id], columns, int(rows[sites[i]])) for i in chosen}
    return tuple(_row(*asked[i], origins[i], holds[i], found, i) for i in chosen)


def chance_to_hold(assessment: Assessment, columns: Mapping[Measure, Column], row: int) -> float | None:
    """How likely a bound holds whose verdict is unknown; None where its verdict is known, or there is no bound.

    Of an interval it is the part within the bound, of what is not known at all one half; of an either/or the chance
    that enough of its members hold, each on its own.
    """
    criterion = assessment.criterion
    if assessment.verdicts is None or assessment.verdicts[row] != UNKNOWN:
        return None
    if not isinstance(criterion, AnyOf):
        assert criterion.must is not None
        return _chance(criterion.must, columns[criterion.measure], row)
    exactly = np.array([1.0])
    for member, codes in zip(criterion.members, assessment.members, strict=True):
        code = int(codes[row])
        unknown = code == UNKNOWN
        chance = _chance(member.must, columns[member.measure], row) if unknown else float(code == MEETS)
        exactly = np.convolve(exactly, [1.0 - chance, chance])
    return float(exactly[criterion.at_least :].sum())


def _chance(bound: Bound, column: Column, row: int) -> float:
    if not isinstance(bound, Between) or not isinstance(column, NumberColumn):
        return EVEN_CHANCE
    low, high = float(column.low[row]), float(column.high[row])
    if not (np.isfinite(low) and np.isfinite(high)) or low >= high:
        return EVEN_CHANCE
    least = low if bound.min is None else max(low, bound.min)
    most = high if bound.max is None else min(high, bound.max)
    return min(1.0, max(0.0, (most - least) / (high - low)))


def _settled(standings: Standings, in_field: IntArray, sites: IntArray) -> FloatArray:
    """Where in the field, between two others, each site would stand with one unknown must less."""
    unknown, width = standings.unknown[in_field], len(standings.unknown)
    keys = unknown * width + in_field
    fewer = (unknown[sites] - 1) * width + in_field[sites]
    settled: FloatArray = np.searchsorted(keys, fewer).astype(np.float64) - 0.5
    return settled


def _field(valued: Sequence[Assessment], rows: IntArray, ids: Sequence[str]) -> Field:
    points = [each.points for each in valued if each.points is not None]
    low = [each.low[rows] for each in points]
    high = [each.high[rows] for each in points]
    shape = len(points), len(rows)
    return Field(np.array(low).reshape(shape), np.array(high).reshape(shape), ids)


def _origin(assessment: Assessment, columns: Mapping[Measure, Column], row: int) -> str:
    """Who can answer: what is not known of reach stands in the region's data, unless the site lies off all roads."""
    criterion = assessment.criterion
    parts = criterion.members if isinstance(criterion, AnyOf) else (criterion,)
    by_reach = (
        CATALOGUE[part.measure.metric].origin is Origin.REACH and columns[part.measure].reasons[row] not in OF_THE_SITE
        for part in parts
    )
    return "region" if all(by_reach) else "site"


def _row(
    site: RankedSite, question: OpenQuestion, origin: str, holds: float | None, found: Effects, i: int
) -> dict[str, Any]:
    first, leading = float(found.first[i]), float(found.leading[i])
    return {
        "site_id": site.site_id,
        "name": site.name,
        "rank": site.rank,
        "municipality_code": site.municipality_code,
        "municipality": site.municipality,
        "id": question.id,
        "metric": question.metric,
        "ask": question.ask,
        "answer_from": origin,
        "swing": question.swing,
        "holds": holds,
        "first_changes": first,
        "leading_changes": leading,
        "effect": first + leading,
        "draws": found.draws,
    }
