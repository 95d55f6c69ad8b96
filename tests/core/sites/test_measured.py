from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.evidence import Method
from sitematch.core.metrics import CATALOGUE, Kind, Origin
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import CategoryColumn, NumberColumn
from sitematch.core.sites.footprint_column import footprint_column
from sitematch.core.sites.measured import cell_text, column_warning, site_column
from sitematch.core.sites.sites import Sites
from tests.core.matching.build import STATED, Offer, sites_of
from tests.examples import examples

INF = float("inf")


def sites(*rows: dict[str, Any], **values: Any) -> Sites:
    """Sites with these cells in other columns; ``values`` are metrics of all of them."""
    return sites_of([Offer(f"0583-{i}", values, cells) for i, cells in enumerate(rows)])


def numbers(offered: Sites, name: str) -> list[tuple[float, float]]:
    column = site_column(offered, Measure("attribute", Kind.NUMBER, name=name))
    assert isinstance(column, NumberColumn)
    return list(zip(column.low.tolist(), column.high.tolist(), strict=True))


def members(offered: Sites, name: str, kind: Kind = Kind.CATEGORY) -> list[tuple[str, ...] | None]:
    column = site_column(offered, Measure("attribute", kind, name=name))
    assert isinstance(column, CategoryColumn)
    return [column.values[code] if code >= 0 else None for code in column.codes]


def test_a_metric_that_is_stated() -> None:
    offered = sites({}, {}, power_mw=12.0)
    column = site_column(offered, Measure("power_mw", Kind.NUMBER))
    assert column is offered.columns["power_mw"]


@pytest.mark.parametrize(
    "metric", [m for m in CATALOGUE.values() if m.origin is Origin.STATED and m.name != "attribute"]
)
def test_a_metric_that_no_site_states_is_unknown_everywhere(metric: Any) -> None:
    column = site_column(sites({}, {}), Measure(metric.name, metric.kind))
    assert column.unknown.tolist() == [True, True]
    assert list(column.sources) == [None, None]
    assert isinstance(column, NumberColumn) == (metric.kind is Kind.NUMBER)


def test_a_footprint_is_measured_on_the_outline_and_unknown_for_a_point() -> None:
    offered = sites({}, {})
    offered.outlines[:] = shapely.box(500_000, 6_470_000, 500_010, 6_470_010), shapely.Point(500_000, 6_470_000)
    column = site_column(offered, Measure("footprint_fit", Kind.NUMBER, length_m=20.0, width_m=5.0))
    assert isinstance(column, NumberColumn)
    assert column.low[0] == column.high[0] == pytest.approx(0.4 * 2**0.5 / 0.9996)  # along the diagonal
    assert column.unknown.tolist() == [False, True]
    assert list(column.reasons) == [None, "no_outline"]
    assert list(column.sources) == [replace(STATED, method=Method.MEASURED), None]


def test_a_footprint_that_is_not_known_exactly_is_an_interval() -> None:
    scale, at_most = np.array([1.0, 1.0, np.nan]), np.array([1.005, 1.2, np.nan])
    column = footprint_column(sites({}, {}, {}), scale, at_most)
    assert list(zip(column.low, column.high, strict=True)) == [(1.0, 1.0), (1.0, 1.2), (-INF, INF)]


def test_any_column_as_numbers() -> None:
    offered = sites(
        {"x": 12}, {"x": "12,5"}, {"x": "12–15"}, {"x": "okänt"}, {"x": "twelve"}, {"x": True}, {"x": "9-3"}
    )
    unknown = (-INF, INF)
    assert numbers(offered, "x") == [(12, 12), (12.5, 12.5), (12, 15), unknown, unknown, unknown, unknown]
    column = site_column(offered, Measure("attribute", Kind.NUMBER, name="x"))
    assert list(column.reasons) == [None, None, None, None, "not_a_number", "not_a_number", "not_a_number"]
    assert list(column.sources) == [STATED, STATED, STATED, None, None, None, None]


def test_any_column_as_yes_or_no() -> None:
    offered = sites({"x": True}, {"x": "nej"}, {"x": 1}, {"x": "0"}, {"x": ""}, {"x": "maybe"})
    assert members(offered, "x", Kind.BOOLEAN) == [("true",), ("false",), ("true",), ("false",), None, None]
    column = site_column(offered, Measure("attribute", Kind.BOOLEAN, name="x"))
    assert list(column.reasons) == [None, None, None, None, None, "not_yes_or_no"]


def test_any_column_as_text() -> None:
    offered = sites(
        {"x": " BK1 "}, {"x": "0560"}, {"x": 58183.0}, {"x": True}, {"x": "b|a"}, {"x": ("c", "a")}, {"x": "-"}
    )
    expected = [("BK1",), ("0560",), ("58183",), ("true",), ("a", "b"), ("a", "c"), None]
    assert members(offered, "x") == expected


@pytest.mark.parametrize(
    ("in_json", "in_text"),
    [
        (True, "True"),
        (False, "FALSE"),
        (12.0, "12.0"),
        (-3.0, "-3.0"),
        (0.5, "0.5"),
        ((2.5, 9.0), "[2.5, 9]"),
        (("BK1", "BK4"), '["BK1", "BK4"]'),
        ((True, "x"), '[true, "x"]'),
    ],
)
def test_a_cell_is_the_same_text_whichever_format_holds_it(in_json: Any, in_text: str) -> None:
    assert cell_text(in_json) == cell_text(in_text)
    assert members(sites({"x": in_json}), "x") == members(sites({"x": in_text}), "x")


@pytest.mark.parametrize(
    "text", ["0560", "1.10", "00.0", "2.50", "[BK1]", "[1, [2]]", '[{"a": 1}]', "[null]", "[", "trUe"]
)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert cell_text(text) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("id", "0"),
        ("site_id", "0583-0"),
        ("name", "Site 0583-0"),
        ("municipality_code", "0583"),
        ("visibility", "public"),
        ("source", "Motala kommun"),
        ("source_date", "2024-03-01"),
    ],
)
def test_fixed_columns(name: str, expected: str) -> None:
    assert members(sites({}), name) == [(expected,)]


def test_an_own_id_is_as_the_municipality_wrote_it() -> None:
    assert members(sites_of([Offer("0583-v~C3~A4g-3"), Offer("somewhere")]), "id") == [("väg-3",), ("somewhere",)]


def test_fixed_columns_that_are_empty() -> None:
    assert members(sites({}), "property") == [None]
    assert members(sites({}), "contact") == [None]


def test_a_code_can_be_compared_as_a_number_too() -> None:
    assert numbers(sites({}), "municipality_code") == [(583.0, 583.0)]


def test_metrics_of_the_catalogue_by_name() -> None:
    offered = sites({}, power_mw=12.0, gas=True, plan_stage="antagen", plan_use=["office", "industry"])
    assert numbers(offered, "power_mw") == [(12.0, 12.0)]
    assert members(offered, "power_mw") == [("12",)]
    assert members(offered, "gas", Kind.BOOLEAN) == [("true",)]
    assert members(offered, "gas") == [("true",)]
    assert members(offered, "plan_stage") == [("antagen",)]
    assert members(offered, "plan_use") == [("industry", "office")]


def test_metrics_of_another_kind_are_unknown() -> None:
    offered = sites({}, power_mw=(1.0, 2.0), plan_stage="antagen")
    assert numbers(offered, "plan_stage") == [(-INF, INF)]
    assert members(offered, "plan_stage", Kind.BOOLEAN) == [None]
    assert members(offered, "power_mw", Kind.BOOLEAN) == [None]
    assert members(offered, "power_mw") == [None]


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.BOOLEAN, Kind.CATEGORY])
def test_a_column_that_no_site_has(kind: Kind) -> None:
    measure = Measure("attribute", kind, name="rod_class")
    offered = sites({"road_class": "BK1"})
    column = site_column(offered, measure)
    assert column.unknown.tolist() == [True]
    assert list(column.reasons) == ["no_such_column"]
    for lang in ("sv", "en"):
        assert "rod_class" in (column_warning(offered, measure, lang) or "")


def test_a_column_in_which_nothing_stands_is_warned_of_too() -> None:
    empty = sites({"x": ""}, {"x": None})
    assert column_warning(empty, Measure("attribute", Kind.NUMBER, name="x"), "en")
    assert column_warning(sites({}, gas=None), Measure("attribute", Kind.BOOLEAN, name="gas"), "en")


def test_no_warning_where_all_is_well() -> None:
    offered = sites({"x": "a"}, gas=True)
    for name in ("x", "gas", "municipality_code", "name"):
        assert column_warning(offered, Measure("attribute", Kind.CATEGORY, name=name), "en") is None
    assert column_warning(offered, Measure("power_mw", Kind.NUMBER), "en") is None
    assert column_warning(sites(), Measure("attribute", Kind.CATEGORY, name="x"), "en") is None


cells = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False), st.text(max_size=8), st.lists(st.text(max_size=3)).map(tuple)
)


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(cells, min_size=1, max_size=5), st.sampled_from([Kind.NUMBER, Kind.BOOLEAN, Kind.CATEGORY]))
def test_whatever_stands_in_a_cell_it_is_read_or_unknown(column: list[Any], kind: Kind) -> None:
    read = site_column(sites(*({"x": cell} for cell in column)), Measure("attribute", kind, name="x"))
    alone = [site_column(sites({"x": cell}), Measure("attribute", kind, name="x")) for cell in column]
    assert read.unknown.tolist() == [bool(each.unknown[0]) for each in alone]
    if isinstance(read, NumberColumn):
        assert not np.isnan(read.low).any()
        assert (read.low <= read.high).all()


@settings(deadline=None, max_examples=examples(60))
@given(st.integers(-(10**6), 10**6))
def test_whole_numbers_are_the_same_text_in_every_form(number: int) -> None:
    assert cell_text(number) == cell_text(float(number)) == cell_text(str(number)) == str(number)
