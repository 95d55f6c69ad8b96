"""Rows on their way from a file to sites: what each says, and whether it still can be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import shapely

from sitematch.core.evidence import FileSource, Method, Source
from sitematch.core.sites.cells import CellValue
from sitematch.core.sites.sites import Cell
from sitematch.core.sites.words import shown
from sitematch.intake.columns import Layout
from sitematch.intake.findings import Finding, FindingValue, Line, Notebook, Severity, Wording
from sitematch.intake.tables import RawCell


@dataclass(frozen=True, slots=True)
class Origin:
    """The cell that a value was read from."""

    file: str
    heading: str
    cell: RawCell


@dataclass(slots=True)
class Record:
    """A data row.

    ``texts``: the columns every site has (``id``, ``name`` …), as text; ``values``: metrics; ``others``: columns that
    are kept as they are. ``unitless``: where areas and prices came from whose unit is still to be found. ``erased``:
    columns that are said to be unknown; ``filled``: those whose value the caller set. ``is_drawn``: the row says
    something of its place, else it is a row of a list. ``geometry``: EPSG:3006. ``sources``: of values that came from
    elsewhere than this row. ``line``: where the row stands in the user's own program. ``listed``: the rows of lists
    that were taken into this one; ``named``: whether any row of a list names it.
    """

    file: str
    row: int
    layout: Layout
    raw: Mapping[str, RawCell]
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, CellValue] = field(default_factory=dict)
    others: dict[str, Cell] = field(default_factory=dict)
    unitless: dict[str, Origin] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    sources: dict[str, Source] = field(default_factory=dict)
    is_drawn: bool = False
    geometry: shapely.Geometry | None = None
    code: str | None = None
    site_id: str = ""
    refused: bool = False
    mended: bool = False
    line: Line | None = None
    listed: list[Record] = field(default_factory=list)
    named: bool = False

    def note(self, notebook: Notebook, wording: Wording, column: str | None = None, **values: FindingValue) -> None:
        """Write down a finding of this row; an error refuses it, a mend is remembered."""
        cell = self.raw.get(column or "")
        written = None if cell is None or cell == "" else shown(cell)
        notebook.found.append(Finding(wording, self.file, self.row, column, tuple(values.items()), self.line, written))
        self.refused |= wording.severity is Severity.ERROR
        self.mended |= wording.severity is Severity.REPAIRED

    @property
    def source(self) -> Source:
        """Who says what the row says, and when: its own source, else the file."""
        date = self.texts.get("source_date")
        if stated := self.texts.get("source"):
            return Source(stated, date, Method.STATED)
        return FileSource(self.file, date, Method.STATED)

    def heading(self, column: str) -> str:
        """What the file calls a column of ours."""
        return self.layout.heading_of(column) or column
