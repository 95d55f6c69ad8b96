"""The part of a hierarchy that depends on the map alone: the order of its nodes, and the shortcuts that may be needed.

Order by nested dissection (Karypis and Kumar, METIS), completion as in the elimination of a sparse matrix; both as for
customizable contraction hierarchies (Dibbelt, Strasser and Wagner 2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import IntArray
from sitematch.core.reach.roadgraph import Arcs

RankArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Topology:
    """A contracted map of n nodes.

    ``rank``: of each node, shape (n,), 0 for the one that is contracted last, at the top. ``starts``, ``heads``: the
    arcs and shortcuts from each rank to those above it (smaller ranks), rising, as compressed sparse rows.
    """

    rank: RankArray
    starts: RankArray
    heads: RankArray

    @property
    def n_nodes(self) -> int:
        """How many nodes the map has."""
        return len(self.rank)


def node_order(arcs: Arcs) -> RankArray:
    """The nodes of a road network from the top down: those first that part the network into halves.

    Nodes of at most two neighbours go to the bottom: leaving them out asks for no more shortcuts than there were roads,
    and what is left for nested dissection is a third.
    """
    import pymetis

    from sitematch.core.reach.hierarchy import ordering_kernels as kernels

    starts, heads = kernels.neighbours(arcs.starts, arcs.heads)
    degree = np.diff(starts)
    gone, nodes = kernels.peeled(starts, heads, degree)
    if not len(nodes):
        return gone[::-1].copy()
    own = pymetis.CSRAdjacency(*kernels.core(starts, heads, degree, nodes))
    from_below, _ = pymetis.nested_dissection(own)
    return np.concatenate([gone, nodes[np.asarray(from_below)]])[::-1].copy()


def complete(arcs: Arcs, order: RankArray | IntArray) -> Topology:
    """The map with all shortcuts that contracting its nodes may leave, whatever the times.

    Args:
        arcs: the roads.
        order: every node once, from the top down. Within what it parts, nodes are numbered anew so that each part
            stands together: the shortcuts are the same.
    """
    from sitematch.core.reach.hierarchy.ordering_kernels import completed, depth_first, elimination_tree, neighbours

    starts, heads = neighbours(arcs.starts, arcs.heads)
    first = order.astype(np.int32)
    order = first[depth_first(elimination_tree(starts, heads, first, _rank(first)))]
    rank = _rank(order)
    parent = elimination_tree(starts, heads, order, rank)
    return Topology(rank, *completed(starts, heads, order, rank, parent))


def _rank(order: RankArray) -> RankArray:
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank
