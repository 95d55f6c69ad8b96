"""Which ranks changed from one result to another, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from sitematch.core.matching import to_document
from sitematch.core.matching.difference.difference import NAMED, difference
from tests.core.matching.build import Offer, criteria_lists, offers, requirement, run
from tests.examples import examples

LAND = {"id": "land", "metric": "area_ha", "must": {"min": 20}, "value": [[20, 0], [40, 100]], "weight": 3}
POWER = {"id": "power", "metric": "power_mw", "value": [[0, 0], [20, 100]], "weight": 1}
PORT = {"id": "port", "metric": "drive_min", "to": "port", "value": [[0, 100], [60, 0]], "weight": 1}
A = Offer("a", {"area_ha": 34.0, "power_mw": 4.0})
B = Offer("b", {"area_ha": 30.0, "power_mw": 15.0})
C = Offer("c", {"area_ha": 22.0, "power_mw": 1.0})


def result(criteria: Sequence[Mapping[str, Any]], *sites: Offer, top: int | None = None, **told: Any) -> dict[str, Any]:
    asked = requirement(criteria, robustness={"draws": 2})
    return to_document(run(asked, list(sites), **told), top=top)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {row["site_id"]: row for row in difference(before, after)["changes"]}


def kinds(row: Mapping[str, Any]) -> list[str]:
    return [reason["kind"] for reason in row["reasons"]]


def test_the_same_twice_is_no_difference() -> None:
    one = result([LAND, POWER], A, B)
    assert difference(one, one) == {"causes": [], "changes": []}
    assert difference(one, result([POWER, LAND], B, A, id="other")) == {"causes": [], "changes": []}


def test_another_figure_and_what_the_score_gained_by_it() -> None:
    better = Offer("b", {"area_ha": 30.0, "power_mw": 20.0})
    found = changes(result([LAND, POWER], A, B), result([LAND, POWER], A, better))
    assert (found["b"]["rank_from"], found["b"]["rank_to"]) == (2, 1)
    data, others = found["b"]["reasons"]
    assert (data["kind"], data["id"], data["from"]["value"], data["to"]["value"]) == ("data", "power", 15.0, 20.0)
    assert data["points"] == pytest.approx(25 / 4)
    assert data["from"]["source"]["name"] == "Motala kommun"
    assert others["overtook"] == [{"site_id": "a", "name": "Site a"}]
    (passed,) = found["a"]["reasons"]
    assert (passed["kind"], passed["passed_by"][0]["site_id"], passed["score_changed"]) == ("others", "b", False)


def test_another_weight() -> None:
    found = changes(result([LAND, POWER], A, B), result([{**LAND, "weight": 1}, POWER], A, B))
    reasons = {reason["id"]: reason for reason in found["b"]["reasons"] if reason["kind"] == "requirement"}
    assert {reason["what"] for reason in reasons.values()} == {"weight"}
    # b has 50 points of land and 75 of power; a quarter of the weight moves
    assert (reasons["land"]["points"], reasons["power"]["points"]) == pytest.approx((-12.5, 18.75))


def test_a_bound_that_a_site_fails_now_and_one_that_it_no_longer_fails() -> None:
    stricter = {**LAND, "must": {"min": 32}}
    before, after = result([LAND, POWER], A, B), result([stricter, POWER], A, B)
    row = changes(before, after)["b"]
    (reason,) = row["reasons"]
    assert row["rank_to"] is None
    assert (reason["what"], reason["verdict_from"], reason["verdict_to"]) == ("changed", "meets", "fails")
    assert (changes(after, before)["b"]["rank_from"], changes(after, before)["b"]["rank_to"]) == (None, 2)


def test_a_criterion_that_comes_and_goes() -> None:
    before, after = result([LAND], A, B), result([LAND, {**POWER, "weight": 30}], A, B)
    assert [cause["what"] for cause in difference(before, after)["causes"]] == ["added", "weight"]
    row = changes(before, after)["b"]
    assert row["reasons"][0]["what"] == "added"
    assert changes(after, before)["b"]["reasons"][0]["what"] == "removed"


def test_a_site_that_did_not_change_is_moved_by_others() -> None:
    before, after = result([LAND, POWER], B, C), result([LAND, POWER], A, B, C)
    found = changes(before, after)
    assert kinds(found["a"]) == ["new"]
    for name in "bc":
        (reason,) = found[name]["reasons"]
        assert (reason["kind"], reason["entered"], reason["score_changed"]) == (
            "others",
            [{"site_id": "a", "name": "Site a"}],
            False,
        )
    assert kinds(changes(after, before)["a"]) == ["gone"]
    assert changes(after, before)["b"]["reasons"][0]["left_count"] == 1
    assert difference(before, after)["causes"] == [{"kind": "sites", "new": ["a"], "gone": [], "changed": []}]


def test_only_the_first_of_many_are_named() -> None:
    many = [Offer(f"m{i:02}", {"area_ha": 39.0, "power_mw": 20.0}) for i in range(12)]
    (reason,) = changes(result([LAND, POWER], A), result([LAND, POWER], A, *many))["a"]["reasons"]
    assert (len(reason["entered"]), reason["entered_count"]) == (NAMED, 12)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"region_hash": "other", "region_hashes": {"roads": "r2", "people": "p"}}, "region"),
        ({"region_hash": "r", "region_hashes": {"roads": "r1", "people": "p"}}, "data"),
    ],
)
def test_reach_changes_with_the_region(told: Mapping[str, Any], kind: str) -> None:
    near, far = Offer("b", {"drive_min:port": 10.0}), Offer("b", {"drive_min:port": 40.0})
    other = Offer("a", {"drive_min:port": 20.0})
    before = result([PORT], other, near, region_hashes={"roads": "r1", "people": "p"})
    after = result([PORT], other, far, **told)
    assert kinds(changes(before, after)["b"])[0] == kind
    parts = [cause["part"] for cause in difference(before, after)["causes"] if cause["kind"] == "region"]
    assert parts == (["roads"] if kind == "region" else [])


def test_an_earlier_result_does_not_tell_of_its_region() -> None:
    near, far = Offer("b", {"drive_min:port": 10.0}), Offer("b", {"drive_min:port": 40.0})
    other = Offer("a", {"drive_min:port": 20.0})
    before = {**result([PORT], other, near), "inputs": {}}
    assert kinds(changes(before, result([PORT], other, far))["b"])[0] == "reach"


def test_another_region_and_another_requirement() -> None:
    before = result([LAND], A, region="one")
    after = result([{**POWER, "id": "watts"}], Offer("z", {"power_mw": 3.0}), region="two")
    found = difference(before, after)
    assert [cause["kind"] for cause in found["causes"]] == ["region", "requirement", "requirement", "sites"]
    assert {row["site_id"]: (row["rank_from"], row["rank_to"]) for row in found["changes"]} == {
        "a": (1, None),
        "z": (None, 1),
    }


def test_another_version_that_values_otherwise() -> None:
    before, after = result([LAND, POWER], A, B), result([LAND, POWER], A, B, engine="9.9.9")
    assert difference(before, after)["causes"] == [{"kind": "engine", "from": "0.1.0", "to": "9.9.9"}]
    first, second = after["ranked"]
    first["rank"], second["rank"] = 2, 1
    second["criteria"][1]["points_low"] = second["criteria"][1]["points_high"] = 100.0
    row = changes(before, after)["b"]
    assert (row["reasons"][0]["kind"], row["reasons"][0]["id"]) == ("engine", "power")


def test_a_shortened_result_says_what_it_can() -> None:
    whole, short = result([LAND, POWER], A, B, C), result([LAND, POWER], A, B, C, top=1)
    found = difference(whole, short)
    assert found["changes"] == []
    assert found["causes"] == [{"kind": "shown", "result": "to", "shown": 1, "there": 3}]
    better = Offer("b", {"area_ha": 40.0, "power_mw": 20.0})
    row = changes(whole, result([LAND, POWER], A, better, C, top=1))
    assert {name: (one["rank_from"], one["rank_to"]) for name, one in row.items()} == {"b": (2, 1), "a": (1, None)}
    assert kinds(row["a"]) == ["not_shown"]


@settings(deadline=None, max_examples=examples(40))
@given(criteria_lists(), criteria_lists(), offers(most=5), offers(most=5))
def test_what_the_reasons_add_up_to_is_what_the_score_gained(
    one: list[dict[str, Any]], other: list[dict[str, Any]], first: list[Offer], second: list[Offer]
) -> None:
    before, after = result(one, *first), result(other, *second)
    ranks = [{row["site_id"]: row["rank"] for row in side["ranked"]} for side in (before, after)]
    found = changes(before, after)
    assert set(found) == {name for name in {**ranks[0], **ranks[1]} if ranks[0].get(name) != ranks[1].get(name)}
    for name, row in found.items():
        assert (row["rank_from"], row["rank_to"]) == (ranks[0].get(name), ranks[1].get(name))
        assert row["reasons"]
        gained = [reason["points"] for reason in row["reasons"] if "points" in reason]
        if None not in (row["score_from"], row["score_to"]) and gained:
            total = sum(points for points in gained if points is not None)
            assert total == pytest.approx(row["score_to"] - row["score_from"], abs=1e-9)


@settings(deadline=None, max_examples=examples(40))
@given(criteria_lists(), offers(most=6), offers(most=6))
def test_of_one_requirement_every_rank_is_explained(
    criteria: list[dict[str, Any]], first: list[Offer], second: list[Offer]
) -> None:
    for row in changes(result(criteria, *first), result(criteria, *second)).values():
        assert row["reasons"]
        assert set(kinds(row)) <= {"data", "others", "new", "gone"}
        if row["score_from"] is not None and row["score_from"] == row["score_to"] and kinds(row) == ["others"]:
            (reason,) = row["reasons"]
            assert sum(reason[f"{group}_count"] for group in ("entered", "left", "passed_by", "overtook"))
