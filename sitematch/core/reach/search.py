"""Shortest drives in whole deciseconds: by SciPy where the work is small, by Dial's buckets or a hierarchy where not.

Weights are whole numbers throughout (in SciPy's floats exact up to 2^53), so every way gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.reach import choice
from sitematch.core.reach.buckets import fits_buckets, from_sources
from sitematch.core.reach.choice import Way
from sitematch.core.reach.hierarchy import PreparedRoads
from sitematch.core.reach.joining import Entries, Ways, arriving, leaving
from sitematch.core.reach.roadgraph import NO_WAY, Arcs, RoadGraph
from sitematch.core.reach.samelink import along_links, same_link

_CHUNK_CELLS = 4_000_000
"""Distances held at a time: 32 MB."""
_MOST_SOURCES = 64


@dataclass(frozen=True, eq=False, slots=True)
class NearestKeys:
    """The nearest of some facilities from every node: ``key`` = deciseconds × 2^``bits`` + rank, NO_WAY without a way.

    Such a key orders by deciseconds, then by rank, so that one search finds the drive and, of equal drives, the
    facility of smallest rank. ``facilities`` are in the order of their ranks.
    """

    facilities: Entries
    bits: int
    key: IntArray

    def drives(self) -> tuple[IntArray, IntArray]:
        """Deciseconds from every node, the facility's leg included, and its rank; both -1 without a way."""
        return _ds_and_rank(self.key, self.bits)


def _ds_and_rank(key: IntArray, bits: int) -> tuple[IntArray, IntArray]:
    ds, rank = key >> bits, key & ((1 << bits) - 1)
    nowhere = key >= NO_WAY
    if nowhere.any():
        ds[nowhere], rank[nowhere] = -1, -1
    return ds, rank


def nearest_keys(graph: RoadGraph, facilities: Entries, prepared: PreparedRoads | None = None) -> NearestKeys:
    """One search from all the facilities against the direction of driving; their legs are in the keys."""
    return nearest_keys_of(graph, [facilities], prepared)[0]


def nearest_keys_of(
    graph: RoadGraph, classes: Sequence[Entries], prepared: PreparedRoads | None = None
) -> list[NearestKeys]:
    """The same of several classes of facilities at once, in their order."""
    way = choice.way_of(graph, len(classes), prepared)
    if way is Way.HIERARCHY:
        from sitematch.core.reach.hierarchy.searches import class_keys

        found = class_keys(choice.roads_for(graph, prepared), graph, classes)
        return [NearestKeys(of, found.bits, key) for of, key in zip(classes, found.keys, strict=True)]
    search = _keys_by_buckets if _goes_by_buckets(graph, way) else _keys_by_scipy
    return [search(graph, facilities) for facilities in classes]


def _goes_by_buckets(graph: RoadGraph, way: Way) -> bool:
    return way is Way.BUCKETS and fits_buckets(graph.back)


def _keys_by_buckets(graph: RoadGraph, facilities: Entries) -> NearestKeys:
    ways, bits = arriving(graph, facilities), len(facilities).bit_length()
    rank, side = np.nonzero(ways.ds < NO_WAY)
    ds = ways.ds[rank, side] + facilities.access_ds[rank]
    found_ds, found_rank = from_sources(graph.back, ways.node[rank, side], ds, rank)
    reached = found_ds < NO_WAY
    found_ds[reached] = (found_ds[reached] << bits) + found_rank[reached]
    return NearestKeys(facilities, bits, found_ds)


def _keys_by_scipy(graph: RoadGraph, facilities: Entries) -> NearestKeys:
    ways, bits = arriving(graph, facilities), len(facilities).bit_length()
    rank, side = np.nonzero(ways.ds < NO_WAY)
    if not len(rank):
        return NearestKeys(facilities, bits, np.full(graph.n_nodes, NO_WAY, dtype=np.int64))
    key = ((ways.ds[rank, side] + facilities.access_ds[rank]) << bits) + rank
    scaled = Arcs(graph.back.starts, graph.back.heads, graph.back.ds << bits)
    start = Ways(ways.node[rank, side][None, :], key[None, :])
    return NearestKeys(facilities, bits, _by_scipy(scaled, start, limit=np.inf)[0])


def nearest(graph: RoadGraph, origins: Entries, keys: NearestKeys) -> tuple[IntArray, IntArray]:
    """Drives from the origins to the nearest facility, legs included, and its rank; both -1 without a way."""
    ways = leaving(graph, origins)
    ahead = keys.key[ways.node]
    passable = (ways.ds < NO_WAY) & (ahead < NO_WAY)
    by_node = np.where(passable, ahead + (np.where(passable, ways.ds, 0) << keys.bits), NO_WAY).min(axis=1)
    for origin, facility, direct_ds in same_link(graph, origins, keys.facilities):
        np.minimum.at(by_node, origin, ((direct_ds + keys.facilities.access_ds[facility]) << keys.bits) + facility)
    drive_ds, rank = _ds_and_rank(np.where(origins.joined, by_node, NO_WAY), keys.bits)
    return np.where(drive_ds >= 0, drive_ds + np.where(origins.joined, origins.access_ds, 0), -1), rank


def drive_matrix(
    graph: RoadGraph, origins: Entries, destinations: Entries, prepared: PreparedRoads | None = None
) -> IntArray:
    """Drives from k origins to m destinations, legs included, shape (k, m), never cut; NO_WAY without a way."""
    found = np.full((len(origins), len(destinations)), NO_WAY, dtype=np.int64)
    for rows, ds in drives(graph, origins, destinations, inbound=False, limit_ds=None, prepared=prepared):
        found[rows] = ds
    return found


def drives(
    graph: RoadGraph,
    sites: Entries,
    places: Entries,
    *,
    inbound: bool,
    limit_ds: int | None,
    prepared: PreparedRoads | None = None,
) -> Iterator[tuple[IntArray, IntArray]]:
    """Drives between sites and places, legs included, some sites at a time.

    Args:
        graph: the region's roads.
        sites: entries from which one searches.
        places: entries of the other side.
        inbound: from the places to the sites; else from the sites to the places.
        limit_ds: what takes longer may be given as NO_WAY; None: nothing may.
        prepared: the roads as a hierarchy, where they were prepared.

    Yields:
        Rows of sites, shape (k,), and their drives in deciseconds, shape (k, number of places), NO_WAY
        without a way. Sites that do not join are left out.
    """
    rows = np.flatnonzero(sites.joined)
    way = choice.way_of(graph, len(rows), prepared)
    if way is Way.HIERARCHY:
        yield from _by_hierarchy(choice.roads_for(graph, prepared), graph, sites, places, (inbound, limit_ds))
        return
    far, n_cells = _far(graph, places, inbound), graph.n_nodes + len(places) + 1
    size = int(np.clip(_CHUNK_CELLS // n_cells, 1, _MOST_SOURCES))
    for start in range(0, len(rows), size):
        chunk = rows[start : start + size]
        at_node = _at_nodes(graph, sites.take(chunk), inbound, limit_ds, way)
        by_node = np.minimum(*(at_node[:, far.node[:, side]] + far.ds[:, side] for side in (0, 1)))
        for site, place, ds in along_links(graph, sites.take(chunk), places, inbound=inbound):
            np.minimum.at(by_node, (site, place), ds)
        total = by_node + np.where(places.joined, places.access_ds, 0) + sites.access_ds[chunk, None]
        yield chunk, np.where((by_node < NO_WAY) & places.joined, total, NO_WAY)


def _by_hierarchy(
    roads: PreparedRoads, graph: RoadGraph, sites: Entries, places: Entries, asked: tuple[bool, int | None]
) -> Iterator[tuple[IntArray, IntArray]]:
    """All drives between sites and places; ``asked``: whether inbound, and up to which limit."""
    from sitematch.core.reach.hierarchy.searches import drives_between, search_to
    from sitematch.core.reach.hierarchy.targets import targets_of

    targets = targets_of(roads, graph, places, inbound=asked[0])
    rows = np.flatnonzero(sites.joined)
    size = max(1, _CHUNK_CELLS // (len(places) + 1))
    for start in range(0, len(rows), size):
        chunk = rows[start : start + size]
        yield chunk, drives_between(search_to(roads, graph, sites.take(chunk), targets, asked[1]))


def node_drives(
    graph: RoadGraph,
    entries: Entries,
    *,
    inbound: bool,
    limit_ds: int | None = None,
    prepared: PreparedRoads | None = None,
) -> IntArray:
    """Drives between each of k entries, its leg included, and every node, shape (k, n_nodes).

    Args:
        graph: the region's roads.
        entries: where one searches from; those that do not join reach nothing.
        inbound: from the nodes to the entries; else from the entries to the nodes.
        limit_ds: what takes longer is NO_WAY, as is what has no way.
        prepared: the roads as a hierarchy, where they were prepared.
    """
    way = choice.way_of(graph, len(entries), prepared)
    if way is Way.HIERARCHY:
        from sitematch.core.reach.hierarchy.searches import to_all_nodes

        found = to_all_nodes(choice.roads_for(graph, prepared), graph, entries, inbound)
    else:
        legs_ds = np.where(entries.joined, entries.access_ds, 0)[:, None]
        found = _at_nodes(graph, entries, inbound, limit_ds, way)
        found = np.where(found < NO_WAY, found + legs_ds, NO_WAY)
    return found if limit_ds is None else np.where(found <= limit_ds, found, NO_WAY)


def _far(graph: RoadGraph, places: Entries, inbound: bool) -> Ways:
    return leaving(graph, places) if inbound else arriving(graph, places)


def _at_nodes(graph: RoadGraph, sites: Entries, inbound: bool, limit_ds: int | None, way: Way) -> IntArray:
    """Drives between each of k sites and every node, without its leg, shape (k, n_nodes); NO_WAY beyond the limit."""
    arcs, near = (graph.back, arriving(graph, sites)) if inbound else (graph.out, leaving(graph, sites))
    if not _goes_by_buckets(graph, way):
        return _by_scipy(arcs, near, limit=np.inf if limit_ds is None else float(limit_ds))
    found = np.empty((len(sites), graph.n_nodes), dtype=np.int64)
    for row in range(len(sites)):
        side = np.flatnonzero(near.ds[row] < NO_WAY)
        found[row], _ = from_sources(arcs, near.node[row, side], near.ds[row, side], np.zeros_like(side), limit_ds)
    return found


def _by_scipy(arcs: Arcs, sources: Ways, limit: float) -> IntArray:
    """From each of k sources, given by arcs into the network, to every node, shape (k, n_nodes); NO_WAY beyond."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    k, n = len(sources.node), len(arcs.starts) - 1
    row, way = np.nonzero(sources.ds < NO_WAY)
    # The sources become nodes behind the others. Their arcs are longer by 1, so that none of them is 0.
    added = Arcs.of(k, row, sources.node[row, way], sources.ds[row, way] + 1)
    starts = np.concatenate([arcs.starts, added.starts[1:] + arcs.starts[-1]]).astype(np.int32)
    heads = np.concatenate([arcs.heads, added.heads]).astype(np.int32)
    weights: FloatArray = np.concatenate([arcs.ds, added.ds]).astype(np.float64)
    matrix = csr_array((weights, heads, starts), shape=(n + k, n + k))
    found = dijkstra(matrix, directed=True, indices=np.arange(n, n + k), limit=limit + 1)[:, :n]
    reached: BoolArray = np.isfinite(found)
    return np.where(reached, np.where(reached, found, 1.0).astype(np.int64) - 1, NO_WAY)
