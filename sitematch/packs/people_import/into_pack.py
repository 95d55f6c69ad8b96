"""People for a region pack from a file of points or cells: read whole, counted, placed, and only then put in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from sitematch.core.evidence import Lang, Method, Source
from sitematch.core.region.model import Localities, Municipalities
from sitematch.core.sites.words import shown
from sitematch.errors import Fault, RegionRefused
from sitematch.intake.findings import refused
from sitematch.intake.ground import NOWHERE, Ground, ground_of_municipalities
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.packs.cache import PackCache
from sitematch.packs.faults import MOST_SHOWN, Faults
from sitematch.packs.kept_people import hashed_people
from sitematch.packs.kept_roads import hashed_roads
from sitematch.packs.manifest import MANIFEST, Manifest, Origin, read_manifest
from sitematch.packs.outlines import read_municipalities
from sitematch.packs.people_import.columns import Layout, SeveralMeant, layout_of
from sitematch.packs.people_import.crs import Places, Told, refuse_far_off, tell_crs, to_degrees
from sitematch.packs.people_import.numbers import Persons, read_persons
from sitematch.packs.people_import.places import places_of
from sitematch.packs.people_import.read import LIMITS, read_people_file
from sitematch.packs.people_import.report import About, PeopleImport, report_of
from sitematch.packs.people_import.rows import Read, rows_of
from sitematch.packs.people_import.table import PeopleTable
from sitematch.packs.people_import.words import (
    AND_MORE,
    NO_COORDINATES,
    NO_POPULATION,
    NOBODY,
    NOT_A_NUMBER,
    ROW,
    SEVERAL_MEANT,
)
from sitematch.packs.people_import.write import checked_files
from sitematch.packs.replacing import replace_files
from sitematch.packs.tables import LATITUDE, LONGITUDE
from sitematch.texts import translator

STEPS: Final = ("reading", "placing", "writing")
COUNTED: Final = ("population", "workforce", "jobs")


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file of people is to be read.

    ``columns``: their heading → our column. ``crs``: ``EPSG:N``. ``cell_m``: the size of cells that are named by
    their corner. ``source``: who says the figures; the file itself unless given.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    swap_axes: bool = False
    cell_m: int | None = None
    source: Source | None = None
    lang: Lang = "en"


@dataclass(frozen=True, eq=False, slots=True)
class Target:
    """The pack that the people go into, as far as they depend on it; ``localities``: who lives there so far."""

    folder: Path
    manifest: Manifest
    municipalities: Municipalities
    localities: Localities
    ground: Ground


def import_people(
    file: SiteFile,
    folder: Path,
    asked: Asked,
    cache: PackCache | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> PeopleImport:
    """Puts the people of a file into a pack in place of those that it has; the pack is changed whole or not at all.

    Localities of the pack stay as facilities where the file brings none of its own; their people are no longer counted.

    Args:
        file: CSV, GeoPackage or Parquet.
        folder: the pack; it has to have a ``region.toml``.
        asked: how to read the file.
        cache: where the data of libraries is kept between runs.
        on_step: told each of ``STEPS`` as it begins.

    Raises:
        RegionRefused: the pack has faults, or rows of the file have.
        SiteFileRefused: the file is refused as a whole.
        WrongUse: a column is given that there is not.
        OutputFailed: the pack cannot be written to.
    """
    target = read_target(folder, cache)
    options = IntakeOptions(
        columns=asked.columns, crs=asked.crs, swap_axes=asked.swap_axes, lang=asked.lang, limits=LIMITS
    )
    on_step(STEPS[0])
    table = read_people_file(file, options)
    layout = _layout(table, options)
    on_step(STEPS[1])
    read, told = _read(table, layout, target, options, asked.cell_m)
    rows = rows_of(table, layout, read, target.localities, target.municipalities)
    on_step(STEPS[2])
    source = asked.source or Source(name=file.name, date=None, method=Method.STATED)
    replace_files(folder, checked_files(rows, read.figures["population"].values, folder, target.manifest, source))
    about = About(target.manifest.id, str(folder), target.municipalities, source)
    return report_of(table, layout, read, told, rows, about)


def read_target(folder: Path, cache: PackCache | None = None) -> Target:
    """What of a pack the import depends on; a table of people that is named, but not there yet, is no fault.

    Raises:
        RegionRefused: these parts of the pack have faults.
    """
    if not folder.is_dir():
        message = f"is not a folder; make it, and a {MANIFEST} in it"
        raise RegionRefused((Fault(path="", message=message),), name=str(folder))
    faults = Faults()
    manifest = read_manifest(folder, faults)
    municipalities = read_municipalities(manifest.municipalities, folder, faults, cache)
    faults.refuse_any(folder)
    ground = _ground(folder, manifest, municipalities, faults, cache)
    file = manifest.localities.file
    there = manifest if file is None or (folder / file).exists() else replace(manifest, localities=Origin())
    localities = hashed_people(there, folder, municipalities, faults, cache).localities
    faults.refuse_any(folder)
    return Target(folder, manifest, municipalities, localities, ground)


def _ground(
    folder: Path, manifest: Manifest, municipalities: Municipalities, faults: Faults, cache: PackCache | None
) -> Ground:
    """Where the region lies: its municipalities, without any the area that its roads span, else anywhere."""
    if municipalities.codes:
        return ground_of_municipalities(manifest.name, municipalities)
    roads = hashed_roads(folder, manifest.speed_factor, faults, cache).roads
    if roads is None or not len(roads.node_ids):
        return NOWHERE
    hull = shapely.convex_hull(shapely.multipoints(roads.node_xy))
    return Ground(manifest.name, ("",), (manifest.name,), np.array([hull], dtype=object))


def _layout(table: PeopleTable, options: IntakeOptions) -> Layout:
    try:
        layout = layout_of(table.headings, options.columns)
    except SeveralMeant as several:
        ours, headings = several.args
        raise refused(SEVERAL_MEANT, options.lang, table.file, ours=ours, headings=", ".join(headings)) from None
    if "population" not in layout.heading_of:
        raise refused(NO_POPULATION, options.lang, table.file, headings=", ".join(table.headings))
    return layout


def _read(
    table: PeopleTable, layout: Layout, target: Target, options: IntakeOptions, cell_m: int | None
) -> tuple[Read, Told]:
    """The figures and the places of the rows, each row with people at its place."""
    columns = [ours for ours in (*COUNTED, *layout.groups) if ours in layout.heading_of]
    figures = {ours: read_persons(table.columns[layout.heading_of[ours]]) for ours in columns}
    places = places_of(table, layout, options, cell_m)
    _refuse_rows(table, layout, figures, places, options.lang)
    people = figures["population"].values
    if not people.sum() > 0:
        raise refused(NOBODY, options.lang, table.file)
    told = tell_crs(places, people, target.ground, options)
    refuse_far_off(places, told, people, target.ground, options)
    read = Read(figures, to_degrees(places, told, options.swap_axes), places.by, places.cells_m)
    lost = read.counts & ~(LONGITUDE.hold(read.lon_lat[:, 0]) & LATITUDE.hold(read.lon_lat[:, 1]))
    if lost.any():  # coordinates that are possible nowhere in the system, or in no pack
        places = replace(places, xy=np.where(lost[:, None], np.nan, places.xy))
        _refuse_rows(table, layout, figures, places, options.lang)
    return read, told


def _refuse_rows(
    table: PeopleTable, layout: Layout, figures: Mapping[str, Persons], places: Places, lang: Lang
) -> None:
    """Refuses a file with rows whose numbers are none, or whose people have no place.

    Raises:
        RegionRefused: names the first of them, and how many more there are.
    """
    translate = translator(lang)
    found: list[tuple[int, str, str]] = []
    for ours, persons in figures.items():
        heading = layout.heading_of[ours]
        for row in np.flatnonzero(persons.wrong).tolist():
            cell = shown(table.columns[heading][row])
            found.append((row, heading, translate(NOT_A_NUMBER).format(cell=repr(cell))))
    held = np.any([persons.values > 0 for persons in figures.values()], axis=0)
    for row in np.flatnonzero(held & ~np.isfinite(places.xy).all(axis=1)).tolist():
        heading, text = places.faults.get(row, ("", NO_COORDINATES))
        cell = shown(table.columns[heading][row]) if heading else ""
        people = f"{figures['population'].values[row]:g}"
        found.append((row, heading, translate(text).format(cell=repr(cell), people=people)))
    if not found:
        return
    found.sort()
    word = translate(ROW)
    faults = [
        Fault(
            path=f"{row + 1}/{heading}", where=", ".join(filter(None, (f"{word} {row + 1}", heading))), message=message
        )
        for row, heading, message in found[:MOST_SHOWN]
    ]
    if len(found) > MOST_SHOWN:
        faults.append(Fault(path="", message=translate(AND_MORE).format(count=len(found) - MOST_SHOWN)))
    raise RegionRefused(tuple(faults), name=table.file)
