from __future__ import annotations

import json
from typing import Any

import pytest

from sitematch.core.matching import to_document
from sitematch.core.matching.result import Status
from tests.core.matching.build import Offer, requirement, run

POWER = {"id": "power", "metric": "power_mw", "must": {"min": 50}}
SOLD = [Offer("0583-1", {"power_mw": 60.0, "availability": "sold"}), Offer("0583-2", {"power_mw": 60.0})]


def test_sold_sites_are_left_out_and_counted_apart() -> None:
    result = run(requirement([POWER]), SOLD)
    assert [site.site_id for site in result.ranked] == ["0583-2"]
    assert (result.counts.considered, result.counts.left_out) == (1, 1)


@pytest.mark.parametrize(
    "criterion",
    [
        {"id": "a", "metric": "availability", "value": {"available": 100, "sold": 0}, "weight": 1},
        {"id": "a", "any": [{"metric": "availability", "must": {"one_of": ["sold"]}}, {"metric": "gas", "must": True}]},
        {"id": "a", "metric": "attribute", "name": "availability", "must": {"one_of": ["sold", "available"]}},
    ],
)
def test_unless_the_requirement_asks_for_availability(criterion: dict[str, Any]) -> None:
    result = run(requirement([POWER, criterion]), SOLD)
    assert (result.counts.considered, result.counts.left_out) == (2, 0)
    assert {site.site_id: site.availability for site in result.ranked} == {"0583-1": "sold", "0583-2": None}


def test_availability_is_marked_on_every_row() -> None:
    sites = [
        Offer("0583-1", {"power_mw": 60.0, "availability": "option"}),
        Offer("0583-2", {"power_mw": 6.0, "availability": "planned"}),
    ]
    result = run(requirement([POWER]), sites)
    assert (result.ranked[0].availability, result.near_misses[0].availability) == ("option", "planned")


def test_without_any_value_the_list_is_by_unknown_musts_then_id() -> None:
    criteria = [POWER, {"id": "gas", "metric": "gas", "must": True}]
    sites = [
        Offer("0583-3", {"power_mw": 60.0, "gas": True}),
        Offer("0583-1", {}),
        Offer("0583-2", {"power_mw": 60.0}),
        Offer("0583-0", {"power_mw": 60.0}),
    ]
    result = run(requirement(criteria), sites)
    assert [site.site_id for site in result.ranked] == ["0583-3", "0583-0", "0583-2", "0583-1"]
    assert [site.status for site in result.ranked] == [Status.QUALIFIES, Status.OPEN, Status.OPEN, Status.OPEN]
    assert [(site.rank_low, site.rank_high) for site in result.ranked] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert {site.score for site in result.ranked} == {None}


def test_one_of_knows_every_category() -> None:
    flood = {"id": "flood", "metric": "flood_risk", "must": {"one_of": ["none"]}}
    result = run(
        requirement([flood]), [Offer(f"0583-{v}", {"flood_risk": v}) for v in ("none", "possible", "confirmed")]
    )
    assert [site.site_id for site in result.ranked] == ["0583-none"]
    assert [miss.site_id for miss in result.near_misses] == ["0583-confirmed", "0583-possible"]


def test_the_value_of_an_either_or_is_how_many_surely_hold() -> None:
    members = [{"metric": name, "must": True} for name in ("gas", "fibre", "rail_siding")]
    result = run(
        requirement([{"id": "either", "any": members, "at_least": 2}]),
        [Offer("0583-1", {"gas": True, "fibre": True}), Offer("0583-2", {"gas": True}), Offer("0583-3", {})],
    )
    told = {site.site_id: (str(site.criteria[0].verdict), site.criteria[0].value) for site in result.ranked}
    assert told == {"0583-1": ("meets", 2), "0583-2": ("unknown", 1), "0583-3": ("unknown", 0)}


def test_a_column_that_no_site_has_is_unknown_and_said_once() -> None:
    road = {"id": "road", "metric": "attribute", "name": "road_class", "must": {"one_of": ["BK1"]}}
    twice = [road, {**road, "id": "again"}]
    result = run(requirement(twice), [Offer("0583-1", {"power_mw": 1.0})], warnings=("before",))
    assert [str(outcome.verdict) for outcome in result.ranked[0].criteria] == ["unknown", "unknown"]
    assert [outcome.reason for outcome in result.ranked[0].criteria] == ["no_such_column", "no_such_column"]
    before, said = result.warnings
    assert before == "before"
    assert "road_class" in said


def test_weights_by_rank_are_rank_order_centroid() -> None:
    ranks = {"power_mw": 1, "slope_pct": 2, "power_kv": 3}
    criteria = [{"id": m, "metric": m, "value": [[0, 0], [100, 100]], "rank": r} for m, r in ranks.items()]
    (site,) = run(requirement(criteria), [Offer("0583-1", {"power_mw": 100, "slope_pct": 0, "power_kv": 0})]).ranked
    assert [outcome.weight for outcome in site.criteria] == pytest.approx([11 / 18, 5 / 18, 2 / 18])
    assert site.score == pytest.approx(1100 / 18)


def test_criteria_are_shown_in_the_order_of_the_document() -> None:
    criteria = [{"id": name, "metric": "gas", "value": {"true": 100, "false": 0}, "weight": 1} for name in "zay"]
    (site,) = run(requirement(criteria), [Offer("0583-1", {})]).ranked
    assert [outcome.id for outcome in site.criteria] == ["z", "a", "y"]
    assert [question.id for question in site.open_questions] == ["z", "a", "y"]


def test_no_site_at_all() -> None:
    result = run(requirement([POWER]), [])
    assert (result.ranked, result.near_misses) == ((), ())
    assert (result.counts.considered, result.counts.fails) == (0, 0)


def test_the_same_inputs_give_the_same_bytes_but_for_id_and_time() -> None:
    asked = requirement([{**POWER, "value": [[0, 0], [100, 100]], "weight": 1}])
    sites = [Offer("0583-1", {"power_mw": (40, 80)}), Offer("0583-2", {}), Offer("0583-3", {"power_mw": 55.0})]
    one, two = (to_document(run(asked, sites, id=name, created_at=name)) for name in ("a", "b"))
    assert one != two
    for found in (one, two):
        del found["id"], found["created_at"]
    assert json.dumps(one) == json.dumps(two)
