"""What a changed network means for sites: new figures without beginning anew, and who gains or loses what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray
from sitematch.core.metrics.metric import Kind
from sitematch.core.reach.answers import DRIVE, column
from sitematch.core.reach.curves import ATTRACTIONS, JOBS, POPULATION, WORKFORCE
from sitematch.core.reach.entrypoint import TIE_M
from sitematch.core.reach.hierarchy import PreparedRoads, can_be_prepared, prepare_again
from sitematch.core.reach.joining import Entries, join, points
from sitematch.core.reach.members import members, members_xy
from sitematch.core.reach.network import PEOPLE, RegionNetwork, network_of
from sitematch.core.reach.road_changes import ChangedRoads
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.reach.table import ReachTable, StraightLines, straight_lines, table_of
from sitematch.core.region.model import Region
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import NumberColumn

WITHIN_MIN: Final = (30, 45, 60, 90)
"""Within so many minutes people, jobs and attractions are compared, as far as the region's horizon goes."""
_NEAR_M: Final = 10 * TIE_M


@dataclass(frozen=True, eq=False, slots=True)
class Situation:
    """n sites on the roads of a region as they are at one time: how they join them, and their reach."""

    network: RegionNetwork
    outlines: GeometryArray
    entries: Entries
    straight: StraightLines
    table: ReachTable

    @property
    def region(self) -> Region:
        """The region, with the roads as they are then."""
        return self.network.region


def situation(
    region: Region, outlines: GeometryArray, prepared: PreparedRoads | None = None, table: ReachTable | None = None
) -> Situation | None:
    """Outlines (EPSG:3006) on the roads of a region; None for one that has no roads.

    ``table``: their reach, where it is known.
    """
    network = network_of(region, prepared)
    if network is None:
        return None
    entries = join(network.graph, outlines)
    if table is not None:
        return Situation(
            network, outlines, entries, StraightLines(table.classes, table.straight_m, table.straight_via), table
        )
    straight = straight_lines(region, outlines)
    return Situation(network, outlines, entries, straight, table_of(region, straight, (network, entries)))


def situation_after(before: Situation, change: ChangedRoads) -> Situation:
    """The same sites on the changed roads: the same figures as if all had been computed anew.

    Only what lies where a road is no longer entered, or where one is now, joins the roads again. A hierarchy keeps its
    order of nodes.
    """
    region = replace(before.region, roads=change.after)
    graph = RoadGraph.of(change.after, region.access)
    prepared = before.network.prepared
    if prepared is not None:
        prepared = prepare_again(graph, prepared) if can_be_prepared(graph) else None
    if not len(change.after.km):
        nowhere = Entries.nowhere(len(before.entries))
        network = RegionNetwork(region, graph)
        return Situation(network, before.outlines, nowhere, before.straight, table_of(region, before.straight, None))
    people = _joined_again(before.network.people, points(region.localities.xy), graph, change)
    network = RegionNetwork(region, graph, prepared)
    network.take_entries(PEOPLE, people)
    for class_ in before.table.classes:
        of = members(region, class_)
        if not of.is_locality:
            spots = points(members_xy(region, of))
            network.take_entries(class_, _joined_again(before.network.entries_of(class_), spots, graph, change))
    entries = _joined_again(before.entries, before.outlines, graph, change)
    table = table_of(region, before.straight, (network, entries))
    return Situation(network, before.outlines, entries, before.straight, table)


def _joined_again(before: Entries, outlines: GeometryArray, graph: RoadGraph, change: ChangedRoads) -> Entries:
    """Entries to the changed roads, from those to the roads before."""
    again = np.flatnonzero(_touched(before, outlines, graph, change))
    link = np.where(before.joined, change.link_after[before.link], -1)
    after = Entries(link, before.node.copy(), before.fraction.copy(), before.straight_m.copy(), before.access_ds.copy())
    fresh = join(graph, outlines[again])
    for name in ("link", "node", "fraction", "straight_m", "access_ds"):
        getattr(after, name)[again] = getattr(fresh, name)
    return after


def _touched(before: Entries, outlines: GeometryArray, graph: RoadGraph, change: ChangedRoads) -> BoolArray:
    """Which outlines have a line of the change as near as the road that they entered, or nearly so."""
    touched = np.zeros(len(before), dtype=bool)
    reach_m: FloatArray = np.minimum(before.straight_m, graph.max_straight_m) + _NEAR_M
    near, _ = shapely.STRtree(change.touched).query(outlines, predicate="dwithin", distance=reach_m)
    touched[near] = True
    return touched


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that changed: its measure, its value before and after, None where it is unknown.

    ``gain``: whether the site is better off: fewer minutes, more people, known where it was unknown. ``size``: the
    difference as a share of the greater value, 1 where one of the two is unknown.
    """

    measure: Measure
    before: float | None
    after: float | None
    gain: bool
    size: float


@dataclass(frozen=True, slots=True)
class SiteChange:
    """The figures of a site that changed, the largest changes first; ``row``: of the site."""

    row: int
    figures: tuple[Figure, ...]

    @property
    def size(self) -> tuple[float, float]:
        """By which sites are put in order: the largest of its changes, then all of them together."""
        return self.figures[0].size, sum(figure.size for figure in self.figures)


def site_changes(before: Situation, after: Situation) -> list[SiteChange]:
    """The sites of which any figure changed, the largest changes first, then in the order of the sites."""
    by_row: dict[int, list[Figure]] = {}
    for measure in compared(before):
        one, other = (_column(situation, measure) for situation in (before, after))
        differs = (one.unknown != other.unknown) | (~one.unknown & ~other.unknown & (one.low != other.low))
        for row in np.flatnonzero(differs).tolist():
            by_row.setdefault(row, []).append(_figure(measure, _value(one, row), _value(other, row)))
    found = [SiteChange(row, tuple(sorted(figures, key=lambda f: -f.size))) for row, figures in by_row.items()]
    return sorted(found, key=lambda change: (-change.size[0], -change.size[1], change.row))


def compared(before: Situation) -> Iterator[Measure]:
    """What is compared: minutes to each class, and all that is counted within some whole minutes."""
    region = before.region
    for class_ in before.table.classes:
        yield Measure(DRIVE, Kind.NUMBER, to=class_)
    for minutes in (m for m in WITHIN_MIN if m <= region.horizon_min):
        for name in (POPULATION, WORKFORCE, JOBS, ATTRACTIONS):
            if name in before.table.curves:
                yield Measure(name, Kind.NUMBER, within_min=float(minutes))
        for group in sorted(region.workforce_groups):
            yield Measure(WORKFORCE, Kind.NUMBER, within_min=float(minutes), group=group)


def _column(situation: Situation, measure: Measure) -> NumberColumn:
    found = column(situation.region, situation.table, measure)
    assert found is not None, f"{measure} takes no search of its own"
    return found


def _value(answer: NumberColumn, row: int) -> float | None:
    return None if answer.unknown[row] else float(answer.low[row])


def _figure(measure: Measure, before: float | None, after: float | None) -> Figure:
    if before is None or after is None:
        return Figure(measure, before, after, gain=before is None, size=1.0)
    greater = max(before, after)
    return Figure(measure, before, after, (after < before) == (measure.metric == DRIVE), abs(after - before) / greater)
