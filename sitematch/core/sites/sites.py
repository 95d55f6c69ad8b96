"""A set of sites: who offers what, where, and what is stated of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np

from sitematch.core.arrays import GeometryArray, IntArray
from sitematch.core.evidence import Source
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn

Cell = str | float | bool | tuple[str, ...] | None
"""A value of a column outside the catalogue, as it was read."""


class Visibility(StrEnum):
    """Who may see a site."""

    PUBLIC = "public"
    REGION = "region"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Sites:
    """Sites as parallel sequences of n entries, in the order of ``ids``.

    ``outlines``: shapely Polygon or MultiPolygon (Point where only a point and an area were given), EPSG:3006.
    ``municipality_codes``: None where no municipality could be told.
    ``columns``: the metrics of the catalogue that are stated or measured on the outline (``area_ha``,
    ``elongation``), by name; a metric that is not there is unknown at every site.
    ``others``: any other column of the file, by its heading, cells as read.
    ``sources``: the source of each row as a whole.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    municipality_codes: tuple[str | None, ...]
    visibilities: tuple[Visibility, ...]
    demo: tuple[bool, ...]
    properties: tuple[str | None, ...]
    contacts: tuple[str | None, ...]
    sources: tuple[Source, ...]
    outlines: GeometryArray
    columns: Mapping[str, Column]
    others: Mapping[str, tuple[Cell, ...]]

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int]) -> Sites:
        """The sites of these rows, in this order."""
        index = np.asarray(rows, dtype=np.int64)
        picked: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "outlines":
                picked[field.name] = value[index]
            elif field.name == "columns":
                picked[field.name] = {name: take_column(column, index) for name, column in value.items()}
            elif field.name == "others":
                picked[field.name] = {name: tuple(cells[i] for i in rows) for name, cells in value.items()}
            else:
                picked[field.name] = tuple(value[i] for i in rows)
        return Sites(**picked)

    def in_order_of_id(self) -> Sites:
        """The same sites, sorted by id: the order in which everything is computed."""
        return self.take(sorted(range(len(self)), key=lambda row: self.ids[row]))


def take_column(column: Column, index: IntArray) -> Column:
    """The rows of a column at ``index``, shape (m,)."""
    reasons = tuple(column.reasons[i] for i in index)
    sources = tuple(column.sources[i] for i in index)
    if isinstance(column, NumberColumn):
        via = tuple(column.via[i] for i in index)
        return NumberColumn(column.low[index], column.high[index], reasons, via, sources)
    return CategoryColumn(column.kind, column.codes[index], column.values, reasons, sources)
