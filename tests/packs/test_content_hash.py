"""The hash of a region depends on its values, on nothing else."""

from __future__ import annotations

import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitematch.packs import read_pack
from tests.examples import examples

TABLES = {
    "localities.csv": [
        [
            "id",
            "name",
            "lat",
            "lon",
            "population",
            "kind",
            "municipality_code",
            "workforce",
            "workforce_it",
            "jobs",
            "n",
        ],
        ["a", "Åby", "58.01", "15.01", "1000", "", "", "", "5", "9", "x"],
        ["b", "Berg", "58.02", "15.1", "200", "rural", "0001", "99", "", "", ""],
        ["c", "Dal", "58.05", "15.05", "0", "", "0999", "", "1", "", ""],
    ],
    "road_nodes.csv": [["id", "lat", "lon"], ["n1", "58", "15"], ["n2", "58", "15.1"], ["n3", "58.1", "15.1"]],
    "road_links.csv": [
        ["from", "to", "km", "speed_kmh", "oneway", "motorway", "road", "wkt"],
        ["n1", "n2", "6", "60", "0", "", "E4", ""],
        ["n2", "n3", "11.5", "70", "1", "1", "", "LINESTRING (15.1 58, 15.2 58.05, 15.1 58.1)"],
        ["n1", "n3", "13", "50", "", "", "", ""],
    ],
    "facilities.csv": [
        ["id", "class", "name", "lat", "lon", "draft_m", "cargo"],
        ["f1", "port", "Hamn", "58", "15", "10", "bulk|oil"],
        ["f2", "port", "Brygga", "58.1", "15.1", "", ""],
    ],
}


def csv_text(rows: list[list[str]]) -> str:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n"


def files(tables: dict[str, list[list[str]]]) -> dict[str, str | bytes | None]:
    return {name: csv_text(rows) for name, rows in tables.items()}


@st.composite
def reordered(draw):
    tables = {}
    for name, (head, *rows) in TABLES.items():
        columns = draw(st.permutations(range(len(head))))
        tables[name] = [[row[i] for i in columns] for row in (head, *draw(st.permutations(rows)))]
    return tables


@settings(deadline=None, max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=reordered())
def test_neither_rows_nor_columns_nor_folder_enter_by_their_order(make_pack, tmp_path, tables):
    shutil.rmtree(tmp_path / "one", ignore_errors=True)
    shutil.rmtree(tmp_path / "two", ignore_errors=True)
    given_order = read_pack(make_pack(files(TABLES), "one"))
    assert read_pack(make_pack(files(tables), "two")).content_hash == given_order.content_hash


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "region.toml",
            "[workforce]\nshare = 0.5\n",
            '# of all\nlang = "sv"\n[access]\nkmh = 30.0\n[workforce]\nshare = 0.50\n',
        ),
        ("region.toml", 'id = "toy"\nname = "Toyland"\n', 'name = "Toyland"\nid = "toy"\n'),
        ("road_links.csv", "n1,n2,6,60", '"n1", n2 ,6.0,6e1'),
        ("road_links.csv", "\n", "\r\n"),
        ("facilities.csv", "58.0,15.0,10", "58,15,10"),
        ("facilities.csv", "f1,port,Hamnen,58.0,15.0,10\nf2", "\nf1,port,Hamnen,58.0,15.0,10\n\nf2"),
        ("localities.csv", "a,Aby,58.01,15.01,1000\n", "a,Aby,58.01,15.01,1000.0\n"),
    ],
)
def test_the_way_of_writing_does_not_enter(make_pack, file, old, new):
    good = read_pack(make_pack({}, "one"))
    text = (make_pack({}, "two") / file).read_text()
    assert old in text
    assert read_pack(make_pack({file: text.replace(old, new)}, "three")).content_hash == good.content_hash


def test_a_column_that_is_empty_says_no_more_than_none(make_pack):
    facilities = "id,class,name,lat,lon,draft_m,iata\nf1,port,Hamnen,58.0,15.0,10,\nf2,port,Bryggan,58.1,15.1,,\n"
    good = read_pack(make_pack({}, "one"))
    assert read_pack(make_pack({"facilities.csv": facilities}, "two")).content_hash == good.content_hash


CHANGES = [
    ("region.toml", '"toy"', '"toy-2"'),
    ("region.toml", '"Toyland"', '"Toy"'),
    ("region.toml", "0.5", "0.6"),
    ("region.toml", "[workforce]", "[access]\nkmh = 31\n[workforce]"),
    ("region.toml", "[workforce]", "[reach]\nhorizon_min = 60\n[workforce]"),
    ("region.toml", "[workforce]", "[roads]\nspeed_factor = 0.9\n[workforce]"),
    ("region.toml", "[workforce]", '[sources.roads]\nname = "OSM"\n[workforce]'),
    ("localities.csv", "1000", "1001"),
    ("localities.csv", "58.01", "58.010001"),
    ("localities.csv", "Aby", "Åby"),
    ("localities.csv", "population\na,Aby,58.01,15.01,1000\n", "population,jobs\na,Aby,58.01,15.01,1000,0\n"),
    ("localities.csv", "b,Berg,58.02,15.1,200\n", ""),
    ("road_nodes.csv", "58.1", "58.2"),
    ("road_nodes.csv", "n3,58.1,15.1\n", "n3,58.1,15.1\nn4,58,15\n"),
    ("road_links.csv", "11.5", "11.6"),
    ("road_links.csv", "70", "71"),
    ("road_links.csv", "n1,n2,6,60", "n1,n3,6,60"),
    ("facilities.csv", "Hamnen", "Hamn"),
    ("facilities.csv", ",10", ",11"),
    ("facilities.csv", "f1,port", "f1,airport"),
    ("municipalities.geojson", "58.1", "58.2"),
    ("municipalities.geojson", "0001", "0002"),
]


@pytest.mark.parametrize(("file", "old", "new"), CHANGES)
def test_every_value_enters(make_pack, file, old, new):
    good = make_pack({}, "one")
    text = (good / file).read_text()
    assert old in text
    changed = text.replace(old, new)
    if file == "localities.csv" and ",jobs" in new:
        changed = changed.replace(",200\n", ",200,0\n")
    assert read_pack(make_pack({file: changed}, "two")).content_hash != read_pack(good).content_hash


def test_the_first_corner_of_an_outline_does_not_enter(make_pack):
    good = make_pack({}, "one")
    document = json.loads((good / "municipalities.geojson").read_text())
    ring = document["features"][0]["geometry"]["coordinates"][0]
    document["features"][0]["geometry"]["coordinates"][0] = [*ring[2:], *ring[1:3]]
    turned = make_pack({"municipalities.geojson": json.dumps(document)}, "two")
    assert read_pack(turned).content_hash == read_pack(good).content_hash
