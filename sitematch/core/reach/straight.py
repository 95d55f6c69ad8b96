"""Straight lines in EPSG:3006 from a site's nearest point: no road is needed."""

from __future__ import annotations

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray, IntArray
from sitematch.core.reach.entrypoint import TIE_M
from sitematch.core.reach.joining import points


def nearest_straight(outlines: GeometryArray, xy: FloatArray) -> tuple[FloatArray, IntArray]:
    """Metres from each outline to the nearest of some points, and its row: of equally near ones the smallest.

    Args:
        outlines: shape (n,), EPSG:3006.
        xy: shape (m, 2), EPSG:3006.

    Returns:
        Metres, inf without any point, and rows, -1 then; each of shape (n,).
    """
    metres, row = np.full(len(outlines), np.inf), np.full(len(outlines), -1)
    tree = shapely.STRtree(points(xy))
    (near, _), near_m = tree.query_nearest(outlines, return_distance=True, all_matches=False)
    metres[near] = near_m
    tied, point = tree.query(outlines[near], predicate="dwithin", distance=near_m + TIE_M)
    first = np.full(len(outlines), len(xy))
    np.minimum.at(first, near[tied], point)
    row[near] = first[near]
    return metres, row
