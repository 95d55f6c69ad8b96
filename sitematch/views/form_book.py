"""What the workbooks that people fill in have in common: looks, drop-down lists, pages of explanation."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.intake.tables import OUR_SHEETS
from sitematch.views.plain_text import cell_text, line_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_LIST: Final = 255
"""So many characters of choices stand in a cell's own rule, commas counted; longer lists stand on a sheet."""
LONGEST_HINT: Final = 255
LONGEST_HINT_TITLE: Final = 32
MOST_CHARACTERS: Final = 32_767
"""So much does a cell hold."""
LISTS: Final = Text("Listor", "Lists")
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_LOOK: Final[dict[str, Any]] = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
HEADING: Final[dict[str, Any]] = {
    "bold": True,
    "text_wrap": True,
    "bg_color": "#E3EBEC",
    "bottom": 1,
    "bottom_color": "#0B5560",
}
EXAMPLE: Final[dict[str, Any]] = {"italic": True, "font_color": "#54606A"}
AS_TEXT: Final = "@"
"""The number format in which Excel leaves `1-2` and `0560` as they are typed."""
AS_DATE: Final = "yyyy-mm-dd"


Line = str | Sequence[str] | None
"""A line of an explanation: a text that stands alone, the cells of a row, or (None) the headings of a table."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A block of cells of one column, rows and column from 0."""

    first_row: int
    last_row: int
    column: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be typed into a cell.

    ``hint`` stands beside the cell when it is chosen. ``strict``: nothing else can be typed; else what is typed
    besides is asked about, or, where ``asks`` is false, taken.
    """

    title: str
    hint: str
    choices: Sequence[str] = ()
    limits: dict[str, Any] = field(default_factory=dict)
    strict: bool = False
    asks: bool = True


class FormBook:
    """A workbook under construction."""

    def __init__(self, lang: Lang, title: str, made: str) -> None:
        from xlsxwriter import Workbook

        self.lang = lang
        self._out = io.BytesIO()
        self._book: Workbook = Workbook(self._out, _OPTIONS)
        self._book.set_properties({"title": title, "created": datetime.strptime(made, "%Y-%m-%d")})
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._lists: dict[tuple[str, ...], int] = {}

    def sheet(self, name: Text) -> Worksheet:
        """A further sheet."""
        return self._book.add_worksheet(name.in_(self.lang))

    def look(self, **more: Any) -> Format:
        """The format that differs from the plain one in this; each is made once."""
        key = tuple(sorted(more.items()))
        if key not in self._looks:
            self._looks[key] = self._book.add_format({**_LOOK, **more})
        return self._looks[key]

    def rule(self, page: Worksheet, cells: Cells, rule: Rule) -> None:
        """Put a rule and its hint on cells."""
        options: dict[str, Any] = {
            "input_title": line_text(rule.title)[:LONGEST_HINT_TITLE],
            "input_message": cell_text(rule.hint, LONGEST_HINT),
            "error_type": "stop" if rule.strict else "warning",
            "show_error": rule.asks,
            "validate": "any",
        }
        if rule.choices:
            options |= {"validate": "list", "source": self._source(rule.choices)}
        options |= rule.limits
        place = (cells.first_row, cells.column, cells.last_row, cells.column)
        page.data_validation(*place, options)

    def explain(self, name: Text, title: Text, columns: Sequence[tuple[Text, float]], rows: Sequence[Line]) -> None:
        """A sheet of text and tables, which is passed over when the workbook is read."""
        page, still = self.sheet(name), self.look(text_wrap=True)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, f"{OUR_SHEETS} {title.in_(self.lang)}", self.look(bold=True, font_size=14))
        for place, (_, width) in enumerate(columns):
            page.set_column(place, place, width)
        at = 1
        for row in rows:
            if isinstance(row, str):
                page.merge_range(at, 0, at, len(columns) - 1, row, still)
                page.set_row(at, 15.0 * _lines(row, sum(width for _, width in columns)))
            else:
                self._explain_row(page, at, row, columns)
            at += 1

    def _explain_row(
        self, page: Worksheet, at: int, row: Sequence[str] | None, columns: Sequence[tuple[Text, float]]
    ) -> None:
        """A row of a table; its headings where there is None."""
        texts = [heading.in_(self.lang) for heading, _ in columns] if row is None else row
        look = self.look(**HEADING) if row is None else self.look(text_wrap=True)
        for place, text in enumerate(texts):
            page.write_string(at, place, cell_text(text, MOST_CHARACTERS), look)
        page.set_row(at, 15.0 * max(_lines(text, width) for text, (_, width) in zip(texts, columns, strict=True)))

    def close(self) -> bytes:
        """The bytes of the workbook, with the lists that its rules refer to on a hidden sheet."""
        if self._lists:
            page = self.sheet(LISTS)
            page.write_string(0, 0, f"{OUR_SHEETS} {LISTS.in_(self.lang)}")
            for words, column in self._lists.items():
                for row, word in enumerate(words, start=1):
                    page.write_string(row, column, word)
            page.hide()
        self._book.close()
        return self._out.getvalue()

    def _source(self, choices: Sequence[str]) -> list[str] | str:
        if len(",".join(choices)) <= LONGEST_LIST and not any("," in word for word in choices):
            return list(choices)
        column = self._lists.setdefault(tuple(choices), len(self._lists))
        from xlsxwriter.utility import xl_col_to_name

        letters = xl_col_to_name(column)
        return f"='{LISTS.in_(self.lang)}'!${letters}$2:${letters}${len(choices) + 1}"


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in so many characters."""
    return sum(max(1, -(-len(line) // int(width))) for line in text.split("\n"))
