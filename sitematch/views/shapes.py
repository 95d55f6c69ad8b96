"""Outlines as GeoJSON geometries in degrees: whole for files, thinned out for maps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.core.region.projection import geometries_to_degrees
from sitematch.core.sites.sites import Sites

FILE_DECIMALS: Final = 7
"""Of a degree: a centimetre."""
MAP_DECIMALS: Final = 5
"""A metre, which no screen shows."""
MAP_TOLERANCE_M: Final = 5.0
MANY_TOLERANCE_M: Final = 15.0
"""Where there are hundreds of outlines."""

Geometry = dict[str, Any]


def whole_geometries(outlines: GeometryArray) -> list[Geometry]:
    """Outlines of EPSG:3006 as GeoJSON geometries (RFC 7946), exterior rings counter-clockwise."""
    return _geojson(shapely.orient_polygons(geometries_to_degrees(outlines)), FILE_DECIMALS)


def shapes_by_id(sites: Sites, site_ids: Sequence[str]) -> dict[str, Geometry]:
    """The whole geometry of each of these sites that is there, by its id."""
    at = {site_id: row for row, site_id in enumerate(sites.ids)}
    there = [site_id for site_id in site_ids if site_id in at]
    return dict(zip(there, whole_geometries(sites.outlines[[at[i] for i in there]]), strict=True)) if there else {}


def thin_geometries(outlines: GeometryArray, tolerance_m: float = MAP_TOLERANCE_M) -> list[Geometry]:
    """Outlines of EPSG:3006 as GeoJSON geometries that are off by at most a few metres; none vanishes."""
    thinned = geometries_to_degrees(shapely.simplify(outlines, tolerance_m, preserve_topology=True))
    rounded = shapely.transform(thinned, lambda xy: np.round(xy, MAP_DECIMALS))
    vanished = (shapely.area(thinned) > 0) & (shapely.area(rounded) == 0)
    shown = _geojson(rounded, MAP_DECIMALS)
    for row, whole in zip(np.flatnonzero(vanished), whole_geometries(outlines[vanished]), strict=True):
        shown[row] = whole
    return shown


def _geojson(shapes: GeometryArray, decimals: int) -> list[Geometry]:
    found = (json.loads(text) for text in shapely.to_geojson(shapes))
    return [{"type": g["type"], "coordinates": _round(g["coordinates"], decimals)} for g in found]


def _round(part: Any, decimals: int) -> Any:
    if isinstance(part, float | int):
        return round(part, decimals)
    return [_round(inner, decimals) for inner in part]
