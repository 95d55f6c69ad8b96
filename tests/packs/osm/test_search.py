"""Drives over the compiled network take as long as over the raw data, whatever is drawn."""

from __future__ import annotations

import heapq
import math
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.packs.osm.compile import RoadRows, compile_roads
from sitematch.packs.osm.scan import scan
from sitematch.packs.osm.source import look_at
from tests.examples import examples
from tests.packs.osm import oracle
from tests.packs.osm.build import Map, road, row
from tests.packs.osm.turn_restrictions import effect, told

SIDE = 4
"""Nodes lie on a grid of so many by so many, and some of them are missing."""
SPHERE = 0.006
"""The oracle measures on a sphere."""

highways = st.sampled_from(["primary", "residential", "motorway", "motorway_link", "service", "living_street", "track"])
speeds = st.sampled_from([None, "30", "50", "70", "30 mph"])
tags = st.fixed_dictionaries(
    {"highway": highways},
    optional={
        "maxspeed": speeds.filter(bool),
        "maxspeed:forward": speeds.filter(bool),
        "maxspeed:backward": speeds.filter(bool),
        "oneway": st.sampled_from(["yes", "-1", "no", "1", "reversible"]),
        "junction": st.just("roundabout"),
        "access": st.sampled_from(["no", "private", "destination", "yes"]),
        "motor_vehicle": st.sampled_from(["no", "yes", "destination"]),
        "construction": st.sampled_from(["yes", "minor"]),
        "area": st.just("yes"),
    },
)
ferries = st.fixed_dictionaries(
    {"route": st.just("ferry"), "motor_vehicle": st.just("yes")},
    optional={"duration": st.sampled_from(["00:20", "01:10"]), "oneway": st.sampled_from(["yes", "-1"])},
)
barriers = st.sampled_from(
    [
        {"barrier": "bollard"},
        {"barrier": "gate"},
        {"barrier": "gate", "access": "private"},
        {"barrier": "block", "motorcar": "yes"},
    ]
)


@st.composite
def maps(draw: st.DrawFn) -> Map:
    """Ways that wander over the grid: crossing, repeating, closing, lying over each other, leading off the map."""
    grid = {
        1 + x + y * SIDE: (round(15 + x * 0.01 + y * 0.001, 7), round(58 + y * 0.007, 7))
        for x in range(SIDE)
        for y in range(SIDE)
    }
    refs = st.integers(1, SIDE * SIDE + 2)
    ways = draw(st.lists(st.tuples(st.lists(refs, min_size=1, max_size=7), tags | ferries), min_size=1, max_size=8))
    stops = draw(st.dictionaries(st.sampled_from(sorted(grid)), barriers, max_size=3))
    twins = draw(st.dictionaries(st.sampled_from(sorted(grid)), st.sampled_from(sorted(grid)), max_size=1))
    grid |= {one: grid[other] for one, other in twins.items()}
    return Map(nodes=grid, ways=dict(enumerate(ways, start=1)), node_tags=stops)


def by_node(rows: RoadRows) -> Mapping[str, list[tuple[str, float]]]:
    arcs: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for i in range(len(rows.km)):
        a, b = rows.node_ids[rows.tail[i]], rows.node_ids[rows.head[i]]
        seconds = float(rows.km[i] / rows.speed_kmh[i] * 3_600)
        arcs[a].append((b, seconds))
        if not rows.oneway[i]:
            arcs[b].append((a, seconds))
    return arcs


def search(arcs: Mapping[str, list[tuple[str, float]]], start: str) -> dict[str, float]:
    best, heap = {start: 0.0}, [(0.0, start)]
    while heap:
        cost, node = heapq.heappop(heap)
        if cost > best[node]:
            continue
        for other, more in arcs.get(node, ()):
            if cost + more < best.get(other, math.inf):
                best[other] = cost + more
                heapq.heappush(heap, (cost + more, other))
    return best


@settings(max_examples=examples(15), deadline=None)
@given(drawn=maps(), name=st.sampled_from(["map.osm", "map.osm.pbf"]))
def test_drives_are_those_of_the_raw_data(drawn: Map, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = drawn.write(Path(folder) / name)
        rows, _ = compile_roads(scan(look_at(path), "sv"), None)
        raw = oracle.read(path)
    arcs = by_node(rows)
    open_nodes = [node for node in rows.node_ids if "-" not in node]
    for start in open_nodes:
        ours, theirs = search(arcs, start), oracle.seconds(raw, int(start[1:]))
        for end in open_nodes:
            assert (end in ours) == (int(end[1:]) in theirs), (start, end)
            if end in ours:
                assert ours[end] == pytest.approx(theirs[int(end[1:])], rel=SPHERE, abs=0.01), (start, end)


@settings(max_examples=examples(15), deadline=None)
@given(drawn=maps())
def test_no_kilometre_is_lost_or_drawn_twice(drawn: Map) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows, account = compile_roads(scan(look_at(drawn.write(Path(folder) / "map.osm")), "sv"), None)

    ends = list(zip(rows.tail.tolist(), rows.head.tolist(), strict=True))
    assert all(a != b or rows.wkt[i] for i, (a, b) in enumerate(ends))
    assert (rows.km > 0).all()
    assert len(set(rows.node_ids)) == len(rows.node_ids)
    assert {i for pair in ends for i in pair} == set(range(len(rows.node_ids)))
    assert sum(account.parts) == len(rows.km) - sum(
        rows.oneway[i]
        and ends[i] in (ends[i - 1], ends[i - 1][::-1])
        and rows.way[i] == rows.way[i - 1]
        and not rows.oneway[i - 1]
        for i in range(1, len(ends))
    )


def test_the_oracle_keeps_to_turn_restrictions(tmp_path: Path) -> None:
    nodes = row(1, 2, 3) | {4: (15.01, 58.01), 5: (15.02, 58.01)}
    ways = {
        10: ((1, 2), road()),
        11: ((2, 4), road()),
        12: ((2, 3), road()),
        13: ((3, 5), road()),
        14: ((5, 4), road()),
    }
    relation = ([("way", 10, "from"), ("node", 2, "via"), ("way", 11, "to")], {"type": "restriction"})
    drawn = Map(nodes=nodes, ways=ways)
    free = oracle.read(drawn.write(tmp_path / "free.osm"))
    for kind, to in (("no_left_turn", 11), ("only_straight_on", 12)):
        members, plain = relation
        members = [*members[:2], ("way", to, "to")]
        drawn.relations[1] = members, {**plain, "restriction": kind}
        bound = oracle.read(drawn.write(tmp_path / "bound.osm"))

        assert oracle.restricted(free, 1)[4] == pytest.approx(oracle.seconds(free, 1)[4])
        round_about = sum(oracle.metres(nodes[a], nodes[b]) for a, b in ((1, 2), (2, 3), (3, 5), (5, 4)))
        assert oracle.restricted(bound, 1)[4] == pytest.approx(round_about / 60 * 3.6)
        assert oracle.restricted(bound, 4)[1] == pytest.approx(oracle.seconds(free, 4)[1])
        assert effect(bound).longer > 0
        assert "take longer" in told(effect(bound))
    assert effect(free).longer == 0
