"""Between degrees (EPSG:4326, longitude first) and the plane (EPSG:3006, metres, easting first)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.units import EPSG_DEGREES, EPSG_PLANE

if TYPE_CHECKING:
    from pyproj import Transformer

_CENTRE_LON_DEG = 15.0
_CENTRE_SCALE = 0.9996


@lru_cache(maxsize=64)
def transformer(from_epsg: int, to_epsg: int) -> Transformer:
    """A transformer in which x is always easting or longitude.

    EPSG:3006 and 4326 declare northing and latitude first; ``always_xy`` is set here and nowhere else.
    """
    from pyproj import Transformer

    return Transformer.from_crs(from_epsg, to_epsg, always_xy=True)


def degrees_to_plane(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Longitudes and latitudes, each of shape (n,), as eastings and northings of shape (n, 2)."""
    x, y = transformer(EPSG_DEGREES, EPSG_PLANE).transform(lon, lat)
    return np.column_stack([x, y])


def plane_scale(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """How many metres of EPSG:3006 a metre on the ground is at each place, shape (n,).

    That of a transverse Mercator projection of the sphere: 0.9996 on the meridian of 15° E, more the farther off.
    Snyder, Map Projections: A Working Manual (1987), equation 8-4.
    """
    across = np.cos(np.radians(lat)) * np.sin(np.radians(lon - _CENTRE_LON_DEG))
    scale: FloatArray = _CENTRE_SCALE / np.sqrt(1 - across**2)
    return scale


def geometries_to_plane(geometries: GeometryArray, from_epsg: int = EPSG_DEGREES) -> GeometryArray:
    """Geometries of another CRS, x first, in EPSG:3006."""
    return _project(geometries, from_epsg, EPSG_PLANE)


def geometries_to_degrees(geometries: GeometryArray) -> GeometryArray:
    """Geometries of EPSG:3006 in EPSG:4326, longitude first."""
    return _project(geometries, EPSG_PLANE, EPSG_DEGREES)


def _project(geometries: GeometryArray, from_epsg: int, to_epsg: int) -> GeometryArray:
    if from_epsg == to_epsg:
        return geometries
    move = transformer(from_epsg, to_epsg).transform
    return shapely.transform(geometries, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))
