"""The report on an import of people, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.texts import Translate, translator
from sitematch.views.table import render_rows
from sitematch.views.words import marked

STEPS: Final = {
    "reading": Text("läser", "reading"),
    "placing": Text("placerar", "placing"),
    "writing": Text("skriver", "writing"),
}
"""The steps of an import as they are shown while it goes on."""
MOST_NAMED: Final = 8
"""So many columns are named, the others counted."""
BY: Final = {
    "geometry": marked("by their geometry"),
    "wkt": marked("by their WKT"),
    "lon_lat": marked("by longitude and latitude"),
    "x_y": marked("by x and y"),
    "ruta": marked("by the ids of their cells"),
}
TOLD: Final = {
    "given": marked("as given"),
    "declared": marked("as the file says"),
    "ids": marked("as such ids are"),
    "degrees": marked("as degrees are"),
    "numbers": marked("told from the numbers"),
}
COLUMN_TOLD: Final = {
    "given": marked("as given"),
    "named": marked("by its heading"),
    "near": marked("by a heading that is nearly so"),
}


def render_people_report(document: Mapping[str, Any], lang: Lang, colour: bool = False) -> str:
    """The report as lines of what and how much.

    Args:
        document: what ``PeopleImport.to_document`` gives.
        lang: the language.
        colour: for a person at a terminal.
    """
    translate = translator(lang)
    rows = [
        *_files(document, translate, lang),
        *_people(document, translate, lang),
        *_not_counted(document, translate, lang),
        *_municipalities(document, translate, lang),
    ]
    return render_rows((translate("what"), translate("value")), rows, colour=colour)


def _files(document: Mapping[str, Any], translate: Translate, lang: Lang) -> Iterator[tuple[str, str]]:
    yield translate("file"), document["file"]
    yield translate("region"), f"{document['region']} ({document['folder']})"
    source = document["source"]
    method = source["method"]
    yield translate("source"), ", ".join(filter(None, (source["name"], source["date"], translate(method))))
    placed_by = BY[document["places_by"]]
    places = translate(placed_by)
    if document["cells_m"]:
        sizes = ", ".join(f"{size} m" for size in document["cells_m"])
        places = f"{places} ({sizes}; {translate('the middle of each')})"
    yield translate("places"), places
    crs_told = TOLD[document["crs_told"]]
    yield translate("coordinate system"), f"{document['crs']}, {translate(crs_told)}"
    for column in document["columns"]:
        how = COLUMN_TOLD[column["told"]]
        yield translate("column {name}").format(name=column["theirs"]), f"{column['ours']}, {translate(how)}"
    for text, names in (
        (marked("columns passed over"), document["passed_over"]),
        (marked("layers passed over"), document["layers_passed_over"]),
    ):
        if names:
            yield translate(text), _named(names, translate)


def _people(document: Mapping[str, Any], translate: Translate, lang: Lang) -> Iterator[tuple[str, str]]:
    rows = {name: _count(document[name], lang) for name in ("rows", "written", "empty")}
    yield (
        translate("rows"),
        translate("{rows}, of them {written} written, {empty} without anybody").format(**rows),
    )
    yield translate("people"), _count(document["population"], lang)
    if document["municipalities"]:
        yield translate("in the region's municipalities"), _count(document["in_region"], lang)
        yield translate("outside them, kept"), _count(document["outside"], lang)
    for name, text in (("workforce", marked("workforce")), ("jobs", marked("jobs"))):
        if document[name] is not None:
            yield translate(text), _count(document[name], lang)
    if document["localities"]:
        yield translate("localities of the file"), _count(document["localities"], lang)
    if document["localities_kept"]:
        text = translate("{count}, as places to drive to; their people are counted in the file's rows")
        yield translate("localities kept"), text.format(count=_count(document["localities_kept"], lang))
    if document["localities_replaced"]:
        yield translate("localities replaced"), _count(document["localities_replaced"], lang)


def _not_counted(document: Mapping[str, Any], translate: Translate, lang: Lang) -> Iterator[tuple[str, str]]:
    for cells in document["not_counted"]:
        column = cells["column"]
        if cells["missing"]:
            yield f"{column}: {translate('empty cells')}", _count(cells["missing"], lang)
        if cells["protected"]:
            text = _count(cells["protected"], lang)
            if cells["protected_at_most"]:
                most = _count(cells["protected_at_most"], lang)
                text = translate("{count}, counted 0; those that say so hold at most {most}").format(
                    count=text, most=most
                )
            else:
                text = translate("{count}, counted 0").format(count=text)
            yield f"{column}: {translate('protected cells')}", text
        if cells["negative"]:
            values = {"count": _count(cells["negative"], lang), "total": _count(cells["negative_sum"], lang)}
            text = translate("{count}, counted 0; their sum is {total}").format(**values)
            yield f"{column}: {translate('negative cells')}", text
        for key, text in (
            ("thousands", marked("read as grouping thousands")),
            ("decimals", marked("read as decimal")),
        ):
            if cells[key]:
                yield f"{column}: “{cells[key]}”", translate(text)


def _municipalities(document: Mapping[str, Any], translate: Translate, lang: Lang) -> Iterator[tuple[str, str]]:
    for row in document["municipalities"]:
        label = translate("people: {name}").format(name=f"{row['code']} {row['name']}")
        yield label, _count(row["population"], lang)


def _named(names: list[str], translate: Translate) -> str:
    more = len(names) - MOST_NAMED
    rest = [translate("and {count} more").format(count=more)] if more > 0 else []
    return ", ".join([*names[:MOST_NAMED], *rest])


def _count(number: float, lang: Lang) -> str:
    """A number of persons or rows, its thousands grouped as the language does; tenths where it is not whole."""
    text = f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"
    return text.replace(",", "\u00a0").replace(".", ",") if lang == "sv" else text
