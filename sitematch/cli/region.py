"""``sitematch region``: work on region packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sitematch.cli.options import LangOption, ListFormat, ListFormatOption, OutOption, colour, write

app = typer.Typer(help="Work on region packs.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _region() -> None:
    """Work on region packs."""


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The pack's folder.")],
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Check a region pack: every fault, what it holds, and who lives too far from a road."""
    from sitematch.service.regions import check_region
    from sitematch.views.table import render_rows
    from sitematch.wiring import open_desk

    report = check_region(folder, open_desk(lang=lang).kept)
    if format is ListFormat.json:
        write(json.dumps(report.to_document(), ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_rows(("what", "value"), report.rows(), colour=colour() and output is None), output)
