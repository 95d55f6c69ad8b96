"""An Excel workbook as a raw table: the sheet that is about sites, its title lines passed over."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any, Final

from sitematch.core.evidence import Text
from sitematch.core.sites.words import shown
from sitematch.errors import SiteFileRefused
from sitematch.intake.csv_file import TITLE_LINES, known_headings
from sitematch.intake.findings import Finding, refused
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.tables import OUR_MARKS, OUR_SHEETS, RawCell, RawTable, tidy_headings, tidy_text
from sitematch.intake.wordings import (
    EMPTY,
    OTHER_SHEETS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UNREADABLE,
)
from sitematch.intake.zips import DAMAGED, UNPACKED_FAULTS, open_zip

NOT_CALCULATED: Final = "#NOT CALCULATED!"
"""Stands for a formula whose result was never stored."""
WITH_ENTITIES: Final = Text("den definierar egna XML-tecken", "it defines XML entities of its own")
LOOKED_AT_BYTES: Final = 1 << 16
"""So far into a part of a workbook a document type is looked for; it can only stand at its beginning."""
SHEET_LINES: Final = 1 << 20
"""A sheet has no more lines."""
PERCENT_DIGITS: Final = 12
_DOCTYPE: Final = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)

_FORMULA: Final = re.compile(rb"[<:]f[\s>/]")

Line = list[RawCell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with anything in it: its lines without the empty ones, their numbers, and which have its headings."""

    title: str
    lines: Sequence[Line]
    numbers: Sequence[int]
    headings: Sequence[str]
    first: int
    known: int


def read_xlsx(file: SiteFile, options: IntakeOptions) -> RawTable:
    """The sheet with most known headings; formulas count by the results that are stored with them.

    Raises:
        SiteFileRefused: it is no workbook, has no rows, or is too large.
    """
    sheets = read_sheets(file, options)
    if not sheets:
        raise refused(EMPTY, options.lang, file.name)
    best = max(sheets, key=lambda sheet: (sheet.known, len(sheet.lines) > sheet.first))
    return _table(best, [sheet for sheet in sheets if sheet is not best], file)


def read_sheets(file: SiteFile, options: IntakeOptions) -> list[Sheet]:
    """Every sheet with anything in it, but for those that explain a form of ours.

    Raises:
        SiteFileRefused: it is no workbook, has something in it that is not read, or is too large.
    """
    with open_zip(file, options) as archive:
        _refuse_entities(archive, file, options)
        try:
            return _sheets(file, options)
        except SiteFileRefused:
            raise
        except Exception:  # the library raises whatever a damaged part leads to
            raise refused(UNREADABLE, options.lang, file.name, why=DAMAGED) from None


def headings_of(lines: Sequence[Sequence[RawCell]], given: Collection[str]) -> tuple[list[str], int, int]:
    """The headings of a sheet, the place of its first data line, and how many headings are known.

    A heading that is merged over two lines stands in the upper one; it counts if more headings are known with it.
    """
    near = [[_text(cell) for cell in line] for line in lines[:TITLE_LINES]]
    best, place, known = list(near[0]), 0, -1
    for at, line in enumerate(near):
        over = near[at - 1] if at else []
        both = [own or above for own, above in zip_longest(line, over, fillvalue="")]
        for headings in (line, both):
            count = known_headings(headings, given)
            if count > known:
                best, place, known = headings, at, count
    if known == 0:
        filled = [sum(bool(cell) for cell in line) for line in near]
        place = next(at for at, count in enumerate(filled) if count * 2 > max(filled))
        best = near[place]
    return best, place + 1, known


def _table(sheet: Sheet, others: Sequence[Sheet], file: SiteFile) -> RawTable:
    lines = sheet.lines[sheet.first :]
    width = max((len(line) for line in (sheet.headings, *lines)), default=0)
    written = [*sheet.headings, *[""] * (width - len(sheet.headings))]
    filled = {place for line in lines for place, cell in enumerate(line) if cell is not None}
    headings = tidy_headings(written)
    kept = [
        place
        for place, heading in enumerate(headings)
        if (written[place] or place in filled) and not heading.startswith(OUR_MARKS)
    ]
    rows = [{headings[place]: line[place] for place in kept if place < len(line)} for line in lines]
    left = ", ".join(shown(tidy_text(other.title)) for other in others if len(other.lines) > other.first)
    values = (("sheet", shown(tidy_text(sheet.title))), ("others", left))
    notes = (Finding(OTHER_SHEETS, file.name, values=values),) if left else ()
    return RawTable(
        file=file.name,
        headings=tuple(headings[place] for place in kept),
        rows=rows,
        notes=notes,
        lines=sheet.numbers[sheet.first :],
        line_in="sheet",
        part=sheet.title,
        headings_at=sheet.numbers[sheet.first - 1],
        places={headings[place]: place for place in kept},
    )


def _sheets(file: SiteFile, options: IntakeOptions) -> list[Sheet]:
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of looks and drop-down lists that it passes over
        values = _workbook(file, data_only=True)
        for sheet in values.worksheets:
            twin = None
            if any(_FORMULA.search(part) for part in _parts(sheet)):
                twin = _lines(_workbook(file, data_only=False)[sheet.title], file, options)
            numbered = [
                (number, line)
                for number, line in enumerate(_calculated(_lines(sheet, file, options), twin), start=1)
                if any(cell is not None for cell in line)
            ]
            numbers, lines = [number for number, _ in numbered], [line for _, line in numbered]
            if len(lines) - 1 > options.limits.rows:
                raise refused(TOO_MANY_ROWS, options.lang, file.name, limit=options.limits.rows)
            if lines and not _text(lines[0][0]).startswith(OUR_SHEETS):
                found.append(Sheet(sheet.title, lines, numbers, *headings_of(lines, options.columns)))
    return found


def _workbook(file: SiteFile, data_only: bool) -> Any:
    import io

    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(file.content), read_only=True, data_only=data_only, keep_links=False)


def _parts(sheet: Any) -> Iterator[bytes]:
    """The XML of a sheet, bit by bit, each with the end of the one before."""
    end = b""
    with sheet._get_source() as source:
        while part := source.read(1 << 20):
            yield end + part
            end = part[-2:]


def _lines(sheet: Any, file: SiteFile, options: IntakeOptions) -> Iterator[Line]:
    """The lines of a sheet, however large it says it is."""
    most = options.limits.columns
    sheet.reset_dimensions()
    filled = 0
    for place, cells in enumerate(sheet.iter_rows()):
        line = [_cell(cell) for cell in cells]
        while line and line[-1] is None:
            line.pop()
        filled += bool(line)
        if place >= SHEET_LINES or filled > options.limits.rows + TITLE_LINES:
            raise refused(TOO_MANY_ROWS, options.lang, file.name, limit=options.limits.rows)
        if len(line) > most:
            raise refused(TOO_MANY_COLUMNS, options.lang, file.name, limit=most)
        yield line


def _calculated(values: Iterator[Line], formulas: Iterator[Line] | None) -> Iterator[Line]:
    """Lines in which a formula without a stored result is marked, so that it is not taken for an empty cell."""
    if formulas is None:
        yield from values
        return
    nothing: Line = []
    for line, twin in zip_longest(values, formulas, fillvalue=nothing):
        yield [
            NOT_CALCULATED if own is None and isinstance(formula, str) and formula.startswith("=") else own
            for own, formula in zip_longest(line, twin)
        ]


def _cell(cell: Any) -> RawCell:
    """A cell as it is typed; dates as ISO text, percentages as the number that is seen."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return round(value * 100, PERCENT_DIGITS) if "%" in (cell.number_format or "") else value
    return tidy_text(str(value)) or None


def _text(cell: RawCell) -> str:
    return "" if cell is None else str(cell)


def _refuse_entities(archive: zipfile.ZipFile, file: SiteFile, options: IntakeOptions) -> None:
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            try:
                with archive.open(name) as part:
                    beginning = part.read(LOOKED_AT_BYTES)
            except UNPACKED_FAULTS:
                raise refused(UNREADABLE, options.lang, file.name, why=DAMAGED) from None
            if _DOCTYPE.search(beginning):
                raise refused(UNREADABLE, options.lang, file.name, why=WITH_ENTITIES)
