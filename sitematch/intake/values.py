"""One cell of a known column, read with the unit of its heading."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from sitematch.core.metrics import CATALOGUE, Kind
from sitematch.core.sites.cell_units import PRICE_TOTAL, UNITS
from sitematch.core.sites.cells import MONTHS, CellFault, CellValue, NumberCell, read_cell, read_months, within_range
from sitematch.core.sites.numbers import read_number
from sitematch.intake.meanings import OWN_UNITS, Meaning
from sitematch.intake.tables import RawCell

PRICE: Final = "price_sek_m2"


def read_value(meaning: Meaning, cell: RawCell, counted_from: str | None) -> CellValue | CellFault | None:
    """A cell of a metric's column.

    Of areas and prices, a number without a unit of its own has that of the heading; without one there either,
    it comes back as written, with ``unit`` None.

    Args:
        counted_from: the ISO date from which a date in a column of months is counted.
    """
    if isinstance(cell, str | int | float):
        return _read_plain(meaning, cell, counted_from)
    return _read(meaning, cell, counted_from)


@lru_cache(maxsize=1 << 15, typed=True)
def _read_plain(meaning: Meaning, cell: str | float, counted_from: str | None) -> CellValue | CellFault | None:
    """The same cell stands in many rows."""
    return _read(meaning, cell, counted_from)


def _read(meaning: Meaning, cell: RawCell, counted_from: str | None) -> CellValue | CellFault | None:
    metric = CATALOGUE[meaning.column]
    if metric.kind is not Kind.NUMBER:
        return read_cell(metric, cell)
    units = UNITS[meaning.column]
    factor = units[meaning.unit] if meaning.unit else 1.0
    if meaning.column in MONTHS:
        return within_range(meaning.column, read_months(cell, counted_from, factor), cell)
    number = read_number(cell, units, factor)
    if isinstance(number, NumberCell) and number.unit is None and meaning.unit:
        number = NumberCell(number.low, number.high, number.approximate, meaning.unit)
    return within_range(meaning.column, number, cell)


def lacks_unit(meaning: Meaning, value: NumberCell) -> bool:
    """Whether the unit of an area or a price still has to be found."""
    return meaning.column in OWN_UNITS and value.unit is None


def is_total_price(column: str, value: NumberCell) -> bool:
    """Whether a price is a whole sum, to be divided by the area."""
    return column == PRICE and value.unit in PRICE_TOTAL
