"""The form for sites as a workbook: a sheet to fill in, with drop-down lists, and one that explains every column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.views.form_book import AS_DATE, AS_TEXT, EXAMPLE, HEADING, Cells, FormBook, Line, Rule
from sitematch.views.template_columns import Cell, ExampleSite, FormColumn, Kind, example_row

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS: Final = 2_000
"""So many rows have lists to choose from; further ones may be filled in without."""
SITES: Final = Text("Områden", "Sites")
EXPLAINED: Final = Text("Förklaring", "Explanation")
_TITLE: Final = Text("så fyller du i områden", "how to fill in sites")
_HEADINGS: Final = (
    (Text("Kolumn", "Column"), 34.0),
    (Text("Vad den säger", "What it says"), 62.0),
    (Text("Vad som kan stå", "What may stand there"), 62.0),
    (Text("Exempel", "Example"), 30.0),
)
_NOTES: Final = (
    Text(
        "En rad per område på bladet Områden. Inget utom platsen är tvunget: lämna tomt det ni inte vet, eller skriv "
        "okänt. Platsen är WKT, eller longitud och latitud med areal.",
        "A row a site on the sheet Sites. Nothing but the place is compulsory: leave empty what you do not know, or "
        "write unknown. The place is WKT, or longitude and latitude with the area.",
    ),
    Text(
        "Den grå exempelraden läses inte så länge både id och namn står kvar: skriv över den eller ta bort den.",
        "The grey example row is not read as long as both its id and its name stand: write over it or delete it.",
    ),
    Text(
        "Flera val i en cell: skriv dem med | emellan (industri|logistik). Intervall: 12–15, eller [12, 15] om Excel "
        "gör om det till ett datum.",
        "Several choices in a cell: write them with | between them (industry|logistics). Intervals: 12–15, or [12, 15] "
        "where Excel makes a date of it.",
    ),
    Text(
        "Egna kolumner får läggas till: de behålls som de är. Kontrollera filen med: sitematch check FIL",
        "Columns of your own may be added: they are kept as they are. Check the file with: sitematch check FILE",
    ),
)


def render_template_xlsx(columns: Sequence[FormColumn], site: ExampleSite, lang: Lang) -> bytes:
    """The form as a workbook; the same columns and example give the same bytes."""
    book = FormBook(lang, f"sitematch: {SITES.in_(lang)}", site.date)
    page = book.sheet(SITES)
    page.set_row(0, 32)
    examples = example_row(columns, site, lang)
    for place, (column, example) in enumerate(zip(columns, examples, strict=True)):
        number_format = {Kind.NUMBER: "General", Kind.DATE: AS_DATE}.get(column.kind, AS_TEXT)
        page.set_column(place, place, _width(column, lang), book.look(num_format=number_format))
        page.write_string(0, place, column.heading.in_(lang), book.look(**HEADING))
        _write(page, place, column, example, book.look(num_format=number_format, **EXAMPLE))
        book.rule(page, Cells(1, ROWS, place), _rule(column, lang))
    page.freeze_panes(1, 2)
    rows: list[Line] = [*(note.in_(lang) for note in _NOTES), None]
    rows += [_explained(column, example, lang) for column, example in zip(columns, examples, strict=True)]
    book.explain(EXPLAINED, _TITLE, _HEADINGS, rows)
    return book.close()


def allowed_text(column: FormColumn, lang: Lang) -> str:
    """What may stand in a column, in words."""
    words = ", ".join(choice.in_(lang) for choice in column.choices)
    sv = lang == "sv"
    if column.kind is Kind.CHOICE:
        return (f"ett av: {words}" if sv else f"one of: {words}") if words else ("text" if sv else "a text")
    if column.kind is Kind.SET:
        return f"ett eller flera, med | emellan: {words}" if sv else f"one or several, with | between them: {words}"
    if column.kind is Kind.DATE:
        return "datum, som 2026-05-01, 2026-05 eller 2026" if sv else "a date, as 2026-05-01, 2026-05 or 2026"
    if column.kind is Kind.NUMBER:
        return _range_text(column, lang)
    return "text" if sv else "a text"


def _range_text(column: FormColumn, lang: Lang) -> str:
    sv = lang == "sv"
    if column.low is None:
        return "tal" if sv else "a number"
    low = f"{column.low:g}"
    ends = ("över " if sv else "above ") if column.above else ("minst " if sv else "at least ")
    text = f"tal, {ends}{low}" if sv else f"a number, {ends}{low}"
    if column.high is not None:
        text += f", högst {column.high:g}" if sv else f", at most {column.high:g}"
    return text + (", eller intervall som 12–15" if sv else ", or an interval such as 12–15")


def _rule(column: FormColumn, lang: Lang) -> Rule:
    hint = f"{allowed_text(column, lang)}\n{column.help.in_(lang)}"
    choices = [choice.in_(lang) for choice in column.choices]
    limits: dict[str, Any] = {}
    if column.kind is Kind.DATE:
        limits = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    elif column.low is not None and column.high is not None:
        limits = {"validate": "decimal", "criteria": "between", "minimum": column.low, "maximum": column.high}
    elif column.low is not None:
        limits = {"validate": "decimal", "criteria": ">" if column.above else ">=", "value": column.low}
    return Rule(column.heading.in_(lang), hint, choices, limits, asks=column.kind is not Kind.SET)


def _write(page: Worksheet, place: int, column: FormColumn, example: Cell, look: Any) -> None:
    if example is None:
        return
    if column.kind is Kind.DATE:
        page.write_datetime(1, place, datetime.strptime(str(example), "%Y-%m-%d"), look)
    elif isinstance(example, str):
        page.write_string(1, place, example, look)
    else:
        page.write_number(1, place, example, look)


def _explained(column: FormColumn, example: Cell, lang: Lang) -> tuple[str, ...]:
    shown = "" if example is None else f"{example:g}" if isinstance(example, float | int) else example
    shown = shown.replace(".", ",") if lang == "sv" and not isinstance(example, str) else shown
    return column.heading.in_(lang), column.help.in_(lang), allowed_text(column, lang), shown


def _width(column: FormColumn, lang: Lang) -> float:
    return {"id": 12.0, "name": 44.0, "wkt": 16.0}.get(column.name, max(13.0, 2 + len(column.heading.in_(lang)) * 0.7))
