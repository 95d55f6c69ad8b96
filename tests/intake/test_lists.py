"""The list beside the layer, and uploads over what is published."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitematch.core.sites.sites import Visibility
from tests.examples import examples
from tests.intake.world import (
    codes,
    counts,
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
)


def layer(**properties):
    return geojson(
        row(1, namn="Sörby", fastighet="Sörby 1:1", **properties), row(2, namn="Norrby", fastighet="Norrby 2:3")
    )


def listed(text: str):
    return csv(text, name="lista.csv")


@pytest.mark.parametrize("first", ["layer", "list"])
def test_a_row_without_geometry_updates_the_site_of_its_id(first: str) -> None:
    files = [layer(power_mw=5), listed("id;effekt (MW);kontakt;vägklass\ns1;12;Eva;BK1\ns2;;Bo;\n")]
    upload = read(*(files if first == "layer" else files[::-1]))
    assert counts(upload) == (4, 4, 0, 0)
    assert upload.sites.ids == ("0511-s1", "0511-s2")
    assert [value(upload.sites, "power_mw", i) for i in range(2)] == [12, None]
    assert upload.sites.contacts == ("Eva", "Bo")
    assert upload.sites.others["vägklass"] == ("BK1", None)


def test_filled_cells_count_empty_ones_leave_and_unknown_ones_erase() -> None:
    upload = read(
        layer(power_mw=5, power_kv=130, fibre=True),
        listed("id;power_mw;power_kv;fibre\ns1;;okänt;nej\n"),
    )
    assert [value(upload.sites, name) for name in ("power_mw", "power_kv", "fibre")] == [5, None, False]
    assert upload.erased == {"0511-s1": frozenset({"power_kv"})}


def test_what_is_set_for_a_row_of_a_list_gives_way_to_what_its_site_states() -> None:
    given = {"ownership": "private", "visibility": "public", "vägklass": "BK4"}
    upload = read(
        layer(ownership="municipal", visibility="region", vägklass="BK1"),
        listed("id;power_mw;vägklass\ns1;12;\n"),
        set=given,
    )
    assert [value(upload.sites, name) for name in ("ownership", "power_mw")] == ["municipal", 12]
    assert upload.sites.visibilities[0] is Visibility.REGION
    assert upload.sites.others["vägklass"][0] == "BK1"
    stated = read(layer(), listed("id;ownership;vägklass\ns1;municipal;BK1\n"), set=given)
    assert [value(stated.sites, "ownership", i) for i in range(2)] == ["municipal", "private"]


@pytest.mark.parametrize("written", ["Sörby 1:1", "SÖRBY  1:1", "sörby 1:1 "])
def test_a_row_may_name_its_site_by_its_property(written: str) -> None:
    upload = read(layer(), listed(f"fastighet;power_mw\n{written};12\n"))
    assert value(upload.sites, "power_mw") == 12
    assert counts(upload) == (3, 3, 0, 0)


def test_properties_that_differ_by_a_ring_are_different() -> None:
    upload = read(geojson(row(1, fastighet="Ås 1:2")), listed("fastighet;power_mw\nAs 1:2;12\n"))
    assert codes(upload) == ["geometry.missing"]


def test_the_source_of_a_value_is_that_of_its_row() -> None:
    upload = read(layer(power_kv=130), listed("id;power_mw;source;source_date\ns1;12;Nätbolaget;2025\n"))
    mw, kv = (upload.sites.columns[name].sources[0] for name in ("power_mw", "power_kv"))
    assert (mw.name, mw.date, str(mw.method)) == ("Nätbolaget", "2025-01-01", "stated")
    assert (kv.name, kv.date) == ("sites.geojson", None)


def test_a_row_that_names_no_site_or_several_is_refused() -> None:
    doubled = geojson(row(1, fastighet="Sörby 1:1"), row(2, fastighet="Sörby 1:1"))
    upload = read(doubled, listed("fastighet;power_mw\nSörby 1:1;12\nÖsterby 4:1;3\n;4\n"))
    assert [(issue.code, issue.row) for issue in issues(upload)] == [("geometry.missing", row) for row in (1, 2, 3)]
    assert counts(upload) == (5, 2, 0, 3)


def test_several_rows_about_one_site_are_all_refused_and_the_site_stays() -> None:
    upload = read(layer(power_mw=5), listed("id;fastighet;power_mw\ns1;;12\n;Sörby 1:1;13\n"))
    assert [(issue.code, issue.row) for issue in issues(upload)] == [("id.duplicate", 1), ("id.duplicate", 2)]
    assert value(upload.sites, "power_mw") == 5


def test_a_row_about_a_refused_site_is_refused_too() -> None:
    upload = read(layer(power_mw="x"), listed("id;power_mw\ns1;12\n"))
    assert codes(upload) == ["geometry.missing", "value.not_a_number"]
    assert upload.sites.ids == ("0511-s2",)


def test_a_faulty_row_leaves_its_site_as_it_is() -> None:
    upload = read(layer(power_mw=5), listed("id;power_mw;power_kv\ns1;x;130\n"))
    assert counts(upload) == (3, 2, 0, 1)
    assert (value(upload.sites, "power_mw"), value(upload.sites, "power_kv")) == (5, None)


def test_a_list_may_bring_the_area_of_a_point() -> None:
    points = geojson(feature({"id": "p"}, {"type": "Point", "coordinates": in_degrees(square())[0]}))
    assert codes(read(points)) == ["geometry.not_polygon"]
    upload = read(points, listed("id;areal ha\np;12\n"))
    assert value(upload.sites, "area_ha") == 12


def test_the_unit_of_a_list_is_told_by_the_layer_beside_it() -> None:
    upload = read(layer(), listed("id;exploaterbar yta\ns1;200000\ns2;240000\n"))
    assert [value(upload.sites, "developable_ha", i) for i in range(2)] == [20, 24]


def test_a_row_without_geometry_updates_a_published_site() -> None:
    published = offered(row(1, power_mw=5, power_kv=130, fastighet="Sörby 1:1", name="Sörby"), row(2, power_mw=6))
    upload = read(listed("id;power_mw\ns1;12\n"), published=published)
    assert upload.sites.ids == ("0511-s1",)
    assert upload.sites.names == ("Sörby",)
    assert upload.sites.outlines[0].equals(published.outlines[0])
    assert (value(upload.sites, "power_mw"), value(upload.sites, "power_kv")) == (12, 130)
    by_property = read(listed("fastighet;power_mw\nSÖRBY 1:1;12\n"), published=published)
    assert by_property.sites.ids == ("0511-s1",)


def test_replacing_empties_what_a_row_says_nothing_of() -> None:
    published = offered(row(1, power_mw=5, power_kv=130, visibility="region"))
    file = listed("id;power_mw\ns1;12\n")
    replaced = read(file, published=published, mode="replace").sites
    assert (value(replaced, "power_mw"), value(replaced, "power_kv")) == (12, None)
    assert replaced.visibilities == (Visibility.REGION,)


def test_merging_keeps_what_a_drawn_row_says_nothing_of() -> None:
    published = offered(row(1, power_mw=5, power_kv=130, foo="bar", plan_use="J", visibility="municipality"))
    new = row(1, power_mw=12, power_kv="okänt")
    merged = read(geojson(new), published=published).sites
    assert (value(merged, "power_mw"), value(merged, "power_kv")) == (12, None)
    assert value(merged, "plan_use") == ("industry", "logistics")
    assert merged.others["foo"] == ("bar",)
    assert merged.visibilities == (Visibility.MUNICIPALITY,)
    replaced = read(geojson(new), published=published, mode="replace").sites
    assert value(replaced, "plan_use") is None
    assert replaced.visibilities == (Visibility.MUNICIPALITY,)


def test_a_stored_site_may_be_shown_to_more_if_the_file_says_so() -> None:
    published = offered(row(1, visibility="municipality"))
    assert read(geojson(row(1, visibility="public")), published=published).sites.visibilities == (Visibility.PUBLIC,)
    assert read(geojson(row(9)), published=published).sites.visibilities == (Visibility.PUBLIC,)


def test_a_list_of_one_municipality_does_not_touch_another() -> None:
    there = feature({"id": "s1"}, polygon(in_degrees(square(25_000))))
    upload = read(geojson(row(1), there), listed("id;kommun;power_mw\ns1;0522;12\n"))
    assert [value(upload.sites, "power_mw", i) for i in range(2)] == [None, 12]


@pytest.mark.parametrize(
    ("drawn", "listed_as"),
    [
        ("Norrby Bråstorp 1:2", "NORRBY  BRÅSTORP 1:2"),
        ("Norrby Bråstorp 1:2", "Bråstorp 1:2"),
        ("Bråstorp 1:2", "NORRBY BRÅSTORP 1:2"),
        ("Bråstorp\u00a01:2", "bråstorp 1:2 "),
        ("Norrby 1:2", "Norrby 1:2"),
    ],
)
def test_a_property_with_or_without_its_municipality(drawn: str, listed_as: str) -> None:
    upload = read(geojson(row(1, fastighet=drawn)), listed(f"Fastighet;power_mw\n{listed_as};12\n"))
    assert (codes(upload), value(upload.sites, "power_mw")) == ([], 12)


def test_the_municipality_before_a_property_has_to_be_that_of_the_site() -> None:
    upload = read(geojson(row(1, fastighet="Bråstorp 1:2")), listed("fastighet;power_mw\nMellby Bråstorp 1:2;12\n"))
    assert codes(upload) == ["geometry.missing"]


def test_a_place_called_as_its_municipality_is_not_shortened() -> None:
    upload = read(geojson(row(1, fastighet="Norrby 1:2")), listed("fastighet;power_mw\n1:2;12\n"))
    assert codes(upload) == ["geometry.missing"]


def test_what_did_not_join_is_told_on_both_sides() -> None:
    upload = read(layer(), listed("fastighet;power_mw\nSörby 1:1;12\nÖsterby 4:1;3\n"))
    assert [(issue.code, issue.row, issue.file) for issue in issues(upload)] == [("geometry.missing", 2, "lista.csv")]
    assert upload.report.stated.unlisted == ("Norrby",)
    assert read(layer()).report.stated.unlisted == ()


def point_layer(**properties):
    return geojson(feature({"id": "p", **properties}, {"type": "Point", "coordinates": in_degrees(square())[0]}))


@pytest.mark.parametrize("published", [False, True], ids=["drawn", "published"])
def test_a_row_that_takes_a_point_its_area_is_refused_and_the_site_stays(published: bool) -> None:
    row_about = listed("id;areal ha;power_mw\np;okänt;3\n")
    if published:
        upload = read(row_about, published=read(point_layer(area_ha=12)).sites)
        assert counts(upload) == (1, 0, 0, 1)
    else:
        upload = read(point_layer(area_ha=12), row_about)
        assert counts(upload) == (2, 1, 0, 1)
        assert (value(upload.sites, "area_ha"), value(upload.sites, "power_mw")) == (12, None)
    assert [(issue.code, issue.row, issue.column) for issue in issues(upload)] == [
        ("geometry.not_polygon", 1, "areal ha")
    ]


def test_a_row_about_a_site_that_is_refused_afterwards_is_refused_too() -> None:
    upload = read(point_layer(), listed("id;power_mw\np;3\n"))
    assert counts(upload) == (2, 0, 0, 2)
    assert [(issue.code, issue.file) for issue in issues(upload)] == [
        ("geometry.not_polygon", "sites.geojson"),
        ("geometry.missing", "lista.csv"),
    ]


ids_there = st.sampled_from(["s0", "s1", "s2", "p", "x", None])
areas = st.sampled_from([None, 12, "okänt", "x", 0])
shapes = st.sampled_from(["area", "point", "line", "none", "bow", "far"])


def drawn_row(place: int, own_id, area, kind: str):
    ring = in_degrees(square(1000 + place * 800))
    geometry = {
        "area": polygon(ring),
        "point": {"type": "Point", "coordinates": ring[0]},
        "line": {"type": "LineString", "coordinates": ring[:2]},
        "none": None,
        "bow": polygon([ring[0], ring[2], ring[1], ring[3], ring[0]]),
        "far": polygon(in_degrees(square(-30_000 + place * 800))),
    }[kind]
    properties = {"area_ha": area, "kommun": "0511"} | ({} if own_id is None else {"id": own_id})
    return feature(properties, geometry)


@settings(deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(ids_there, areas, shapes), min_size=1, max_size=4),
    st.lists(st.tuples(ids_there, areas), max_size=4),
    st.booleans(),
)
def test_an_accepted_row_is_a_site_or_stands_in_one(drawn, rows, over_published: bool) -> None:
    files = [geojson(*(drawn_row(place, *parts) for place, parts in enumerate(drawn)))]
    if rows:
        lines = [f"{own_id or ''};{'' if area is None else area};{place}" for place, (own_id, area) in enumerate(rows)]
        files.append(listed("\n".join(["id;area_ha;nr i listan", *lines])))
    published = read(geojson(row(1), row(2)), point_layer(area_ha=3)).sites if over_published else None
    upload = read(*files, published=published, municipality="0511")
    report = upload.report
    refused = {(issue.file or files[0].name, issue.row) for issue in report.issues if issue.severity == "error"}
    assert report.rows == len(drawn) + len(rows) == report.accepted + report.refused
    assert report.refused == len(refused - {(file.name, None) for file in files})
    in_sites = {cell for cell in upload.sites.others.get("nr i listan", ()) if cell is not None}
    accepted = {str(place) for place in range(len(rows)) if ("lista.csv", place + 1) not in refused}
    assert in_sites == accepted
    drawn_taken = sum(
        kind != "none" and (files[0].name, place) not in refused for place, (*_, kind) in enumerate(drawn, start=1)
    )
    assert drawn_taken <= len(upload.sites) <= report.accepted
