"""Who reaches a site within so many minutes, whole or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sitematch.core.arrays import GeometryArray
from sitematch.core.metrics.metric import Kind
from sitematch.core.reach.curves import POPULATION, WORKFORCE
from sitematch.core.reach.special import special_columns
from sitematch.core.region.model import Region
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import NumberColumn

if TYPE_CHECKING:
    from sitematch.core.reach.hierarchy.prepared import PreparedRoads


@dataclass(frozen=True, slots=True)
class PeopleWithin:
    """Persons whose drive to a site takes at most so long, None where unknown; ``reason`` says why."""

    within_min: float
    population: float | None
    workforce: float | None
    reason: str | None

    def to_document(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        return {**asdict(self), "within_min": plain_minutes(self.within_min)}


def people_within(
    region: Region, outlines: GeometryArray, within_min: Sequence[float], prepared: PreparedRoads | None = None
) -> list[tuple[PeopleWithin, ...]]:
    """Who is counted for some outlines (EPSG:3006), each by its minutes, the shortest first."""
    minutes = sorted(set(within_min))
    asked = {name: [Measure(name, Kind.NUMBER, within_min=m) for m in minutes] for name in (POPULATION, WORKFORCE)}
    every = [measure for measures in asked.values() for measure in measures]
    columns = special_columns(region, outlines, every, prepared)
    pairs = [(columns[one], columns[other]) for one, other in zip(asked[POPULATION], asked[WORKFORCE], strict=True)]
    return [
        tuple(_counted(m, *pair, row) for m, pair in zip(minutes, pairs, strict=True)) for row in range(len(outlines))
    ]


def _counted(within_min: float, people: NumberColumn, workforce: NumberColumn, row: int) -> PeopleWithin:
    population, working = (None if one.unknown[row] else float(one.low[row]) for one in (people, workforce))
    return PeopleWithin(within_min, population, working, people.reasons[row] or workforce.reasons[row])


def plain_minutes(minutes: float) -> float:
    """Whole minutes without a fraction."""
    return int(minutes) if minutes == int(minutes) else minutes
