"""``sitematch region changes``: what a new, closed or quicker road means for sites."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sitematch.cli.options import LangOption, ListFormat, ListFormatOption, OutOption, RegionOption, colour, write

if TYPE_CHECKING:
    from sitematch.core.sites.sites import Sites
    from sitematch.service.desk import Desk


def changes(
    file: Annotated[Path, typer.Argument(metavar="CHANGES", help="A CSV file: from, to, and what changes.")],
    region: RegionOption = None,
    sites: Annotated[
        list[Path] | None,
        typer.Option("--sites", help="Ask for these site files, not the published sites. Repeatable."),
    ] = None,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Tell which sites gain or lose what by changes of the roads; the pack stays as it is."""
    from sitematch.service.road_changes import report_changes
    from sitematch.views.road_changes import render_road_changes
    from sitematch.wiring import open_desk

    desk = open_desk(region=region, lang=lang)
    document = report_changes(file, _sites(sites, desk), desk.region, desk.kept).to_document()
    if format is ListFormat.json:
        write(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_road_changes(document, desk.lang, colour=colour() and output is None), output)


def _sites(files: list[Path] | None, desk: Desk) -> Sites:
    if not files:
        return desk.published
    from sitematch.intake import IntakeOptions
    from sitematch.service.sites import load_site_files

    upload = load_site_files(files, IntakeOptions(lang=desk.lang, today=desk.clock().date()), desk.region, desk.kept)
    for issue in upload.report.issues:
        if issue.severity == "error":
            sys.stderr.write(f"{issue.told()}\n")
    return upload.sites
