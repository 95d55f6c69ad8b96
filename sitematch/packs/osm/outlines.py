"""Where a thing lies that is drawn as a line, an outline or several of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray
from sitematch.packs.osm.places import PER_DEGREE, Places


class Member(NamedTuple):
    """A member of a relation: ``kind`` is ``n``, ``w`` or ``r``."""

    kind: str
    ref: int
    role: str


def middle_of(
    refs: Sequence[int], members: Sequence[Member], ways: Mapping[int, Sequence[int]], places: Places
) -> tuple[float, float] | None:
    """Longitude and latitude of the middle of a way or a relation; None where nothing of it is there.

    It is the centroid of what the outlines enclose, or a point inside where that lies outside. Where outlines are not
    closed, as at the edge of an extract, it is the middle of what is there.
    """
    if refs:
        lines = [_coordinates(refs, places)]
    else:
        outer = [m for m in members if m.kind == "w" and m.role != "inner" and m.ref in ways]
        lines = [_coordinates(ways[member.ref], places) for member in outer]
    lines = [line for line in lines if len(line)]
    nodes = _coordinates([member.ref for member in members if member.kind == "n"], places)
    if not lines and not len(nodes):
        return None
    point = _middle(lines, nodes)
    return round(float(point.x), 7), round(float(point.y), 7)


def _middle(lines: Sequence[FloatArray], nodes: FloatArray) -> Any:
    drawn = [shapely.LineString(line) for line in lines if len(line) > 1]
    enclosed = shapely.polygonize(drawn)
    if not enclosed.is_empty:
        whole = shapely.union_all(shapely.get_parts(enclosed))
        centroid = whole.centroid
        return centroid if whole.intersects(centroid) else whole.representative_point()
    if drawn:
        return shapely.MultiLineString(drawn).centroid
    return shapely.MultiPoint(np.concatenate([*lines, nodes])).centroid


def _coordinates(refs: Sequence[int], places: Places) -> FloatArray:
    """Those of the nodes that are there, in degrees, shape (n, 2)."""
    rows = places.find(np.array(refs, dtype=np.int64))
    rows = rows[rows >= 0]
    return np.stack([places.x[rows], places.y[rows]], axis=1) / PER_DEGREE
