"""``sitematch template``: an empty form for sites."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sitematch.cli.options import LangOption, OutOption, RegionOption, colour
from sitematch.errors import WrongUse


class TemplateFormat(StrEnum):
    """As what kind of file a form is given."""

    xlsx = "xlsx"
    csv = "csv"
    gpkg = "gpkg"


def template(
    format: Annotated[
        TemplateFormat | None, typer.Option("--format", help="As what kind of file; xlsx, or as FILE ends.")
    ] = None,
    output: OutOption = None,
    region: RegionOption = None,
    lang: LangOption = None,
) -> None:
    """Write an empty form for sites: headings, units, lists of values, one example."""
    from sitematch.service.templates import site_form
    from sitematch.wiring import open_desk

    form = format or _by_name(output)
    if output is None and form is not TemplateFormat.csv and colour():
        raise WrongUse(f"--format {form}: a terminal cannot show it; name a file: -o sites.{form}")
    desk = open_desk(region=region, lang=lang)
    _give(site_form(desk.region, desk.lang, desk.clock().date(), form), output)


def _by_name(output: Path | None) -> TemplateFormat:
    """The kind of file that the name promises."""
    ending = "" if output is None else output.suffix.lower().removeprefix(".")
    return next((form for form in TemplateFormat if form.value == ending), TemplateFormat.xlsx)


def _give(content: bytes, output: Path | None) -> None:
    if output is not None:
        from sitematch.service.outputs import write_files

        write_files({output: content})
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
