"""Turns what is wrong with a cell into a finding that says how to mend it."""

from __future__ import annotations

from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics import CATALOGUE, Kind
from sitematch.core.sites import cells
from sitematch.core.sites.cells import CellFault, NumberCell
from sitematch.core.sites.words import shown
from sitematch.intake.basics import SHEET_ERROR
from sitematch.intake.findings import Notebook
from sitematch.intake.ground import Ground
from sitematch.intake.records import Record
from sitematch.intake.tables import RawCell
from sitematch.intake.wordings import (
    ABOVE_100,
    APPROXIMATE,
    AREA_ZERO,
    BELOW_ZERO,
    ENDS_REVERSED,
    ERROR_OF_SHEET,
    NOT_A_CATEGORY,
    NOT_A_CODE,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_A_NUMBER_BUT,
    NOT_YES_OR_NO,
)

_RANGES: Final = {
    cells.BELOW_ZERO: BELOW_ZERO,
    cells.NO_AREA: AREA_ZERO,
    cells.ABOVE_100: ABOVE_100,
    cells.ENDS_REVERSED: ENDS_REVERSED,
}
VISIBILITIES: Final = (Text("offentlig", "public"), Text("region", "region"), Text("kommun", "municipality"))


def note_fault(record: Record, column: str, heading: str, fault: CellFault, ground: Ground, notebook: Notebook) -> None:
    """Write down a cell that cannot be read as a value of ``column``; its row is refused."""
    if fault.code == "value.not_a_number":
        if fault.suggestion:
            record.note(notebook, NOT_A_NUMBER_BUT, heading, cell=fault.cell, suggestion=fault.suggestion)
        else:
            record.note(notebook, NOT_A_NUMBER, heading, cell=fault.cell)
    elif fault.rule == SHEET_ERROR:
        record.note(notebook, ERROR_OF_SHEET, heading, cell=fault.cell)
    elif fault.code == "value.out_of_range":
        record.note(notebook, _RANGES[fault.rule or ""], heading, cell=fault.cell)
    elif column == "source_date":
        record.note(notebook, NOT_A_DATE, heading, cell=fault.cell)
    elif column == "municipality_code":
        example = ground.codes[0] if ground.codes else "0580"
        record.note(notebook, NOT_A_CODE, heading, cell=fault.cell, region=ground.region_name, example=example)
    elif column == "visibility":
        record.note(notebook, NOT_A_CATEGORY, heading, cell=fault.cell, allowed=VISIBILITIES)
    elif CATALOGUE[column].kind is Kind.BOOLEAN:
        record.note(notebook, NOT_YES_OR_NO, heading, cell=fault.cell)
    else:
        record.note(notebook, NOT_A_CATEGORY, heading, cell=fault.cell, allowed=CATALOGUE[column].category_labels)


def note_approximate(record: Record, heading: str, value: NumberCell, cell: RawCell, notebook: Notebook) -> None:
    """Write down that `ca` was passed over."""
    record.note(notebook, APPROXIMATE, heading, cell=shown(cell), number=(value.low, value.high))
