"""Pairs of places that enter the same link: the direct way along it counts beside those over its ends."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.reach.joining import Entries, part_ds
from sitematch.core.reach.roadgraph import RoadGraph

_SAME_FRACTION = 1e-9
"""Two entries at fractions that differ by no more are at the same point: neither lies behind the other."""
_MOST_PAIRS = 1_000_000
"""Told at a time, unless one origin has more: some 100 MB."""


def same_link(
    graph: RoadGraph, origins: Entries, destinations: Entries
) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
    """Pairs that enter the same link between its ends, with the deciseconds straight along it, some at a time.

    Yields:
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
    for from_row, to_row in _pairs(here, there, origins.link, destinations.link):
        link = origins.link[from_row]
        ahead = destinations.fraction[to_row] - origins.fraction[from_row]
        allowed = (ahead >= -_SAME_FRACTION) | ~graph.roads.oneway[link]
        yield from_row[allowed], to_row[allowed], part_ds(graph, link[allowed], np.abs(ahead[allowed]))


def along_links(
    graph: RoadGraph, sites: Entries, places: Entries, *, inbound: bool
) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
    """The same of sites and places, in that order: ``inbound`` driven from the places to the sites, else to them."""
    if not inbound:
        yield from same_link(graph, sites, places)
        return
    for place, site, ds in same_link(graph, places, sites):
        yield site, place, ds


def _along(entries: Entries) -> IntArray:
    return np.flatnonzero(entries.joined & (entries.node < 0))


def _pairs(a: IntArray, b: IntArray, a_link: IntArray, b_link: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Each of rows ``a`` with each of rows ``b`` on the same link, some of ``a`` at a time."""
    b = b[np.argsort(b_link[b], kind="stable")]
    low, high = (np.searchsorted(b_link[b], a_link[a], side=side) for side in ("left", "right"))
    up_to = np.cumsum(high - low)
    part = up_to // _MOST_PAIRS
    for rows in np.split(np.arange(len(a)), np.flatnonzero(part[1:] != part[:-1]) + 1):
        count = (high - low)[rows]
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        yield np.repeat(a[rows], count), b[np.repeat(low[rows], count) + offset]
