"""People, jobs and attractions by minute: how much is within each whole minute of a drive, or within any time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.reach.joining import Entries
from sitematch.core.reach.network import RegionNetwork
from sitematch.core.reach.search import drives
from sitematch.core.region.model import Localities
from sitematch.units import DECISECONDS_PER_MINUTE

ATTRACTION_CLASS: Final = "attraction"
POPULATION: Final = "population"
WORKFORCE: Final = "workforce"
JOBS: Final = "jobs"
ATTRACTIONS: Final = "attractions"

_EXACT_BITS = 52
"""Whole numbers whose sum stays below 2^53 are added exactly in floats, in any order."""
_LEAST_EXPONENT = -500
"""Amounts whose sum is below 2^-500 need no finer unit."""


@dataclass(frozen=True, eq=False, slots=True)
class Counted:
    """Amounts at m places, by name, each of shape (m,), NaN where not known; ``inbound``: driven to the site."""

    places: Entries
    inbound: bool
    amounts: dict[str, FloatArray]


def group_key(group: str | None) -> str:
    """The name under which the workforce, or a group of it, is counted."""
    return WORKFORCE if group is None else f"{WORKFORCE}_{group}"


def counted_of(network: RegionNetwork) -> list[Counted]:
    """Everything that is counted: people inbound, jobs and attractions outbound. What the region lacks is left out."""
    localities, people = network.region.localities, network.people
    found = [Counted(people, True, _people_amounts(localities))]
    if localities.jobs is not None:
        found.append(Counted(people, False, {JOBS: localities.jobs}))
    attractions = network.entries_of(ATTRACTION_CLASS)
    if len(attractions):
        found.append(Counted(attractions, False, {ATTRACTIONS: np.ones(len(attractions))}))
    return found


def _people_amounts(localities: Localities) -> dict[str, FloatArray]:
    if not len(localities.ids):
        return {}
    nobody = localities.population == 0  # whose workforce need not be stated
    workforce = np.where(nobody & np.isnan(localities.workforce), 0.0, localities.workforce)
    groups = {group_key(group): values for group, values in sorted(localities.groups.items())}
    return {POPULATION: localities.population, WORKFORCE: workforce, **groups}


def curves(network: RegionNetwork, sites: Entries, horizon_min: int) -> dict[str, FloatArray]:
    """All amounts within each whole minute, 0 to the horizon, each of shape (n, horizon + 1).

    NaN from the minute on at which someone is reached of whom the amount is not known, and everywhere for a site
    that does not join. ``attractions`` is the number of facilities of that class.
    """
    limit_ds = horizon_min * DECISECONDS_PER_MINUTE
    found: dict[str, FloatArray] = {}
    for counted in counted_of(network):
        found |= {name: np.full((len(sites), horizon_min + 1), np.nan) for name in counted.amounts}
        for rows, drive_ds in drives(network.graph, sites, counted.places, inbound=counted.inbound, limit_ds=limit_ds):
            minute = -(-drive_ds // DECISECONDS_PER_MINUTE)
            for name, values in counted.amounts.items():
                found[name][rows] = _cumulated(minute, values, horizon_min)
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
    values = counted.amounts[name] if among is None else np.where(among, counted.amounts[name], 0.0)
    found = np.full(len(sites), np.nan)
    for rows, drive_ds in drives(network.graph, sites, counted.places, inbound=counted.inbound, limit_ds=limit_ds):
        found[rows] = _cumulated((drive_ds > limit_ds).astype(np.int64), values, last=0)[:, 0]
    return found


def _cumulated(step: IntArray, values: FloatArray, last: int) -> FloatArray:
    """Sums of the values at steps up to each of 0 … ``last``, shape (k, last + 1), for steps of shape (k, m).

    Each value is split into a coarse and a fine part, whole multiples of powers of two so large that sums of them
    are exact. A sum is thus rounded once: it does not depend on the order of the places, nor falls from step to step.
    """
    known = np.nan_to_num(values)
    sums = np.zeros((len(step), last + 1))
    for _ in range(2):
        unit = math.ldexp(1.0, max(math.frexp(math.fsum(np.abs(known)))[1], _LEAST_EXPONENT) - _EXACT_BITS)
        parts = np.rint(known / unit)
        sums += _sums(step, parts, last) * unit
        known = known - parts * unit
    unknown = np.isnan(values)
    if unknown.any():
        sums[_sums(step[:, unknown], np.ones(int(unknown.sum())), last) > 0] = np.nan
    return sums


def _sums(step: IntArray, weights: FloatArray, last: int) -> FloatArray:
    row, place = np.nonzero(step <= last)
    cell = row * (last + 1) + step[row, place]
    by_step = np.bincount(cell, weights=weights[place], minlength=len(step) * (last + 1))
    return by_step.reshape(len(step), last + 1).cumsum(axis=1)
