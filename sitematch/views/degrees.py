"""From SWEREF 99 TM (EPSG:3006) to longitude and latitude in NumPy alone.

Opening pyproj costs a tenth of a second, as much as drawing a whole map; what is shown needs one projection,
one way. The series is the Gauss-Krüger one in the third flattening n, after Krüger (1912), with the
coefficients that Lantmäteriet publishes for GRS 80; it agrees with PROJ to a tenth of a millimetre.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray

_AXIS_M: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257222101
_CENTRAL_MERIDIAN_DEG: Final = 15.0
_SCALE: Final = 0.9996
_FALSE_EASTING_M: Final = 500_000.0

_N: Final = _FLATTENING / (2 - _FLATTENING)
_RADIUS_M: Final = _AXIS_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_DELTAS: Final = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_E2: Final = _FLATTENING * (2 - _FLATTENING)
_LATITUDES: Final = (
    _E2 + _E2**2 + _E2**3 + _E2**4,
    -(7 * _E2**2 + 17 * _E2**3 + 30 * _E2**4) / 6,
    (224 * _E2**3 + 889 * _E2**4) / 120,
    -(4279 * _E2**4) / 1260,
)


def plane_to_degrees(xy: FloatArray) -> FloatArray:
    """Eastings and northings of EPSG:3006, shape (n, 2), as longitudes and latitudes, shape (n, 2)."""
    xi = xy[:, 1] / (_SCALE * _RADIUS_M)
    eta = (xy[:, 0] - _FALSE_EASTING_M) / (_SCALE * _RADIUS_M)
    terms = [(2 * (k + 1), delta) for k, delta in enumerate(_DELTAS)]
    north = xi - sum(d * np.sin(m * xi) * np.cosh(m * eta) for m, d in terms)
    east = eta - sum(d * np.cos(m * xi) * np.sinh(m * eta) for m, d in terms)
    conformal = np.arcsin(np.sin(north) / np.cosh(east))
    sine = np.sin(conformal)
    powers = sum(a * sine ** (2 * k) for k, a in enumerate(_LATITUDES))
    latitude = conformal + sine * np.cos(conformal) * powers
    longitude = np.arctan(np.sinh(east) / np.cos(north))
    return np.column_stack([_CENTRAL_MERIDIAN_DEG + np.degrees(longitude), np.degrees(latitude)])


def outlines_to_degrees(outlines: GeometryArray) -> GeometryArray:
    """Geometries of EPSG:3006 in EPSG:4326, longitude first."""
    return np.asarray(shapely.transform(outlines, plane_to_degrees), dtype=object)
