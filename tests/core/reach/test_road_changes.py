"""A changed network is the network that would have been built so, and a wrong change says how to mend it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from sitematch.core.reach.link_changes import LinkChange
from sitematch.core.reach.road_changes import ChangedRoads, changed_roads
from sitematch.core.region.model import Roads
from tests.core.reach.oracle import Link, Point, World
from tests.core.reach.regions import degrees, roads_of

NODES = {"A": (0.0, 0.0), "B": (10_000.0, 0.0), "C": (5000.0, 5000.0)}
WORLD = World(
    NODES,
    (
        Link("A", "B", 10, 60),
        Link("B", "C", 8, 50, bends=((9000.0, 4000.0),)),
        Link("A", "C", 9, 70, oneway=True),
        Link("C", "A", 12, 30, bends=((0.0, 4000.0),)),
    ),
)


def spot(at: Point) -> str:
    lon, lat = degrees([at])
    return f"{lon[0]} {lat[0]}"


def changed(*changes: LinkChange, roads: Roads | None = None) -> ChangedRoads:
    found, faults = changed_roads(roads or roads_of(WORLD), changes)
    assert faults == []
    assert found is not None
    return found


def faults_of(*changes: LinkChange) -> list[tuple[int, str, str]]:
    found, faults = changed_roads(roads_of(WORLD), changes)
    assert found is None
    return [tuple(fault) for fault in faults]


def test_a_closed_link_is_gone_and_the_others_stay_in_their_order() -> None:
    found = changed(LinkChange("C", "B", closed=True))
    assert found.link_after.tolist() == [0, -1, 1, 2]
    assert found.after.km.tolist() == [10, 9, 12]
    assert [len(line.coords) for line in found.after.lines] == [2, 2, 3]
    assert [line.length for line in found.touched] == pytest.approx([np.hypot(1000, 4000) + np.hypot(4000, 1000)])


def test_a_change_takes_only_what_it_names() -> None:
    found = changed(LinkChange("A", "B", speed_kmh=80), LinkChange("B", "C", motorway=True))
    assert found.after.speed_kmh.tolist() == [80, 50, 70, 30]
    assert found.after.km.tolist() == found.before.km.tolist()
    assert found.after.motorway.tolist() == [False, True, False, False]
    assert found.before.speed_kmh.tolist() == [60, 50, 70, 30]
    assert len(found.touched) == 1


def test_a_change_concerns_every_link_between_two_nodes_unless_it_names_a_road() -> None:
    both = changed(LinkChange("A", "C", speed_kmh=40))
    assert both.after.speed_kmh.tolist() == [60, 50, 40, 40]
    named = replace(roads_of(WORLD), road=("", "", "Ring", "Lane"))
    one = changed(LinkChange("A", "C", speed_kmh=40, road="Lane"), roads=named)
    assert one.after.speed_kmh.tolist() == [60, 50, 70, 40]


def test_a_direction_is_shut_whichever_way_the_pack_lists_the_link() -> None:
    along = changed(LinkChange("A", "B", oneway=True)).after
    assert (along.oneway[0], along.from_node[0], along.to_node[0]) == (True, 0, 1)
    against = changed(LinkChange("C", "B", oneway=True, km=8.5))
    assert against.link_after.tolist() == [0, -1, 1, 2]
    last = against.after
    assert (last.oneway[-1], last.from_node[-1], last.to_node[-1], last.km[-1]) == (True, 2, 1, 8.5)
    assert shapely.equals_exact(last.lines[-1], shapely.reverse(against.before.lines[1]))
    drawn_again = replace(last, made=None).lines
    assert shapely.equals_exact(drawn_again[-1], last.lines[-1], 1e-6)
    assert changed(LinkChange("A", "C", oneway=False)).after.oneway.tolist() == [False] * 4


def test_a_new_link_between_nodes_is_as_long_as_its_line_unless_it_says() -> None:
    found = changed(LinkChange("A", "B", new=True, speed_kmh=90), LinkChange("B", "C", new=True, speed_kmh=50, km=2))
    assert found.link_after.tolist() == [0, 1, 2, 3]
    assert found.after.km[-2:] == pytest.approx([10, 2])
    assert found.after.speed_kmh[-2:].tolist() == [90, 50]
    assert len(found.touched) == 2


def test_points_are_nodes_close_by_or_new_ones_that_a_row_can_share() -> None:
    middle = spot((5000.0, 2000.0))
    beside = spot((5000.4, 2000.0))
    found = changed(
        LinkChange(spot((30.0, 0.0)), middle, new=True, speed_kmh=50),
        LinkChange(beside, "B", new=True, speed_kmh=50),
    ).after
    assert len(found.node_ids) == 4
    assert list(found.from_node[-2:]) == [0, 3]
    assert list(found.to_node[-2:]) == [3, 1]
    assert found.node_xy[3] - found.node_xy[0] == pytest.approx([5000, 2000], abs=0.01)
    assert found.lines[-2].length == pytest.approx(np.hypot(5000, 2000), abs=0.01)


def test_a_shape_is_followed() -> None:
    lon, lat = degrees([NODES["A"], (3000.0, -2000.0), NODES["B"]])
    wkt = f"LINESTRING ({', '.join(f'{x} {y}' for x, y in zip(lon, lat, strict=True))})"
    found = changed(LinkChange("A", "B", new=True, speed_kmh=50, wkt=wkt)).after
    assert len(found.lines[-1].coords) == 3
    assert found.km[-1] == pytest.approx((np.hypot(3000, 2000) + np.hypot(7000, 2000)) / 1000, rel=1e-4)


FAR = spot((5000.0, 40_000.0))
FARTHER = spot((5000.0, 41_000.0))


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        (LinkChange("A", "Bx", closed=True), "to", "to is 'Bx', which is no node"),
        (LinkChange("a", "B", closed=True), "from", "did you mean 'A'?"),
        (LinkChange("A", FAR, closed=True), "to", "the nearest is 'C', 35000 m off"),
        (LinkChange(FAR, FARTHER, new=True, speed_kmh=50), "from", "hangs together with no road"),
        (LinkChange("B", "A", new=True), "speed_kmh", "needs its speed_kmh"),
        (LinkChange("A", "A", new=True, speed_kmh=9), "to", "leads nowhere"),
        (LinkChange("A", "A", closed=True), "to", "there is no link between 'A' and 'A'; the first is linked to B, C"),
        (LinkChange("A", "B", speed_kmh=50, road="E4"), "road", "is named 'E4', but ''"),
        (LinkChange("A", "B", new=True, speed_kmh=9, wkt="POINT (1 2)"), "wkt", "has to be a LINESTRING"),
        (LinkChange("A", "B", new=True, speed_kmh=9, wkt="LINESTRING (1 2, 3 4)"), "wkt", "does not begin at from"),
        (LinkChange("A", "200 95", new=True, speed_kmh=9), "to", "is no node"),
    ],
)
def test_what_cannot_be_says_where_and_how_to_mend_it(change: LinkChange, column: str, says: str) -> None:
    ((row, where, message),) = faults_of(change)
    assert (row, where) == (0, column)
    assert says in message


def test_every_fault_is_named_and_a_link_is_changed_once() -> None:
    found = faults_of(LinkChange("X", "Y", closed=True), LinkChange("A", "B", km=3), LinkChange("B", "A", km=4))
    assert [(row, column) for row, column, _ in found] == [(0, "from"), (0, "to"), (2, "from")]
    assert "an earlier row changes" in found[2][2]


def test_without_a_change_the_roads_are_the_same() -> None:
    found = changed()
    assert found.link_after.tolist() == [0, 1, 2, 3]
    assert len(found.touched) == 0
