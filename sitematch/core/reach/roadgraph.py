"""The road network as the search needs it: whole deciseconds on arcs between numbered nodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.reach.pieces import Pieces
from sitematch.core.region.model import Access, Roads
from sitematch.units import METRES_PER_KM

NO_WAY = 1 << 60
"""Deciseconds of what cannot be reached: so large that sums of a few stay apart from any time, and below 2^63."""

_HALF = 0.5 + 1e-6
_DECISECONDS_PER_METRE_AT_1_KMH = 36.0
_NUMBER_BITS = 63


def whole_deciseconds(deciseconds: FloatArray) -> IntArray:
    """Rounded to whole deciseconds, halves up; a half that binary fractions leave 1e-6 too low is a half still."""
    return np.floor(deciseconds + _HALF).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs sorted by the node they leave (compressed sparse rows): at most one from a node to another.

    The arcs of node ``i`` are those from ``starts[i]`` up to ``starts[i + 1]``; ``ds`` are whole deciseconds.
    """

    starts: IntArray
    heads: IntArray
    ds: IntArray

    @classmethod
    def of(cls, n_nodes: int, tails: IntArray, heads: IntArray, ds: IntArray) -> Arcs:
        """Arcs in any order; of several from one node to another the quickest stays."""
        tails, heads, ds = _sorted(tails, heads, ds)
        first = np.ones(len(tails), dtype=bool)
        first[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
        starts = np.zeros(n_nodes + 1, dtype=np.int64)
        np.cumsum(np.bincount(tails[first], minlength=n_nodes), out=starts[1:])
        return cls(starts, heads[first], ds[first])


def _sorted(tails: IntArray, heads: IntArray, ds: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """By tail, then head, then deciseconds: as single numbers where all three fit in one, which sorts far faster."""
    node_bits = int(max(tails.max(initial=0), heads.max(initial=0))).bit_length()
    ds_bits = int(ds.max(initial=0)).bit_length()
    if 2 * node_bits + ds_bits > _NUMBER_BITS:
        order = np.lexsort((ds, heads, tails))
        return tails[order], heads[order], ds[order]
    packed = np.sort((((tails << node_bits) | heads) << ds_bits) | ds)
    pair = packed >> ds_bits
    return pair >> node_bits, pair & ((1 << node_bits) - 1), packed & ((1 << ds_bits) - 1)


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Roads made ready once for joining and searching.

    ``time_ds`` is unrounded, shape (m,): a part of a link is a share of it.
    """

    roads: Roads
    access: Access
    time_ds: FloatArray

    @classmethod
    def of(cls, roads: Roads, access: Access) -> RoadGraph:
        """The graph of a region's roads; its pieces and arcs are made when first asked for."""
        return cls(roads, access, roads.time_ds)

    @property
    def n_nodes(self) -> int:
        """How many nodes the roads have."""
        return len(self.roads.node_ids)

    @cached_property
    def pieces(self) -> Pieces:
        """The pieces of all links but motorways, which are entered at nodes only."""
        return Pieces(self.roads)

    @cached_property
    def length_m(self) -> FloatArray:
        """The length of each link's line, shape (m,)."""
        return self.roads.drawn.length_m

    @cached_property
    def out(self) -> Arcs:
        """Where one can drive to."""
        return self._arcs(reverse=False)

    @cached_property
    def back(self) -> Arcs:
        """The same arcs turned round: where one can come from."""
        return self._arcs(reverse=True)

    def access_ds(self, straight_m: FloatArray) -> IntArray:
        """Deciseconds of a leg between a place and the road, from its straight line in metres."""
        per_metre = self.access.detour * _DECISECONDS_PER_METRE_AT_1_KMH / self.access.kmh
        return whole_deciseconds(straight_m * per_metre)

    @property
    def max_straight_m(self) -> float:
        """The longest straight line that still joins, in metres."""
        return self.access.max_km * METRES_PER_KM

    def _arcs(self, reverse: bool) -> Arcs:
        roads, ds = self.roads, whole_deciseconds(self.time_ds)
        both = np.flatnonzero(~roads.oneway)
        tails = np.concatenate([roads.from_node, roads.to_node[both]])
        heads = np.concatenate([roads.to_node, roads.from_node[both]])
        if reverse:
            tails, heads = heads, tails
        return Arcs.of(self.n_nodes, tails, heads, np.concatenate([ds, ds[both]]))
