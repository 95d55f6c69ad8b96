"""Who says what a region is made of: one line for each kind of its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sitematch.core.evidence import Lang, Source
from sitematch.texts import translator
from sitematch.views.words import marked, source_text

_NAMES: Final = {
    "municipalities": marked("Municipalities"),
    "roads": marked("Roads"),
    "people": marked("Towns and people"),
    "facilities": marked("Facilities"),
}


def region_sources(sources: Mapping[str, Source], lang: Lang) -> list[tuple[str, str]]:
    """What and by whom, in the order in which a reader asks for it."""
    translate = translator(lang)
    return [(translate(name), source_text(sources[key], lang)) for key, name in _NAMES.items() if key in sources]
