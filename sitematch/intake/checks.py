"""What is worth a look in rows that are taken: small, contradictory, old or unlikely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sitematch.core.metrics import CATALOGUE
from sitematch.core.sites.cells import NumberCell
from sitematch.intake.findings import Notebook
from sitematch.intake.records import Record
from sitematch.intake.wordings import (
    AREA_DIFFERS,
    LATER_THAN_TODAY,
    STALE,
    SUSPICIOUS,
    SUSPICIOUS_LOW,
    TINY,
)
from sitematch.units import M2_PER_HA

TINY_M2: Final = 100.0
AREA_SHARE: Final = 0.05
"""Stated and measured areas may differ by this share of the measured one."""
STALE_YEARS: Final = 5
LIKELY_AT_MOST: Final[Mapping[str, float]] = {
    "area_ha": 5_000,
    "developable_ha": 5_000,
    "expandable_ha": 5_000,
    "building_right_m2": 5_000_000,
    "price_sek_m2": 5_000,
    "max_height_m": 200,
    "power_mw": 2_000,
    "power_kv": 400,
    "power_months": 240,
    "ready_months": 240,
    "water_m3_d": 100_000,
    "wastewater_m3_d": 100_000,
    "district_heating_mw": 500,
    "owner_count": 200,
    "dwelling_distance_m": 20_000,
    "rail_distance_m": 100_000,
    "slope_pct": 50,
}
"""More than this is likely a slip of the unit or of a digit."""
LIKELY_AT_LEAST: Final[Mapping[str, float]] = {"price_sek_m2": 1.0}
"""Less, but above 0, is likely one: a price per square metre that is taken for a whole one."""


def check_values(records: Sequence[Record], measured_ha: Mapping[int, float], notebook: Notebook) -> None:
    """Notes numbers that are likely slips, and areas that the outline contradicts."""
    for record in records:
        for column, value in record.values.items():
            most = LIKELY_AT_MOST.get(column)
            if most is not None and isinstance(value, NumberCell):
                _note_unlikely(record, column, value, most, notebook)
        stated, measured = record.values.get("area_ha"), measured_ha.get(id(record))
        if measured is not None and measured * M2_PER_HA < TINY_M2:
            record.note(notebook, TINY, area=measured * M2_PER_HA)
        if isinstance(stated, NumberCell) and measured:
            gap = max(stated.low - measured, measured - stated.high, 0.0)
            if gap > AREA_SHARE * measured:
                ends = (stated.low, stated.high)
                record.note(notebook, AREA_DIFFERS, record.heading("area_ha"), stated=ends, measured=measured)


def _note_unlikely(record: Record, column: str, value: NumberCell, most: float, notebook: Notebook) -> None:
    unit = CATALOGUE[column].unit or ""
    if value.high > most:
        record.note(notebook, SUSPICIOUS, record.heading(column), number=value.high, unit=unit)
    elif 0 < value.low < LIKELY_AT_LEAST.get(column, 0.0):
        record.note(notebook, SUSPICIOUS_LOW, record.heading(column), number=value.low, unit=unit)


def check_dates(records: Sequence[Record], today: date | None, notebook: Notebook) -> None:
    """Notes figures that are more than five years old on the day ``today``, and days still to come."""
    for record in records:
        written = record.texts.get("source_date")
        if written is None or today is None:
            continue
        of = date.fromisoformat(written)
        if (of.year + STALE_YEARS, of.month, of.day) < (today.year, today.month, today.day):
            record.note(notebook, STALE, record.heading("source_date"), date=written)
        elif of > today:
            record.note(notebook, LATER_THAN_TODAY, record.heading("source_date"), date=written)
