"""What is asked of a hierarchy: amounts by minute or within a time, drives between places, the nearest of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.reach.hierarchy.batches import Batch, Search
from sitematch.core.reach.hierarchy.fields import WIDE, WIDEST, Sources, Sweeper, far, lanes_for, width_for
from sitematch.core.reach.hierarchy.prepared import PreparedRoads
from sitematch.core.reach.hierarchy.restriction import unrestricted
from sitematch.core.reach.hierarchy.targets import Targets, near_ways, sources_of
from sitematch.core.reach.joining import Entries, Ways, arriving, leaving
from sitematch.core.reach.roadgraph import NO_WAY, RoadGraph
from sitematch.units import DECISECONDS_PER_MINUTE

_MOST_CLASSES = 64
"""Searched for in one sweep."""


def search_to(
    prepared: PreparedRoads, graph: RoadGraph, sites: Entries, targets: Targets, limit_ds: int | None
) -> Search:
    """A search in the narrowest numbers that tell every time up to a limit, without one every drive at all."""
    if limit_ds is not None:
        return Search(prepared, graph, sites, targets, width_for(limit_ds))
    # A place may lie on a slow link beside a quick one that the hierarchy has in its stead.
    starts_ds = near_ways(graph, sites, targets).ds + np.where(sites.joined, sites.access_ds, 0)[:, None]
    ends_ds = (int(ds[ds < NO_WAY].max(initial=0)) for ds in (starts_ds, targets.ds))
    width = width_for(prepared.metric.bound_ds + sum(ends_ds))
    return Search(prepared, graph, sites, targets, width)


def minute_sums(search: Search, whole: IntArray, last: int) -> IntArray:
    """Amounts within each whole minute up to the last, of shape (sites, last + 1, kinds).

    Args:
        search: up to so many minutes, which its numbers have to tell from no way.
        whole: whole amounts of the places, in the order of their entries, shape (m, kinds).
        last: in minutes.
    """
    from sitematch.core.reach.hierarchy.counting_kernels import count_by_minute

    kinds, amounts = whole.shape[1], whole[search.targets.place]
    found = np.zeros((len(search.sites), last + 1, kinds), dtype=np.int64)

    def count(batch: Batch) -> None:
        drive, direct = batch.field.drive, batch.direct
        by_kind = np.zeros((kinds, drive.shape[1] * (last + 2)), dtype=np.int64)
        count_by_minute(search.targets.rows, batch.target_ds, drive, batch.field.reached, amounts, by_kind)
        sums = np.moveaxis(by_kind.reshape(kinds, drive.shape[1], last + 2), 0, 2)
        before, after = (
            np.minimum(-(-ds // DECISECONDS_PER_MINUTE), last + 1) for ds in (direct.instead_of_ds, direct.ds)
        )
        np.subtract.at(sums, (direct.lane, before), np.where((before <= last)[:, None], amounts[direct.place], 0))
        np.add.at(sums, (direct.lane, after), amounts[direct.place])
        found[batch.rows] = sums[: len(batch.rows), : last + 1].cumsum(axis=1)

    search.each(count)
    return found


def within_sums(search: Search, whole: IntArray, limit_ds: int) -> IntArray:
    """Amounts within a time, boundary included, of shape (sites, kinds); arguments as in ``minute_sums``."""
    from sitematch.core.reach.hierarchy.counting_kernels import count_within

    amounts = whole[search.targets.place]
    found = np.zeros((len(search.sites), whole.shape[1]), dtype=np.int64)
    limit = search.width.type(min(limit_ds, far(search.width) - 1))

    def count(batch: Batch) -> None:
        drive, direct = batch.field.drive, batch.direct
        sums = np.zeros((drive.shape[1], whole.shape[1]), dtype=np.int64)
        count_within(search.targets.rows, batch.target_ds, drive, batch.field.reached, amounts, limit, sums)
        new = (direct.ds <= limit_ds) & (direct.instead_of_ds > limit_ds)
        np.add.at(sums, direct.lane[new], amounts[direct.place[new]])
        found[batch.rows] = sums[: len(batch.rows)]

    search.each(count)
    return found


def drives_between(search: Search) -> IntArray:
    """Drives between all sites and all places, of shape (sites, places); NO_WAY where there is none."""
    from sitematch.core.reach.hierarchy.counting_kernels import gather

    found = np.full((len(search.sites), len(search.targets.entries)), NO_WAY, dtype=np.int64)

    def take(batch: Batch) -> None:
        drives = np.empty((len(batch.rows), len(search.targets.place)), dtype=np.int64)
        gather(search.targets.rows, batch.target_ds, batch.field.drive, batch.field.reached, drives)
        drives[batch.direct.lane, batch.direct.place] = batch.direct.ds
        found[batch.rows[:, None], search.targets.place] = drives

    search.each(take)
    return found


def to_all_nodes(prepared: PreparedRoads, graph: RoadGraph, entries: Entries, inbound: bool) -> IntArray:
    """Drives between each of k entries, its leg included, and every node, of shape (k, n_nodes); NO_WAY without one."""
    from sitematch.core.reach.hierarchy.counting_kernels import by_node

    metric, rank = prepared.metric, prepared.topology.rank
    climbing, falling = (metric.down, metric.up) if inbound else (metric.up, metric.down)
    ways = arriving(graph, entries) if inbound else leaving(graph, entries)
    found = np.full((len(entries), graph.n_nodes), NO_WAY, dtype=np.int64)
    rows = np.flatnonzero(entries.joined)
    starts_ds = np.where(ways.ds < NO_WAY, ways.ds, 0)[rows].max(initial=0) + entries.access_ds[rows].max(initial=0)
    width = max(WIDE, width_for(metric.bound_ds + int(starts_ds)), key=lambda width: width.itemsize)
    lanes = lanes_for(len(rows), graph.n_nodes, width)
    sweeper = Sweeper(climbing, unrestricted(falling), lanes, width)
    for start in range(0, len(rows), lanes):
        chunk = rows[start : start + lanes]
        sources = sources_of(prepared, Ways(ways.node[chunk], ways.ds[chunk]), entries.access_ds[chunk])
        field = sweeper.field(sources)
        drives = np.empty((len(chunk), len(rank)), dtype=np.int64)
        by_node(field.drive, field.reached, rank, drives)
        found[chunk] = drives
    return found


@dataclass(frozen=True, eq=False, slots=True)
class ClassKeys:
    """The nearest of each of c classes from every node: deciseconds × 2^``bits`` + rank of the facility in its class.

    ``keys``: shape (c, n_nodes), NO_WAY without a way; of equal drives the smallest rank. The facility's leg is in it.
    """

    bits: int
    keys: IntArray


def class_keys(prepared: PreparedRoads, graph: RoadGraph, classes: Sequence[Entries]) -> ClassKeys:
    """From every node the nearest of each of some classes of facilities, many classes by one sweep."""
    bits = max((len(facilities) for facilities in classes), default=0).bit_length()
    parts = [classes[start : start + _MOST_CLASSES] for start in range(0, len(classes), _MOST_CLASSES)]
    keys = [_keys(prepared, _facilities(prepared, graph, part, bits), len(part), bits) for part in parts]
    return ClassKeys(bits, keys[0] if len(keys) == 1 else np.concatenate([_none(graph, 0), *keys]))


def _none(graph: RoadGraph, n_classes: int) -> IntArray:
    return np.full((n_classes, graph.n_nodes), NO_WAY, dtype=np.int64)


def _keys(prepared: PreparedRoads, sources: Sources, n_classes: int, bits: int) -> IntArray:
    """The keys of all nodes by class, in the narrowest numbers that tell them all."""
    from sitematch.core.reach.hierarchy.counting_kernels import by_node

    metric, rank = prepared.metric, prepared.topology.rank
    keys = np.empty((n_classes, len(rank)), dtype=np.int64)
    for width in (WIDE, WIDEST):
        sweeper = Sweeper(metric.down, unrestricted(metric.up), lanes_for(n_classes, 1, width), width, 1 << bits)
        field = sweeper.field(sources)
        largest = max(by_node(field.drive, field.reached, rank, keys), int(sources.ds.max(initial=0)))
        # What goes further than the width can tell has a road on its way that starts below that and ends above.
        if largest + (metric.longest_ds << bits) < far(width):
            break
    return keys


def _facilities(prepared: PreparedRoads, graph: RoadGraph, classes: Sequence[Entries], bits: int) -> Sources:
    found = []
    for lane, facilities in enumerate(classes):
        ways = arriving(graph, facilities)
        rank, side = np.nonzero(ways.ds < NO_WAY)
        ds = ((ways.ds[rank, side] + facilities.access_ds[rank]) << bits) + rank
        found.append((prepared.topology.rank[ways.node[rank, side]], np.full(len(rank), lane), ds))
    ranks, lanes, starts_ds = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return Sources(ranks.astype(np.int64), lanes.astype(np.int64), starts_ds)
