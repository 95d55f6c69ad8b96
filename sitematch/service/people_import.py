"""People of a file put into a region pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sitematch.core.evidence import Lang, Method, Source
from sitematch.errors import WrongUse
from sitematch.intake import read_pairs
from sitematch.packs import PackCache
from sitematch.packs.manifest import DATE
from sitematch.service.sites import read_file

if TYPE_CHECKING:
    from sitematch.packs.people_import.report import PeopleImport

LARGEST_CELL_M: Final = 100_000


@dataclass(frozen=True, slots=True)
class PeopleOptions:
    """What the caller says of a file of people, as written: pairs of `theirs=ours`, `EPSG:N`, metres, a source."""

    columns: Sequence[str] = ()
    crs: str | None = None
    swap_axes: bool = False
    cell_m: int | None = None
    source: str | None = None
    date: str | None = None
    method: str | None = None
    lang: Lang = "en"


def import_people_file(
    file: Path,
    folder: Path,
    said: PeopleOptions,
    cache: PackCache | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> PeopleImport:
    """Puts the people of a file into a pack in place of those that it has.

    Args:
        file: CSV, GeoPackage or Parquet.
        folder: the pack.
        said: how to read the file, and who says the figures.
        cache: where the data of libraries is kept between runs.
        on_step: told each step as it begins: ``reading``, ``placing``, ``writing``.

    Raises:
        WrongUse: an option that cannot be.
        SiteFileRefused: the file is refused as a whole.
        RegionRefused: the pack has faults, or rows of the file have.
        OutputFailed: the pack cannot be written to.
    """
    from sitematch.packs.people_import.into_pack import Asked, import_people

    if said.cell_m is not None and not 1 <= said.cell_m <= LARGEST_CELL_M:
        raise WrongUse(f"--cell {said.cell_m}: a cell has from 1 to {LARGEST_CELL_M:,} metres")
    asked = Asked(
        columns=read_pairs(list(said.columns), "--columns"),
        crs=said.crs,
        swap_axes=said.swap_axes,
        cell_m=said.cell_m,
        source=_source(said, file.name),
        lang=said.lang,
    )
    return import_people(read_file(file, said.lang), folder, asked, cache, on_step)


def _source(said: PeopleOptions, file: str) -> Source:
    """Who says the figures: as the caller states, by default the file itself."""
    if said.date is not None and not re.fullmatch(DATE, said.date):
        raise WrongUse(f"--date {said.date!r} has to be a date such as 2026-11-24, 2026-11 or 2026")
    methods = [method.value for method in Method]
    if said.method is not None and said.method not in methods:
        raise WrongUse(f"--method {said.method!r}: there are {', '.join(methods)}")
    name = " ".join((said.source or "").split())
    return Source(name or file, said.date, Method(said.method or Method.STATED.value))
