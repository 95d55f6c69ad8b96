"""The words of the product: gettext catalogues, English in the code, Swedish in ``locale/sv/*.po``.

The ``.po`` files are read as they are, so a text can never be older than its translation.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

LOCALE: Final = Path(__file__).parent / "locale"
LANGUAGES: Final = ("sv", "en")
Translate = Callable[[str], str]


@lru_cache(maxsize=len(LANGUAGES))
def translator(lang: str) -> Translate:
    """A function that gives an English text in ``lang``; a text without a translation comes back as it is."""
    catalogue = messages(lang)
    return lambda text: catalogue.get(text, text)


def messages(lang: str) -> Mapping[str, str]:
    """Every translated text of a language, by its English one; empty for English."""
    found: dict[str, str] = {}
    paths = sorted((LOCALE / lang).glob("*.po"))
    if not paths:
        return found
    from babel.messages.pofile import read_po

    for path in paths:
        with path.open("rb") as file:
            found.update({str(m.id): str(m.string) for m in read_po(file) if m.id and m.string})
    return found


def language(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The language to speak: what was asked for, else the locale's, else English."""
    if asked:
        return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable)
        if value:
            return "sv" if value.lower().startswith("sv") else "en"
    return "en"
