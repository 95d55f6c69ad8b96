"""``sitematch reach``: what is reached from a point, and who reaches it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from sitematch.cli.options import LangOption, ListFormat, ListFormatOption, OutOption, RegionOption, colour, write


def reach(
    lon: Annotated[float, typer.Argument(help="Longitude, degrees east (EPSG:4326).")],
    lat: Annotated[float, typer.Argument(help="Latitude, degrees north.")],
    region: RegionOption = None,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Minutes from a point to each class of facility, and people by minutes' drive to it."""
    from sitematch.service.reach import reach_of_point
    from sitematch.views.reach import render_reach
    from sitematch.wiring import open_desk

    desk = open_desk(region=region, lang=lang)
    found = reach_of_point(desk.region, lon, lat)
    if format is ListFormat.json:
        write(json.dumps(found.to_document(), ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_reach(found, desk.lang, colour=colour() and output is None), output)
