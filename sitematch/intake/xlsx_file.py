"""An Excel workbook as a raw table: the sheet that is about sites, its title lines passed over."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sitematch.core.evidence import Text
from sitematch.core.sites.words import shown
from sitematch.intake.child import TOO_HEAVY, Question, ask_child
from sitematch.intake.findings import Finding, refused
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.tables import OUR_MARKS, OUR_SHEETS, RawCell, RawTable, tidy_headings, tidy_text
from sitematch.intake.top_lines import TITLE_LINES, top_of
from sitematch.intake.wordings import (
    EMPTY,
    OTHER_SHEETS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UNREADABLE,
)
from sitematch.intake.zips import DAMAGED, UNPACKED_FAULTS, open_zip

CHILD: Final = Path(__file__).with_name("xlsx_child.py")
WITH_ENTITIES: Final = Text("den definierar egna XML-tecken", "it defines XML entities of its own")
LOOKED_AT_BYTES: Final = 1 << 16
"""So far into a part of a workbook a document type is looked for; it can only stand at its beginning."""
_DOCTYPE: Final = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)

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
    headings_at: int


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
        weight = sum(member.file_size for member in archive.infolist())
    limits = options.limits
    job = {"rows": limits.rows + TITLE_LINES, "columns": limits.columns}
    answer = ask_child(Question(CHILD, {".xlsx": file.content}, job, weight, {})).values
    if "fault" in answer:
        _refuse(str(answer["fault"]), file, options)
    sheets = [sheet for found in answer["sheets"] if (sheet := _sheet(found, options))]
    if any(len(sheet.lines) - 1 > limits.rows for sheet in sheets):
        _refuse("rows", file, options)
    return sheets


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
        headings_at=sheet.numbers[sheet.headings_at],
        places={headings[place]: place for place in kept},
    )


def _sheet(found: Mapping[str, Any], options: IntakeOptions) -> Sheet | None:
    """A sheet of which anything is left when its texts are tidied; None for one that explains a form of ours."""
    numbers, lines = [], []
    for number, cells in zip(found["numbers"], found["lines"], strict=True):
        line = [(tidy_text(cell) or None) if isinstance(cell, str) else cell for cell in cells]
        while line and line[-1] is None:
            line.pop()
        if line:
            numbers.append(int(number))
            lines.append(line)
    if not lines or _text(lines[0][0]).startswith(OUR_SHEETS):
        return None
    top = top_of([[_text(cell) for cell in line] for line in lines[: TITLE_LINES + 1]], options.columns)
    return Sheet(str(found["title"]), lines, numbers, top.headings, top.first, top.known, top.at)


def _refuse(fault: str, file: SiteFile, options: IntakeOptions) -> None:
    if fault == "rows":
        raise refused(TOO_MANY_ROWS, options.lang, file.name, limit=options.limits.rows)
    if fault == "columns":
        raise refused(TOO_MANY_COLUMNS, options.lang, file.name, limit=options.limits.columns)
    raise refused(UNREADABLE, options.lang, file.name, why=TOO_HEAVY if fault == "heavy" else DAMAGED)


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
