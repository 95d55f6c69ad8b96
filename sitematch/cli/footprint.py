"""``sitematch footprint``: how large a plant's rectangle fits on each site, and where."""

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
from sitematch.cli.site_files import read_sites


def footprint(
    sites: Annotated[list[Path], typer.Argument(metavar="SITES...", help="Site files.")],
    length: Annotated[float, typer.Option("--length", help="The length of the plant, in metres on the ground.")],
    width: Annotated[float, typer.Option("--width", help="Its width, in metres on the ground.")],
    region: RegionOption = None,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    municipality: MunicipalityOption = None,
    columns: ColumnsOption = None,
    set_values: SetOption = None,
    crs: CrsOption = None,
    swap_axes: SwapOption = False,
    lang: LangOption = None,
) -> None:
    """The largest scale at which a rectangle fits on each site, at any angle, and where."""
    from sitematch.core.sites.footprint import Rectangle
    from sitematch.service.footprint import footprints_document
    from sitematch.views.footprint import render_footprints
    from sitematch.wiring import open_desk

    rectangle = Rectangle(length, width)
    desk = open_desk(region=region, lang=lang)
    options = intake_options(desk, municipality, columns, set_values, crs, swap_axes)
    document = footprints_document(read_sites(sites, desk, options), rectangle)
    if format is ListFormat.json:
        write(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_footprints(document["sites"], desk.lang, colour=colour() and output is None), output)
