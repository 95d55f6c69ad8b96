"""Ways become links: cut where roads meet, with their shape and length; what is broken is told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pyproj import Geod

from sitematch.packs.osm.compile import RoadRows
from tests.packs.osm.build import Map, road, row
from tests.packs.osm.conftest import Compile


def links(rows: RoadRows) -> list[tuple[str, str]]:
    return [(rows.node_ids[a], rows.node_ids[b]) for a, b in zip(rows.tail, rows.head, strict=True)]


def geodesic_km(drawn: Map, *ids: int) -> float:
    geod = Geod(ellps="WGS84")
    return sum(geod.inv(*drawn.nodes[a], *drawn.nodes[b])[2] for a, b in pairwise(ids)) / 1_000


def test_a_way_is_cut_where_another_meets_it_and_keeps_its_shape(compiled: Compile) -> None:
    drawn = Map(
        nodes=row(1, 2, 3, 4, 5) | {6: (15.02, 58.01)},
        ways={10: ((1, 2, 3, 4, 5), road(name="Långa vägen")), 11: ((3, 6), road(ref="34", name="Korta vägen"))},
    )

    rows, account = compiled(drawn)

    assert links(rows) == [("n1", "n3"), ("n3", "n5"), ("n3", "n6")]
    assert rows.km.tolist() == pytest.approx(
        [geodesic_km(drawn, 1, 2, 3), geodesic_km(drawn, 3, 4, 5), geodesic_km(drawn, 3, 6)], abs=1e-6
    )
    assert rows.wkt[0] == "LINESTRING (15 58, 15.01 58, 15.02 58)"
    assert rows.wkt[2] == ""
    assert list(rows.road) == ["Långa vägen", "Långa vägen", "34"]
    assert account.parts == [3]
    assert not account.isolated


def test_a_node_is_where_it_was_drawn(compiled: Compile) -> None:
    rows, _ = compiled(Map(nodes={1: (15.1234567, 58.7654321), 2: (15.2, 58.8)}, ways={1: ((1, 2), road())}))

    assert (rows.lon[0], rows.lat[0]) == (15.1234567, 58.7654321)


def test_one_way_against_the_drawing_is_turned_round(compiled: Compile) -> None:
    rows, _ = compiled(Map(nodes=row(1, 2, 3), ways={10: ((1, 2, 3), road(oneway="-1"))}))

    assert links(rows) == [("n3", "n1")]
    assert rows.oneway.tolist() == [True]
    assert rows.wkt[0] == "LINESTRING (15.02 58, 15.01 58, 15 58)"


@pytest.mark.parametrize(("quick", "expected"), [("forward", ("n1", "n3")), ("backward", ("n3", "n1"))])
def test_a_speed_by_direction_lies_over_the_road_in_the_quicker_one(
    compiled: Compile, quick: str, expected: tuple[str, str]
) -> None:
    tags = {"highway": "primary", "maxspeed": "50", f"maxspeed:{quick}": "80"}

    rows, _ = compiled(Map(nodes=row(1, 2, 3), ways={10: ((1, 2, 3), tags)}))

    assert links(rows) == [("n1", "n3"), expected]
    assert rows.speed_kmh.tolist() == [50, 80]
    assert rows.oneway.tolist() == [False, True]
    assert rows.wkt[1].startswith("LINESTRING (15 " if quick == "forward" else "LINESTRING (15.02 ")


def test_a_closed_barrier_sets_its_ends_apart(compiled: Compile) -> None:
    drawn = Map(nodes=row(1, 2, 3), ways={10: ((1, 2, 3), road())}, node_tags={2: {"barrier": "bollard"}})

    rows, account = compiled(drawn)

    assert links(rows) == [("n1", "n2-1"), ("n2-2", "n3")]
    assert account.parts == [1, 1]
    assert account.shut_barriers == 1


def test_nobody_turns_at_a_closed_barrier_on_a_junction(compiled: Compile) -> None:
    drawn = Map(
        nodes=row(1, 2, 3) | {4: (15.01, 58.01)},
        ways={10: ((1, 2, 3), road()), 11: ((2, 4), road())},
        node_tags={2: {"barrier": "block"}},
    )

    rows, account = compiled(drawn)

    assert account.parts == [1, 1, 1]
    assert len(set(rows.node_ids)) == len(rows.node_ids) == 6


def test_an_open_gate_is_passed(compiled: Compile) -> None:
    drawn = Map(nodes=row(1, 2, 3), ways={10: ((1, 2, 3), road())}, node_tags={2: {"barrier": "gate"}})

    rows, _ = compiled(drawn)

    assert links(rows) == [("n1", "n3")]


def test_a_way_is_split_at_a_missing_node_and_the_gap_is_not_bridged(compiled: Compile) -> None:
    drawn = Map(nodes=row(1, 2, 4, 5), ways={10: ((1, 2, 3, 4, 5), road())})

    rows, account = compiled(drawn)

    assert links(rows) == [("n1", "n2"), ("n4", "n5")]
    assert account.dropped == {"missing_nodes": 1, "clipped_ways": 1}


def test_a_node_that_is_left_alone_is_no_road(compiled: Compile) -> None:
    rows, account = compiled(Map(nodes=row(1, 2, 4), ways={10: ((1, 2, 3, 4), road())}))

    assert links(rows) == [("n1", "n2")]
    assert account.dropped["lone_nodes"] == 1


def test_a_place_off_the_earth_counts_as_missing(compiled: Compile) -> None:
    rows, account = compiled(Map(nodes={**row(1, 2), 3: (15.0, 98.0)}, ways={10: ((1, 2, 3), road())}))

    assert links(rows) == [("n1", "n2")]
    assert account.dropped["missing_nodes"] == 1


def test_repeated_nodes_make_no_link(compiled: Compile) -> None:
    rows, account = compiled(Map(nodes=row(1, 2, 3), ways={10: ((1, 1, 2, 2, 2, 3), road())}))

    assert links(rows) == [("n1", "n3")]
    assert account.dropped == {"repeated_nodes": 3}


def test_a_way_of_one_place_is_no_road(compiled: Compile) -> None:
    rows, account = compiled(Map(nodes=row(1, 2), ways={9: ((1,), road()), 10: ((1, 1), road()), 11: ((), road())}))

    assert links(rows) == []
    assert account.dropped == {"lone_nodes": 1, "repeated_nodes": 1, "too_short": 2}


def test_nodes_at_one_place_are_one_where_a_link_joins_them(compiled: Compile) -> None:
    nodes = row(1, 2, 3, 4)
    nodes[3] = nodes[2]

    rows, account = compiled(Map(nodes=nodes, ways={10: ((1, 2), road()), 11: ((2, 3), road()), 12: ((3, 4), road())}))

    assert links(rows) == [("n1", "n2"), ("n2", "n4")]
    assert account.dropped == {"zero_length": 1}
    assert account.parts == [2]


def test_a_road_drawn_twice_is_there_once(compiled: Compile) -> None:
    ways = {10: ((1, 2, 3), road(name="A")), 11: ((3, 2, 1), road(name="B")), 12: ((1, 2, 3), road(maxspeed="70"))}

    rows, account = compiled(Map(nodes=row(1, 2, 3), ways=ways))

    assert rows.speed_kmh.tolist() == [60, 60, 70, 70]
    assert account.dropped == {"repeated_links": 2}


def test_one_way_roads_in_both_directions_are_two(compiled: Compile) -> None:
    ways = {10: ((1, 2), road(oneway="yes")), 11: ((2, 1), road(oneway="yes"))}

    rows, _ = compiled(Map(nodes=row(1, 2), ways=ways))

    assert links(rows) == [("n1", "n2"), ("n2", "n1")]


def test_several_roads_between_the_same_nodes_are_all_kept(compiled: Compile) -> None:
    nodes = row(1, 3) | {4: (15.005, 58.001), 5: (15.005, 57.999)}

    rows, _ = compiled(Map(nodes=nodes, ways={10: ((1, 4, 3), road()), 11: ((1, 5, 3), road())}))

    assert links(rows) == [("n1", "n3"), ("n1", "n3")]


def test_a_loop_is_cut_in_its_middle(compiled: Compile) -> None:
    nodes = row(1, 2) | {3: (15.02, 58.01), 4: (15.02, 57.99)}
    drawn = Map(nodes=nodes, ways={10: ((1, 2), road()), 11: ((2, 3, 4, 2), road())})

    rows, account = compiled(drawn)

    assert all(a != b for a, b in links(rows))
    assert account.km == pytest.approx(geodesic_km(drawn, 1, 2) + geodesic_km(drawn, 2, 3, 4, 2), abs=1e-6)
    assert account.parts == [3]


def test_a_roundabout_by_itself_can_be_driven_round(compiled: Compile) -> None:
    nodes = {1: (15.0, 58.0), 2: (15.001, 58.001), 3: (15.002, 58.0), 4: (15.001, 57.999)}

    rows, account = compiled(Map(nodes=nodes, ways={10: ((1, 2, 3, 4, 1), road(junction="roundabout"))}))

    assert links(rows) == [("n1", "n3"), ("n3", "n1")]
    assert rows.oneway.all()
    assert not account.isolated


def test_a_way_that_crosses_itself_is_cut_there(compiled: Compile) -> None:
    nodes = row(1, 2, 3) | {4: (15.02, 58.01), 5: (15.01, 58.01)}

    rows, _ = compiled(Map(nodes=nodes, ways={10: ((1, 2, 3, 4, 5, 2), road())}))

    assert ("n1", "n2") in links(rows)
    assert all(a != b for a, b in links(rows))


def test_there_and_back_is_one_road(compiled: Compile) -> None:
    rows, account = compiled(Map(nodes=row(1, 2), ways={10: ((1, 2, 1), road())}))

    assert links(rows) == [("n1", "n2")]
    assert account.dropped == {"repeated_links": 1}


def test_parts_that_meet_nowhere_are_kept_and_told(compiled: Compile) -> None:
    nodes = row(1, 2, 3) | row(7, 8, lat=58.5)

    rows, account = compiled(Map(nodes=nodes, ways={10: ((1, 2), road()), 11: ((2, 3), road()), 12: ((7, 8), road())}))

    assert len(rows.km) == 3
    assert account.parts == [2, 1]
    assert not account.isolated


def test_roads_of_which_none_meets_another_are_isolated(compiled: Compile) -> None:
    nodes = row(1, 2) | row(7, 8, lat=58.5) | row(5, 6, lat=58.2)
    ways = {10: ((1, 2), road()), 11: ((5, 6), road()), 12: ((7, 8), road())}

    assert compiled(Map(nodes=nodes, ways=ways))[1].isolated
    for fewer in (10, 11):
        del ways[fewer]
        assert not compiled(Map(nodes=nodes, ways=ways))[1].isolated


def test_a_ferry_takes_its_duration_over_all_its_parts(compiled: Compile) -> None:
    drawn = Map(
        nodes=row(1, 2, 3, 4, step=0.1) | {9: (15.1, 58.1)},
        ways={
            10: ((1, 2, 3, 4), {"route": "ferry", "duration": "00:45", "motor_vehicle": "yes"}),
            11: ((2, 9), road()),
        },
    )

    rows, account = compiled(drawn)

    hours = (rows.km / rows.speed_kmh)[:2].sum()
    assert hours == pytest.approx(0.75, abs=1e-4)
    assert rows.motorway.tolist() == [True, True, False]
    assert account.ways == {"ferry": 1, "tertiary": 1}


def test_ferries_of_one_duration_are_two_where_one_goes_on_farther(compiled: Compile) -> None:
    tags = {"route": "ferry", "duration": "00:30", "motor_vehicle": "yes"}
    drawn = Map(nodes=row(1, 2, 3, step=0.1), ways={10: ((1, 2), tags), 11: ((2, 1), tags), 12: ((1, 2, 3), tags)})

    rows, account = compiled(drawn)

    minutes = sorted((rows.km / rows.speed_kmh * 60).tolist())
    assert minutes == pytest.approx([15, 15, 30], abs=1e-3)
    assert account.dropped == {"repeated_links": 1}


@pytest.mark.parametrize("step", [0.0015, 0.02, 0.3])
def test_a_ferry_takes_its_duration_to_the_decisecond(compiled: Compile, step: float) -> None:
    drawn = Map(
        nodes=row(1, 2, step=step),
        ways={10: ((1, 2), {"route": "ferry", "duration": "00:20", "motor_vehicle": "yes"})},
    )

    rows, account = compiled(drawn)

    assert rows.km / rows.speed_kmh * 36_000 == pytest.approx(12_000, abs=0.1)
    assert account.defaulted == {}


@pytest.mark.parametrize(
    ("drawn", "note"),
    [
        (Map(nodes=row(1, 2), ways={10: ((1, 2, 3), {})}), "duration_of_clipped"),
        (Map(nodes=row(1, 2, 3, step=1), ways={10: ((1, 2, 3), {})}), "duration_unlikely"),
    ],
)
def test_a_duration_that_cannot_be_used_gives_way_to_the_default(compiled: Compile, drawn: Map, note: str) -> None:
    refs, _ = drawn.ways[10]
    drawn.ways[10] = refs, {"route": "ferry", "duration": "00:10", "motor_vehicle": "yes"}

    rows, account = compiled(drawn)

    assert set(rows.speed_kmh.tolist()) == {20}
    assert account.defaulted == {note: 1}
