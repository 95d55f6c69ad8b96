"""``sitematch replay``: whether a result comes out the same again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from sitematch.cli.site_files import check_files_given, read_sites
from sitematch.errors import NotFound

if TYPE_CHECKING:
    from sitematch.core.sites.sites import Sites
    from sitematch.intake import IntakeOptions
    from sitematch.service.desk import Desk

OTHERWISE = 1


def replay(
    result: Annotated[
        str, typer.Argument(metavar="RESULT.json", help="A result: `match … --format json`; or the id of a kept match.")
    ],
    sites: Annotated[
        list[Path] | None, typer.Option("--sites", help="The site files that it was made over. Repeatable.")
    ] = None,
    region: RegionOption = None,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    municipality: MunicipalityOption = None,
    columns: ColumnsOption = None,
    set_values: SetOption = None,
    crs: CrsOption = None,
    swap_axes: SwapOption = False,
    lang: LangOption = None,
) -> int:
    """Make a result again, and say whether it comes out the same; if not, what differs and why."""
    from sitematch.service.replay import kept_or_read, replay
    from sitematch.views.json_file import render_json
    from sitematch.views.replay import render_replay
    from sitematch.wiring import open_desk

    check_files_given(sites, municipality, columns, set_values, crs, swap_axes)
    desk = open_desk(region=region, lang=lang)
    before, kept = kept_or_read(result, desk)
    if region is None:
        desk = _in_its_region(desk, str(before["region"]), lang)
    options = intake_options(desk, municipality, columns, set_values, crs, swap_axes)
    document = replay(before, result, _sites(sites, kept, desk, options), desk)
    if format is ListFormat.json:
        write(render_json(document), output)
    else:
        write(render_replay(document, desk.lang, colour=colour() and output is None), output)
    return 0 if document["same"] else OTHERWISE


def _in_its_region(desk: Desk, region: str, lang: str | None) -> Desk:
    """A desk for the region that the result names, if there is one of that id."""
    from sitematch.wiring import open_desk

    if desk.region.id == region:
        return desk
    other = open_desk(region=region, lang=lang)
    try:
        return other if other.region.id == region else desk
    except NotFound:
        return desk


def _sites(files: list[Path] | None, kept: Sites | None, desk: Desk, options: IntakeOptions) -> Sites:
    """The files that were named, else the sites that were kept with the match, else the published ones."""
    if not files:
        return desk.published if kept is None else kept
    return read_sites(files, desk, options)
