"""What a published site reaches, and who reaches it: the same figures as in a match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sitematch.core.metrics.metric import Kind
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import NumberColumn
from sitematch.service.desk import Desk
from sitematch.service.reach import reach_columns

WITHIN_MIN: Final = (30, 45, 60)


@dataclass(frozen=True, slots=True)
class Reached:
    """One figure of reach: what was measured, its value (None where unknown, ``reason`` says why), to which place."""

    measure: Measure
    value: float | None
    reason: str | None
    via: str | None


def reach_of_site(desk: Desk, site_id: str) -> list[Reached]:
    """Minutes from a published site to the nearest of each class, and people within some minutes' drive of it."""
    region, sites = desk.region, desk.published
    within = [minutes for minutes in WITHIN_MIN if minutes <= region.horizon_min]
    measures = [Measure("drive_min", Kind.NUMBER, to=name) for name in sorted(set(region.facilities.classes))]
    measures += [
        Measure(name, Kind.NUMBER, within_min=float(m)) for name in ("population", "workforce") for m in within
    ]
    columns = reach_columns(region, sites, measures, desk.kept)
    row = sites.ids.index(site_id)
    return [_reached(measure, columns[measure], row) for measure in measures]


def _reached(measure: Measure, column: object, row: int) -> Reached:
    assert isinstance(column, NumberColumn)
    if column.unknown[row]:
        return Reached(measure, None, column.reasons[row], None)
    via = column.via[row]
    return Reached(measure, float(column.low[row]), None, via.name if via else None)
