"""People, jobs and attractions by minute: how much is within each whole minute of a drive, or within any time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.reach import choice
from sitematch.core.reach.amounts import WholeParts, columns_of, summed_by_step, whole_parts
from sitematch.core.reach.choice import Way
from sitematch.core.reach.joining import Entries
from sitematch.core.reach.network import RegionNetwork
from sitematch.core.reach.search import drives
from sitematch.core.region.model import Localities
from sitematch.units import DECISECONDS_PER_MINUTE

if TYPE_CHECKING:
    from sitematch.core.reach.hierarchy.batches import Search

ATTRACTION_CLASS: Final = "attraction"
POPULATION: Final = "population"
WORKFORCE: Final = "workforce"
JOBS: Final = "jobs"
ATTRACTIONS: Final = "attractions"


@dataclass(frozen=True, eq=False)
class Counted:
    """Amounts at m places, by name, each of shape (m,), NaN where not known; ``inbound``: driven to the site."""

    places: Entries
    inbound: bool
    amounts: dict[str, FloatArray]

    @cached_property
    def parts(self) -> dict[str, WholeParts]:
        """The amounts as whole numbers."""
        return {name: whole_parts(values) for name, values in self.amounts.items()}


def group_key(group: str | None) -> str:
    """The name under which the workforce, or a group of it, is counted."""
    return WORKFORCE if group is None else f"{WORKFORCE}_{group}"


@lru_cache(maxsize=2)
def counted_of(network: RegionNetwork) -> tuple[Counted, ...]:
    """Everything that is counted: people inbound, jobs and attractions outbound. What the region lacks is left out."""
    localities, people = network.region.localities, network.people
    found = [Counted(people, True, _people_amounts(localities))]
    if localities.jobs is not None:
        found.append(Counted(people, False, {JOBS: localities.jobs}))
    attractions = network.entries_of(ATTRACTION_CLASS)
    if len(attractions):
        found.append(Counted(attractions, False, {ATTRACTIONS: np.ones(len(attractions))}))
    return tuple(found)


def _people_amounts(localities: Localities) -> dict[str, FloatArray]:
    if not len(localities.ids):
        return {}
    nobody = localities.population == 0  # whose workforce need not be stated
    workforce = np.where(nobody & np.isnan(localities.workforce), 0.0, localities.workforce)
    groups = {group_key(group): values for group, values in sorted(localities.groups.items())}
    return {POPULATION: localities.population, WORKFORCE: workforce, **groups}


def curves(
    network: RegionNetwork, sites: Entries, horizon_min: int, names: Collection[str] | None = None
) -> dict[str, FloatArray]:
    """All amounts within each whole minute, 0 to the horizon, each of shape (n, horizon + 1).

    NaN from the minute on at which someone is reached of whom the amount is not known, and everywhere for a site
    that does not join. ``attractions`` is the number of facilities of that class.

    Args:
        network: the region's network.
        sites: n entries.
        horizon_min: the last minute.
        names: only these amounts; all unless given.
    """
    found: dict[str, FloatArray] = {}
    for counted in counted_of(network):
        asked = {name: counted.parts[name] for name in counted.amounts if names is None or name in names}
        if asked:
            columns = columns_of(asked, len(counted.places))
            sums = _by_minute(network, sites, counted, (columns.whole, horizon_min))
            found |= _known_where_joined(columns.summed(sums), sites)
    return found


def within(
    network: RegionNetwork, sites: Entries, name: str, limit_ds: int, among: BoolArray | None = None
) -> FloatArray:
    """One amount within a time, boundary included, shape (n,); NaN as in ``curves``.

    Args:
        network: the region's network.
        sites: n entries.
        name: one of the names in ``counted_of``.
        limit_ds: the time in whole deciseconds.
        among: which of the places count; all unless given.
    """
    counted = next(counted for counted in counted_of(network) if name in counted.amounts)
    parts = counted.parts[name] if among is None else whole_parts(np.where(among, counted.amounts[name], 0.0))
    columns = columns_of({name: parts}, len(counted.places))
    search = _by_hierarchy(network, sites, counted, limit_ds)
    if search is not None:
        from sitematch.core.reach.hierarchy.searches import within_sums

        sums = within_sums(search, columns.whole, limit_ds)
    else:
        sums = np.zeros((len(sites), columns.whole.shape[1]), dtype=np.int64)
        for rows, drive_ds in _drives(network, sites, counted, limit_ds):
            sums[rows] = summed_by_step((drive_ds > limit_ds).astype(np.int64), columns.whole, last=0)[:, 0]
    return _known_where_joined(columns.summed(sums), sites)[name]


def _by_minute(network: RegionNetwork, sites: Entries, counted: Counted, asked: tuple[IntArray, int]) -> IntArray:
    """Whole amounts within each minute up to a last one, of shape (n, last + 1, kinds)."""
    whole, last = asked
    search = _by_hierarchy(network, sites, counted, last * DECISECONDS_PER_MINUTE)
    if search is not None:
        from sitematch.core.reach.hierarchy.searches import minute_sums

        return minute_sums(search, whole, last)
    sums = np.zeros((len(sites), last + 1, whole.shape[1]), dtype=np.int64)
    for rows, drive_ds in _drives(network, sites, counted, last * DECISECONDS_PER_MINUTE):
        sums[rows] = summed_by_step(-(-drive_ds // DECISECONDS_PER_MINUTE), whole, last)
    return sums


def _by_hierarchy(network: RegionNetwork, sites: Entries, counted: Counted, limit_ds: int) -> Search | None:
    """The search by a hierarchy, None where another way is quicker."""
    if choice.way_of(network.graph, int(sites.joined.sum()), network.prepared) is not Way.HIERARCHY:
        return None
    from sitematch.core.reach.hierarchy.searches import search_to

    targets = network.targets_of(counted.places, inbound=counted.inbound)
    return search_to(choice.roads_for(network.graph, network.prepared), network.graph, sites, targets, limit_ds)


def _drives(
    network: RegionNetwork, sites: Entries, counted: Counted, limit_ds: int
) -> Iterator[tuple[IntArray, IntArray]]:
    graph, prepared = network.graph, network.prepared
    return drives(graph, sites, counted.places, inbound=counted.inbound, limit_ds=limit_ds, prepared=prepared)


def _known_where_joined(amounts: dict[str, FloatArray], sites: Entries) -> dict[str, FloatArray]:
    for values in amounts.values():
        values[~sites.joined] = np.nan
    return amounts
