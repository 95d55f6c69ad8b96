"""What it would take where sites are put together: joining mends area and room, so that less is left to change."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.matching.offers.changes import change, changeable
from sitematch.core.matching.offers.joining import Joining, Passing, passing
from sitematch.core.matching.offers.together import OWNERS, Bounded, meant, summed
from sitematch.core.matching.outcomes import outcomes
from sitematch.core.matching.result import Change, ChangedAssembly
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.near_misses import Lack, lack
from sitematch.core.matching.scoring.verdicts import FAILS, UNKNOWN, verdicts
from sitematch.core.requirement.model import AnyOf
from sitematch.core.sites.columns import NumberColumn

MOST_WAYS: Final = 40
"""So many sets of criteria to grant are tried for one municipality."""
MOST_SEARCHES: Final = 200
"""So many are tried for all of them."""

Granted = frozenset[str]


@dataclass(eq=False, slots=True)
class JoinedChanges:
    """Looks for sites that as one need fewer changes than any alone; each set of granted criteria is searched once."""

    joined: Joining
    _found: dict[Granted, Passing] = field(default_factory=dict)

    def passing(self, granted: Granted = frozenset()) -> Passing:
        """The sets of sites that do not fail as one once ``granted`` holds; none after ``MOST_SEARCHES``."""
        if granted not in self._found:
            if len(self._found) >= MOST_SEARCHES:
                return Passing((), cut=True)
            self._found[granted] = passing(self.joined, granted)
        return self._found[granted]

    def fewer_than(self, changes: int, rows: IntArray) -> ChangedAssembly | None:
        """The set with one of the sites at ``rows`` that needs the fewest changes, fewer than ``changes``.

        Of as many changes the smallest count, then the fewest sites, then ids.
        """
        own = np.isin(self.joined.rows, rows)
        for number in range(changes):
            ways = sorted(self._ways(own, number), key=sorted)[:MOST_WAYS]
            best = min((each for granted in ways for each in self._sets(own, granted)), default=None)
            if best is not None:
                return self._changed(np.array([best[-1]]))
        return None

    def _ways(self, own: BoolArray, number: int) -> set[Granted]:
        """Which ``number`` criteria could be left to change: what sites around here fail besides area and room."""
        if number == 0:
            return {frozenset()}
        around = np.isin(self.joined.beside.group, self.joined.beside.group[own]) & (self.joined.beside.counts > 0)
        hard = self.joined.together.beyond_joining()
        failed = {frozenset(name for name, fails in hard.items() if fails[site]) for site in np.flatnonzero(around)}
        parts = {each for each in failed if 0 < len(each) <= number}
        parts |= {frozenset({each.id}) for each in self.joined.together.criteria if _adds_up_owners(each)}
        together = {one | other for one, other in combinations(sorted(parts, key=sorted)[:MOST_WAYS], 2)}
        return {each for each in parts | together if len(each) == number}

    def _sets(self, own: BoolArray, granted: Granted) -> Iterator[tuple[float, int, tuple[int, ...]]]:
        """Total relative size of what is left to change, number of sites, and the sites, of sets with an own site."""
        for sets in self.passing(granted).sets:
            here = sets[own[sets].any(axis=1)]
            if len(here):
                size = self._left(granted, here)
                best = int(np.lexsort((np.arange(len(here)), size))[0])
                yield float(size[best]), sets.shape[1], tuple(here[best].tolist())

    def _left(self, granted: Granted, sets: IntArray) -> FloatArray:
        """By how much sets fail what was granted, in parts of the bounds, shape (m,)."""
        total = np.zeros(len(sets))
        for each in self.joined.listing.assessments:
            if each.id in granted:
                total += _relative(each, self.joined, sets).max(axis=1)
        return total

    def _changed(self, one: IntArray) -> ChangedAssembly:
        """A set, shape (1, k), with what it fails as one."""
        joined, listing = self.joined, self.joined.listing
        rows = joined.rows[one[0]].tolist()
        codes = joined.together.verdicts(one)
        changes, unknown = [], []
        for place, (each, code) in enumerate(zip(listing.assessments, codes, strict=True)):
            if code is not None and code[0] == UNKNOWN:
                unknown.append(each.id)
            if code is not None and code[0] == FAILS:
                changes.append(self._change(place, one))
        ids, names = listing.sites.ids, listing.sites.names
        return ChangedAssembly(
            tuple(ids[row] for row in rows), tuple(names[row] for row in rows), tuple(changes), tuple(unknown)
        )

    def _change(self, place: int, one: IntArray) -> Change:
        """What a set that fails a criterion would have to change: of figures that do not add up the weakest one's."""
        joined, listing = self.joined, self.joined.listing
        each, given = listing.assessments[place], listing.criteria[place]
        worst = int(np.argmax(_relative(each, joined, one)[0]))
        row = int(joined.rows[one[0, worst]])
        column = None if isinstance(each.criterion, AnyOf) else listing.columns[each.criterion.measure]
        (outcome,) = outcomes(each, column, np.array([row]), None)
        gap = float(each.lack.gap[row]) if each.lack is not None else math.nan
        whole = _whole(each, joined, one)
        if whole is not None:
            low, high = float(whole.low[0]), float(whole.high[0])
            outcome = replace(outcome, value=low if low == high else None, value_low=low, value_high=_finite(high))
            gap = float(_lack_of(each, whole).gap[0])
        elif isinstance(each.criterion, AnyOf):
            outcome = replace(outcome, value=joined.together.holding(each.id, one))
        return change(outcome, given, gap, can_change=bool(changeable(each)[row]))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _adds_up_owners(criterion: Bounded) -> bool:
    return criterion.at_least is None and any(demand.metric == OWNERS for demand in criterion.demands)


def _whole(each: Assessment, joined: Joining, sets: IntArray) -> NumberColumn | None:
    """The owners of sets, where a criterion bounds them; None of any other."""
    criterion = each.criterion
    if isinstance(criterion, AnyOf) or meant(criterion.measure) != OWNERS:
        return None
    return summed(joined.listing.columns[criterion.measure], joined.rows[sets])


def _lack_of(each: Assessment, whole: NumberColumn) -> Lack:
    assert not isinstance(each.criterion, AnyOf) and each.criterion.must is not None
    return lack(each.criterion.must, whole, verdicts(each.criterion.must, whole))


def _relative(each: Assessment, joined: Joining, sets: IntArray) -> FloatArray:
    """How far each member of each set is off, in parts of the bound; of owners the whole is for all; shape (m, k)."""
    assert each.lack is not None
    whole = _whole(each, joined, sets)
    if whole is None:
        short: FloatArray = each.lack.relative[joined.rows[sets]]
        return short
    return np.repeat(_lack_of(each, whole).relative[:, None], sets.shape[1], axis=1)
