"""A region's network with everything on it that is reached: made once, used by every question."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from sitematch.core.reach.joining import Entries, join, points
from sitematch.core.reach.members import members, members_xy
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.reach.search import NearestKeys, nearest_keys
from sitematch.core.region.model import Region


@dataclass(frozen=True, eq=False)
class RegionNetwork:
    """The roads of a region, its people and facilities joined to them, the nearest of each class from every node."""

    region: Region
    graph: RoadGraph
    _entries: dict[str, Entries] = field(default_factory=dict)
    _keys: dict[str, NearestKeys] = field(default_factory=dict)

    def entries_of(self, class_: str) -> Entries:
        """The entries of a class's facilities, in the order of ``members``."""
        if class_ not in self._entries:
            of = members(self.region, class_)
            if of.is_locality:
                self._entries[class_] = self.people.take(of.rows)
            else:
                self._entries[class_] = join(self.graph, points(members_xy(self.region, of)))
        return self._entries[class_]

    def keys_of(self, class_: str) -> NearestKeys:
        """The nearest facility of a class from every node."""
        if class_ not in self._keys:
            self._keys[class_] = nearest_keys(self.graph, self.entries_of(class_))
        return self._keys[class_]

    @cached_property
    def people(self) -> Entries:
        """The entries of all localities and rural points, in the order of the pack."""
        return join(self.graph, points(self.region.localities.xy))


@lru_cache(maxsize=2)
def network_of(region: Region) -> RegionNetwork | None:
    """The network of a region, None without roads."""
    if region.roads is None or not has_roads(region):
        return None
    return RegionNetwork(region, RoadGraph.of(region.roads, region.access))


def has_roads(region: Region) -> bool:
    """Whether a region has any road at all."""
    return region.roads is not None and len(region.roads.from_node) > 0
