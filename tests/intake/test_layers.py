"""GeoPackage and zipped Shapefile, as they come from map programs."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from sitematch.errors import SiteFileRefused
from sitematch.intake import Limits, SiteFile
from tests.intake.layers import altered, gpkg, parts, script, shp, zipped
from tests.intake.world import EAST, NORTH, codes, counts, csv, issues, read, square, to_epsg, value

MAKERS = {"gpkg": gpkg, "shp": shp}


def area(place: int = 0, epsg: int = 3006) -> shapely.Polygon:
    ring = square(1000 + place * 800)
    return shapely.Polygon(ring if epsg == 3006 else to_epsg(ring, epsg))


def rows(count: int, **more) -> list[dict]:
    return [{"id": f"s{place}", "namn": f"Åsa {place}", **more} for place in range(count)]


def refusal(file: SiteFile, **options) -> SiteFileRefused:
    with pytest.raises(SiteFileRefused) as caught:
        read(file, **options)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("epsg", [3006, 3009, 3010, 3021, 4326, 4258, 3857, 25833])
def test_systems_that_are_declared(make, epsg: int) -> None:
    upload = read(make([area(0, epsg), area(1, epsg)], rows(2, effekt=12), crs=f"EPSG:{epsg}"))
    assert counts(upload) == (2, 2, 0, 0)
    assert upload.sites.ids == ("0511-s0", "0511-s1")
    assert upload.sites.names == ("Åsa 0", "Åsa 1")
    assert shapely.hausdorff_distance(upload.sites.outlines[0], area()) < 0.01


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_systems_that_are_not(make) -> None:
    assert counts(read(make([area()], rows(1), crs=None))) == (1, 1, 0, 0)
    assert counts(read(make([area(0, 4326)], rows(1), crs=None))) == (1, 1, 0, 0)
    nowhere = shapely.box(1000, 1000, 2000, 2000)
    assert refusal(make([nowhere], rows(1), crs=None)).code == "crs.missing"
    assert refusal(make([area()], rows(1), crs="EPSG:2154")).code == "crs.unsupported"
    assert counts(read(make([area()], rows(1), crs="EPSG:2154"), crs="EPSG:3006")) == (1, 1, 0, 0)
    swapped = shapely.transform(area(0, 4326), lambda xy: xy[:, ::-1])
    assert codes(read(make([swapped, area(1, 4326)], rows(2), crs="EPSG:4326"))) == ["crs.axis_swapped"]


def test_a_system_with_heights_is_the_one_without() -> None:
    assert counts(read(gpkg([area()], rows(1), crs="EPSG:5845"))) == (1, 1, 0, 0)
    assert counts(read(gpkg([area(0, 4326)], rows(1), crs="EPSG:4979"))) == (1, 1, 0, 0)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_typed_columns(make) -> None:
    more = [
        {"id": 7, "power_mw": 12.5, "source_dat": np.datetime64("2026-05-01"), "plan_stage": "laga kraft"},
        {"id": 8, "power_mw": np.nan, "source_dat": np.datetime64("NaT"), "plan_stage": ""},
    ]
    if make is gpkg:
        more = [{"source_date" if k == "source_dat" else k: v for k, v in row.items()} for row in more]
    upload = read(make([area(), area(1)], more))
    assert upload.sites.ids == ("0511-7", "0511-8")
    assert (value(upload.sites, "power_mw"), value(upload.sites, "power_mw", 1)) == (12.5, None)
    assert next(source.date for source in upload.sites.sources) == "2026-05-01"
    assert (value(upload.sites, "plan_stage"), value(upload.sites, "plan_stage", 1)) == ("laga_kraft", None)


def test_headings_that_a_shapefile_cuts_are_told() -> None:
    upload = read(shp([area()], [{"id": 1, "availability": "ledig", "municipality_code": "0511"}]))
    assert value(upload.sites, "availability") == "available"
    assert codes(upload) == []


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "CP1252"])
@pytest.mark.parametrize("with_cpg", [True, False])
def test_texts_of_a_shapefile_with_and_without_cpg(encoding: str, with_cpg: bool) -> None:
    members = parts([area()], [{"id": 1, "namn": "Ågården Östra", "skötsel": "ja"}], encoding=encoding)
    if not with_cpg:
        members.pop("sites.cpg", None)
    upload = read(zipped(members))
    assert upload.sites.names == ("Ågården Östra",)
    assert list(upload.sites.others) == ["skötsel"]


def test_a_cpg_that_is_nonsense_does_no_harm() -> None:
    members = parts([area()], [{"id": 1, "namn": "Ågården"}], encoding="ISO-8859-1")
    for cpg in (b"", b"rot13", b"hex", b"\xff\xfe", b"../x", b"9" * 90, b"idna"):
        assert read(zipped({**members, "sites.cpg": cpg})).sites.names == ("Ågården",)


def test_a_shapefile_in_a_folder_with_odd_capitals_and_company() -> None:
    members = parts([area()], rows(1))
    moved = {f"Lediga tomter/KARTA{name[5:].upper()}": content for name, content in members.items()}
    upload = read(zipped({**moved, "__MACOSX/._KARTA.shp": b"x", "läs mig.txt": b"hej", "inner.zip": b"PK\x03\x04"}))
    assert counts(upload) == (1, 1, 0, 0)


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_without_one_of_its_files(part: str) -> None:
    members = {name: content for name, content in parts([area()], rows(1)).items() if not name.endswith(part)}
    error = refusal(zipped(members))
    assert error.code == "file.unreadable"
    assert f"sites{part}" in str(error)


def test_of_several_shapefiles_the_one_of_areas_and_known_headings_is_read() -> None:
    points = parts([shapely.Point(EAST, NORTH)], rows(1), stem="punkter", geometry_type="Point")
    other = parts([area(1)], [{"a": 1}], stem="annat")
    upload = read(zipped({**points, **other, **parts([area()], rows(1))}))
    assert counts(upload) == (1, 1, 0, 0)
    [issue] = issues(upload, "value.suspicious")
    assert all(name in issue.message for name in ("sites", "punkter", "annat"))


def second_layer(kind: str, shape: shapely.Geometry, headings: dict):
    """Copies the rows of another GeoPackage in as a further layer."""
    extra = gpkg([shape], [headings], geometry_type=kind, layer="annat")

    def change(database) -> None:
        import sqlite3

        other = sqlite3.connect(":memory:")
        other.deserialize(extra.content)
        database.execute(other.execute("SELECT sql FROM sqlite_master WHERE name = 'annat'").fetchone()[0])
        for table in ("annat", "gpkg_contents", "gpkg_geometry_columns"):
            for row in other.execute(f"SELECT * FROM {table}").fetchall():
                marks = ",".join("?" * len(row))
                database.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        other.close()

    return change


def test_of_several_layers_the_one_of_areas_is_read() -> None:
    file = gpkg([area()], rows(1), layer="tomter", change=second_layer("Point", shapely.Point(EAST, NORTH), {"id": 3}))
    upload = read(file)
    assert counts(upload) == (1, 1, 0, 0)
    [issue] = issues(upload, "value.suspicious")
    assert "tomter" in issue.message
    assert "annat" in issue.message
    assert upload.report.issues[0].row is None
    fewer = gpkg([area()], rows(1), layer="tomter", change=second_layer("Polygon", area(1), {"foo": 3}))
    assert read(fewer).sites.ids == ("0511-s0",)


def test_heights_and_measures_are_dropped() -> None:
    high = shapely.force_3d(area(), 50)
    measured = shapely.from_wkt(
        area().wkt.replace("POLYGON (", "POLYGON M (").replace(",", " 1,").replace("))", " 1))")
    )
    for shape in (high, measured):
        for make in MAKERS.values():
            kind = "Unknown" if make is gpkg else "Polygon Z" if shape is high else "Polygon"
            upload = read(make([shape], rows(1), geometry_type=kind))
            assert counts(upload) == (1, 1, 0, 0)
            assert not upload.sites.outlines[0].has_z


def wkb_blob(wkb: bytes) -> bytes:
    return b"GP\x00\x01" + (3006).to_bytes(4, "little") + wkb


def with_blob(blob: bytes | None):
    """Two rows, the geometry of the first of them replaced."""

    def change(database) -> None:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE t SET geom = ? WHERE rowid = 1", (blob,))

    return gpkg([area(), area(1)], rows(2), geometry_type="Unknown", layer="t", change=change)


def curve_wkb() -> bytes:
    """A circle: CURVEPOLYGON (CIRCULARSTRING (…))."""
    ring = np.array([[EAST + 5000 + dx, NORTH + 5000 + dy] for dx, dy in ((0, 0), (400, 0), (0, 0))])
    string = b"\x01" + (8).to_bytes(4, "little") + (3).to_bytes(4, "little") + ring.astype("<f8").tobytes()
    return b"\x01" + (10).to_bytes(4, "little") + (1).to_bytes(4, "little") + string


def test_arcs_become_lines_and_that_is_said() -> None:
    upload = read(with_blob(wkb_blob(curve_wkb())))
    assert counts(upload) == (2, 2, 1, 0)
    [issue] = issues(upload, "geometry.invalid")
    assert (issue.row, str(issue.severity)) == (1, "repaired")
    circle = max(upload.sites.outlines, key=shapely.get_num_coordinates)
    assert circle.area == pytest.approx(np.pi * 200**2, rel=2e-3)


def test_one_bad_geometry_refuses_its_row_only() -> None:
    nan = shapely.to_wkb(shapely.box(0, 0, 1, 1)).replace(np.float64(1).tobytes(), np.float64("nan").tobytes())
    huge = shapely.to_wkb(shapely.box(1e300, 1e300, 1e308, 1e308))
    one_point = b"\x01" + (3).to_bytes(4, "little") + (1).to_bytes(4, "little") * 2 + np.zeros(2).tobytes()
    for wkb in (nan, huge, one_point):
        upload = read(with_blob(wkb_blob(wkb)))
        assert counts(upload) == (2, 1, 0, 1)
        assert [(issue.row, issue.code) for issue in upload.report.issues] == [(1, "geometry.invalid")]
    for blob in (None, b"", wkb_blob(shapely.to_wkb(shapely.Polygon()))):
        upload = read(with_blob(blob))
        assert counts(upload) == (2, 1, 0, 1)
        assert [(issue.row, issue.code) for issue in upload.report.issues] == [(1, "geometry.missing")]
    for blob in (b"GP", b"rubbish", wkb_blob(b"\x01\x03")):
        upload = read(with_blob(blob))
        assert counts(upload) == (2, 1, 0, 1)
        assert [(issue.row, issue.code) for issue in upload.report.issues] == [(1, "geometry.invalid")]
        assert issues(upload)[0].message.startswith("the outline cannot be read")


def test_an_open_ring_is_closed() -> None:
    corners = np.array(square()[:-1])
    head = b"\x01" + (3).to_bytes(4, "little") + (1).to_bytes(4, "little") + (4).to_bytes(4, "little")
    upload = read(with_blob(wkb_blob(head + corners.astype("<f8").tobytes())))
    assert counts(upload)[:2] == (2, 2)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_whole_files_that_are_refused(make) -> None:
    good = make([area(), area(1)], rows(2))
    assert refusal(make([], [])).code == "file.empty" if make is gpkg else True
    assert refusal(good, limits=Limits(rows=1)).code == "file.too_large"
    assert refusal(good, limits=Limits(columns=1)).code == "file.too_large"
    assert refusal(good, limits=Limits(vertices=4)).code == "file.too_large"
    assert refusal(good, limits=Limits(size_mb=0.0001)).code == "file.too_large"
    assert counts(read(good, limits=Limits(rows=2, vertices=5))) == (2, 2, 0, 0)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_codes_of_rows_and_columns(make) -> None:
    bow = shapely.Polygon([(EAST + 4000 + x, NORTH + 4000 + y) for x, y in ((0, 0), (400, 400), (400, 0), (0, 400))])
    shapes = [area(), area(), bow, shapely.box(EAST + 9000, NORTH, EAST + 9005, NORTH + 5), area(4), None, area(-90)]
    more = [
        {"id": "a", "power_mw": "ca 12", "yta": "25", "skick": "bra", "plan_stage": "?", "source_dat": "2020-01-01"},
        {"id": "b", "power_mw": "40000", "yta": "60", "skick": "bra", "plan_stage": "samråd", "source_dat": ""},
        {"id": "c", "power_mw": "", "yta": "", "skick": "", "plan_stage": "", "source_dat": ""},
        {"id": "d", "power_mw": "tolv", "yta": "", "skick": "", "plan_stage": "", "source_dat": "x"},
        {"id": "e", "power_mw": "-1", "yta": "", "skick": "", "plan_stage": "fel", "source_dat": ""},
        {"id": "f", "power_mw": "", "yta": "", "skick": "", "plan_stage": "", "source_dat": ""},
        {"id": "", "power_mw": "", "yta": "", "skick": "", "plan_stage": "", "source_dat": ""},
    ]
    if make is gpkg:
        more = [{"source_date" if k == "source_dat" else k: v for k, v in row.items()} for row in more]
    found = {(issue.row, issue.code) for issue in read(make(shapes, more), municipality="0511").report.issues}
    assert found >= {
        (None, "column.unknown"),
        (None, "id.missing"),
        (1, "value.suspicious"),
        (1, "date.stale"),
        (2, "geometry.overlap"),
        (2, "value.suspicious"),
        (2, "area.differs"),
        (3, "geometry.invalid"),
        (4, "value.not_a_number"),
        (4, "value.not_allowed"),
        (5, "value.out_of_range"),
        (5, "value.not_allowed"),
        (6, "geometry.missing"),
        (7, "geometry.outside_municipality"),
    }
    twice = read(make([area(), area(1)], [{"id": "a"}, {"id": "a"}]))
    assert codes(twice) == ["id.duplicate"]
    tiny = read(make([shapely.box(EAST + 9000, NORTH + 99, EAST + 9005, NORTH + 104)], rows(1)))
    assert codes(tiny) == ["geometry.tiny"]
    point = read(make([shapely.Point(EAST + 9000, NORTH + 99)], rows(1), geometry_type="Point"))
    assert codes(point) == ["geometry.not_polygon"]
    unit = make([shapely.Point(EAST + 9000, NORTH + 99)], rows(1, yta=12), geometry_type="Point")
    assert "column.unit" in codes(read(unit))
    assert "column.ambiguous" in codes(read(make([area()], rows(1, status="blå"))))


def test_a_primary_key_that_is_an_id_counts_as_one() -> None:
    assert read(gpkg([area()], [{"namn": "Ek"}], layer_options={"FID": "id"})).sites.ids == ("0511-1",)
    assert read(gpkg([area()], [{"namn": "Ek"}])).sites.ids != ("0511-1",)


def test_a_list_beside_the_layer() -> None:
    upload = read(gpkg([area()], rows(1)), csv("id;power_mw\ns0;18\n"))
    assert value(upload.sites, "power_mw") == 18


def test_nothing_is_left_behind(tmp_path, monkeypatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = gpkg([area()], rows(1))
    read(file)
    refusal(SiteFile("a.gpkg", file.content[:5000]))
    refusal(altered(file, script("CREATE VIEW v AS SELECT 1")))
    assert list(tmp_path.iterdir()) == []
