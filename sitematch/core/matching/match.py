"""The match itself: a requirement held against sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.matching.context import MatchContext
from sitematch.core.matching.listing import Listing
from sitematch.core.matching.offers.offers import offers
from sitematch.core.matching.questions.next_of_match import next_questions
from sitematch.core.matching.result import Counts, MatchResult, RobustnessResult
from sitematch.core.matching.robustness.draws import Draws, Field
from sitematch.core.matching.robustness.smaa import robustness, share_error
from sitematch.core.matching.run_hash import RunHashes, run_hashes
from sitematch.core.matching.scoring.assessment import Assessment, assess
from sitematch.core.matching.scoring.scores import tie_order
from sitematch.core.matching.scoring.standings import Standings, considered, stand
from sitematch.core.matching.scoring.steps import make_ready
from sitematch.core.matching.scoring.tally import tally
from sitematch.core.matching.scoring.weights import WeightSpace, levels_of, weights_of
from sitematch.core.matching.sensitivity.sensitivity import sensitivity
from sitematch.core.requirement import normalised_weights
from sitematch.core.requirement.model import AnyOf, Criterion, Measure, Requirement
from sitematch.core.sites.columns import Column
from sitematch.core.sites.measured import column_warning
from sitematch.core.sites.sites import Sites


def match(
    requirement: Requirement, sites: Sites, columns: Mapping[Measure, Column], context: MatchContext
) -> MatchResult:
    """Hold a requirement against sites.

    Args:
        requirement: what is asked for.
        sites: all that are offered, in any order.
        columns: the values of each of ``requirement.measures`` at each site, in the order of ``sites``.
        context: what is told from outside.
    """
    assessments = assess(requirement.criteria, columns)
    by_id = sorted(assessments, key=lambda each: each.id)
    shares = normalised_weights(requirement)
    valued = _valued(by_id)
    by_criterion = weights_of(requirement)
    weights = [by_criterion[criterion.id] for criterion in valued]
    rows = considered(requirement, sites)
    standings = stand(by_id, rows, tally(make_ready(requirement.criteria, columns, by_criterion, len(sites))))
    robust = _robustness(requirement, by_id, standings, weights, [sites.ids[row] for row in rows])
    listing = Listing(sites, columns, context, requirement.document["criteria"], assessments, shares, standings)
    ranked = listing.ranked({site: by_rank[0] for site, by_rank in robust.acceptability.items()})
    asked = requirement.robustness
    space, draws = _space(requirement, valued, weights), Draws(asked.draws, asked.seed)
    hashes = run_hashes(requirement, sites, context)
    taking, assembled, noticed = offers(listing, requirement.assembly)
    return MatchResult(
        id=context.id,
        run_hash=hashes.run,
        engine=context.engine,
        created_at=context.created_at,
        region=context.region,
        requirement=requirement.document,
        counts=_counts(standings, left_out=len(sites) - len(rows)),
        ranked=ranked,
        near_misses=listing.near_misses(),
        robustness=robust,
        warnings=context.warnings + _warnings(requirement, sites, context) + noticed,
        would_take=taking,
        assemblies=assembled,
        sensitivity=sensitivity(assessments, columns, standings, shares, sites.ids),
        next_questions=next_questions(by_id, columns, standings, space, draws, ranked, sites.ids),
        inputs=_inputs(hashes, context),
    )


def _valued(assessments: Sequence[Assessment]) -> list[Criterion]:
    criteria = [each.criterion for each in assessments]
    return [each for each in criteria if not isinstance(each, AnyOf) and each.value is not None]


def _robustness(
    requirement: Requirement,
    by_id: Sequence[Assessment],
    standings: Standings,
    weights: Sequence[float],
    ids: Sequence[str],
) -> RobustnessResult:
    """The draws over the ranked sites; ``ids`` are those of the considered sites."""
    asked = requirement.robustness
    valued = [each for each in by_id if each.points is not None]
    if not valued or not len(standings.ranked):
        return RobustnessResult(asked.draws, {}, {}, {}, {})
    listed = np.sort(standings.ranked)
    in_field = listed[tie_order(standings.unknown[listed])]
    space = _space(requirement, _valued(by_id), weights)
    assert space is not None
    field = _field(valued, standings.rows[in_field], [ids[site] for site in in_field])
    found = robustness(field, space, Draws(asked.draws, asked.seed))
    names = [ids[site] for site in in_field[found.sites]]
    in_list = {ids[site]: place for place, site in enumerate(standings.ranked.tolist())}
    order = sorted(range(len(names)), key=lambda i: in_list[names[i]])
    criteria = [each.id for each in valued]
    return RobustnessResult(
        draws=asked.draws,
        acceptability={names[i]: tuple(np.trim_zeros(found.shares[i], "b").tolist()) for i in order},
        central_weights={names[i]: _named(criteria, found.central_weights[i].tolist()) for i in order},
        confidence={names[i]: _known(found.confidence[i].item()) for i in order},
        error={names[i]: share_error(found.shares[i, 0].item(), asked.draws) for i in order},
    )


def _space(requirement: Requirement, valued: Sequence[Criterion], weights: Sequence[float]) -> WeightSpace | None:
    """Where weights are drawn from, None where nothing has a weight."""
    asked = requirement.robustness
    return WeightSpace(asked.weights, np.array(weights), levels_of(valued), asked.tolerance) if valued else None


def _inputs(hashes: RunHashes, context: MatchContext) -> dict[str, Any]:
    return {
        "lang": context.lang,
        "requirement_hash": hashes.requirement,
        "sites_hash": hashes.sites,
        "region_hash": context.region_hash,
        "region_hashes": dict(context.region_hashes),
    }


def _field(valued: Sequence[Assessment], rows: IntArray, ids: Sequence[str]) -> Field:
    points = [each.points for each in valued if each.points is not None]
    return Field(np.stack([each.low[rows] for each in points]), np.stack([each.high[rows] for each in points]), ids)


def _named(criteria: Sequence[str], weights: Sequence[float]) -> dict[str, float] | None:
    return None if np.isnan(weights[0]) else dict(zip(criteria, weights, strict=True))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _counts(standings: Standings, left_out: int) -> Counts:
    some_open = int(np.count_nonzero(standings.unknown[standings.ranked]))
    return Counts(
        considered=len(standings.rows),
        qualifies=len(standings.ranked) - some_open,
        open=some_open,
        fails=len(standings.missed),
        left_out=left_out,
    )


def _warnings(requirement: Requirement, sites: Sites, context: MatchContext) -> tuple[str, ...]:
    noticed = (column_warning(sites, measure, context.lang) for measure in requirement.measures)
    return tuple(dict.fromkeys(warning for warning in noticed if warning))
