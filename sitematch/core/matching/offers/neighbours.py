"""Which sites lie beside each other: edge to edge, by gaps of at most so many metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, GeometryArray, IntArray

GAP_ROUNDING_M: Final = 1e-3
"""Outlines that came in degrees are off by less than this: a gap that is larger by no more counts as the gap."""


@dataclass(frozen=True, eq=False, slots=True)
class Neighbours:
    """Who lies beside whom among n sites, as compressed rows.

    The neighbours of site i are ``others[first[i] : first[i + 1]]``, in rising order; ``links`` has i · n + j for each
    pair of neighbours, rising; ``group`` (n,) names the sets of sites that hang together by their least.
    """

    first: IntArray
    others: IntArray
    links: IntArray
    group: IntArray

    @property
    def counts(self) -> IntArray:
        """How many neighbours each site has, shape (n,)."""
        return np.diff(self.first)

    def of(self, site: int) -> IntArray:
        """The neighbours of one site."""
        return self.others[self.first[site] : self.first[site + 1]]

    def are(self, one: IntArray, other: IntArray) -> BoolArray:
        """Whether two sites are neighbours, elementwise."""
        asked = one * len(self.group) + other
        at = np.searchsorted(self.links, asked)
        found: BoolArray = np.append(self.links, -1)[at] == asked
        return found


def neighbours(outlines: GeometryArray, max_gap_m: float) -> Neighbours:
    """Which of n outlines have gaps of at most ``max_gap_m`` between them; those that overlap have none.

    Args:
        outlines: polygons and multipolygons in EPSG:3006; what has no edges has no neighbours.
        max_gap_m: metres of EPSG:3006.
    """
    with_edges = np.flatnonzero((shapely.get_dimensions(outlines) == 2) & ~shapely.is_empty(outlines))
    shapes = outlines[with_edges]
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="dwithin", distance=max_gap_m + GAP_ROUNDING_M)
    apart = one != other
    return neighbours_of(with_edges[one[apart]], with_edges[other[apart]], len(outlines))


def neighbours_of(one: IntArray, other: IntArray, n: int) -> Neighbours:
    """The same from pairs of sites, each given once either way round."""
    links = np.sort(one.astype(np.int64) * n + other)
    first = np.searchsorted(links, np.arange(n + 1) * n).astype(np.int64)
    return Neighbours(first, links % n if n else links, links, _groups(one, other, n))


def _groups(one: IntArray, other: IntArray, n: int) -> IntArray:
    """The least site that each hangs together with, shape (n,): labels sink along links until none sinks further."""
    label = np.arange(n, dtype=np.int64)
    while True:
        lower = label.copy()
        np.minimum.at(lower, one, label[other])
        lower = lower[lower]
        if np.array_equal(lower, label):
            return label
        label = lower
