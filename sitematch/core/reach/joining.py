"""How sites, facilities, localities and places join the roads: one rule for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.reach.entrypoint import TIE_M, NearPairs, entry_points, foot
from sitematch.core.reach.pieces import Pieces, PieceTree
from sitematch.core.reach.roadgraph import NO_WAY, RoadGraph, whole_deciseconds

_PIECES_AN_OUTLINE = 1000
"""From so many pieces an outline on, those close to the outlines are looked up first: a tree of all takes long."""
_ROOMS_M = (250.0, 1000.0, 4000.0)
"""How far around outlines one looks first."""


@dataclass(frozen=True, eq=False, slots=True)
class Entries:
    """Where n places meet the roads, each array of shape (n,).

    ``link``: the row of the link, -1 for a place that cannot join. ``node``: the node that the entry point is,
    -1 where it lies between the ends of the link. ``fraction``: of the link's length, from its start.
    ``straight_m``: from the place to the entry point, inf where it cannot join; ``access_ds``: the drive of
    that leg.
    """

    link: IntArray
    node: IntArray
    fraction: FloatArray
    straight_m: FloatArray
    access_ds: IntArray

    @property
    def joined(self) -> BoolArray:
        """Which of the places meet a road."""
        return self.link >= 0

    def __len__(self) -> int:
        return len(self.link)

    @classmethod
    def nowhere(cls, n: int) -> Entries:
        """Of n places none of which joins."""
        far = np.full(n, NO_WAY, dtype=np.int64)
        return cls(np.full(n, -1), np.full(n, -1), np.zeros(n), np.full(n, np.inf), far)

    def take(self, rows: IntArray | BoolArray) -> Entries:
        """The entries of these rows."""
        return Entries(
            self.link[rows], self.node[rows], self.fraction[rows], self.straight_m[rows], self.access_ds[rows]
        )


def points(xy: FloatArray) -> GeometryArray:
    """Shapely points of coordinates of shape (n, 2); None for what no projection could place."""
    made: GeometryArray = np.full(len(xy), None, dtype=object)
    placed = np.isfinite(xy).all(axis=1)
    made[placed] = shapely.points(xy[placed])
    return made


def join(graph: RoadGraph, outlines: GeometryArray) -> Entries:
    """Each outline's entry to the roads.

    The entry is the point of a link other than a motorway that is nearest to the outline (inside it, where such
    links cross or touch it). Of equally near points (within 1e-6 m) the one nearest to the outline's centroid
    is taken, of several still that of the first link of the pack, and the first along it. Where any link ends at
    that point, the point is a node.

    Args:
        graph: the region's roads.
        outlines: Point, Polygon or MultiPolygon, EPSG:3006, shape (n,); None and empty ones do not join.
    """
    centre = _centroids(outlines)
    outline, piece, gap_m = _nearest_pieces(graph, outlines)
    outline, piece, spot = _spots(outlines, centre, graph.pieces, (outline, piece, gap_m))
    off_centre_m = np.hypot(*(spot - centre[outline]).T)
    along_m = np.hypot(*(spot - graph.pieces.start(piece)).T)
    node = _node_at(graph, piece, spot)
    closest_m = np.full(len(outlines), np.inf)
    np.minimum.at(closest_m, outline, off_centre_m)
    tied = np.flatnonzero(off_centre_m <= closest_m[outline] + TIE_M)
    first = _first_of_each(outline, (along_m, piece), tied)
    same = tied[np.hypot(*(spot[tied] - spot[first[outline[tied]]]).T) <= TIE_M]
    chosen = _first_of_each(outline, (along_m, piece, node < 0), same)
    chosen = chosen[chosen >= 0]
    link = graph.pieces.link(piece[chosen])
    position_m, length_m = graph.pieces.lines.at_m[piece[chosen]] + along_m[chosen], graph.length_m[link]
    share = np.divide(position_m, length_m, out=np.zeros_like(position_m), where=length_m > 0)
    return _entries(graph, len(outlines), outline[chosen], (link, node[chosen], share, gap_m[outline[chosen]]))


def _first_of_each(outline: IntArray, keys: tuple[IntArray | FloatArray | BoolArray, ...], rows: IntArray) -> IntArray:
    """Of these rows the first of each outline, by the keys (the last weighs most); -1 for an outline without one."""
    rows = rows[np.lexsort((*(key[rows] for key in keys), outline[rows]))]
    found, at = np.unique(outline[rows], return_index=True)
    first = np.full(int(outline.max(initial=-1)) + 1, -1, dtype=np.int64)
    first[found] = rows[at]
    return first


def _nearest_pieces(graph: RoadGraph, outlines: GeometryArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Pairs of an outline and each piece of road that is equally near to it: their rows; metres by outline."""
    limit_m = graph.max_straight_m
    if len(outlines) * _PIECES_AN_OUTLINE > len(graph.pieces.lines.xy):
        return _nearest_in(graph.pieces.tree, outlines, limit_m)
    gap_m, found = np.full(len(outlines), np.inf), [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))]
    boxes = shapely.bounds(outlines)
    left = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    for room_m in (*(room_m for room_m in _ROOMS_M if room_m < limit_m), limit_m):
        around = boxes[left] + np.array([-1.0, -1.0, 1.0, 1.0]) * (room_m + 2 * TIE_M)
        tree = graph.pieces.tree_of(graph.pieces.blocks.near(around))
        outline, piece, near_m = _nearest_in(tree, outlines[left], room_m)
        gap_m[left] = near_m
        found.append((left[outline], piece))
        left = left[np.isinf(near_m)]
    return np.concatenate([rows for rows, _ in found]), np.concatenate([piece for _, piece in found]), gap_m


def _nearest_in(pieces: PieceTree, outlines: GeometryArray, limit_m: float) -> tuple[IntArray, IntArray, FloatArray]:
    """As ``_nearest_pieces``, of the pieces of a tree that are no further off than a limit."""
    # Given the greatest distance as well, the tree would take four times as long.
    (rows, _), found_m = pieces.tree.query_nearest(outlines, return_distance=True, all_matches=False)
    close = found_m <= limit_m + TIE_M
    rows, found_m = rows[close], found_m[close]
    gap_m = np.full(len(outlines), np.inf)
    gap_m[rows] = found_m
    tied, row = pieces.tree.query(outlines[rows], predicate="dwithin", distance=found_m + TIE_M)
    return rows[tied], pieces.piece[row], gap_m


def _centroids(outlines: GeometryArray) -> FloatArray:
    """Shape (n, 2), NaN for what is missing or empty."""
    found, row = shapely.get_coordinates(shapely.centroid(outlines), return_index=True)
    centres = np.full((len(outlines), 2), np.nan)
    centres[row] = found
    return centres


def _spots(
    outlines: GeometryArray, centre: FloatArray, pieces: Pieces, pairs: tuple[IntArray, IntArray, FloatArray]
) -> tuple[IntArray, IntArray, FloatArray]:
    """The points by which outlines may be entered: rows of outlines and of pieces, coordinates.

    ``pairs`` are rows of equally near outlines and pieces, and metres by outline.
    """
    outline, piece, gap_m = pairs
    single = shapely.get_type_id(outlines)[outline] == shapely.GeometryType.POINT
    near = NearPairs(outline, pieces.start(piece), pieces.end(piece), gap_m[outline])
    point, area = np.flatnonzero(single), np.flatnonzero(~single)
    pair, spot = entry_points(outlines, centre, near.take(area))
    rows = np.append(point, area[pair])
    spots = np.concatenate([foot(centre[outline[point]], near.start[point], near.end[point]), spot])
    return outline[rows], piece[rows], spots


def _node_at(graph: RoadGraph, piece: IntArray, spot: FloatArray) -> IntArray:
    """The node that a point on a piece is, -1 between the ends of its link."""
    pieces, link = graph.pieces, graph.pieces.link(piece)
    begins, ends = pieces.ends_of_links(piece)
    at_start = begins & (np.hypot(*(spot - pieces.start(piece)).T) <= TIE_M)
    at_end = ends & (np.hypot(*(spot - pieces.end(piece)).T) <= TIE_M)
    return np.where(at_start, graph.roads.from_node[link], np.where(at_end, graph.roads.to_node[link], -1))


def _entries(
    graph: RoadGraph, n: int, rows: IntArray, found: tuple[IntArray, IntArray, FloatArray, FloatArray]
) -> Entries:
    entries = Entries.nowhere(n)
    entries.link[rows], entries.node[rows], entries.fraction[rows], entries.straight_m[rows] = found
    entries.access_ds[rows] = graph.access_ds(entries.straight_m[rows])
    return entries


@dataclass(frozen=True, eq=False, slots=True)
class Ways:
    """The two nodes by which an entry is left or arrived at, shape (n, 2), and the deciseconds of that part.

    ``ds`` is NO_WAY where there is no such way (``node`` is 0 there). The leg to the road is not in it.
    """

    node: IntArray
    ds: IntArray


def leaving(graph: RoadGraph, entries: Entries) -> Ways:
    """How the nodes are driven to from the entries, one-way links respected."""
    return _ways(graph, entries, against=0)


def arriving(graph: RoadGraph, entries: Entries) -> Ways:
    """How the entries are driven to from the nodes, one-way links respected."""
    return _ways(graph, entries, against=1)


def _ways(graph: RoadGraph, entries: Entries, against: int) -> Ways:
    """``against``: which end of a one-way link is shut: its start (0) when leaving, its end (1) when arriving."""
    link, at_node = entries.link, entries.node >= 0
    ends = np.stack([graph.roads.from_node[link], graph.roads.to_node[link]], axis=1)
    share = np.stack([entries.fraction, 1.0 - entries.fraction], axis=1)
    ds = part_ds(graph, link[:, None], share)
    ds[graph.roads.oneway[link], against] = NO_WAY
    ends[at_node, 0], ds[at_node, 0], ds[at_node, 1] = entries.node[at_node], 0, NO_WAY
    ds[~entries.joined] = NO_WAY
    ends[ds == NO_WAY] = 0
    return Ways(ends, ds)


def part_ds(graph: RoadGraph, link: IntArray, share: FloatArray) -> IntArray:
    """Whole deciseconds of a share of a link: of its unrounded time, rounded once."""
    return whole_deciseconds(graph.time_ds[link] * share)
