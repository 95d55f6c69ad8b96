"""Where exactly an area meets a road: of equally near points of the road, the one nearest to the area's centroid."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from sitematch.core.arrays import FloatArray

TIE_M = 1e-6
"""Lengths that differ by no more are equal: coordinates of EPSG:3006 are exact to some 1e-9 m after projection."""

_Segments = NDArray[np.float64]
"""Shape (k, 2, 2): k segments, each a start and an end, easting and northing."""


def entry_point(outline: shapely.Geometry, line: shapely.Geometry, gap_m: float) -> FloatArray:
    """The point of ``line`` by which ``outline`` is entered, shape (2,), EPSG:3006.

    Args:
        outline: Polygon or MultiPolygon.
        line: LineString, at the distance ``gap_m`` from the outline.
        gap_m: within ``TIE_M`` of 0 where the line crosses or touches the outline: then the points are those inside.

    A side of the outline that is parallel to the road has a whole stretch of equally near points.
    """
    centre = shapely.get_coordinates(shapely.centroid(outline))[0]
    sides, parts = _segments(outline) - centre, _segments(line) - centre
    points = _nearest_to_origin(parts, sides, gap_m + TIE_M)
    if gap_m <= TIE_M:
        inside = shapely.intersection(outline, line)
        if not inside.is_empty:
            on_line = shapely.get_coordinates(shapely.shortest_line(inside, shapely.Point(centre)))[0]
            points = np.vstack([points, on_line - centre])
    found: FloatArray = points[np.argmin(np.hypot(points[:, 0], points[:, 1]))] + centre
    return found


def _segments(geometry: shapely.Geometry) -> _Segments:
    parts = shapely.get_parts(geometry)
    if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        parts = shapely.get_rings(parts)
    corners, ring = shapely.get_coordinates(parts, return_index=True)
    same = ring[1:] == ring[:-1]
    return np.stack([corners[:-1][same], corners[1:][same]], axis=1)


def _nearest_to_origin(parts: _Segments, sides: _Segments, limit_m: float) -> FloatArray:
    """On each part that comes within ``limit_m`` of a side: the point nearest to the origin, shape (k, 2)."""
    sides = sides[_boxes_near(sides, parts, limit_m)]
    parts = parts[_boxes_near(parts, sides, limit_m)]
    part, side = np.broadcast_arrays(parts[:, None], sides[None, :])
    (a, b), (p, q) = (np.moveaxis(pair.reshape(-1, 2, 2), 1, 0) for pair in (part, side))
    zero, one = np.zeros(len(a)), np.ones(len(a))
    shares = np.stack([zero, one, _share(p, a, b), _share(q, a, b)])
    gaps = np.stack([_gap(a, p, q), _gap(b, p, q), _gap(p, a, b), _gap(q, a, b)])
    near = gaps <= limit_m
    low, high = np.where(near, shares, np.inf).min(axis=0), np.where(near, shares, -np.inf).max(axis=0)
    found = near.any(axis=0)
    a, b = a[found], b[found]
    share = np.clip(_share(np.zeros_like(a), a, b), low[found], high[found])
    points: FloatArray = a + share[:, None] * (b - a)
    return points


def _boxes_near(segments: _Segments, others: _Segments, limit_m: float) -> NDArray[np.bool_]:
    """Which segments come near the box around all the others: spares comparing each with each."""
    if not len(others):
        return np.zeros(len(segments), dtype=bool)
    low, high = others.min(axis=(0, 1)) - limit_m, others.max(axis=(0, 1)) + limit_m
    near: NDArray[np.bool_] = ((segments.max(axis=1) >= low) & (segments.min(axis=1) <= high)).all(axis=1)
    return near


def _share(point: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """How far along each segment the foot of its point lies, 0 to 1."""
    way = end - start
    square = (way * way).sum(axis=1)
    projected = ((point - start) * way).sum(axis=1)
    share: FloatArray = np.clip(np.divide(projected, square, out=np.zeros_like(square), where=square > 0), 0.0, 1.0)
    return share


def _gap(point: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """The distance of each point from its segment."""
    off = point - (start + _share(point, start, end)[:, None] * (end - start))
    return np.hypot(off[:, 0], off[:, 1])
