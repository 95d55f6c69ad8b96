"""``sitematch diff``: what changed between two results, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sitematch.cli.options import LangOption, ListFormat, ListFormatOption, OutOption, colour, write


def diff(
    before: Annotated[Path, typer.Argument(metavar="A.json", help="A result: `match … --format json`.")],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="Another one, to be held against it.")],
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Say which ranks changed between two results, and why."""
    from sitematch.service.difference import difference_document
    from sitematch.views.difference import render_difference
    from sitematch.views.json_file import render_json
    from sitematch.wiring import open_desk

    desk = open_desk(lang=lang)
    document = difference_document(before, after, desk.lang)
    if format is ListFormat.json:
        write(render_json(document), output)
    else:
        write(render_difference(document, desk.lang, colour=colour() and output is None), output)
