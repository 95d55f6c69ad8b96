"""What is worth a look in rows that are taken: small, overlapping, contradictory, old or unlikely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import shapely

from sitematch.core.metrics import CATALOGUE
from sitematch.core.sites.cells import NumberCell
from sitematch.core.sites.sites import Sites
from sitematch.intake.findings import Notebook
from sitematch.intake.options import IntakeOptions
from sitematch.intake.records import Record
from sitematch.intake.wordings import (
    AREA_DIFFERS,
    LATER_THAN_TODAY,
    OVERLAP,
    OVERLAP_SEVERAL,
    STALE,
    SUSPICIOUS,
    SUSPICIOUS_LOW,
    TINY,
)
from sitematch.units import M2_PER_HA

TINY_M2: Final = 100.0
OVERLAP_M2: Final = 100.0
AREA_SHARE: Final = 0.05
"""Stated and measured areas may differ by this share of the measured one."""
STALE_YEARS: Final = 5
MOST_NAMED: Final = 3
MOST_COMPARED: Final = 200
"""So many neighbours of one site are looked at; in a heap of more, those say enough."""
MOST_PAIRS: Final = 20_000_000
"""So many pairs of boxes that meet are looked at in all: a file of nothing but heaps shows that early on."""
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
        for column, most in LIKELY_AT_MOST.items():
            value = record.values.get(column)
            if isinstance(value, NumberCell):
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


def check_overlaps(
    records: Sequence[Record], published: Sites | None, options: IntakeOptions, notebook: Notebook
) -> None:
    """Notes sites that overlap another of the upload (once a pair, at the later row) or a published one."""
    areas = [r for r in records if isinstance(r.geometry, shapely.Polygon | shapely.MultiPolygon)]
    own = np.array([record.geometry for record in areas], dtype=object)
    names = [record.texts.get("name") or record.site_id for record in areas]
    others, other_names = _published(areas, published, options)
    tree = shapely.STRtree(np.concatenate([own, others]))
    left = MOST_PAIRS
    for place, record in enumerate(areas):
        near = np.sort(tree.query(record.geometry))
        left -= len(near)
        if left < 0:
            return
        near = near[(near < place) | (near >= len(own))][:MOST_COMPARED]
        shared = shapely.area(shapely.intersection(tree.geometries[near], record.geometry))
        over = [(near[i], shared[i]) for i in np.argsort(-shared, kind="stable") if shared[i] > OVERLAP_M2]
        if over:
            named = [names[i] if i < len(own) else other_names[i - len(own)] for i, _ in over[:MOST_NAMED]]
            wording = OVERLAP if len(over) <= MOST_NAMED else OVERLAP_SEVERAL
            record.note(notebook, wording, others=", ".join(named), area=float(over[0][1]))


def _published(
    areas: Sequence[Record], published: Sites | None, options: IntakeOptions
) -> tuple[np.ndarray, list[str]]:
    """Outlines and names of the published sites that stay beside the upload."""
    if published is None:
        return np.empty(0, dtype=object), []
    replaced = {record.site_id for record in areas}
    rows = [
        row
        for row, site_id in enumerate(published.ids)
        if site_id not in replaced
        and not (options.mode == "replace" and published.municipality_codes[row] == options.municipality)
    ]
    return published.outlines[rows], [published.names[row] for row in rows]
