"""Every code that a report can have, each by a small file made to show it."""

from __future__ import annotations

import json
import re

import pytest
from pytest import approx

from sitematch.errors import SiteFileRefused
from sitematch.intake import Limits, SiteFile
from tests.intake.world import (
    EAST,
    NORTH,
    codes,
    counts,
    crs,
    csv,
    feature,
    geojson,
    in_degrees,
    issues,
    offered,
    polygon,
    read,
    row,
    square,
    value,
    wkt,
)


def only(upload, code):
    found = issues(upload, code)
    assert len(found) == 1, upload.report.issues
    return found[0]


# --- the whole file


def refused(*files, **options) -> SiteFileRefused:
    with pytest.raises(SiteFileRefused) as caught:
        read(*files, **options)
    message = str(caught.value)
    assert message.startswith(f"{caught.value.code}: {files[0].name}: ")
    assert "\n" not in message
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"type": "FeatureCollection", "features": [',
        b"[1, 2]",
        b"[" * 100_000,
        b'{"type": "Nonsense"}',
        b'{"a": ' * 50_000,
        b'{"type": "FeatureCollection", "features": [], "n": ' + b"9" * 5000 + b"}",
        b'"text"',
    ],
)
def test_file_unreadable_as_geojson(content: bytes) -> None:
    assert refused(SiteFile("a.geojson", content)).code == "file.unreadable"


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\x00rest", b"id;name\x00\x01\x81\n1;2", b"\x00\x01\x02\x03", b"what;ever\n1;2\n"]
)
def test_file_unreadable_as_csv(content: bytes) -> None:
    assert refused(SiteFile("a.csv", content)).code == "file.unreadable"


@pytest.mark.parametrize(
    "content",
    [
        b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>',
        b'  <?xml version="1.0"?><kml/>',
        b"%PDF-1.7",
        b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline"}',
        b'{"type": "Topology", "objects": {}}',
    ],
)
@pytest.mark.parametrize("name", ["a.geojson", "a.csv", "a.gpkg", "!a"])
def test_file_driver_not_allowed(content: bytes, name: str) -> None:
    assert refused(SiteFile(name, content)).code == "file.driver_not_allowed"


@pytest.mark.parametrize("name", ["a.geojson", "a.xlsx", "a.zip"])
def test_file_unreadable_as_zip(name: str) -> None:
    assert refused(SiteFile(name, b"PK\x03\x04rest")).code == "file.unreadable"


def test_file_too_large() -> None:
    many = geojson(*(row(i) for i in range(4)))
    wide = geojson(row(0, **{f"c{i}": i for i in range(12)}))
    long = csv("id;name\n" + "\n".join(f"{i};n" for i in range(4)))
    assert refused(many, limits=Limits(size_mb=0.0001)).code == "file.too_large"
    assert refused(many, limits=Limits(rows=3)).code == "file.too_large"
    assert refused(long, limits=Limits(rows=3)).code == "file.too_large"
    assert refused(wide, limits=Limits(columns=10)).code == "file.too_large"
    assert refused(csv("id;a;b;c\n1;2;3;4"), limits=Limits(columns=3)).code == "file.too_large"
    assert refused(many, limits=Limits(vertices=4)).code == "file.too_large"
    assert counts(read(many, limits=Limits(rows=4, vertices=5))) == (4, 4, 0, 0)


@pytest.mark.parametrize(
    "file",
    [SiteFile("a.geojson", b""), SiteFile("a.csv", b" \n\n"), geojson(), csv("id;name;wkt\n"), csv("id;name\n;\n")],
)
def test_file_empty(file: SiteFile) -> None:
    assert refused(file).code == "file.empty"


def test_crs_missing() -> None:
    nowhere = polygon([[1000, 1000], [2000, 1000], [2000, 2000], [1000, 1000]])
    assert refused(geojson(feature(geometry=nowhere))).code == "crs.missing"


def test_crs_unsupported() -> None:
    assert refused(geojson(row(), crs=crs(2154))).code == "crs.unsupported"
    assert refused(geojson(row(), crs=crs("nonsense"))).code == "crs.unsupported"
    assert refused(geojson(row(), crs={"type": "link", "properties": {"href": "http://x"}})).code == "crs.unsupported"
    assert refused(geojson(row()), crs="EPSG:27700").code == "crs.unsupported"
    assert refused(csv(f"id;wkt;crs\n1;{wkt()};EPSG:2154\n")).code == "crs.unsupported"


# --- rows


def test_crs_axis_swapped_refuses_the_rows_concerned_with_one_issue() -> None:
    turned = [feature({"id": i}, polygon([[y, x] for x, y in in_degrees(square(1000 + i * 900))])) for i in range(3)]
    upload = read(geojson(row(7), *turned))
    issue = only(upload, "crs.axis_swapped")
    assert (issue.row, issue.severity) == (None, "error")
    assert counts(upload) == (4, 1, 0, 3)
    assert upload.sites.ids == ("0511-s7",)
    again = read(geojson(*turned), swap_axes=True)
    assert counts(again) == (3, 3, 0, 0)
    assert codes(again) == []


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    far = polygon(in_degrees(square(45_000)))
    upload = read(geojson(feature({"id": 1, "kommun": "0511", "power_mw": "x", "fibre": "y"}, far)))
    assert codes(upload) == ["geometry.outside_municipality", "value.not_a_number", "value.not_allowed"]


def test_rows_with_exchanged_axes_still_count_as_sharing_an_id() -> None:
    turned = polygon([[y, x] for x, y in in_degrees(square())])
    upload = read(geojson(row(1, id="a"), feature({"id": "a"}, turned)))
    assert [issue.row for issue in issues(upload, "id.duplicate")] == [1, 2]


def test_geometry_missing() -> None:
    empty = {"type": "Polygon", "coordinates": []}
    bad = [None, empty, {"type": "MultiPolygon", "coordinates": []}, {"type": "GeometryCollection", "geometries": []}]
    upload = read(geojson(row(), *(feature({"id": f"x{i}"}, geometry) for i, geometry in enumerate(bad))))
    assert counts(upload) == (5, 1, 0, 4)
    assert [issue.row for issue in issues(upload, "geometry.missing")] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[["15.6", "58.4"], ["15.7", "58.4"], ["15.7", "58.5"], ["15.6", "58.4"]]]},
        {"type": "Polygon", "coordinates": [[15.6, 58.4], [15.7, 58.4], [15.7, 58.5], [15.6, 58.4]]},
        {"type": "Polygon", "coordinates": [[[[15.6, 58.4], [15.7, 58.4], [15.7, 58.5], [15.6, 58.4]]]]},
        {"type": "MultiPolygon", "coordinates": [[[15.6, 58.4], [15.7, 58.4], [15.7, 58.5], [15.6, 58.4]]]},
        {"type": "Polygon", "coordinates": [[[15.6, 58.4], [15.7, 58.4]]]},
        {"type": "Polygon", "coordinates": [[[15.6, None], [15.7, 58.4], [15.7, 58.5], [15.6, 58.4]]]},
        {"type": "Polygon", "coordinates": [[[15.6], [15.7, 58.4], [15.7, 58.5], [15.6, 58.4]]]},
        {"type": "Polygon", "coordinates": [[[1e308, 58.4], [15.7, 58.4], [15.7, 58.5], [1e308, 58.4]]]},
        {"type": "Polygon", "coordinates": [[[float("nan"), 58.4], [15.7, 58.4], [15.7, 58.5], [15.6, 58.4]]]},
        {"type": "Polygon", "coordinates": [[[True, 58.4], [15.7, 58.4], [15.7, 58.5], [15.6, 58.4]]]},
        {"type": "Polygon", "coordinates": [[[15.6, 58.4], [15.7, 58.4], [15.6, 58.4]]]},
        {"type": "Polygon", "coordinates": "none"},
        {"type": "Polygon"},
        {"type": "Circle", "coordinates": [15.6, 58.4]},
        {"coordinates": []},
        "POLYGON EMPTY",
        [1, 2],
    ],
)  # fmt: skip
def test_geometry_invalid_never_spoils_the_other_rows(geometry) -> None:
    upload = read(geojson(row(1), feature({"id": "bad"}, geometry), row(2)))
    assert counts(upload) == (3, 2, 0, 1)
    issue = only(upload, "geometry.invalid")
    assert (issue.row, issue.severity) == (2, "error")


def test_geometry_invalid_that_cannot_be_mended() -> None:
    bow_tie = square()
    bow_tie[1], bow_tie[2] = bow_tie[2], bow_tie[1]
    upload = read(geojson(feature({"id": 1}, polygon(in_degrees(bow_tie)))))
    issue = only(upload, "geometry.invalid")
    assert issue.severity == "error"
    assert "crosses itself" in issue.message


@pytest.mark.parametrize("corners", [1, 2])
def test_geometry_invalid_of_too_few_corners_says_so(corners: int) -> None:
    ring = in_degrees(square())[:corners]
    upload = read(geojson(row(1), feature({"id": 1}, polygon([*ring, ring[0]]))))
    assert "it has too few corners" in only(upload, "geometry.invalid").message
    assert counts(upload) == (2, 1, 0, 1)


def test_geometry_invalid_that_is_mended() -> None:
    spike = square()
    x, y = spike[2]
    spike[2:2] = [[x + 1, y - 100], [x + 1, y - 101], [x - 1, y - 100.5]]
    upload = read(geojson(feature({"id": 1}, polygon(spike)), crs=crs(3006)))
    issue = only(upload, "geometry.invalid")
    assert (issue.row, issue.severity) == (1, "repaired")
    assert counts(upload) == (1, 1, 1, 0)
    assert upload.sites.outlines[0].is_valid
    assert upload.sites.outlines[0].area == approx(250_000, rel=0.01)


@pytest.mark.parametrize("at", [-1, 0])
def test_an_open_ring_is_closed(at: int) -> None:
    ring = in_degrees(square())
    del ring[at]
    upload = read(geojson(feature({"id": 1}, polygon(ring))))
    assert only(upload, "geometry.invalid").severity == "repaired"
    assert counts(upload) == (1, 1, 1, 0)
    assert value(upload.sites, "area_ha") == approx(25 / 0.9996**2, rel=1e-3)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": in_degrees(square())[0]},
        {"type": "LineString", "coordinates": in_degrees(square())[:2]},
        {"type": "MultiPoint", "coordinates": in_degrees(square())[:2]},
        {"type": "MultiLineString", "coordinates": [in_degrees(square())[:2]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": in_degrees(square())[0]}]},
    ],
)
def test_geometry_not_polygon_where_no_area_is_stated(geometry) -> None:
    upload = read(geojson(feature({"id": 1}, geometry), feature({"id": 2, "area_ha": 12}, geometry)))
    issue = only(upload, "geometry.not_polygon")
    assert (issue.row, issue.severity) == (1, "error")
    assert upload.sites.ids == ("0511-2",)
    assert upload.sites.outlines[0].geom_type == "Point"
    assert value(upload.sites, "area_ha") == 12
    assert value(upload.sites, "elongation") is None


def test_geometry_outside_municipality() -> None:
    near, far = (polygon(in_degrees(square(-500 - metres))) for metres in (2000, 4000))
    upload = read(geojson(feature({"id": "near"}, near), feature({"id": "far"}, far), row()), municipality="0511")
    found = issues(upload, "geometry.outside_municipality")
    assert [(issue.row, issue.severity) for issue in found] == [(1, "warning"), (2, "error")]
    assert "2 km outside Norrby" in found[0].message
    assert counts(upload) == (3, 2, 0, 1)


def test_the_nearest_part_of_a_site_counts() -> None:
    across = polygon(in_degrees(square(-5000, side_m=5001)))
    upload = read(geojson(feature({"id": 1}, across)), municipality="0511")
    assert issues(upload, "geometry.outside_municipality") == []


def test_a_site_in_another_municipality_than_stated_says_in_which() -> None:
    upload = read(geojson(feature({"id": 1, "kommun": "0511"}, polygon(in_degrees(square(45_000))))))
    assert "in Söderby" in only(upload, "geometry.outside_municipality").message


def test_a_site_in_no_municipality_of_the_region_is_taken_with_a_word() -> None:
    upload = read(geojson(feature({"id": 1}, polygon(in_degrees(square(-9000))))))
    assert only(upload, "geometry.outside_municipality").severity == "warning"
    assert upload.sites.ids == ("0000-1",)


def test_an_outline_that_cannot_be_mended_may_lie_across_a_border() -> None:
    bow_tie = square(19_750)
    bow_tie[1], bow_tie[2] = bow_tie[2], bow_tie[1]
    upload = read(geojson(feature({"id": 1}, polygon(bow_tie)), feature({"id": 2}, polygon(square())), crs=crs(3006)))
    assert counts(upload) == (2, 1, 0, 1)
    assert codes(upload) == ["geometry.invalid"]


def test_exchanged_axes_are_seen_in_another_municipality_too() -> None:
    turned = polygon([[y, x] for x, y in in_degrees(square(25_000))])
    upload = read(geojson(feature({"id": 1}, turned)), municipality="0511")
    assert codes(upload) == ["crs.axis_swapped", "geometry.outside_municipality"]
    assert "in Mellby" in only(upload, "geometry.outside_municipality").message


def test_geometry_tiny() -> None:
    upload = read(geojson(feature({"id": 1}, polygon(in_degrees(square(side_m=9))))))
    assert only(upload, "geometry.tiny").severity == "warning"
    assert counts(upload)[1] == 1
    assert "geometry.tiny" not in codes(read(geojson(feature({"id": 1}, polygon(in_degrees(square(side_m=11)))))))


def test_geometry_overlap_within_the_file() -> None:
    one, other, apart = (polygon(in_degrees(square(east))) for east in (0, 499, 3000))
    shapes = [
        feature({"id": i, "name": n}, g) for i, (n, g) in enumerate([("Ett", one), ("Två", other), ("Tre", apart)])
    ]
    upload = read(geojson(*shapes))
    issue = only(upload, "geometry.overlap")
    assert (issue.row, issue.severity) == (2, "warning")
    assert "Ett" in issue.message
    touching = [feature({"id": 1}, one), feature({"id": 2}, polygon(in_degrees(square(499.9))))]
    assert codes(read(geojson(*touching))) == []


def test_geometry_overlap_with_published_sites() -> None:
    published = offered(feature({"id": "old", "name": "Gamla"}, polygon()))
    upload = read(geojson(feature({"id": "new"})), published=published)
    assert "Gamla" in only(upload, "geometry.overlap").message
    assert codes(read(geojson(feature({"id": "old"})), published=published)) == []


def test_area_differs() -> None:
    upload = read(geojson(row(1, area_ha=25), row(2, area_ha=26.1), row(3, area_ha=26.4), row(4, area_ha="24–30")))
    issue = only(upload, "area.differs")
    assert (issue.row, issue.column, issue.severity) == (3, "area_ha", "warning")
    assert value(upload.sites, "area_ha", 2) == approx(25, rel=0.002)


def test_value_suspicious() -> None:
    upload = read(geojson(row(1, power_mw=40_000), row(2, power_mw="ca 12"), row(3, power_mw=40)))
    assert [(issue.row, issue.severity) for issue in issues(upload, "value.suspicious")] == [
        (1, "warning"),
        (2, "warning"),
    ]
    assert [value(upload.sites, "power_mw", i) for i in range(3)] == [40_000, 12, 40]
    assert codes(upload) == ["value.suspicious"]


def test_column_unknown_once_a_column_and_kept() -> None:
    upload = read(geojson(row(1, vägklass="BK1", powr_mw=3), row(2, vägklass="BK4")))
    found = issues(upload, "column.unknown")
    assert [(issue.row, issue.column) for issue in found] == [(None, "vägklass"), (None, "powr_mw")]
    assert "power_mw" in found[1].fix
    assert upload.sites.others["vägklass"] == ("BK1", "BK4")


def test_the_plain_municipal_layer_goes_in_without_a_word_but_for_its_ids() -> None:
    plain = {"namn": "Sörby norra", "beskr": "Nära väg", "link": "https://x", "adress": "Storgatan 1", "kontakt": "Eva"}
    upload = read(geojson(feature(plain), feature({**plain, "namn": "Sörby södra"}, row()["geometry"])))
    assert codes(upload) == ["id.missing"]
    assert upload.sites.names == ("Sörby norra", "Sörby södra")
    assert upload.sites.contacts == ("Eva", "Eva")
    assert set(upload.sites.others) == {"beskr", "link", "adress"}


def test_column_ambiguous() -> None:
    upload = read(geojson(row(1, vatten="ja", status="ledig"), row(2, vatten="nej", status="samråd")))
    found = issues(upload, "column.ambiguous")
    assert [(issue.row, issue.column, issue.severity) for issue in found] == [
        (None, "vatten", "warning"),
        (None, "status", "warning"),
    ]
    assert upload.sites.others["vatten"] == ("ja", "nej")


def test_column_unit() -> None:
    upload = read(geojson(row(1, yta=777, pris=350), row(2, yta=888, pris=400)))
    found = issues(upload, "column.unit")
    assert [(issue.row, issue.column, issue.severity) for issue in found] == [
        (None, "yta", "warning"),
        (None, "pris", "warning"),
    ]
    assert value(upload.sites, "price_sek_m2") is None
    assert upload.sites.others["pris"] == (350, 400)


def test_date_stale() -> None:
    dates = ["2021-11-24", "2021-11-23", "2021", "2026-11-24", "2027-01-01"]
    upload = read(geojson(*(row(i, source_date=day) for i, day in enumerate(dates))))
    assert [issue.row for issue in issues(upload, "date.stale")] == [2, 3]
    assert [issue.row for issue in issues(upload, "value.suspicious")] == [5]
    assert issues(read(geojson(row(0, source_date="1990")), today=None)) == []


def test_id_missing_once_a_file() -> None:
    upload = read(geojson(feature({"name": "A"}), feature({"name": "B"}, row()["geometry"]), row(3)))
    issue = only(upload, "id.missing")
    assert (issue.row, issue.severity) == (None, "warning")
    assert counts(upload) == (3, 3, 0, 0)


def test_id_duplicate_refuses_all_that_share_it() -> None:
    upload = read(geojson(row(1, id="a"), row(2, id="b"), row(3, id="a"), row(4, id="a", power_mw="x")))
    assert [issue.row for issue in issues(upload, "id.duplicate")] == [1, 3, 4]
    assert upload.sites.ids == ("0511-b",)


def test_the_same_id_in_two_municipalities_is_no_duplicate() -> None:
    upload = read(geojson(feature({"id": 1}), feature({"id": 1}, polygon(in_degrees(square(25_000))))))
    assert upload.sites.ids == ("0511-1", "0522-1")


def test_value_not_a_number() -> None:
    upload = read(csv(f'id;effekt (MW);wkt\n7;ca tolv;"{wkt()}"\n'))
    issue = only(upload, "value.not_a_number")
    assert (issue.row, issue.column, issue.severity) == (1, "effekt (MW)", "error")
    assert issue.message == "'ca tolv' is not a number"
    assert issue.fix == "write 12"
    assert counts(upload) == (1, 0, 0, 1)


@pytest.mark.parametrize("cell", ["öst", "12–15", "x"])
def test_value_not_a_number_in_lon_and_lat(cell: str) -> None:
    upload = read(csv(f"id;lon;lat;area_ha\n1;{cell};58.4;12\n"))
    issue = only(upload, "value.not_a_number")
    assert (issue.row, issue.column) == (1, "lon")
    assert "geometry.missing" not in codes(upload)


def test_value_out_of_range() -> None:
    bad = {"power_mw": -1, "developable_ha": 0, "slope_pct": 120, "max_height_m": "15–12"}
    upload = read(geojson(*(row(i, **{name: cell}) for i, (name, cell) in enumerate(bad.items()))))
    assert [issue.column for issue in issues(upload, "value.out_of_range")] == list(bad)
    assert counts(upload) == (4, 0, 0, 4)


def test_cells_of_lists_and_booleans_are_shown_as_the_file_has_them() -> None:
    upload = read(geojson(row(1, plan_use=["industry", "åker"], power_mw=True)))
    shown = {issue.column: issue.message for issue in issues(upload)}
    assert shown["plan_use"].startswith('\'["industry", "åker"]\' is none')
    assert shown["power_mw"].startswith("'true' is not")


def test_value_not_allowed() -> None:
    bad = {
        "fibre": "kanske",
        "ownership": "blå",
        "plan_stage": "DP 45",
        "plan_use": "stall",
        "source_date": "igår",
        "municipality_code": "9999",
        "visibility": "hemlig",
    }
    upload = read(geojson(*(row(i, **{name: cell}) for i, (name, cell) in enumerate(bad.items()))))
    assert [issue.column for issue in issues(upload, "value.not_allowed")] == list(bad)
    assert counts(upload) == (7, 0, 0, 7)


@pytest.mark.parametrize("heading", ["synlig", "visible"])
def test_a_site_that_may_be_secret_is_not_taken_for_a_public_one(heading: str) -> None:
    issue = only(read(geojson(row(1, **{heading: "nej"}))), "value.not_allowed")
    assert (issue.row, issue.column) == (1, heading)


def test_a_row_of_another_municipality_is_refused() -> None:
    upload = read(
        geojson(row(1, municipality_code="0522"), row(2, municipality_code="0511"), row(3)), municipality="0511"
    )
    issue = only(upload, "value.not_allowed")
    assert (issue.row, issue.column) == (1, "municipality_code")
    assert upload.sites.ids == ("0511-s2", "0511-s3")


def test_a_row_with_more_cells_than_headings_is_refused() -> None:
    upload = read(csv(f'id,power_mw,wkt\n1,12,5,"{wkt()}"\n2,12,"{wkt()}",,\n'))
    assert (only(upload, "value.not_allowed").row, counts(upload)) == (1, (2, 1, 0, 1))


# --- the report


def test_the_report_as_a_document() -> None:
    document = read(geojson(row(1), row(2, power_mw="x"))).report.to_document()
    assert json.loads(json.dumps(document)) == document
    assert {key: document[key] for key in ("file", "rows", "accepted", "repaired", "refused")} == {
        "file": "sites.geojson",
        "rows": 2,
        "accepted": 1,
        "repaired": 0,
        "refused": 1,
    }
    assert [list(issue) for issue in document["issues"]] == [
        ["row", "column", "severity", "code", "message", "fix", "line", "line_in", "value"]
    ]


def test_issues_of_several_files_name_theirs() -> None:
    upload = read(geojson(row(1, power_mw="x")), geojson(row(2, power_mw="y"), name="b.geojson"))
    assert [issue["file"] for issue in upload.report.to_document()["issues"]] == ["sites.geojson", "b.geojson"]
    assert upload.report.file == "sites.geojson, b.geojson"


def test_messages_have_no_gaps_left() -> None:
    upload = read(geojson(row(1, power_mw="x", foo=1, status="y"), row(2, id="s1"), feature({"kontakt": 1}, None)))
    for issue in upload.report.issues:
        assert not re.search(r"[{}]", issue.message + issue.fix)


def test_coordinates_used_here_are_where_they_should_be() -> None:
    lon, lat = in_degrees([[EAST, NORTH]])[0]
    assert (lon, lat) == approx((15.5, 58.4), abs=0.1)
