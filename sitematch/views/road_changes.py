"""What changes of the roads mean for sites, as text for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.texts import translator
from sitematch.views.labels import criterion_label
from sitematch.views.table import NO_VALUE, render_rows
from sitematch.views.words import apart, marked

MOST_FIGURES: Final = 3
"""So many figures of a site are shown, its largest changes; all are in the JSON."""
_HEADINGS: Final = (marked("Site"), marked("What"), marked("Before"), marked("After"), marked("For the site"))
_WHAT: Final[Mapping[str, str]] = {
    "new": marked("new link"),
    "closed": marked("closed"),
    "changed": marked("changed"),
}


def render_road_changes(document: Mapping[str, Any], lang: Lang, *, colour: bool = False) -> str:
    """The changes, how many sites gain and lose, and the figures that change most, site by site."""
    translate, counts = translator(lang), document["counts"]
    made = [f"{row['from']} – {row['to']}: {translate(_WHAT[row['what']])}" for row in document["changes"]]
    told = translate("{considered} sites: {gain} gain, {lose} lose something by it.").format(**counts)
    head = "\n".join([*made, "", told]) + "\n"
    if not document["sites"]:
        return head
    rows = [cells for site in document["sites"] for cells in _rows(site, lang)]
    headings = [translate(heading) for heading in _HEADINGS]
    return f"{head}\n{render_rows(headings, rows, colour=colour, right=frozenset({2, 3}))}"


def _rows(site: Mapping[str, Any], lang: Lang) -> list[list[str]]:
    translate, figures = translator(lang), site["figures"]
    rows = [_row(figure, lang) for figure in figures[:MOST_FIGURES]]
    if len(figures) > MOST_FIGURES:
        more = translate("and {count} more of its figures").format(count=len(figures) - MOST_FIGURES)
        rows.append([more, "", "", ""])
    names = [site["name"] or site["site_id"]] + [""] * (len(rows) - 1)
    return [[name, *cells] for name, cells in zip(names, rows, strict=True)]


def _row(figure: Mapping[str, Any], lang: Lang) -> list[str]:
    before, after = figure["from"], figure["to"]
    word = marked("better") if figure["gain"] else marked("worse")
    return [_label(figure, lang), _number(before, after, lang), _number(after, before, lang), translator(lang)(word)]


def _label(figure: Mapping[str, Any], lang: Lang) -> str:
    asked = {key: figure[key] for key in ("metric", "within_min", "group") if key in figure}
    return criterion_label(asked | ({"to": figure["class"]} if "class" in figure else {}), lang)


def _number(value: float | None, other: float | None, lang: Lang) -> str:
    """Written so that two values that differ look different."""
    return NO_VALUE if value is None else apart(value, value if other is None else other, lang)
