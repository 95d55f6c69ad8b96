"""The hierarchy by itself: any order, other times, closed and new roads, and numbers that hardly fit."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.reach import choice, roadgraph
from sitematch.core.reach.buckets import MOST_BUCKETS, fits_buckets
from sitematch.core.reach.choice import Way, way_of
from sitematch.core.reach.hierarchy import (
    PreparedRoads,
    can_be_prepared,
    complete,
    customize,
    node_order,
    prepare,
    prepare_again,
)
from sitematch.core.reach.hierarchy.fields import NARROW, WIDE, WIDEST, width_for
from sitematch.core.reach.hierarchy.searches import class_keys, to_all_nodes
from sitematch.core.reach.joining import Entries, join
from sitematch.core.reach.roadgraph import NO_WAY, Arcs, RoadGraph
from sitematch.core.reach.search import drive_matrix, nearest_keys_of, node_drives
from sitematch.core.region.model import Access
from tests.core.reach.oracle import Link, World
from tests.core.reach.regions import outlines, roads_of
from tests.core.reach.worlds import worlds
from tests.examples import examples

CHAIN = {f"n{number}": (number * 1000.0, 0.0) for number in range(6)}


def graph_of(world: World) -> RoadGraph:
    return RoadGraph.of(roads_of(world), Access(max_km=world.max_km))


def at_nodes(graph: RoadGraph) -> Entries:
    """Every node as a place without a leg, each alike joined to whichever link."""
    n = graph.n_nodes
    zero = np.zeros(n, dtype=np.int64)
    return Entries(zero, np.arange(n), np.zeros(n), np.zeros(n), zero)


def plain(graph: RoadGraph) -> list[list[int]]:
    """All drives between nodes by relaxing every arc until nothing changes."""
    arcs, n = graph.out, graph.n_nodes
    found = [[0 if a == b else NO_WAY for b in range(n)] for a in range(n)]
    for row in found:
        for _ in range(n):
            for tail in range(n):
                for arc in range(arcs.starts[tail], arcs.starts[tail + 1]):
                    head = int(arcs.heads[arc])
                    row[head] = min(row[head], row[tail] + int(arcs.ds[arc]) if row[tail] < NO_WAY else NO_WAY)
    return found


@settings(deadline=None, max_examples=examples(40))
@given(worlds(), st.randoms(use_true_random=False))
def test_any_order_gives_the_drives_between_all_nodes(world: World, random: object) -> None:
    graph = graph_of(world)
    order = list(range(graph.n_nodes))
    random.shuffle(order)  # type: ignore[attr-defined]
    topology = complete(graph.out, np.array(order))
    assert sorted(topology.rank.tolist()) == sorted(order)
    metric = customize(topology, graph.out)
    assert metric is not None
    expected = plain(graph)
    found = to_all_nodes(PreparedRoads(topology, metric), graph, at_nodes(graph), inbound=False)
    assert found.tolist() == expected
    turned = to_all_nodes(PreparedRoads(topology, metric), graph, at_nodes(graph), inbound=True)
    assert turned.T.tolist() == expected


@settings(deadline=None, max_examples=examples(40))
@given(worlds(), st.data())
def test_a_changed_network_without_preparing_it_anew(world: World, data: st.DataObject) -> None:
    before = prepare(graph_of(world))
    kept = data.draw(st.lists(st.sampled_from(world.links), unique=True, min_size=1), label="kept")
    faster = tuple(replace(link, kmh=link.kmh * data.draw(st.sampled_from([0.5, 1.0, 3.0]))) for link in kept)
    ends = data.draw(st.lists(st.sampled_from(list(world.nodes)), min_size=2, max_size=2, unique=True), label="bridge")
    nodes = {**world.nodes, "new": (7777.0, 7777.0)}
    for changed in (
        replace(world, links=faster),
        replace(world, links=(*faster, Link(ends[0], ends[1], 0.4, 90))),
        replace(world, nodes=nodes, links=(*faster, Link(ends[0], "new", 0.4, 90))),
    ):
        graph = graph_of(changed)
        after = prepare_again(graph, before)
        assert to_all_nodes(after, graph, at_nodes(graph), inbound=False).tolist() == plain(graph)


@settings(deadline=None, max_examples=examples(25))
@given(st.sets(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=120))
def test_the_order_has_every_node_once_and_any_map_is_prepared(pairs: set[tuple[int, int]]) -> None:
    tails, heads = (np.array(ends, dtype=np.int64) for ends in zip(*(pairs or {(0, 0)}), strict=True))
    arcs = Arcs.of(40, tails, heads, (tails * 7 + heads * 3) % 11)
    order = node_order(arcs)
    assert sorted(order.tolist()) == list(range(40))
    assert customize(complete(arcs, order), arcs) is not None


def test_a_long_chain_does_not_become_a_deep_tree() -> None:
    n = 4096
    arcs = Arcs.of(n, np.arange(n - 1), np.arange(1, n), np.ones(n - 1, dtype=np.int64))
    topology = complete(arcs, node_order(arcs))
    depth = [0] * n
    for rank in range(n):
        above = topology.heads[topology.starts[rank] : topology.starts[rank + 1]].tolist()
        assert len(above) <= 2
        depth[rank] = 1 + max((depth[high] for high in above), default=0)
    assert max(depth) <= 4 * math.log2(n)


def test_closed_roads_and_other_speeds_keep_the_map() -> None:
    world = World(CHAIN, tuple(Link(f"n{a}", f"n{a + 1}", 1, 60) for a in range(5)))
    before = prepare(graph_of(world))
    for links in (world.links[:3], tuple(replace(link, kmh=30) for link in world.links)):
        assert prepare_again(graph_of(replace(world, links=links)), before).topology is before.topology
    bridge = prepare_again(graph_of(replace(world, links=(*world.links, Link("n0", "n5", 1, 60)))), before)
    assert bridge.topology is not before.topology


@pytest.mark.parametrize(
    ("most_ds", "width"),
    [(65_534, NARROW), (65_535, WIDE), (2**32 - 2, WIDE), (2**32 - 1, WIDEST)],
)
def test_the_largest_number_of_a_width_stands_for_no_way(most_ds: int, width: np.dtype) -> None:  # type: ignore[type-arg]
    assert width_for(most_ds) == width


def test_drives_about_the_ends_of_the_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums just below, at and above what 16 and 32 bits can tell."""
    monkeypatch.setattr(choice, "way_of", lambda *_: Way.HIERARCHY)
    for parts in ((65_533, 1, 1, 1, 1), (2**30, 2**30 - 4, 1, 1, 0), (30_000, 35_534, 0, 1, 65_535)):
        world = World(CHAIN, tuple(Link(f"n{a}", f"n{a + 1}", ds / 600, 60, oneway=True) for a, ds in enumerate(parts)))
        graph = graph_of(world)
        assert can_be_prepared(graph)
        entries = at_nodes(graph)
        expected = plain(graph)
        assert node_drives(graph, entries, inbound=False).tolist() == expected
        assert drive_matrix(graph, entries, entries).tolist() == expected
        for limit_ds in (65_533, 65_534, 65_535, 65_536):
            cut = [[ds if ds <= limit_ds else NO_WAY for ds in row] for row in expected]
            assert node_drives(graph, entries, inbound=False, limit_ds=limit_ds).tolist() == cut


@pytest.mark.parametrize("slow_ds", [70_000, 3_000_000_000])
def test_places_on_a_slow_link_beside_a_quick_one(slow_ds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they are away from the nodes is more than any drive between nodes, and than the numbers for these."""
    slow = Link("n0", "n1", slow_ds / 600, 60, bends=((500.0, 5000.0),))
    graph = graph_of(World(CHAIN, (Link("n0", "n1", 1, 60), slow, Link("n1", "n2", 1, 60))))
    entries = join(graph, outlines((500.0, 5000.0), (300.0, 3000.0), (2000.0, 0.0), (0.0, 300.0)))
    found = []
    for way in Way:
        monkeypatch.setattr(choice, "way_of", lambda *_, way=way: way)
        keys = nearest_keys_of(graph, [entries, entries.take(np.array([0]))])
        found.append([drive_matrix(graph, entries, entries), *(part for key in keys for part in key.drives())])
        found[-1].append(node_drives(graph, entries, inbound=True))
    assert found[0][0][0, 2] > slow_ds / 4
    for other in found[1:]:
        assert all(np.array_equal(one, another) for one, another in zip(found[0], other, strict=True))


def test_keys_beyond_32_bits() -> None:
    """Five thousand facilities a hundred days away: deciseconds × their number need more than 32 bits."""
    world = World(CHAIN, tuple(Link(f"n{a}", f"n{a + 1}", 86_400_000 / 600 / 5, 60) for a in range(5)))
    graph = graph_of(world)
    spot = join(graph, outlines((5000.0, 0.0)))
    many = spot.take(np.zeros(5000, dtype=np.int64))
    found = class_keys(prepare(graph), graph, [spot, many])
    keys = [(86_400_000 // 5 * (5 - number)) << 13 for number in range(6)]
    assert found.bits == 13
    assert found.keys.tolist() == [keys, keys]


def test_more_classes_than_are_searched_for_in_one_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graph_of(World(CHAIN, tuple(Link(f"n{a}", f"n{a + 1}", 1, 60) for a in range(5))))
    classes = [join(graph, outlines(((number % 50) * 100.0, 0.0))) for number in range(150)]
    monkeypatch.setattr(choice, "way_of", lambda *_: Way.SCIPY)
    expected = [keys.key.tolist() for keys in nearest_keys_of(graph, classes)]
    assert class_keys(prepare(graph), graph, classes).keys.tolist() == expected


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 2**40)), max_size=30))
def test_arcs_are_sorted_and_the_quickest_of_several_stays(arcs: list[tuple[int, int, int]]) -> None:
    quickest = {(tail, head): ds for tail, head, ds in sorted(arcs, reverse=True)}
    columns = np.array(arcs, dtype=np.int64).reshape(-1, 3).T
    for bits in (63, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(roadgraph, "_NUMBER_BITS", bits)
            made = Arcs.of(6, *columns)
        tails = np.repeat(np.arange(6), np.diff(made.starts)).tolist()
        assert list(zip(tails, made.heads.tolist(), made.ds.tolist(), strict=True)) == [
            (*ends, quickest[ends]) for ends in sorted(quickest)
        ]


def test_no_roads_no_facilities_no_sites() -> None:
    graph = graph_of(World({"a": (0.0, 0.0), "b": (1000.0, 0.0)}, (Link("a", "b", 1, 60),)))
    roads, nobody = prepare(graph), at_nodes(graph).take(np.empty(0, dtype=np.int64))
    assert class_keys(roads, graph, []).keys.shape == (0, 2)
    assert class_keys(roads, graph, [nobody]).keys.tolist() == [[NO_WAY, NO_WAY]]
    assert to_all_nodes(roads, graph, nobody, inbound=True).shape == (0, 2)
    empty = RoadGraph.of(replace(graph.roads, **{name: getattr(graph.roads, name)[:0] for name in _COLUMNS}), Access())
    assert sorted(prepare(empty).topology.rank) == [0, 1]


_COLUMNS = ("from_node", "to_node", "km", "speed_kmh", "oneway", "motorway", "road", "wkt")


def test_the_way_goes_by_the_size_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(CHAIN, tuple(Link(f"n{a}", f"n{a + 1}", 1, 60) for a in range(5)))
    graph, roads = graph_of(world), prepare(graph_of(world))
    monkeypatch.setattr(choice, "SMALL_VISITS", 60)
    monkeypatch.setattr(choice, "SMALL_VISITS_LOADED", 12)
    monkeypatch.setattr(choice, "_COMPILED", "no.such.module")
    assert way_of(graph, 9, roads) is Way.SCIPY
    assert way_of(graph, 10, roads) is Way.HIERARCHY
    assert way_of(graph, 10, None) is Way.BUCKETS
    assert way_of(graph, choice.PREPARING_SEARCHES, None) is Way.HIERARCHY
    monkeypatch.setattr(choice, "_COMPILED", "sys")
    assert way_of(graph, 2, roads) is Way.HIERARCHY
    assert way_of(graph, 1, roads) is Way.SCIPY
    assert way_of(graph, 2, None) is Way.SCIPY


def test_roads_of_years_are_left_to_a_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(CHAIN, tuple(Link(f"n{a}", f"n{a + 1}", 1e9, 60) for a in range(5)))
    graph = graph_of(world)
    assert not can_be_prepared(graph)
    assert not fits_buckets(graph.out)
    assert fits_buckets(graph_of(replace(world, links=(Link("n0", "n1", (MOST_BUCKETS - 1) / 600, 60),))).out)
    expected = node_drives(graph, at_nodes(graph), inbound=True)
    monkeypatch.setattr(choice, "way_of", lambda *_: Way.BUCKETS)
    assert node_drives(graph, at_nodes(graph), inbound=True).tolist() == expected.tolist()
    assert expected[0].tolist() == [600_000_000_000 * number for number in range(6)]
