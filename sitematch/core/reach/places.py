"""A point of the earth as an outline."""

from __future__ import annotations

import math

import numpy as np

from sitematch.core.arrays import GeometryArray
from sitematch.core.reach.joining import points
from sitematch.core.region.projection import degrees_to_plane
from sitematch.errors import WrongUse


def outline_at(lon: float, lat: float) -> GeometryArray:
    """A point given in degrees as the one outline of an array, EPSG:3006.

    Raises:
        WrongUse: a longitude beyond ±180 or a latitude beyond ±90.
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise WrongUse(f"{lon} {lat} is no point in degrees: give the longitude (-180 to 180), then the latitude")
    return points(degrees_to_plane(np.array([lon]), np.array([lat])))
