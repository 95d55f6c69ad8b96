"""Large road networks as hierarchies: prepared once, kept, and mapped into memory from then on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from sitematch.core.reach.choice import LARGE_NODES, Way, way_of
from sitematch.core.reach.hierarchy import (
    Metric,
    PreparedRoads,
    Topology,
    Upward,
    can_be_prepared,
    complete,
    customize,
    node_order,
)
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.region.model import Region, Roads
from sitematch.store.kept import Kept, key_of

_VERSION: Final = "hierarchy/1"
"""Changes whenever the same roads would give other arrays, or these are kept in another way."""
_MAPS, _TIMES = "road_maps", "road_times"
_UPWARD: Final = ("starts", "heads", "ds")

_in_use: WeakKeyDictionary[Region, PreparedRoads] = WeakKeyDictionary()


def prepared_of(region: Region, kept: Kept, searches: int) -> PreparedRoads | None:
    """The roads of a region as a hierarchy, for so many searches.

    None where the network is small, or where neither was prepared before nor is it worth while: it changes no answer.
    """
    roads = region.roads
    if roads is None or len(roads.node_ids) < LARGE_NODES or kept.folder is None:
        return None
    if region not in _in_use:
        keys = _Keys.of(roads)
        found = _kept(kept, keys)
        if found is None:
            graph = RoadGraph.of(roads, region.access)
            if way_of(graph, searches, None) is Way.SCIPY or not can_be_prepared(graph):
                return None
            found = _made(kept, keys, graph)
        _in_use[region] = found
    return _in_use[region]


@dataclass(frozen=True, slots=True)
class _Keys:
    """What the map of a network and its times depend on."""

    map: str
    times: str

    @classmethod
    def of(cls, roads: Roads) -> _Keys:
        """Node by node and link by link: in another order they are other arrays."""
        links = [np.ascontiguousarray(ends).tobytes() for ends in (roads.from_node, roads.to_node)]
        map_key = key_of(_VERSION, str(len(roads.node_ids)), *links)
        times = [np.ascontiguousarray(column).tobytes() for column in (roads.km, roads.speed_kmh, roads.oneway)]
        return cls(map_key, key_of(map_key, repr(roads.speed_factor), *times))


def _kept(kept: Kept, keys: _Keys) -> PreparedRoads | None:
    topology = _kept_topology(kept, keys)
    times = kept.get_mapped(_TIMES, keys.times)
    if topology is None or times is None:
        return None
    arrays, meta = times
    up, down = (Upward(*(arrays[f"{way}_{name}"] for name in _UPWARD)) for way in ("up", "down"))
    return PreparedRoads(topology, Metric(up, down, meta["longest_ds"], meta["bound_ds"]), _threads())


def _kept_topology(kept: Kept, keys: _Keys) -> Topology | None:
    found = kept.get_mapped(_MAPS, keys.map)
    return None if found is None else Topology(*(found[0][name] for name in ("rank", "starts", "heads")))


def _made(kept: Kept, keys: _Keys, graph: RoadGraph) -> PreparedRoads:
    """Prepared and kept; where the map is known and only the times are new, these alone."""
    topology = _kept_topology(kept, keys)
    if topology is None:
        topology = complete(graph.out, node_order(graph.out))
        arrays = {"rank": topology.rank, "starts": topology.starts, "heads": topology.heads}
        kept.put_mapped(_MAPS, keys.map, arrays, {})
    metric = customize(topology, graph.out)
    assert metric is not None, "a completed map has an arc for each of its roads"
    kept.put_mapped(_TIMES, keys.times, *_times(metric))
    return PreparedRoads(topology, metric, _threads())


def _times(metric: Metric) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    arrays = {
        f"{way}_{name}": getattr(upward, name)
        for way, upward in (("up", metric.up), ("down", metric.down))
        for name in _UPWARD
    }
    return arrays, {"longest_ds": metric.longest_ds, "bound_ds": metric.bound_ds}


def _threads() -> int:
    return os.cpu_count() or 1
