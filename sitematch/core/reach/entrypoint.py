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


def entry_points(outline: shapely.Geometry, line: shapely.Geometry, gap_m: float) -> FloatArray:
    """The points of ``line`` by which ``outline`` may be entered, shape (k, 2), EPSG:3006: nearly always one.

    Args:
        outline: Polygon or MultiPolygon.
        line: LineString, at the distance ``gap_m`` from the outline.
        gap_m: within ``TIE_M`` of 0 where the line crosses or touches the outline: then the points are those inside.

    A side of the outline that is parallel to the road has a whole stretch of equally near points, of which the one
    nearest to the centroid is taken; several stay where they are as near to that as each other.
    """
    centre = shapely.get_coordinates(shapely.centroid(outline))[0]
    sides, parts = _segments(outline) - centre, _segments(line) - centre
    points = _nearest_to_origin(parts, sides, gap_m + TIE_M)
    if gap_m <= TIE_M:
        inside = _segments(shapely.intersection(outline, line)) - centre
        points = np.vstack([points, foot(np.zeros(2), inside[:, 0], inside[:, 1])])
    off_centre_m = np.hypot(points[:, 0], points[:, 1])
    found: FloatArray = points[off_centre_m <= off_centre_m.min() + TIE_M] + centre
    return found


def _segments(geometry: shapely.Geometry) -> _Segments:
    """The sides of areas and the pieces of lines; a point is a segment without length."""
    parts = shapely.get_parts(geometry)
    if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        parts = shapely.get_rings(parts)
    corners, part = shapely.get_coordinates(parts, return_index=True)
    inner = part[1:] == part[:-1]
    spots = shapely.get_coordinates(parts[shapely.get_type_id(parts) == shapely.GeometryType.POINT])
    starts, ends = np.vstack([corners[:-1][inner], spots]), np.vstack([corners[1:][inner], spots])
    return np.stack([starts, ends], axis=1)


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
    return foot(np.zeros(2), a[found], b[found], low[found], high[found])


def foot(
    point: FloatArray,
    start: FloatArray,
    end: FloatArray,
    low: FloatArray | float = 0.0,
    high: FloatArray | float = 1.0,
) -> FloatArray:
    """The point of each segment, between two shares of its length, that is nearest to a point; all of shape (k, 2)."""
    share = np.clip(_share(point, start, end), low, high)
    points: FloatArray = start + share[:, None] * (end - start)
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
    off = point - foot(point, start, end)
    return np.hypot(off[:, 0], off[:, 1])
