"""Areas on the ellipsoid of rings that are drawn in EPSG:3006, whose edges are geodesics."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.core.region.projection import geometries_to_degrees

WIDEST_M: Final = 10_000.0
"""Wider rings are measured by geodesics one edge after the other."""
FARTHEST_M: Final = 500_000.0
"""So far from the middle meridian the series for the scale is good to 1e-9."""
AXIS_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
"""GRS 80."""
MIDDLE_M, SCALE = 500_000.0, 0.9996
"""Easting and scale of the middle meridian of EPSG:3006."""


def ring_areas_m2(rings: GeometryArray) -> FloatArray:
    """The area inside each ring, shape (n,), whichever way it runs."""
    if len(rings) == 0:
        return np.zeros(0)
    xy = shapely.get_coordinates(rings)
    starts = np.r_[0, np.cumsum(shapely.get_num_coordinates(rings))]
    west, south, east, north = shapely.bounds(rings).T
    areas = _closed_form(xy, starts, (south + north) / 2)
    wide = np.maximum(east - west, north - south) > WIDEST_M
    far = np.maximum(np.abs(west - MIDDLE_M), np.abs(east - MIDDLE_M)) > FARTHEST_M
    for row in np.flatnonzero(wide | far):
        areas[row] = _by_geodesics(rings[row])
    return areas


def _closed_form(xy: FloatArray, starts: np.ndarray, northing: FloatArray) -> FloatArray:
    """The integral of 1 / scale² over each ring, by its moments, and what lies between its edges and geodesics.

    With u the easting from a ring's first corner, 1 / scale² is w + w′ u + w″ u² / 2 within it, so that its integral
    takes the area and two moments, which are sums over the edges (Green). A geodesic lies outside its chord by a
    segment of curvature x / R² across the meridian (a conformal map curves it by the slope of ln scale), so of area
    length² · Δy · x / (12 R²).
    """
    corners, edges = np.diff(starts), np.ones(len(xy), dtype=bool)
    edges[starts[1:] - 1] = False
    origin = xy[starts[:-1]]
    u, v = (xy - np.repeat(origin, corners, axis=0)).T
    u0, v0, u1, v1 = u[:-1][edges[:-1]], v[:-1][edges[:-1]], u[1:][edges[:-1]], v[1:][edges[:-1]]
    first = starts[:-1] - np.arange(len(corners))
    cross = u0 * v1 - u1 * v0
    dv = v1 - v0
    area = np.add.reduceat(cross, first) / 2
    moment = np.add.reduceat(cross * (u0 + u1), first) / 6
    second = np.add.reduceat(cross * (u0 * u0 + u0 * u1 + u1 * u1), first) / 12
    bulge = ((u1 - u0) ** 2 + dv * dv) * dv
    x = origin[:, 0] - MIDDLE_M
    bulges = (x * np.add.reduceat(bulge, first) + np.add.reduceat(bulge * (u0 + u1), first) / 2) / 12
    radius2, eta2 = _curvature(northing)
    weight, slope, bend = _ground_per_plane(x, radius2, eta2)
    found: FloatArray = np.abs(weight * area + slope * moment + bend * second / 2 + bulges / radius2)
    return found


def _ground_per_plane(
    x: FloatArray, radius2: FloatArray, eta2: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """1 / scale² so far from the middle meridian, and its first two derivatives (Redfearn 1948, to the sixth power)."""
    per = 1 / (radius2 * SCALE**2)
    t = x * x * per
    fourth, sixth = 2 / 3 - eta2 / 3, 17 / 45
    weight = (1 - t + fourth * t * t - sixth * t**3) / SCALE**2
    slope = 2 * x * per * (-1 + 2 * fourth * t) / SCALE**2
    bend = 2 * per * (-1 + 6 * fourth * t) / SCALE**2
    return weight, slope, bend


def _curvature(northing: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The product of the ellipsoid's radii of curvature where the middle meridian has this northing; and η².

    The latitude is that of the foot point (Snyder 1987, equations 3-26, 7-19 and 8-17 to 8-20).
    """
    e2 = FLATTENING * (2 - FLATTENING)
    n = FLATTENING / (2 - FLATTENING)
    mu = northing / (SCALE * AXIS_M * (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256))
    lat = mu + (3 * n / 2 - 27 * n**3 / 32) * np.sin(2 * mu) + 21 * n**2 / 16 * np.sin(4 * mu)
    root = 1 - e2 * np.sin(lat) ** 2
    return AXIS_M**2 * (1 - e2) / root**2, e2 / (1 - e2) * np.cos(lat) ** 2


def _by_geodesics(ring: shapely.Geometry) -> float:
    from pyproj import Geod

    lon, lat = shapely.get_coordinates(geometries_to_degrees(np.array([ring], dtype=object))).T
    area, _ = Geod(ellps="GRS80").polygon_area_perimeter(lon, lat)
    return abs(float(area))
