"""Measures answered from a reach table: what costs no search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.evidence import Source
from sitematch.core.reach import reasons
from sitematch.core.reach.curves import ATTRACTION_CLASS, ATTRACTIONS, JOBS, POPULATION, WORKFORCE, group_key
from sitematch.core.reach.members import members
from sitematch.core.reach.network import has_roads
from sitematch.core.reach.provenance import FACILITIES, PEOPLE, ROADS, derived_from
from sitematch.core.reach.table import ReachTable
from sitematch.core.region.model import LOCALITY_CLASS, Region
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import NumberColumn, Via
from sitematch.units import DECISECONDS_PER_MINUTE, METRES_PER_KM, minutes_to_deciseconds

DRIVE: Final = "drive_min"
DISTANCE: Final = "distance_km"
COUNTS: Final = frozenset({POPULATION, WORKFORCE, JOBS, ATTRACTIONS})
REACH_METRICS: Final = frozenset({DRIVE, DISTANCE}) | COUNTS
"""The metrics that are answered here."""

Reasons = Sequence[tuple[BoolArray | bool, str]]
"""Where a value is unknown, and the code that says why; of several the first counts."""


def column(region: Region, table: ReachTable, measure: Measure) -> NumberColumn | None:
    """The column of a measure over the sites of a table, None where it takes a search of its own.

    A search is needed for a place, for facilities narrowed by ``where``, and for a time between whole minutes.
    Minutes are deciseconds / 600, unrounded.
    """
    n = len(table)
    reason = known_reason(region, measure)
    if reason is not None:
        return unknown_column(n, reason)
    if measure.where or not isinstance(measure.to, str | None):
        return None
    if measure.metric in COUNTS:
        minute, beside = divmod(limit_ds(measure), DECISECONDS_PER_MINUTE)
        if beside:
            return None
        values = table.curves[count_key(measure)][:, minute]
        return count_column(region, measure, table.joined, (values, values))
    row = table.classes.index(str(measure.to))
    via = members(region, str(measure.to)).via
    if measure.metric == DISTANCE:
        kilometres = table.straight_m[row] / METRES_PER_KM
        return assemble((kilometres, kilometres), (), named(via, table.straight_via[row]), source_of(region, measure))
    ds = table.drive_ds[row]
    unknown: Reasons = ((~table.joined, reasons.NO_ROAD_NEAR), (ds < 0, reasons.NO_WAY))
    return assemble((minutes(ds), minutes(ds)), unknown, named(via, table.drive_via[row]), source_of(region, measure))


def known_reason(region: Region, measure: Measure) -> str | None:
    """Why a measure is unknown at every site of a region, as far as no search has to tell."""
    if measure.metric != DISTANCE and not has_roads(region):
        return reasons.NO_ROADS
    if measure.metric in COUNTS:
        return _uncounted_reason(region, measure)
    if isinstance(measure.to, str) and not len(members(region, measure.to)):
        return reasons.NO_FACILITY
    return None


def _uncounted_reason(region: Region, measure: Measure) -> str | None:
    if limit_ds(measure) > region.horizon_min * DECISECONDS_PER_MINUTE:
        return reasons.BEYOND_HORIZON
    if measure.metric == ATTRACTIONS:
        return None if len(members(region, ATTRACTION_CLASS)) else reasons.NO_FACILITY
    if measure.metric == JOBS:
        return reasons.NO_JOBS if region.localities.jobs is None else None
    if not len(region.localities.ids):
        return reasons.NO_PEOPLE
    if measure.group is not None and measure.group not in region.localities.groups:
        return reasons.NO_GROUP
    return None


def limit_ds(measure: Measure) -> int:
    """The ``within_min`` of a measure in whole deciseconds."""
    assert measure.within_min is not None, f"{measure.metric} is asked for within no time"
    return minutes_to_deciseconds(measure.within_min)


def count_key(measure: Measure) -> str:
    """The name under which a measure's amount is counted."""
    return group_key(measure.group) if measure.metric == WORKFORCE else measure.metric


def minutes(deciseconds: IntArray) -> FloatArray:
    """Deciseconds as minutes, unrounded."""
    found: FloatArray = deciseconds / DECISECONDS_PER_MINUTE
    return found


def named(via: Sequence[Via], rows: IntArray) -> list[Via | None]:
    """The facilities at these rows, None at -1."""
    return [via[row] if row >= 0 else None for row in rows.tolist()]


def count_column(
    region: Region, measure: Measure, joined: BoolArray, ends: tuple[FloatArray, FloatArray]
) -> NumberColumn:
    """A column of amounts, from the least to the most; NaN where they are unknown."""
    unknown: Reasons = ((~joined, reasons.NO_ROAD_NEAR), (np.isnan(ends[0]), reasons.NO_WORKFORCE))
    return assemble(ends, unknown, [None] * len(joined), source_of(region, measure))


def source_of(region: Region, measure: Measure) -> Source:
    """Where the values of a measure come from."""
    if measure.metric in COUNTS:
        return derived_from(region, ROADS, FACILITIES if measure.metric == ATTRACTIONS else PEOPLE)
    reached = {LOCALITY_CLASS: (PEOPLE,)}.get(measure.to, (FACILITIES,)) if isinstance(measure.to, str) else ()
    return derived_from(region, *(() if measure.metric == DISTANCE else (ROADS,)), *reached)


def unknown_column(n: int, reason: str) -> NumberColumn:
    """A column of n unknowns, all for the same reason."""
    return NumberColumn(np.full(n, -np.inf), np.full(n, np.inf), (reason,) * n, (None,) * n, (None,) * n)


def assemble(
    ends: tuple[FloatArray, FloatArray], unknown: Reasons, via: Sequence[Via | None], source: Source
) -> NumberColumn:
    """A column from its low and high ends, each of shape (n,), and where they are unknown."""
    n = len(via)
    codes = np.full(n, None, dtype=object)
    for where, code in reversed(unknown):
        codes[where] = code
    told = [code is None for code in codes]
    known = np.array(told, dtype=bool)
    low, high = np.where(known, ends[0], -np.inf), np.where(known, ends[1], np.inf)
    return NumberColumn(
        low,
        high,
        tuple(codes.tolist()),
        tuple(one if is_known else None for one, is_known in zip(via, told, strict=True)),
        tuple(source if is_known else None for is_known in told),
    )
