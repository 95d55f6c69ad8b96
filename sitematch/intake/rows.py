"""Reads the cells of a table into records."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sitematch.core.metrics import CATALOGUE
from sitematch.core.sites.cells import MONTHS, CellFault, NumberCell, is_empty, is_unknown, read_plan_stage
from sitematch.core.sites.ids import split_site_id
from sitematch.core.sites.sites import Cell
from sitematch.core.sites.words import shown
from sitematch.intake.basics import read_basic, text_of
from sitematch.intake.cell_findings import note_approximate, note_fault
from sitematch.intake.columns import Layout
from sitematch.intake.findings import Notebook
from sitematch.intake.ground import Ground
from sitematch.intake.meanings import PLACE_COLUMNS, SITE_ID, Meaning
from sitematch.intake.records import Origin, Record
from sitematch.intake.tables import RawCell, RawTable
from sitematch.intake.values import lacks_unit, read_value
from sitematch.intake.wordings import NOT_COUNTED, TOO_MANY_CELLS

EXACT_WHOLE: Final = 1 << 53
"""Whole numbers from here on are no longer told apart as floats."""
FIRST: Final = "source_date"
"""Read before all others, because months may be counted from it."""


@dataclass(frozen=True, slots=True)
class Fill:
    """What the caller sets for rows without a value: by column of ours, and by heading of columns that are kept."""

    ours: Mapping[str, tuple[Meaning, str]]
    kept: Mapping[str, str]


def read_rows(table: RawTable, layout: Layout, fill: Fill, ground: Ground, notebook: Notebook) -> list[Record]:
    """Every row as a record; faults of cells are written down and refuse their row."""
    places = {heading: meaning for heading, meaning in layout.read.items() if meaning.column not in PLACE_COLUMNS}
    read = {meaning.column for meaning in places.values()}
    places |= {column: meaning for column, (meaning, _) in fill.ours.items() if column not in read}
    in_turn = sorted(places.items(), key=lambda place: place[1].column != FIRST)
    records = []
    for number, raw in enumerate(table.rows, start=1):
        record = Record(table.file, number, layout, raw, line=table.line_of(number))
        if number - 1 in table.overfull:
            record.note(notebook, TOO_MANY_CELLS)
        for heading, meaning in in_turn:
            cell = raw.get(heading)
            if is_empty(cell) and meaning.column in fill.ours:
                meaning, cell = fill.ours[meaning.column]  # noqa: PLW2901 - what is set stands for the empty cell
                record.filled.add(meaning.column)
            _read_cell(record, heading, meaning, cell, ground, notebook)
        record.others = _others(record, fill)
        if table.feature_ids is not None and "id" not in read:
            _take_feature_id(record, table.feature_ids[number - 1])
        records.append(record)
    return records


def _read_cell(
    record: Record, heading: str, meaning: Meaning, cell: RawCell, ground: Ground, notebook: Notebook
) -> None:
    column = meaning.column
    if is_unknown(cell):
        if not is_empty(cell):
            record.erased.add(column)
    elif column == SITE_ID:
        _take_site_id(record, str(cell), ground)
    elif column in CATALOGUE:
        _read_metric(record, heading, meaning, cell, ground, notebook)
    else:
        text = read_basic(column, cell, ground)
        if isinstance(text, CellFault):
            note_fault(record, column, heading, text, ground, notebook)
        elif text is not None:
            record.texts[column] = text


def _read_metric(
    record: Record, heading: str, meaning: Meaning, cell: RawCell, ground: Ground, notebook: Notebook
) -> None:
    column = meaning.column
    value = read_value(meaning, cell, record.texts.get(FIRST))
    if isinstance(value, CellFault):
        note_fault(record, column, heading, value, ground, notebook)
        return
    if value is None:
        if column in MONTHS:
            record.note(notebook, NOT_COUNTED, heading, cell=shown(cell))
        return
    record.values[column] = value
    if isinstance(value, NumberCell):
        if value.approximate:
            note_approximate(record, heading, value, cell, notebook)
        if lacks_unit(meaning, value):
            record.unitless[column] = Origin(record.file, heading, cell)
    if column == "plan_stage":
        stage = read_plan_stage(cell)
        if stage and not isinstance(stage, CellFault) and stage.appealed:
            record.values.setdefault("plan_appealed", True)


def _take_site_id(record: Record, site_id: str, ground: Ground) -> None:
    """An id as our exports write it, `CODE-id`."""
    found = split_site_id(site_id)
    if found is None:
        return
    code, own_id = found
    record.texts.setdefault("id", own_id)
    if code in ground.codes:
        record.texts.setdefault("municipality_code", str(code))


def _take_feature_id(record: Record, feature_id: RawCell) -> None:
    if "id" not in record.texts and not is_unknown(feature_id) and not isinstance(feature_id, bool):
        record.texts["id"] = text_of(feature_id)


def _others(record: Record, fill: Fill) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for heading in record.layout.kept:
        cell = record.raw.get(heading)
        if is_empty(cell) and heading in fill.kept:
            cell = fill.kept[heading]
            record.filled.add(heading)
        kept = kept_cell(cell)
        if kept is not None:
            found[heading] = kept
    return found


def kept_cell(cell: RawCell) -> Cell:
    """A cell of a column that is kept as it is; None where it is empty."""
    if cell is None or isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        exact = math.isfinite(cell) if isinstance(cell, float) else abs(cell) < EXACT_WHOLE
        return cell if exact else str(cell)
    return tuple(text_of(member) for member in cell)
