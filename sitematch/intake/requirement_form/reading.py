"""From a workbook to a requirement: which sheet has the form, where its head and its rows are, and every fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sitematch.core.metrics import did_you_mean
from sitematch.core.requirement import SCHEMA, Vocabulary, requirement_of
from sitematch.core.requirement.model import Requirement
from sitematch.core.sites.words import fold, shown
from sitematch.errors import RequirementRefused, SiteFileRefused, Unreadable
from sitematch.intake.basics import is_sheet_error
from sitematch.intake.formats import BYTES_PER_MB
from sitematch.intake.options import IntakeOptions, Limits, SiteFile
from sitematch.intake.requirement_form.columns import COLUMN_OF, COLUMNS
from sitematch.intake.requirement_form.draft import Draft, Sheet, refusal
from sitematch.intake.requirement_form.filling import Row, plain
from sitematch.intake.requirement_form.header import put_header
from sitematch.intake.requirement_form.rows import put_rows
from sitematch.intake.tables import RawCell

LIMITS: Final = Limits(size_mb=4, unpacked_mb=40, rows=3_000, columns=200)
"""A form has a page or two; a workbook beyond is something else."""
KNOWN_HEADINGS: Final = 4
"""So many headings of ours a row has to have to be the one above the criteria."""

Line = Sequence[RawCell]


@dataclass(frozen=True, slots=True)
class _Form:
    """A sheet with its lines by number, and where its headings are: column (from 1) by key."""

    title: str
    lines: Sequence[tuple[int, Line]]
    heading_row: int
    columns: dict[str, int]

    @property
    def sheet(self) -> Sheet:
        """What its cells are called in messages."""
        written = next(line for number, line in self.lines if number == self.heading_row)
        headings = {place: plain(cell) for place, cell in enumerate(written, start=1) if cell is not None}
        return Sheet(self.title, headings, self.heading_row)


def read_requirement_form(content: bytes, vocabulary: Vocabulary, name: str) -> Requirement:
    """The requirement that a filled-in form holds.

    The workbook passes the same checks as site files; formulas count by the results that are stored with them.

    Args:
        content: the whole workbook.
        vocabulary: the facility classes and workforce groups of the region.
        name: the file, for messages.

    Raises:
        Unreadable: it is no workbook, has something in it that is not read, or holds no form.
        RequirementRefused: it was read and is refused; names every fault with sheet, row and column.
    """
    form = _form_in(content, name)
    draft = Draft({"schema": SCHEMA}, {(): (form.heading_row, form.columns["metric"])})
    sheet = form.sheet
    put_header([line for line in form.lines if line[0] < form.heading_row], draft)
    _check_headings(form, draft)
    rows = list(_rows(form))
    put_rows(rows, vocabulary, draft)
    _note_sheet_errors(form, draft)
    if not rows:
        draft.put(("criteria",), [], (form.heading_row + 1, form.columns["metric"]))
        draft.fault(draft.cells["criteria",], "no row is filled in; say what is demanded or wished, a row each")
    try:
        requirement = requirement_of(draft.document(), vocabulary, name)
    except RequirementRefused as error:
        raise refusal(sheet, draft, error.faults, name) from None
    if draft.faults:
        raise refusal(sheet, draft, (), name)
    return requirement


def _form_in(content: bytes, name: str) -> _Form:
    from sitematch.intake.xlsx_file import read_sheets

    if len(content) > LIMITS.size_mb * BYTES_PER_MB:
        raise Unreadable(f"{name}: over {LIMITS.size_mb:g} MB; the form is a page or two, check the file")
    try:
        sheets = read_sheets(SiteFile(name, content), IntakeOptions(limits=LIMITS))
    except SiteFileRefused as error:
        raise Unreadable(error.message) from None
    forms = [
        form
        for sheet in sheets
        if (form := _form_of(sheet.title, list(zip(sheet.numbers, sheet.lines, strict=True)))) is not None
    ]
    if not forms:
        raise Unreadable(
            f"{name}: no sheet has the headings of the form for requirements (What, At least, At most, …); "
            "`sitematch template --requirement -o FORM.xlsx` writes an empty one"
        )
    if len(forms) > 1:
        titles = ", ".join(repr(form.title) for form in forms)
        raise Unreadable(f"{name}: several sheets hold the form ({titles}); keep the one that counts")
    return forms[0]


def _form_of(title: str, lines: list[tuple[int, Line]]) -> _Form | None:
    for number, line in lines:
        columns: dict[str, int] = {}
        for place, cell in enumerate(line, start=1):
            key = COLUMN_OF.get(fold(cell)) if isinstance(cell, str) else None
            if key:
                columns.setdefault(key, place)
        if "metric" in columns and len(columns) >= KNOWN_HEADINGS:
            return _Form(title, lines, number, columns)
    return None


def _note_sheet_errors(form: _Form, draft: Draft) -> None:
    for number, line in form.lines:
        for place, cell in enumerate(line, start=1):
            if is_sheet_error(cell) and place != form.columns.get("comment"):
                draft.fault((number, place), f"{cell!r} is an error of the spreadsheet; write the value itself")


def _check_headings(form: _Form, draft: Draft) -> None:
    """Notes columns that hold something under a heading that is not known, or under one that stands twice."""
    known = set(form.columns.values())
    written = next(line for number, line in form.lines if number == form.heading_row)
    below = [line for number, line in form.lines if number > form.heading_row]
    for place in range(1, max(map(len, [written, *below])) + 1):
        filled = any(len(line) >= place and line[place - 1] is not None for line in below)
        if place in known or not filled:
            continue
        heading = plain(written[place - 1]) if len(written) >= place and written[place - 1] is not None else ""
        words = [text for column in COLUMNS for text in (column.heading.en, column.heading.sv)]
        offer = did_you_mean(heading, words) if heading else ""
        comment = "; notes go under Comment (Kommentar) or on a sheet of their own"
        what = f"{shown(heading)!r} is no column of the form, or stands twice" if heading else "there is no heading"
        draft.fault((form.heading_row, place), f"{what}{offer or comment}")


def _rows(form: _Form) -> Iterator[Row]:
    for number, line in form.lines:
        if number <= form.heading_row:
            continue
        cells = {
            key: (line[place - 1], (number, place))
            for key, place in form.columns.items()
            if key != "comment" and len(line) >= place and line[place - 1] is not None
        }
        if cells:
            yield Row(number, form.columns, cells)
