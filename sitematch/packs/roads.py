"""``road_nodes.csv`` and ``road_links.csv`` as a road network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.region.model import Roads
from sitematch.packs.faults import Faults, shown
from sitematch.packs.tables import LATITUDE, LONGITUDE, Bounds, Table, in_plane, read_table

NODES_FILE: Final = "road_nodes.csv"
LINKS_FILE: Final = "road_links.csv"
KM: Final = Bounds(0, 2_000, above=True)
"""A link of no length would be one point with two names; one over 2,000 km is a slip of the unit."""
SPEED_KMH: Final = Bounds(0.001, 400)
"""Below a metre an hour a speed is a slip, and the times of ways could grow beyond what whole numbers hold."""
END_TOLERANCE_DEG: Final = 0.01
"""How far a bent link may end from its nodes: about a kilometre, so that rounding is no fault and a swap is."""


def read_roads(folder: Path, speed_factor: float, faults: Faults) -> Roads | None:
    """The roads of a pack; None where it has none yet (no files, or no link in them)."""
    paths = [folder / NODES_FILE, folder / LINKS_FILE]
    if not any(path.exists() for path in paths):
        return None
    nodes = read_table(paths[0], ("id", "lat", "lon"), faults)
    links = read_table(paths[1], ("from", "to", "km", "speed_kmh"), faults)
    if nodes is None or links is None:
        return None
    node_ids = nodes.ids()
    lon, lat = nodes.places()
    index = {node: i for i, node in enumerate(node_ids)}
    from_node, to_node = _ends(links, "from", index), _ends(links, "to", index)
    roads = Roads(
        node_ids=node_ids,
        node_lon=lon,
        node_lat=lat,
        from_node=from_node,
        to_node=to_node,
        km=links.numbers("km", KM),
        speed_kmh=links.numbers("speed_kmh", SPEED_KMH),
        oneway=links.flags("oneway"),
        motorway=links.flags("motorway"),
        road=links.texts("road"),
        wkt=tuple(text or None for text in links.texts("wkt")),
        speed_factor=speed_factor,
    )
    _check_shapes(roads, links)
    return roads if len(links) else None


def _ends(links: Table, heading: str, index: dict[str, int]) -> IntArray:
    cells = links.texts(heading)
    found = np.array([index.get(cell, -1) for cell in cells], dtype=np.int64)
    for row in np.flatnonzero(found < 0).tolist():
        message = f"{heading} is {shown(cells[row])}, which is no id in {NODES_FILE}; add the node, or correct the link"
        links.fault(row, heading, message)
    return found


def _check_shapes(roads: Roads, links: Table) -> None:
    rows, lines = roads.bends
    bent = np.zeros(len(roads.km), dtype=bool)
    bent[rows] = True
    for row in np.flatnonzero((roads.from_node == roads.to_node) & (roads.from_node >= 0) & ~bent).tolist():
        message = "a straight link from a node to itself leads nowhere; remove it, or give it a wkt"
        links.fault(row, "to", message)
    if not len(rows):
        return
    with np.errstate(all="ignore"):  # a coordinate such as 1e999 is out of range, which is told below
        faults = _shape_faults(roads, rows, lines)
    for row, message in zip(rows.tolist(), faults, strict=True):
        if message:
            links.fault(row, "wkt", message)


def _shape_faults(roads: Roads, rows: IntArray, lines: GeometryArray) -> list[str]:
    """What is wrong with the shape of each link, "" for nothing; nodes that are not known are not compared."""
    line = (shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(lines)
    lines = lines.copy()
    lines[~line] = None
    points, of = shapely.get_coordinates(lines, return_index=True)
    lon, lat = points.T
    stray = of[~(LONGITUDE.hold(lon) & LATITUDE.hold(lat) & in_plane(lon, lat))]
    first, last = _ends_of_shapes(points, of, len(rows))
    start, end = roads.from_node[rows], roads.to_node[rows]
    off = _far(roads, first, start) | _far(roads, last, end)
    turned = off & ~_far(roads, first, end) & ~_far(roads, last, start)
    cases = {
        "wkt has to be a LINESTRING of longitude and latitude": ~line,
        "wkt leaves the range of longitude and latitude; write degrees, longitude first": np.isin(
            np.arange(len(rows)), stray
        ),
        "wkt has no length; leave it empty for a straight link": shapely.length(lines) == 0,
        "wkt runs from to → from; turn it round": turned,
        "wkt does not begin and end at the link's nodes": off,
    }
    messages: list[str] = np.select(list(cases.values()), list(cases), default="").tolist()
    return messages


def _ends_of_shapes(points: FloatArray, of: IntArray, n: int) -> tuple[FloatArray, FloatArray]:
    """The first and the last of the points of each of n shapes, each of shape (n, 2); NaN where there is none."""
    first, last = np.full((2, n, 2), np.nan)
    first[of[::-1]], last[of] = points[::-1], points
    return first, last


def _far(roads: Roads, points: FloatArray, nodes: IntArray) -> BoolArray:
    """Which points lie off their nodes; -1 is a node that is not known, off which none lies."""
    degrees = np.column_stack([roads.node_lon, roads.node_lat])[nodes]
    far: BoolArray = (np.abs(points - degrees).max(axis=1) > END_TOLERANCE_DEG) & (nodes >= 0)
    return far
