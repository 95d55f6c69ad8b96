"""The rivals' ways to the same answers, each as its authors mean it to be used.

None of them joins anything to the middle of a link. So they get a network in which every site, place or facility is a
node of its own, with arcs as long as its leg and its part of the link together: their answers are then ours, to the
decisecond. Every such arc is longer by 1, so that none is 0, and the 1 is taken off again.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sitematch.core.reach.joining import Entries, arriving, leaving
from sitematch.core.reach.roadgraph import NO_WAY, RoadGraph
from sitematch.core.reach.samelink import same_link

Ints = NDArray[Any]
HORIZON_MIN = 90
LIMIT_DS = HORIZON_MIN * 600
UNREACHED = np.uint32(2**31 - 1)


@dataclass(frozen=True)
class Extended:
    """Arcs of a network with entries as nodes of their own: ``origins`` are left, ``destinations`` arrived at."""

    tail: Ints
    head: Ints
    ds: Ints
    n: int
    xy: NDArray[np.float64]
    origins: Ints
    destinations: Ints

    def matrix(self, reverse: bool) -> csr_array[Any]:
        """The network for SciPy."""
        ends = (self.head, self.tail) if reverse else (self.tail, self.head)
        return csr_array((self.ds.astype(np.float64), ends), shape=(self.n, self.n))


def extended(graph: RoadGraph, origins: Entries | None, destinations: Entries | None) -> Extended:
    """The network with some entries that are driven from and some that are driven to."""
    arcs = graph.out
    tail, head, ds = [np.repeat(np.arange(graph.n_nodes), np.diff(arcs.starts))], [arcs.heads], [arcs.ds]
    n, numbers = graph.n_nodes, []
    for entries, ways_of, out in ((origins, leaving, True), (destinations, arriving, False)):
        own = n + np.arange(0 if entries is None else len(entries))
        numbers.append(own)
        n += len(own)
        if entries is None:
            continue
        ways = ways_of(graph, entries)
        row, side = np.nonzero((ways.ds < NO_WAY) & entries.joined[:, None])
        tail.append(own[row] if out else ways.node[row, side])
        head.append(ways.node[row, side] if out else own[row])
        ds.append(ways.ds[row, side] + entries.access_ds[row] + 1)
    if origins is not None and destinations is not None:
        for one, other, direct in same_link(graph, origins, destinations):
            tail.append(numbers[0][one])
            head.append(numbers[1][other])
            ds.append(direct + origins.access_ds[one] + destinations.access_ds[other] + 2)
    xy = np.concatenate([graph.roads.node_xy, np.tile(graph.roads.node_xy.mean(axis=0), (n - graph.n_nodes, 1))])
    xy[graph.n_nodes :] += np.arange(n - graph.n_nodes)[:, None] * 0.01
    return _without_doubles(np.concatenate(tail), np.concatenate(head), np.concatenate(ds), (n, xy, *numbers))


def _without_doubles(tail: Ints, head: Ints, ds: Ints, rest: tuple[int, Any, Ints, Ints]) -> Extended:
    """Of several arcs between two nodes the quickest: SciPy would add them."""
    order = np.lexsort((ds, head, tail))
    tail, head, ds = tail[order], head[order], ds[order]
    first = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
    n, xy, origins, destinations = rest
    _place_at_ends(xy, tail, head, origins, destinations)
    return Extended(tail[first], head[first], ds[first], n, xy, origins, destinations)


def _place_at_ends(xy: NDArray[np.float64], tail: Ints, head: Ints, origins: Ints, destinations: Ints) -> None:
    """Added nodes lie beside a node they hang on, each apart: orders are made by coordinates."""
    added = np.zeros(len(xy), dtype=bool)
    added[origins] = added[destinations] = True
    for own, other in ((tail, head), (head, tail)):
        at = added[own] & ~added[other]
        shift = (own[at] % 97)[:, None] * np.array([[0.11, 0.07]]) + 0.5
        xy[own[at]] = xy[other[at]] + shift


def by_minute(ds: Ints, people: NDArray[np.float64]) -> NDArray[np.float64]:
    """The people by minute of drives of shape (sites, places), in whole deciseconds: rows at a time, in the cache."""
    found = np.empty((len(ds), HORIZON_MIN + 1))
    minute_of = np.minimum(-(-np.arange(LIMIT_DS + 2) // 600), HORIZON_MIN + 1).astype(np.intp)
    for row, drives in enumerate(ds):
        minute = minute_of[np.minimum(drives, LIMIT_DS + 1)]
        found[row] = np.bincount(minute, people, HORIZON_MIN + 2)[: HORIZON_MIN + 1].cumsum()
    return found


# SciPy


def scipy_curves(network: csr_array[Any], ext: Extended, people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inbound curves of the destinations: searches against the direction of driving, cut at the horizon."""
    from scipy.sparse.csgraph import dijkstra

    found = []
    for chunk in np.array_split(ext.destinations, max(1, len(ext.destinations) // 25)):
        away = dijkstra(network, indices=chunk, limit=LIMIT_DS + 2)[:, ext.origins]
        drive = np.where(np.isfinite(away), away - 2, float(LIMIT_DS * 2)).astype(np.uint32)
        found.append(by_minute(drive, people))
    return np.concatenate(found)


def scipy_nearest(network: csr_array[Any], classes: Sequence[Ints], n_nodes: int) -> list[NDArray[np.float64]]:
    """From every node to the nearest of each class: one search from all of a class at once."""
    from scipy.sparse.csgraph import dijkstra

    return [dijkstra(network, indices=nodes, min_only=True)[:n_nodes] - 1 for nodes in classes]


# pyroutingkit


def pyroutingkit_prepared(ext: Extended, reverse: bool) -> Any:
    """A hierarchy by inertial order, customized, on one thread."""
    import pyroutingkit

    tail, head = (ext.head, ext.tail) if reverse else (ext.tail, ext.head)
    topology = pyroutingkit.CCHTopology()
    y, x = ext.xy[:, 1].astype(np.float32), ext.xy[:, 0].astype(np.float32)
    topology.build(tail.astype(np.uint32), head.astype(np.uint32), y, x, ext.n)
    metric = pyroutingkit.CCHMetric(topology)
    metric.customize(ext.ds.astype(np.uint32))
    return topology, metric


def pyroutingkit_matrix(metric: Any, sources: Ints, targets: Ints) -> Ints:
    """Drives between nodes, shape (sources, targets), ``UNREACHED`` where there is no way."""
    found = np.asarray(metric.distances_many_to_many(sources.astype(np.uint32), targets.astype(np.uint32)))
    return np.where(found >= UNREACHED, UNREACHED, found - np.uint32(2))


def pyroutingkit_curves(metric: Any, ext: Extended, people: NDArray[np.float64], rows: slice) -> NDArray[np.float64]:
    """Inbound curves on the network turned round, some sites at a time."""
    sites = ext.destinations[rows]
    size = max(1, 20_000_000 // max(len(ext.origins), 1))
    parts = [sites[start : start + size] for start in range(0, len(sites), size)]
    return np.concatenate([by_minute(pyroutingkit_matrix(metric, part, ext.origins), people) for part in parts])


# routingkit-cch


def routingkit_prepared(graph: RoadGraph) -> Any:
    """A hierarchy of the bare network, with every node pinned as a source."""
    import routingkit_cch as cch

    tail = np.repeat(np.arange(graph.n_nodes), np.diff(graph.out.starts)).tolist()
    head, xy = graph.out.heads.tolist(), graph.roads.node_xy
    order = cch.compute_order_inertial(graph.n_nodes, tail, head, xy[:, 1].tolist(), xy[:, 0].tolist())
    hierarchy = cch.CCH(order, tail, head, False)
    metric = cch.CCHMetric(hierarchy, graph.out.ds.tolist())
    return hierarchy, metric, cch.CCHManyToOne(metric, list(range(graph.n_nodes)))


def routingkit_nearest(prepared: Any, targets: Sequence[list[tuple[int, int]]]) -> list[list[int | None]]:
    """From every node to the nearest of each class, whose ways in are pairs of node and deciseconds."""
    pinned = prepared[2]
    return [pinned.distances_to_multi(pairs) for pairs in targets]


def ways_in(graph: RoadGraph, facilities: Entries) -> list[tuple[int, int]]:
    """The nodes from which a class's facilities are arrived at, and the drive from there with the leg."""
    ways = arriving(graph, facilities)
    row, side = np.nonzero((ways.ds < NO_WAY) & facilities.joined[:, None])
    ds = ways.ds[row, side] + facilities.access_ds[row]
    return list(zip(ways.node[row, side].tolist(), ds.tolist(), strict=True))


# pandana


@contextmanager
def _silenced() -> Iterator[None]:
    """The compiled part of pandana writes its progress to standard output, where our lines have to stand alone."""
    libc = ctypes.CDLL(None)
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        libc.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


@_silenced()
def pandana_network(ext: Extended, reverse: bool) -> Any:
    """The network as pandana takes it."""
    import pandana
    import pandas as pd

    x, y = (pd.Series(ext.xy[:, axis]) for axis in (0, 1))
    tail, head = (ext.head, ext.tail) if reverse else (ext.tail, ext.head)
    weights = pd.DataFrame({"ds": ext.ds.astype(np.float64)})
    return pandana.Network(x, y, pd.Series(tail), pd.Series(head), weights, twoway=False)


@_silenced()
def pandana_nearest(network: Any, ext: Extended, classes: Sequence[Ints], most_ds: float) -> list[NDArray[np.float64]]:
    """From every node to the nearest of each class of nodes; all within ``most_ds``."""
    found = []
    for place, nodes in enumerate(classes):
        name = f"class {place}"
        network.set_pois(name, most_ds, 1, ext.xy[nodes, 0], ext.xy[nodes, 1])
        found.append(network.nearest_pois(most_ds, name, num_pois=1)[1].to_numpy() - 1)
    return found


@_silenced()
def pandana_curves(network: Any, ext: Extended, people: NDArray[np.float64], sites: Ints) -> NDArray[np.float64]:
    """Inbound curves of some sites on the network turned round, from the nodes in range of each."""
    found = np.zeros((len(sites), HORIZON_MIN + 1))
    held = np.zeros(ext.n)
    held[ext.origins] = people
    for row, site in enumerate(sites):
        near = network.nodes_in_range([int(site)], float(LIMIT_DS + 2), "ds")
        ds = near["ds"].to_numpy() - 2
        at = near["destination"].to_numpy()
        minute = np.ceil(ds / 600).astype(np.int64)
        kept = (held[at] > 0) & (minute >= 0) & (minute <= HORIZON_MIN)
        found[row] = np.bincount(minute[kept], held[at][kept], HORIZON_MIN + 1).cumsum()
    return found
