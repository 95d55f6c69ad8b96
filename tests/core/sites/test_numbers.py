from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.core.metrics import CATALOGUE
from sitematch.core.sites.cell_units import UNITS
from sitematch.core.sites.cells import CellFault, NumberCell, read_cell, read_number
from sitematch.core.sites.numbers import read_float
from tests.examples import examples


def number(cell: object, metric: str = "power_mw") -> tuple[float, float]:
    read = read_cell(CATALOGUE[metric], cell)
    assert isinstance(read, NumberCell), read
    return read.low, read.high


def fault(cell: object, metric: str = "power_mw") -> CellFault:
    read = read_cell(CATALOGUE[metric], cell)
    assert isinstance(read, CellFault), read
    return read


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12.0),
        ("12,500", 12.5),
        ("12.500", 12.5),
        ("1 234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567.0),
        ("1,234,567", 1234567.0),
        ("1.234.567,25", 1234567.25),
        ("12\u00a0500", 12500.0),
        ("12\u202f500", 12500.0),
        ("  12 ", 12.0),
        ("+12", 12.0),
        (".5", 0.5),
        (",5", 0.5),
        ("12.", 12.0),
        ("1e3", 1000.0),
        ("0", 0.0),
        (12, 12.0),
        (12.5, 12.5),
    ],
)
def test_numbers(cell: object, value: float) -> None:
    assert number(cell) == approx((value, value))


@pytest.mark.parametrize(
    "cell", ["12–15", "12-15", "12 — 15", "12‑15", "[12, 15]", "[12,15]", "[12; 15]", "12 till 15", (12, 15)]
)
def test_intervals(cell: object) -> None:
    assert number(cell) == approx((12.0, 15.0))


def test_an_interval_in_brackets_may_have_decimal_commas() -> None:
    assert number("[12,5; 15,25]") == approx((12.5, 15.25))
    assert number("[12,5, 15,25]") == approx((12.5, 15.25))


@pytest.mark.parametrize(
    ("metric", "cell", "value"),
    [
        ("power_mw", "12 MW", 12.0),
        ("power_mw", "500 kW", 0.5),
        ("area_ha", "12 500 m²", 1.25),
        ("area_ha", "12500 kvm", 1.25),
        ("area_ha", "3,5 hektar", 3.5),
        ("price_sek_m2", "350 kr/m²", 350.0),
        ("price_sek_m2", "350 kr / kvm", 350.0),
        ("slope_pct", "5 %", 5.0),
        ("rail_distance_m", "1,2 km", 1200.0),
        ("water_m3_d", "120 m³/dygn", 120.0),
        ("ready_months", "2 år", 24.0),
        ("ready_months", "18 mån", 18.0),
        ("power_kv", "130 kV", 130.0),
    ],
)
def test_a_unit_behind_is_converted(metric: str, cell: str, value: float) -> None:
    assert number(cell, metric) == approx((value, value))


def test_a_unit_behind_an_interval_holds_for_both_ends() -> None:
    assert number("500–1500 kW") == approx((0.5, 1.5))
    assert number("500 kW–2 MW") == approx((0.5, 2.0))


@pytest.mark.parametrize("cell", ["ca 12", "Ca. 12", "c:a 12", "cirka 12", "ungefär 12", "~12", "about 12", "ca12"])
def test_about_is_passed_over_and_remembered(cell: str) -> None:
    assert read_number(cell) == NumberCell(12.0, 12.0, approximate=True)


@pytest.mark.parametrize(
    "cell",
    [
        "tolv",
        "12 acres",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e999",
        "12.34,5",
        "12 34",
        "1-2-3",
        "12 m2 ish",
        "x" * 500,
        True,
        False,
        float("nan"),
        float("inf"),
        10**400,
        [1, 2, 3],
        ["a", 2],
        {"a": 1},
        "1_000",
        "١٢",
        "0x10",
        "[12]",
        "[1,2,3]",
        "12–",
        "$0.69 - $1.95 per SF",
    ],
)
def test_what_is_no_number(cell: object) -> None:
    assert fault(cell).code == "value.not_a_number"


@pytest.mark.parametrize(("cell", "better"), [("ca tolv", "12"), ("tio", "10"), ("12 stycken", "12"), ("Twelve", "12")])
def test_a_number_in_words_is_suggested_in_digits(cell: str, better: str) -> None:
    assert fault(cell).suggestion == better


def test_no_suggestion_where_two_numbers_may_be_meant() -> None:
    assert fault("12 eller 15").suggestion is None


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "-", "–", "—", "okänt", "Okänt ", "OKÄNT", "unknown", "Unknown", "oka\u0308nt", []]
)
def test_nothing_is_unknown(cell: object) -> None:
    assert read_cell(CATALOGUE["power_mw"], cell) is None


@pytest.mark.parametrize(
    ("metric", "cell", "rule"),
    [
        ("power_mw", "-1", "below_zero"),
        ("power_mw", "−1", "below_zero"),
        ("power_mw", -0.5, "below_zero"),
        ("area_ha", "0", "no_area"),
        ("developable_ha", 0, "no_area"),
        ("slope_pct", "101", "above_100"),
        ("slope_pct", "90–110", "above_100"),
        ("power_mw", "15–12", "ends_reversed"),
        ("power_mw", [15, 12], "ends_reversed"),
        ("ready_months", "-3", "below_zero"),
    ],
)
def test_what_is_out_of_range(metric: str, cell: object, rule: str) -> None:
    read = fault(cell, metric)
    assert (read.code, read.rule) == ("value.out_of_range", rule)


def test_nothing_beside_the_site_to_expand_on_is_a_value() -> None:
    assert number("0", "expandable_ha") == (0.0, 0.0)
    assert number("0", "power_mw") == (0.0, 0.0)
    assert number("100", "slope_pct") == (100.0, 100.0)


def test_every_metric_that_is_a_stated_number_has_units() -> None:
    stated = {name for name, metric in CATALOGUE.items() if metric.kind == "number" and metric.origin == "stated"}
    assert stated <= set(UNITS)


finite = st.floats(min_value=0, max_value=1e12, allow_nan=False)


@settings(deadline=None, max_examples=examples(200))
@given(finite, st.sampled_from([".", ","]))
def test_written_decimals_are_read_back(value: float, sign: str) -> None:
    text = f"{value:.3f}".replace(".", sign)
    assert read_float(text) == float(f"{value:.3f}")


@settings(deadline=None, max_examples=examples(200))
@given(
    st.integers(0, 10**12),
    st.integers(0, 999),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), (" ", "."), ("\u00a0", ","), ("\u202f", ".")]),
)
def test_grouped_numbers_are_read_back(whole: int, decimals: int, signs: tuple[str, str]) -> None:
    group, point = signs
    text = f"{whole:,}".replace(",", group) + f"{point}{decimals:03d}"
    assert number(text) == approx((whole + decimals / 1000,) * 2)


@settings(deadline=None, max_examples=examples(100))
@given(finite, finite, st.sampled_from("-‐‑‒–—−"), st.booleans())
def test_intervals_are_read_back(a: float, b: float, dash: str, spaced: bool) -> None:
    low, high = sorted((round(a, 3), round(b, 3)))
    between = f" {dash} " if spaced else dash
    assert number(f"{low:.3f}{between}{high:.3f}") == approx((low, high))


@settings(deadline=None, max_examples=examples(300))
@given(st.text(max_size=120))
def test_any_text_is_a_value_or_unknown_or_a_fault(text: str) -> None:
    read = read_number(text)
    assert read is None or isinstance(read, NumberCell | CellFault)
