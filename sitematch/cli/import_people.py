"""``sitematch region import-people``: the people of a region from a file of points or cells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sitematch.cli.options import (
    ColumnsOption,
    CrsOption,
    LangOption,
    ListFormat,
    ListFormatOption,
    OutOption,
    SwapOption,
    check_output,
    colour,
    write,
)


def import_people(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Points or cells with people: CSV, GeoPackage or Parquet.")
    ],
    folder: Annotated[Path, typer.Option("--region", metavar="DIR", help="The pack's folder.")],
    crs: CrsOption = None,
    columns: ColumnsOption = None,
    swap_axes: SwapOption = False,
    cell: Annotated[
        int | None,
        typer.Option("--cell", metavar="M", help="How many metres wide cells are that are named by a corner."),
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Who says the figures; else the file's name.")] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="Of when they are, as 2026-11-24, 2026-11 or 2026.")
    ] = None,
    method: Annotated[
        str | None, typer.Option("--method", help="How they came about: measured, stated, derived, estimated or demo.")
    ] = None,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Replace a pack's people by those of a file, whole or not at all, and report where everybody is."""
    from sitematch.cli.progress import progress
    from sitematch.service.people_import import PeopleOptions, import_people_file
    from sitematch.views.people_report import STEPS, render_people_report
    from sitematch.wiring import open_desk

    check_output(output)
    desk = open_desk(lang=lang)
    said = PeopleOptions(tuple(columns or ()), crs, swap_axes, cell, source, date, method, desk.lang)
    with progress({step: text.in_(desk.lang) for step, text in STEPS.items()}) as show:
        done = import_people_file(file, folder, said, desk.kept, lambda step: show(step, 0.0) if show else None)
    document = done.to_document()
    if format is ListFormat.json:
        write(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_people_report(document, desk.lang, colour=colour() and output is None), output)
