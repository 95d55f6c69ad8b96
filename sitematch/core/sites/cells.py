"""Cells of site files and answers, read by what they are to hold: numbers, yes or no, categories, sets, dates.

Every reader gives the value, None where the cell says nothing, or a ``CellFault``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sitematch.core.metrics.metric import Kind, Metric
from sitematch.core.sites.categories import APPEALED, NO, YES, words_of
from sitematch.core.sites.cell_units import UNITS
from sitematch.core.sites.dates import months_between, read_date, read_quarter
from sitematch.core.sites.numbers import NO_UNITS, NumberCell, read_number
from sitematch.core.sites.plan_uses import read_uses
from sitematch.core.sites.words import CellFault, clean, fold, is_empty, is_prose, is_unknown, shown

__all__ = [
    "CellFault",
    "CellValue",
    "NumberCell",
    "StageCell",
    "is_empty",
    "is_unknown",
    "read_boolean",
    "read_category",
    "read_cell",
    "read_date",
    "read_months",
    "read_number",
    "read_plan_stage",
    "read_set",
    "within_range",
]

CellValue = NumberCell | bool | str | tuple[str, ...]
"""What a cell says: a number or interval, yes or no, a category, a set in sorted order."""

NOT_ALLOWED: Final = "value.not_allowed"
OUT_OF_RANGE: Final = "value.out_of_range"
AREAS: Final = frozenset({"area_ha", "developable_ha"})
"""Areas that a site has to have; of land beside it for later there may be none."""
MONTHS: Final = frozenset({"power_months", "ready_months"})
"""Metrics in which a date or a quarter may stand for the months until it."""
PER_CENT: Final = frozenset({"slope_pct"})
CALENDAR_YEARS: Final = range(1900, 2201)
"""A bare number of months in here is a year."""

BELOW_ZERO: Final = "below_zero"
ENDS_REVERSED: Final = "ends_reversed"
NO_AREA: Final = "no_area"
ABOVE_100: Final = "above_100"
_RULES: Final[tuple[tuple[str, Callable[[str, NumberCell], bool]], ...]] = (
    (ENDS_REVERSED, lambda name, number: number.low <= number.high),
    (BELOW_ZERO, lambda name, number: number.low >= 0),
    (NO_AREA, lambda name, number: name not in AREAS or number.low > 0),
    (ABOVE_100, lambda name, number: name not in PER_CENT or number.high <= 100),
)
"""What a number has to hold, by the rule's name."""
_DATE_BEHIND: Final = re.compile(r"[ ,(]+[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?\)?$")


@dataclass(frozen=True, slots=True)
class StageCell:
    """A plan stage, and whether the word for it says that the plan is under appeal."""

    stage: str
    appealed: bool = False


def read_cell(metric: Metric, cell: object, counted_from: str | None = None) -> CellValue | CellFault | None:
    """A cell as a value of ``metric``, units and range of the metric observed.

    Args:
        metric: one of the catalogue that a site file states.
        cell: what stands there.
        counted_from: the ISO date from which a date in a column of months is counted; such a cell is unknown without.
    """
    if metric.kind is Kind.BOOLEAN:
        return read_boolean(cell)
    if metric.kind is Kind.SET:
        return read_set(metric, cell)
    if metric.name == "plan_stage":
        stage = read_plan_stage(cell)
        return stage.stage if isinstance(stage, StageCell) else stage
    if metric.kind is Kind.CATEGORY:
        return read_category(metric, cell)
    if metric.name in MONTHS:
        number = read_months(cell, counted_from)
    else:
        number = read_number(cell, UNITS.get(metric.name, NO_UNITS))
    return within_range(metric.name, number, cell)


def within_range(name: str, number: NumberCell | CellFault | None, cell: object) -> NumberCell | CellFault | None:
    """The number if the metric can have it: none below 0, no area of 0, no slope over 100 %, ends in order."""
    if not isinstance(number, NumberCell):
        return number
    broken = next((rule for rule, holds in _RULES if not holds(name, number)), None)
    return CellFault(OUT_OF_RANGE, shown(cell), rule=broken) if broken else number


def read_months(cell: object, counted_from: str | None, factor: float = 1.0) -> NumberCell | CellFault | None:
    """Months as stated, or from the date ``counted_from`` to the date or the first day of the quarter in the cell.

    A date is unknown without ``counted_from``; ``factor``: what a number without a unit of its own is multiplied by.
    """
    if is_unknown(cell):
        return None
    date = read_quarter(cell) or _date_of_months(cell)
    if date is None:
        return read_number(cell, UNITS["ready_months"], factor)
    if counted_from is None:
        return None
    months = months_between(counted_from, date)
    return NumberCell(months, months)


def _date_of_months(cell: object) -> str | None:
    number = read_number(cell)
    if isinstance(number, NumberCell) and number.low == number.high and number.low not in CALENDAR_YEARS:
        return None
    date = read_date(cell)
    return date if isinstance(date, str) else None


def read_boolean(cell: object) -> bool | CellFault | None:
    """`ja/nej`, `yes/no`, `true/false`, `1/0`, and the booleans and numbers of JSON."""
    if is_unknown(cell):
        return None
    if isinstance(cell, int | float):
        return bool(cell) if cell in (0, 1) else CellFault(NOT_ALLOWED, shown(cell))
    word = fold(cell) if isinstance(cell, str) else ""
    if word in YES:
        return True
    return False if word in NO else CellFault(NOT_ALLOWED, shown(cell))


def read_category(metric: Metric, cell: object) -> str | CellFault | None:
    """One of the metric's categories, as named, labelled, or written in Swedish."""
    if is_unknown(cell):
        return None
    found = None if is_prose(cell) else words_of(metric.name).get(fold(_one_text(cell)))
    return found or CellFault(NOT_ALLOWED, shown(cell))


def read_plan_stage(cell: object) -> StageCell | CellFault | None:
    """A stage of planning, with or without its date behind it (`Laga kraft 2019-05-02`)."""
    if is_unknown(cell):
        return None
    text = "" if is_prose(cell) else clean(_one_text(cell))
    for written in (text, _DATE_BEHIND.sub("", text)):
        word = fold(written)
        if stage := words_of("plan_stage").get(word):
            return StageCell(stage, word in APPEALED)
    return CellFault(NOT_ALLOWED, shown(cell))


def read_set(metric: Metric, cell: object) -> tuple[str, ...] | CellFault | None:
    """A set of the metric's categories, with `|` between them or as a list; of ``plan_use`` also plans' letters."""
    if is_unknown(cell):
        return None
    if is_prose(cell):
        return CellFault(NOT_ALLOWED, shown(cell))
    text = "|".join(str(member) for member in cell) if isinstance(cell, list | tuple) else str(cell)
    if metric.name == "plan_use":
        uses = read_uses(text)
        return CellFault(NOT_ALLOWED, shown(cell)) if uses is None else uses or None
    members = [words_of(metric.name).get(fold(member)) for member in text.split("|") if member.strip()]
    found = {member for member in members if member}
    return tuple(sorted(found)) if None not in members else CellFault(NOT_ALLOWED, shown(cell))


def _one_text(cell: object) -> str:
    """The one word of a cell: booleans as JSON writes them, whole numbers without a point."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list | tuple) and len(cell) == 1:
        return _one_text(cell[0])
    return str(cell)
