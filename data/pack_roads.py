"""The local roads of the embedded pack: one estimated link to the network for each place that lies off it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from sitematch.core.region.projection import degrees_to_plane

OFF_NETWORK_M = 3_000
"""Nearer to a link, the leg at 30 km/h to that link tells the way better than a link to a node further off does."""
DETOUR = 1.3
SPEED_KMH = 50
WET_M = 1_000
"""A local road may cross so much of a lake: the outlines are no better than that."""
ROAD = "local (estimated)"


class Network:
    """The compiled roads in EPSG:3006, and how a place off them gets onto them."""

    def __init__(self, nodes: Sequence[Mapping[str, str]], links: Sequence[Mapping[str, str]], water: Any) -> None:
        self.ids = [row["id"] for row in nodes]
        self.xy = degrees_to_plane(_floats(nodes, "lon"), _floats(nodes, "lat"))
        self._water = water
        place = {node: i for i, node in enumerate(self.ids)}
        self._ends = np.array([(place[row["from"]], place[row["to"]]) for row in links])
        self._minutes = _floats(links, "km") / _floats(links, "speed_kmh") * 60
        entered = np.array([row["motorway"] != "1" for row in links])
        self._roads = shapely.union_all(shapely.linestrings(self.xy[self._ends[entered]]))
        ramps = {i for i, row in enumerate(nodes) if row["kind"] == "interchange"}
        self._joinable = np.array(sorted(set(self._ends[entered].ravel().tolist()) - ramps))

    def distance_m(self, point: Any) -> float:
        """How far a point lies from the nearest road that is not a motorway."""
        return float(shapely.distance(self._roads, point))

    def nearest_node(self, point: Any) -> tuple[int, float]:
        """The nearest node that is no interchange and lies across no large water, and the straight line's km."""
        ends = self.xy[self._joinable]
        distances = np.hypot(*(ends - shapely.get_coordinates(point)[0]).T)
        for i in np.argsort(distances, kind="stable"):
            way = shapely.linestrings([shapely.get_coordinates(point)[0], ends[i]])
            if shapely.length(shapely.intersection(way, self._water)) <= WET_M:
                return int(self._joinable[i]), float(distances[i]) / 1_000
        raise SystemExit(f"no node can be reached from {point} without crossing water")

    def local_minutes(self, km: float) -> float:
        """Minutes along a local link over a straight line's km."""
        return km * DETOUR / SPEED_KMH * 60

    def minutes_from(self, area: Any) -> Any:
        """Minutes to each node from the nearest node inside an area."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        size = len(self.ids)
        graph = csr_array((self._minutes, self._ends.T), shape=(size, size))
        inside = np.flatnonzero(shapely.contains_xy(area, self.xy))
        return dijkstra(graph, directed=False, indices=inside, min_only=True)


def local_roads(
    people: Sequence[Mapping[str, Any]], network: Network
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A node and a link for each place that lies off the network: dead ends, which change no other way."""
    nodes, links = [], []
    points = shapely.points(degrees_to_plane(_floats(people, "lon"), _floats(people, "lat")))
    for row, point in zip(people, points, strict=True):
        if network.distance_m(point) <= OFF_NETWORK_M:
            continue
        node, km = network.nearest_node(point)
        source = "estimated" if row["kind"] == "rural" else "geonames"
        shared = {key: row[key] for key in ("id", "lat", "lon", "name", "kind")}
        nodes.append({**shared, "coordinate_source": source})
        length = {"km": round(km * DETOUR, 2), "speed_kmh": SPEED_KMH, "oneway": 0, "motorway": 0}
        links.append({"from": row["id"], "to": network.ids[node], **length, "road": ROAD, "lanes": "rural"})
    return nodes, links


def _floats(rows: Sequence[Mapping[str, Any]], column: str) -> Any:
    return np.array([float(row[column]) for row in rows])
