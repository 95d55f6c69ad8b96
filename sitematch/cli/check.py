"""``sitematch check``: what is wrong with a site file, row by row, and how to mend it."""

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
    MunicipalityOption,
    OutOption,
    RegionOption,
    SetOption,
    SwapOption,
    colour,
    intake_options,
    write,
)

ROWS_REFUSED = 1


def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Site files: GeoJSON, GeoPackage, zipped Shapefile, CSV or XLSX."),
    ],
    municipality: MunicipalityOption = None,
    region: RegionOption = None,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    columns: ColumnsOption = None,
    set_values: SetOption = None,
    crs: CrsOption = None,
    swap_axes: SwapOption = False,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", help="Write your own file back to here, faults marked; several as a .zip."),
    ] = None,
    lang: LangOption = None,
) -> int:
    """Check site files and print the report; nothing is stored."""
    from sitematch.cli.progress import reading
    from sitematch.service.checking import checked
    from sitematch.service.sites import annotate_site_files, check_annotated
    from sitematch.views.report import render_report
    from sitematch.wiring import open_desk

    desk = open_desk(region=region, lang=lang)
    options = intake_options(desk, municipality, columns, set_values, crs, swap_axes)
    if annotate is not None:
        check_annotated(files, annotate, desk.lang)
    with reading(files, desk.lang) as on_step:
        report = checked(files, options, desk, on_step)
    if annotate is not None:
        annotate_site_files(files, report, annotate, options)
    if format is ListFormat.json:
        write(json.dumps(report.to_document(), ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_report(report, desk.lang, colour=colour() and output is None), output)
    return ROWS_REFUSED if report.refused else 0
