from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.errors import WrongUse
from tests.examples import examples
from tests.intake.world import codes, csv, feature, geojson, in_degrees, polygon, read, row, square, value

HA = 25.02
"""What each square of ``row`` has on the ground, about."""


@pytest.mark.parametrize(
    ("heading", "cell", "area_ha"),
    [
        ("yta_ha", 12.5, 12.5),
        ("Yta (m²)", 125_000, 12.5),
        ("kvm", "125 000", 12.5),
        ("areal", "12,5 ha", 12.5),
        ("areal", "125 000 kvm", 12.5),
        ("area_ha", "125 000 m²", 12.5),
        ("yta_ha", "125 000 m2", 12.5),
        ("Tomtareal [ha]", 12.5, 12.5),
        ("Tomtareal (tunnland)", 12.5, None),
    ],
)
def test_areas_of_points_by_heading_and_cell(heading: str, cell, area_ha: float | None) -> None:
    point = {"type": "Point", "coordinates": in_degrees(square())[0]}
    upload = read(geojson(feature({"id": 1, heading: cell}, point)))
    assert (value(upload.sites, "area_ha") if len(upload.sites) else None) == (area_ha and approx(area_ha))


def test_an_area_without_unit_is_told_by_the_outlines() -> None:
    in_ha = read(geojson(row(1, yta=25), row(2, yta=26), row(3, yta=400)))
    in_m2 = read(geojson(row(1, yta=250_000), row(2, yta=260_000), row(3, yta=4_000_000)))
    assert codes(in_ha) == codes(in_m2) == ["area.differs"]
    assert [issue.row for issue in in_m2.report.issues] == [3]


def test_developable_areas_too() -> None:
    upload = read(geojson(row(1, **{"byggbar yta": 200_000}), row(2, **{"byggbar yta": "150 000"})))
    assert [value(upload.sites, "developable_ha", i) for i in range(2)] == approx([20, 15])
    assert codes(upload) == []


@pytest.mark.parametrize(
    ("cell", "is_told"), [(HA * 1.9, True), (HA / 1.9, True), (HA * 2.1, False), (HA / 2.1, False)]
)
def test_within_a_factor_of_two(cell: float, is_told: bool) -> None:
    assert ("column.unit" in codes(read(geojson(row(1, yta=cell))))) != is_told


def test_building_rights_too() -> None:
    upload = read(geojson(row(1, byggrätt=150_000), row(2, byggrätt="200 000")))
    assert [value(upload.sites, "building_right_m2", i) for i in range(2)] == approx([150_000, 200_000])
    assert "column.unit" in codes(read(geojson(row(1, byggrätt=60))))


def test_cells_with_their_own_unit_do_not_need_the_outlines() -> None:
    upload = read(geojson(row(1, **{"byggbar yta": "3 ha"}), row(2, **{"byggbar yta": "40 000 m²"})))
    assert [value(upload.sites, "developable_ha", i) for i in range(2)] == approx([3, 4])


def test_columns_settle_a_unit() -> None:
    point = {"type": "Point", "coordinates": in_degrees(square())[0]}
    file = geojson(feature({"id": 1, "yta": 125_000}, point))
    assert read(file, columns={"yta": "area_m2"}).sites.columns["area_ha"].low.tolist() == approx([12.5])
    assert read(file, columns={"YTA": "area_ha"}).sites.columns["area_ha"].low.tolist() == approx([125_000])
    with pytest.raises(WrongUse, match="area_acres"):
        read(file, columns={"yta": "area_acres"})


@pytest.mark.parametrize(
    ("heading", "cell", "price"),
    [
        ("Pris (kr/m²)", 350, 350),
        ("pris", "350 kr/kvm", 350),
        ("pris", "350 kr/m2", 350),
        ("price_sek_m2", "350", 350),
        ("Pris (kr)", 25_016_010, 100),
        ("pris", "25 Mkr", 25e6 / (HA * 10_000)),
        ("pris", "350", None),
    ],
)
def test_prices_by_heading_and_cell(heading: str, cell, price: float | None) -> None:
    upload = read(geojson(row(1, **{heading: cell})))
    assert value(upload.sites, "price_sek_m2") == (price and approx(price, rel=1e-3))
    assert ("column.unit" in codes(upload)) == (price is None)


def test_a_whole_price_is_divided_by_the_area() -> None:
    file = geojson(row(1, tomtpris=25_016_010))
    assert value(read(file, columns={"tomtpris": "price_sek"}).sites, "price_sek_m2") == approx(100, rel=1e-3)
    point = csv("id;lon;lat;area_ha;pris kr\n1;15.6;58.4;10–20;2000000\n")
    assert value(read(point).sites, "price_sek_m2") == approx((10, 20))


def test_headings_with_units_of_other_metrics() -> None:
    upload = read(geojson(row(1, **{"effekt (kW)": 1500, "Avstånd till järnväg km": "1,2", "Byggklar (år)": 2})))
    assert value(upload.sites, "power_mw") == approx(1.5)
    assert value(upload.sites, "rail_distance_m") == approx(1200)
    assert value(upload.sites, "ready_months") == approx(24)


@settings(deadline=None, max_examples=examples(25))
@given(st.floats(1.0, 200.0), st.sampled_from([1.0, 10_000.0]))
def test_the_outline_tells_the_unit_of_any_area(side_hm: float, per_ha: float) -> None:
    shape = polygon(in_degrees(square(100, 100, side_hm * 100)))
    stated = side_hm**2 * per_ha
    upload = read(geojson(feature({"id": 1, "yta": stated, "exploaterbar yta": stated * 0.8}, shape)))
    assert value(upload.sites, "developable_ha") == approx(side_hm**2 * 0.8)
    assert "column.unit" not in codes(upload)
