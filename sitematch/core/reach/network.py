"""A region's network with everything on it that is reached: made once, used by every question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sitematch.core.reach import choice
from sitematch.core.reach.hierarchy import PreparedRoads
from sitematch.core.reach.joining import Entries, join, points
from sitematch.core.reach.members import members, members_xy
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.reach.search import NearestKeys, nearest_keys_of
from sitematch.core.region.model import Region

if TYPE_CHECKING:
    from sitematch.core.reach.hierarchy.targets import Targets

PEOPLE: Final = ""
"""What the entries of people are known by; no class of facilities has such a name."""


@dataclass(frozen=True, eq=False)
class RegionNetwork:
    """The roads of a region, its people and facilities joined to them, the nearest of each class from every node.

    ``prepared``: the roads as a hierarchy, where they were prepared; it changes no answer.
    """

    region: Region
    graph: RoadGraph
    prepared: PreparedRoads | None = None
    _entries: dict[str, Entries] = field(default_factory=dict)
    _keys: dict[str, NearestKeys] = field(default_factory=dict)
    _targets: dict[tuple[int, bool], Targets] = field(default_factory=dict)

    def entries_of(self, class_: str) -> Entries:
        """The entries of a class's facilities, in the order of ``members``."""
        if class_ not in self._entries:
            of = members(self.region, class_)
            if of.is_locality:
                self._entries[class_] = self.people.take(of.rows)
            else:
                self._entries[class_] = join(self.graph, points(members_xy(self.region, of)))
        return self._entries[class_]

    def take_entries(self, class_: str, entries: Entries) -> None:
        """Take the entries of a class's facilities, or under ``PEOPLE`` those of all people, as known."""
        self._entries[class_] = entries

    def keys_of(self, class_: str) -> NearestKeys:
        """The nearest facility of a class from every node."""
        return self.keys_of_all([class_])[0]

    def keys_of_all(self, classes: Iterable[str]) -> list[NearestKeys]:
        """The same of several classes, all that are not known yet in one search."""
        asked = list(classes)
        new = [class_ for class_ in dict.fromkeys(asked) if class_ not in self._keys]
        found = nearest_keys_of(self.graph, [self.entries_of(class_) for class_ in new], self.prepared) if new else []
        self._keys.update(zip(new, found, strict=True))
        return [self._keys[class_] for class_ in asked]

    def targets_of(self, places: Entries, *, inbound: bool) -> Targets:
        """Places as a hierarchy takes them; those of the network itself are made ready once."""
        from sitematch.core.reach.hierarchy.targets import targets_of

        key = (id(places), inbound)
        if key not in self._targets or self._targets[key].entries is not places:
            roads = choice.roads_for(self.graph, self.prepared)
            self._targets[key] = targets_of(roads, self.graph, places, inbound=inbound)
        return self._targets[key]

    @property
    def joined(self) -> bool:
        """Whether it is known how people join."""
        return PEOPLE in self._entries

    @property
    def people(self) -> Entries:
        """The entries of all localities and rural points, in the order of the pack."""
        if PEOPLE not in self._entries:
            self._entries[PEOPLE] = join(self.graph, points(self.region.localities.xy))
        return self._entries[PEOPLE]


@lru_cache(maxsize=2)
def network_of(region: Region, prepared: PreparedRoads | None = None) -> RegionNetwork | None:
    """The network of a region, None without roads; ``prepared``: its roads as a hierarchy."""
    if region.roads is None or not has_roads(region):
        return None
    return RegionNetwork(region, RoadGraph.of(region.roads, region.access), prepared)


def has_roads(region: Region) -> bool:
    """Whether a region has any road at all."""
    return region.roads is not None and len(region.roads.from_node) > 0
