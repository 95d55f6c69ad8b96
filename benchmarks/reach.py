"""The reach engine against what else can be installed: the same joined sites, the same answers, on generated networks.

Everything runs on one thread but pandana's preparation, which is not timed. Compiled code is loaded beforehand, as it
is in a server.
"""

from __future__ import annotations

import gc
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contest import Rival, contest, timed
from benchmarks.measure import Goal, interleaved_calls
from benchmarks.reach_networks import CLASSES, region_on, road_network, site_outlines
from benchmarks.reach_rivals import (
    HORIZON_MIN,
    LIMIT_DS,
    UNREACHED,
    extended,
    pandana_curves,
    pandana_nearest,
    pandana_network,
    pyroutingkit_curves,
    pyroutingkit_matrix,
    pyroutingkit_prepared,
    routingkit_nearest,
    routingkit_prepared,
    scipy_curves,
    scipy_nearest,
    ways_in,
)
from sitematch.core.reach.curves import POPULATION, counted_of, curves
from sitematch.core.reach.hierarchy.prepared import PreparedRoads, prepare
from sitematch.core.reach.joining import Entries, join
from sitematch.core.reach.network import PEOPLE, RegionNetwork
from sitematch.core.reach.roadgraph import NO_WAY, RoadGraph
from sitematch.core.reach.search import NearestKeys, drive_matrix, nearest_keys_of
from sitematch.core.region.model import Region, Roads

SITES = 1_000
PLACES_A_NODE = 5
PANDANA_SITES, MILLION_SITES = 10, 50
"""So many of the 1,000 sites are asked of rivals that take long; their seconds are multiplied."""
OUTLINES = 10_000
PEAK_GOAL = Goal("reach-memory-1m-nodes-10000-sites-gb", 4.0)


@dataclass(frozen=True, eq=False)
class Setting:
    """A network with places, sites and facilities joined to it; a place for every fifth node."""

    region: Region
    outlines: Any

    @classmethod
    def of(cls, roads: Roads, sites: int = SITES) -> Setting:
        """The places and sites over some roads."""
        return cls(region_on(roads, len(roads.node_ids) // PLACES_A_NODE), site_outlines(roads, sites))

    @cached_property
    def graph(self) -> RoadGraph:
        """The roads ready for searches."""
        assert self.region.roads is not None
        graph = RoadGraph.of(self.region.roads, self.region.access)
        assert len(graph.out.heads) == len(graph.back.heads)
        return graph

    @cached_property
    def prepared(self) -> PreparedRoads:
        """The roads as a hierarchy, with the code loaded that searches it."""
        import sitematch.core.reach.hierarchy.counting_kernels
        import sitematch.core.reach.hierarchy.sweeping_kernels  # noqa: F401

        return prepare(self.graph)

    @cached_property
    def people(self) -> Entries:
        """The places."""
        return RegionNetwork(self.region, self.graph).people

    @cached_property
    def sites(self) -> Entries:
        """The sites."""
        return join(self.graph, self.outlines)

    @cached_property
    def classes(self) -> list[Entries]:
        """The facilities by class."""
        network = RegionNetwork(self.region, self.graph)
        return [network.entries_of(f"class_{place:02d}") for place in range(CLASSES)]

    def network(self) -> RegionNetwork:
        """The network as it is when nothing has been asked of it yet."""
        network = RegionNetwork(self.region, self.graph, self.prepared)
        network.take_entries(PEOPLE, self.people)
        return network

    def curves(self) -> Any:
        """The people by minute, shape (sites, 91): joined sites in, columns out."""
        return curves(self.network(), self.sites, HORIZON_MIN, {POPULATION})[POPULATION]

    def nearest(self) -> list[Any]:
        """Deciseconds from every node to the nearest of each class, -1 without a way."""
        return [keys.drives()[0] for keys in self._keys()]

    def _keys(self) -> list[NearestKeys]:
        return nearest_keys_of(self.graph, self.classes, self.prepared)


def lines(rounds: int, osm: Path | None = None) -> Iterator[str]:
    """A line for each promise of the engine, and a table of how it grows.

    Args:
        rounds: of the quick contenders; the slow ones run once, some on a part of the work.
        osm: an OpenStreetMap extract to measure on as well.
    """
    rounds = min(rounds, 5)
    yield f"reach: one thread each, {rounds} interleaved rounds, medians; pandana and the million nodes' rivals once"
    small, middle = (Setting.of(road_network(n)) for n in (10_000, 100_000))
    yield from _on_network("100k", middle, rounds)
    yield from _minutes(middle, rounds)
    yield from _joining(middle, rounds)
    yield from _changes(middle, min(rounds, 3))
    yield from _sweep("100k", middle, rounds)
    growth = [_growth_row(setting, rounds) for setting in (small, middle)]
    if osm is not None:
        yield from _on_extract(osm, min(rounds, 3))
    del small, middle
    large = Setting.of(road_network(1_000_000))
    yield from _million(large, growth)
    yield from _sweep("1m", large, min(rounds, 3))
    yield _peak(large)


def _ratios(goals: Mapping[str, Goal], result: tuple[float, dict[str, float | None]]) -> Iterator[str]:
    """How many times as long as ours each rival takes."""
    ours, rivals = result
    for name, goal in goals.items():
        seconds = rivals[name]
        yield f"INVALID {goal.name}" if seconds is None else goal.line(seconds / ours)


def _at_least(name: str, bounds: Mapping[str, float]) -> dict[str, Goal]:
    return {rival: Goal(f"reach-{name}-over-{rival}", bound, at_least=True) for rival, bound in bounds.items()}


def _on_network(size: str, setting: Setting, rounds: int) -> Iterator[str]:
    goals = _at_least(f"nearest-of-12-classes-{size}", {"routingkit-cch": 5, "scipy": 8, "pandana": 400})
    yield from _ratios(goals, contest(setting.nearest, _nearest_rivals(setting), rounds))
    gc.collect()
    goals = _at_least(f"curves-of-1000-sites-{size}", {"pyroutingkit": 25, "scipy": 130, "pandana": 450})
    yield from _ratios(goals, contest(setting.curves, _curve_rivals(setting), rounds))
    gc.collect()


def _on_extract(osm: Path, rounds: int) -> Iterator[str]:
    """The same ratios on an extract, of whichever size: no goals are set for it."""
    setting = Setting.of(_roads_of(osm))
    yield f"{osm.name}: {setting.graph.n_nodes:,} nodes, {len(setting.graph.out.heads):,} arcs; no goals"
    for line in _on_network("osm", setting, rounds):
        kind, name, *value = line.split()
        yield f"{name} {value[0]}" if kind == "RATIO" else line


def _nearest_rivals(setting: Setting) -> dict[str, Rival]:
    graph, wanted = setting.graph, setting.nearest()
    every = Entries(
        *(np.concatenate([getattr(entries, name) for entries in setting.classes]) for name in Entries.__slots__)
    )
    ext = extended(graph, None, every)
    nodes = np.split(ext.destinations, np.cumsum([len(entries) for entries in setting.classes])[:-1])
    routingkit, ways = routingkit_prepared(graph), [ways_in(graph, entries) for entries in setting.classes]
    most = float(max(found.max() for found in wanted) + 2)
    matrix, pandana = ext.matrix(reverse=True), pandana_network(ext, reverse=False)

    def agrees(answer: list[Any]) -> bool:
        return all(map(np.array_equal, wanted, [_or_none(found[: graph.n_nodes], most) for found in answer]))

    return {
        "routingkit-cch": Rival(partial(routingkit_nearest, routingkit, ways), agrees),
        "scipy": Rival(partial(scipy_nearest, matrix, nodes, graph.n_nodes), agrees),
        "pandana": Rival(partial(pandana_nearest, pandana, ext, nodes, most), agrees, once=True),
    }


def _or_none(found: Any, most: float) -> Any:
    """Deciseconds as whole numbers, -1 where a rival says in its way that there is none."""
    values = np.array([math.inf if value is None else value for value in found], dtype=np.float64)
    return np.where(values < most - 1, values, -1).astype(np.int64)


def _curve_rivals(setting: Setting) -> dict[str, Rival]:
    people, wanted = setting.region.localities.population, setting.curves()
    ext = extended(setting.graph, setting.people, setting.sites)
    _, metric = pyroutingkit_prepared(ext, reverse=True)
    matrix, pandana = ext.matrix(reverse=True), pandana_network(ext, reverse=True)
    some = np.linspace(0, len(setting.sites) - 1, PANDANA_SITES).astype(np.int64)

    def of_all(answer: Any) -> bool:
        return np.array_equal(answer, wanted)

    def of_some(answer: Any) -> bool:
        return np.array_equal(answer, wanted[some])

    nearby = partial(pandana_curves, pandana, ext, people, ext.destinations[some])
    return {
        "pyroutingkit": Rival(partial(pyroutingkit_curves, metric, ext, people, slice(None)), of_all),
        "scipy": Rival(partial(scipy_curves, matrix, ext, people), of_all, once=True),
        "pandana": Rival(nearby, of_some, times=len(setting.sites) / len(some), once=True),
    }


def _minutes(setting: Setting, rounds: int) -> Iterator[str]:
    graph = setting.graph
    others = join(graph, site_outlines(graph.roads, SITES, seed=4))
    ext = extended(graph, setting.sites, others)
    _, metric = pyroutingkit_prepared(ext, reverse=False)
    ours = partial(drive_matrix, graph, setting.sites, others, setting.prepared)
    wanted = ours()

    def agrees(answer: Any) -> bool:
        return np.array_equal(np.where(answer == UNREACHED, NO_WAY, answer.astype(np.int64)), wanted)

    rival = Rival(partial(pyroutingkit_matrix, metric, ext.origins, ext.destinations), agrees)
    yield from _ratios(
        _at_least("minutes-1000x1000", {"pyroutingkit": 6}), contest(ours, {"pyroutingkit": rival}, rounds)
    )


def _joining(setting: Setting, rounds: int) -> Iterator[str]:
    """Against the bare look-up of the nearest piece of road, the tree being there already.

    Without a greatest distance, which would make the look-up take four times as long.
    """
    import shapely

    graph, outlines = setting.graph, site_outlines(setting.graph.roads, OUTLINES, seed=5)
    goal = Goal("reach-joining-10000-outlines-over-query-nearest", 3.0)
    pieces = graph.pieces
    ends = np.stack([pieces.start(pieces.all), pieces.end(pieces.all)], axis=1)
    tree = shapely.STRtree(shapely.linestrings(ends))

    def bare() -> Any:
        return tree.query_nearest(outlines, return_distance=True, all_matches=False)

    entries, ((rows, _), gap_m) = join(graph, outlines), bare()
    same = np.array_equal(np.flatnonzero(entries.joined), rows) and np.allclose(
        entries.straight_m[rows], gap_m, atol=1e-6
    )
    if not same:
        yield f"INVALID {goal.name}"
        return
    seconds = interleaved_calls({"ours": lambda: join(graph, outlines), "bare": bare}, rounds)
    yield goal.line(seconds["ours"] / seconds["bare"])


def _changes(setting: Setting, rounds: int) -> Iterator[str]:
    from sitematch.core.reach.changes import situation, situation_after
    from sitematch.core.reach.link_changes import LinkChange
    from sitematch.core.reach.road_changes import changed_roads

    roads = setting.graph.roads
    middle = int(np.argmin(np.hypot(*(roads.node_xy[roads.from_node] - roads.node_xy.mean(axis=0)).T)))
    ends = str(roads.node_ids[roads.from_node[middle]]), str(roads.node_ids[roads.to_node[middle]])
    edits = {"speed": LinkChange(*ends, speed_kmh=20.0), "closed-link": LinkChange(*ends, closed=True)}
    before = situation(setting.region, setting.outlines, setting.prepared)
    assert before is not None
    for name, edit in edits.items():

        def changed(edit: LinkChange = edit) -> Any:
            after, faults = changed_roads(roads, [edit])
            assert after is not None, faults
            return situation_after(before, after).table

        def anew(edit: LinkChange = edit) -> Any:
            after, _ = changed_roads(roads, [edit])
            assert after is not None
            region = replace(setting.region, roads=after.after)
            found = situation(region, setting.outlines, prepare(RoadGraph.of(after.after, region.access)))
            assert found is not None
            return found.table

        goal = Goal(f"reach-changed-{name}-over-anew", 0.5)
        if not _same_tables(changed(), anew()):
            yield f"INVALID {goal.name}"
            continue
        seconds = interleaved_calls({"ours": changed, "anew": anew}, rounds)
        yield goal.line(seconds["ours"] / seconds["anew"])


def _same_tables(one: Any, other: Any) -> bool:
    drives = np.array_equal(one.drive_ds, other.drive_ds) and np.array_equal(one.drive_via, other.drive_via)
    return drives and all(np.array_equal(one.curves[name], other.curves[name], True) for name in one.curves)


def _sweep(size: str, setting: Setting, rounds: int) -> Iterator[str]:
    """A sweep of as many sites as go at once, against copying as many bytes as it has to touch."""
    from sitematch.core.reach.hierarchy.fields import Sweeper, lanes_for, width_for
    from sitematch.core.reach.hierarchy.targets import near_ways, sources_of, targets_of

    targets = targets_of(setting.prepared, setting.graph, setting.people, inbound=True)
    width = width_for(LIMIT_DS)
    kept, arcs = len(targets.restriction), len(targets.restriction.heads)
    lanes = lanes_for(len(setting.sites), kept, width)
    ways = near_ways(setting.graph, setting.sites, targets)
    row = np.argsort(setting.prepared.topology.rank[ways.node].max(axis=1), kind="stable")[:lanes]
    chosen = replace(ways, node=ways.node[row], ds=ways.ds[row])
    sources = sources_of(setting.prepared, chosen, setting.sites.access_ds[row])
    sweeper = Sweeper(targets.climbing, targets.restriction, lanes, width)
    touched = (arcs + kept) * lanes * width.itemsize
    original, copy = np.ones(touched, dtype=np.uint8), np.zeros(touched, dtype=np.uint8)
    calls = {"sweep": lambda: sweeper.field(sources), "copy": lambda: np.copyto(copy, original)}
    seconds = interleaved_calls(calls, 2 * rounds + 1)
    yield (
        f"sweep-{size}: {arcs:,} kept arcs and {kept:,} nodes × {lanes} lanes × {width.itemsize} bytes = "
        f"{touched / 1e6:,.0f} MB; {seconds['sweep'] * 1e3:.1f} ms, the copy {seconds['copy'] * 1e3:.1f} ms"
    )
    yield Goal(f"reach-sweep-{size}-over-copy", 2.5).line(seconds["sweep"] / seconds["copy"])


def _million(setting: Setting, growth: list[tuple[Any, ...]]) -> Iterator[str]:
    people = setting.region.localities.population
    growth = [*growth, _growth_row(setting, 2)]
    wanted = setting.curves()
    ext = extended(setting.graph, setting.people, setting.sites)
    seconds, (_, metric) = timed(lambda: pyroutingkit_prepared(ext, reverse=True))
    some = slice(0, len(setting.sites), len(setting.sites) // MILLION_SITES)

    def agrees(answer: Any) -> bool:
        return np.array_equal(answer, wanted[some])

    call = partial(pyroutingkit_curves, metric, ext, people, some)
    rival = {"pyroutingkit": Rival(call, agrees, times=len(setting.sites) / MILLION_SITES, once=True)}
    whole = contest(setting.curves, rival, 2)
    swept = interleaved_calls({"swept": _swept(setting)}, 2)["swept"]
    names = {"curves-1m-sweep-and-histogram": (40.0, swept), "curves-1m-whole-call": (25.0, whole[0])}
    for name, (bound, ours) in names.items():
        yield from _ratios(_at_least(name, {"pyroutingkit": bound}), (ours, whole[1]))
    goals = _at_least("preparation-1m", {"pyroutingkit": 3.0})
    valid = whole[1]["pyroutingkit"] is not None
    yield from _ratios(goals, (growth[-1][1], {"pyroutingkit": seconds if valid else None}))
    yield from _growth_table(growth)


def _swept(setting: Setting) -> Any:
    """The sweep and the histogram alone, the places being ready."""
    from sitematch.core.reach.amounts import columns_of
    from sitematch.core.reach.hierarchy.searches import minute_sums, search_to

    network = setting.network()
    counted = next(counted for counted in counted_of(network) if POPULATION in counted.amounts)
    columns = columns_of({POPULATION: counted.parts[POPULATION]}, len(counted.places))
    targets = network.targets_of(counted.places, inbound=True)
    search = search_to(setting.prepared, setting.graph, setting.sites, targets, LIMIT_DS)
    return lambda: minute_sums(search, columns.whole, HORIZON_MIN)


def _growth_row(setting: Setting, rounds: int) -> tuple[Any, ...]:
    """Nodes, and the seconds to prepare, to find the nearest of all classes, and for the curves of 1,000 sites."""
    setting.prepared, setting.people, setting.sites, setting.classes  # noqa: B018 - made before anything is timed
    calls = {"prepare": lambda: prepare(setting.graph), "nearest": setting.nearest, "curves": setting.curves}
    seconds = interleaved_calls(calls, rounds)
    return setting.graph.n_nodes, *(seconds[name] for name in calls)


def _growth_table(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    """Microseconds a node, and for the preparation a node and doubling: both stay about the same."""
    yield "growth        prepare s  µs/(n log2 n)  nearest s  µs/n  curves s  µs/n"
    for n, prepared, nearest, curve in rows:
        each = [1e6 * prepared / (n * math.log2(n)), 1e6 * nearest / n, 1e6 * curve / n]
        yield (
            f"{n:>9,} nodes {prepared:>8.2f}  {each[0]:>13.3f}  {nearest:>9.3f}  {each[1]:>4.2f}  {curve:>8.3f}  "
            f"{each[2]:>4.2f}"
        )


def _peak(setting: Setting) -> str:
    """The peak memory of a process that reads the roads, prepares them and asks for the curves of 10,000 sites."""
    roads = setting.graph.roads
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roads.npz"
        columns = ("node_lon", "node_lat", "from_node", "to_node", "km", "speed_kmh", "oneway", "motorway")
        np.savez(path, **{name: getattr(roads, name) for name in columns})
        command = [sys.executable, "-m", "benchmarks.reach_memory", str(path)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
    return PEAK_GOAL.line(float(done.stdout) / 1e9)


def _roads_of(osm: Path) -> Roads:
    """The roads of an extract, by way of a pack, as a user takes them."""
    from sitematch.packs import read_pack
    from sitematch.service.road_import import import_roads

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "region.toml").write_text('id = "bench"\n')
        import_roads(osm, Path(folder))
        roads = read_pack(Path(folder)).roads
    assert roads is not None
    return roads
