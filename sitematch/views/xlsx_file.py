"""A match as a workbook: tables to sort and filter, numbers as numbers, every text as text and never as a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult
from sitematch.core.region.model import Region
from sitematch.texts import Translate, translator
from sitematch.views.labels import requirement_name
from sitematch.views.plain_text import cell_text, line_text
from sitematch.views.words import marked
from sitematch.views.xlsx_columns import Column, Kind
from sitematch.views.xlsx_sheets import Cell, Sheet, sheets_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_CHARACTERS: Final = 32_767
"""So much does a cell hold."""
MOST_ROWS: Final = 1_048_576
"""So many rows does a sheet hold, its headings among them."""
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_UNDATED: Final = datetime(2000, 1, 1)
_FULL: Final = marked("The sheet is full; what follows is not here.")
_LOOK: Final[dict[str, Any]] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_HEADING: Final = {
    **_LOOK,
    "bold": True,
    "text_wrap": True,
    "bg_color": "#E3EBEC",
    "bottom": 1,
    "bottom_color": "#0B5560",
}
_NUMBER_FORMATS: Final = {
    Kind.SCORE: "0.0",
    Kind.PERCENT: "0.0%",
    Kind.COUNT: "#,##0",
}
_BY_SIZE: Final = ((1000.0, "#,##0"), (10.0, "#,##0.0"), (0.0, "0.00"))
_STATUS_COLOURS: Final = {"●": "#0B5560", "◐": "#8A4A00", "○": "#54606A"}
_FORMULA_STARTS: Final = frozenset("=+-@\t\r\n'")
_HEADER_CHARACTERS: Final = 100
_HEADING_PT: Final = 29.0
_LINE_PT: Final = 13.2
_HIGHEST_PT: Final = 409.0
_CHARACTERS_PER_WIDTH: Final = 1.2
_WIDTH_OF_A_PAGE: Final = 190.0
"""In characters, at the smallest print that is read with ease."""


def render_xlsx(result: MatchResult, region: Region, lang: Lang) -> bytes:
    """The workbook of a match; the same match gives the same bytes.

    Sheets: the list, every criterion of every site, near misses, open questions, sources, the requirement, and what
    the match was. A text that is longer than a cell holds is cut with a mark, and so is a sheet.
    """
    from xlsxwriter import Workbook

    out, translate = io.BytesIO(), translator(lang)
    book = Workbook(out, _OPTIONS)
    name = requirement_name(result.requirement, lang)
    book.set_properties({"title": cell_text(line_text(name), 255), "created": _date(result.created_at)})
    looks = _Looks(book)
    for sheet in sheets_of(result, region, lang):
        _write(book.add_worksheet(translate(sheet.name)), sheet, looks, translate)
        _printing(book.worksheets()[-1], sheet, name, translate)
    book.close()
    return out.getvalue()


class _Looks:
    """The formats of a workbook, each made once, when it is first needed."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **more: Any) -> Format:
        """The format that differs from the plain one in this."""
        key = tuple(sorted(more.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_LOOK, **more})
        return self._made[key]

    def of_text(self, text: str, kind: Kind) -> Format:
        """Long texts wrap, a status has its colour, and what looks like a formula stays text when it is edited."""
        more: dict[str, Any] = {"text_wrap": True} if kind is Kind.LONG else {}
        if text[:1] in _STATUS_COLOURS:
            more["font_color"] = _STATUS_COLOURS[text[0]]
        if text[:1] in _FORMULA_STARTS:
            more["quote_prefix"] = True
        more |= {"align": "right"} if kind is Kind.NUMBER else {"indent": 1}
        return self.of(**more)

    def of_number(self, value: float, kind: Kind) -> Format:
        """As many decimals as people read; the cell has them all."""
        if kind in _NUMBER_FORMATS:
            return self.of(num_format=_NUMBER_FORMATS[kind])
        return self.of(num_format=next(form for size, form in _BY_SIZE if abs(value) >= size))


def _write(page: Worksheet, sheet: Sheet, looks: _Looks, translate: Translate) -> None:
    heading = looks.of(**_HEADING)
    page.set_row(0, _HEADING_PT)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, translate(column.heading), heading)
    last, wraps = 0, any(column.kind is Kind.LONG for column in sheet.columns)
    for last, row in enumerate(sheet.rows, start=1):
        if last == MOST_ROWS - 1:
            page.write_string(last, 0, translate(_FULL), looks.of())
            break
        _write_row(page, last, row, sheet.columns, looks)
        height = _height(row, sheet.columns) if wraps else None
        if height is not None:
            page.set_row(last, height)
    if not last and sheet.empty:
        page.write_string(1, min(1, sheet.still), translate(sheet.empty), looks.of())
    page.freeze_panes(1, sheet.still)
    page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)


def _write_row(page: Worksheet, at: int, row: Sequence[Cell], columns: Sequence[Column], looks: _Looks) -> None:
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        kind = columns[place].kind
        if isinstance(value, str):
            text = cell_text(value, MOST_CHARACTERS)
            page.write_string(at, place, text, looks.of_text(text, kind))
        else:
            page.write_number(at, place, value, looks.of_number(value, kind))


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float | None:
    """How high a row has to be for its long texts; None where all stand on one line."""
    texts = ((cell, column.width) for cell, column in zip(row, columns, strict=True) if column.kind is Kind.LONG)
    lines = max((_lines(cell, width) for cell, width in texts if isinstance(cell, str)), default=1)
    return None if lines == 1 else min(lines * _LINE_PT + 2, _HIGHEST_PT)


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes: its words, at some more characters than a column is wide."""
    return sum(max(1, -(-len(line) // int(width * _CHARACTERS_PER_WIDTH))) for line in text.split("\n"))


def _printing(page: Worksheet, sheet: Sheet, name: str, translate: Translate) -> None:
    """On paper: across, as few pages wide as it can be read, the headings on each, with name and page number."""
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(max(1, round(sum(column.width for column in sheet.columns) / _WIDTH_OF_A_PAGE)), 0)
    page.repeat_rows(0)
    page.repeat_columns(0, max(sheet.still - 1, 0))
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    page.hide_gridlines(1)
    shown = line_text(name)[:_HEADER_CHARACTERS].replace("&", "&&")
    page.set_header(f"&L{shown} &R{translate(sheet.name)}")
    page.set_footer("&R&P / &N")


def _date(created_at: str) -> datetime:
    """The day of a match; the time of day would make every file different."""
    try:
        return datetime.strptime(created_at[:10], "%Y-%m-%d")
    except ValueError:
        return _UNDATED
