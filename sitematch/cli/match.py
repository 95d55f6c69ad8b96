"""``sitematch match``: from a requirement to a ranked list and a map."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sitematch.cli.options import (
    ColumnsOption,
    CrsOption,
    LangOption,
    MunicipalityOption,
    OutOption,
    RegionOption,
    SetOption,
    SwapOption,
    colour,
    intake_options,
)
from sitematch.cli.site_files import check_files_given, read_sites
from sitematch.errors import WrongUse
from sitematch.texts import translator

if TYPE_CHECKING:
    from sitematch.core.evidence import Lang
    from sitematch.core.matching.result import MatchResult
    from sitematch.core.requirement.model import Requirement
    from sitematch.core.sites.sites import Sites
    from sitematch.service.desk import Desk
    from sitematch.service.forms import Outcome


class MatchFormat(StrEnum):
    """In which form the list is given."""

    table = "table"
    json = "json"
    csv = "csv"
    geojson = "geojson"
    xlsx = "xlsx"
    pdf = "pdf"
    html = "html"
    kml = "kml"


def match(
    requirement: Annotated[
        str, typer.Argument(help="A file (YAML, JSON, form), - for standard input, or a preset's id.")
    ],
    sites: Annotated[
        list[Path] | None, typer.Option("--sites", help="Match these site files, not the published sites. Repeatable.")
    ] = None,
    region: RegionOption = None,
    format: Annotated[MatchFormat, typer.Option("--format", help="In which form.")] = MatchFormat.table,
    output: OutOption = None,
    map: Annotated[
        Path | None, typer.Option("--map", help="Write a map too: one HTML file that works offline.")
    ] = None,
    top: Annotated[int | None, typer.Option("--top", min=0, help="Only so many of the ranked sites.")] = None,
    draws: Annotated[int | None, typer.Option("--draws", help="How many weightings to draw.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="From which seed to draw them.")] = None,
    municipality: MunicipalityOption = None,
    columns: ColumnsOption = None,
    set_values: SetOption = None,
    crs: CrsOption = None,
    swap_axes: SwapOption = False,
    lang: LangOption = None,
) -> None:
    """Rank the sites of a region by a requirement."""
    from sitematch.service.forms import Outcome
    from sitematch.wiring import open_desk

    check_files_given(sites, municipality, columns, set_values, crs, swap_axes)
    _check_terminal(format, output)
    desk = open_desk(region=region, lang=lang)
    options = intake_options(desk, municipality, columns, set_values, crs, swap_axes)
    asked = _requirement(requirement, desk, draws, seed)
    offered = read_sites(sites, desk, options) if sites else desk.published
    result = _match(asked, offered, desk)
    _tell(result, desk.lang)
    _give(Outcome(result, offered, desk.region, desk.lang, top), desk, format, output, map)


def _requirement(asked: str, desk: Desk, draws: int | None, seed: int | None) -> Requirement:
    from sitematch.core.requirement import with_draws
    from sitematch.service.presets import find_requirement, requirement_in

    if asked == "-":
        requirement = requirement_in(sys.stdin.buffer.read(), desk.region, "standard input")
    else:
        requirement = find_requirement(asked, desk.pack, desk.region)
    return with_draws(requirement, draws=draws, seed=seed)


def _match(requirement: Requirement, sites: Sites, desk: Desk) -> MatchResult:
    from sitematch.service.matches import make_match, new_stamp

    stamp = new_stamp(desk.clock())
    return make_match(requirement, sites, desk.region, kept=desk.kept, stamp=stamp, lang=desk.lang)


def _tell(result: MatchResult, lang: Lang) -> None:
    translate, counts = translator(lang), result.counts
    for warning in result.warnings:
        sys.stderr.write(f"{warning}\n")
    if result.ranked:
        return
    if counts.considered:
        line = translate("No site is in the list: each fails a bound (considered: {count}).")
    elif counts.left_out:
        line = translate("No site is in the list: all are sold (left out: {count}).")
    else:
        line = translate("No site is in the list: there is no site to match.")
    sys.stderr.write(line.format(count=counts.considered or counts.left_out) + "\n")


def _check_terminal(format: MatchFormat, output: Path | None) -> None:
    """Refuse early what would spoil a terminal."""
    from sitematch.service.forms import NO_TEXT

    if format.value in NO_TEXT and output is None and colour():
        raise WrongUse(f"--format {format.value}: a terminal cannot show it; name a file: -o list.{format.value}")


def _give(outcome: Outcome, desk: Desk, format: MatchFormat, output: Path | None, page: Path | None) -> None:
    from sitematch.service.files import file_of
    from sitematch.service.forms import NO_TEXT, table
    from sitematch.service.outputs import write_files

    if format is MatchFormat.table:
        content = table(outcome, colour=colour() and output is None).encode(errors="replace")
    else:
        content = file_of(outcome, desk, format.value)
    files = {} if output is None else {output: content}
    if page is not None:
        from sitematch.service.maps import map_file

        files[page] = map_file(outcome, desk).encode()
    write_files(files)
    if output is not None:
        return
    if format.value in NO_TEXT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        sys.stdout.write(content.decode())
