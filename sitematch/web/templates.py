"""Pages from templates: escaped always, in the reader's language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment

from sitematch.core.evidence import Lang
from sitematch.views import words
from sitematch.views.page_templates import templates_in

FOLDER = Path(__file__).parent / "templates"
_WORDS = (
    words.number,
    words.status_text,
)
"""What pages say values with: the same words as every other view."""


@lru_cache(maxsize=2)
def environment(lang: Lang) -> Environment:
    """The templates of one language."""
    made = templates_in(FOLDER, lang)
    made.globals.update({function.__name__: function for function in _WORDS})
    return made


def language_of(request: Request) -> Lang:
    """The language to answer in: ``?lang=``, else the browser's first that is spoken here, else Swedish."""
    asked = request.query_params.get("lang")
    if asked in ("sv", "en"):
        return "sv" if asked == "sv" else "en"
    return accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> Lang:
    """The language that an ``Accept-Language`` header prefers of those spoken here, else Swedish."""
    best: tuple[float, Lang] = (0.0, "sv")
    for part in header.split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        primary = name.strip().lower().split("-")[0]
        if primary in ("sv", "en") and weight > best[0]:
            best = (weight, "sv" if primary == "sv" else "en")
    return best[1]


def render(request: Request, template: str, /, **values: Any) -> str:
    """A page as text."""
    return environment(language_of(request)).get_template(template).render(**values)
