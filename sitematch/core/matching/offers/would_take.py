"""What it would take: for each municipality without a site in the list, the smallest set of changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import BoolArray, IntArray
from sitematch.core.matching.listing import Listing
from sitematch.core.matching.offers.changes import change, changeable, fixed
from sitematch.core.matching.offers.joined_changes import JoinedChanges
from sitematch.core.matching.outcomes import outcomes
from sitematch.core.matching.result import ChangedSite, WouldTake
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.verdicts import FAILS, UNKNOWN
from sitematch.core.requirement.model import AnyOf


@dataclass(frozen=True, eq=False, slots=True)
class _Bound:
    """A criterion with a bound: as it was held, and as the document has it."""

    held: Assessment
    given: Mapping[str, object]

    def codes(self, rows: IntArray) -> IntArray:
        """How it fares at ``rows``."""
        assert self.held.verdicts is not None
        return self.held.verdicts[rows].astype(np.int64)


def would_take(listing: Listing, joined: JoinedChanges | None) -> tuple[WouldTake, ...]:
    """For each municipality that offers a site but has none in the list, what would bring one there; by code.

    Args:
        listing: the sites and how they fare.
        joined: sites put together, if that is asked for.
    """
    lacking = _lacking(listing)
    bounds = [
        _Bound(held, given)
        for held, given in zip(listing.assessments, listing.criteria, strict=True)
        if held.verdicts is not None
    ]
    stuck = [fixed(bound.held) for bound in bounds] if lacking else []
    return tuple(_of_municipality(code, lacking[code], listing, bounds, stuck, joined) for code in sorted(lacking))


def _lacking(listing: Listing) -> dict[str, IntArray]:
    """The rows of the sites of each municipality that has none in the list, in the order of near misses."""
    codes, standings = listing.sites.municipality_codes, listing.standings
    there = {codes[row] for row in standings.rows[standings.ranked].tolist()} | {None}
    rows: dict[str, list[int]] = {}
    for row in standings.rows[standings.missed].tolist():
        code = codes[row]
        if code is not None and code not in there:
            rows.setdefault(code, []).append(row)
    return {code: np.array(found, dtype=np.int64) for code, found in rows.items()}


def _of_municipality(
    code: str,
    rows: IntArray,
    listing: Listing,
    bounds: Sequence[_Bound],
    stuck: Sequence[BoolArray],
    joined: JoinedChanges | None,
) -> WouldTake:
    nearest = _changed(int(rows[0]), listing, bounds)
    free = ~np.any([each[rows] for each in stuck], axis=0)
    instead = None
    if not free[0] and free.any():
        instead = _changed(int(rows[np.argmax(free)]), listing, bounds)
    never = tuple(bound.held.id for bound, each in zip(bounds, stuck, strict=True) if each[rows].all())
    assembly = joined.fewer_than(len(nearest.changes), rows) if joined is not None else None
    return WouldTake(code, listing.context.municipalities.get(code), nearest, assembly, instead, never)


def _changed(row: int, listing: Listing, bounds: Sequence[_Bound]) -> ChangedSite:
    """A site with all that it fails."""
    at = np.array([row])
    changes, unknown = [], []
    for bound in bounds:
        code = bound.codes(at)[0]
        criterion, lack = bound.held.criterion, bound.held.lack
        if code == UNKNOWN:
            unknown.append(bound.held.id)
        if code != FAILS or lack is None:
            continue
        column = None if isinstance(criterion, AnyOf) else listing.columns[criterion.measure]
        (outcome,) = outcomes(bound.held, column, at, None)
        can = bool(changeable(bound.held)[row])
        changes.append(change(outcome, bound.given, float(lack.gap[row]), can_change=can))
    sites = listing.sites
    return ChangedSite(sites.ids[row], sites.names[row], sites.demo[row], tuple(changes), tuple(unknown))
