"""What is stored of a site stays where a row says nothing: in a merge all of it, in a replacement who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from sitematch.core.metrics import Kind
from sitematch.core.sites.cells import CellValue, NumberCell
from sitematch.core.sites.columns import Column, NumberColumn
from sitematch.core.sites.sites import Sites
from sitematch.intake.options import IntakeOptions
from sitematch.intake.records import Record

MEASURED: Final = frozenset({"area_ha", "elongation"})


def keep_stored(records: Sequence[Record], published: Sites | None, options: IntakeOptions) -> None:
    """Gives records of published sites what is stored of them and neither filled nor erased by the row."""
    if published is None:
        return
    row_of = {site_id: row for row, site_id in enumerate(published.ids)}
    for record in records:
        row = row_of.get(record.site_id)
        if row is None:
            continue
        record.texts.setdefault("visibility", str(published.visibilities[row]))
        if options.mode == "merge":
            _keep(record, published, row)


def _keep(record: Record, published: Sites, row: int) -> None:
    texts = {
        "name": published.names[row],
        "property": published.properties[row],
        "contact": published.contacts[row],
    }
    for name, text in texts.items():
        if text is not None and name not in record.erased:
            record.texts.setdefault(name, text)
    for name, column in published.columns.items():
        if name in record.values or name in record.erased or _is_measured(name, published.outlines[row]):
            continue
        value = value_at(column, row)
        source = column.sources[row]
        if value is not None:
            record.values[name] = value
        if value is not None and source is not None:
            record.sources[name] = source
    for heading, cells in published.others.items():
        if cells[row] is not None:
            record.others.setdefault(heading, cells[row])


def value_at(column: Column, row: int) -> CellValue | None:
    """One value of a column as a cell says it; None where it is unknown."""
    if isinstance(column, NumberColumn):
        low, high = float(column.low[row]), float(column.high[row])
        return NumberCell(low, high) if np.isfinite(low) and np.isfinite(high) else None
    code = int(column.codes[row])
    if code < 0:
        return None
    members = column.values[code]
    if column.kind is Kind.BOOLEAN:
        return members == ("true",)
    return members if column.kind is Kind.SET else members[0]


def _is_measured(name: str, outline: shapely.Geometry) -> bool:
    return name in MEASURED and not isinstance(outline, shapely.Point)
