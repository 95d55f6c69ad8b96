"""Roads made ready for searches from many places at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sitematch.core.reach.hierarchy.metric import Metric, bound_of, customize
from sitematch.core.reach.hierarchy.topology import Topology, complete, node_order
from sitematch.core.reach.roadgraph import RoadGraph

MOST_DS = (1 << 31) - 2
"""Drives beyond this (seven years) do not fit the arcs of a hierarchy."""


@dataclass(frozen=True, eq=False, slots=True)
class PreparedRoads:
    """A road network as a hierarchy; ``threads`` that share the work, which changes no answer."""

    topology: Topology
    metric: Metric
    threads: int = 1


def can_be_prepared(graph: RoadGraph) -> bool:
    """Whether the times of all drives fit a hierarchy."""
    return bound_of(graph.out)[1] <= MOST_DS


def prepare(graph: RoadGraph, threads: int = 1) -> PreparedRoads:
    """A hierarchy of a road network, for which ``can_be_prepared`` holds."""
    topology = complete(graph.out, node_order(graph.out))
    metric = customize(topology, graph.out)
    assert metric is not None, "a completed map has an arc for each of its roads"
    return PreparedRoads(topology, metric, threads)


def prepare_again(graph: RoadGraph, before: PreparedRoads) -> PreparedRoads:
    """The hierarchy of a changed network, of the same nodes and maybe further ones behind them.

    Other times and closed roads cost the customization alone, new roads the completion as well; the order is kept.
    """
    rank = before.topology.rank
    metric = customize(before.topology, graph.out) if len(rank) == graph.n_nodes else None
    if metric is not None:
        return replace(before, metric=metric)
    further = np.arange(len(rank), graph.n_nodes)
    topology = complete(graph.out, np.concatenate([np.argsort(rank, kind="stable"), further]))
    metric = customize(topology, graph.out)
    assert metric is not None, "a completed map has an arc for each of its roads"
    return replace(before, topology=topology, metric=metric)
