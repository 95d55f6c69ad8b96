"""Assemblies: neighbouring sites, each too small alone, that no longer fail as one, as they are shown."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import IntArray
from sitematch.core.evidence import Text
from sitematch.core.matching.offers.joining import Joining, Passing
from sitematch.core.matching.offers.together import OWNERS, SUMMED, meant, summed
from sitematch.core.matching.result import AssembledSites, JoinedFit, Status
from sitematch.core.matching.scoring.points import Points, points
from sitematch.core.matching.scoring.scores import Scores, weighted_scores
from sitematch.core.matching.scoring.verdicts import UNKNOWN
from sitematch.core.metrics.metric import Kind
from sitematch.core.requirement.model import AnyOf, Measure
from sitematch.core.sites.columns import Column, NumberColumn
from sitematch.core.sites.measured import FOOTPRINT_FIT, site_column

MOST_OFFERED: Final = 1_000
CUT: Final = Text(
    "Det finns fler sätt att slå ihop områden än de som visas; de med minst antal områden kommer först.",
    "There are more ways of putting sites together than are shown; those of the fewest sites come first.",
)


def assemblies(joined: Joining, found: Passing) -> tuple[tuple[AssembledSites, ...], bool]:
    """The sets of sites as they are shown, and whether some are left out.

    The fewest sites come first, then the fewest musts that are unknown, then the highest score, then ids.
    """
    ranked: list[tuple[int, int, tuple[int, ...]]] = []
    for sets in found.sets:
        unknown = _unknown_counts(joined, sets)
        first = np.argsort(unknown, kind="stable")[: MOST_OFFERED - len(ranked)]
        ranked += [(sets.shape[1], int(unknown[row]), tuple(sets[row].tolist())) for row in first]
    shown = [(size, unknown, _assembled(joined, np.array([members]))) for size, unknown, members in ranked]
    shown.sort(key=lambda row: (row[0], row[1], -(row[2].score or 0.0), row[2].site_ids))
    left_out = found.cut or joined.together.room.spent or sum(map(len, found.sets)) > len(ranked)
    return tuple(one for _, _, one in shown), left_out


def _unknown_counts(joined: Joining, sets: IntArray) -> IntArray:
    count = np.zeros(len(sets), dtype=np.int64)
    for codes in joined.together.verdicts(sets):
        if codes is not None:
            count += codes == UNKNOWN
    return count


def _assembled(joined: Joining, one: IntArray) -> AssembledSites:
    """One set, shape (1, k), as it is shown."""
    listing, rows = joined.listing, joined.rows[one[0]]
    codes = joined.together.verdicts(one)
    named = zip(joined.together.criteria, codes, strict=True)
    unknown = tuple(criterion.id for criterion, code in named if code is not None and code[0] == UNKNOWN)
    score = _score(joined, one)
    held = [listing.sites.municipality_codes[row] for row in rows]
    municipalities = tuple(dict.fromkeys(code for code in held if code is not None))
    return AssembledSites(
        site_ids=tuple(listing.sites.ids[row] for row in rows),
        names=tuple(listing.sites.names[row] for row in rows),
        municipality_codes=municipalities,
        municipalities=tuple(listing.context.municipalities.get(code, code) for code in municipalities),
        area_ha=_number(summed(joined.areas, one)),
        owner_count=_number(_sum_of(joined, _column_of(joined, OWNERS), one)),
        status=Status.OPEN if unknown else Status.QUALIFIES,
        unknown=unknown,
        score=None if score is None else float(score.middle[0]),
        score_low=None if score is None else float(score.low[0]),
        score_high=None if score is None else float(score.high[0]),
        demo=any(listing.sites.demo[row] for row in rows),
        footprints=tuple(_fits(joined, one[0])),
    )


def _score(joined: Joining, sets: IntArray) -> Scores | None:
    """The scores of sets: of what adds up, and of the room, the points of the whole, of all else the least."""
    listing = joined.listing
    valued = sorted((each for each in listing.assessments if each.points is not None), key=lambda each: each.id)
    gained: list[Points] = []
    for each in valued:
        assert each.points is not None and not isinstance(each.criterion, AnyOf) and each.criterion.value is not None
        whole = _whole(joined, each.criterion.measure, sets)
        if whole is not None:
            gained.append(points(each.criterion.value, whole))
        else:
            at = joined.rows[sets]
            gained.append(Points(each.points.low[at].min(axis=1), each.points.high[at].min(axis=1)))
    return weighted_scores(gained, [listing.shares[each.id] for each in valued]) if valued else None


def _whole(joined: Joining, measure: Measure, sets: IntArray) -> NumberColumn | None:
    """The values of a measure at sets as wholes; None where the weakest member counts."""
    if meant(measure) in SUMMED:
        return _sum_of(joined, joined.listing.columns[measure], sets)
    if measure.metric != FOOTPRINT_FIT:
        return None
    room, looked = joined.together.rooms(measure, sets)
    low, high = np.where(looked, room.low, -np.inf), np.where(looked, room.high, np.inf)
    return NumberColumn(low, high, room.reasons, room.via, room.sources)


def _sum_of(joined: Joining, column: Column, sets: IntArray) -> NumberColumn:
    return summed(column, joined.rows[sets])


def _column_of(joined: Joining, metric: str) -> Column:
    return site_column(joined.listing.sites, Measure(metric, Kind.NUMBER))


def _number(column: NumberColumn) -> float | None:
    low, high = float(column.low[0]), float(column.high[0])
    return low if low == high else None


def _fits(joined: Joining, members: IntArray) -> list[JoinedFit]:
    """The room on the joined outlines, for each plant that is asked about."""
    asked = [measure for measure in joined.listing.columns if measure.metric == FOOTPRINT_FIT]
    shown = []
    for measure in asked:
        fit = joined.together.room.fit(members, measure)
        if fit is not None and measure.length_m is not None and measure.width_m is not None:
            shape = None if fit.outline is None else _in_degrees(fit.outline)
            shown.append(JoinedFit(measure.length_m, measure.width_m, fit.scale, fit.at_most, fit.angle_deg, shape))
    return shown


def _in_degrees(outline: shapely.Geometry) -> dict[str, Any]:
    from sitematch.core.region.projection import geometries_to_degrees

    (shape,) = geometries_to_degrees(np.array([outline], dtype=object))
    rings = [[list(map(float, at)) for at in ring.coords] for ring in (shape.exterior,)]
    return {"type": "Polygon", "coordinates": rings}
