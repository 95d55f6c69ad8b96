"""The form for sites as CSV: headings and the example, so that Excel opens it in columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.views.template_columns import Cell, ExampleSite, FormColumn, example_row

MARK: Final = "\ufeff"
"""Tells Excel that the text is UTF-8."""
SEPARATORS: Final = {"sv": ";", "en": ","}
"""What Excel takes for the separator where the language is spoken: a semicolon where commas are decimal."""


def render_template_csv(columns: Sequence[FormColumn], site: ExampleSite, lang: Lang) -> str:
    """The form as text, with a byte order mark and the line ends of Windows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATORS[lang], lineterminator="\r\n")
    writer.writerow([column.heading.in_(lang) for column in columns])
    writer.writerow([_text(cell, lang) for cell in example_row(columns, site, lang)])
    return MARK + out.getvalue()


def _text(cell: Cell, lang: Lang) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    written = f"{cell:.10g}"
    return written.replace(".", ",") if lang == "sv" else written
