"""The example row of our own form for sites, which is passed over until something else is written there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.sites.words import clean
from sitematch.intake.findings import Notebook
from sitematch.intake.records import Record
from sitematch.intake.tables import RawTable

EXAMPLE_ID: Final = Text("exempel", "example")
EXAMPLE_NAME: Final = Text(
    "EXEMPEL: raden läses inte, skriv över den eller ta bort den",
    "EXAMPLE: this row is not read, write over it or delete it",
)
"""The name says to the reader what becomes of the row; with another name, or another id, it is a site."""
_EXAMPLES: Final = frozenset(
    {(EXAMPLE_ID.sv, clean(EXAMPLE_NAME.sv)), (EXAMPLE_ID.en, clean(EXAMPLE_NAME.en))},
)


def is_example(record: Record) -> bool:
    """Whether the row is the form's example: both its id and its name are still those of the form."""
    return (record.texts.get("id"), record.texts.get("name")) in _EXAMPLES


def without_example(
    table: RawTable, records: Sequence[Record], notebook: Notebook
) -> tuple[RawTable, Sequence[Record]]:
    """A table and its records without the form's example; the numbers of the other rows stay.

    What was found in the example, say a municipality of another region, is forgotten.
    """
    examples = {place for place, record in enumerate(records) if is_example(record)}
    if not examples:
        return table, records
    numbers = {records[place].row for place in examples}
    notebook.found = [f for f in notebook.found if f.file != table.file or f.row not in numbers]
    kept = [place for place in range(len(records)) if place not in examples]
    shapes = None if table.shapes is None else [table.shapes[place] for place in kept]
    rows = [table.rows[place] for place in kept]
    return replace(table, rows=rows, shapes=shapes), [records[place] for place in kept]
