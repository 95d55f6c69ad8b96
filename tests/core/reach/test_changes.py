"""The figures after a change are those of a region that was built so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.reach import ReachTable, reach_table
from sitematch.core.reach.changes import Situation, site_changes, situation, situation_after
from sitematch.core.reach.hierarchy import prepare
from sitematch.core.reach.link_changes import LinkChange
from sitematch.core.reach.road_changes import changed_roads
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.region.model import Access, Region
from tests.core.reach.cases import ROAD
from tests.core.reach.oracle import Link, Outline, World
from tests.core.reach.regions import Facility, Village, outlines, region_of
from tests.core.reach.worlds import facilities, outlines_of_sites, villages, worlds
from tests.examples import examples

HORIZON_MIN = 30


def told(table: ReachTable) -> list[object]:
    """All that a table says, to the bit."""
    arrays = [table.joined, table.drive_ds, table.drive_via, table.straight_m, *table.curves.values()]
    return [table.classes, list(table.curves), *(array.tobytes() for array in arrays)]


def after(before: Situation, *changes: LinkChange) -> Situation:
    roads = before.region.roads
    assert roads is not None
    change, faults = changed_roads(roads, changes)
    assert faults == []
    assert change is not None
    return situation_after(before, change)


@st.composite
def changes(draw: st.DrawFn, world: World) -> tuple[World, list[LinkChange]]:
    """Some changes of a world whose links lie each between nodes of their own, and the world that they make of it."""
    links, made = list(world.links), list[LinkChange]()
    for link in draw(st.lists(st.sampled_from(links), unique=True, max_size=3)):
        kind = draw(st.sampled_from(["closed", "speed_kmh", "km", "motorway"]))
        value = {"closed": True, "motorway": not link.motorway, "speed_kmh": 20.0, "km": 0.5}[kind]
        made.append(LinkChange(link.start, link.end, **{kind: value}))
        names = {"speed_kmh": "kmh", "km": "km", "motorway": "motorway"}
        fresh = [] if kind == "closed" else [replace(link, **{names[kind]: value})]
        links[links.index(link) : links.index(link) + 1] = fresh
    nodes = sorted(world.nodes)
    for _ in range(draw(st.integers(0, 2))):
        start, end = draw(st.lists(st.sampled_from(nodes), min_size=2, max_size=2, unique=True))
        new = Link(start, end, 0.8, 50, oneway=draw(st.booleans()), motorway=draw(st.booleans()))
        links.append(new)
        made.append(LinkChange(start, end, new=True, km=0.8, speed_kmh=50, oneway=new.oneway, motorway=new.motorway))
    return replace(world, links=tuple(links)), made


def single(world: World) -> World:
    """The same world with at most one link between two nodes."""
    by_ends = {frozenset((link.start, link.end)): link for link in world.links}
    return replace(world, links=tuple(by_ends.values()))


@settings(deadline=None, max_examples=examples(60))
@given(
    worlds().map(single).flatmap(lambda world: st.tuples(st.just(world), changes(world))),
    st.lists(outlines_of_sites(), min_size=1, max_size=4),
    facilities(),
    villages(),
)
def test_a_changed_network_gives_what_one_built_so_gives(
    given_: tuple[World, tuple[World, list[LinkChange]]],
    sites: list[Outline],
    ports: list[Facility],
    places: list[Village],
) -> None:
    world, (other, made) = given_
    spots = outlines(*sites)
    before = situation(region_of(world, ports, places, horizon_min=HORIZON_MIN), spots)
    assert before is not None
    changed = after(before, *made)
    fresh = reach_table(region_of(other, ports, places, horizon_min=HORIZON_MIN), spots)
    if other.links:
        assert told(changed.table) == told(fresh)
    else:
        assert not changed.table.joined.any()


def test_a_hierarchy_that_is_made_again_gives_the_same() -> None:
    """A grid of 12 × 12 with a street closed, one made slower, one built, and one to a node that is new."""
    nodes = {f"{x},{y}": (x * 300.0, y * 300.0) for x in range(12) for y in range(12)}
    links = [Link(f"{x},{y}", f"{x + 1},{y}", 0.3, 30 + 7 * y) for x in range(11) for y in range(12)]
    links += [Link(f"{x},{y}", f"{x},{y + 1}", 0.3, 40 + 5 * x) for x in range(12) for y in range(11)]
    region = region_of(
        World(nodes, tuple(links)),
        [Facility("p", "port", (100.0, 120.0)), Facility("q", "port", (3000.0, 3100.0))],
        [Village(f"v{i}", (i * 290.0, 170.0 * i)) for i in range(11)],
    )
    assert region.roads is not None
    spots = outlines(*((400.0 * i, 3200.0 - 300 * i) for i in range(10)))
    made = (
        LinkChange("3,3", "4,3", closed=True),
        LinkChange("5,6", "5,7", speed_kmh=5),
        LinkChange("0,0", "11,11", new=True, speed_kmh=110),
        LinkChange("11,11", "15.7 58.5", new=True, speed_kmh=110),
    )
    plain = situation(region, spots)
    quick = situation(region, spots, prepare(RoadGraph.of(region.roads, Access())))
    assert plain is not None
    assert quick is not None
    assert quick.network.prepared is not None
    one, other = after(plain, *made), after(quick, *made)
    assert other.network.prepared is not None
    assert told(one.table) == told(other.table)
    assert told(one.table) != told(plain.table)


def example() -> Region:
    """A at the west end of a road of 10 km, B at its east end, a port at B, a village at each end."""
    places = [Village("w", (0.0, 0.0), population=100), Village("e", (10_000.0, 0.0), population=200)]
    return region_of(ROAD, [Facility("p", "port", (10_000.0, 0.0))], places, horizon_min=60)


def figures(before: Situation, now: Situation) -> list[tuple[int, str, float | None, float | None, bool]]:
    return [
        (change.row, figure.measure.metric, figure.before, figure.after, figure.gain)
        for change in site_changes(before, now)
        for figure in change.figures
    ]


def test_gains_are_told_from_losses_the_largest_first() -> None:
    """The site at A drives 10 minutes to the port; at a tenth of the speed 100, and nobody comes from the east."""
    before = situation(example(), outlines((0.0, 0.0), (10_000.0, 0.0), (0.0, 40_000.0)))
    assert before is not None
    slower = after(before, LinkChange("A", "B", speed_kmh=6))
    found = figures(before, slower)
    assert (0, "drive_min", 10, 100, False) in found
    assert (0, "population", 300, 100, False) in found
    assert (1, "population", 300, 200, False) in found
    sizes = [change.size for change in site_changes(before, slower)]
    assert [change.row for change in site_changes(before, slower)] == [0, 1]
    assert sizes == sorted(sizes, reverse=True)
    assert all(gain for *_, gain in figures(slower, before))
    assert figures(before, after(before)) == []


def test_what_cannot_be_reached_any_more_is_unknown_and_the_largest_change() -> None:
    before = situation(example(), outlines((0.0, 0.0), (2000.0, 0.0)))
    assert before is not None
    closed = after(before, LinkChange("A", "B", closed=True))
    assert not closed.table.joined.any()
    first = site_changes(before, closed)[0].figures[0]
    assert (first.after, first.gain, first.size) == (None, False, 1.0)
    assert {figure.after for change in site_changes(before, closed) for figure in change.figures} == {None}


def test_a_site_off_the_road_joins_a_new_one() -> None:
    before = situation(example(), outlines((0.0, 30_000.0)))
    assert before is not None
    built = after(before, LinkChange("A", _point_north(), new=True, speed_kmh=60, km=30))
    (change,) = site_changes(before, built)
    drive = next(figure for figure in change.figures if figure.measure.to == "port")
    assert (drive.before, drive.gain) == (None, True)
    assert drive.after == pytest.approx(40, abs=0.1)
    assert np.isfinite(built.entries.straight_m).all()


def _point_north() -> str:
    from tests.core.reach.regions import degrees

    lon, lat = degrees([(0.0, 30_000.0)])
    return f"{lon[0]} {lat[0]}"
