"""People of a file put into a pack: every format, every way to say a place, nobody lost."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.core.evidence import Method, Source
from sitematch.core.reach.members import members
from sitematch.errors import OutputFailed, RegionRefused, SiteFileRefused, WrongUse
from sitematch.packs import read_pack, replacing
from sitematch.packs.people_import.into_pack import STEPS, Asked, import_people
from tests.examples import examples
from tests.packs.people_import.people_files import (
    PEOPLE,
    PLACES,
    cells,
    csv_file,
    geoparquet_file,
    gpkg_file,
    imported,
    in_epsg,
    parquet_file,
    where,
)

EXPECTED = np.column_stack([np.array(PLACES), PEOPLE])
CENTIMETRE = 2e-7


def points_csv(epsg: int, heading: str = "x,y,population") -> str:
    rows = [f"{x!r},{y!r},{people}" for (x, y), people in zip(in_epsg(epsg), PEOPLE, strict=True)]
    return "\n".join([heading, *rows]) + "\n"


# Formats


def test_points_in_csv(make_pack):
    pack = make_pack()
    report = imported(pack, csv_file(points_csv(4326, "lon,lat,population")))

    assert where(pack) == approx(EXPECTED, abs=CENTIMETRE)
    assert (report.population, report.in_region, report.outside) == (157, 157, 0)
    assert (report.crs, report.crs_told, report.places_by) == ("EPSG:4326", "degrees", "lon_lat")
    region = read_pack(pack)
    assert region.localities.rural.sum() == 3
    assert region.localities.population.sum() == 157
    assert region.localities.municipality_codes == ("0001",) * 5
    assert region.sources["people"] == Source("people.csv", None, Method.STATED)


@pytest.mark.parametrize("epsg", [3009, 3021, 4258])
def test_cells_in_a_geopackage_stand_for_their_middles(make_pack, epsg):
    pack = make_pack()
    side = 0.01 if epsg == 4258 else 1000.0
    report = imported(pack, gpkg_file(cells(epsg, side), {"Pop": PEOPLE}, epsg))

    assert where(pack) == approx(EXPECTED, abs=CENTIMETRE)
    assert (report.format, report.crs, report.crs_told) == ("gpkg", f"EPSG:{epsg}", "declared")


@pytest.mark.parametrize("epsg", [3006, 4326, 3010])
def test_cells_in_geoparquet(make_pack, epsg):
    pack = make_pack()
    side = 0.01 if epsg == 4326 else 250.0
    report = imported(pack, geoparquet_file(cells(epsg, side), {"befolkning": PEOPLE}, epsg))

    assert where(pack) == approx(EXPECTED, abs=CENTIMETRE)
    assert (report.format, report.crs) == ("parquet", f"EPSG:{epsg}")


def test_geoparquet_without_a_crs_is_longitude_and_latitude_and_with_null_it_is_told(make_pack):
    wkb = shapely.to_wkb(shapely.points(PLACES)).tolist()
    geo = {"version": "1.1.0", "primary_column": "at", "columns": {"at": {"encoding": "WKB", "geometry_types": []}}}
    pack = make_pack()
    assert imported(pack, parquet_file({"at": wkb, "pop": PEOPLE}, geo)).crs_told == "declared"
    assert where(pack) == approx(EXPECTED, abs=CENTIMETRE)

    geo["columns"]["at"]["crs"] = None
    plane = shapely.to_wkb(shapely.points(in_epsg(3006))).tolist()
    report = imported(pack, parquet_file({"at": plane, "pop": PEOPLE}, geo))
    assert (report.crs, report.crs_told) == ("EPSG:3006", "numbers")
    assert where(pack) == approx(EXPECTED, abs=CENTIMETRE)


def test_geoparquet_of_native_points(make_pack):
    pack = make_pack()
    points = pa.array([{"x": x, "y": y} for x, y in PLACES])
    geo = {"version": "1.1.0", "primary_column": "at", "columns": {"at": {"encoding": "point", "geometry_types": []}}}
    imported(pack, parquet_file({"at": points, "pop": PEOPLE}, geo))

    assert where(pack) == approx(EXPECTED, abs=CENTIMETRE)


def test_plain_parquet_with_columns_of_every_kind(make_pack):
    pack = make_pack()
    xy = np.array(in_epsg(3006))
    columns = {
        "easting": xy[:, 0],
        "northing": pa.array([str(y) for y in xy[:, 1]]).dictionary_encode(),
        "population": pa.array([*PEOPLE[:2], None], pa.int32()),
        "workforce": pa.array([50.0, float("nan"), 3.0]),
        "list": pa.array([[1], [2], [3]]),
    }
    report = imported(pack, parquet_file(columns))

    assert where(pack) == approx(EXPECTED[:2], abs=CENTIMETRE)
    assert read_pack(pack).localities.workforce[2:].tolist() == [50, 15, 3]  # a blank takes the pack's share
    assert (report.population, report.workforce) == (150, 53)
    assert [(c.column, c.missing) for c in report.not_counted] == [("population", 1), ("workforce", 1)]


def test_wkt_and_semicolons_and_windows(make_pack):
    pack = make_pack()
    rows = "\n".join(f"{box.wkt};{people}" for box, people in zip(cells(3006), PEOPLE, strict=True))
    report = imported(pack, csv_file(f"Framställd å SCB\nwkt;Folkmängd\n{rows}\n", encoding="cp1252"))

    assert where(pack) == approx(EXPECTED, abs=CENTIMETRE)
    assert (report.crs_told, report.places_by) == ("numbers", "wkt")


@pytest.mark.parametrize("epsg", [3006, 3009, 3021, 3857])
def test_the_system_is_told_by_where_most_people_come_to_lie(make_pack, epsg):
    pack = make_pack()
    far = in_epsg(epsg, [(15.1, 58.9)])[0]
    report = imported(pack, csv_file(points_csv(epsg) + f"{far[0]},{far[1]},20\n"))

    assert (report.crs, report.crs_told) == (f"EPSG:{epsg}", "numbers")
    assert (report.population, report.in_region, report.outside) == (177, 157, 20)
    assert [(m.code, m.population) for m in report.municipalities] == [("0001", 157)]


def test_without_municipalities_the_roads_tell_where_the_region_lies(make_pack):
    pack = make_pack({"municipalities.geojson": None})
    near = [(15.05, 58.02), (15.09, 58.04), (15.1, 58.09)]
    rows = "".join(f"{x},{y},5\n" for x, y in in_epsg(3006, near))
    assert imported(pack, csv_file("x,y,pop\n" + rows)).crs == "EPSG:3006"

    bare = make_pack({"municipalities.geojson": None, "road_nodes.csv": None, "road_links.csv": None}, "bare")
    assert imported(bare, csv_file("x,y,pop\n" + rows), crs="EPSG:3006").population == 15
    with pytest.raises(SiteFileRefused, match=r"crs\.missing"):
        imported(bare, csv_file("x,y,pop\n" + rows))


# Cells by their ids


def ruta(size: int, epsg: int = 3006) -> list[str]:
    return [f"{int(x // size * size)}{int(y // size * size)}" for x, y in in_epsg(epsg)]


@pytest.mark.parametrize("size", [1000, 500, 250, 100])
def test_an_id_is_the_lower_left_corner_of_a_cell(make_pack, size):
    pack = make_pack()
    ids = ruta(size) if size == 1000 else [f"{531000 + i * size}{6434000 + i * size}" for i in range(3)]
    rows = "".join(f"{one},{people}\n" for one, people in zip(ids, PEOPLE, strict=True))
    report = imported(pack, csv_file("Ruta,Pop\n" + rows), crs=None)

    move = np.array([(int(one[:6]) + size / 2, int(one[6:]) + size / 2) for one in ids])
    at = where(pack)
    x, y = np.array(in_epsg(3006, [tuple(row) for row in at[:, :2]])).T
    assert np.column_stack([x, y]) == approx(move, abs=0.02)
    assert (report.cells_m, report.crs, report.crs_told, report.places_by) == ((size,), "EPSG:3006", "ids", "ruta")


def test_the_size_of_cells_stands_in_a_column_or_is_given(make_pack):
    pack = make_pack()
    text = "Ruta;Rutstorl;Pop\n5030006431000;250;10\n5040006432000;1 km;20\n"
    report = imported(pack, csv_file(text))
    x, y = in_epsg(3006, [tuple(row) for row in where(pack)[:, :2]])[1]
    assert (x, y) == approx((503125, 6431125), abs=0.02)
    assert report.cells_m == (1000, 250)

    imported(pack, csv_file("Ruta;Pop\n5030006431000;10\n"), cell_m=100)
    assert in_epsg(3006, [tuple(where(pack)[0, :2])])[0] == approx((503050, 6431050), abs=0.02)


def test_older_ids_are_in_rt90_and_numbers_are_ids_too(make_pack):
    pack = make_pack()
    report = imported(pack, csv_file("ruta,pop\n" + "".join(f"{one},9\n" for one in ruta(1000, 3021))))
    assert (report.crs, report.in_region) == ("EPSG:3021", 27)

    ids = np.array([int(one) for one in ruta(1000)])
    assert imported(pack, parquet_file({"id": ids, "pop": PEOPLE})).places_by == "ruta"
    assert imported(pack, parquet_file({"Ruta": ids.astype(float), "pop": PEOPLE})).population == 157
    assert [row for row in read_pack(pack).localities.ids if row.isdigit()] == [str(one) for one in ids]


def test_ids_of_statistics_norway_have_two_millions_added(make_pack):
    pack = make_pack()
    ids = [f"{2_000_000 + int(x // 1000 * 1000)}{int(y // 1000 * 1000)}" for x, y in in_epsg(25833)]
    report = imported(pack, csv_file("SSBID1000M;pop_tot\n" + "".join(f"{one};9\n" for one in ids)))

    assert (report.crs, report.population, report.in_region) == ("EPSG:25833", 27, 27)
    x, y = np.array(in_epsg(25833, [tuple(row) for row in where(pack)[:, :2]])).T
    assert sorted(f"{round(e - 500) + 2_000_000}{round(n - 500)}" for e, n in zip(x, y, strict=True)) == sorted(ids)


def test_ids_that_tell_no_size_and_ids_that_are_none(make_pack):
    pack = make_pack()
    with pytest.raises(SiteFileRefused, match="--cell 250"):
        imported(pack, csv_file("Ruta,Pop\n5030336431017,10\n"))
    with pytest.raises(RegionRefused, match=r"row 2, Ruta: '5,03E\+12' is no id of a cell"):
        imported(pack, csv_file('Ruta,Pop\n5030006431000,10\n"5,03E+12",3\n'))
    with pytest.raises(RegionRefused, match="row 1, Ruta: '5030336431' is no id of a cell"):
        imported(pack, csv_file("Ruta,Pop\n5030336431,10\n"))
    with pytest.raises(RegionRefused, match="row 2, Rutstorl: 'stor' is no size"):
        imported(pack, csv_file("Ruta,Rutstorl,Pop\n5030006431000,250,10\n5030006432000,stor,3\n"))


@pytest.mark.parametrize("written", ["503000 6431000", "503000_6431000", "5030006431000.0"])
def test_an_id_may_be_written_in_two_parts_or_as_a_number_with_decimals(make_pack, written):
    pack = make_pack()
    imported(pack, csv_file(f"Ruta,Pop\n{written},10\n"))

    assert in_epsg(3006, [tuple(where(pack)[0, :2])])[0] == approx((503500, 6431500), abs=0.02)


def test_a_cell_that_stands_there_twice_keeps_both_its_rows(make_pack):
    pack = make_pack()
    imported(pack, csv_file("Ruta,kon,Pop\n5030006431000,1,10\n5030006431000,2,12\n"))

    assert where(pack)[:, 2].sum() == 22
    assert [one for one in read_pack(pack).localities.ids if one[0] == "5"] == ["5030006431000", "5030006431000-2"]


# What is not counted


def test_blank_protected_and_negative_cells_count_nobody_and_are_told(make_pack):
    pack = make_pack()
    cells_ = ["..", "*", "-", "–", "", "<3", "≤ 4", "1-3", "x", "-5", "-99", "sekretess", "0", "12"]
    rows = "".join(f"15.1,58.05,{cell}\n" for cell in cells_)
    report = imported(pack, csv_file("lon,lat,population\n" + rows))

    (found,) = report.not_counted
    assert (found.missing, found.protected, found.negative) == (1, 9, 2)
    assert found.protected_at_most == 2 + 4 + 3
    assert found.negative_sum == -104
    assert (report.population, report.rows, report.written, report.empty) == (12, 14, 1, 13)


@pytest.mark.parametrize(
    ("cells_", "values", "thousands"),
    [
        (["1 234", "12", "1\u00a0234\u202f567"], [1234, 12, 1234567], ""),
        (["12,345", "7"], [12345, 7], ","),
        (["1,234,567", "2,100"], [1234567, 2100], ","),
        (["12.345", "7"], [12345, 7], "."),
        (["1'200", "3"], [1200, 3], ""),
        (["1.234,5", "2"], [1234.5, 2], ""),
        (["0,512", "12,345"], [0.512, 12.345], ""),
        (["12.345", "3.5"], [12.345, 3.5], ""),
        (["12.345", "152.331"], [12.345, 152.331], ""),
        (["1e3", "+4"], [1000, 4], ""),
    ],
)
def test_thousands_are_told_from_decimals_by_the_whole_column(make_pack, cells_, values, thousands):
    rows = "".join(f"15.1;58.0{i};{cell}\n" for i, cell in enumerate(cells_, start=3))
    pack = make_pack()
    report = imported(pack, csv_file("lon;lat;population\n" + rows))

    assert sorted(where(pack)[:, 2]) == approx(sorted(values))
    assert "".join(found.thousands for found in report.not_counted) == thousands


def test_rows_without_numbers_or_places_are_refused_by_row_and_nothing_changes(make_pack):
    pack = make_pack()
    before = {path.name: path.read_bytes() for path in pack.iterdir()}
    text = "lon,lat,Pop,jobs\n15.1,58.05,ca tolv,1\n15.1,,7,\n15.1,58.05,8,många\n15.1,58.05,,\n15.1,58.05,1e12,\n"
    with pytest.raises(RegionRefused) as refused:
        imported(pack, csv_file(text))

    message = str(refused.value)
    assert message.startswith("people.csv: row 1, Pop: 'ca tolv' is no number of persons; write a whole number")
    assert "row 2: 7 people, but no place for them" in message
    assert "row 3, jobs: 'många'" in message
    assert "row 4" not in message
    assert "row 5, Pop: '1e12'" in message
    assert {path.name: path.read_bytes() for path in pack.iterdir()} == before
    with pytest.raises(RegionRefused, match="rad 1, Pop: 'ca tolv' är inget antal personer"):
        imported(pack, csv_file(text), lang="sv")
    with pytest.raises(RegionRefused, match="and 10 more"):
        imported(pack, csv_file("lon,lat,pop\n" + "15,58,a\n" * 30))


# Columns


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("befolkning", "named"),
        ("Pop_2023", "near"),
        ("TOTALT", "named"),
        ("Tot_bef", "named"),
        ("beftotalt", "named"),
        ("Folkmängden", "near"),
        ("befolkníng", "named"),
    ],
)
def test_swedish_headings_of_the_population(make_pack, heading, told):
    report = imported(make_pack(), csv_file(f"lon,lat,{heading},Kvinnor,Namnlös\n15.1,58.05,10,4,x\n"))

    (column,) = [column for column in report.columns if column.ours == "population"]
    assert (column.theirs, column.told) == (heading, told)
    assert report.passed_over == ("Kvinnor", "Namnlös")


def test_figures_of_work_by_group(make_pack):
    pack = make_pack()
    text = (
        "lon,lat,population,ant_sysselsatta,sysselsatta_Vård,workforce_ict,dagbefolkning\n"
        "15.1,58.05,100,50,7,,12\n15.12,58.05,20,..,1,2,\n"
    )
    report = imported(pack, csv_file(text))

    people = read_pack(pack).localities
    assert people.workforce[2:].tolist() == [50, 0]
    assert {name: values[2:].tolist() for name, values in people.groups.items()} == {"vård": [7, 1], "ict": [0, 2]}
    assert people.jobs is not None and people.jobs[2:].tolist() == [12, 0]
    assert (report.workforce, report.jobs) == (50, 12)


def test_what_the_caller_says_of_columns_wins_and_is_strict(make_pack):
    pack = make_pack()
    text = "lon,lat,pop,natt\n15.1,58.05,5,9\n"
    assert imported(pack, csv_file(text), columns={"NATT": "population"}).population == 9
    with pytest.raises(WrongUse, match="no column 'dag'; it has lon, lat, pop, natt"):
        imported(pack, csv_file(text), columns={"dag": "population"})
    with pytest.raises(WrongUse, match="no column 'folk'"):
        imported(pack, csv_file(text), columns={"natt": "folk"})
    with pytest.raises(WrongUse, match="is 'natt' already"):
        imported(pack, csv_file(text), columns={"natt": "population", "pop": "population"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "lon,lat,antal_bilar\n15.1,58.05,5\n",
            "no column is known as the population; the columns are lon, lat, antal",
        ),
        ("lon,lat,pop_2020,pop_2021\n15.1,58.05,5,6\n", "several columns may be population: pop_2020, pop_2021"),
        ("namn,pop\nAby,5\n", "nothing says where the people live; the columns are namn, pop"),
        ("lon,lat,pop\n15.1,58.05,0\n", "file.empty: people.csv: nobody lives anywhere in it"),
        ("lon,lat,pop\n", "file.empty"),
        ("", "file.empty"),
        ("lon,lat,pop,crs\n15.1,58.05,5,EPSG:2154\n", "crs.unsupported"),
    ],
)
def test_a_file_that_says_too_little_is_refused_as_a_whole(make_pack, text, said):
    with pytest.raises(SiteFileRefused, match=said):
        imported(make_pack(), csv_file(text))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PAR1\x00\x00nothing", "Parquet file cannot be read"),
        (b"SQLite format 3\0" + b"\0" * 100, "file.unreadable"),
        (b"PK\x03\x04", "zip archive"),
        (
            b'{"type": "FeatureCollection"}',
            "the file is JSON, which is not read; save it as CSV, GeoPackage or Parquet",
        ),
        (b"\x1f\x8b\x08", "gzip"),
        (b"lon,lat,pop\n1,\0,2", "no text"),
    ],
)
def test_files_of_other_kinds(make_pack, content, said):
    from sitematch.intake.options import SiteFile

    with pytest.raises(SiteFileRefused, match=said):
        import_people(SiteFile("people", content), make_pack(), Asked())


def test_of_several_layers_the_one_with_people_is_read(make_pack):
    pack = make_pack()
    other = GeoDataFrame({"road": ["E4"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:3006")
    report = imported(pack, gpkg_file(cells(), {"pop": PEOPLE}, roads=other))
    assert (report.population, report.layers_passed_over) == (157, ("roads",))

    twice = GeoDataFrame({"Pop": [1]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:3006")
    with pytest.raises(SiteFileRefused, match="several layers have a population: cells, towns"):
        imported(pack, gpkg_file(cells(), {"pop": PEOPLE}, towns=twice))


# Wrong systems


def test_people_far_outside_are_refused_with_the_likely_system_named(make_pack):
    pack = make_pack()
    with pytest.raises(
        SiteFileRefused, match=r"read in EPSG:3010 .*, 0\.0% of its 157 people live near Toyland.*EPSG:3006"
    ):
        imported(pack, csv_file(points_csv(3006)), crs="EPSG:3010")
    with pytest.raises(SiteFileRefused, match=r"give that with --crs EPSG:3009"):
        imported(pack, gpkg_file(cells(3009), {"pop": PEOPLE}, 3010))
    with pytest.raises(SiteFileRefused, match=r"north and east exchanged.*add --swap-axes"):
        imported(pack, csv_file(points_csv(3006, "y,x,population")), crs="EPSG:3006")
    assert (
        imported(pack, csv_file(points_csv(3006, "y,x,population")), crs="EPSG:3006", swap_axes=True).in_region == 157
    )
    with pytest.raises(SiteFileRefused, match=r"within 100 km of Toyland"):
        imported(pack, csv_file("lon,lat,pop\n20.1,63.8,5000\n"))
    with pytest.raises(SiteFileRefused, match="ange det med --crs EPSG:3006"):
        imported(pack, csv_file(points_csv(3006)), crs="EPSG:3010", lang="sv")


def test_zones_that_place_half_of_a_wide_region_alike_are_told_apart(make_pack):
    ring = [[14.5, 57.7], [18.5, 57.7], [18.5, 58.9], [14.5, 58.9], [14.5, 57.7]]
    feature = {"type": "Feature", "properties": {"code": "0001", "name": "Wide"}}
    outlines = [feature | {"geometry": {"type": "Polygon", "coordinates": [ring]}}]
    wide = json.dumps({"type": "FeatureCollection", "features": outlines})
    pack = make_pack({"municipalities.geojson": wide})
    places = [(14.6 + 0.25 * i, 57.8 + 0.25 * j) for i in range(16) for j in range(4)]
    text = "x,y,pop\n" + "".join(f"{x},{y},10\n" for x, y in in_epsg(3010, places))

    assert (imported(pack, csv_file(text)).crs, imported(pack, csv_file(text)).in_region) == ("EPSG:3010", 640)
    with pytest.raises(SiteFileRefused, match=r"6\d\.\d% of its 640 people live near .* fit EPSG:3010"):
        imported(pack, csv_file(text), crs="EPSG:3009")


def test_a_whole_country_is_kept_and_counted_as_outside(make_pack):
    pack = make_pack()
    report = imported(pack, csv_file(points_csv(4326, "lon,lat,population") + "20.1,63.8,9000\n"))

    assert (report.in_region, report.outside) == (157, 9000)
    assert read_pack(pack).localities.population.sum() == 9157


# Localities


def test_localities_stay_as_facilities_and_their_people_are_not_counted_twice(make_pack):
    pack = make_pack()
    report = imported(pack, csv_file(points_csv(4326, "lon,lat,population")))

    region = read_pack(pack)
    assert (report.localities, report.localities_kept, report.localities_replaced) == (0, 2, 0)
    assert [via.id for via in members(region, "locality").via] == ["a", "b"]
    assert region.localities.population[:2].tolist() == [0, 0]
    assert region.localities.attributes["population"][:2] == ("1000", "200")
    again = imported(pack, csv_file(points_csv(4326, "lon,lat,population")))
    assert (again.population, again.localities_kept) == (157, 2)
    assert read_pack(pack).localities.attributes["population"][:2] == ("1000", "200")


def test_localities_of_the_file_take_the_place_of_those_of_the_pack(make_pack):
    pack = make_pack()
    text = "id,name,lat,lon,population,kind,kommun,harbour\nq,Qby,58.03,15.03,70,,Toy,yes\nr,,58.04,15.03,5,rural,1,\n"
    report = imported(pack, csv_file(text))

    people = read_pack(pack).localities
    assert (report.localities, report.localities_kept, report.localities_replaced) == (1, 0, 2)
    assert (people.ids, people.names) == (("q", "r"), ("Qby", ""))
    assert people.rural.tolist() == [False, True]
    assert people.municipality_codes == ("0001", "0001")
    assert people.attributes["harbour"] == ("yes", "")


def test_the_pack_s_own_table_is_a_file_of_people(make_pack):
    pack = make_pack()
    before = read_pack(pack).localities
    imported(pack, csv_file((pack / "localities.csv").read_text()))

    after = read_pack(pack).localities
    assert (after.ids, after.names, after.population.tolist()) == (before.ids, before.names, before.population.tolist())


# The pack


def test_the_manifest_keeps_its_comments_and_takes_the_source(make_pack):
    text = (
        '# ours\nid = "toy"\n[localities]  # from a library\nsource = "geonames"\ncountry = "AD"\n'
        '[sources.people]\nname = "old"\n'
    )
    pack = make_pack({"region.toml": text})
    source = Source('Statistics "Sweden"', "2023-12-31", Method.MEASURED)
    report = imported(pack, csv_file(points_csv(4326, "lon,lat,population")), source=source)

    assert (pack / "region.toml").read_text() == (
        '# ours\nid = "toy"\n[localities]  # from a library\nfile = "localities.csv"\n[sources.people]\n'
        'name = "Statistics \\"Sweden\\""\ndate = "2023-12-31"\nmethod = "measured"\n'
    )
    assert read_pack(pack).sources["people"] == source == report.source
    assert report.localities_kept > 5


def test_a_table_that_is_named_but_not_there_yet(make_pack):
    pack = make_pack({"region.toml": 'id = "toy"\nlocalities.file = "towns.csv"\n', "localities.csv": None})
    imported(pack, csv_file(points_csv(4326, "lon,lat,population")))

    assert read_pack(pack).localities.population.sum() == 157
    assert not (pack / "localities.csv").exists()


def test_a_pack_that_cannot_be(make_pack, tmp_path):
    with pytest.raises(RegionRefused, match="is not a folder"):
        imported(tmp_path / "none", csv_file(points_csv(4326)))
    with pytest.raises(RegionRefused, match=r"region\.toml"):
        imported(make_pack({"region.toml": None}), csv_file(points_csv(4326)))


def test_the_pack_is_replaced_whole_or_not_at_all(make_pack, monkeypatch):
    pack = make_pack()
    before = {path.name: path.read_bytes() for path in pack.iterdir()}
    replace = replacing.Path.replace

    def full(self, target):
        if target.name == "region.toml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(replacing, "exchanged", lambda folder, contents: False)
    monkeypatch.setattr(replacing.Path, "replace", full)
    with pytest.raises(OutputFailed, match=r"No space left on device.*the pack is as it was"):
        imported(pack, csv_file(points_csv(4326, "lon,lat,population")))
    monkeypatch.undo()

    assert {path.name: path.read_bytes() for path in pack.iterdir()} == before


def test_the_report_is_plain_json_and_steps_are_told(make_pack):
    steps = []
    report = import_people(csv_file(points_csv(3006)), make_pack(), Asked(), on_step=steps.append)

    assert json.loads(json.dumps(report.to_document()))["population"] == 157
    assert tuple(steps) == STEPS


@settings(max_examples=examples(10), deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(14.5, 15.7), st.floats(57.9, 58.2), st.integers(0, 5000) | st.just("..") | st.just("")),
        min_size=1,
        max_size=30,
    )
)
def test_nobody_is_lost(tmp_path_factory, good_pack, rows):
    pack = tmp_path_factory.mktemp("pack")
    for name, text in good_pack.items():
        (pack / name).write_text(text)
    total = sum(people for _, _, people in rows if isinstance(people, int))
    text = "lon;lat;pop\n" + "".join(f"{lon};{lat};{people}\n" for lon, lat, people in rows)
    if not total:
        with pytest.raises(SiteFileRefused):
            imported(pack, csv_file(text))
        return
    try:
        report = imported(pack, csv_file(text))
    except SiteFileRefused as refused:  # all of them happen to live far outside
        assert refused.code == "crs.missing"
        return

    assert report.population == report.in_region + report.outside == total
    assert read_pack(pack).localities.population.sum() == total
