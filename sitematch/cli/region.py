"""``sitematch region``: work on region packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sitematch.cli.import_people import import_people
from sitematch.cli.options import LangOption, ListFormat, ListFormatOption, OutOption, check_output, colour, write
from sitematch.cli.region_changes import changes

app = typer.Typer(help="Work on region packs.", no_args_is_help=True, rich_markup_mode=None)
app.command("import-people")(import_people)
app.command("changes")(changes)


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
    from sitematch.views.region_report import render_region_report
    from sitematch.wiring import open_desk

    desk = open_desk(lang=lang)
    report = check_region(folder, desk.kept, desk.lang)
    if format is ListFormat.json:
        write(json.dumps(report.to_document(), ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_region_report(report.to_document(), desk.lang, colour=colour() and output is None), output)


@app.command("import-roads")
def import_roads(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2, .osm.gz).")
    ],
    folder: Annotated[Path, typer.Option("--region", metavar="DIR", help="The pack's folder.")],
    facilities: Annotated[
        bool, typer.Option("--facilities", help="Take facilities too, in place of those of the same classes.")
    ] = False,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Replace a pack's roads, and its facilities if asked, by those of an OpenStreetMap extract."""
    from sitematch.cli.progress import progress
    from sitematch.service.road_import import import_roads as run
    from sitematch.views.road_import import STEPS, render_road_import
    from sitematch.wiring import open_desk

    check_output(output)
    desk = open_desk(lang=lang)
    with progress({step: text.in_(desk.lang) for step, text in STEPS.items()}) as step:
        document = run(file, folder, facilities=facilities, cache=desk.kept, step=step).to_document()
    if format is ListFormat.json:
        write(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_road_import(document, desk.lang, colour=colour() and output is None), output)
