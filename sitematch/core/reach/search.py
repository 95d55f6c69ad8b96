"""Shortest drives in whole deciseconds, by Dijkstra's method on sparse arcs.

Weights are whole numbers held in floats, exact up to 2^53, so every way of computing a drive gives the same number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.reach.joining import Entries, Ways, arriving, leaving, part_ds
from sitematch.core.reach.roadgraph import NO_WAY, Arcs, RoadGraph

_CHUNK_CELLS = 4_000_000
"""Distances held at a time: 32 MB."""
_MOST_SOURCES = 64
_SAME_FRACTION = 1e-9
"""Two entries at fractions that differ by no more are at the same point: neither lies behind the other."""


@dataclass(frozen=True, eq=False, slots=True)
class NearestKeys:
    """The nearest of some facilities from every node: ``key`` = deciseconds × ``n`` + rank, NO_WAY without a way.

    Such a key orders by deciseconds, then by rank, so that one search finds the drive and, of equal drives, the
    facility of smallest rank. ``facilities`` are in the order of their ranks.
    """

    facilities: Entries
    key: IntArray

    @property
    def n(self) -> int:
        """How many facilities there are."""
        return len(self.facilities)


def nearest_keys(graph: RoadGraph, facilities: Entries) -> NearestKeys:
    """One search from all the facilities against the direction of driving; their legs are in the keys."""
    ways, n = arriving(graph, facilities), len(facilities)
    rank, side = np.nonzero(ways.ds < NO_WAY)
    if not len(rank):
        return NearestKeys(facilities, np.full(graph.n_nodes, NO_WAY, dtype=np.int64))
    key = (ways.ds[rank, side] + facilities.access_ds[rank]) * n + rank
    scaled = Arcs(graph.back.starts, graph.back.heads, graph.back.ds * n)
    start = Ways(ways.node[rank, side][None, :], key[None, :])
    found = _distances(scaled, start, limit=np.inf)[0]
    return NearestKeys(facilities, found)


def nearest(graph: RoadGraph, origins: Entries, keys: NearestKeys) -> tuple[IntArray, IntArray]:
    """Drives from the origins to the nearest facility, legs included, and its rank; both -1 without a way."""
    ways = leaving(graph, origins)
    ahead = keys.key[ways.node]
    passable = (ways.ds < NO_WAY) & (ahead < NO_WAY)
    by_node = np.where(passable, ahead + np.where(passable, ways.ds, 0) * keys.n, NO_WAY).min(axis=1)
    origin, facility, direct_ds = same_link(graph, origins, keys.facilities)
    np.minimum.at(by_node, origin, (direct_ds + keys.facilities.access_ds[facility]) * keys.n + facility)
    reached = origins.joined & (by_node < NO_WAY)
    drive_ds, rank = np.full(len(origins), -1), np.full(len(origins), -1)
    drive_ds[reached] = by_node[reached] // keys.n + origins.access_ds[reached]
    rank[reached] = by_node[reached] % keys.n
    return drive_ds, rank


def drives(
    graph: RoadGraph, sites: Entries, places: Entries, *, inbound: bool, limit_ds: int
) -> Iterator[tuple[IntArray, IntArray]]:
    """Drives between sites and places, legs included, some sites at a time.

    Args:
        graph: the region's roads.
        sites: entries from which one searches.
        places: entries of the other side.
        inbound: from the places to the sites; else from the sites to the places.
        limit_ds: what takes longer may be given as NO_WAY.

    Yields:
        Rows of sites, shape (k,), and their drives in deciseconds, shape (k, number of places), NO_WAY
        without a way. Sites that do not join are left out.
    """
    if inbound:
        arcs, near, far = graph.back, arriving(graph, sites), leaving(graph, places)
    else:
        arcs, near, far = graph.out, leaving(graph, sites), arriving(graph, places)
    rows = np.flatnonzero(sites.joined)
    size = int(np.clip(_CHUNK_CELLS // (graph.n_nodes + len(places) + 1), 1, _MOST_SOURCES))
    for start in range(0, len(rows), size):
        chunk = rows[start : start + size]
        at_node = _distances(arcs, Ways(near.node[chunk], near.ds[chunk]), limit=float(limit_ds))
        by_node = np.minimum(*(at_node[:, far.node[:, side]] + far.ds[:, side] for side in (0, 1)))
        if inbound:
            place, site, ds = same_link(graph, places, sites.take(chunk))
        else:
            site, place, ds = same_link(graph, sites.take(chunk), places)
        np.minimum.at(by_node, (site, place), ds)
        total = by_node + np.where(places.joined, places.access_ds, 0) + sites.access_ds[chunk, None]
        yield chunk, np.where((by_node < NO_WAY) & places.joined, total, NO_WAY)


def same_link(graph: RoadGraph, origins: Entries, destinations: Entries) -> tuple[IntArray, IntArray, IntArray]:
    """Pairs that enter the same link between its ends, with the deciseconds straight along it.

    Returns:
        Rows of origins, rows of destinations, deciseconds without the legs; of a one-way link only the pairs
        that lie along its direction.
    """
    from_row, to_row = _pairs(_along(origins), _along(destinations), origins.link, destinations.link)
    link = origins.link[from_row]
    ahead = destinations.fraction[to_row] - origins.fraction[from_row]
    allowed = (ahead >= -_SAME_FRACTION) | ~graph.roads.oneway[link]
    return from_row[allowed], to_row[allowed], part_ds(graph, link[allowed], np.abs(ahead[allowed]))


def _along(entries: Entries) -> IntArray:
    return np.flatnonzero(entries.joined & (entries.node < 0))


def _pairs(a: IntArray, b: IntArray, a_link: IntArray, b_link: IntArray) -> tuple[IntArray, IntArray]:
    """Each of rows ``a`` with each of rows ``b`` on the same link."""
    b = b[np.argsort(b_link[b], kind="stable")]
    low, high = (np.searchsorted(b_link[b], a_link[a], side=side) for side in ("left", "right"))
    count = high - low
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(a, count), b[np.repeat(low, count) + offset]


def _distances(arcs: Arcs, sources: Ways, limit: float) -> IntArray:
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
