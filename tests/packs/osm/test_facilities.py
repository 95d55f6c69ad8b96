"""Facilities out of an extract: which count, where they lie, and once each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sitematch.packs.osm.facilities import FacilityRows, classes_of, find_facilities
from sitematch.packs.osm.merging import Thing
from sitematch.packs.osm.scan import scan
from sitematch.packs.osm.source import look_at
from tests.packs.osm.build import Map, road, row

Find = Callable[..., FacilityRows]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    def make(drawn: Map, lang: str = "sv", name: str = "map.osm") -> FacilityRows:
        source = look_at(drawn.write(tmp_path / name))
        return find_facilities(source, scan(source, lang), lang)

    return make


@pytest.mark.parametrize(
    ("tags", "classes"),
    [
        ({"railway": "station"}, [("rail_station", None)]),
        ({"railway": "station", "station": "subway"}, [("rail_station", "no_railway")]),
        ({"railway": "station", "subway": "yes"}, [("rail_station", "no_railway")]),
        ({"railway": "station", "subway": "yes", "train": "yes"}, [("rail_station", None)]),
        ({"railway": "station", "usage": "tourism"}, [("rail_station", "no_railway")]),
        ({"railway": "halt"}, []),
        ({"railway": "tram_stop"}, []),
        ({"aeroway": "aerodrome", "iata": "LPI"}, [("airport", None)]),
        ({"aeroway": "aerodrome"}, [("airport", "no_airport")]),
        ({"aeroway": "aerodrome", "iata": "none"}, [("airport", "no_airport")]),
        ({"aeroway": "aerodrome", "iata": "XYZ", "aerodrome:type": "military"}, [("airport", "no_airport")]),
        ({"highway": "motorway_junction"}, [("motorway_junction", None)]),
        ({"power": "substation", "voltage": "130000;40000"}, [("substation", None)]),
        ({"power": "substation"}, [("substation", "no_voltage")]),
        ({"power": "substation", "voltage": "high"}, [("substation", "no_voltage")]),
        (
            {"power": "substation", "voltage": "10000", "substation": "minor_distribution"},
            [("substation", "no_voltage")],
        ),
        ({"amenity": "university"}, [("university", None)]),
        ({"amenity": "hospital"}, [("hospital", None)]),
        ({"amenity": "college"}, []),
        ({"harbour": "yes"}, [("port", None)]),
        ({"industrial": "port"}, [("port", None)]),
        ({"landuse": "harbour"}, [("port", None)]),
        ({"harbour": "yes", "leisure": "marina"}, [("port", "marina")]),
        ({"harbour": "yes", "seamark:harbour:category": "marina"}, [("port", "marina")]),
        ({"amenity": "hospital", "harbour": "yes"}, [("hospital", None), ("port", None)]),
    ],
)
def test_classes_by_tags(tags: Mapping[str, str], classes: list[tuple[str, str | None]]) -> None:
    assert list(classes_of(tags)) == classes


def test_a_node_a_way_and_a_relation(find: Find) -> None:
    square = {1: (15.0, 58.0), 2: (15.02, 58.0), 3: (15.02, 58.01), 4: (15.0, 58.01)}
    far = {11: (16.0, 58.0), 12: (16.02, 58.0), 13: (16.02, 58.01), 14: (16.0, 58.01)}
    drawn = Map(
        nodes={**square, **far, 20: (17.0, 58.0)},
        ways={1: ((1, 2, 3, 4, 1), {"amenity": "hospital", "name": "A"}), 2: ((11, 12, 13), {}), 3: ((13, 14, 11), {})},
        relations={
            7: (
                [("way", 2, "outer"), ("way", 3, "outer")],
                {"type": "multipolygon", "amenity": "hospital", "name": "B"},
            )
        },
        node_tags={20: {"amenity": "hospital", "name": "C", "name:sv": "Sjukhuset C"}},
    )

    found = find(drawn).things

    assert [(thing.key, thing.name) for thing in found] == [
        ("osm-n20", "Sjukhuset C"),
        ("osm-w1", "A"),
        ("osm-r7", "B"),
    ]
    assert (found[1].lon, found[1].lat) == pytest.approx((15.01, 58.005), abs=1e-6)
    assert (found[2].lon, found[2].lat) == pytest.approx((16.01, 58.005), abs=1e-6)


def test_a_hollow_outline_has_its_place_inside(find: Find) -> None:
    horseshoe = [(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)]
    nodes = {i: (15 + x / 100, 58 + y / 100) for i, (x, y) in enumerate(horseshoe, start=1)}

    (thing,) = find(Map(nodes=nodes, ways={1: ((*nodes, 1), {"amenity": "university"})})).things

    x, y = (thing.lon - 15) * 100, (thing.lat - 58) * 100
    assert not (1 < x < 2 and y > 1)


def test_an_outline_that_is_clipped_lies_where_what_is_left_of_it_lies(find: Find) -> None:
    drawn = Map(
        nodes=row(1, 2, 3),
        ways={1: ((1, 2, 3), {})},
        relations={7: ([("way", 1, "outer"), ("way", 99, "outer")], {"type": "multipolygon", "harbour": "yes"})},
    )

    (thing,) = find(drawn).things

    assert (thing.lon, thing.lat) == pytest.approx((15.01, 58.0))


def test_what_lies_nowhere_is_told(find: Find) -> None:
    drawn = Map(
        ways={1: ((1, 2), {"amenity": "hospital"})},
        relations={7: ([("relation", 8, "")], {"type": "site", "amenity": "hospital"})},
    )

    found = find(drawn)

    assert not found.things
    assert found.left_out == {"no_place": 2}


@pytest.mark.parametrize("place", [(15.0, 98.0), (-75.0, 0.0)])
def test_a_place_off_the_earth_or_the_plane_is_none(find: Find, place: tuple[float, float]) -> None:
    found = find(Map(nodes={1: place}, node_tags={1: {"amenity": "hospital"}}))

    assert not found.things
    assert found.left_out == {"no_place": 1}


def test_the_exits_of_an_interchange_are_one_by_number_or_name(find: Find) -> None:
    nodes = row(*range(1, 8), step=0.01)
    tags = {"highway": "motorway_junction"}
    drawn = Map(
        nodes=nodes,
        ways={1: ((1, 2, 3, 4, 5, 6, 7), {"highway": "motorway"})},
        node_tags={
            1: tags | {"ref": "112", "name": "Norr"},
            2: tags | {"ref": "112"},
            3: tags,
            4: tags | {"name": "Mitt"},
            5: tags | {"name": "Mitt"},
            7: tags | {"ref": "114"},
        },
    )

    found = find(drawn)

    assert [(thing.key, thing.name) for thing in found.things] == [
        ("osm-n1", "Norr (112)"),
        ("osm-n4", "Mitt"),
        ("osm-n7", "114"),
    ]
    assert found.things[0].lon == pytest.approx(15.005)
    assert found.left_out == {"merged": 3}


def test_the_same_number_far_off_is_another_interchange(find: Find) -> None:
    tags = {"highway": "motorway_junction", "ref": "1"}
    drawn = Map(nodes=row(1, 2, step=0.1), ways={1: ((1, 2), {"highway": "motorway"})}, node_tags={1: tags, 2: tags})

    assert [thing.key for thing in find(drawn).things] == ["osm-n1", "osm-n2"]


def test_exits_of_other_roads_are_left_out(find: Find) -> None:
    tags = {"highway": "motorway_junction"}
    drawn = Map(
        nodes=row(1, 2, 3, 4, step=0.1),
        ways={1: ((1, 2), road(highway="trunk")), 2: ((3, 4), road(highway="trunk", motorroad="yes"))},
        node_tags={1: tags, 3: tags},
    )

    found = find(drawn)

    assert [thing.key for thing in found.things] == ["osm-n3"]
    assert found.left_out == {"no_motorway": 1}


def test_buildings_of_a_campus_are_part_of_it(find: Find) -> None:
    nodes = row(1, 2, 3, step=0.005) | row(9, lat=58.5)
    drawn = Map(
        nodes=nodes,
        node_tags={
            1: {"amenity": "university"},
            2: {"amenity": "university", "name": "Campus"},
            3: {"amenity": "university", "name": "Högskolan"},
            9: {"amenity": "university"},
        },
    )

    assert [(thing.key, thing.name) for thing in find(drawn).things] == [
        ("osm-n2", "Campus"),
        ("osm-n3", "Högskolan"),
        ("osm-n9", ""),
    ]


def test_attributes(find: Find) -> None:
    drawn = Map(
        nodes=row(1, 2, 3, step=0.1),
        node_tags={
            1: {"aeroway": "aerodrome", "iata": "LPI", "name": "Saab"},
            2: {"power": "substation", "voltage": "40000;130000", "name": "Ställverk"},
            3: {"power": "substation", "voltage": "10500"},
        },
    )

    found = {thing.key: dict(thing.attributes) for thing in find(drawn).things}

    assert found == {
        "osm-n1": {"iata": "LPI"},
        "osm-n2": {"power_kv": "130"},
        "osm-n3": {"power_kv": "10.5"},
    }


def test_a_facility_that_is_disused_is_none(find: Find) -> None:
    drawn = Map(nodes=row(1), node_tags={1: {"railway": "station", "disused": "yes"}})

    assert find(drawn).left_out == {"disused": 1}


@pytest.mark.parametrize("name", ["map.osm.pbf", "map.osm.bz2", "map.osm.gz"])
def test_every_format_gives_the_same(find: Find, name: str) -> None:
    drawn = Map(
        nodes=row(1, 2, 3, step=0.1),
        ways={1: ((1, 2), {"harbour": "yes"})},
        relations={7: ([("node", 3, "")], {"type": "site", "amenity": "hospital", "name": "S"})},
    )

    def keys(found: FacilityRows) -> list[Thing]:
        return list(found.things)

    assert keys(find(drawn, name=name)) == keys(find(drawn)) != []
