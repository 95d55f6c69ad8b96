"""Whichever way drives are searched for, and by however many threads, every answer has the same bytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.metrics.metric import Kind
from sitematch.core.reach import choice, reach_table, samelink, special_columns
from sitematch.core.reach.choice import Way
from sitematch.core.reach.hierarchy import PreparedRoads, prepare
from sitematch.core.reach.joining import join
from sitematch.core.reach.network import network_of
from sitematch.core.reach.roadgraph import NO_WAY, RoadGraph
from sitematch.core.reach.search import drive_matrix, nearest_keys_of, node_drives
from sitematch.core.region.model import Access, Region
from sitematch.core.requirement.model import Between, Measure, Place
from tests.core.reach import oracle
from tests.core.reach.oracle import Link, Outline, World
from tests.core.reach.regions import Facility, Village, degrees, outlines, region_of, roads_of
from tests.core.reach.worlds import facilities, outlines_of_sites, villages, worlds
from tests.examples import examples

SITES = st.lists(outlines_of_sites(), min_size=1, max_size=5)
HORIZON_MIN = 12
MEASURES = (
    Measure("drive_min", Kind.NUMBER, to="port", where=(("draft_m", Between(min=10)),)),
    Measure("drive_min", Kind.NUMBER, to=Place("Ours", *(float(one[0]) for one in degrees([(1250.0, 250.0)])))),
    Measure("population", Kind.NUMBER, within_min=5.5),
    Measure("workforce", Kind.NUMBER, within_min=8.0017),
    Measure("attractions", Kind.NUMBER, within_min=3.3, where=(("draft_m", Between(min=10)),)),
)


def answers(region: Region, sites: list[Outline], prepared: PreparedRoads | None) -> list[bytes]:
    """Every answer about some sites, as bytes."""
    network_of.cache_clear()
    spots = outlines(*sites)
    table = reach_table(region, spots, prepared)
    arrays = [table.joined, table.drive_ds, table.drive_via, *(table.curves[name] for name in sorted(table.curves))]
    for column in special_columns(region, spots, MEASURES, prepared).values():
        arrays += [column.low, column.high]
        assert len(column.reasons) == len(sites)
    return [array.tobytes() for array in arrays]


def by_way(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "way_of", lambda *_: way)


@settings(deadline=None, max_examples=examples(60))
@given(worlds(), SITES, facilities(), facilities("attraction"), villages())
def test_every_way_gives_the_same_bytes(
    world: World, sites: list[Outline], ports: list[Facility], sights: list[Facility], places: list[Village]
) -> None:
    region = region_of(world, [*ports, *sights], places, horizon_min=HORIZON_MIN)
    assert region.roads is not None
    prepared = prepare(RoadGraph.of(region.roads, region.access))
    with pytest.MonkeyPatch.context() as patch:
        by_way(Way.SCIPY, patch)
        expected = answers(region, sites, None)
        by_way(Way.BUCKETS, patch)
        assert answers(region, sites, None) == expected
        by_way(Way.HIERARCHY, patch)
        assert answers(region, sites, prepared) == expected


@settings(deadline=None, max_examples=examples(15))
@given(worlds(), SITES, facilities(), villages())
def test_any_number_of_threads_gives_the_same_bytes(
    world: World, sites: list[Outline], ports: list[Facility], places: list[Village]
) -> None:
    region = region_of(world, ports, places, horizon_min=HORIZON_MIN)
    assert region.roads is not None
    prepared = prepare(RoadGraph.of(region.roads, region.access))
    with pytest.MonkeyPatch.context() as patch:
        by_way(Way.HIERARCHY, patch)
        patch.setattr("sitematch.core.reach.hierarchy.fields._MOST_LANES", 32)
        many = answers(region, sites * 20, prepared)
        for threads in (2, 3):
            assert answers(region, sites * 20, replace(prepared, threads=threads)) == many


@pytest.mark.parametrize("horizon_min", [1, 107, 108, 109, 110, 111, 500])
def test_nobody_without_a_way_is_counted_at_any_horizon(horizon_min: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands for no way is beyond every minute, on roads so short that 16 bits tell every drive, too."""
    world = World({"a": (0.0, 0.0), "b": (1000.0, 0.0)}, (Link("a", "b", 1, 60, oneway=True),))
    region = region_of(world, (), [Village("v", (1000.0, 0.0)), Village("w", (0.0, 0.0))], horizon_min=horizon_min)
    assert region.roads is not None
    prepared = prepare(RoadGraph.of(region.roads, region.access))
    for way, roads in ((Way.SCIPY, None), (Way.BUCKETS, None), (Way.HIERARCHY, prepared)):
        by_way(way, monkeypatch)
        network_of.cache_clear()
        table = reach_table(region, outlines((0.0, 0.0), (1000.0, 0.0)), roads)
        assert table.curves["population"][:, -1].tolist() == [100.0, 200.0]
        assert table.curves["jobs"][:, -1].tolist() == [20.0, 10.0]


@settings(deadline=None, max_examples=examples(60))
@given(worlds(), SITES, SITES)
def test_drives_between_places_and_nodes(world: World, sites: list[Outline], others: list[Outline]) -> None:
    graph = RoadGraph.of(roads_of(world), Access(world.detour, 30, world.max_km))
    origins, destinations = join(graph, outlines(*sites)), join(graph, outlines(*others))
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for way in Way:
            by_way(way, patch)
            found.append(
                [
                    drive_matrix(graph, origins, destinations),
                    node_drives(graph, origins, inbound=True),
                    node_drives(graph, origins, inbound=False, limit_ds=3000),
                    *(part for keys in nearest_keys_of(graph, [origins, destinations]) for part in keys.drives()),
                ]
            )
    for other in found[1:]:
        for one, another in zip(found[0], other, strict=True):
            assert np.array_equal(one, another)
    for row, site in enumerate(sites):
        for column, place in enumerate(others):
            ds = oracle.drive(world, site, place)
            assert found[0][0][row, column] == (NO_WAY if ds is None else ds)


@settings(deadline=None, max_examples=examples(20))
@given(worlds(), SITES, facilities(), villages(), st.integers(1, 5))
def test_places_on_one_link_are_told_some_at_a_time(
    world: World, sites: list[Outline], ports: list[Facility], places: list[Village], most: int
) -> None:
    region = region_of(world, ports, places, horizon_min=HORIZON_MIN)
    assert region.roads is not None
    prepared = prepare(RoadGraph.of(region.roads, region.access))
    with pytest.MonkeyPatch.context() as patch:
        by_way(Way.SCIPY, patch)
        expected = answers(region, sites, None)
        patch.setattr(samelink, "_MOST_PAIRS", most)
        assert answers(region, sites, None) == expected
        by_way(Way.HIERARCHY, patch)
        assert answers(region, sites, prepared) == expected
