from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import validate

from sitematch.core.matching import from_document, to_document
from tests.core.matching.build import Offer, criteria_lists, offers, requirement, run
from tests.examples import examples

CRITERIA = [
    {"id": "power", "metric": "power_mw", "must": {"min": 50}, "value": [[0, 0], [100, 100]], "weight": 3},
    {"id": "port", "metric": "drive_min", "to": "port", "must": {"max": 10}},
    {"id": "use", "metric": "plan_use", "value": {"industry": 100, "office": 10}, "weight": 1},
    {"id": "rail", "metric": "rail_siding", "must": True},
    {"id": "either", "any": [{"metric": "gas", "must": True}, {"metric": "fibre", "must": True}]},
]
KNOWN = {"power_mw": 60.0, "drive_min:port": 5.0, "plan_use": ["industry", "office"], "rail_siding": True, "gas": True}
OFFERS = [
    Offer("0583-1", KNOWN),
    Offer("0581-2", {"power_mw": (40.0, 60.0), "drive_min:port": 5.0}, code="0581"),
    Offer("9999-3", {"power_mw": 10.0}, code="9999"),
]

NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}


def rows(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": properties, "required": list(properties)}}


OUTCOMES = rows(
    {
        "id": {"type": "string"},
        "metric": {"type": "string"},
        "verdict": {"enum": ["meets", "fails", "unknown", None]},
        "value": {"type": ["number", "string", "boolean", "array", "null"]},
        "value_low": NUMBER,
        "value_high": NUMBER,
        "unit": TEXT,
        "points_low": NUMBER,
        "points_high": NUMBER,
        "weight": NUMBER,
        "via": {"type": ["object", "null"], "required": ["id", "name"]},
        "reason": TEXT,
        "source": {"type": ["object", "null"], "required": ["name", "date", "method"]},
    }
)
SITE = {
    "site_id": {"type": "string"},
    "name": {"type": "string"},
    "municipality_code": TEXT,
    "municipality": TEXT,
    "availability": TEXT,
    "demo": {"type": "boolean"},
    "score": NUMBER,
    "score_low": NUMBER,
    "score_high": NUMBER,
    "criteria": OUTCOMES,
}
ASKED = {"id": {"type": "string"}, "metric": {"type": "string"}, "ask": {"type": "string"}, "swing": {"type": "number"}}
RANKED = {
    "rank": {"type": "integer"},
    "status": {"enum": ["qualifies", "open"]},
    "first_share": NUMBER,
    "rank_low": {"type": "integer"},
    "rank_high": {"type": "integer"},
    "open_questions": rows(ASKED),
}
LACKED = {"id": {"type": "string"}, "value": {}, "required": {}, "gap": NUMBER, "unit": TEXT}
CHANGES = rows(
    {"id": {"type": "string"}, "from": {}, "to": {}, "unit": TEXT, "gap": NUMBER, "changeable": {"type": "boolean"}}
)
IDS = {"type": "array", "items": {"type": "string"}}
TAKEN = {
    "municipality_code": {"type": "string"},
    "municipality": TEXT,
    "site_id": {"type": "string"},
    "changes": CHANGES,
    "unknown": IDS,
    "instead": {"type": ["object", "null"]},
    "fixed": IDS,
}
TOGETHER = {"site_ids": IDS, "area_ha": NUMBER, "owner_count": NUMBER, "status": {"enum": ["qualifies", "open"]}}
TOP = {
    "schema": {"const": "sitematch.match/1"},
    "id": {"type": "string"},
    "run_hash": {"type": "string"},
    "engine": {"type": "string"},
    "created_at": {"type": "string"},
    "region": {"type": "string"},
    "requirement": {"type": "object"},
    "counts": {"type": "object", "required": ["considered", "qualifies", "open", "fails", "left_out"]},
    "ranked": rows(SITE | RANKED),
    "near_misses": rows(SITE | {"shortfalls": rows(LACKED)}),
    "would_take": rows(TAKEN),
    "assemblies": rows(TOGETHER),
    "robustness": {"type": "object", "required": ["draws", "acceptability", "central_weights", "confidence"]},
}
SCHEMA = {"type": "object", "properties": TOP, "required": list(TOP)}


def document(**changes: Any) -> dict[str, Any]:
    return to_document(run(requirement(CRITERIA, robustness={"draws": 20}), OFFERS, **changes))


def test_the_document_has_its_keys_in_their_order() -> None:
    found = document(warnings=("look",))
    validate(json.loads(json.dumps(found, allow_nan=False)), SCHEMA)
    assert list(found) == [*TOP, "warnings", "sensitivity", "next_questions", "inputs"]
    assert found["warnings"] == ["look"]
    assert list(found["ranked"][0])[:8] == [
        "rank",
        "site_id",
        "name",
        "municipality_code",
        "municipality",
        "status",
        "availability",
        "demo",
    ]
    assert list(found["ranked"][0]["criteria"][0]) == list(OUTCOMES["items"]["properties"])


def test_values_as_json_knows_them() -> None:
    first, second = document()["ranked"]
    outcomes = {outcome["id"]: outcome for outcome in first["criteria"]}
    assert (outcomes["power"]["value"], outcomes["power"]["unit"]) == (60.0, "MW")
    assert outcomes["use"]["value"] == ["industry", "office"]
    assert outcomes["use"]["value_low"] is outcomes["use"]["value_high"] is None
    assert outcomes["rail"]["value"] is True
    assert (outcomes["either"]["metric"], outcomes["either"]["value"], outcomes["either"]["verdict"]) == (
        "any",
        1,
        "meets",
    )
    assert outcomes["port"]["via"] == {"id": "p1", "name": "Hamnen"}
    assert outcomes["port"]["points_low"] is outcomes["port"]["weight"] is None
    assert outcomes["use"]["verdict"] is None
    assert outcomes["power"]["source"] == {"name": "Motala kommun", "date": "2024-03-01", "method": "stated"}
    interval = second["criteria"][0]
    assert (interval["value"], interval["value_low"], interval["value_high"]) == (None, 40.0, 60.0)
    assert second["municipality"] == "Norrköping"
    unknown = second["criteria"][2]
    assert [unknown[key] for key in ("value", "value_low", "source")] == [None, None, None]
    assert (unknown["points_low"], unknown["points_high"]) == (10.0, 100.0)


def test_a_near_miss_of_a_municipality_without_a_name() -> None:
    (missed,) = document()["near_misses"]
    assert (missed["municipality_code"], missed["municipality"]) == ("9999", None)
    (short,) = missed["shortfalls"]
    assert (short["id"], short["value"], short["required"], short["gap"]) == ("power", 10.0, {"min": 50}, 40.0)


def test_a_record_from_before_there_was_more_to_say_still_opens() -> None:
    result = run(requirement(CRITERIA, robustness={"draws": 20}), OFFERS)
    older = {**to_document(result), "would_take": [], "assemblies": []}
    opened = from_document(older)
    assert (opened.would_take, opened.assemblies, opened.ranked) == ((), (), result.ranked)


def test_what_it_would_take_stands_by_municipality() -> None:
    (taken,) = document()["would_take"]
    assert (taken["municipality_code"], taken["municipality"], taken["site_id"]) == ("9999", None, "9999-3")
    (change,) = taken["changes"]
    assert (change["id"], change["from"], change["to"], change["gap"], change["changeable"]) == (
        "power",
        10.0,
        50,
        40.0,
        True,
    )
    assert taken["unknown"] == ["port", "rail", "either"]


def test_the_requirement_is_as_given_with_defaults_filled_in() -> None:
    shown = document()["requirement"]
    assert shown["criteria"][0] == CRITERIA[0]
    assert shown["robustness"] == {"weights": "given", "tolerance": 0.25, "draws": 20, "seed": 1}


@pytest.mark.parametrize(("top", "shown"), [(None, 2), (0, 0), (1, 1), (9, 2)])
def test_top_cuts_the_ranked_only(top: int | None, shown: int) -> None:
    result = run(requirement(CRITERIA, robustness={"draws": 20}), OFFERS)
    found = to_document(result, top=top)
    assert (len(found["ranked"]), len(found["near_misses"])) == (shown, 1)
    assert len(found["robustness"]["acceptability"]) == 2


def test_a_number_known_at_one_end_only_has_no_infinite_end() -> None:
    result = run(
        requirement(CRITERIA[:1], robustness={"draws": 2}), [Offer("0583-1", {"power_mw": (60.0, float("inf"))})]
    )
    outcome = to_document(result)["ranked"][0]["criteria"][0]
    assert (outcome["verdict"], outcome["value_low"], outcome["value_high"]) == ("meets", 60.0, None)


@settings(deadline=None, max_examples=examples(40))
@given(criteria_lists(), offers())
def test_there_and_back(criteria: list[dict[str, Any]], sites: list[Offer]) -> None:
    result = run(requirement(criteria, robustness={"draws": 5}), sites, warnings=("one",))
    text = json.dumps(to_document(result), allow_nan=False)
    back = from_document(json.loads(text))
    assert back == result
    assert json.dumps(to_document(back)) == text
