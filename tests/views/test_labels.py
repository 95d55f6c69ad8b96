from __future__ import annotations

from typing import Any

import pytest

from sitematch.core.matching.result import Shortfall, Verdict
from sitematch.views.labels import (
    bound_text,
    criteria_labels,
    criterion_label,
    outcome_text,
    requirement_name,
    shortfall_text,
    value_text,
)
from tests.views.samples import REQUIREMENT, outcome


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("criterion", "sv"),
    [
        ({"metric": "area_ha"}, "Areal"),
        ({"metric": "drive_min", "to": "port"}, "Körtid: hamn"),
        ({"metric": "drive_min", "to": {"name": "Vår fabrik", "lon": 15.6, "lat": 58.4}}, "Körtid: Vår fabrik"),
        ({"metric": "drive_min", "to": "ski_lift"}, "Körtid: ski lift"),
        (
            {
                "metric": "drive_min",
                "to": "port",
                "where": {"draft_m": {"min": 10}, "cargo": {"one_of": ["container"]}},
            },
            "Körtid: hamn (draft (m) minst 10, cargo container)",
        ),
        ({"metric": "population", "within_min": 45}, "Befolkning inom 45 min"),
        ({"metric": "workforce", "within_min": 22.5, "group": "it"}, "Arbetskraft (it) inom 22,5 min"),
        ({"metric": "footprint_fit", "length_m": 400, "width_m": 200}, "Plats för anläggningen 400 × 200 m"),
        ({"metric": "attribute", "name": "bearing_capacity_kpa"}, "Bearing capacity (kPa)"),
        ({"metric": "attribute", "name": "VA_kod"}, "VA kod"),
        ({"metric": "attribute", "name": "__"}, "__"),
        ({"metric": "attribute", "name": "power_mw"}, "Eleffekt"),
    ],
)
def test_a_criterion_is_called_by_what_it_asks_about(criterion: dict[str, Any], sv: str) -> None:
    assert plain(criterion_label(criterion, "sv")) == sv


def test_one_is_not_written_in_the_plural() -> None:
    assert plain(value_text(1, "owner_count", "owners", "en")) == "1 owner"
    assert plain(value_text(2, "owner_count", "owners", "en")) == "2 owners"
    assert plain(value_text(1, "ready_months", "months", "sv")) == "1 månad"
    assert plain(value_text(1, "area_ha", "ha", "en")) == "1 ha"


def test_an_either_or_names_its_members() -> None:
    labels = {name: plain(text) for name, text in criteria_labels(REQUIREMENT, "sv").items()}
    assert labels["rail"] == "Industrispår eller körtid: hamn högst 30 min"
    roads = [
        {"metric": "gas"},
        {"metric": "attribute", "name": "road_class"},
        {"metric": "attribute", "name": "VA_kod"},
    ]
    assert criterion_label({"id": "roads", "any": roads}, "en") == "Gas or road class or VA kod"
    both = {"id": "rail", "at_least": 2, "any": [{"metric": "gas", "must": True}, {"metric": "fibre", "must": False}]}
    assert criterion_label(both, "en") == "at least 2 of: Gas; fibre no"


@pytest.mark.parametrize(
    ("bound", "metric", "unit", "en"),
    [
        ({"min": 100}, "area_ha", "ha", "at least 100 ha"),
        ({"max": 15}, "drive_min", "min", "at most 15 min"),
        ({"min": 100, "max": 200}, "area_ha", "ha", "100–200 ha"),
        ({"one_of": ["industry", "mixed"]}, "plan_use", None, "industry or mixed"),
        (True, "gas", None, "yes"),
        ({"at_least": 2}, "any", None, "at least 2"),
    ],
)
def test_a_bound_in_words(bound: Any, metric: str, unit: str | None, en: str) -> None:
    assert plain(bound_text(bound, metric, unit, "en")) == en


def test_values_are_words_of_the_language() -> None:
    assert value_text("laga_kraft", "plan_stage", None, "en") == "in force"
    assert value_text(("industry", "logistics"), "plan_use", None, "sv") == "industri, logistik"
    assert value_text(False, "gas", None, "sv") == "nej"
    assert plain(value_text(166_000.0, "population", "persons", "sv")) == "166 000 personer"
    assert value_text("BK1", "attribute", None, "sv") == "BK1"


def test_an_unknown_says_why_where_more_can_be_said() -> None:
    assert outcome_text(outcome("a", "power_mw", None, Verdict.UNKNOWN), "sv") == "okänt"
    unreached = outcome("a", "drive_min", None, Verdict.UNKNOWN, reason="no_way")
    assert outcome_text(unreached, "sv") == "okänt (ingen väg leder dit)"
    between = outcome("a", "power_mw", None, Verdict.UNKNOWN, value_low=40.0, value_high=80.0, unit="MW")
    assert plain(outcome_text(between, "sv")) == "40–80 MW"


@pytest.mark.parametrize(
    ("shortfall", "en"),
    [
        (
            Shortfall("a", "area_ha", 88.0, 88.0, 88.0, {"min": 100}, 12.0, "ha"),
            "Land: 88 ha, asked for at least 100 ha (12 ha short)",
        ),
        (
            Shortfall("a", "area_ha", 99.9999, 99.9999, 99.9999, {"min": 100}, 0.0001, "ha"),
            "Land: 99.9999 ha, asked for at least 100 ha (0.0001 ha short)",
        ),
        (
            Shortfall("a", "drive_min", 20.5, 20.5, 20.5, {"max": 15}, 5.5, "min"),
            "Land: 20.5 min, asked for at most 15 min (5.5 min too much)",
        ),
        (
            Shortfall("a", "power_mw", None, 10.0, 40.0, {"min": 50}, 10.0, "MW"),
            "Land: 10–40 MW, asked for at least 50 MW (10 MW short)",
        ),
        (
            Shortfall("a", "plan_use", ("housing",), None, None, {"one_of": ["industry"]}, None, None),
            "Land: housing, asked for industry",
        ),
        (
            Shortfall("a", "any", 0.0, None, None, {"at_least": 1}, None, None),
            "Land: 0 surely met, asked for at least 1",
        ),
    ],
)
def test_what_a_site_lacks_and_by_how_much(shortfall: Shortfall, en: str) -> None:
    assert plain(shortfall_text(shortfall, "Land", "en")) == en


def test_the_name_of_a_requirement_is_found_in_any_form() -> None:
    assert requirement_name(REQUIREMENT, "sv") == "Batterifabrik"
    assert requirement_name({"id": "x", "name": {"sv": "Bara svenska"}}, "en") == "Bara svenska"
    assert requirement_name({"id": "x", "name": "Plain"}, "sv") == "Plain"
    assert requirement_name({"id": "x"}, "sv") == "x"
