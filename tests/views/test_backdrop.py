from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import shapely

from sitematch.views.backdrop import MOST_ROAD_POINTS, backdrop_from, prepare_backdrop
from sitematch.views.legend import facility_signs
from tests.views.samples import small_region


def test_a_backdrop_can_be_kept_as_json_and_read_back() -> None:
    backdrop = prepare_backdrop(small_region())
    document = json.loads(json.dumps(backdrop.to_document()))
    kept = backdrop_from(document)
    assert kept is not None
    assert json.loads(json.dumps(kept.to_document())) == document
    assert backdrop_from({**document, "format": 0}) is None


def test_large_roads_are_drawn_motorways_apart_and_lanes_left_out() -> None:
    backdrop = prepare_backdrop(small_region())
    motorway = shapely.from_geojson(json.dumps(backdrop.roads["motorway"]))
    large = shapely.from_geojson(json.dumps(backdrop.roads["large"]))
    assert motorway.bounds == (14.7, 58.5, 16.4, 58.5)
    assert shapely.intersects(large, shapely.Point(15.7, 58.6).buffer(0.01))
    assert not shapely.intersects(large, shapely.Point(15.16, 58.6).buffer(0.01))
    assert [road["name"] for road in backdrop.road_names] == ["E4", "34"]


def test_without_numbers_the_fast_roads_are_drawn() -> None:
    region = small_region()
    assert region.roads is not None
    nameless = replace(region.roads, road=("", "", "", ""))
    backdrop = prepare_backdrop(replace(region, roads=nameless))
    assert set(backdrop.roads) == {"motorway", "large"}
    assert backdrop.road_names == []


def test_a_dense_network_is_thinned_to_what_a_screen_shows() -> None:
    n = 20_000
    rng = np.random.default_rng(2)
    region = small_region()
    assert region.roads is not None
    dense = replace(
        region.roads,
        node_lon=14.8 + np.arange(n + 1) * 1.5 / n,
        node_lat=58.5 + rng.normal(0, 0.002, n + 1).cumsum() / 60,
        from_node=np.arange(n),
        to_node=np.arange(1, n + 1),
        km=np.ones(n),
        speed_kmh=np.full(n, 90.0),
        oneway=np.zeros(n, dtype=bool),
        motorway=np.zeros(n, dtype=bool),
        road=("E4",) * n,
        wkt=(None,) * n,
    )
    backdrop = prepare_backdrop(replace(region, roads=dense))
    assert (
        2 <= shapely.get_num_coordinates(shapely.from_geojson(json.dumps(backdrop.roads["large"]))) <= MOST_ROAD_POINTS
    )


def test_towns_come_largest_first_without_the_countryside() -> None:
    assert [town["name"] for town in prepare_backdrop(small_region()).towns] == ["Linköping", "Motala"]


def test_a_name_stands_inside_its_municipality() -> None:
    for one in prepare_backdrop(small_region()).municipalities:
        outline = shapely.from_geojson(json.dumps(one["geometry"]))
        assert all(shapely.contains(outline, shapely.Point(spot)) for spot in [one["at"], *one["spots"]])


def test_facilities_are_by_class_the_standard_ones_first() -> None:
    backdrop = prepare_backdrop(small_region())
    assert list(backdrop.facilities) == ["motorway_junction", "rail_station", "port", "skidlift"]


def test_no_two_classes_have_the_same_sign() -> None:
    region = small_region()
    alike = replace(region.facilities, classes=("port", "hospital", "heliport", "harbour"))
    backdrop = prepare_backdrop(replace(region, facilities=alike))
    for lang in ("sv", "en"):
        signs = facility_signs(backdrop, lang)  # type: ignore[arg-type]
        assert len(set(signs.values())) == 4
