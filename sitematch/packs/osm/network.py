"""Ways cut at their junctions: nodes where roads meet, and links between them with their shape and length.

Everything is arrays: a row of ``Trail`` is one node of one way, in the order of the way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.packs.osm.places import PER_DEGREE, Places
from sitematch.packs.osm.scan import Extract

_METRES_PER_KM: Final = 1_000.0


@dataclass(frozen=True, eq=False)
class Trail:
    """The nodes of all ways that are there, way after way.

    ``place``: the row of ``Places``; ``way``: that of the way; ``last``: where a piece of a way ends, because the way
    does or because its next node is missing; ``cut``: where links begin and end; ``metres``: to the next row, 0 at the
    last.
    """

    place: IntArray
    way: IntArray
    last: BoolArray
    cut: BoolArray
    metres: FloatArray


@dataclass(frozen=True, eq=False)
class Network:
    """Links between nodes, both numbered from 0.

    ``place``: of each node, the row of ``places``. ``copy``: 0, or which of the ends that a barrier sets apart.
    ``tail``, ``head``: the nodes of each link along its way; ``first``, ``final``: the rows of the trail that it spans;
    ``way``: its way's row; ``km``: geodesic, along the shape. ``way_km``: of each way, what of it is there;
    ``whole``: of each way, whether none of its nodes is missing. ``dropped``: counts by reason.
    """

    places: Places
    trail: Trail
    place: IntArray
    copy: IntArray
    tail: IntArray
    head: IntArray
    first: IntArray
    final: IntArray
    way: IntArray
    km: FloatArray
    way_km: FloatArray
    whole: BoolArray
    dropped: Counter[str]


@dataclass(frozen=True, eq=False)
class Drawn:
    """Which ways are roads.

    ``roads``: their rows in the extract. Of every way there ``kind``: a number that ways alike in all but their course
    share, ``symmetric``: it is the same along and against its nodes, and ``timed``: how long its whole course takes is
    stated, so that its speed hangs on that course.
    """

    roads: IntArray
    kind: IntArray
    symmetric: BoolArray
    timed: BoolArray


def cut_at_junctions(extract: Extract, drawn: Drawn) -> Network:
    """The network of the roads, in their order.

    A link ends where ways meet (a node of several ways, or twice of one), where a way ends, at a barrier, and beside a
    node that is missing. A barrier's node is set apart into one for each link, so that nobody passes. A link that would
    lead from a node to itself is cut in its middle. Nodes at the same place are one if a link of no length joins them.
    """
    dropped: Counter[str] = Counter()
    trail, whole = _trail(extract, drawn.roads, dropped)
    shut = np.isin(extract.places.ids[trail.place], extract.shut)
    trail = _with_cuts(trail, shut)
    first, final = _spans(trail)
    along = np.concatenate([[0.0], np.cumsum(trail.metres)])
    km = (along[final] - along[first]) / _METRES_PER_KM
    way = trail.way[first]
    way_km = np.zeros(len(extract.way_ids))
    np.add.at(way_km, way, km)
    ends = _ends(trail, shut, first, final)
    network = _numbered(extract.places, trail, ends, (first, final, way, km))
    network = replace(network, way_km=way_km, whole=whole, dropped=dropped)
    return _without_nothing(network, drawn)


def _trail(extract: Extract, roads: IntArray, dropped: Counter[str]) -> tuple[Trail, BoolArray]:
    """The nodes of these ways, those that are missing and those that repeat the one before left out."""
    sizes = np.diff(extract.starts)[roads]
    way = np.repeat(roads, sizes)
    rows = np.repeat(extract.starts[:-1][roads], sizes) + _counted(sizes)
    place = extract.places.find(extract.refs[rows])
    missing = place < 0
    whole = np.ones(len(extract.way_ids), dtype=bool)
    whole[way[missing]] = False
    dropped["missing_nodes"] = len(np.unique(extract.refs[rows][missing]))
    dropped["clipped_ways"] = int((~whole).sum())
    piece = np.cumsum(missing | np.append(True, way[1:] != way[:-1])[: len(way)])
    place, way, piece = place[~missing], way[~missing], piece[~missing]
    same = np.append(False, (piece[1:] == piece[:-1]) & (place[1:] == place[:-1]))[: len(way)]
    dropped["repeated_nodes"] = int(same.sum())
    place, way, piece = place[~same], way[~same], piece[~same]
    alone = np.bincount(piece, minlength=1)[piece] < 2
    dropped["lone_nodes"] = int(alone.sum())
    place, way, piece = place[~alone], way[~alone], piece[~alone]
    last = np.append(piece[1:] != piece[:-1], True)[: len(way)]
    metres = _metres(extract.places, place, last)
    return Trail(place, way, last, np.zeros(len(way), dtype=bool), metres), whole


def _with_cuts(trail: Trail, shut: BoolArray) -> Trail:
    """Cut where ways meet and end, at barriers, and in the middle of what would be a loop."""
    if not len(trail.place):
        return trail
    begins = np.append(True, trail.last[:-1])
    often = np.bincount(trail.place)[trail.place] > 1
    cut = often | begins | trail.last | shut
    first, final = _spans(replace(trail, cut=cut))
    loop = (trail.place[first] == trail.place[final]) & ~shut[first]
    cut[(first[loop] + final[loop]) // 2] = True
    return replace(trail, cut=cut)


def _spans(trail: Trail) -> tuple[IntArray, IntArray]:
    """The rows at which links begin and end."""
    at = np.flatnonzero(trail.cut)
    goes_on = ~trail.last[at]
    first = at[goes_on]
    final = at[np.flatnonzero(goes_on) + 1] if len(first) else first
    return first, final


def _metres(places: Places, place: IntArray, last: BoolArray) -> FloatArray:
    """The geodesic from each row to the next, on the ellipsoid of WGS 84."""
    from pyproj import Geod

    metres = np.zeros(len(place))
    at = np.flatnonzero(~last)
    if len(at):
        lon, lat = places.x[place] / PER_DEGREE, places.y[place] / PER_DEGREE
        metres[at] = Geod(ellps="WGS84").inv(lon[at], lat[at], lon[at + 1], lat[at + 1])[2]
    return metres


def _ends(trail: Trail, shut: BoolArray, first: IntArray, final: IntArray) -> tuple[IntArray, IntArray]:
    """The place of each link's tail and head, and which copy of it: 0 but where a barrier sets the ends apart."""
    rows = np.concatenate([first, final])
    place, copy = trail.place[rows], np.zeros(len(rows), dtype=np.int64)
    apart = np.flatnonzero(shut[rows])
    link = np.concatenate([np.arange(len(first)), np.arange(len(first))])
    order = apart[np.lexsort((link[apart], place[apart]))]
    new = np.append(True, place[order][1:] != place[order][:-1])[: len(order)]
    sizes = np.diff(np.append(np.flatnonzero(new), len(order)))
    copy[order] = _counted(sizes) + 1
    return place, copy


def _numbered(
    places: Places,
    trail: Trail,
    ends: tuple[IntArray, IntArray],
    links: tuple[IntArray, IntArray, IntArray, FloatArray],
) -> Network:
    """Nodes numbered by their id and copy."""
    place, copy = ends
    first, final, way, km = links
    most = int(copy.max(initial=0)) + 1
    codes, node = np.unique(place * most + copy, return_inverse=True)
    none = np.zeros(0)
    tail, head = node[: len(first)], node[len(first) :]
    place, copy = codes // most, codes % most
    return Network(places, trail, place, copy, tail, head, first, final, way, km, none, none.astype(bool), Counter())


def _without_nothing(network: Network, drawn: Drawn) -> Network:
    """One node in place of two that a link of no length joins; such links and exact repetitions are left out."""
    dropped = network.dropped
    empty = network.km == 0
    dropped["zero_length"] = int(empty.sum())
    tail, head = network.tail, network.head
    if empty.any():
        stands_for = _merged(len(network.place), tail[empty], head[empty])
        tail, head = stands_for[tail], stands_for[head]
    repeated = _repeated(network, drawn, tail, head)
    dropped["repeated_links"] = int((repeated & ~empty).sum())
    kept = ~(empty | repeated)
    used, node = np.unique(np.concatenate([tail[kept], head[kept]]), return_inverse=True)
    n = int(kept.sum())
    return replace(
        network,
        place=network.place[used],
        copy=network.copy[used],
        tail=node[:n],
        head=node[n:],
        first=network.first[kept],
        final=network.final[kept],
        way=network.way[kept],
        km=network.km[kept],
    )


def _merged(n: int, one: IntArray, other: IntArray) -> IntArray:
    """The node that stands for each: the smallest of those that hang together by these pairs."""
    stands_for = np.arange(n)
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        pair = stands_for[[a, b]]
        stands_for[stands_for == pair.max()] = pair.min()
    return stands_for


def _repeated(network: Network, drawn: Drawn, tail: IntArray, head: IntArray) -> BoolArray:
    """Links that lead over the very nodes of an earlier one and are alike in all else: drawn twice."""
    repeated = np.zeros(len(tail), dtype=bool)
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    _, pair, often = np.unique(low * (len(network.place) + 1) + high, return_inverse=True, return_counts=True)
    seen: set[tuple[int, float, bytes]] = set()
    for link in np.flatnonzero(often[pair] > 1).tolist():
        way, shape = network.way[link], network.trail.place[network.first[link] : network.final[link] + 1]
        course = shape.tobytes()
        if drawn.symmetric[way]:
            course = min(course, shape[::-1].tobytes())
        key = (int(drawn.kind[way]), round(float(network.way_km[way]), 6) if drawn.timed[way] else 0.0, course)
        repeated[link] = key in seen
        seen.add(key)
    return repeated


def _counted(sizes: IntArray) -> IntArray:
    """0, 1, … up to each size, one after the other."""
    starts = np.cumsum(sizes) - sizes
    counted: IntArray = np.arange(int(sizes.sum())) - np.repeat(starts, sizes)
    return counted


def components(n: int, tail: IntArray, head: IntArray) -> IntArray:
    """How many links each part of the network has that hangs together, the largest first."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(n, n))
    part = connected_components(graph, directed=False)[1]
    sizes: IntArray = np.sort(np.bincount(part[tail]))[::-1].astype(np.int64)
    return sizes
