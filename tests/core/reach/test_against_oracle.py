"""Random small worlds: the engine agrees with the brute force to the last decisecond."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.metrics.metric import Kind
from sitematch.core.reach import column, reach_table, special_column
from sitematch.core.reach.joining import join
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.region.model import Access
from sitematch.core.requirement.model import Between, Measure, Place
from tests.core.reach import oracle
from tests.core.reach.oracle import Outline, Point, World
from tests.core.reach.regions import Facility, Village, degrees, outlines, region_of, roads_of
from tests.core.reach.worlds import facilities, grid_points, outlines_of_sites, villages, worlds
from tests.examples import examples

SITES = st.lists(outlines_of_sites(), min_size=1, max_size=3)
DEEP = ("draft_m", Between(min=10))


def to_port(**further: object) -> Measure:
    return Measure("drive_min", Kind.NUMBER, to="port", **further)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=examples(50))
@given(worlds(), SITES)
def test_entries(world: World, sites: list[Outline]) -> None:
    entries = join(RoadGraph.of(roads_of(world), Access(world.detour, 30, world.max_km)), outlines(*sites))
    for row, site in enumerate(sites):
        expected = oracle.entry(world, site)
        assert entries.joined[row] == (expected is not None)
        if expected is None:
            continue
        assert entries.straight_m[row] == pytest.approx(expected.straight_m, abs=1e-5)
        if expected.node is not None:
            assert list(world.nodes)[entries.node[row]] == expected.node
        else:
            assert entries.node[row] == -1
            assert entries.link[row] == expected.link
            assert entries.fraction[row] == pytest.approx(expected.fraction, abs=1e-8)


@settings(deadline=None, max_examples=examples(50))
@given(worlds(), SITES, facilities())
def test_the_nearest_facility(world: World, sites: list[Outline], ports: list[Facility]) -> None:
    table = reach_table(region := region_of(world, ports), outlines(*sites))
    answer = column(region, table, to_port())
    assert answer is not None
    for row, site in enumerate(sites):
        expected = oracle.nearest(world, site, {port.id: port.at for port in ports})
        if expected is None:
            assert answer.unknown[row]
            assert answer.reasons[row] == ("no_way" if oracle.entry(world, site) else "no_road_near")
        else:
            via = answer.via[row]
            assert via is not None
            assert (round(answer.low[row] * 600), via.id) == expected
            assert answer.low[row] == answer.high[row] == expected[0] / 600


@settings(deadline=None, max_examples=examples(50))
@given(worlds(), outlines_of_sites(), facilities())
def test_where_gives_the_interval_from_what_may_to_what_surely_counts(
    world: World, site: Outline, ports: list[Facility]
) -> None:
    answer = special_column(region_of(world, ports), outlines(site), to_port(where=(DEEP,)))
    drafts = {port.id: dict(port.attributes)["draft_m"] for port in ports}
    spots = {port.id: port.at for port in ports}
    sure = oracle.nearest(world, site, {id_: spots[id_] for id_, draft in drafts.items() if draft == "12"})
    may = oracle.nearest(world, site, {id_: spots[id_] for id_, draft in drafts.items() if draft != "8"})
    if sure is None or may is None:
        assert answer.unknown.tolist() == [True]
        assert answer.reasons[0] is not None
    else:
        assert (answer.low[0], answer.high[0]) == (may[0] / 600, sure[0] / 600)
        assert answer.via[0] is not None
        assert answer.via[0].id == sure[1]


@settings(deadline=None, max_examples=examples(50))
@given(worlds(), outlines_of_sites(), grid_points(250, 3500))
def test_a_place_of_the_prospects(world: World, site: Outline, at: Point) -> None:
    lon, lat = degrees([at])
    place = Place("Our plant", float(lon[0]), float(lat[0]))
    answer = special_column(region_of(world), outlines(site), Measure("drive_min", Kind.NUMBER, to=place))
    expected = oracle.drive(world, site, at)
    assert answer.unknown.tolist() == [expected is None]
    if expected is not None:
        assert answer.low[0] == answer.high[0] == expected / 600
        assert (answer.via[0].id, answer.via[0].name) == (None, "Our plant")  # type: ignore[union-attr]


def amount(world: World, site: Outline, places: list[Village], name: str, limit_ds: int) -> float:
    """What the oracle counts: people driving to the site, jobs driven to from it."""
    total = 0.0
    for village in places:
        ends = (site, village.at) if name == "jobs" else (village.at, site)
        ds = oracle.drive(world, *ends)
        if ds is not None and ds <= limit_ds:
            value = getattr(village, name)
            total += 0.0 if name == "workforce" and village.population == 0 and math.isnan(value) else value
    return total


@settings(deadline=None, max_examples=examples(50))
@given(worlds(), outlines_of_sites(), villages(), st.sampled_from([1, 3, 5.5, 8.0017, 12]))
def test_people_and_jobs_in_time(world: World, site: Outline, places: list[Village], within_min: float) -> None:
    region = region_of(world, villages=places, horizon_min=12)
    table = reach_table(region, outlines(site))
    for name in ("population", "workforce", "jobs"):
        measure = Measure(name, Kind.NUMBER, within_min=within_min)
        searched = special_column(region, outlines(site), measure)
        answer = column(region, table, measure) or searched
        assert np.array_equal(answer.low, searched.low)
        assert answer.reasons == searched.reasons
        expected = amount(world, site, places, name, oracle.whole(within_min * 600))
        if oracle.entry(world, site) is None or not places or math.isnan(expected):
            assert answer.unknown.tolist() == [True] or (name == "jobs" and not places)
        else:
            assert answer.low == pytest.approx([expected], rel=1e-12)
