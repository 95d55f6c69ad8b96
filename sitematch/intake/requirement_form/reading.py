"""From a workbook to a requirement: which sheet has the form, where its head and its rows are, and every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sitematch.core.metrics import did_you_mean
from sitematch.core.requirement import SCHEMA, Vocabulary, requirement_of
from sitematch.core.requirement.model import Requirement
from sitematch.core.requirement.tree import Position
from sitematch.core.sites.words import fold, shown
from sitematch.errors import RequirementRefused, SiteFileRefused, Unreadable
from sitematch.intake.formats import BYTES_PER_MB
from sitematch.intake.options import IntakeOptions, Limits, SiteFile
from sitematch.intake.requirement_form.columns import COLUMN_OF, COLUMNS, HEADER, HEADER_OF, NAME, OTHER_NAME
from sitematch.intake.requirement_form.columns import WEIGHTING_OF as WEIGHTINGS_BY_WORD
from sitematch.intake.requirement_form.draft import Draft, Sheet, refusal
from sitematch.intake.requirement_form.rows import Row, put_rows
from sitematch.intake.requirement_form.words import CellError, figure_of, read_text
from sitematch.intake.tables import RawCell

LIMITS: Final = Limits(size_mb=4, unpacked_mb=40, rows=3_000, columns=200)
"""A form has a page or two; a workbook beyond is something else."""
KNOWN_HEADINGS: Final = 4
"""So many headings of ours a row has to have to be the one above the criteria."""
LONGEST_SLUG: Final = 60
_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")

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
        written = next(line for number, line in self.lines if number == self.heading_row)
        return Sheet(self.title, {p: _text(cell) for p, cell in enumerate(written, start=1)}, self.heading_row)


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
    _put_header(form, draft)
    _check_headings(form, draft)
    rows = list(_rows(form))
    put_rows(rows, vocabulary, draft)
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
    return max(forms, key=lambda form: len(form.columns))


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


def _check_headings(form: _Form, draft: Draft) -> None:
    """Notes columns that hold something under a heading that is not known, or under one that stands twice."""
    known = set(form.columns.values())
    written = next(line for number, line in form.lines if number == form.heading_row)
    below = [line for number, line in form.lines if number > form.heading_row]
    for place in range(1, max(map(len, [written, *below])) + 1):
        filled = any(len(line) >= place and line[place - 1] is not None for line in below)
        if place in known or not filled:
            continue
        heading = _text(written[place - 1]) if len(written) >= place else ""
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


# The lines above the criteria


def _put_header(form: _Form, draft: Draft) -> None:
    names: dict[str, tuple[str, Position]] = {}
    label_lang: dict[str, str] = {}
    for number, line in form.lines:
        if number >= form.heading_row or len(line) < 2:
            continue
        place = next((place for place, cell in enumerate(line[1:], start=2) if cell is not None), None)
        if place is None or line[0] is None:
            continue
        _put_line(line[0], line[place - 1], (number, place), draft, names, label_lang)
    _put_name(names, label_lang, draft)
    if "id" not in draft.tree:
        _make_id(form, names, draft)


def _make_id(form: _Form, names: Mapping[str, tuple[str, Position]], draft: Draft) -> None:
    text, at = next(iter(names.values()), ("", _line_of(form, "id")))
    if slug := _slug(text):
        draft.put(("id",), slug, at)
    else:
        draft.put(("id",), "", at)
        draft.fault(at, "there is neither an id nor a name to make one of; fill in one of the two")


def _line_of(form: _Form, key: str) -> Position:
    """Where a line of the head is filled in, whether it is there or not."""
    known = ((number, HEADER_OF.get(fold(_text(line[0])))) for number, line in form.lines if line)
    return next(((number, 2) for number, found in known if found and found[0].key == key), (form.heading_row, 1))


def _put_line(
    label: RawCell,
    cell: RawCell,
    at: Position,
    draft: Draft,
    names: dict[str, tuple[str, Position]],
    label_lang: dict[str, str],
) -> None:
    known = HEADER_OF.get(fold(_text(label)))
    if known is None:
        words = [text for line in HEADER for text in (line.label.en, line.label.sv)]
        offer = did_you_mean(_text(label), words) or "; notes go on a sheet of their own"
        draft.fault(at, f"{shown(_text(label))!r} is no line of the form{offer}")
        return
    line, lang = known
    if line.key in (NAME, OTHER_NAME):
        names[line.key], label_lang[line.key] = (read_text(_text(cell)), at), lang
        return
    try:
        value = figure_of(cell) if line.is_number else _header_text(line.key, cell)
    except CellError as error:
        draft.fault(at, str(error))
        value = cell if isinstance(cell, str) else _text(cell)
    draft.put(line.path, int(value) if isinstance(value, float) and value.is_integer() else value, at)


def _header_text(key: str, cell: RawCell) -> str:
    text = read_text(_text(cell))
    return WEIGHTINGS_BY_WORD.get(fold(text), text) if key == "weights" else text


def _put_name(names: dict[str, tuple[str, Position]], label_lang: dict[str, str], draft: Draft) -> None:
    """One name is one text, two are one for each language: the form's own, and the other."""
    if OTHER_NAME not in names:
        if NAME in names:
            draft.put(("name",), *names[NAME])
        return
    other = "en" if label_lang[OTHER_NAME] == "sv" else "sv"
    own = "sv" if other == "en" else "en"
    for key, lang in ((NAME, own), (OTHER_NAME, other)):
        if key in names:
            draft.put(("name", lang), *names[key])


def _slug(name: str) -> str:
    """A short name of a name: ``Ny fabrik för celler`` is ``ny-fabrik-for-celler``."""
    return _NO_SLUG.sub("-", "-".join(fold(word) for word in name.split()))[:LONGEST_SLUG].strip("-")


def _text(cell: RawCell) -> str:
    """A cell as text; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
