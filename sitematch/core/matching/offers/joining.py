"""Which sites that fail would no longer fail if neighbours were put together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.matching.listing import Listing
from sitematch.core.matching.offers.joined_room import JoinedRoom
from sitematch.core.matching.offers.minimal_sets import Judged, minimal_sets
from sitematch.core.matching.offers.neighbours import Neighbours, neighbours
from sitematch.core.matching.offers.some_sets import some_sets
from sitematch.core.matching.offers.together import AREA, Together, asks_for_area, least_rooms, meant, together
from sitematch.core.requirement.model import Assembly
from sitematch.core.sites.columns import NumberColumn


@dataclass(frozen=True, eq=False, slots=True)
class Joining:
    """The n sites that fail, in the order of their ids, and what is needed to hold sets of them as one.

    ``rows`` says where each stands among all sites, shape (n,).
    """

    listing: Listing
    asked: Assembly
    rows: IntArray
    beside: Neighbours
    together: Together

    @property
    def areas(self) -> NumberColumn:
        """How large the n sites are."""
        column = next(column for measure, column in self.listing.columns.items() if meant(measure) == AREA)
        assert isinstance(column, NumberColumn)
        nothing = (None,) * len(self.rows)
        return NumberColumn(column.low[self.rows], column.high[self.rows], nothing, nothing, nothing)


@dataclass(frozen=True, eq=False, slots=True)
class Passing:
    """Minimal sets of neighbours that do not fail as one, by size, each (m, k); ``cut``: there may be more."""

    sets: tuple[IntArray, ...]
    cut: bool


def joining(listing: Listing, asked: Assembly | None) -> Joining | None:
    """What is needed to join sites; None where it is not asked for, or no least area is."""
    standings = listing.standings
    if asked is None or asked.max_parcels < 2 or not asks_for_area(listing.assessments) or len(standings.missed) < 2:
        return None
    rows = standings.rows[np.sort(standings.missed)]
    outlines = listing.sites.outlines[rows]
    room = JoinedRoom(outlines, asked.max_gap_m, least_rooms(listing.assessments))
    held = together(listing.assessments, listing.columns, rows, room)
    return Joining(listing, asked, rows, neighbours(outlines, asked.max_gap_m), held)


def passing(joined: Joining, granted: Collection[str] = ()) -> Passing:
    """The sets of sites, each of which fails by area and room alone, that no longer fail as one.

    Args:
        joined: the sites that fail.
        granted: criteria that count as held everywhere.
    """
    held, beside, most = joined.together, joined.beside, joined.asked.max_parcels
    alone = held.mendable(granted) & held.failing(granted) & (beside.counts > 0)
    members = np.flatnonzero(alone)
    area_ha = joined.areas.high
    largest_ha = np.zeros(len(area_ha))
    np.maximum.at(largest_ha, beside.group[members], area_ha[members])

    def judge(sets: IntArray) -> Judged:
        more = most - sets.shape[1]
        more_ha = more * largest_ha[beside.group[sets[:, 0]]] if more > 0 else np.zeros(len(sets))
        return held.judged(sets, granted, more_ha)

    found = minimal_sets(beside, members, most, judge)
    sets = list(found.sets)
    if len(found.left) and held.grows_evenly:
        left = members[np.isin(beside.group[members], found.left)]
        sets = _with(sets, some_sets(beside, left, area_ha, most, judge))
    return Passing(tuple(sets), cut=bool(len(found.left)) or held.room.spent)


def _with(sets: list[IntArray], more: list[tuple[int, ...]]) -> list[IntArray]:
    """Sets by size, each once and in lexicographic order."""
    by_size: dict[int, set[tuple[int, ...]]] = {}
    for members in [*(tuple(row) for some in sets for row in some.tolist()), *more]:
        by_size.setdefault(len(members), set()).add(members)
    return [np.array(sorted(by_size[size]), dtype=np.int64) for size in sorted(by_size)]
