"""Faults marked in a workbook: a column more, and the cells concerned coloured, each with a comment."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, Final
from xml.sax.saxutils import escape

from sitematch.intake.findings import Issue, Severity
from sitematch.intake.options import SiteFile
from sitematch.intake.our_marks import Marks, free_heading, is_ours
from sitematch.intake.tables import RawTable

COLOURS: Final[Mapping[Severity, str]] = {
    Severity.REPAIRED: "FFDDEBF7",
    Severity.WARNING: "FFFFEB9C",
    Severity.ERROR: "FFFFC7CE",
}
"""The colours of cells, mildest first; a cell has that of its worst finding."""
AUTHOR: Final = "sitematch"
LONGEST: Final = 32_000
"""A cell holds 32,767 signs."""
WIDE: Final = 60
MACROS: Final = "xl/vbaProject.bin"
_FORMULA: Final = re.compile(r"<c ([^>]*)>(<f[^>]*(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>")
_PLACE: Final = re.compile(r'\br="([A-Z]+\d+)"')
_TYPE: Final = re.compile(r'\s*\bt="\w+"')


def mark_xlsx(file: SiteFile, table: RawTable, marks: Marks) -> bytes:
    """The workbook with all its sheets; in the one that was read a column more, and its faulty cells coloured.

    Formulas stay, and so do the results that were stored with them.
    """
    book = _open(file, data_only=False)
    sheet = book[table.part]
    column = _column_of_marks(sheet, table)
    _write_column(sheet, column, table, marks)
    by_cell: dict[tuple[int, int], list[Issue]] = defaultdict(list)
    for issue in marks.issues:
        by_cell[_seen(sheet, *_place(issue, table, column))].append(issue)
    for (line, place), issues in by_cell.items():
        _mark_cell(sheet.cell(line, place), issues)
    buffer = io.BytesIO()
    book.save(buffer)
    return _with_results(buffer.getvalue(), book, _open(file, data_only=True))


def _open(file: SiteFile, data_only: bool) -> Any:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        macros = MACROS in archive.namelist()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the library passes over
        return load_workbook(io.BytesIO(file.content), data_only=data_only, rich_text=not data_only, keep_vba=macros)


def _column_of_marks(sheet: Any, table: RawTable) -> int:
    """The column that was added before, emptied; else the first one that is free in every line."""
    lines = table.lines or ()
    for cell in sheet[table.headings_at]:
        if isinstance(cell.value, str) and is_ours(cell.value, (sheet.cell(n, cell.column).value for n in lines)):
            for number in (table.headings_at, *lines):
                old = sheet.cell(number, cell.column)
                old.value, old.comment = None, None
            return int(cell.column)
    filled = [cell.column for row in sheet.iter_rows() for cell in row if cell.value is not None]
    merged = [area.max_col for area in sheet.merged_cells.ranges]
    return int(max([0, *filled, *merged])) + 1


def _write_column(sheet: Any, column: int, table: RawTable, marks: Marks) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    heading = sheet.cell(table.headings_at, column, free_heading(marks.heading, table.headings))
    heading.font = Font(bold=True)
    for row, text in marks.rows.items():
        cell = sheet.cell((table.lines or ())[row - 1], column)
        cell.value, cell.data_type = text[:LONGEST], "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[get_column_letter(column)].width = WIDE


def _place(issue: Issue, table: RawTable, column: int) -> tuple[int, int]:
    """The cell that a finding is about: under its heading, else in the column of the marks; line and column from 1."""
    place = (table.places or {}).get(issue.column or "")
    line = table.headings_at if issue.row is None else (table.lines or ())[issue.row - 1]
    return line or 1, column if place is None else place + 1


def _seen(sheet: Any, line: int, place: int) -> tuple[int, int]:
    """The cell that is seen at a place: of merged ones the first."""
    for area in sheet.merged_cells.ranges:
        if area.min_row <= line <= area.max_row and area.min_col <= place <= area.max_col:
            return int(area.min_row), int(area.min_col)
    return line, place


def _mark_cell(cell: Any, issues: list[Issue]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    worst = max((issue.severity for issue in issues), key=list(COLOURS).index)
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    own = [f"{AUTHOR}:", *(f"{issue.message}; {issue.fix}" for issue in issues)]
    theirs = cell.comment.text.partition(f"{AUTHOR}:\n")[0].rstrip() if cell.comment else ""
    cell.comment = Comment("\n".join(filter(None, (theirs, *own)))[:LONGEST], AUTHOR, height=120, width=360)


def _with_results(content: bytes, book: Any, values: Any) -> bytes:
    """The workbook with the results of its formulas as they were stored, which the library leaves out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as kept:
        sheets = {f"xl/worksheets/sheet{place}.xml": s for place, s in enumerate(book.worksheets, start=1)}
        for member in archive.infolist():
            part = archive.read(member)
            sheet = sheets.get(member.filename)
            if sheet is not None and any(_formulas(sheet)):
                part = _filled(part.decode(), values[sheet.title]).encode()
            kept.writestr(member, part)
    return buffer.getvalue()


def _formulas(sheet: Any) -> Iterator[bool]:
    return (cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def _filled(xml: str, values: Any) -> str:
    def with_result(found: re.Match[str]) -> str:
        place = _PLACE.search(found[1])
        result = _result(values[place[1]].value) if place else None
        if result is None:
            return found[0]
        kind, text = result
        return f"<c {_TYPE.sub('', found[1])}{kind}>{found[2]}<v>{escape(text)}</v></c>"

    return _FORMULA.sub(with_result, xml)


def _result(value: Any) -> tuple[str, str] | None:
    """The type of a result and how it is written; None where none was stored."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, int | float):
        return "", repr(value)
    if isinstance(value, date | time):
        from openpyxl.utils.datetime import to_excel

        return "", repr(to_excel(value))  # type: ignore[no-untyped-call]
    text = str(value)
    return (' t="e"' if text.startswith("#") and text.rstrip("!?").isupper() else ' t="str"'), text
