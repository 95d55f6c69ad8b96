"""Where exactly areas meet roads: of equally near points of the roads, those nearest to an area's centroid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray

TIE_M = 1e-6
"""Lengths that differ by no more are equal: coordinates of EPSG:3006 are exact to some 1e-9 m after projection."""

_CHUNK_ROWS = 1_000_000
"""Pairs of a piece and a side that are compared at a time: some 100 MB."""


@dataclass(frozen=True, eq=False, slots=True)
class NearPairs:
    """Pairs of an area and a straight piece of road that is as near to it as any.

    ``outline``: the row of the area, shape (k,). ``start`` and ``end`` of the piece: EPSG:3006, shape (k, 2).
    ``gap_m``: how far the area is from the roads, shape (k,).
    """

    outline: IntArray
    start: FloatArray
    end: FloatArray
    gap_m: FloatArray

    def __len__(self) -> int:
        return len(self.outline)

    def take(self, rows: IntArray) -> NearPairs:
        """The pairs at these rows."""
        return NearPairs(self.outline[rows], self.start[rows], self.end[rows], self.gap_m[rows])

    def at(self, pair: IntArray, share: FloatArray) -> FloatArray:
        """The points at a share of the length of these pairs' pieces, shape (m, 2)."""
        points: FloatArray = self.start[pair] + share[:, None] * (self.end[pair] - self.start[pair])
        return points


def entry_points(outlines: GeometryArray, centre: FloatArray, near: NearPairs) -> tuple[IntArray, FloatArray]:
    """The points by which areas may be entered: nearly always one for each.

    Where roads cross or touch an area, they are points inside it. On each piece the point nearest to the centroid is
    meant: its foot where that lies inside, else the end of a stretch inside, which lies on a side of the area; where
    the area is off the road, the nearest of the stretches that are as near to a side as any.

    Args:
        outlines: Polygons or MultiPolygons, EPSG:3006, shape (n,).
        centre: their centroids, shape (n, 2).
        near: pairs of them with all pieces that are equally near to them within ``TIE_M``.

    Returns:
        For each point the row of its pair, and its coordinates, of shapes (m,) and (m, 2). All that may be nearest to
        the centroid are among them.
    """
    every = np.arange(len(near))
    share = _share(centre[near.outline], near.start, near.end)
    foot_at = near.at(every, share)
    off_m = np.hypot(*(foot_at - centre[near.outline]).T)
    inside = _inside(outlines, near, foot_at)
    best_m = np.full(len(outlines), np.inf)
    np.minimum.at(best_m, near.outline[inside], off_m[inside])
    open_ = np.flatnonzero(~inside & (off_m <= best_m[near.outline] + TIE_M))
    pair, met = _met_on_sides(outlines, near, open_, share)
    return np.append(every[inside], pair), np.concatenate([foot_at[inside], near.at(pair, met)])


def _inside(outlines: GeometryArray, near: NearPairs, points: FloatArray) -> BoolArray:
    """Which points lie in their areas; none of those that are off the road do."""
    crossed = near.gap_m <= TIE_M
    areas = outlines[near.outline[crossed]]
    shapely.prepare(outlines[np.unique(near.outline[crossed])])
    inside = np.zeros(len(near), dtype=bool)
    inside[crossed] = shapely.intersects_xy(areas, points[crossed, 0], points[crossed, 1])
    return inside


def _met_on_sides(
    outlines: GeometryArray, near: NearPairs, pairs: IntArray, share: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Where the pieces of these pairs meet the sides of their areas, or come nearest to them.

    Args:
        outlines: as in ``entry_points``.
        near: as there.
        pairs: rows of ``near``.
        share: how far along each piece of ``near`` the foot of the centroid lies.

    Returns:
        Rows of ``near``, and shares of the pieces' length. Of a stretch along a side the point nearest to the foot.
    """
    sides = _Sides.of(outlines, np.unique(near.outline[pairs]))
    found = [_met(near, sides, pair, side, share) for pair, side in _beside(near, sides, pairs)]
    return (
        np.concatenate([np.empty(0, dtype=np.int64), *(pair for pair, _ in found)]),
        np.concatenate([np.empty(0), *(met for _, met in found)]),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Sides:
    """The sides of n areas, holes included: those of area ``i`` from ``first[i]`` up to ``first[i + 1]``."""

    first: IntArray
    start: FloatArray
    end: FloatArray

    @classmethod
    def of(cls, outlines: GeometryArray, rows: IntArray) -> _Sides:
        """The sides of the areas at these rows, none of the others."""
        row, start, end = _segments(outlines[rows])
        first = np.zeros(len(outlines) + 1, dtype=np.int64)
        first[1:] = np.cumsum(np.bincount(rows[row], minlength=len(outlines)))
        return cls(first, start, end)


def _segments(geometries: GeometryArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """The sides of areas in their order: rows of the areas, starts and ends."""
    parts, row = shapely.get_parts(geometries, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    inner = np.flatnonzero(ring[1:] == ring[:-1])
    return row[part[ring[inner]]], corners[inner], corners[inner + 1]


def _beside(near: NearPairs, sides: _Sides, pairs: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Each of these pairs with each side of its area whose box its piece comes near to: rows of pairs and of sides."""
    first, last = sides.first[near.outline[pairs]], sides.first[near.outline[pairs] + 1]
    up_to = np.cumsum(last - first)
    cuts = np.searchsorted(up_to, np.arange(_CHUNK_ROWS, int(up_to[-1]) if len(up_to) else 0, _CHUNK_ROWS))
    for chunk in np.split(np.arange(len(pairs)), cuts):
        count = last[chunk] - first[chunk]
        pair = np.repeat(pairs[chunk], count)
        side = np.arange(len(pair)) + np.repeat(first[chunk] - np.cumsum(count) + count, count)
        for axis in (0, 1):
            pair, side = _overlapping(near, sides, pair, side, axis)
        yield pair, side


def _overlapping(
    near: NearPairs, sides: _Sides, pair: IntArray, side: IntArray, axis: int
) -> tuple[IntArray, IntArray]:
    """Those that are no further apart along an axis than their pair's gap."""
    a, b, p, q = near.start[:, axis], near.end[:, axis], sides.start[side, axis], sides.end[side, axis]
    room_m = near.gap_m + 2 * TIE_M
    low, high = (np.minimum(a, b) - room_m)[pair], (np.maximum(a, b) + room_m)[pair]
    kept = (np.maximum(p, q) >= low) & (np.minimum(p, q) <= high)
    return pair[kept], side[kept]


def _met(
    near: NearPairs, sides: _Sides, pair: IntArray, side: IntArray, share: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Where pieces cross sides, and the point nearest to the foot of what lies along them.

    Between two segments that do not cross, the least distance is at an end of one of them; where it is at two of
    the four ends, the segments are parallel and all between is as near.
    """
    a, b, p, q = near.start[pair], near.end[pair], sides.start[side], sides.end[side]
    ends = np.zeros(len(pair))
    shares = np.stack([ends, ends + 1.0, _share(p, a, b), _share(q, a, b)])
    gaps_m = np.stack([_gap(a, p, q), _gap(b, p, q), _gap(p, a, b), _gap(q, a, b)])
    near_by = gaps_m <= near.gap_m[pair] + TIE_M
    low = np.where(near_by, shares, np.inf).min(axis=0)
    high = np.where(near_by, shares, -np.inf).max(axis=0)
    along, crossing = near_by.any(axis=0), _crossing(a, b, p, q)
    crossed = np.isfinite(crossing)
    stretch = np.clip(share[pair[along]], low[along], high[along])
    return np.append(pair[along], pair[crossed]), np.append(stretch, crossing[crossed])


def _crossing(a: FloatArray, b: FloatArray, p: FloatArray, q: FloatArray) -> FloatArray:
    """The share of a-b at which p-q crosses it, NaN where it does not; all points of shape (k, 2)."""
    way, side, off = b - a, q - p, p - a
    turn = _cross(way, side)
    with np.errstate(divide="ignore", invalid="ignore"):
        on_way, on_side = _cross(off, side) / turn, _cross(off, way) / turn
    met = (on_way >= 0) & (on_way <= 1) & (on_side >= 0) & (on_side <= 1)
    return np.where(met, on_way, np.nan)


def _cross(one: FloatArray, other: FloatArray) -> FloatArray:
    product: FloatArray = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return product


def foot(point: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """The point of each segment that is nearest to its point; all of shape (k, 2)."""
    points: FloatArray = start + _share(point, start, end)[:, None] * (end - start)
    return points


def _share(point: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """How far along each segment the foot of its point lies, 0 to 1."""
    way = end - start
    square = (way * way).sum(axis=1)
    projected = ((point - start) * way).sum(axis=1)
    share: FloatArray = np.clip(np.divide(projected, square, out=np.zeros_like(square), where=square > 0), 0.0, 1.0)
    return share


def _gap(point: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """The distance of each point from its segment."""
    off = point - foot(point, start, end)
    return np.hypot(off[:, 0], off[:, 1])
