"""Near misses: by how much a site that fails falls short, and in which order such sites are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.matching.scoring.verdicts import FAILS, Codes, comparable, comparable_bounds
from sitematch.core.requirement.model import Between, Bound
from sitematch.core.sites.columns import Column, NumberColumn
from sitematch.units import DECISECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False, slots=True)
class Lack:
    """How far n sites are from what is required, each of shape (n,).

    ``gap`` is in the unit of the metric, NaN for what is no number. ``relative`` is the gap in parts of the bound, 1
    for what is no number. Both count where the bound fails, and are 0 elsewhere (``gap`` of a number).
    """

    gap: FloatArray
    relative: FloatArray


def lack(bound: Bound, column: Column, codes: Codes, *, in_minutes: bool = False) -> Lack:
    """What each site lacks to hold a bound; of an interval its nearer end counts.

    Args:
        bound: what is required.
        column: the values of n sites.
        codes: how the bound fares there, of shape (n,).
        in_minutes: whether the numbers are minutes of travel, which compare in whole deciseconds.
    """
    if isinstance(bound, Between) and isinstance(column, NumberColumn):
        return _of_numbers(bound, column, codes == FAILS, in_minutes)
    return Lack(gap=np.full(len(codes), np.nan), relative=np.where(codes == FAILS, 1.0, 0.0))


def lack_of_any(members: Sequence[Lack], at_least: int) -> Lack:
    """What an either/or lacks: the members that would fill ``at_least`` at the least cost, unknown ones at none."""
    costs = np.sort(np.stack([member.relative for member in members]), axis=0)
    relative = np.zeros(costs.shape[1])
    for cost in costs[:at_least]:
        relative += cost
    return Lack(gap=np.full(len(relative), np.nan), relative=relative)


def miss_order(failing: IntArray, shortfall: FloatArray) -> IntArray:
    """Rows in the order of near misses: fewest failing criteria, least total shortfall, then as given (by id)."""
    order: IntArray = np.lexsort((shortfall, failing))
    return order


def _of_numbers(bound: Between, column: NumberColumn, fails: BoolArray, in_minutes: bool) -> Lack:
    least, most = comparable_bounds(bound, in_minutes)
    low, high = comparable(column.low, in_minutes), comparable(column.high, in_minutes)
    gap, relative = np.zeros(len(low)), np.zeros(len(low))
    for missed, short, end in ((high < least, least - high, bound.min), (low > most, low - most, bound.max)):
        if end is None:
            continue
        here = fails & missed
        gap[here] = short[here] / (DECISECONDS_PER_MINUTE if in_minutes else 1)
        with np.errstate(over="ignore"):  # beside a bound next to nothing any gap is without measure: infinite
            relative[here] = gap[here] / (abs(end) or 1.0)
    return Lack(gap, relative)
