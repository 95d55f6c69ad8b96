"""The form for a requirement as a workbook that a prospect fills in: a row a demand or wish, lists to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.metrics import CATALOGUE, Metric
from sitematch.core.metrics import Kind as MetricKind
from sitematch.core.requirement.model import Requirement
from sitematch.errors import OutputFailed
from sitematch.intake.requirement_form import COLUMNS, HEADER, Column, header_cells, rows_of
from sitematch.intake.requirement_form.columns import NUMBERS, SHEET
from sitematch.intake.requirement_form.terms import CLASSES, WEIGHTINGS, metric_title
from sitematch.views.form_book import AS_TEXT, HEADING, MOST_CHARACTERS, Cells, FormBook, Line, Rule

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FREE_ROWS: Final = 60
"""So many rows below the filled ones have lists to choose from; further ones may be filled in without."""
EXPLAINED: Final = Text("Förklaring", "Explanation")
MEASURES: Final = Text("Att välja på", "To choose from")
_TITLE: Final = Text("Krav på en etableringsplats", "Requirement on a site")
_INTRO: Final = Text(
    "Fyll i de vita cellerna och skicka tillbaka arket. En rad per krav eller önskemål: ändra, ta bort och lägg till. "
    "Krav står under Minst, Högst eller Ska vara; önskemål under 0 och 100 poäng, med en vikt.",
    "Fill in the white cells and send the sheet back. A row a demand or wish: change, delete and add. Demands stand "
    "under At least, At most or Must be; wishes under 0 and 100 points, with a weight.",
)
_COLUMNS_TITLE: Final = Text("så fyller du i kraven", "how to fill in the requirement")
_MEASURES_TITLE: Final = Text("vad som kan krävas", "what can be demanded")
_COLUMN_HEADINGS: Final = ((Text("Ruta", "Cell"), 30.0), (Text("Vad som skrivs där", "What is written there"), 110.0))
_MEASURE_HEADINGS: Final = (
    (Text("Vad", "What"), 36.0),
    (Text("Vad det är", "What it is"), 70.0),
    (Text("Behöver också", "Needs besides"), 36.0),
    (Text("Ord att välja på", "Words to choose from"), 60.0),
)
_NOTES: Final = (
    Text(
        "Tal skrivs med komma eller punkt. Flera ord skrivs med | emellan. Ett ord som självt har ett sådant tecken i "
        "sig, eller en kod som 0560, skrivs i citattecken.",
        "Numbers have a decimal comma or point. Several words have | between them. A word that has such a sign in it, "
        "or a code such as 0560, is put in quotes.",
    ),
    Text(
        "En rad med poäng har en vikt (eller alla rader en rang). En rad kan ha krav och poäng på en gång. Arket "
        "prövas med: sitematch match ARK.xlsx",
        "A row with points has a weight (or every row a rank). A row may have a demand and points at once. The sheet "
        "is tried with: sitematch match SHEET.xlsx",
    ),
)
_WIDTHS: Final[Mapping[str, float]] = {
    "metric": 36,
    "to": 26,
    "one_of": 26,
    "points": 34,
    "comment": 30,
    "where": 34,
    "id": 18,
    "name": 18,
    "any": 16,
}
_FILLED: Final[dict[str, Any]] = {"bg_color": "#FFFFFF", "border": 1, "border_color": "#C8D2D4", "text_wrap": True}
_SPECIAL: Final[dict[str, Any]] = {**HEADING, "bg_color": "#EFEFEF", "font_color": "#54606A", "bold": False}
_POSITIVE: Final = frozenset({"within_min", "weight", "length_m", "width_m"})
_FROM_ONE: Final = frozenset({"rank", "at_least"})


@dataclass(frozen=True, slots=True)
class Choices:
    """What a region adds to the lists: its classes of facilities and its groups of the workforce."""

    classes: Sequence[str]
    groups: Sequence[str]


def render_requirement_form(requirement: Requirement, choices: Choices, lang: Lang, today: str) -> bytes:
    """The form, filled in with a requirement; read again it is an equal one.

    Args:
        requirement: what stands in it to begin with.
        choices: the region's words.
        today: the ISO date that the workbook is of.

    Raises:
        OutputFailed: a cell would hold more than a workbook can.
    """
    book = FormBook(lang, _TITLE.in_(lang), today)
    page = book.sheet(SHEET)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for place, column in enumerate(COLUMNS):
        page.set_column(place, place, _WIDTHS.get(column.key, 11.5))
    page.write_string(0, 0, _TITLE.in_(lang), book.look(bold=True, font_size=16))
    page.merge_range(1, 0, 1, 8, _INTRO.in_(lang), book.look(text_wrap=True))
    page.set_row(1, 48)
    at = _write_header(book, page, requirement, lang)
    _write_rows(book, page, requirement, choices, at + 1)
    book.explain(EXPLAINED, _COLUMNS_TITLE, _COLUMN_HEADINGS, _explained(lang))
    book.explain(MEASURES, _MEASURES_TITLE, _MEASURE_HEADINGS, list(_measures(choices, lang)))
    return book.close()


def _write_header(book: FormBook, page: Worksheet, requirement: Requirement, lang: Lang) -> int:
    """The lines above the criteria; gives the row below them."""
    cells = header_cells(requirement, lang)
    for at, line in enumerate(HEADER, start=2):
        page.write_string(at, 0, line.label.in_(lang), book.look(bold=True))
        look = book.look(**_FILLED, **({} if line.is_number else {"num_format": AS_TEXT}))
        _write(page, (at, 1), cells.get(line.key), look)
        words = [text.in_(lang) for text in WEIGHTINGS.values()] if line.key == "weights" else []
        rule = Rule(line.label.in_(lang), line.help.in_(lang), words, strict=True)
        book.rule(page, Cells(at, at, 1), rule)
    return 2 + len(HEADER)


def _write_rows(book: FormBook, page: Worksheet, requirement: Requirement, choices: Choices, top: int) -> None:
    lang, rows = book.lang, list(rows_of(requirement, book.lang))
    page.set_row(top, 34)
    for place, column in enumerate(COLUMNS):
        page.write_string(top, place, column.heading.in_(lang), book.look(**(_SPECIAL if column.special else HEADING)))
        look = book.look(**_FILLED, **({} if column.key in NUMBERS else {"num_format": AS_TEXT}))
        last = top + len(rows) + FREE_ROWS
        for at in range(top + 1, last + 1):
            given = rows[at - top - 1].get(column.key) if at - top <= len(rows) else None
            _write(page, (at, place), given, look)
        book.rule(page, Cells(top + 1, last, place), _rule(column, choices, lang))
    page.freeze_panes(top + 1, 1)


def _write(page: Worksheet, at: tuple[int, int], cell: str | float | None, look: Any) -> None:
    if cell is None:
        page.write_blank(*at, None, look)
    elif not isinstance(cell, str):
        page.write_number(*at, cell, look)
    elif len(cell.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        raise OutputFailed("a list of the requirement is longer than a cell of a workbook can hold; keep it as YAML")
    else:
        page.write_string(*at, cell, look)


def _rule(column: Column, choices: Choices, lang: Lang) -> Rule:
    words, limits = _words(column.key, choices, lang), {}
    if column.key in _POSITIVE:
        limits = {"validate": "decimal", "criteria": ">", "value": 0}
    elif column.key in _FROM_ONE:
        limits = {"validate": "integer", "criteria": ">=", "value": 1}
    strict = column.key == "metric" or bool(limits)
    return Rule(column.heading.in_(lang), column.help.in_(lang), words, limits, strict=strict, asks=strict)


def _words(key: str, choices: Choices, lang: Lang) -> list[str]:
    if key == "metric":
        return [metric_title(name).in_(lang) for name in CATALOGUE]
    if key == "to":
        return _classes(choices, lang)
    if key == "group":
        return list(choices.groups)
    if key == "one_of":
        labels = [label.in_(lang) for metric in CATALOGUE.values() for label in metric.category_labels]
        return list(dict.fromkeys([*(("ja", "nej") if lang == "sv" else ("yes", "no")), *labels]))
    return []


def _classes(choices: Choices, lang: Lang) -> list[str]:
    return [CLASSES[name].in_(lang) if name in CLASSES else name for name in choices.classes]


def _explained(lang: Lang) -> list[Line]:
    lines: list[Line] = [*(note.in_(lang) for note in _NOTES), None]
    lines += [(line.label.in_(lang), line.help.in_(lang)) for line in HEADER]
    return [*lines, *((column.heading.in_(lang), column.help.in_(lang)) for column in COLUMNS)]


def _measures(choices: Choices, lang: Lang) -> Iterator[Line]:
    yield None
    headings = {column.key: column.heading.in_(lang) for column in COLUMNS}
    for metric in CATALOGUE.values():
        needed = [headings[p.name] if p.required else f"({headings[p.name]})" for p in metric.parameters]
        yield metric_title(metric.name).in_(lang), metric.help.in_(lang), ", ".join(needed), _told(metric, lang)
    yield headings["to"], "", "", ", ".join(_classes(choices, lang))


def _told(metric: Metric, lang: Lang) -> str:
    if metric.kind is MetricKind.BOOLEAN:
        return "ja, nej" if lang == "sv" else "yes, no"
    return ", ".join(label.in_(lang) for label in metric.category_labels)
