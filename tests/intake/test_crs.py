from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.errors import SiteFileRefused
from sitematch.intake.crs_names import CANDIDATES, epsg_of
from tests.examples import examples
from tests.intake.world import (
    CODES,
    EAST,
    NORTH,
    codes,
    counts,
    crs,
    csv,
    feature,
    geojson,
    in_degrees,
    polygon,
    read,
    region,
    square,
    to_epsg,
    wkt,
)

HERE = (3006, 3008, 3009, 3010, 3013, 3021, 4326, 4258, 3857, 25832, 25833, 25834)
"""Systems in which the region can be written down at all, in or out of their area of use."""


def is_there(upload) -> bool:
    """Whether the one site lies where it was drawn, within a metre."""
    return upload.sites.outlines[0].bounds == approx((EAST + 5000, NORTH + 5000, EAST + 5500, NORTH + 5500), abs=1.0)


@pytest.mark.parametrize(
    ("name", "epsg"),
    [
        ("EPSG:3006", 3006),
        ("epsg:3006", 3006),
        ("3006", 3006),
        ("urn:ogc:def:crs:EPSG::3009", 3009),
        ("urn:ogc:def:crs:EPSG:9.6:3009", 3009),
        ("urn:x-ogc:def:crs:EPSG:3010", 3010),
        ("http://www.opengis.net/def/crs/EPSG/0/3006", 3006),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326),
        ("SWEREF 99 TM", 3006),
        ("SWEREF99TM", 3006),
        ("Sweref 99 16 30", 3010),
        ("WGS84", 4326),
        ("RT90 2.5 gon V", 3021),
        ("EPSG:2154", 2154),
        ("British Coordinate Systems", None),
        ("50.659441, -4.182754", None),
        ("x" * 1000, None),
    ],
)
def test_names_of_systems(name: str, epsg: int | None) -> None:
    assert epsg_of(name) == epsg


@pytest.mark.parametrize("epsg", HERE)
def test_a_declared_system_is_believed(epsg: int) -> None:
    upload = read(geojson(feature({"id": 1}, polygon(to_epsg(square(), epsg))), crs=crs(epsg)))
    assert is_there(upload)
    assert counts(upload) == (1, 1, 0, 0)


@pytest.mark.parametrize("member", [{"type": "EPSG", "properties": {"code": 3006}}, crs("EPSG:3006")])
def test_old_ways_to_declare_a_system(member) -> None:
    assert is_there(read(geojson(feature({"id": 1}, polygon(square())), crs=member)))


def test_a_null_system_is_none() -> None:
    assert is_there(read(geojson(feature({"id": 1}), crs=None)))


@pytest.mark.parametrize("epsg", [3006, 3009, 3021, 3857])
def test_the_callers_system_wins_over_the_declared_one(epsg: int) -> None:
    file = geojson(feature({"id": 1}, polygon(to_epsg(square(), epsg))), crs=crs(25832))
    assert is_there(read(file, crs=f"EPSG:{epsg}"))


def test_degrees_without_a_word_are_wgs84() -> None:
    assert is_there(read(geojson(feature({"id": 1}))))
    assert is_there(read(csv(f"id;wkt\n1;{wkt()}\n")))


def test_an_undeclared_system_is_told_by_the_municipality() -> None:
    for epsg in (3009, 3010, 3021, 3857):
        ring = to_epsg(square(), epsg)
        upload = read(geojson(feature({"id": 1}, polygon(ring))), municipality="0511")
        assert is_there(upload), epsg


def test_of_systems_that_cannot_be_told_apart_the_first_counts() -> None:
    upload = read(geojson(feature({"id": 1}, polygon(square()))))
    assert is_there(upload)
    assert codes(upload) == []


def test_several_possible_systems_are_named() -> None:
    wide = [shapely.box(EAST - 150_000, NORTH - 10_000, EAST + 150_000, NORTH + 40_000)]
    with pytest.raises(SiteFileRefused) as caught:
        read(geojson(feature({"id": 1}, polygon(to_epsg(square(30_000), 3009)))), where=region(wide))
    assert caught.value.code == "crs.missing"
    assert "EPSG:3009 (SWEREF 99 15 00) → Norrby, EPSG:3010 (SWEREF 99 16 30) → Norrby" in caught.value.message
    assert "--crs" in caught.value.message


def test_every_row_has_to_fit() -> None:
    ring = to_epsg(square(), 3009)
    stray = [[x + 90_000, y] for x, y in ring]
    with pytest.raises(SiteFileRefused) as caught:
        read(geojson(feature({"id": 1}, polygon(ring)), feature({"id": 2}, polygon(stray))), municipality="0511")
    assert caught.value.code == "crs.missing"


def test_three_kilometres_outside_are_near_enough() -> None:
    for east, fits in ((-3400, True), (-3600, False)):
        file = geojson(feature({"id": 1}, polygon(to_epsg(square(east), 3009))))
        if fits:
            assert counts(read(file, municipality="0511"))[0] == 1
        else:
            with pytest.raises(SiteFileRefused, match=r"crs\.missing"):
                read(file, municipality="0511")


def test_a_system_is_no_candidate_outside_its_area_of_use() -> None:
    far_north = [[x, y + 700_000] for x, y in to_epsg(square(), 3009)]
    with pytest.raises(SiteFileRefused) as caught:
        read(geojson(feature({"id": 1}, polygon(far_north))), where=region([]))
    assert "EPSG:3009" not in caught.value.message


def test_exchanged_axes_without_a_declared_system_are_offered() -> None:
    turned = [[y, x] for x, y in square()]
    with pytest.raises(SiteFileRefused) as caught:
        read(geojson(feature({"id": 1}, polygon(turned))))
    assert caught.value.code == "crs.missing"
    assert "--swap-axes" in caught.value.message
    assert is_there(read(geojson(feature({"id": 1}, polygon(turned))), swap_axes=True))


def test_a_csv_names_its_system_in_a_column_or_before_its_wkt() -> None:
    text = wkt(square())
    assert is_there(read(csv(f"id;wkt;crs\n1;{text};EPSG:3006\n")))
    assert is_there(
        read(csv(f"id;wkt\n1;SRID=3006;{text}\n".replace("SRID=3006;", '"SRID=3006;').replace("))", '))"')))
    )
    assert is_there(read(csv(f"id;wkt;koordinatsystem\n1;{text};SWEREF 99 TM\n")))
    with pytest.raises(SiteFileRefused, match=r"crs\.unsupported"):
        read(csv(f"id;wkt;crs\n1;{text};EPSG:3006\n2;{text};EPSG:3009\n"))


def test_a_column_that_only_looks_like_a_system_is_kept() -> None:
    upload = read(csv(f"id;wkt;CoordinateReferenceSystem\n1;{wkt()};50.6, -4.1\n"))
    assert upload.sites.others["CoordinateReferenceSystem"] == ("50.6, -4.1",)


def test_points_in_metres_are_found_too() -> None:
    x, y = square()[0]
    upload = read(csv(f"id;x;y;area_ha\n1;{x};{y};12\n"))
    assert upload.sites.outlines[0].coords[0] == approx((x, y))


@settings(deadline=None, max_examples=examples(40))
@given(st.sampled_from(HERE), st.integers(500, 50_000), st.integers(500, 19_000))
def test_exchanged_axes_are_always_seen_and_always_mended(epsg: int, east: int, north: int) -> None:
    ring = to_epsg(square(east, north), epsg)
    turned = [[y, x] for x, y in ring]
    declared = {"crs": crs(epsg)}
    right = read(geojson(feature({"id": 1}, polygon(ring)), **declared))
    wrong = read(geojson(feature({"id": 1}, polygon(turned)), **declared))
    assert codes(right) == []
    assert codes(wrong) == ["crs.axis_swapped"]
    assert counts(wrong) == (1, 0, 0, 1)
    mended = read(geojson(feature({"id": 1}, polygon(turned)), **declared), swap_axes=True)
    assert mended.sites.outlines[0].equals_exact(right.sites.outlines[0], 1e-6)


@settings(deadline=None, max_examples=examples(12))
@given(st.sampled_from([3006, 3009, 3010, 3021, 3857, 25833]), st.integers(200, 59_000), st.integers(200, 19_000))
def test_an_undeclared_system_is_told_rightly_or_asked_for(epsg: int, east: int, north: int) -> None:
    ring = square(east, north)
    file = geojson(feature({"id": 1}, polygon(to_epsg(ring, epsg))))
    for municipality in (None, CODES[min(east // 20_000, 2)]):
        try:
            site = read(file, municipality=municipality).sites.outlines[0]
        except SiteFileRefused as refused:
            assert refused.code == "crs.missing"
        else:
            assert site.bounds[:2] == approx(ring[0], abs=1.0)


def test_the_numbers_of_the_candidates() -> None:
    assert set(CANDIDATES) == {*range(3006, 3019), 3021, 4326, 4258, 3857, 25832, 25833, 25834}
    assert in_degrees(square())[0] == approx(to_epsg(square(), 4258)[0], abs=1e-9)
