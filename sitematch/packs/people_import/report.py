"""What an import of people did: where everybody is, what was not counted and why, what each column was taken for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sitematch.core.evidence import Source
from sitematch.core.region.model import Municipalities
from sitematch.packs.people_import.columns import Layout
from sitematch.packs.people_import.crs import Told
from sitematch.packs.people_import.numbers import Persons
from sitematch.packs.people_import.rows import PeopleRows, Read
from sitematch.packs.people_import.table import PeopleTable


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A heading of the file, the column of ours that it is, and how it was told: ``given``, ``named`` or ``near``."""

    theirs: str
    ours: str
    told: str


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Cells of one column that count nobody.

    ``protected_at_most``: the most that those cells of the protected ones can hold which say so.
    ``thousands``, ``decimals``: the sign that was read so where it could be the other.
    """

    column: str
    missing: int
    protected: int
    protected_at_most: float
    negative: int
    negative_sum: float
    thousands: str
    decimals: str


@dataclass(frozen=True, slots=True)
class PeopleIn:
    """The people of one municipality of the region."""

    code: str
    name: str
    population: float


@dataclass(frozen=True, slots=True)
class PeopleImport:
    """The report on an import. Figures of people are persons.

    ``population``: all of the file, which is what the pack has now; ``outside``: of them in none of the region's
    municipalities. ``workforce`` and ``jobs``: as stated, None where the file has no such column. ``rows``: of the
    file, ``written``: of them; ``empty`` had nobody. ``localities``: of the file; ``localities_kept``: of those before
    that stay as facilities; ``localities_replaced``: that do not.
    """

    file: str
    format: str
    region: str
    folder: str
    crs: str
    crs_told: str
    places_by: str
    cells_m: tuple[int, ...]
    columns: tuple[ColumnRead, ...]
    passed_over: tuple[str, ...]
    layers_passed_over: tuple[str, ...]
    rows: int
    written: int
    empty: int
    population: float
    in_region: float
    outside: float
    workforce: float | None
    jobs: float | None
    not_counted: tuple[NotCounted, ...]
    localities: int
    localities_kept: int
    localities_replaced: int
    municipalities: tuple[PeopleIn, ...]
    source: Source

    def to_document(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class About:
    """The pack that was changed: its id, its folder, its municipalities."""

    region: str
    folder: str
    municipalities: Municipalities
    source: Source


def report_of(
    table: PeopleTable, layout: Layout, read: Read, told: Told, rows: PeopleRows, about: About
) -> PeopleImport:
    """The report on an import that was done."""
    by_code = _by_code(rows)
    own = about.municipalities
    inside = math.fsum(by_code.get(code, 0.0) for code in own.codes)
    total = math.fsum(rows.population)
    written = len(rows.population) - rows.kept
    return PeopleImport(
        file=table.file,
        format=table.format,
        region=about.region,
        folder=about.folder,
        crs=f"EPSG:{told.epsg}",
        crs_told=told.how,
        places_by=read.places_by,
        cells_m=read.cells_m,
        columns=tuple(ColumnRead(theirs, ours, layout.told[ours]) for ours, theirs in layout.heading_of.items()),
        passed_over=layout.passed_over(table.headings),
        layers_passed_over=table.notes,
        rows=table.rows,
        written=written,
        empty=table.rows - written,
        population=total,
        in_region=inside,
        outside=total - inside,
        workforce=_sum(read.figures, "workforce"),
        jobs=_sum(read.figures, "jobs"),
        not_counted=tuple(_not_counted(ours, persons) for ours, persons in read.figures.items() if _odd(persons)),
        localities=rows.localities,
        localities_kept=rows.kept,
        localities_replaced=rows.before - rows.kept,
        municipalities=tuple(
            PeopleIn(code, name, by_code.get(code, 0.0)) for code, name in zip(own.codes, own.names, strict=True)
        ),
        source=about.source,
    )


def _by_code(rows: PeopleRows) -> dict[str | None, float]:
    found: dict[str | None, list[float]] = {}
    for code, people in zip(rows.codes, rows.population.tolist(), strict=True):
        found.setdefault(code, []).append(people)
    return {code: math.fsum(people) for code, people in found.items()}


def _sum(figures: Mapping[str, Persons], ours: str) -> float | None:
    return math.fsum(figures[ours].values) if ours in figures else None


def _odd(persons: Persons) -> bool:
    masks = (persons.missing, persons.protected, persons.negative)
    return any(mask.any() for mask in masks) or bool(persons.thousands or persons.decimals)


def _not_counted(ours: str, persons: Persons) -> NotCounted:
    return NotCounted(
        column=ours,
        missing=int(persons.missing.sum()),
        protected=int(persons.protected.sum()),
        protected_at_most=persons.at_most,
        negative=int(persons.negative.sum()),
        negative_sum=persons.negative_sum,
        thousands=persons.thousands,
        decimals=persons.decimals,
    )
