"""How people and facilities of a region with large roads join them: computed once, then mapped into memory."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sitematch.core.reach.joining import Entries
from sitematch.core.reach.members import members, members_xy
from sitematch.core.reach.network import PEOPLE, RegionNetwork, network_of
from sitematch.core.region.model import LOCALITY_CLASS, Region
from sitematch.store.kept import Kept, key_of

if TYPE_CHECKING:
    from sitematch.core.reach.hierarchy import PreparedRoads

_KIND: Final = "entries"
_COLUMNS: Final = tuple(field.name for field in fields(Entries))


def join_from_kept(region: Region, prepared: PreparedRoads | None, kept: Kept, key: str) -> None:
    """Lets the network of a region know how its people and facilities join, from what is kept; what is not is kept.

    Nothing is kept of a region whose roads are read in no time, nor read a second time in one process.

    Args:
        region: the region.
        prepared: its roads as a hierarchy, as the questions to come have it.
        kept: where entries are kept.
        key: made of all that reach in the region depends on.
    """
    network = network_of(region, prepared)
    if network is None or region.roads is None or region.roads.listing is None or network.joined:
        return
    classes = [name for name in sorted(region.classes - {LOCALITY_CLASS}) if len(members(region, name))]
    places = [region.localities.xy, *(members_xy(region, members(region, name)) for name in classes)]
    named = key_of(key, *(np.ascontiguousarray(xy).tobytes() for xy in places))
    found = kept.get_mapped(_KIND, named)
    if found is not None:
        _take(network, [PEOPLE, *classes], found[0])
        return
    entries = {PEOPLE: network.people, **{name: network.entries_of(name) for name in classes}}
    arrays = {f"{column}:{name}": getattr(of, column) for name, of in entries.items() for column in _COLUMNS}
    kept.put_mapped(_KIND, named, arrays, {})


def _take(network: RegionNetwork, names: list[str], arrays: Any) -> None:
    for name in names:
        network.take_entries(name, Entries(**{column: arrays[f"{column}:{name}"] for column in _COLUMNS}))
