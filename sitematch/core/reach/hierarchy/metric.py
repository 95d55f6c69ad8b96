"""The part of a hierarchy that depends on the times: what each arc and shortcut takes, and which of them are needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sitematch.core.reach.hierarchy.topology import RankArray, Topology
from sitematch.core.reach.roadgraph import Arcs


@dataclass(frozen=True, eq=False, slots=True)
class Upward:
    """Arcs between each rank and some of those above it, as compressed sparse rows, with their deciseconds."""

    starts: RankArray
    heads: RankArray
    ds: NDArray[np.uint32]


@dataclass(frozen=True, eq=False, slots=True)
class Metric:
    """The times of a contracted map.

    ``up``: driven from the lower node to the higher one; ``down``: from the higher one to the lower. Only arcs that
    nothing undercuts are there. ``longest_ds``: no road takes more; ``bound_ds``: no drive without a loop does.
    """

    up: Upward
    down: Upward
    longest_ds: int
    bound_ds: int


def bound_of(arcs: Arcs) -> tuple[int, int]:
    """The deciseconds of the longest road, and of what no drive without a loop is beyond."""
    if not len(arcs.ds):
        return 0, 0
    tails = np.repeat(np.arange(len(arcs.starts) - 1), np.diff(arcs.starts))
    longest_from = np.zeros(len(arcs.starts) - 1, dtype=np.int64)
    np.maximum.at(longest_from, tails, arcs.ds)
    return int(arcs.ds.max()), int(longest_from.sum(dtype=np.float64))


def customize(topology: Topology, arcs: Arcs) -> Metric | None:
    """The times of a contracted map; None where a road leads between nodes that it has no arc for.

    A road of the map that is not among the arcs is closed.
    """
    from sitematch.core.reach.hierarchy import customizing_kernels as kernels

    starts, heads = topology.starts, topology.heads
    up, down, missing = kernels.weighted(starts, heads, topology.rank, arcs.starts, arcs.heads, arcs.ds)
    if missing:
        return None
    below = kernels.from_below(starts, heads)
    kernels.customize_basic(starts, heads, *below, up, down)
    best_up, best_down = up.copy(), down.copy()
    kernels.customize_perfect(starts, heads, *below, best_up, best_down)
    needed_up = Upward(*kernels.needed(starts, heads, up, best_up))
    return Metric(needed_up, Upward(*kernels.needed(starts, heads, down, best_down)), *bound_of(arcs))
