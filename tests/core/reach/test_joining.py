"""Joining at its edges: what cannot join, ties, and lines with many corners."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.reach import entrypoint, joining, reach_table, search
from sitematch.core.reach.joining import Entries, join, points
from sitematch.core.reach.roadgraph import RoadGraph, whole_deciseconds
from sitematch.core.region.blocks import Blocks
from sitematch.core.region.model import Access, Plane
from tests.core.reach.cases import ROAD, box
from tests.core.reach.oracle import Link, Outline, World
from tests.core.reach.regions import Facility, Village, outlines, region_of, roads_of
from tests.core.reach.worlds import outlines_of_sites, worlds
from tests.examples import examples


def entries_of(world: World, *sites: Outline) -> Entries:
    return join(RoadGraph.of(roads_of(world), Access()), outlines(*sites))


def test_a_network_of_motorways_alone_cannot_be_entered() -> None:
    motorway = replace(ROAD, links=(Link("A", "B", 10, 100, motorway=True),))
    entries = entries_of(motorway, (0.0, 0.0), box(0, 0, 100, 100))
    assert entries.joined.tolist() == [False, False]
    assert np.isinf(entries.straight_m).all()


def test_outlines_that_are_missing_or_empty_do_not_join() -> None:
    sites = np.array([None, shapely.Polygon(), *outlines((5000.0, 0.0))], dtype=object)
    entries = join(RoadGraph.of(roads_of(ROAD), Access()), sites)
    assert entries.joined.tolist() == [False, False, True]
    assert entries.fraction[2] == pytest.approx(0.5)


def test_what_no_projection_could_place_is_no_point() -> None:
    made = points(np.array([[1.0, 2.0], [np.inf, 2.0], [np.nan, np.nan]]))
    assert [point is None for point in made] == [False, True, True]


def test_a_link_without_length_is_entered_at_its_node() -> None:
    world = World({"A": (0.0, 0.0), "B": (0.0, 0.0), "C": (500.0, 0.0)}, (Link("A", "B", 1, 60), Link("B", "C", 1, 60)))
    entries = entries_of(world, (-100.0, 0.0), (200.0, 0.0))
    assert entries.node.tolist() == [0, -1]
    assert entries.link.tolist() == [0, 1]


def test_of_equally_near_links_the_first_of_the_pack_counts() -> None:
    """Two roads 200 m apart, the site in the middle; the other order, the other road."""
    north, south = Link("A", "B", 1, 60), Link("C", "D", 1, 60)
    nodes = {"A": (0.0, 100.0), "B": (1000.0, 100.0), "C": (0.0, -100.0), "D": (1000.0, -100.0)}
    for links in ((north, south), (south, north)):
        entries = entries_of(World(nodes, links), (400.0, 0.0), box(300, -50, 500, 50))
        assert entries.link.tolist() == [0, 0]
        assert entries.fraction == pytest.approx([0.4, 0.4])
        assert entries.straight_m == pytest.approx([100, 50])


def test_a_node_comes_before_a_link_that_passes_there() -> None:
    """B lies on the road A-C without being its end: a site there has the links of B."""
    nodes = {"A": (0.0, 0.0), "B": (500.0, 0.0), "C": (1000.0, 0.0), "D": (500.0, 900.0)}
    entries = entries_of(World(nodes, (Link("A", "C", 1, 60), Link("B", "D", 1, 60))), (500.0, -100.0))
    assert (entries.link.tolist(), entries.node.tolist()) == ([1], [1])


def test_a_node_elsewhere_does_not_come_before_the_first_link() -> None:
    """The site is as near to the middle of A-B as to the node D; A-B is the first of the pack."""
    nodes = {"A": (0.0, 100.0), "B": (1000.0, 100.0), "C": (900.0, -800.0), "D": (400.0, -100.0)}
    through, ending = Link("A", "B", 1, 60), Link("C", "D", 1, 60)
    entries = entries_of(World(nodes, (through, ending)), (400.0, 0.0), box(300, -50, 500, 50))
    assert (entries.link.tolist(), entries.node.tolist()) == ([0, 0], [-1, -1])
    entries = entries_of(World(nodes, (ending, through)), (400.0, 0.0), box(300, -50, 500, 50))
    assert entries.node.tolist() == [list(nodes).index("D")] * 2


def test_a_road_along_the_border_is_met_nearest_to_the_centroid() -> None:
    """The road is a side of the site, and crosses nothing."""
    entries = entries_of(ROAD, ((((2000.0, 0.0), (6000.0, 0.0), (6000.0, 400.0)),),))
    assert entries.straight_m == pytest.approx([0], abs=1e-6)
    assert entries.fraction == pytest.approx([(2000 + 6000 + 6000) / 3 / 10_000])


def test_a_line_and_an_outline_of_many_corners() -> None:
    """A wave of 400 corners that passes below a circle of 4000 corners."""
    bends = tuple((x * 25.0, 30.0 * (x % 2)) for x in range(1, 400))
    world = World({"A": (0.0, 0.0), "B": (10_000.0, 0.0)}, (Link("A", "B", 10, 60, bends=bends),))
    circle = outlines((5000.0, 700.0))[0].buffer(500, quad_segs=1000)
    graph = RoadGraph.of(roads_of(world), Access())
    entries = join(graph, np.array([circle], dtype=object))
    line = graph.roads.lines[0]
    on_line = shapely.line_interpolate_point(line, entries.fraction[0], normalized=True)
    assert entries.straight_m[0] == pytest.approx(shapely.distance(circle, line), abs=1e-6)
    assert shapely.distance(circle, on_line) == pytest.approx(entries.straight_m[0], abs=1e-5)


def values_of(entries: Entries) -> list[bytes]:
    """Every array of some entries, to the bit."""
    return [getattr(entries, name).tobytes() for name in ("link", "node", "fraction", "straight_m", "access_ds")]


@settings(deadline=None, max_examples=examples(40))
@given(worlds(), st.lists(outlines_of_sites(), min_size=1, max_size=6), st.integers(1, 40), st.randoms())
def test_neither_order_nor_chunks_change_a_bit(world: World, sites: list[Outline], rows: int, random: object) -> None:
    graph, spots = RoadGraph.of(roads_of(world), Access()), outlines(*sites)
    whole = join(graph, spots)
    order = np.array(sorted(range(len(sites)), key=lambda _: random.random()))  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entrypoint, "_CHUNK_ROWS", rows)
        assert values_of(join(graph, spots)) == values_of(whole)
        assert values_of(join(graph, spots[order])) == values_of(whole.take(order))


@settings(deadline=None, max_examples=examples(40))
@given(worlds(), st.lists(outlines_of_sites(), min_size=1, max_size=6))
def test_looking_close_by_first_finds_the_same(world: World, sites: list[Outline]) -> None:
    roads, spots = roads_of(world), np.append(outlines(*sites), np.array([None, shapely.Polygon()]))
    made = Plane(roads.node_xy, roads.drawn, Blocks.of(roads.drawn, roads.drawn.pieces(~roads.motorway)))
    access = Access(max_km=world.max_km)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "_PIECES_AN_OUTLINE", 0)
        close = join(RoadGraph.of(replace(roads, made=made), access), spots)
    assert values_of(close) == values_of(join(RoadGraph.of(roads, access), spots))


def test_a_site_whose_centroid_lies_outside_is_entered_where_the_road_leaves_it() -> None:
    """Two arms from x = 1000 to 2000 and 7000 to 9000, joined far below; their centroid is at x = 5260 or so."""
    arms = ((1000.0, 50.0), (2000.0, 50.0), (2000.0, -900.0), (7000.0, -900.0), (7000.0, 50.0), (9000.0, 50.0))
    entries = entries_of(ROAD, (((*arms, (9000.0, -1000.0), (1000.0, -1000.0)),),))
    assert entries.straight_m.tolist() == [0.0]
    assert entries.fraction == pytest.approx([0.7])


def test_halves_go_up_even_where_binary_fractions_fall_short() -> None:
    short = 0.285 * 10 / 2 * 20  # 28.499999999999996
    assert short < 28.5
    assert whole_deciseconds(np.array([0.5, 1.5, 2.5, 2.4999, short])).tolist() == [1, 2, 3, 2, 29]


def test_searching_from_few_sites_at_a_time_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    region = region_of(ROAD, [Facility("s", "attraction", (0.0, 0.0))], [Village("v", (3000.0, 0.0))])
    sites = outlines(*((x * 900.0, x * 100.0) for x in range(11)))
    at_once = reach_table(region, sites)
    monkeypatch.setattr(search, "_MOST_SOURCES", 2)
    by_twos = reach_table(region, sites)
    assert at_once.curves.keys() == by_twos.curves.keys()
    for name, values in at_once.curves.items():
        assert np.array_equal(values, by_twos.curves[name])
