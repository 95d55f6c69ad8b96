"""Several sites held against a requirement as one: area and owners added up, of every other figure the weakest.

The room for a plant is that on the joined outlines. All else gets no better when a site joins: a bound fares as at
the member where it fares worst, and an either/or counts how its members fare at the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.matching.offers.joined_room import JoinedRoom, fit_ends
from sitematch.core.matching.offers.minimal_sets import Judged
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.verdicts import FAILS, MEETS, Codes, verdicts, verdicts_of_any
from sitematch.core.metrics.metric import Kind
from sitematch.core.requirement.model import AnyOf, Between, Bound, Measure
from sitematch.core.sites.columns import Column, NumberColumn
from sitematch.core.sites.measured import FOOTPRINT_FIT

AREA: Final = "area_ha"
OWNERS: Final = "owner_count"
SUMMED: Final = frozenset({AREA, OWNERS})
GROWING: Final = frozenset({AREA, FOOTPRINT_FIT})
"""What joining can mend."""


def meant(measure: Measure) -> str:
    """The metric of a measure; a column of numbers that is called as one that adds up is that one."""
    named = measure.name if measure.kind is Kind.NUMBER else None
    return named if named is not None and named in SUMMED else measure.metric


def summed(column: Column, sets: IntArray) -> NumberColumn:
    """Numbers that are never negative, added up over sets of shape (m, k): what is unknown is at least nothing."""
    assert isinstance(column, NumberColumn)
    low = np.maximum(column.low, 0.0)[sets].sum(axis=1)
    return _numbers(low, column.high[sets].sum(axis=1))


def asks_for_area(criteria: Sequence[Assessment]) -> bool:
    """Whether a least area is demanded, alone or in an either/or, so that joining can help."""
    return any(meant(m) == AREA and isinstance(b, Between) and b.min is not None for m, b, _ in _bounds(criteria))


@dataclass(frozen=True, eq=False, slots=True)
class Demanded:
    """One bound at n sites: how it fares at each, and the values of the measure."""

    measure: Measure
    must: Bound
    codes: Codes
    column: Column

    @property
    def metric(self) -> str:
        """What is bounded."""
        return meant(self.measure)


@dataclass(frozen=True, eq=False, slots=True)
class Bounded:
    """The bounds of one criterion, none where it has only a value; ``at_least`` of an either/or have to hold."""

    id: str
    demands: tuple[Demanded, ...]
    at_least: int | None


@dataclass(frozen=True, eq=False, slots=True)
class Together:
    """A requirement held against sets of n sites; ``room`` is asked for the fit on joined outlines."""

    criteria: tuple[Bounded, ...]
    room: JoinedRoom

    @property
    def grows_evenly(self) -> bool:
        """Whether no either/or mixes what joining mends with what it spoils."""
        mixed = (c for c in self.criteria if c.at_least is not None and len(c.demands) > 1)
        return not any(demand.metric in GROWING | SUMMED for criterion in mixed for demand in criterion.demands)

    def mendable(self, granted: Collection[str] = ()) -> BoolArray:
        """Which sites would not fail if area and room sufficed, and what is granted held; shape (n,)."""
        return ~self._fails(_mended, granted)

    def beyond_joining(self) -> dict[str, BoolArray]:
        """Where each criterion would fail even if area and room sufficed, by criterion id, each of shape (n,)."""
        codes = self._codes(_mended)
        pairs = zip(self.criteria, codes, strict=True)
        return {criterion.id: each == FAILS for criterion, each in pairs if each is not None}

    def failing(self, granted: Collection[str] = ()) -> BoolArray:
        """Which sites fail alone, when what is granted holds; shape (n,)."""
        return self._fails(lambda demand: demand.codes, granted)

    def verdicts(self, sets: IntArray) -> list[Codes | None]:
        """How each criterion fares at sets of shape (m, k), each of shape (m,); None without a bound."""
        return self._codes(lambda demand: self._exact(demand, sets))

    def holding(self, criterion_id: str, one: IntArray) -> int:
        """How many members of an either/or surely hold at a set, shape (1, k)."""
        (criterion,) = (each for each in self.criteria if each.id == criterion_id)
        return sum(int(self._exact(demand, one)[0] == MEETS) for demand in criterion.demands)

    def judged(self, sets: IntArray, granted: Collection[str], more_ha: FloatArray) -> Judged:
        """Which sets do not fail as one site, and which will not however they grow.

        Args:
            sets: the sites of each, shape (m, k).
            granted: criteria that count as held.
            more_ha: at most so much area can each set gain, shape (m,).
        """
        hopeless = self._fails(lambda demand: self._at_best(demand, sets, more_ha), granted)
        passed = ~hopeless & ~self._fails(lambda demand: self._but_for_room(demand, sets), granted)
        asked = np.flatnonzero(passed)
        if len(asked) and any(d.metric == FOOTPRINT_FIT for criterion in self.criteria for d in criterion.demands):
            passed[asked] = ~self._fails(lambda demand: self._exact(demand, sets[asked]), granted)
        return Judged(passed, hopeless)

    def rooms(self, measure: Measure, sets: IntArray) -> tuple[NumberColumn, BoolArray]:
        """The room on the joined outlines of sets, and where it was looked for at all."""
        fits = [self.room.fit(members, measure) for members in sets]
        ends = np.array([(0.0, 0.0) if fit is None else fit_ends(fit) for fit in fits]).reshape(-1, 2)
        return _numbers(ends[:, 0], ends[:, 1]), np.array([fit is not None for fit in fits], dtype=np.bool_)

    def _codes(self, of: Callable[[Demanded], Codes]) -> list[Codes | None]:
        def held(criterion: Bounded) -> Codes | None:
            codes = [of(demand) for demand in criterion.demands]
            if criterion.at_least is not None:
                return verdicts_of_any(codes, criterion.at_least)
            return codes[0] if codes else None

        return [held(criterion) for criterion in self.criteria]

    def _fails(self, of: Callable[[Demanded], Codes], granted: Collection[str]) -> BoolArray:
        pairs = zip(self.criteria, self._codes(of), strict=True)
        held = [codes for criterion, codes in pairs if codes is not None and criterion.id not in granted]
        failing: BoolArray = np.any([codes == FAILS for codes in held], axis=0)
        return failing

    def _exact(self, demand: Demanded, sets: IntArray) -> Codes:
        if demand.metric in SUMMED:
            return verdicts(demand.must, summed(demand.column, sets))
        if demand.metric == FOOTPRINT_FIT:
            room, looked = self.rooms(demand.measure, sets)
            return np.where(looked, verdicts(demand.must, room), FAILS).astype(np.int8)
        worst: Codes = demand.codes[sets].max(axis=1)
        return worst

    def _but_for_room(self, demand: Demanded, sets: IntArray) -> Codes:
        return _all_meet(len(sets)) if demand.metric == FOOTPRINT_FIT else self._exact(demand, sets)

    def _at_best(self, demand: Demanded, sets: IntArray, more_ha: FloatArray) -> Codes:
        """How a bound may come to fare when more sites join."""
        if demand.metric == FOOTPRINT_FIT:
            return _all_meet(len(sets))
        if demand.metric not in SUMMED:
            return self._exact(demand, sets)
        assert isinstance(demand.must, Between)
        sums = summed(demand.column, sets)
        most = sums.high + (more_ha if demand.metric == AREA else np.inf)
        too_much = sums.low > (np.inf if demand.must.max is None else demand.must.max)
        too_little = most < (-np.inf if demand.must.min is None else demand.must.min)
        return np.where(too_much | too_little, FAILS, MEETS).astype(np.int8)


def least_rooms(criteria: Sequence[Assessment]) -> dict[Measure, float]:
    """The least scale of each plant whose room is bounded: below it every bound fails."""
    least: dict[Measure, float] = {}
    for measure, must, _ in _bounds(criteria):
        if measure.metric == FOOTPRINT_FIT and isinstance(must, Between):
            least[measure] = min(least.get(measure, np.inf), must.min or 0.0)
    return least


def together(
    assessments: Sequence[Assessment], columns: Mapping[Measure, Column], rows: IntArray, room: JoinedRoom
) -> Together:
    """A requirement held against sets of the sites at ``rows``, which are numbered in this order."""
    criteria = []
    for each in assessments:
        demands = tuple(Demanded(m, must, codes[rows], _taken(columns[m], rows)) for m, must, codes in _bounds([each]))
        at_least = each.criterion.at_least if isinstance(each.criterion, AnyOf) else None
        criteria.append(Bounded(each.id, demands, at_least))
    return Together(tuple(criteria), room)


def _bounds(assessments: Sequence[Assessment]) -> list[tuple[Measure, Bound, Codes]]:
    """Every bound with its measure, and how it fares at all sites."""
    bounds: list[tuple[Measure, Bound, Codes]] = []
    for each in assessments:
        criterion = each.criterion
        if isinstance(criterion, AnyOf):
            members = zip(criterion.members, each.members, strict=True)
            bounds += [(member.measure, member.must, codes) for member, codes in members]
        elif criterion.must is not None and each.verdicts is not None:
            bounds.append((criterion.measure, criterion.must, each.verdicts))
    return bounds


def _taken(column: Column, rows: IntArray) -> Column:
    """The numbers of a column at ``rows``; of what is no number nothing is needed but how its bounds fare."""
    return _numbers(column.low[rows], column.high[rows]) if isinstance(column, NumberColumn) else column


def _numbers(low: FloatArray, high: FloatArray) -> NumberColumn:
    nothing = (None,) * len(low)
    return NumberColumn(low, high, nothing, nothing, nothing)


def _mended(demand: Demanded) -> Codes:
    """How a bound fares at each site once joining has mended what it can: what is too large already stays so."""
    if demand.metric not in GROWING:
        return demand.codes
    assert isinstance(demand.column, NumberColumn) and isinstance(demand.must, Between)
    most = np.inf if demand.must.max is None else demand.must.max
    return np.where(demand.column.low > most, FAILS, MEETS).astype(np.int8)


def _all_meet(n: int) -> Codes:
    return np.full(n, MEETS, dtype=np.int8)
