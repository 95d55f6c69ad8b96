"""Makes sites of the records that were taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sitematch.core.evidence import Method, Source
from sitematch.core.metrics import CATALOGUE, Kind
from sitematch.core.sites.cells import CellValue, NumberCell
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn
from sitematch.core.sites.outline import elongations, measured_column
from sitematch.core.sites.sites import Cell, Sites, Visibility
from sitematch.intake.meanings import METRIC_COLUMNS
from sitematch.intake.records import Record

AREA, ELONGATION = "area_ha", "elongation"


def assemble(records: Sequence[Record], measured_ha: Mapping[int, float], demo: bool) -> Sites:
    """The records as sites, in the order of their ids.

    Args:
        records: all taken; each has a geometry and an id.
        measured_ha: area of those with an outline, by the record's ``id()``.
        demo: mark them as invented, their figures too.
    """
    records = sorted(records, key=lambda record: record.site_id)
    outlines = np.array([record.geometry for record in records], dtype=object)
    measured = np.array([measured_ha.get(id(record), np.nan) for record in records], dtype=np.float64)
    builder = _Builder(records, demo)
    columns = {name: column for name in METRIC_COLUMNS if (column := builder.column(name)) is not None}
    if records:
        columns[AREA] = _with_measured(columns.get(AREA), measured, builder.measured_sources())
        shapes = np.where(np.isnan(measured), np.nan, elongations(outlines))
        columns[ELONGATION] = measured_column(shapes, builder.measured_sources())
    return Sites(
        ids=tuple(record.site_id for record in records),
        names=tuple(_name(record) for record in records),
        municipality_codes=tuple(record.code for record in records),
        visibilities=tuple(Visibility(record.texts.get("visibility", "public")) for record in records),
        demo=(demo,) * len(records),
        properties=tuple(record.texts.get("property") for record in records),
        contacts=tuple(record.texts.get("contact") for record in records),
        sources=tuple(builder.marked(record.source) for record in records),
        outlines=outlines,
        columns=columns,
        others=builder.others(),
    )


class _Builder:
    """Columns over records, marked as invented for demo sites."""

    def __init__(self, records: Sequence[Record], demo: bool) -> None:
        self._records = records
        self._demo = demo
        self._stated = {name for record in records for name in record.values}

    def marked(self, source: Source) -> Source:
        """The source, marked as invented for demo sites."""
        return replace(source, method=Method.DEMO) if self._demo else source

    def measured_sources(self) -> tuple[Source, ...]:
        """The source of what is measured on each outline."""
        found = (replace(record.source, method=Method.MEASURED) for record in self._records)
        return tuple(self.marked(source) for source in found)

    def others(self) -> dict[str, tuple[Cell, ...]]:
        """The columns that are kept as they are."""
        headings = dict.fromkeys(heading for record in self._records for heading in record.others)
        return {heading: tuple(record.others.get(heading) for record in self._records) for heading in headings}

    def column(self, name: str) -> Column | None:
        """A metric over the records, None where no record has it."""
        if name not in self._stated:
            return None
        values = [record.values.get(name) for record in self._records]
        sources = tuple(
            None if value is None else self.marked(record.sources.get(name, record.source))
            for record, value in zip(self._records, values, strict=True)
        )
        if CATALOGUE[name].kind is Kind.NUMBER:
            return _numbers(values, sources)
        return _categories(CATALOGUE[name].kind, values, sources)


def _name(record: Record) -> str:
    return record.texts.get("name") or record.texts.get("property") or record.texts["id"]


def _numbers(values: Sequence[CellValue | None], sources: tuple[Source | None, ...]) -> NumberColumn:
    numbers = [value if isinstance(value, NumberCell) else NumberCell(-np.inf, np.inf) for value in values]
    nothing = (None,) * len(values)
    low, high = (np.array([getattr(number, end) for number in numbers], dtype=np.float64) for end in ("low", "high"))
    return NumberColumn(low, high, nothing, nothing, sources)


def _categories(kind: Kind, values: Sequence[CellValue | None], sources: tuple[Source | None, ...]) -> CategoryColumn:
    members = [_members(value) for value in values]
    known = tuple(sorted({member for member in members if member}))
    code_of = {member: code for code, member in enumerate(known)}
    codes = np.array([code_of.get(member, -1) for member in members], dtype=np.int64)
    return CategoryColumn(kind, codes, known, (None,) * len(values), sources)


def _members(value: CellValue | None) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("true",) if value else ("false",)
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _with_measured(stated: Column | None, measured_ha: np.ndarray, sources: Sequence[Source]) -> NumberColumn:
    """Measured areas, and stated ones where only a point is known."""
    column = measured_column(measured_ha, sources)
    if not isinstance(stated, NumberColumn):
        return column
    known = np.isfinite(measured_ha)
    return NumberColumn(
        low=np.where(known, column.low, stated.low),
        high=np.where(known, column.high, stated.high),
        reasons=tuple(None for _ in measured_ha),
        via=column.via,
        sources=tuple(
            mine if is_measured else theirs
            for is_measured, mine, theirs in zip(known, column.sources, stated.sources, strict=True)
        ),
    )
