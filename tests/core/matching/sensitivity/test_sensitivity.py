"""What the first place hangs on, against trying every other weight and figure with exact fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from sitematch.core.matching.sensitivity.sensitivity import LEADERS
from tests.core.matching import oracle
from tests.core.matching.build import Offer, criteria_lists, offers, requirement, run
from tests.examples import examples

STEPS = 48
BIT = Fraction(1, 10**7)
"""Nearer than this to a turn nothing is claimed: results are floats."""
FEW_DRAWS = {"draws": 2}


def first_of(criteria: Sequence[Mapping[str, Any]], sites: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Who is first, worked out exactly."""
    listed = oracle.ranked([oracle.tell(criteria, name, values) for name, values in sites.items()])
    return listed[0] if listed else None


def reweighted(criteria: Sequence[Mapping[str, Any]], name: str, share: Fraction) -> list[dict[str, Any]]:
    """The criteria with one weight at a share of all, the others in their proportions."""
    total = sum(Fraction(c["weight"]) for c in criteria if "value" in c)
    own = next(Fraction(c["weight"]) for c in criteria if c["id"] == name)
    scaled = []
    for criterion in criteria:
        if "value" not in criterion:
            scaled.append(dict(criterion))
            continue
        given = share if criterion["id"] == name else Fraction(criterion["weight"]) / (total - own) * (1 - share)
        scaled.append({**criterion, "weight": given})
    return scaled


def slots_of(criteria: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Every figure that is asked for, with the first criterion that does."""
    found: dict[str, str] = {}
    for criterion in criteria:
        for part in criterion.get("any", (criterion,)):
            found.setdefault(f"{part['metric']}:{part['to']}" if "to" in part else str(part["metric"]), criterion["id"])
    return found


def is_turned(found: str | None, site: str, leads: bool) -> bool:
    return found != site if leads else found == site


def turning_at(row: Mapping[str, Any]) -> list[Fraction]:
    """Where the row says that the place has changed hands: at the fraction that the float stands for, or beyond."""
    to, sign = Fraction(row["to"]).limit_denominator(10**6), 1 if row["direction"] == "up" else -1
    return [to + sign * BIT] if row["beyond"] else [to]


@settings(deadline=None, max_examples=examples(60))
@given(criteria_lists(), offers(least=1, most=6))
def test_no_smaller_weight_does_it(criteria: list[dict[str, Any]], sites: list[Offer]) -> None:
    result = run(requirement(criteria, robustness=FEW_DRAWS), sites)
    values = {site.id: site.values for site in sites}
    valued = [c["id"] for c in criteria if "value" in c]
    assert [row["site_id"] for row in result.sensitivity] == [site.site_id for site in result.ranked[:LEADERS]]
    for row in result.sensitivity:
        leads = row["rank"] == 1
        changes = {one["id"]: one for one in row["weights"]}
        assert [abs(one["change"]) for one in row["weights"]] == sorted(abs(one["change"]) for one in row["weights"])
        for name in valued if len(valued) > 1 else ():
            start = Fraction(next(c["weight"] for c in criteria if c["id"] == name)) / 32
            one = changes.get(name)
            reach = None if one is None else abs(Fraction(one["to"]) - start)
            for share in (Fraction(i, STEPS) for i in range(STEPS + 1)):
                if reach is None or abs(share - start) < reach - BIT:
                    found = first_of(reweighted(criteria, name, share), values)
                    assert not is_turned(found, row["site_id"], leads), (name, share)
            if one is not None:
                _check_weight(criteria, values, row, one)


def _check_weight(
    criteria: Sequence[Mapping[str, Any]],
    values: Mapping[str, Mapping[str, Any]],
    row: Mapping[str, Any],
    one: Mapping[str, Any],
) -> None:
    assert one["to"] == pytest.approx(one["from"] + one["change"])
    (share,) = turning_at(one)
    assert 0 <= share <= 1
    found = first_of(reweighted(criteria, one["id"], share), values)
    assert is_turned(found, row["site_id"], row["rank"] == 1)
    assert found == one["first"]


@settings(deadline=None, max_examples=examples(60))
@given(criteria_lists(), offers(least=1, most=6))
def test_no_smaller_change_of_a_figure_does_it(criteria: list[dict[str, Any]], sites: list[Offer]) -> None:
    result = run(requirement(criteria, robustness=FEW_DRAWS), sites)
    values = {site.id: dict(site.values) for site in sites}
    for row in result.sensitivity:
        own, leads = values[row["site_id"]], row["rank"] == 1
        changes = {one["id"] + one["metric"]: one for one in row["figures"]}
        for slot, name in slots_of(criteria).items():
            if not isinstance(own.get(slot), float):
                continue
            one = changes.get(name + slot.partition(":")[0])
            start = Fraction(own[slot])
            reach = None if one is None else abs(Fraction(one["to"]) - start)
            for x in (Fraction(i, 2) for i in range(STEPS)):
                if reach is None or abs(x - start) < reach - BIT:
                    found = first_of(criteria, {**values, row["site_id"]: {**own, slot: x}})
                    assert not is_turned(found, row["site_id"], leads), (slot, x, one)
            if one is not None:
                (x,) = turning_at(one)
                found = first_of(criteria, {**values, row["site_id"]: {**own, slot: x}})
                assert is_turned(found, row["site_id"], leads), (slot, one)
                assert found == one["first"]


# --- by hand

LAND = {"id": "land", "metric": "area_ha", "must": {"min": 20}, "value": [[20, 0], [40, 100]], "weight": 3}
POWER = {"id": "power", "metric": "power_mw", "value": [[0, 0], [20, 100]], "weight": 1}


def told(criteria: Sequence[Mapping[str, Any]], *sites: Offer) -> tuple[Mapping[str, Any], ...]:
    return run(requirement(criteria, robustness=FEW_DRAWS), list(sites)).sensitivity


def test_two_sites_and_two_weights() -> None:
    # A: land 70, power 20 points; B: land 50, power 75: A 57.5, B 56.25
    a, b = Offer("0583-a", {"area_ha": 34.0, "power_mw": 4.0}), Offer("0583-b", {"area_ha": 30.0, "power_mw": 15.0})
    first, second = told([LAND, POWER], a, b)
    # 70 w + 20 (1 - w) = 50 w + 75 (1 - w) at w = 55/75
    for row in (first, second):
        assert [one["id"] for one in row["weights"]] == ["land", "power"]
        land, power = row["weights"]
        assert (land["from"], land["to"]) == pytest.approx((0.75, 55 / 75))
        assert (power["from"], power["to"]) == pytest.approx((0.25, 20 / 75))
        assert (land["direction"], power["direction"]) == ("down", "up")
        assert {one["first"] for one in row["weights"]} == {"0583-b"}
    assert all(one["beyond"] for row in (first, second) for one in row["weights"])  # a tie goes to the smaller id


def test_a_figure_is_told_in_its_unit_and_by_what_is_smallest_of_itself() -> None:
    a, b = Offer("0583-a", {"area_ha": 34.0, "power_mw": 4.0}), Offer("0583-b", {"area_ha": 30.0, "power_mw": 15.0})
    first, second = told([LAND, POWER], a, b)
    land, power = first["figures"]
    # 1.25 points: of land 5/3 points of 100, a third of a hectare; of power 5 points, 1 MW
    assert (land["id"], land["to"], land["unit"]) == ("land", pytest.approx(34 - 1 / 3), "ha")
    assert (power["id"], power["to"], power["unit"]) == ("power", pytest.approx(3.0), "MW")
    assert {one["first"] for one in first["figures"]} == {"0583-b"}
    assert [(one["to"], one["first"]) for one in second["figures"]] == [
        (pytest.approx(30 + 1 / 3), "0583-b"),
        (pytest.approx(16.0), "0583-b"),
    ]
    assert [one["beyond"] for one in second["figures"]] == [True, True]  # a tie goes to the smaller id


def test_a_bound_takes_the_first_place_too_and_the_site_out_of_the_list() -> None:
    port = {"id": "port", "metric": "drive_min", "to": "port", "must": {"max": 15}}
    a = Offer("0583-a", {"area_ha": 38.0, "drive_min:port": 10.0})
    b = Offer("0583-b", {"area_ha": 21.0, "drive_min:port": 10.0})
    first, second = told([LAND, port], a, b)
    by_id = {one["id"]: one for one in first["figures"]}
    assert by_id["port"]["leaves"]
    assert by_id["port"]["to"] == pytest.approx(15 + 0.5 / 600)
    assert (by_id["land"]["to"], by_id["land"]["leaves"]) == (21.0, False)
    assert [(one["id"], one["to"], one["beyond"]) for one in second["figures"]] == [("land", 38.0, True)]


def test_a_single_site_can_only_fall_out() -> None:
    (row,) = told([LAND, POWER], Offer("0583-a", {"area_ha": 34.0, "power_mw": 4.0}))
    assert row["weights"] == []
    (land,) = row["figures"]
    assert (land["id"], land["to"], land["beyond"], land["leaves"], land["first"]) == ("land", 20.0, True, True, None)


def test_nothing_can_where_the_first_site_is_the_best_at_everything() -> None:
    best = Offer("0583-a", {"area_ha": 40.0, "power_mw": 20.0})
    criteria = [{k: v for k, v in LAND.items() if k != "must"}, POWER]
    first, second = told(criteria, best, Offer("0583-b", {"area_ha": 20.0, "power_mw": 0.0}))
    assert first["weights"] == second["weights"] == second["figures"] == []
    assert first["figures"] == []  # neither figure alone is worth the whole lead


def test_one_criterion_has_no_weight_to_change() -> None:
    first, _ = told([LAND], Offer("0583-a", {"area_ha": 34.0}), Offer("0583-b", {"area_ha": 30.0}))
    assert first["weights"] == []
    assert [(one["to"], one["beyond"]) for one in first["figures"]] == [(30.0, True)]


def test_level_sites_change_places_at_once() -> None:
    same = {"area_ha": 30.0, "power_mw": 10.0}
    first, second = told([LAND, POWER], Offer("0583-a", same), Offer("0583-b", {"area_ha": 28.0, "power_mw": 16.0}))
    # 50·3 + 50 = 40·3 + 80
    assert [(one["change"], one["beyond"]) for one in first["weights"]] == [(0.0, True), (0.0, True)]
    assert {(one["id"], one["direction"]) for one in first["weights"]} == {("land", "down"), ("power", "up")}
    assert [(one["change"], one["beyond"], one["direction"]) for one in first["figures"]] == [(0.0, True, "down")] * 2
    assert [(one["change"], one["direction"]) for one in second["figures"]] == [(0.0, "up")] * 2


def test_a_category_and_a_boolean() -> None:
    stage = {"id": "plan", "metric": "plan_stage", "value": {"none": 0, "antagen": 80, "laga_kraft": 100}, "weight": 1}
    rail = {"id": "rail", "metric": "rail_siding", "must": True}
    a = Offer("0583-a", {"plan_stage": "laga_kraft", "rail_siding": True})
    b = Offer("0583-b", {"plan_stage": "antagen", "rail_siding": True})
    first, second = told([stage, rail], a, b)
    assert [(one["id"], one["from"], one["to"], one["leaves"]) for one in first["figures"]] == [
        ("plan", "laga_kraft", "none", False),
        ("rail", True, False, True),
    ]
    assert [one["id"] for one in second["figures"]] == []  # level, and behind by its id


def test_one_figure_of_several_criteria_moves_them_all() -> None:
    also = {"id": "large", "metric": "area_ha", "value": [[0, 100], [40, 0]], "weight": 3}
    a, b = Offer("0583-a", {"area_ha": 40.0, "power_mw": 20.0}), Offer("0583-b", {"area_ha": 40.0, "power_mw": 8.0})
    first, _ = told([LAND, also, POWER], a, b)
    assert [one["id"] for one in first["figures"]].count("land") == 1
    assert "large" not in [one["id"] for one in first["figures"]]


def test_without_points_only_bounds_count() -> None:
    must = {"id": "power", "metric": "power_mw", "must": {"min": 5}}
    first, second = told([must], Offer("0583-a", {"power_mw": 9.0}), Offer("0583-b", {"power_mw": 6.0}))
    assert first["weights"] == second["weights"] == second["figures"] == []
    assert [(one["to"], one["beyond"], one["first"]) for one in first["figures"]] == [(5.0, True, "0583-b")]


def test_an_interval_is_no_figure_to_change() -> None:
    a, b = Offer("0583-a", {"area_ha": (30.0, 40.0), "power_mw": 4.0}), Offer("0583-b", {"area_ha": 34.0})
    first, second = told([LAND, POWER], a, b)
    # half of the points of what is not known puts b first
    assert [(row["site_id"], [one["id"] for one in row["figures"]]) for row in (first, second)] == [
        ("0583-b", ["land"]),
        ("0583-a", ["power"]),
    ]
