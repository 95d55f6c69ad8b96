"""The stretches of the roads from which a site is reached in time, cut where the time ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.reach.joining import Entries
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.reach.search import node_drives

if TYPE_CHECKING:
    from sitematch.core.reach.hierarchy.prepared import PreparedRoads

_HALF: Final = 0.5 - 1e-6
"""A part of a link that takes less than so many deciseconds more than a whole number is rounded down to it."""
_SAME_FRACTION: Final = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Stretches:
    """Parts of links, each from a lower to a higher fraction of its link's length; all of shape (k,)."""

    link: IntArray
    low: FloatArray
    high: FloatArray

    def __len__(self) -> int:
        return len(self.link)

    @property
    def whole(self) -> BoolArray:
        """Which of them are whole links."""
        return (self.low <= 0.0) & (self.high >= 1.0)

    def take(self, rows: BoolArray) -> Stretches:
        """The stretches of these rows."""
        return Stretches(self.link[rows], self.low[rows], self.high[rows])


@dataclass(frozen=True, eq=False, slots=True)
class Arrival:
    """How long the drive to one site takes from every node, shape (n,): deciseconds, the site's own leg included.

    ``entry`` is where the site meets the roads, one row.
    """

    entry: Entries
    node_ds: IntArray


def arrivals(graph: RoadGraph, sites: Entries, limit_ds: int, prepared: PreparedRoads | None = None) -> list[Arrival]:
    """The arrival at each of some sites, all joined to the roads; what takes longer than the limit is NO_WAY."""
    drives = node_drives(graph, sites, inbound=True, limit_ds=limit_ds, prepared=prepared)
    return [Arrival(sites.take(np.array([row])), node_ds) for row, node_ds in enumerate(drives)]


def reached(graph: RoadGraph, arrival: Arrival, limit_ds: int) -> tuple[Stretches, Stretches]:
    """The stretches of all links, motorways too, from which the drive takes at most so long, and all the others.

    A place on a link drives to either end of it, against no one-way direction, or straight to the entry on the same
    link; the part of the link that it drives is rounded to whole deciseconds once. So a stretch ends exactly where
    the rounded drive becomes longer than the limit.
    """
    roads, time_ds = graph.roads, graph.time_ds
    to_end = _share(limit_ds - arrival.node_ds[roads.to_node], time_ds)
    to_start = np.where(roads.oneway, 0.0, _share(limit_ds - arrival.node_ds[roads.from_node], time_ds))
    links = np.arange(len(time_ds))
    entered = int(arrival.entry.link[0]) if arrival.entry.node[0] < 0 else -1
    plain, full = links != entered, to_start + to_end >= 1.0
    before, behind = plain & ~full & (to_start > 0), plain & ~full & (to_end > 0)
    between = plain & ~full
    inside = [
        Stretches(links[plain & full], *_ends(0.0, np.ones(len(links)), plain & full)),
        Stretches(links[before], *_ends(0.0, to_start, before)),
        Stretches(links[behind], *_ends(1.0 - to_end, np.ones(len(links)), behind)),
    ]
    outside = [Stretches(links[between], *_ends(to_start, 1.0 - to_end, between))]
    if entered >= 0:
        own, other = _on_entered(graph, arrival, limit_ds, (to_start[entered], to_end[entered]))
        inside.append(own)
        outside.append(other)
    return _joined(inside), _joined(outside)


def lines_of(graph: RoadGraph, stretches: Stretches, lines: GeometryArray) -> GeometryArray:
    """The stretches as lines: of whole links those of ``lines``, shape (m,), else parts of the links as they are."""
    found: GeometryArray = lines[stretches.link]
    cut = ~stretches.whole
    found[cut] = graph.roads.lines[stretches.link[cut]]
    straight = cut & (shapely.get_num_coordinates(found) == 2)
    ends = shapely.get_coordinates(found[straight]).reshape(-1, 2, 2)
    way = ends[:, 1] - ends[:, 0]
    parts = [ends[:, 0] + share[straight, None] * way for share in (stretches.low, stretches.high)]
    found[straight] = shapely.linestrings(np.stack(parts, axis=1))
    bent = np.flatnonzero(cut & ~straight)
    if len(bent):
        from shapely.ops import substring

        for row in bent:
            found[row] = substring(found[row], stretches.low[row], stretches.high[row], normalized=True)
    return found


def _share(left_ds: IntArray, time_ds: FloatArray) -> FloatArray:
    """The share of each link that can be driven in the time that is left at its end, 0 to 1."""
    share = np.divide(left_ds + _HALF, time_ds, out=np.ones(len(time_ds)), where=time_ds > 0)
    found: FloatArray = np.where(left_ds >= 0, np.clip(share, 0.0, 1.0), 0.0)
    return found


def _ends(low: FloatArray | float, high: FloatArray, rows: BoolArray) -> tuple[FloatArray, FloatArray]:
    return np.broadcast_to(np.asarray(low, dtype=np.float64), rows.shape)[rows], high[rows]


def _on_entered(
    graph: RoadGraph, arrival: Arrival, limit_ds: int, shares: tuple[float, float]
) -> tuple[Stretches, Stretches]:
    """The stretches of the link that the site enters between its ends, where one drives straight to it as well."""
    link, at = int(arrival.entry.link[0]), float(arrival.entry.fraction[0])
    spans = [(0.0, shares[0]), (1.0 - shares[1], 1.0)]
    left_ds = np.array([limit_ds - int(arrival.entry.access_ds[0])])
    if left_ds[0] >= 0:
        share = float(_share(left_ds, graph.time_ds[[link]])[0])
        beyond = _SAME_FRACTION if graph.roads.oneway[link] else share
        spans.append((max(at - share, 0.0), min(at + beyond, 1.0)))
    merged: list[tuple[float, float]] = []
    for low, high in sorted(span for span in spans if span[1] > span[0]):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    edges = [0.0, *(edge for span in merged for edge in span), 1.0]
    gaps = [(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if high > low]
    return _of_link(link, merged), _of_link(link, gaps)


def _of_link(link: int, spans: list[tuple[float, float]]) -> Stretches:
    ends = np.array(spans, dtype=np.float64).reshape(-1, 2)
    return Stretches(np.full(len(spans), link, dtype=np.int64), ends[:, 0], ends[:, 1])


def _joined(parts: list[Stretches]) -> Stretches:
    return Stretches(
        np.concatenate([part.link for part in parts]),
        np.concatenate([part.low for part in parts]),
        np.concatenate([part.high for part in parts]),
    )
