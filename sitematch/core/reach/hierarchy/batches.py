"""Sites searched from some at a time, those near each other together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import IntArray
from sitematch.core.reach.hierarchy.fields import Field, Sweeper, by_threads, far, lanes_for
from sitematch.core.reach.hierarchy.prepared import PreparedRoads
from sitematch.core.reach.hierarchy.targets import Targets, near_ways, sources_of
from sitematch.core.reach.joining import Entries, Ways
from sitematch.core.reach.roadgraph import NO_WAY, RoadGraph
from sitematch.core.reach.samelink import same_link


@dataclass(frozen=True, eq=False, slots=True)
class Direct:
    """Ways straight along a link that are quicker than over its ends: lane, place (as in ``Targets``), both drives."""

    lane: IntArray
    place: IntArray
    ds: IntArray
    instead_of_ds: IntArray


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """Some sites, ``rows`` of theirs, a lane of the field each; legs are in the drives."""

    rows: IntArray
    field: Field
    target_ds: NDArray[Any]
    direct: Direct


@dataclass(frozen=True, eq=False, slots=True)
class Search:
    """From all of some sites to (or from) all targets, in numbers of such a width."""

    prepared: PreparedRoads
    graph: RoadGraph
    sites: Entries
    targets: Targets
    width: np.dtype[Any]

    def each(self, work: Callable[[Batch], None], most_lanes: int = 1 << 30) -> None:
        """Does something with every batch; several threads may do so at a time, each with batches of its own."""
        ways, direct = near_ways(self.graph, self.sites, self.targets), self._direct()
        rows, n_rows = self._in_order(ways), len(self.targets.restriction)
        lanes = lanes_for(min(len(rows), most_lanes), n_rows, self.width)
        step = min(lanes, most_lanes)
        chunks = [rows[start : start + step] for start in range(0, len(rows), step)]

        def some(parts: Iterable[IntArray]) -> None:
            sweeper = Sweeper(self.targets.climbing, self.targets.restriction, lanes, self.width)
            target_ds = self.targets.ds_in(self.width)
            for chunk in parts:
                sources = sources_of(self.prepared, Ways(ways.node[chunk], ways.ds[chunk]), self.sites.access_ds[chunk])
                field = sweeper.field(sources)
                work(Batch(chunk, field, target_ds, self._quicker(direct, chunk, field)))

        by_threads(self.prepared.threads, n_rows * lanes * self.width.itemsize, chunks, some)

    def _in_order(self, ways: Ways) -> IntArray:
        """The sites that join, those near each other in the hierarchy together."""
        ranks = np.where(ways.ds < NO_WAY, self.prepared.topology.rank[ways.node], -1).max(axis=1)
        rows = np.flatnonzero(self.sites.joined)
        return rows[np.argsort(ranks[rows], kind="stable")]

    def _direct(self) -> tuple[IntArray, IntArray, IntArray]:
        """All ways straight along a link: rows of sites, places as in the targets, deciseconds with the legs."""
        targets, sites = self.targets, self.sites
        if targets.inbound:
            row, site, ds = same_link(self.graph, targets.entries, sites)
        else:
            site, row, ds = same_link(self.graph, sites, targets.entries)
        where = np.empty(len(targets.entries), dtype=np.int64)
        where[targets.place] = np.arange(len(targets.place))
        return site, where[row], ds + targets.entries.access_ds[row] + sites.access_ds[site]

    def _quicker(self, direct: tuple[IntArray, IntArray, IntArray], rows: IntArray, field: Field) -> Direct:
        """Those of a batch that are quicker than the ways over the nodes."""
        lane_of = np.full(len(self.sites), -1, dtype=np.int64)
        lane_of[rows] = np.arange(len(rows))
        here = lane_of[direct[0]] >= 0
        lane, place, ds = lane_of[direct[0][here]], direct[1][here], direct[2][here]
        over = over_nodes(field, self.targets, place, lane)
        quicker = ds < over
        return Direct(lane[quicker], place[quicker], ds[quicker], over[quicker])


def over_nodes(field: Field, targets: Targets, place: IntArray, lane: IntArray) -> IntArray:
    """The drives of pairs of a place and a lane over the nodes, NO_WAY where none can be told."""
    top = far(field.drive.dtype)
    row, ds = targets.rows[place], targets.ds[place]
    usable = (row >= 0) & (field.reached[row] > 0)
    at_node = np.where(usable, field.drive[row, lane[:, None]].astype(np.int64), top)
    total = np.where(at_node < top, at_node + ds, NO_WAY).min(axis=1)
    return np.where(total < top, total, NO_WAY)
