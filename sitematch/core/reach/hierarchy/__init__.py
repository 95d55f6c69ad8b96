"""A customizable contraction hierarchy: many drives at once over large networks.

Three parts are kept apart by what they depend on: ``Topology`` on the map alone, ``Metric`` on the times,
a restriction on the places that are asked for. All are plain arrays. What computes is compiled, in modules whose
names end in ``_kernels``; they are imported by the functions that need them.
"""

from sitematch.core.reach.hierarchy.metric import Metric, Upward, customize
from sitematch.core.reach.hierarchy.prepared import PreparedRoads, can_be_prepared, prepare, prepare_again
from sitematch.core.reach.hierarchy.topology import Topology, complete, node_order

__all__ = [
    "Metric",
    "PreparedRoads",
    "Topology",
    "Upward",
    "can_be_prepared",
    "complete",
    "customize",
    "node_order",
    "prepare",
    "prepare_again",
]
