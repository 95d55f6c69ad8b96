"""Areas and prices: measured, units that only the outlines can tell, whole prices per square metre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Final

import numpy as np
import shapely

from sitematch.core.sites.cells import NumberCell
from sitematch.core.sites.outline import geodesic_areas_ha
from sitematch.intake.findings import Notebook
from sitematch.intake.records import Record
from sitematch.intake.rows import kept_cell
from sitematch.intake.values import PRICE, is_total_price
from sitematch.intake.wordings import COLUMN_UNIT
from sitematch.units import M2_PER_HA

SAME: Final = 2.0
"""Stated and measured areas agree within this factor, in the median."""
BY_OUTLINE: Final = {"area_ha": 1.0, "developable_ha": 1.0, "expandable_ha": 1.0, "building_right_m2": M2_PER_HA}
"""Areas whose unit the outlines can tell, and how many of their own unit a hectare has."""
SETTLED: Final = "settled"
"""Stands for the unit of a value whose unit was found."""


def measure(records: Sequence[Record]) -> dict[int, float]:
    """The measured area in ha of each record that is drawn as an area, by the record's ``id()``."""
    areas = [record for record in records if isinstance(record.geometry, shapely.Polygon | shapely.MultiPolygon)]
    measured = geodesic_areas_ha(np.array([record.geometry for record in areas], dtype=object))
    return {id(record): float(area) for record, area in zip(areas, measured, strict=True)}


def settle_units(records: Sequence[Record], measured_ha: dict[int, float], notebook: Notebook) -> None:
    """Finds the unit of columns that say none, by the outlines; where they cannot tell, the column is unknown."""
    columns: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in records:
        for column, origin in record.unitless.items():
            columns[origin.file, origin.heading, column].append(record)
    for (file, heading, column), members in columns.items():
        factor = _factor(column, members, measured_ha)
        if factor is None:
            notebook.note(COLUMN_UNIT, file, column=heading, example=column.replace("_ha", "_m2"))
        for record in members:
            origin = record.unitless.pop(column)
            value = record.values.pop(column)
            if factor is None:
                kept = kept_cell(origin.cell)
                record.others |= {} if kept is None else {heading: kept}
            elif isinstance(value, NumberCell):
                record.values[column] = NumberCell(value.low * factor, value.high * factor, value.approximate, SETTLED)


def settle_prices(records: Sequence[Record], measured_ha: dict[int, float]) -> None:
    """Divides whole prices by the area, the measured one where there is one."""
    for record in records:
        price = record.values.get(PRICE)
        if not isinstance(price, NumberCell) or not is_total_price(PRICE, price):
            continue
        stated = record.values.get("area_ha")
        area = measured_ha.get(id(record))
        low, high = (area, area) if area else (stated.low, stated.high) if isinstance(stated, NumberCell) else (0, 0)
        if low > 0:
            ends = price.low / (high * M2_PER_HA), price.high / (low * M2_PER_HA)
            record.values[PRICE] = NumberCell(*ends, price.approximate, "kr/m2")
        else:
            del record.values[PRICE]


def _factor(column: str, records: Sequence[Record], measured_ha: dict[int, float]) -> float | None:
    if column not in BY_OUTLINE:
        return None
    ratios = []
    for record in records:
        value, area = record.values.get(column), measured_ha.get(id(record))
        if isinstance(value, NumberCell) and area:
            ratios.append((value.low + value.high) / 2 / area)
    if not ratios:
        return None
    ratio = median(ratios)
    for per_ha in (1.0, M2_PER_HA):
        if 1 / SAME <= ratio / per_ha <= SAME:
            return BY_OUTLINE[column] / per_ha
    return None
