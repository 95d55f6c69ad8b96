"""A difference between two results as lines and rows for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.texts import translator
from sitematch.views.table import render_rows
from sitematch.views.words import marked

NOWHERE: Final = "–"
_HEADINGS: Final = (marked("Was"), marked("Is"), marked("Site"), marked("Because"))


def render_difference(document: Mapping[str, Any], lang: Lang, colour: bool = False) -> str:
    """What differs as a whole, then a row for each site that has another rank, and why."""
    translate = translator(lang)
    parts = ["\n".join(cause["text"] for cause in document["causes"])] if document["causes"] else []
    if document["changes"]:
        rows = [
            [_rank(row["rank_from"]), _rank(row["rank_to"]), row["name"], row["because"]] for row in document["changes"]
        ]
        headings = [translate(text) for text in _HEADINGS]
        parts.append(render_rows(headings, rows, colour=colour, right=frozenset({0, 1})).rstrip("\n"))
    else:
        parts.append(translate("No rank changed."))
    return "\n\n".join(parts) + "\n"


def _rank(rank: int | None) -> str:
    return NOWHERE if rank is None else str(rank)
