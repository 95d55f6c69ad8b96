"""Areas in time: exact on the network, honest beside it, whole, nested, with their holes."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.arrays import FloatArray
from sitematch.core.reach.isochrone_area import RIM_M, ROAD_M
from sitematch.core.reach.isochrones import TOLERANCE_M, Isochrone, isochrones, thinned, to_feature
from sitematch.core.region.model import Region
from tests.core.reach.cases import ROAD, box
from tests.core.reach.oracle import Entry, Link, Outline, Point, World, along, between, entry, length, pieces, whole
from tests.core.reach.regions import Village, degrees, outlines, region_of
from tests.core.reach.worlds import outlines_of_sites, worlds
from tests.examples import examples

STEP_M = 10.0
SLACK_M = TOLERANCE_M + STEP_M / 2 + 2.0 + 0.01 * RIM_M[0]
"""Thinning, the step between samples, lines without small bends, circles with corners."""


def areas_of(region: Region, site: Outline, minutes: list[float]) -> tuple[Isochrone, ...]:
    return isochrones(region, outlines(site), minutes)[0]


def inside(one: Isochrone, spots: list[Point]) -> list[bool]:
    assert one.area is not None
    return shapely.contains_xy(one.area, *degrees(spots)).tolist()


def roads_beside(world: World, site: Entry) -> list[tuple[Point, float, bool]]:
    """Points all along the links: where, the deciseconds from there to the site (inf without a way), motorway."""
    node_ds = {name: between(world, Entry(-1, 0.0, 0.0, name), site) for name in world.nodes}
    leg_ds = whole(site.straight_m * world.detour * 36 / world.access_kmh)
    found = []
    for number, link in enumerate(world.links):
        long = length(world.line(link))
        for shift, start, end in pieces(world.line(link)):
            steps = max(math.ceil(math.dist(start, end) / STEP_M), 1)
            for step in range(steps + 1):
                f = (shift + math.dist(start, end) * step / steps) / long if long else 0.0
                ways = [(link.end, 1 - f)] if link.oneway else [(link.end, 1 - f), (link.start, f)]
                costs = [
                    whole(world.ds(link) * share) + ds for end_, share in ways if (ds := node_ds[end_]) is not None
                ]
                if site.node is None and site.link == number and (f <= site.fraction or not link.oneway):
                    costs.append(whole(world.ds(link) * abs(site.fraction - f)) + leg_ds)
                found.append((along(start, end, step / steps), float(min(costs, default=math.inf)), link.motorway))
    return found


def gaps_m(spots: FloatArray, points: FloatArray) -> FloatArray:
    """From each spot to the nearest of the points, inf without any."""
    if not len(points):
        return np.full(len(spots), np.inf)
    apart: FloatArray = np.hypot(*(spots[:, None] - points[None]).transpose(2, 0, 1)).min(axis=1)
    return apart


@settings(deadline=None, max_examples=examples(25))
@given(worlds(), outlines_of_sites(), st.lists(st.integers(1, 60), min_size=1, max_size=3), st.integers(0, 1 << 30))
def test_an_area_holds_what_is_reached_in_time_and_nothing_else(
    world: World, site: Outline, tenths: list[int], seed: int
) -> None:
    spot = entry(world, site)
    found = areas_of(region_of(world), site, [tenth / 10 for tenth in tenths])
    if spot is None:
        assert {one.area for one in found} == {None}
        return
    samples = roads_beside(world, spot)
    xy, ds = np.array([s[0] for s in samples]), np.array([s[1] for s in samples])
    motorway = np.array([s[2] for s in samples])
    around = np.random.default_rng(seed).uniform(-1200, 4200, (400, 2))
    for one in found:
        limit_ds = round(one.within_min * 600)
        in_time = ds <= limit_ds
        assert all(inside(one, list(map(tuple, xy[in_time]))))
        late = xy[~in_time]
        apart = late[gaps_m(late, xy[in_time]) > ROAD_M + SLACK_M]
        assert not any(inside(one, list(map(tuple, apart))))
        assert all(map(any, parts_with(one, xy[in_time])))
        surely, never = beside(world, limit_ds, (xy, ds, motorway), around)
        told = np.array(inside(one, list(map(tuple, around))))
        assert told[surely].all()
        assert not told[never].any()


def parts_with(one: Isochrone, spots: FloatArray) -> list[list[bool]]:
    """Of each part of an area, which of some spots lie in it: no part is there without a road."""
    lon, lat = degrees(list(map(tuple, spots)))
    assert one.area is not None
    return [shapely.contains_xy(part, lon, lat).tolist() for part in one.area.geoms]


def beside(
    world: World, limit_ds: int, samples: tuple[FloatArray, FloatArray, FloatArray], spots: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Of spots anywhere: which the rule of the rim surely takes in, and which it surely leaves out."""
    xy, ds, motorway = samples
    own, under = gaps_m(spots, xy[ds <= limit_ds]), gaps_m(spots, xy[(ds > limit_ds) & motorway])
    late_m = gaps_m(xy, xy[(ds > limit_ds) & ~motorway])
    surely, never = np.zeros(len(spots), dtype=bool), own > ROAD_M + SLACK_M
    for rim_m in RIM_M:
        width_m = min(rim_m, world.max_km * 1000)
        leg_ds = whole(width_m * world.detour * 36 / world.access_kmh)
        in_time = (ds <= limit_ds - leg_ds) & ~motorway
        clear, maybe = (gaps_m(spots, xy[in_time & (late_m > 2 * width_m + d)]) for d in (SLACK_M, -SLACK_M))
        surely |= (clear < width_m - SLACK_M) & (under > ROAD_M + SLACK_M)
        never &= maybe > width_m + SLACK_M
    return surely, never


@settings(deadline=None, max_examples=examples(25))
@given(worlds(), outlines_of_sites(), st.lists(st.integers(1, 100), min_size=2, max_size=5))
def test_areas_are_whole_right_handed_and_nested(world: World, site: Outline, tenths: list[int]) -> None:
    found = areas_of(region_of(world), site, [tenth / 10 for tenth in tenths])
    assert [one.within_min for one in found] == sorted({tenth / 10 for tenth in tenths})
    shapes = [one.area for one in found if one.area is not None]
    for area in shapes:
        assert area.geom_type == "MultiPolygon"
        assert area.is_valid
        for part in area.geoms:
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)
    for smaller, larger in itertools.pairwise(shapes):
        assert larger.covers(smaller)


# 300 m north of a road from A to B lies a second one, which only its far end joins.
FORK = replace(
    ROAD,
    nodes={**ROAD.nodes, "C": (0.0, 300.0)},
    links=(*ROAD.links, Link("C", "B", 10, 60)),
)


def test_a_road_nearby_that_is_far_to_drive_is_left_out() -> None:
    """From C it is 20 km to A, though 300 m away."""
    (one,) = areas_of(region_of(FORK), (0.0, 0.0), [10])
    assert inside(one, [(500.0, 0.0), (500.0, -100.0), (500.0, 100.0)]) == [True, True, True]
    assert inside(one, [(500.0, 300.0), (500.0, 250.0), (0.0, 300.0), (500.0, 350.0)]) == [False] * 4


def test_the_other_side_of_a_motorway_is_reached_by_its_junctions_alone() -> None:
    """North of the motorway A-B a road that meets it at B; the site lies south of it, on a road that meets it at A."""
    world = World(
        {"A": (0.0, 0.0), "B": (9000.0, 0.0), "S": (0.0, -2000.0), "N": (9000.0, 2000.0), "W": (2000.0, 2000.0)},
        (
            Link("A", "B", 9, 90, motorway=True),
            Link("S", "A", 2, 60),
            Link("B", "N", 2, 60),
            Link("N", "W", 7, 60),
        ),
    )
    at_home, round_about = areas_of(region_of(world), (0.0, -2000.0), [8, 12])
    junction, beside_motorway, beyond, back = (9000.0, 100.0), (4500.0, 100.0), (9000.0, 1500.0), (2500.0, 2000.0)
    assert inside(at_home, [(4500.0, 0.0), beside_motorway, beyond, back]) == [True, False, False, False]
    assert inside(round_about, [junction, beside_motorway, beyond, back]) == [True, False, True, False]


def test_a_road_in_time_passes_over_a_motorway_that_is_late() -> None:
    """The motorway M-N leads away; the road from the site passes over it, 9 km from its end."""
    nodes = {"A": (0.0, 0.0), "B": (9000.0, 0.0), "M": (4000.0, 6000.0), "N": (4000.0, -6000.0)}
    world = World(nodes, (Link("A", "B", 9, 60), Link("M", "N", 12, 90, motorway=True)))
    (one,) = areas_of(region_of(world), (0.0, 0.0), [60])
    over, beside = (4000.0, 0.0), (4000.0, 300.0)
    assert inside(one, [over, (4010.0, 10.0), (3900.0, 300.0), beside, (4010.0, 300.0)]) == [True] * 3 + [False] * 2


def test_a_lake_within_a_ring_of_roads_stays_a_hole_and_a_forest_without_roads_outside() -> None:
    corners = {"A": (0.0, 0.0), "B": (6000.0, 0.0), "C": (6000.0, 6000.0), "D": (0.0, 6000.0)}
    ring = tuple(Link(a, b, 6, 60) for a, b in ("AB", "BC", "CD", "DA"))
    (one,) = areas_of(region_of(World(corners, ring)), (0.0, 0.0), [30])
    assert one.area is not None
    (part,) = one.area.geoms
    assert len(part.interiors) == 1
    assert inside(one, [(3000.0, 950.0), (3000.0, 1050.0), (3000.0, 3000.0)]) == [True, False, False]
    assert inside(one, [(3000.0, -950.0), (3000.0, -1050.0)]) == [True, False]


def test_a_site_that_cannot_join_has_no_area_and_says_why() -> None:
    people = [Village("v", (2000.0, 0.0))]
    far = (5000.0, 12_000.0)
    for region, reason in ((region_of(ROAD, [], people), "no_road_near"), (region_of(None, [], people), "no_roads")):
        for one in areas_of(region, far, [15, 30]):
            assert (one.area, one.population, one.workforce, one.reason) == (None, None, None, reason)
            assert to_feature(one)["geometry"] is None


def test_a_time_that_the_own_leg_uses_up_has_an_empty_area() -> None:
    """8 km of leg take 12,480 ds, 20.8 minutes."""
    early, late = areas_of(region_of(ROAD, [], [Village("v", (2000.0, 0.0))]), (5000.0, 8000.0), [20, 21])
    assert early.area is not None
    assert early.area.is_empty
    assert (early.population, early.reason) == (0.0, None)
    assert to_feature(early)["geometry"] == {"type": "MultiPolygon", "coordinates": []}
    assert late.area is not None
    assert not late.area.is_empty


def test_people_are_those_of_the_curve_and_unknown_beyond_the_horizon() -> None:
    villages = [Village("v", (2000.0, 0.0), 100.0, 49.0), Village("w", (9000.0, 0.0), 30.0, float("nan"))]
    region = region_of(ROAD, [], villages, horizon_min=8)
    found = areas_of(region, (1000.0, 0.0), [8.5, 0.99, 1.0, 8])
    assert [(one.within_min, one.population, one.workforce, one.reason) for one in found] == [
        (0.99, 0.0, 0.0, None),
        (1.0, 100.0, 49.0, None),
        (8, 130.0, None, "no_workforce"),
        (8.5, None, None, "beyond_horizon"),
    ]
    assert found[3].area is not None
    assert [to_feature(one)["properties"]["within_min"] for one in found] == [0.99, 1, 8, 8.5]


def test_several_sites_are_each_as_alone() -> None:
    region = region_of(FORK)
    sites = [(0.0, 0.0), (90_000.0, 0.0), (4000.0, 50.0), box(9000, 100, 9500, 400)]
    together = isochrones(region, outlines(*sites), [3, 6])
    for site, found in zip(sites, together, strict=True):
        alone = isochrones(region, outlines(site), [3, 6])[0]
        assert [to_feature(one) for one in found] == [to_feature(one) for one in alone]
    assert together[1][0].reason == "no_road_near"


def test_thinning_says_how_much_it_took() -> None:
    turns = np.linspace(0, 2 * np.pi, 4001)[:-1]
    blob = shapely.Polygon(np.column_stack([np.cos(turns), np.sin(turns)]) * 10_000)
    thin, tolerance_m = thinned(blob, 8.0, 60)
    assert tolerance_m in (16.0, 32.0, 64.0)
    assert shapely.get_num_coordinates(thin) <= 60
    assert shapely.hausdorff_distance(thin.boundary, blob.boundary) <= tolerance_m + 1e-6
    with_specks = shapely.union_all([blob, shapely.box(20_000, 0, 20_005, 5)]).difference(shapely.box(0, 0, 9, 9))
    kept, _ = thinned(with_specks, 8.0, 60_000)
    assert len(kept.geoms) == 1
    assert not kept.geoms[0].interiors
