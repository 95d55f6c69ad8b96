"""``sitematch template``: forms to fill in, for sites and for a requirement."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sitematch.cli.options import LangOption, OutOption, RegionOption, colour
from sitematch.errors import WrongUse

if TYPE_CHECKING:
    from sitematch.service.desk import Desk


class TemplateFormat(StrEnum):
    """As what kind of file a form is given."""

    xlsx = "xlsx"
    csv = "csv"
    gpkg = "gpkg"


def template(
    requirement: Annotated[
        bool, typer.Option("--requirement", help="A form for a requirement, not for sites; always xlsx.")
    ] = False,
    preset: Annotated[
        str | None, typer.Option("--preset", help="Fill the form for a requirement in with this preset, or this file.")
    ] = None,
    format: Annotated[
        TemplateFormat | None, typer.Option("--format", help="As what kind of file; xlsx, or as FILE ends.")
    ] = None,
    output: OutOption = None,
    region: RegionOption = None,
    lang: LangOption = None,
) -> None:
    """Write an empty form for sites, or one for a requirement: headings, units, lists of values, examples."""
    from sitematch.wiring import open_desk

    form = format or _by_name(output)
    _check(requirement, preset, form)
    if output is None and form is not TemplateFormat.csv and colour():
        raise WrongUse(f"--format {form}: a terminal cannot show it; name a file: -o form.{form}")
    desk = open_desk(region=region, lang=lang)
    _give(_requirement(desk, preset) if requirement else _sites(desk, form), output)


def _check(requirement: bool, preset: str | None, form: TemplateFormat) -> None:
    """Refuse what does not go together before anything is read."""
    if requirement and form is not TemplateFormat.xlsx:
        raise WrongUse(
            f"--requirement --format {form}: the form for a requirement is a workbook; "
            "leave --format out and name a file that ends with .xlsx"
        )
    if preset is not None and not requirement:
        raise WrongUse(f"--preset {preset} fills in the form for a requirement; give --requirement too")


def _sites(desk: Desk, form: TemplateFormat) -> bytes:
    from sitematch.service.templates import site_form

    return site_form(desk.region, desk.lang, desk.clock().date(), form)


def _requirement(desk: Desk, preset: str | None) -> bytes:
    from sitematch.service.presets import find_requirement
    from sitematch.service.templates import requirement_form

    given = None if preset is None else find_requirement(preset, desk.pack, desk.region)
    return requirement_form(desk.region, desk.lang, desk.clock().date(), given)


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
