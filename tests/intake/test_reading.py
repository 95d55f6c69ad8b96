"""Options, provenance, ids that are made, and what must not matter."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.core.evidence import Method
from sitematch.core.region.projection import geometries_to_degrees
from sitematch.core.sites.sites import Visibility
from sitematch.errors import WrongUse
from sitematch.intake import IntakeOptions, read_pairs, read_upload, report_from_document
from sitematch.store.site_layers import sites_to_bytes
from tests.examples import examples
from tests.intake.world import (
    REGION,
    codes,
    counts,
    csv,
    feature,
    geojson,
    in_degrees,
    issues,
    polygon,
    read,
    region,
    row,
    square,
    value,
    wkt,
)

# --- options


def test_set_fills_what_is_empty_only() -> None:
    file = geojson(row(1, ownership="municipal"), row(2), row(3, ownership="okänt"), row(4, ownership=""))
    upload = read(file, set={"ownership": "private", "power_mw": "12–15", "visibility": "region"})
    assert [value(upload.sites, "ownership", i) for i in range(4)] == ["municipal", "private", None, "private"]
    assert value(upload.sites, "power_mw", 3) == (12, 15)
    assert set(upload.sites.visibilities) == {Visibility.REGION}


def test_set_reaches_columns_that_are_kept() -> None:
    upload = read(geojson(row(1, vägklass="BK1"), row(2)), set={"vägklass": "BK4"})
    assert upload.sites.others["vägklass"] == ("BK1", "BK4")


@pytest.mark.parametrize(("heading", "options"), [("ägare", {}), ("vem", {"columns": {"vem": "ownership"}})])
def test_set_takes_the_heading_of_the_file_for_what_it_is_read_as(heading: str, options) -> None:
    file = geojson(row(1, **{heading: "kommunal"}), row(2, **{heading: None}))
    upload = read(file, set={heading: "privat"}, **options)
    assert [value(upload.sites, "ownership", i) for i in range(2)] == ["municipal", "private"]
    with pytest.raises(WrongUse, match="'blå' is no value of ownership"):
        read(file, set={heading: "blå"}, **options)


@pytest.mark.parametrize("column", ["id", "wkt", "lon", "nr"])
def test_set_says_that_ids_and_places_are_each_site_s_own(column: str) -> None:
    with pytest.raises(WrongUse, match="is each site's own and cannot be set for all"):
        read(csv(f"nr;wkt\na;{wkt()}\n"), set={column: "1"})


def test_a_date_that_is_set_counts_months() -> None:
    upload = read(geojson(row(1, ready_months="Q3 2027")), set={"source_date": "2026-01-01"})
    assert value(upload.sites, "ready_months") == 18
    assert codes(read(geojson(row(1, ready_months="Q3 2027")))) == ["value.suspicious"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"set": {"ownership": "blå"}}, "blå"),
        ({"set": {"ownershp": "private"}}, "ownership"),
        ({"set": {"id": "1"}}, "id"),
        ({"set": {"wkt": "POINT (1 2)"}}, "wkt"),
        ({"set": {"power_mw": "-1"}}, "-1"),
        ({"set": {"power_mw": ""}}, "power_mw"),
        ({"set": {"source_date": "igår"}}, "igår"),
        ({"set": {"visibility": "hidden"}}, "hidden"),
        ({"columns": {"foo": "power_mw"}}, "foo"),
        ({"columns": {"id": "powr_mw"}}, "power_mw"),
        ({"columns": {"id": "name", "a": "name"}}, "name"),
        ({"municipality": "9999"}, "9999"),
        ({"municipality": "Norrby"}, "0511"),
    ],
)
def test_options_that_cannot_be_are_wrong_use(options, named: str) -> None:
    with pytest.raises(WrongUse, match=named):
        read(geojson(row(1, a="b")), **options)


def test_pairs_of_a_repeated_option() -> None:
    assert read_pairs(["yta=area_m2", " a b = c=d "], "--columns") == {"yta": "area_m2", "a b": "c=d"}
    for wrong in (["yta"], ["=x"], ["a=1", "a=2"]):
        with pytest.raises(WrongUse, match="--columns"):
            read_pairs(wrong, "--columns")


def test_options_hold_for_every_file() -> None:
    second = csv(f"id;effekt;wkt\nb;12;{wkt(in_degrees(square(9000)))}\n")
    upload = read(geojson(row(1, effekt=3)), second, columns={"effekt": "power_kv"})
    assert [value(upload.sites, "power_kv", i) for i in range(2)] == [12, 3]


# --- places and municipalities


def test_the_municipality_with_most_of_the_area_counts() -> None:
    west, east = (
        feature({"id": n}, polygon(in_degrees(square(19_500 + d, 5000, 1000)))) for n, d in (("w", -10), ("e", 10))
    )
    assert read(geojson(west, east)).sites.ids == ("0511-w", "0522-e")


def test_else_the_nearest_within_three_kilometres_else_none() -> None:
    sites = read(geojson(*(feature({"id": d}, polygon(in_degrees(square(-500 - d)))) for d in (2900, 3100)))).sites
    assert sites.ids == ("0000-3100", "0511-2900")
    assert sites.municipality_codes == (None, "0511")


def test_a_region_without_municipalities_takes_sites_anywhere() -> None:
    upload = read(geojson(row(1)), where=region([]))
    assert (upload.sites.ids, codes(upload)) == (("0000-s1",), [])


def test_heights_are_dropped() -> None:
    ring = [[*position, 90.0] for position in in_degrees(square())]
    mixed = [position[: 2 + (i % 2)] for i, position in enumerate(ring)]
    upload = read(geojson(feature({"id": 1}, polygon(ring)), feature({"id": 2}, polygon(mixed))))
    assert counts(upload)[1] == 2
    assert not shapely.has_z(upload.sites.outlines).any()


def test_holes_are_kept_and_areas_measured() -> None:
    shape = {"type": "Polygon", "coordinates": [in_degrees(square()), in_degrees(square(5100, 5100, 100))]}
    sites = read(geojson(feature({"id": 1}, shape))).sites
    assert len(sites.outlines[0].interiors) == 1
    assert value(sites, "area_ha") == approx(24 / 0.9996**2, rel=1e-3)
    assert value(sites, "elongation") == approx(1)
    assert sites.columns["area_ha"].sources[0].method is Method.MEASURED


def test_a_collection_of_areas_is_one_area_and_points_in_it_are_dropped() -> None:
    two = [polygon(in_degrees(square(d))) for d in (0, 1000)]
    areas = {"type": "GeometryCollection", "geometries": two}
    more = {
        "type": "GeometryCollection",
        "geometries": [*two, {"type": "Point", "coordinates": in_degrees(square())[0]}],
    }
    upload = read(geojson(feature({"id": 1}, areas)))
    assert (upload.sites.outlines[0].geom_type, issues(upload)) == ("MultiPolygon", [])
    assert [issue.severity for issue in issues(read(geojson(feature({"id": 1}, more))))] == ["repaired"]


def test_a_feature_or_a_geometry_alone_is_a_file() -> None:
    import json

    from sitematch.intake import SiteFile

    for document in (feature({"id": 1}), polygon()):
        assert counts(read(SiteFile("a.json", json.dumps(document).encode())))[:2] == (1, 1)


# --- provenance


def test_every_value_has_its_source() -> None:
    sites = read(geojson(row(1, power_mw=5, source="Eva", source_date="2025-03"), row(2, power_mw=6))).sites
    assert [(s.name, s.date, s.method) for s in sites.columns["power_mw"].sources] == [
        ("Eva", "2025-03-01", Method.STATED),
        ("sites.geojson", None, Method.STATED),
    ]
    assert [s.method for s in sites.columns["area_ha"].sources] == [Method.MEASURED] * 2
    assert [s.name for s in sites.sources] == ["Eva", "sites.geojson"]


def test_demo_sites_are_marked_in_every_value() -> None:
    upload = read_upload([geojson(row(1, power_mw=5, fibre="ja"))], IntakeOptions(), REGION, demo=True)
    assert upload.sites.demo == (True,)
    methods = {source.method for column in upload.sites.columns.values() for source in column.sources if source}
    assert methods == {Method.DEMO}
    assert upload.sites.sources[0].method is Method.DEMO


def test_a_plan_under_appeal_is_adopted_and_appealed() -> None:
    sites = read(geojson(row(1, planstatus="överklagad"), row(2, planstatus="antagen"))).sites
    assert [value(sites, "plan_stage", i) for i in range(2)] == ["antagen"] * 2
    assert [value(sites, "plan_appealed", i) for i in range(2)] == [True, None]


def test_names_fall_back_to_the_property_and_the_id() -> None:
    sites = read(geojson(row(1, name="A", property="P 1:1"), row(2, property="P 1:2"), row(3))).sites
    assert sites.names == ("A", "P 1:2", "s3")


def test_cells_that_are_kept_stay_as_they_are() -> None:
    cells = {
        "text": " x ",
        "n": 5,
        "f": 2.5,
        "b": True,
        "l": ["a", "b"],
        "o": {"a": [1]},
        "none": None,
        "nan": float("nan"),
    }
    others = read(geojson(row(1, **cells, unknown="okänt"))).sites.others
    assert others == {
        "text": ("x",),
        "n": (5,),
        "f": (2.5,),
        "b": (True,),
        "l": (("a", "b"),),
        "o": ('{"a": [1]}',),
        "nan": ("nan",),
        "unknown": ("okänt",),
    }


# --- ids that are made


def plain(name: str | None, place: int, **more):
    return feature({"namn": name, **more}, row(place)["geometry"])


def test_made_ids_stay_the_same_when_rows_come_go_or_move() -> None:
    first = read(geojson(plain("Sörby norra", 1), plain("Sörby södra", 2), plain("Mo", 3))).sites
    later = read(geojson(plain("Nytt", 5), plain("Mo", 3), plain("Sörby norra", 4, beskr="flyttad"))).sites
    assert dict(zip(first.names, first.ids, strict=True)).items() & dict(
        zip(later.names, later.ids, strict=True)
    ).items() == {(name, dict(zip(first.names, first.ids, strict=True))[name]) for name in ("Mo", "Sörby norra")}


def test_made_ids_tell_sites_of_one_name_apart_by_their_place() -> None:
    sites = read(geojson(plain("Mo", 1), plain("Mo", 2), plain(None, 3), plain(None, 4))).sites
    assert len(set(sites.ids)) == 4
    again = read(geojson(plain("Mo", 2), plain(None, 4), plain("Mo", 1), plain(None, 3))).sites
    assert again.ids == sites.ids


def test_the_same_site_twice_without_id_is_a_duplicate() -> None:
    upload = read(geojson(plain("Mo", 1), plain("Mo", 1)))
    assert [issue.row for issue in issues(upload, "id.duplicate")] == [1, 2]


def test_a_property_makes_a_better_id_than_a_name() -> None:
    one, other = (read(geojson(plain(name, 1, fastighet="Mo 1:2"))).sites.ids for name in ("Mo", "Mo norra"))
    assert one == other
    assert one[0].startswith("0511-mo-1-2-")


# --- what must not matter


ROWS = [
    row(1, power_mw="12–15", source_date="2019"),
    row(2, yta=25, foo="x"),
    row(3, yta="okänt", status="ledig"),
    feature({"name": "Utan id"}, row(4)["geometry"]),
    feature({"name": "Utan id"}, row(5)["geometry"]),
    row(6, power_mw="x"),
    row(7, id="s1"),
    feature({"id": "tom"}, None),
    feature({"id": "s2", "power_kv": 130}, None),
]


@settings(deadline=None, max_examples=examples(25))
@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_nothing(rows) -> None:
    def read_sorted(features):
        upload = read(geojson(*features))
        found = sorted((issue.code, issue.column or "", issue.message) for issue in upload.report.issues)
        return _without_order_of_others(upload.sites), [f for f in found if f[0] != "id.duplicate"], counts(upload)

    assert read_sorted(rows) == read_sorted(ROWS)


def _without_order_of_others(sites) -> bytes:
    from dataclasses import replace

    others = {heading: sites.others[heading] for heading in sorted(sites.others)}
    return sites_to_bytes(replace(sites, others=others))


def test_the_same_bytes_in_the_same_words_out() -> None:
    one, other = (read(geojson(*ROWS), lang="sv") for _ in range(2))
    assert sites_to_bytes(one.sites) == sites_to_bytes(other.sites)
    assert one.report == other.report == report_from_document(other.report.to_document())


def test_geojson_and_csv_of_the_same_sites_are_the_same() -> None:
    rows = [(i, in_degrees(square(1000 + 800 * i))) for i in range(5)]
    exact = {i: "POLYGON ((" + ", ".join(f"{x!r} {y!r}" for x, y in ring) + "))" for i, ring in rows}
    text = "id;power_mw;fibre;plan_use;wkt\n" + "".join(f"{i};{i + 0.5};ja;J|K;{shape}\n" for i, shape in exact.items())
    of_csv = read(csv(text, name="x")).sites
    features = [
        feature({"id": i, "power_mw": i + 0.5, "fibre": True, "plan_use": ["J", "K"]}, polygon(r)) for i, r in rows
    ]
    of_geojson = read(geojson(*features, name="x")).sites
    assert sites_to_bytes(of_csv) == sites_to_bytes(of_geojson)


@settings(deadline=None, max_examples=examples(25))
@given(st.integers(0, 2**32))
def test_refused_rows_leave_the_others_as_they_are(seed: int) -> None:
    rng = random.Random(seed)
    good = [row(i, power_mw=i) for i in range(5)]
    bad = [
        row(9, power_mw="x"),
        feature({"id": "b"}, {"type": "Polygon", "coordinates": [[1]]}),
        feature({"id": "c"}, None),
    ]
    mixed = good + bad
    rng.shuffle(mixed)
    upload = read(geojson(*mixed))
    assert counts(upload) == (8, 5, 0, 3)
    assert sites_to_bytes(upload.sites) == sites_to_bytes(read(geojson(*good)).sites)


def test_outlines_come_back_where_they_were_drawn() -> None:
    sites = read(geojson(row(1))).sites
    back = geometries_to_degrees(sites.outlines)[0]
    assert np.allclose(shapely.get_coordinates(back), in_degrees(square(1800)), atol=1e-9)


def test_ages_are_counted_from_the_day_that_is_given() -> None:
    file = geojson(row(1, source_date="2020-06-01"))
    assert codes(read(file, today=date(2025, 6, 1))) == []
    assert codes(read(file, today=date(2025, 6, 2))) == ["date.stale"]
