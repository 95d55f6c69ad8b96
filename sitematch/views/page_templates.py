"""How every template of a page is read: escaped always, strict about names, in one language."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sitematch.core.evidence import Lang
from sitematch.texts import translator


def templates_in(folder: Path, lang: Lang) -> Environment:
    """The templates of a folder, with ``_`` and ``lang`` in each."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["_"] = translator(lang)
    made.globals["lang"] = lang
    return made
