"""Pairs of places that enter the same link: the direct way along it counts beside those over its ends."""

from __future__ import annotations

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.reach.joining import Entries, part_ds
from sitematch.core.reach.roadgraph import RoadGraph

_SAME_FRACTION = 1e-9
"""Two entries at fractions that differ by no more are at the same point: neither lies behind the other."""


def same_link(graph: RoadGraph, origins: Entries, destinations: Entries) -> tuple[IntArray, IntArray, IntArray]:
    """Pairs that enter the same link between its ends, with the deciseconds straight along it.

    Returns:
        Rows of origins, rows of destinations, deciseconds without the legs; of a one-way link only the pairs
        that lie along its direction.
    """
    # Most pairs of places have no link in common: only what stands on a link of the other side is sorted and sought.
    here, there = _along(origins), _along(destinations)
    met = np.zeros(len(graph.roads.from_node), dtype=bool)
    met[origins.link[here]] = True
    there = there[met[destinations.link[there]]]
    met[:] = False
    met[destinations.link[there]] = True
    here = here[met[origins.link[here]]]
    from_row, to_row = _pairs(here, there, origins.link, destinations.link)
    link = origins.link[from_row]
    ahead = destinations.fraction[to_row] - origins.fraction[from_row]
    allowed = (ahead >= -_SAME_FRACTION) | ~graph.roads.oneway[link]
    return from_row[allowed], to_row[allowed], part_ds(graph, link[allowed], np.abs(ahead[allowed]))


def _along(entries: Entries) -> IntArray:
    return np.flatnonzero(entries.joined & (entries.node < 0))


def _pairs(a: IntArray, b: IntArray, a_link: IntArray, b_link: IntArray) -> tuple[IntArray, IntArray]:
    """Each of rows ``a`` with each of rows ``b`` on the same link."""
    b = b[np.argsort(b_link[b], kind="stable")]
    low, high = (np.searchsorted(b_link[b], a_link[a], side=side) for side in ("left", "right"))
    count = high - low
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(a, count), b[np.repeat(low, count) + offset]
