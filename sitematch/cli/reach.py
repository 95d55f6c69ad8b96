"""``sitematch reach``: what is reached from a point, who reaches it, and from where."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from sitematch.cli.options import LangOption, OutOption, RegionOption, colour, write


class ReachFormat(StrEnum):
    """How the reach of a point is given."""

    table = "table"
    json = "json"
    geojson = "geojson"


def reach(
    lon: Annotated[float, typer.Argument(help="Longitude, degrees east (EPSG:4326).")],
    lat: Annotated[float, typer.Argument(help="Latitude, degrees north.")],
    region: RegionOption = None,
    format: Annotated[
        ReachFormat, typer.Option("--format", help="How to give it; geojson: the areas from which it is reached.")
    ] = ReachFormat.table,
    within: Annotated[
        str | None, typer.Option("--within", help="Within which minutes, as 15,30,45,60 (areas: unless given).")
    ] = None,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """Minutes from a point to each class of facility, people by minutes' drive to it, and the areas they drive from."""
    from sitematch.service.isochrones import WITHIN_MIN, isochrone_document, parse_within, people_of_point
    from sitematch.service.reach import reach_of_point
    from sitematch.views.reach import render_reach
    from sitematch.wiring import open_desk

    minutes = None if within is None else parse_within(within, "--within")
    desk = open_desk(region=region, lang=lang)
    if format is ReachFormat.geojson:
        document = isochrone_document(desk.region, lon, lat, minutes or WITHIN_MIN, desk.kept)
        write(json.dumps(document, ensure_ascii=False) + "\n", output)
        return
    found = reach_of_point(desk.region, lon, lat, desk.kept)
    people = None if minutes is None else people_of_point(desk.region, lon, lat, minutes, desk.kept)
    if format is ReachFormat.json:
        asked = {} if people is None else {"within": [row.to_document() for row in people]}
        write(json.dumps(found.to_document() | asked, ensure_ascii=False, indent=2) + "\n", output)
    else:
        write(render_reach(found, desk.lang, people=people, colour=colour() and output is None), output)
