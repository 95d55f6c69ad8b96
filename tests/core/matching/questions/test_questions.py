from __future__ import annotations

from typing import Any

import pytest

from sitematch.core.evidence import Lang
from sitematch.core.matching.questions.open_questions import question_about
from sitematch.core.matching.result import OpenQuestion
from sitematch.core.metrics import CATALOGUE, Kind
from sitematch.core.requirement.model import Between, Measure, OneOf, Place, Truth
from tests.core.matching.build import Offer, requirement, run

POWER = {"id": "power", "metric": "power_mw", "must": {"min": 50}, "value": [[0, 0], [100, 100]], "weight": 3}
STAGE = {"id": "plan", "metric": "plan_stage", "value": {"none": 20, "laga_kraft": 100}, "weight": 1}
RAIL = {"id": "rail", "metric": "rail_siding", "must": True}


def asked(criteria: list[dict[str, Any]], values: dict[str, Any], lang: Lang = "en", **site: Any) -> list[OpenQuestion]:
    result = run(requirement(criteria, robustness={"draws": 2}), [Offer("0583-1", values, **site)], lang=lang)
    return list(result.ranked[0].open_questions)


def test_every_open_criterion_by_falling_swing() -> None:
    questions = asked([RAIL, STAGE, POWER], {})
    assert [q.id for q in questions] == ["power", "plan", "rail"]
    assert [q.metric for q in questions] == ["power_mw", "plan_stage", "rail_siding"]
    assert [q.swing for q in questions] == pytest.approx([75.0, 20.0, 0.0])


def test_an_interval_moves_the_site_by_what_it_leaves_open() -> None:
    (question, _) = asked([POWER, STAGE], {"power_mw": (60.0, 80.0)})
    assert (question.id, question.swing) == ("plan", pytest.approx(20.0))
    assert asked([POWER, STAGE], {"power_mw": (60.0, 80.0), "plan_stage": "none"})[0].swing == pytest.approx(15.0)


def test_what_is_known_or_makes_no_difference_is_not_asked() -> None:
    flat = {"id": "flat", "metric": "slope_pct", "value": [[0, 50], [9, 50]], "weight": 1}
    assert asked([POWER, STAGE, RAIL, flat], {"power_mw": 70.0, "plan_stage": "none", "rail_siding": True}) == []


def test_a_category_that_the_map_lacks_is_shown_and_asked_for() -> None:
    result = run(requirement([STAGE], robustness={"draws": 2}), [Offer("0583-1", {"plan_stage": "samrad"})])
    (site,) = result.ranked
    assert site.criteria[0].value == "samrad"
    assert [q.id for q in site.open_questions] == ["plan"]


def test_the_question_can_be_sent_as_it_is() -> None:
    in_swedish, in_english = (asked([POWER], {}, lang=lang)[0].ask for lang in ("sv", "en"))
    assert in_swedish == f"Motala: {CATALOGUE['power_mw'].ask.sv} (Site 0583-1)"
    assert in_english == f"Motala: {CATALOGUE['power_mw'].ask.en} (Site 0583-1)"


def test_a_site_of_no_known_municipality_is_still_asked_about() -> None:
    assert asked([RAIL], {}, code="9999")[0].ask.startswith("9999: ")
    assert asked([RAIL], {}, code=None)[0].ask == f"{CATALOGUE['rail_siding'].ask.en} (Site 0583-1)"


def test_of_an_either_or_each_member_that_is_not_known() -> None:
    members = [
        {"metric": "rail_siding", "must": True},
        {"metric": "gas", "must": True},
        {"metric": "fibre", "must": True},
    ]
    (question,) = asked([{"id": "either", "any": members}], {"gas": False})
    assert (question.metric, question.swing) == ("any", 0.0)
    asks = f"{CATALOGUE['rail_siding'].ask.en} {CATALOGUE['fibre'].ask.en}"
    assert question.ask == f"Motala: {asks} (Site 0583-1)"


def test_any_other_column_is_named() -> None:
    road = {"id": "road", "metric": "attribute", "name": "road_class", "must": {"one_of": ["BK1"]}}
    assert "“road class”" in asked([road], {})[0].ask
    power = Measure("attribute", Kind.NUMBER, name="power_mw")
    assert question_about(power, None, "sv") == CATALOGUE["power_mw"].ask.sv


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Measure("drive_min", Kind.NUMBER, to="port"), "It concerns port."),
        (Measure("drive_min", Kind.NUMBER, to="data_hub"), "It concerns data hub."),
        (Measure("drive_min", Kind.NUMBER, to=Place("Our plant", 15.0, 58.0)), "It concerns Our plant."),
        (
            Measure(
                "drive_min",
                Kind.NUMBER,
                to="port",
                where=(
                    ("draft_m", Between(min=10)),
                    ("berths", Between(1, 2)),
                    ("cargo", OneOf(("container", "ro-ro"))),
                    ("ice", Truth(False)),
                ),
            ),
            "It concerns port, draft (m) at least 10, berths at least 1, berths at most 2, "
            "cargo container or ro-ro, ice no.",
        ),
        (Measure("workforce", Kind.NUMBER, within_min=45.0, group="it"), "It concerns at most 45 minutes, it."),
    ],
)
def test_of_reach_the_question_says_to_where(measure: Measure, said: str) -> None:
    assert question_about(measure, None, "en") == f"{CATALOGUE[measure.metric].ask.en} {said}"


@pytest.mark.parametrize("reason", ["no_road_near", "no_way"])
def test_a_site_off_the_roads_is_asked_for_its_road(reason: str) -> None:
    measure = Measure("drive_min", Kind.NUMBER, to="port")
    assert "road" in question_about(measure, reason, "en")
    assert "väg" in question_about(measure, reason, "sv")
