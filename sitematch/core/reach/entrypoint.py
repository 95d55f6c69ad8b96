"""Where exactly an area meets a road: of equally near points of the road, the one nearest to the area's centroid."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from sitematch.core.arrays import FloatArray, GeometryArray, IntArray

TIE_M = 1e-6
"""Lengths that differ by no more are equal: coordinates of EPSG:3006 are exact to some 1e-9 m after projection."""

_Segments = NDArray[np.float64]
"""Shape (k, 2, 2): k segments, each a start and an end, easting and northing."""


def entry_points(outline: shapely.Geometry, lines: GeometryArray) -> tuple[IntArray, FloatArray]:
    """The points of some lines by which an area may be entered: nearly always one.

    Args:
        outline: Polygon or MultiPolygon, EPSG:3006.
        lines: straight LineStrings, shape (k,), all equally near to the outline within ``TIE_M``. Where they cross or
            touch it, the points are those inside.

    Returns:
        For each point the row of its line, and its coordinates, of shapes (m,) and (m, 2). A side that is parallel to
        a line has a whole stretch of equally near points; the one nearest to the outline's centroid is taken. Several
        stay where they are as near to that as each other.
    """
    centre = shapely.get_coordinates(shapely.centroid(outline))[0]
    gap_m = float(shapely.distance(outline, lines).min())
    row, stretch = _nearest_stretches(outline, lines, gap_m + TIE_M)
    if gap_m <= TIE_M:
        crossing, inside = _segments(shapely.intersection(outline, lines))
        row, stretch = np.append(row, crossing), np.concatenate([stretch, inside])
    points = foot(np.broadcast_to(centre, (len(stretch), 2)), stretch[:, 0], stretch[:, 1])
    off_centre_m = np.hypot(*(points - centre).T)
    tied = off_centre_m <= off_centre_m.min() + TIE_M
    return row[tied], points[tied]


def _nearest_stretches(outline: shapely.Geometry, lines: GeometryArray, limit_m: float) -> tuple[IntArray, _Segments]:
    """The stretches of the lines that come within ``limit_m`` of a side of the outline: rows of lines, ends.

    Between two segments that do not cross, the least distance is at an end of one of them; where it is at two of
    the four ends, the segments are parallel and all between is as near.
    """
    _, sides = _segments(np.array([outline], dtype=object))
    tree = shapely.STRtree(np.asarray(shapely.linestrings(sides), dtype=object))
    row, side = tree.query(lines, predicate="dwithin", distance=limit_m)
    (a, b), (p, q) = (np.moveaxis(pairs, 1, 0) for pairs in (_segments(lines)[1][row], sides[side]))
    shares = np.concatenate([np.zeros(len(a)), np.ones(len(a)), _share(p, a, b), _share(q, a, b)]).reshape(4, -1)
    gaps_m = np.concatenate([_gap(a, p, q), _gap(b, p, q), _gap(p, a, b), _gap(q, a, b)]).reshape(4, -1)
    near = gaps_m <= limit_m
    low, high = np.where(near, shares, np.inf).min(axis=0), np.where(near, shares, -np.inf).max(axis=0)
    found = near.any(axis=0)
    a, way = a[found], (b - a)[found]
    return row[found], np.stack([a + low[found, None] * way, a + high[found, None] * way], axis=1)


def _segments(geometries: GeometryArray) -> tuple[IntArray, _Segments]:
    """The sides of areas and the pieces of lines, with their rows; a point is a segment without length."""
    parts, row = shapely.get_parts(geometries, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    lines = shapely.get_type_id(parts) != shapely.GeometryType.POLYGON
    parts, row = np.append(rings, parts[lines]), np.append(row[part], row[lines])
    corners, part = shapely.get_coordinates(parts, return_index=True)
    inner = np.flatnonzero(part[1:] == part[:-1])
    single = np.flatnonzero(np.bincount(part, minlength=len(parts))[part] == 1)
    first, second = np.append(inner, single), np.append(inner + 1, single)
    return row[part[first]], np.stack([corners[first], corners[second]], axis=1)


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
