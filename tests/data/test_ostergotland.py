"""The embedded pack holds what its sources say: every person, on roads that take as long as they are known to take."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from statistics import median

import numpy as np
import pytest
import shapely
from airportsdata import load
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sitematch.packs import embedded_folder, read_pack

SOURCES = Path(__file__).parents[2] / "data" / "sources"
REGION = read_pack(embedded_folder())
LOCAL = "local (estimated)"


def source(name: str) -> list[dict[str, str]]:
    with (SOURCES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shortest(weights: np.ndarray, links: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Dijkstra's distances and predecessors from one node over some links, driven both ways."""
    size = len(REGION.roads.node_ids)
    ends = (REGION.roads.from_node[links], REGION.roads.to_node[links])
    graph = csr_array((weights[links], ends), shape=(size, size))
    return dijkstra(graph, directed=False, indices=start, return_predecessors=True)


def along(previous: np.ndarray, lengths: dict[tuple[int, int], float], end: int) -> float:
    """The length of the way that Dijkstra found to a node."""
    total = 0.0
    while previous[end] >= 0:
        total += lengths[previous[end], end]
        end = int(previous[end])
    return total


def test_each_municipality_has_its_known_population_in_whole_persons():
    people = REGION.localities
    codes = np.array([code or "" for code in people.municipality_codes])
    for row in source("municipalities"):
        assert people.population[codes == row["code"]].sum() == pytest.approx(int(row["population_2021"]), abs=1e-9)
    assert people.population[np.char.startswith(codes, "05")].sum() == pytest.approx(469_454, abs=1e-9)
    assert (people.population == np.floor(people.population)).all()


def test_every_place_has_a_municipality_and_those_outside_none_of_ours():
    people, own = REGION.localities, set(REGION.municipalities.codes)
    assert all(people.municipality_codes)
    outside = [code for code in people.municipality_codes if code not in own]
    assert len(outside) > 100
    assert not any(code.startswith("05") for code in outside)
    assert not people.rural[[code not in own for code in people.municipality_codes]].any()


def test_localities_lie_in_the_municipality_that_is_known():
    place = dict(zip(REGION.localities.names, REGION.localities.municipality_codes, strict=True))
    known = {
        "Lindö": "0581",
        "Malmslätt": "0580",
        "Skänninge": "0586",
        "Rejmyre": "0562",
        "Borensberg": "0583",
        "Rimforsa": "0513",
        "Tranås": "0687",
        "Vimmerby": "0884",
        "Nyköping": "0480",
    }
    assert {name: place[name] for name in known} == known


def test_corrections_of_geonames_are_made():
    people = dict(zip(REGION.localities.names, REGION.localities.population, strict=True))
    assert people["Linköping"] == pytest.approx(115_700)
    assert not {"Stenstorp", "Ruda", "Herrestad", "Ryd", "Lidhult"} & set(people)
    notes = dict(zip(REGION.localities.names, REGION.localities.attributes["note"], strict=True))
    assert notes["Ljunga"].startswith("move")


def test_rural_points_stand_on_land():
    features = shapely.from_geojson((SOURCES / "lakes.geojson").read_text(encoding="utf-8"))
    water = shapely.union_all(shapely.get_parts(features))
    people = REGION.localities
    assert shapely.is_valid(water)
    assert not shapely.contains_xy(water, people.lon[people.rural], people.lat[people.rural]).any()


def test_everybody_joins_a_road_that_is_no_motorway():
    roads, people = REGION.roads, REGION.localities
    way_m = shapely.distance(shapely.points(people.xy), shapely.union_all(roads.lines[~roads.motorway]))
    assert way_m.max() < 10_000
    assert way_m.max() == pytest.approx(3_000, abs=150), "beyond 3 km a place has a road of its own"


def test_local_roads_are_dead_ends_off_the_motorways():
    roads = REGION.roads
    local = np.array([road == LOCAL for road in roads.road])
    uses = np.bincount(np.concatenate([roads.from_node, roads.to_node]), minlength=len(roads.node_ids))
    assert (uses[roads.from_node[local]] == 1).all()
    motorway_nodes = {
        roads.node_ids[i] for i in np.concatenate([roads.from_node, roads.to_node])[np.tile(roads.motorway, 2)]
    }
    interchanges = {row["id"] for row in source("road_nodes") if row["kind"] == "interchange"}
    reached = {roads.node_ids[i] for i in roads.to_node[local]}
    assert interchanges < motorway_nodes
    assert not reached & interchanges
    assert set(roads.speed_kmh[local]) == {50.0}


def test_local_roads_change_no_drive_between_other_places():
    roads = REGION.roads
    compiled = np.array([road != LOCAL for road in roads.road])
    assert compiled.sum() == len(source("road_links"))
    nodes = np.array([row["id"] for row in source("road_nodes")])
    rows = np.flatnonzero(np.isin(roads.node_ids, nodes))
    for start in rows[::20]:
        with_local, _ = shortest(roads.time_ds, np.ones_like(compiled), int(start))
        without, _ = shortest(roads.time_ds, compiled, int(start))
        assert with_local[rows] == pytest.approx(without[rows])


def test_known_drives_come_out_within_six_per_cent():
    roads = REGION.roads
    node = {row["name"]: roads.node_ids.index(row["id"]) for row in source("road_nodes")}
    lengths = {}
    for start, end, km in zip(roads.from_node, roads.to_node, roads.km, strict=True):
        lengths[int(start), int(end)] = lengths[int(end), int(start)] = float(km)
    off_min, off_km = [], []
    for row in source("road_pairs_check"):
        ds, previous = shortest(roads.time_ds, np.ones(len(roads.km), dtype=bool), node[row["from"]])
        end = node[row["to"]]
        off_min.append(abs(ds[end] / 600 / float(row["known_min"]) - 1))
        off_km.append(abs(along(previous, lengths, end) / float(row["known_km"]) - 1))
    assert len(off_min) == 30
    assert median(off_min) < 0.06
    assert median(off_km) < 0.06
    assert max(off_min) < 0.125
    assert max(off_km) < 0.115


def test_airports_lie_where_airportsdata_has_them():
    known = load("IATA")
    facilities = REGION.facilities
    airports = [i for i, name in enumerate(facilities.classes) if name == "airport"]
    assert len(airports) == 7
    for i in airports:
        airport = known[facilities.attributes["iata"][i]]
        north_km = (airport["lat"] - facilities.lat[i]) * 111.2
        east_km = (airport["lon"] - facilities.lon[i]) * 111.2 * math.cos(math.radians(facilities.lat[i]))
        assert math.hypot(north_km, east_km) < 1.0


def test_facilities_are_as_in_the_source_and_what_is_not_known_is_empty():
    facilities = REGION.facilities
    rows = source("facilities")
    assert facilities.ids == tuple(row["id"] for row in rows)
    assert set(facilities.attributes) == set(rows[0]) - {"id", "class", "name", "lat", "lon"}
    ports = [i for i, name in enumerate(facilities.classes) if name == "port"]
    assert all(facilities.attributes["draft_m"][i] == "" for i in ports)
    assert "oil" in facilities.attributes["cargo"][ports[0]].split("|")


def test_workforce_is_the_stated_share_of_the_population():
    people = REGION.localities
    assert people.workforce == pytest.approx(people.population * 0.49)
    assert people.jobs is None
