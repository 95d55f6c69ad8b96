"""Geometries of GeoJSON, many together: plain areas become arrays at once, all others are looked at one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.intake.shapes import FURTHEST, LEAST_CORNERS, Shape, has_heights, shape_of_geojson

NUMBERS: Final = frozenset({int, float})

Rings = Sequence[Sequence[float]]
"""The rings of a polygon, each as x, y, x, y …"""


def shapes_of_geojson(values: Sequence[Any]) -> list[Shape]:
    """What ``shape_of_geojson`` gives of each value."""
    plain = [_plain_polygons(value) for value in values]
    kept = [place for place, polygons in enumerate(plain) if polygons is not None]
    found: list[Shape | None] = [None] * len(values)
    try:
        geometries = _built([plain[place] or [] for place in kept])
    except (OverflowError, ValueError, shapely.GEOSException):  # whole numbers beyond all measure
        geometries = np.full(len(kept), None, dtype=object)
    for place, geometry in zip(kept, geometries, strict=True):
        if geometry is not None:
            found[place] = Shape(geometry, flattened=has_heights(values[place]))
    return [shape or shape_of_geojson(value) for shape, value in zip(found, values, strict=True)]


def _plain_polygons(value: Any) -> list[Rings] | None:
    """The polygons of an area with nothing to mend in reading it; None of anything else."""
    if not isinstance(value, dict):
        return None
    kind, coordinates = value.get("type"), value.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else None
    if not isinstance(polygons, list) or not polygons:
        return None
    found: list[Rings] = []
    for polygon in polygons:
        rings = [_plain_ring(ring) for ring in polygon] if isinstance(polygon, list) and polygon else [None]
        plain = [ring for ring in rings if ring is not None]
        if len(plain) < len(rings):
            return None
        found.append(plain)
    return found


def _plain_ring(ring: Any) -> Sequence[float] | None:
    if not isinstance(ring, list) or len(ring) < LEAST_CORNERS or set(map(type, ring)) != {list}:
        return None
    flat = list(chain.from_iterable(ring))
    if not set(map(type, flat)) <= NUMBERS or ring[0] != ring[-1]:
        return None
    widths = set(map(len, ring))
    if widths == {2}:
        return flat
    return [number for position in ring for number in position[:2]] if min(widths) > 2 else None


def _built(areas: Sequence[list[Rings]]) -> GeometryArray:
    """Each area as a polygon or multipolygon; None where a coordinate is none of a place on earth."""
    polygons = list(chain.from_iterable(areas))
    rings = list(chain.from_iterable(polygons))
    if not rings:
        return np.empty(0, dtype=object)
    xy = np.array(list(chain.from_iterable(rings)), dtype=np.float64).reshape(-1, 2)
    corners = _offsets(len(ring) // 2 for ring in rings)
    on_earth = np.minimum.reduceat((np.abs(xy) < FURTHEST).all(axis=1), corners[:-1])
    offsets = (corners, _offsets(map(len, polygons)))
    xy[~np.repeat(on_earth, np.diff(corners))] = 0
    parts: GeometryArray = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, offsets)
    counts = np.array([len(area) for area in areas])
    owner = np.repeat(np.arange(len(areas)), counts)
    found = np.full(len(areas), None, dtype=object)
    found[owner[(counts == 1)[owner]]] = parts[(counts == 1)[owner]]
    several = (counts > 1)[owner]
    if several.any():
        made = shapely.multipolygons(parts[several], indices=np.unique(owner[several], return_inverse=True)[1])
        found[counts > 1] = made
    ring_owner = np.repeat(owner, list(map(len, polygons)))
    found[ring_owner[~on_earth]] = None
    return found


def _offsets(counts: Iterable[int]) -> np.ndarray:
    return np.cumsum([0, *counts])
