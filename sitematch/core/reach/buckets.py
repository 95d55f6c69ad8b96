"""Dial's search: nothing is prepared, for work between what SciPy does at once and what a hierarchy is for."""

from __future__ import annotations

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.reach.roadgraph import NO_WAY, Arcs

MOST_BUCKETS = 1 << 22
"""Networks with arcs longer than this (116 hours) are left to a heap."""


def fits_buckets(arcs: Arcs) -> bool:
    """Whether the longest arc leaves the buckets few enough."""
    return int(arcs.ds.max(initial=0)) < MOST_BUCKETS


def from_sources(
    arcs: Arcs, nodes: IntArray, ds: IntArray, rank: IntArray, limit_ds: int | None = None
) -> tuple[IntArray, IntArray]:
    """Deciseconds from the nearest of some sources to each node, and that source's rank, of equally near the smallest.

    Args:
        arcs: of n nodes.
        nodes: those at which the sources start, shape (s,), maybe the same for several.
        ds: to get there, shape (s,).
        rank: of the sources, shape (s,).
        limit_ds: what takes longer may be left out.

    Returns:
        Each of shape (n,), NO_WAY where there is none.
    """
    from sitematch.core.reach.bucket_kernels import search

    n = len(arcs.starts) - 1
    found_ds, found_rank = np.full(n, NO_WAY, dtype=np.int64), np.full(n, NO_WAY, dtype=np.int64)
    if not len(nodes):
        return found_ds, found_rank
    order = np.lexsort((rank, ds, nodes))
    first = order[np.append(True, nodes[order][1:] != nodes[order][:-1])]
    first = first[np.argsort(ds[first], kind="stable")]
    found_ds[nodes[first]], found_rank[nodes[first]] = ds[first], rank[first]
    limit = NO_WAY - 1 if limit_ds is None else limit_ds
    search(arcs.starts, arcs.heads, arcs.ds, nodes[first], ds[first], limit, found_ds, found_rank)
    return found_ds, found_rank
