"""What is measured on a site's outline: its area on the ground and its elongation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.core.evidence import Source
from sitematch.core.sites.columns import NumberColumn
from sitematch.core.sites.ring_areas import ring_areas_m2
from sitematch.units import M2_PER_HA

NO_OUTLINE = "no_outline"
"""Why a figure of the shape is unknown: only a point is known of the site."""
OUTLINES_AT_ONCE: Final = 4_096
"""So many outlines are measured together: their corners stay in the processor's cache."""


def geodesic_areas_ha(outlines: GeometryArray) -> FloatArray:
    """The area of each outline on the ellipsoid (GRS 80), shape (n,), in ha; parts added, holes taken off.

    Edges are geodesics. Rings of up to 10 km are measured on the plane and taken to the ground in closed form,
    which agrees with Karney's algorithm to some 1e-9 of the area; it measures the others.

    Args:
        outlines: polygons and multipolygons in EPSG:3006; anything else has an area of 0.
    """
    areas = np.zeros(len(outlines))
    whole = shapely.get_type_id(outlines) == shapely.GeometryType.POLYGON
    whole &= (shapely.get_num_interior_rings(outlines) == 0) & ~shapely.is_empty(outlines)
    rows, others = np.flatnonzero(whole), np.flatnonzero(~whole)
    for some in np.array_split(rows, 1 + len(rows) // OUTLINES_AT_ONCE):
        areas[some] = ring_areas_m2(outlines[some])  # the corners of a polygon without holes are those of its ring
    for some in np.array_split(others, 1 + len(others) // OUTLINES_AT_ONCE):
        areas[some] = _areas_by_rings_m2(outlines[some])
    return areas / M2_PER_HA


def _areas_by_rings_m2(outlines: GeometryArray) -> FloatArray:
    parts, owner = shapely.get_parts(outlines, return_index=True)
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part_of = shapely.get_rings(parts[polygons], return_index=True)
    is_shell = np.r_[True, part_of[1:] != part_of[:-1]][: len(rings)]
    signed = np.where(is_shell, 1.0, -1.0) * ring_areas_m2(rings)
    return np.bincount(owner[polygons][part_of], weights=signed, minlength=len(outlines)).astype(np.float64)


def elongations(outlines: GeometryArray) -> FloatArray:
    """Longer by shorter side of the rectangle of least area around each outline, shape (n,).

    Outlines are in EPSG:3006; NaN for what has no area.
    """
    return np.array([_elongation(hull) for hull in shapely.convex_hull(outlines)], dtype=np.float64)


def _elongation(hull: shapely.Geometry) -> float:
    """The rectangle of least area has a side along an edge of the convex hull (Freeman & Shapira 1975)."""
    if not isinstance(hull, shapely.Polygon):
        return float("nan")
    corners = shapely.get_coordinates(hull)
    corners = corners - corners[0]
    edges = np.diff(corners, axis=0)
    along = edges / np.hypot(edges[:, 0], edges[:, 1])[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    length, width = np.ptp(corners @ along.T, axis=0), np.ptp(corners @ across.T, axis=0)
    least = int(np.argmin(length * width))
    sides = sorted((float(length[least]), float(width[least])))
    return sides[1] / sides[0] if sides[0] > 0 else float("nan")


def measured_column(values: FloatArray, sources: Sequence[Source], reason: str = NO_OUTLINE) -> NumberColumn:
    """Measured values, shape (n,), as a column; NaN is unknown for ``reason``."""
    known = np.isfinite(values)
    return NumberColumn(
        low=np.where(known, values, -np.inf),
        high=np.where(known, values, np.inf),
        reasons=tuple(None if is_known else reason for is_known in known),
        via=(None,) * len(values),
        sources=tuple(source if is_known else None for source, is_known in zip(sources, known, strict=True)),
    )
