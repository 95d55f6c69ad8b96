"""The reach of one point: minutes to each class of facility and the people by minute."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from sitematch.core.evidence import Source
from sitematch.core.metrics.metric import Kind
from sitematch.core.reach import reasons
from sitematch.core.reach.answers import DRIVE, column
from sitematch.core.reach.curves import POPULATION, WORKFORCE
from sitematch.core.reach.hierarchy import PreparedRoads
from sitematch.core.reach.network import has_roads
from sitematch.core.reach.places import outline_at
from sitematch.core.reach.table import ReachTable, reach_table
from sitematch.core.region.model import STANDARD_CLASSES, Region
from sitematch.core.requirement.model import Measure


@dataclass(frozen=True, slots=True)
class FacilityReach:
    """The drive to the nearest facility of a class; all None but the class where it is unknown, and why."""

    class_: str
    minutes: float | None
    id: str | None
    name: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class CurveRow:
    """People whose drive to the point takes at most so many minutes; None where that is unknown."""

    minute: int
    population: float | None
    workforce: float | None


@dataclass(frozen=True, slots=True)
class PointReach:
    """The reach of a point, EPSG:4326. ``reason`` says why all of it is unknown, else None."""

    lon: float
    lat: float
    facilities: tuple[FacilityReach, ...]
    curve: tuple[CurveRow, ...]
    reason: str | None
    sources: tuple[Source, ...]

    def to_document(self) -> dict[str, Any]:
        """The reach as plain JSON values."""
        return {
            "lon": self.lon,
            "lat": self.lat,
            "facilities": [
                {"class": f.class_, "minutes": f.minutes, "id": f.id, "name": f.name} for f in self.facilities
            ],
            "curve": [asdict(row) for row in self.curve],
            "reason": self.reason,
            "sources": [asdict(source) for source in self.sources],
        }


def point_reach(region: Region, lon: float, lat: float, prepared: PreparedRoads | None = None) -> PointReach:
    """The reach of a point given in degrees.

    The classes come in their usual order, those that the region adds behind; the curve has a row for each whole
    minute up to the horizon. ``prepared``: the region's roads as a hierarchy, where they were prepared.

    Raises:
        WrongUse: a longitude beyond ±180 or a latitude beyond ±90.
    """
    table = reach_table(region, outline_at(lon, lat), prepared)
    own = sorted(region.classes - set(STANDARD_CLASSES))
    facilities = tuple(_facility(region, table, class_) for class_ in (*STANDARD_CLASSES, *own))
    sources = tuple(region.sources[part] for part in ("roads", "people", "facilities") if part in region.sources)
    return PointReach(lon, lat, facilities, _curve(region, table), _reason(region, table), sources)


def _reason(region: Region, table: ReachTable) -> str | None:
    if not has_roads(region):
        return reasons.NO_ROADS
    return None if table.joined[0] else reasons.NO_ROAD_NEAR


def _facility(region: Region, table: ReachTable, class_: str) -> FacilityReach:
    answer = column(region, table, Measure(DRIVE, Kind.NUMBER, to=class_))
    assert answer is not None
    via = answer.via[0]
    if via is None:
        return FacilityReach(class_, None, None, None, answer.reasons[0])
    return FacilityReach(class_, float(answer.low[0]), via.id, via.name, None)


def _curve(region: Region, table: ReachTable) -> tuple[CurveRow, ...]:
    population, workforce = (_known(table, name) for name in (POPULATION, WORKFORCE))
    return tuple(CurveRow(m, population.get(m), workforce.get(m)) for m in range(region.horizon_min + 1))


def _known(table: ReachTable, name: str) -> dict[int, float]:
    """The known amounts by minute."""
    if name not in table.curves:
        return {}
    return {minute: amount for minute, amount in enumerate(table.curves[name][0].tolist()) if not math.isnan(amount)}
