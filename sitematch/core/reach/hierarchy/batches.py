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
from sitematch.core.reach.samelink import along_links


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

    def each(self, work: Callable[[Batch], None]) -> None:
        """Does something with every batch; several threads may do so at a time, each with batches of its own."""
        ways = near_ways(self.graph, self.sites, self.targets)
        rows, n_rows = self._in_order(ways), len(self.targets.restriction)
        lanes = lanes_for(len(rows), n_rows, self.width)
        chunks = [rows[start : start + lanes] for start in range(0, len(rows), lanes)]

        def some(parts: Iterable[IntArray]) -> None:
            sweeper = Sweeper(self.targets.climbing, self.targets.restriction, lanes, self.width)
            target_ds = self.targets.ds_in(self.width)
            for chunk in parts:
                sources = sources_of(self.prepared, Ways(ways.node[chunk], ways.ds[chunk]), self.sites.access_ds[chunk])
                field = sweeper.field(sources)
                work(Batch(chunk, field, target_ds, self._direct(chunk, field)))

        by_threads(self.prepared.threads, n_rows * lanes * self.width.itemsize, chunks, some)

    def _in_order(self, ways: Ways) -> IntArray:
        """The sites that join, those near each other in the hierarchy together."""
        ranks = np.where(ways.ds < NO_WAY, self.prepared.topology.rank[ways.node], -1).max(axis=1)
        rows = np.flatnonzero(self.sites.joined)
        return rows[np.argsort(ranks[rows], kind="stable")]

    def _direct(self, rows: IntArray, field: Field) -> Direct:
        """The ways of a batch straight along a link that are quicker than those over the nodes."""
        targets, sites = self.targets, self.sites.take(rows)
        place_of = np.empty(len(targets.entries), dtype=np.int64)
        place_of[targets.place] = np.arange(len(targets.place))
        found = [np.empty((4, 0), dtype=np.int64)]
        for lane, row, ds in along_links(self.graph, sites, targets.entries, inbound=targets.inbound):
            drive_ds = ds + targets.entries.access_ds[row] + sites.access_ds[lane]
            over_ds = over_nodes(field, targets, place_of[row], lane)
            quicker = drive_ds < over_ds
            found.append(np.stack([lane, place_of[row], drive_ds, over_ds])[:, quicker])
        return Direct(*np.concatenate(found, axis=1))


def over_nodes(field: Field, targets: Targets, place: IntArray, lane: IntArray) -> IntArray:
    """The drives of pairs of a place and a lane over the nodes, NO_WAY where none can be told."""
    top = far(field.drive.dtype)
    row, ds = targets.rows[place], targets.ds[place]
    usable = (row >= 0) & (field.reached[row] > 0)
    at_node = np.where(usable, field.drive[row, lane[:, None]].astype(np.int64), top)
    total = np.where(at_node < top, at_node + ds, NO_WAY).min(axis=1)
    return np.where(total < top, total, NO_WAY)
