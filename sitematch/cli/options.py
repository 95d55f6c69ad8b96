"""Options that several commands share, and what they stand for."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sitematch.intake import IntakeOptions
    from sitematch.service.desk import Desk


class Language(StrEnum):
    """The languages that the product speaks."""

    sv = "sv"
    en = "en"


class ListFormat(StrEnum):
    """How a command prints rows."""

    table = "table"
    json = "json"


RegionOption = Annotated[
    str | None, typer.Option("--region", help="The region: an id of `sitematch regions`, or a pack's folder.")
]
LangOption = Annotated[Language | None, typer.Option("--lang", help="The language of what is printed.")]
ListFormatOption = Annotated[ListFormat, typer.Option("--format", help="How to print it.")]
OutOption = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file, not to the terminal.")]
MunicipalityOption = Annotated[
    str | None, typer.Option("--municipality", help="The municipality whose sites these are, by its code.")
]
ColumnsOption = Annotated[
    list[str] | None, typer.Option("--columns", help="What a heading stands for: theirs=ours. May be repeated.")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="A value for rows that have none: COLUMN=VALUE. May be repeated.")
]
CrsOption = Annotated[str | None, typer.Option("--crs", help="The coordinate system of the files, as EPSG:3009.")]
SwapOption = Annotated[bool, typer.Option("--swap-axes", help="The files have north before east: swap them.")]


def write(text: str, output: Path | None) -> None:
    """Print, or write to a file if one was named."""
    if output is None:
        sys.stdout.write(text)
        return
    from sitematch.service.outputs import write_files

    write_files({output: text.encode()})


def check_output(output: Path | None) -> None:
    """Refuse a file that cannot be written before anything is changed of which it is to tell."""
    if output is not None:
        from sitematch.service.outputs import check_writable

        check_writable(output)


def colour() -> bool:
    """Whether a person reads what is printed, at a terminal."""
    return sys.stdout.isatty()


def intake_options(
    desk: Desk,
    municipality: str | None,
    columns: list[str] | None,
    values: list[str] | None,
    crs: str | None,
    swap_axes: bool,
) -> IntakeOptions:
    """What the options say about how site files are to be read.

    Raises:
        WrongUse: one that cannot be, with its right form.
    """
    from sitematch.intake import IntakeOptions, read_pairs

    return IntakeOptions(
        municipality=municipality,
        columns=read_pairs(columns or [], "--columns"),
        set=read_pairs(values or [], "--set"),
        crs=crs,
        swap_axes=swap_axes,
        lang=desk.lang,
        today=desk.clock().date(),
    )
