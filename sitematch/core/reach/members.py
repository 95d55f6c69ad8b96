"""The facilities of a class, in the order of their ids, and which of them a ``where`` counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.region.model import LOCALITY_CLASS, Localities, Region
from sitematch.core.requirement.model import Between, Bound, OneOf, Truth
from sitematch.core.sites.columns import Via

Where = tuple[tuple[str, Bound], ...]
"""Bounds on attributes of facilities, all of which have to hold."""

_TRUE, _FALSE = frozenset({"1", "true", "yes", "ja"}), frozenset({"0", "false", "no", "nej"})


@dataclass(frozen=True, eq=False, slots=True)
class Members:
    """The facilities of a class: ``rows`` of the pack's table, sorted by id, so that the smaller id comes first.

    ``rows`` are those of ``Region.localities`` for the class ``locality``, else of ``Region.facilities``.
    """

    class_: str
    rows: IntArray
    via: tuple[Via, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_locality(self) -> bool:
        """Whether the facilities are localities."""
        return self.class_ == LOCALITY_CLASS


@lru_cache(maxsize=64)
def members(region: Region, class_: str) -> Members:
    """The facilities of a class in a region; people spread over the countryside are no locality."""
    if class_ == LOCALITY_CLASS:
        ids, names = region.localities.ids, region.localities.names
        rows = np.flatnonzero(~region.localities.rural)
    else:
        ids, names = region.facilities.ids, region.facilities.names
        rows = np.flatnonzero(np.array([c == class_ for c in region.facilities.classes], dtype=bool))
    order = sorted(rows.tolist(), key=lambda row: (ids[row], names[row]))
    return Members(class_, np.array(order, dtype=np.int64), tuple(Via(ids[row], names[row]) for row in order))


def members_xy(region: Region, of: Members) -> FloatArray:
    """Their coordinates, EPSG:3006, shape (n, 2)."""
    return (region.localities.xy if of.is_locality else region.facilities.xy)[of.rows]


def counted(region: Region, of: Members, where: Where) -> tuple[BoolArray, BoolArray]:
    """Which members surely count and which may, each of shape (n,); those that surely count may as well.

    Several bounds have to hold together: one that fails rules a member out, whatever is unknown besides.
    """
    sure, may = np.ones(len(of), dtype=bool), np.ones(len(of), dtype=bool)
    for name, bound in where:
        held = [_holds(cell, bound) for cell in _cells(region, of, name)]
        sure &= np.array([answer is True for answer in held], dtype=bool)
        may &= np.array([answer is not False for answer in held], dtype=bool)
    return sure, may


def _cells(region: Region, of: Members, name: str) -> Sequence[str]:
    """An attribute as the pack writes it, "" where it does not say.

    Figures of people that the pack does not write are those that the region takes: what a blank stands for is
    settled there.
    """
    table = region.localities if of.is_locality else region.facilities
    column = {"id": table.ids, "name": table.names, **table.attributes}.get(name)
    if column is not None:
        return [column[row] for row in of.rows]
    numbers = _people_column(region.localities, name) if of.is_locality else None
    if numbers is None:
        return [""] * len(of)
    return ["" if math.isnan(numbers[row]) else repr(float(numbers[row])) for row in of.rows]


def _people_column(localities: Localities, name: str) -> FloatArray | None:
    """Figures of people as the region takes them."""
    figures = {"population": localities.population, "workforce": localities.workforce, "jobs": localities.jobs}
    figures |= {f"workforce_{group}": values for group, values in localities.groups.items()}
    return figures.get(name)


def _holds(cell: str, bound: Bound) -> bool | None:
    """Whether a bound holds for a cell; None where the cell does not tell."""
    text = cell.strip()
    if not text:
        return None
    match bound:
        case OneOf():
            return not {member.strip() for member in text.split("|")}.isdisjoint(bound.members)
        case Truth():
            word = text.lower()
            return (word in _TRUE) is bound.value if word in _TRUE | _FALSE else None
        case Between():
            return _between(text, bound)


def _between(text: str, bound: Between) -> bool | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return (bound.min is None or number >= bound.min) and (bound.max is None or number <= bound.max)
