from __future__ import annotations

from typing import Any

import pytest

from sitematch.core.matching.result import MatchResult
from tests.core.matching.build import Offer, requirement, run


def missed(criteria: list[dict[str, Any]], *sites: Offer) -> MatchResult:
    return run(requirement(criteria), sites)


def ids(result: MatchResult) -> list[str]:
    return [site.site_id for site in result.near_misses]


POWER = {"id": "power", "metric": "power_mw", "must": {"min": 100}}
OWNERS = {"id": "owners", "metric": "owner_count", "must": {"max": 2}}
RAIL = {"id": "rail", "metric": "rail_siding", "must": True}


def test_the_gap_is_in_the_unit_and_the_bound_as_given() -> None:
    (site,) = missed([POWER], Offer("0583-1", {"power_mw": 88.0})).near_misses
    (short,) = site.shortfalls
    assert (short.id, short.metric, short.value, short.required, short.unit) == (
        "power",
        "power_mw",
        88.0,
        {"min": 100},
        "MW",
    )
    assert short.gap == pytest.approx(12.0)


def test_of_an_interval_the_nearer_end_counts() -> None:
    (site,) = missed([POWER], Offer("0583-1", {"power_mw": (60.0, 90.0)})).near_misses
    (short,) = site.shortfalls
    assert (short.value, short.value_low, short.value_high) == (None, 60.0, 90.0)
    assert short.gap == pytest.approx(10.0)


def test_the_gap_in_minutes_is_between_whole_deciseconds() -> None:
    port = {"id": "port", "metric": "drive_min", "to": "port", "must": {"max": 30}}
    (site,) = missed([port], Offer("0583-1", {"drive_min:port": 30 + 2.4 / 600})).near_misses
    assert site.shortfalls[0].gap == pytest.approx(2 / 600, rel=1e-9)


def test_a_list_of_alternatives_is_given_back_as_it_was_written() -> None:
    stage = {"id": "stage", "metric": "plan_stage", "must": {"one_of": ["laga_kraft", "antagen", "laga_kraft"]}}
    (site,) = missed([stage], Offer("0583-1", {"plan_stage": "samrad"})).near_misses
    assert site.shortfalls[0].required == stage["must"]


def test_beside_a_bound_next_to_nothing_every_gap_is_beyond_measure() -> None:
    price = {"id": "price", "metric": "price_sek_m2", "must": {"max": 1e-320}}
    result = missed(
        [price, POWER], Offer("0583-1", {"price_sek_m2": 9.0, "power_mw": 120.0}), Offer("0583-2", {"power_mw": 9.0})
    )
    assert ids(result) == ["0583-2", "0583-1"]
    assert result.near_misses[1].shortfalls[0].gap == pytest.approx(9.0)


def test_no_gap_for_what_is_no_number() -> None:
    use = {"id": "use", "metric": "plan_use", "must": {"one_of": ["industry", "mixed"]}}
    (site,) = missed([RAIL, use], Offer("0583-1", {"rail_siding": False, "plan_use": ["office"]})).near_misses
    assert [(s.gap, s.required, s.value) for s in site.shortfalls] == [
        (None, True, False),
        (None, {"one_of": ["industry", "mixed"]}, ("office",)),
    ]


def test_fewest_failing_criteria_first_then_the_smallest_relative_shortfall_then_the_id() -> None:
    result = missed(
        [POWER, OWNERS, RAIL],
        Offer("0583-both", {"power_mw": 99.0, "owner_count": 3.0, "rail_siding": True}),
        Offer("0583-b", {"power_mw": 50.0, "owner_count": 1.0, "rail_siding": True}),
        Offer("0583-a", {"power_mw": 50.0, "owner_count": 1.0, "rail_siding": None}),
        Offer("0583-near", {"power_mw": 90.0, "owner_count": 1.0, "rail_siding": True}),
        Offer("0583-rail", {"power_mw": 100.0, "owner_count": 1.0, "rail_siding": False}),
    )
    assert ids(result) == ["0583-near", "0583-a", "0583-b", "0583-rail", "0583-both"]


def test_of_a_bound_of_zero_the_gap_itself_counts() -> None:
    none = {"id": "owners", "metric": "owner_count", "must": {"max": 0}}
    result = missed(
        [none, POWER],
        Offer("0583-a", {"owner_count": 0.5, "power_mw": 100.0}),  # 0.5 over nothing
        Offer("0583-b", {"owner_count": 0.0, "power_mw": 60.0}),  # 40 of 100
    )
    assert ids(result) == ["0583-b", "0583-a"]


def test_an_either_or_costs_the_members_that_would_fill_it_cheapest() -> None:
    members = [
        {"metric": "power_mw", "must": {"min": 100}},
        {"metric": "owner_count", "must": {"max": 2}},
        {"metric": "rail_siding", "must": True},
    ]
    either = {"id": "either", "at_least": 2, "any": members}
    result = missed(
        [either],
        # each fails: two of three are wanted, at most one holds or may hold
        Offer("0583-unknown", {"power_mw": 70.0, "owner_count": 3.0, "rail_siding": None}),  # 0 + 0.3, not 0.5
        Offer("0583-holds", {"power_mw": 80.0, "owner_count": 80.0, "rail_siding": True}),  # 0 + 0.2, not 39
        Offer("0583-neither", {"power_mw": 95.0, "owner_count": 8.0, "rail_siding": False}),  # 0.05 + 1, not 3
    )
    assert ids(result) == ["0583-holds", "0583-unknown", "0583-neither"]
    short = result.near_misses[0].shortfalls[0]
    assert (short.metric, short.value, short.required, short.gap, short.unit) == ("any", 1, {"at_least": 2}, None, None)


def test_above_ten_thousand_sites_the_first_thousand() -> None:
    sites = [Offer(f"0583-{i:05}", {"power_mw": i / 1000}) for i in range(10_001)]
    result = missed([POWER], *sites)
    assert result.counts.fails == 10_001
    assert ids(result) == [f"0583-{i:05}" for i in range(10_000, 9_000, -1)]
    assert len(missed([POWER], *sites[:10_000]).near_misses) == 10_000
