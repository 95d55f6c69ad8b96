"""The catalogue is whole: every entry says all that a metric has to say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sitematch.core.evidence import Text
from sitematch.core.metrics import CATALOGUE, Kind, Metric, Origin, Parameter, find_metric
from sitematch.errors import NotFound

DIMENSIONLESS = {"elongation", "footprint_fit"}
NUMBERS_AND_UNITS = {
    "area_ha": "ha",
    "elongation": None,
    "footprint_fit": None,
    "drive_min": "min",
    "distance_km": "km",
    "population": "persons",
    "workforce": "persons",
    "jobs": "jobs",
    "attractions": "attractions",
    "developable_ha": "ha",
    "expandable_ha": "ha",
    "building_right_m2": "m²",
    "price_sek_m2": "SEK/m²",
    "max_height_m": "m",
    "slope_pct": "%",
    "power_mw": "MW",
    "power_kv": "kV",
    "water_m3_d": "m³/d",
    "wastewater_m3_d": "m³/d",
    "district_heating_mw": "MW",
    "owner_count": "owners",
    "dwelling_distance_m": "m",
    "rail_distance_m": "m",
    "power_months": "months",
    "ready_months": "months",
}
BOOLEANS = {"fibre", "gas", "rail_siding", "plan_appealed"}
BURDENS = {
    "flood_risk",
    "contamination",
    "natura2000",
    "protected_nature",
    "heritage",
    "shore_protection",
    "water_protection",
    "farmland",
}
REACHED = {"drive_min", "distance_km", "population", "workforce", "jobs", "attractions"}
FIXED = REACHED | BURDENS | {"dwelling_distance_m", "rail_distance_m", "slope_pct"}


def missing_texts(what: str, text: Text) -> list[str]:
    return [f"{what} in {lang}" for lang in ("sv", "en") if not text.in_(lang).strip()]


def lacking(name: str, metric: Metric) -> list[str]:
    """What an entry of the catalogue still needs, in words for whoever adds it."""
    lacks = [] if metric.name == name else [f"to stand under its own name, {metric.name}"]
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", metric.name):
        lacks.append("a name in snake_case")
    for what in ("label", "help", "ask"):
        lacks += missing_texts(what, getattr(metric, what))
    for parameter in metric.parameters:
        lacks += missing_texts(f"help of parameter {parameter.name}", parameter.help)
    lacks += [f"a question mark in ask.{lang}" for lang in ("sv", "en") if not metric.ask.in_(lang).endswith("?")]
    lacks += [f"a full stop in help.{lang}" for lang in ("sv", "en") if not metric.help.in_(lang).endswith(".")]
    lacks += lacking_of_its_kind(metric)
    return lacks


def lacking_of_its_kind(metric: Metric) -> list[str]:
    lacks = []
    if metric.kind is Kind.NUMBER and metric.unit is None and metric.name not in DIMENSIONLESS:
        lacks.append("a unit")
    if metric.kind is not Kind.NUMBER and metric.unit is not None:
        lacks.append("no unit, as it is no number")
    categorical = metric.kind in (Kind.CATEGORY, Kind.SET)
    if categorical and len(set(metric.categories)) < 2:
        lacks.append("at least two different categories")
    if not categorical and metric.categories:
        lacks.append("no categories, as it has none to choose from")
    if len(metric.category_labels) != len(metric.categories):
        lacks.append("a label for each category, in their order")
    for category, label in zip(metric.categories, metric.category_labels, strict=False):
        lacks += missing_texts(f"label of category {category}", label)
    return lacks


def test_every_entry_is_complete() -> None:
    incomplete = {name: lacks for name, metric in CATALOGUE.items() if (lacks := lacking(name, metric))}
    assert incomplete == {}, f"these entries of the catalogue lack: {incomplete}"


def test_an_incomplete_entry_is_told_what_it_lacks() -> None:
    area = CATALOGUE["area_ha"]
    bare = replace(
        area,
        unit=None,
        label=Text("Areal", " "),
        ask=Text("Hur stort", "How large?"),
        categories=("a",),
        parameters=(Parameter("to", True, Text("", "a class")),),
    )
    assert lacking("area_ha", bare) == [
        "label in en",
        "help of parameter to in sv",
        "a question mark in ask.sv",
        "a unit",
        "no categories, as it has none to choose from",
        "a label for each category, in their order",
    ]


def test_every_metric_is_there_once() -> None:
    others = {"plan_stage", "plan_use", "ownership", "availability", "attribute"}
    assert set(CATALOGUE) == set(NUMBERS_AND_UNITS) | BOOLEANS | BURDENS | others


@pytest.mark.parametrize(("name", "unit"), NUMBERS_AND_UNITS.items())
def test_numbers_have_their_units(name: str, unit: str | None) -> None:
    assert (CATALOGUE[name].kind, CATALOGUE[name].unit) == (Kind.NUMBER, unit)


def test_kinds_of_what_is_no_number() -> None:
    kinds = {name: metric.kind for name, metric in CATALOGUE.items() if metric.kind is not Kind.NUMBER}
    assert kinds == {
        **dict.fromkeys(BOOLEANS, Kind.BOOLEAN),
        **dict.fromkeys(BURDENS, Kind.CATEGORY),
        "plan_stage": Kind.CATEGORY,
        "ownership": Kind.CATEGORY,
        "availability": Kind.CATEGORY,
        "plan_use": Kind.SET,
        "attribute": Kind.BY_USE,
    }


def test_categories_in_their_order() -> None:
    assert CATALOGUE["plan_stage"].categories == (
        "none",
        "planbesked",
        "samrad",
        "granskning",
        "antagen",
        "laga_kraft",
    )
    assert CATALOGUE["plan_use"].categories == (
        "industry",
        "logistics",
        "office",
        "retail",
        "visitor",
        "public",
        "housing",
        "mixed",
        "utilities",
        "other",
    )
    assert CATALOGUE["ownership"].categories == ("municipal", "state", "private", "mixed")
    assert CATALOGUE["availability"].categories == ("available", "planned", "option", "reserved", "sold")
    assert {CATALOGUE[name].categories for name in BURDENS} == {("none", "possible", "confirmed")}


def test_what_nobody_can_change_at_a_site() -> None:
    assert {name for name, metric in CATALOGUE.items() if not metric.changeable} == FIXED


def test_origins() -> None:
    by_origin = {origin: {m.name for m in CATALOGUE.values() if m.origin is origin} for origin in Origin}
    assert by_origin[Origin.OUTLINE] == {"area_ha", "elongation", "footprint_fit"}
    assert by_origin[Origin.REACH] == REACHED


def test_parameters_required_and_optional() -> None:
    parameters = {m.name: {p.name: p.required for p in m.parameters} for m in CATALOGUE.values() if m.parameters}
    assert parameters == {
        "footprint_fit": {"length_m": True, "width_m": True},
        "drive_min": {"to": True, "where": False},
        "distance_km": {"to": True, "where": False},
        "population": {"within_min": True},
        "workforce": {"within_min": True, "group": False},
        "jobs": {"within_min": True},
        "attractions": {"within_min": True, "where": False},
        "attribute": {"name": True},
    }


def test_swedish_and_english_are_different_texts() -> None:
    same = {name for name, metric in CATALOGUE.items() if metric.help.sv == metric.help.en}
    same |= {name for name, metric in CATALOGUE.items() if metric.ask.sv == metric.ask.en}
    assert same == set()


def test_labels_tell_metrics_apart() -> None:
    for lang in ("sv", "en"):
        labels = [metric.label.in_(lang) for metric in CATALOGUE.values()]
        assert len(set(labels)) == len(labels)


def test_a_metric_is_found_by_name() -> None:
    assert find_metric("plan_use") is CATALOGUE["plan_use"]


def test_a_metric_that_is_nearly_so_called() -> None:
    with pytest.raises(NotFound, match="no metric 'area'; did you mean 'area_ha'\\?"):
        find_metric("area")


def test_a_metric_that_is_nothing_like_it() -> None:
    with pytest.raises(NotFound, match="`sitematch metrics` lists them"):
        find_metric("qqqq")


def test_the_catalogue_cannot_be_written_to() -> None:
    with pytest.raises(TypeError):
        CATALOGUE["mine"] = CATALOGUE["area_ha"]  # type: ignore[index]
