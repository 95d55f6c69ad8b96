"""Which way drives are searched for, by the size of the work. All of them give the same numbers."""

from __future__ import annotations

import sys
from enum import Enum
from functools import lru_cache
from typing import Final

from sitematch.core.reach.hierarchy import PreparedRoads, can_be_prepared, prepare
from sitematch.core.reach.roadgraph import RoadGraph

LARGE_NODES: Final = 50_000
"""Networks of so many nodes are worth preparing once for all searches to come."""
SMALL_VISITS: Final = 10_000_000
"""Nodes visited by all searches together; below it, SciPy is done before compiled code is loaded."""
SMALL_VISITS_LOADED: Final = 200_000
"""The same where compiled code is loaded already, as in a server."""
PREPARING_SEARCHES: Final = 150
"""So many searches take as long as preparing the roads and searching then."""
_COMPILED: Final = "sitematch.core.reach.hierarchy.sweeping_kernels"


class Way(Enum):
    """How drives are searched for."""

    SCIPY = "scipy"
    BUCKETS = "buckets"
    HIERARCHY = "hierarchy"


def way_of(graph: RoadGraph, searches: int, prepared: PreparedRoads | None) -> Way:
    """The quickest way for so many searches over a network."""
    small = SMALL_VISITS_LOADED if prepared is not None and _COMPILED in sys.modules else SMALL_VISITS
    if searches * graph.n_nodes < small:
        return Way.SCIPY
    if prepared is not None or (searches >= PREPARING_SEARCHES and can_be_prepared(graph)):
        return Way.HIERARCHY
    return Way.BUCKETS


def roads_for(graph: RoadGraph, prepared: PreparedRoads | None) -> PreparedRoads:
    """The roads as a hierarchy: as they were given, else prepared here."""
    return _prepared(graph) if prepared is None else prepared


@lru_cache(maxsize=2)
def _prepared(graph: RoadGraph) -> PreparedRoads:
    return prepare(graph)
