"""The places that are asked for, made ready once for sweeps from any number of sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import IntArray
from sitematch.core.reach.hierarchy.fields import Sources, in_width
from sitematch.core.reach.hierarchy.metric import Upward
from sitematch.core.reach.hierarchy.prepared import PreparedRoads
from sitematch.core.reach.hierarchy.restriction import Restriction, restrict
from sitematch.core.reach.joining import Entries, Ways, arriving, leaving
from sitematch.core.reach.roadgraph import NO_WAY, RoadGraph


@dataclass(frozen=True, eq=False, slots=True)
class Targets:
    """Places on a restricted hierarchy, in the order in which a sweep meets them.

    ``climbing``: the arcs by which sources go up. ``place``: the row of each place among the entries, shape (m,).
    ``rows``: its nodes in the restriction, -1 for none, shape (m, 2); ``ds``: between node and place, its leg
    included, NO_WAY for none. Places that do not join are left out.
    """

    entries: Entries
    inbound: bool
    climbing: Upward
    restriction: Restriction
    place: IntArray
    rows: NDArray[np.int32]
    ds: IntArray

    def ds_in(self, width: np.dtype[Any]) -> NDArray[Any]:
        """``ds`` in the numbers of a sweep."""
        return in_width(self.ds, width)


def targets_of(prepared: PreparedRoads, graph: RoadGraph, places: Entries, *, inbound: bool) -> Targets:
    """Places made ready: ``inbound`` for drives from them, else for drives to them."""
    metric = prepared.metric
    climbing, falling = (metric.down, metric.up) if inbound else (metric.up, metric.down)
    ways = leaving(graph, places) if inbound else arriving(graph, places)
    passable = ways.ds < NO_WAY
    ranks = prepared.topology.rank[ways.node]
    restriction = restrict(falling, ranks[passable])
    rows = np.where(passable, restriction.row[ranks], -1).astype(np.int32)
    ds = np.where(passable, ways.ds + np.where(places.joined, places.access_ds, 0)[:, None], NO_WAY)
    place = np.flatnonzero(places.joined)
    place = place[np.argsort(rows[place].max(axis=1))]
    return Targets(places, inbound, climbing, restriction, place, rows[place], ds[place])


def sources_of(prepared: PreparedRoads, ways: Ways, access_ds: IntArray) -> Sources:
    """Searches from k entries, a lane each, their legs included."""
    lane, side = np.nonzero(ways.ds < NO_WAY)
    rank = prepared.topology.rank[ways.node[lane, side]].astype(np.int64)
    return Sources(rank, lane, ways.ds[lane, side] + access_ds[lane])


def near_ways(graph: RoadGraph, sites: Entries, targets: Targets) -> Ways:
    """How the sources of such a search meet the nodes."""
    return arriving(graph, sites) if targets.inbound else leaving(graph, sites)
