"""``road_nodes.csv`` and ``road_links.csv`` as a road network."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.region.model import Roads
from sitematch.packs.faults import Faults
from sitematch.packs.tables import LATITUDE, LONGITUDE, Bounds, Table, read_table

NODES_FILE: Final = "road_nodes.csv"
LINKS_FILE: Final = "road_links.csv"
KM: Final = Bounds(0, 2_000, above=True)
"""A link of no length would be one point with two names; one over 2,000 km is a slip of the unit."""
SPEED_KMH: Final = Bounds(0, 400, above=True)
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
    lon, lat = nodes.numbers("lon", LONGITUDE), nodes.numbers("lat", LATITUDE)
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
        message = f"{heading} is {cells[row]!r}, which is no id in {NODES_FILE}; add the node, or correct the link"
        links.fault(row, heading, message)
    return found


def _check_shapes(roads: Roads, links: Table) -> None:
    bent = np.array([wkt is not None for wkt in roads.wkt], dtype=bool)
    for row in np.flatnonzero((roads.from_node == roads.to_node) & (roads.from_node >= 0) & ~bent).tolist():
        message = "a straight link from a node to itself leads nowhere; remove it, or give it a wkt"
        links.fault(row, "to", message)
    rows = np.flatnonzero(bent).tolist()
    lines = shapely.from_wkt([roads.wkt[row] for row in rows], on_invalid="ignore")
    for row, line in zip(rows, lines, strict=True):
        wrong = _line_fault(line, _node(roads, roads.from_node[row]), _node(roads, roads.to_node[row]))
        if wrong:
            links.fault(row, "wkt", wrong)


def _node(roads: Roads, node: int) -> FloatArray | None:
    return np.array([roads.node_lon[node], roads.node_lat[node]]) if node >= 0 else None


def _line_fault(line: Any, start: FloatArray | None, end: FloatArray | None) -> str | None:
    """What is wrong with a link's shape; a node that is not known is not compared."""
    if line is None or line.geom_type != "LineString" or line.is_empty:
        return "wkt has to be a LINESTRING of longitude and latitude"
    points = shapely.get_coordinates(line)
    if not (LONGITUDE.hold(points[:, 0]) & LATITUDE.hold(points[:, 1])).all():
        return "wkt leaves the range of longitude and latitude; write degrees, longitude first"
    if np.ptp(points, axis=0).max() == 0:
        return "wkt has no length; leave it empty for a straight link"
    if _far(points[0], start) or _far(points[-1], end):
        turned = not _far(points[0], end) and not _far(points[-1], start)
        return "wkt runs from to → from; turn it round" if turned else "wkt does not begin and end at the link's nodes"
    return None


def _far(point: FloatArray, node: FloatArray | None) -> bool:
    return node is not None and bool(np.abs(point - node).max() > END_TOLERANCE_DEG)
