"""The largest rectangle by trying: many angles, a grid of centres, halving the scale. It can only fall short."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import affinity

ANGLES, GRID, HALVINGS = 24, 12, 16


def best_of_all_tried(site: shapely.Geometry, length: float, width: float) -> float:
    """A scale that is attained, at one of some angles around one of some centres."""
    west, south, east, north = shapely.bounds(site).tolist()
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(west, east, GRID + 2), np.linspace(south, north, GRID + 2)))
    within = shapely.contains_xy(site, x, y)
    x, y, best = x[within], y[within], 0.0
    shapely.prepare(site)
    for angle in np.arange(ANGLES) * 180 / ANGLES:
        corners = shapely.get_coordinates(
            affinity.rotate(shapely.box(-length / 2, -width / 2, length / 2, width / 2), angle)
        )
        if len(x) and _covered(site, corners, x, y, best).any():
            best = _largest_here(site, corners, x, y, best)
    return best


def _largest_here(site: shapely.Geometry, corners: np.ndarray, x: np.ndarray, y: np.ndarray, low: float) -> float:
    high = float(np.hypot(*np.ptp(shapely.get_coordinates(site), axis=0)) / np.hypot(*np.ptp(corners, axis=0)) * 2)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _covered(site, corners, x, y, middle).any():
            low = middle
        else:
            high = middle
    return low


def _covered(site: shapely.Geometry, corners: np.ndarray, x: np.ndarray, y: np.ndarray, scale: float) -> np.ndarray:
    drawn = shapely.polygons(corners[None] * scale + np.column_stack([x, y])[:, None, :])
    return np.asarray(shapely.covers(site, drawn))
