from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sitematch.core.matching import MatchResult, from_document, to_document
from sitematch.core.matching.result import Change, WouldTake
from tests.core.matching.build import Offer, criteria_lists, offers, requirement, run
from tests.core.matching.offers.joined_build import World, gaps, parcel, run_joined, worlds
from tests.core.matching.offers.joined_oracle import as_one, hang_together, slot
from tests.core.matching.oracle import tell
from tests.examples import examples

CODES = ("0580", "0581", "0583")
POWER = {"id": "power", "metric": "power_mw", "must": {"min": 100}}
PORT = {"id": "port", "metric": "drive_min", "to": "port", "must": {"max": 60}}
PLAN = {"id": "plan", "metric": "plan_stage", "must": {"one_of": ["antagen", "laga_kraft"]}}
OWNERS = {"id": "owners", "metric": "owner_count", "must": {"max": 2}}
RAIL = {"id": "rail", "metric": "rail_siding", "must": True}
LAND = {"id": "land", "metric": "area_ha", "must": {"min": 20}}


def taken(criteria: Sequence[Mapping[str, Any]], *given: Offer) -> tuple[WouldTake, ...]:
    return run(requirement(criteria), given).would_take


def only(criteria: Sequence[Mapping[str, Any]], *given: Offer) -> WouldTake:
    (found,) = taken(criteria, *given)
    return found


def granted(offer: Offer, criteria: Sequence[Mapping[str, Any]], changes: Sequence[Change]) -> Offer:
    """The offer with what is to be changed changed; of an either/or as many members as are wanted."""
    values = dict(offer.values)
    by_id = {criterion["id"]: criterion for criterion in criteria}
    for one in changes:
        criterion = by_id[one.id]
        if "any" in criterion:
            for member in criterion["any"]:
                values[slot(member)] = holding(member["must"])
        else:
            values[slot(criterion)] = one.to[0] if isinstance(one.to, tuple) else one.to
    return replace(offer, values=values)


def holding(must: Any) -> Any:
    if not isinstance(must, Mapping):
        return must
    return must["one_of"][0] if "one_of" in must else must.get("min", must.get("max"))


def asked_once(criteria: Sequence[Mapping[str, Any]]) -> bool:
    parts = [part for criterion in criteria for part in criterion.get("any", [criterion])]
    return len({slot(part) for part in parts}) == len(parts)


@settings(max_examples=examples(60), deadline=None)
@given(criteria_lists().filter(asked_once), offers(least=1), st.data())
def test_what_it_would_take_brings_the_site_into_the_list_and_nothing_less_does(
    criteria: list[dict[str, Any]], given_offers: list[Offer], data: st.DataObject
) -> None:
    sites = {}
    for offer in given_offers:
        code = data.draw(st.sampled_from(CODES))
        sites[f"{code}-{offer.id}"] = replace(offer, id=f"{code}-{offer.id}", code=code)
    result = run(requirement(criteria), list(sites.values()))
    for row in result.would_take:
        site = sites[row.nearest.site_id]
        again = run(requirement(criteria), [granted(site, criteria, row.nearest.changes)])
        assert [(one.site_id, one.status) for one in again.ranked] == [
            (site.id, "open" if row.nearest.unknown else "qualifies")
        ]
        for some in combinations(row.nearest.changes, len(row.nearest.changes) - 1):
            assert run(requirement(criteria), [granted(site, criteria, some)]).ranked == ()


@settings(max_examples=examples(60), deadline=None)
@given(criteria_lists(), offers(), st.data())
def test_no_site_of_the_municipality_needs_less(
    criteria: list[dict[str, Any]], given_offers: list[Offer], data: st.DataObject
) -> None:
    sites = [replace(one, code=data.draw(st.sampled_from([*CODES, None]))) for one in given_offers]
    result = run(requirement(criteria), sites)
    told = {one.id: tell(criteria, one.id, one.values) for one in sites}
    expected = {}
    for code in sorted({one.code for one in sites if one.code is not None}):
        own = [told[one.id] for one in sites if one.code == code]
        if all(one.failing for one in own):
            least = min(own, key=lambda one: (one.failing, one.shortfall, one.id))
            expected[code] = (
                least.id,
                [name for name, verdict in least.verdicts.items() if verdict == "fails"],
                [name for name, verdict in least.verdicts.items() if verdict == "unknown"],
            )
    found = {
        row.municipality_code: (row.nearest.site_id, [one.id for one in row.nearest.changes], list(row.nearest.unknown))
        for row in result.would_take
    }
    assert found == expected
    assert list(found) == list(expected)


def test_a_municipality_with_a_site_in_the_list_or_with_none_at_all_is_absent() -> None:
    rows = taken(
        [POWER],
        Offer("0580-1", {"power_mw": 20.0}, code="0580"),
        Offer("0580-2", {}, code="0580"),
        Offer("0581-1", {"power_mw": 150.0}, code="0581"),
        Offer("0583-1", {"power_mw": 20.0}, code="0583"),
        Offer("0-1", {"power_mw": 90.0}, code=None),
        Offer("0513-1", {"power_mw": 90.0, "availability": "sold"}, code="0513"),
    )
    assert [(row.municipality_code, row.municipality) for row in rows] == [("0583", "Motala")]


def test_each_kind_of_change_says_from_what_to_what() -> None:
    both = {"id": "land", "metric": "developable_ha", "must": {"min": 10, "max": 20}}
    site = Offer(
        "0583-1",
        {
            "power_mw": (20.0, 60.0),
            "plan_stage": "samrad",
            "rail_siding": False,
            "developable_ha": 35.0,
            "drive_min:port": 75.0,
            "plan_use": ["office", "retail"],
        },
    )
    use = {"id": "use", "metric": "plan_use", "must": {"one_of": ["industry"]}}
    row = only([POWER, PLAN, RAIL, both, PORT, use, OWNERS], site)
    assert [(one.id, one.was, one.to, one.unit, one.changeable) for one in row.nearest.changes] == [
        ("power", None, 100, "MW", True),
        ("plan", "samrad", ("antagen", "laga_kraft"), None, True),
        ("rail", False, True, None, True),
        ("land", 35.0, 20, "ha", True),
        ("port", 75.0, 60, "min", False),
        ("use", ("office", "retail"), ("industry",), None, True),
    ]
    power = row.nearest.changes[0]
    assert [power.was_low, power.was_high, power.gap] == pytest.approx([20.0, 60.0, 40.0])
    assert row.nearest.unknown == ("owners",)


def test_an_either_or_counts_its_members_and_can_be_changed_if_enough_of_them_can() -> None:
    port, slope = (
        {"metric": "drive_min", "to": "port", "must": {"max": 30}},
        {"metric": "slope_pct", "must": {"max": 2}},
    )
    rail = {"metric": "rail_siding", "must": True}
    far = {"drive_min:port": 50.0, "slope_pct": 5.0, "rail_siding": False}
    near = {**far, "drive_min:port": 20.0}

    def change(members: list[Any], at_least: int, values: Mapping[str, Any]) -> tuple[Any, ...]:
        criterion = {"id": "either", "at_least": at_least, "any": members}
        (one,) = only([criterion], Offer("0583-1", values)).nearest.changes
        return one.metric, one.was, one.to, one.unit, one.gap, one.changeable

    assert change([port, rail], 1, far) == ("any", 0, 1, None, None, True)
    assert change([port, slope], 1, far) == ("any", 0, 1, None, None, False)
    assert change([port, rail, slope], 2, far) == ("any", 0, 2, None, None, False)
    assert change([port, rail, slope], 2, near) == ("any", 1, 2, None, None, True)


@pytest.mark.parametrize(
    ("criterion", "value", "can"),
    [
        ({"metric": "distance_km", "to": "port", "must": {"max": 1}}, ("distance_km:port", 5.0), False),
        ({"metric": "population", "within_min": 30, "must": {"min": 9}}, ("population:None", 5.0), False),
        ({"metric": "dwelling_distance_m", "must": {"min": 500}}, ("dwelling_distance_m", 5.0), False),
        ({"metric": "rail_distance_m", "must": {"max": 1}}, ("rail_distance_m", 5.0), False),
        ({"metric": "slope_pct", "must": {"max": 1}}, ("slope_pct", 5.0), False),
        ({"metric": "flood_risk", "must": {"one_of": ["none"]}}, ("flood_risk", "possible"), False),
        ({"metric": "contamination", "must": {"one_of": ["none"]}}, ("contamination", "confirmed"), False),
        ({"metric": "farmland", "must": {"one_of": ["none"]}}, ("farmland", "confirmed"), False),
        ({"metric": "attribute", "name": "slope_pct", "must": {"max": 1}}, ("slope_pct", 5.0), False),
        ({"metric": "price_sek_m2", "must": {"max": 1}}, ("price_sek_m2", 5.0), True),
        ({"metric": "ready_months", "must": {"max": 1}}, ("ready_months", 5.0), True),
        ({"metric": "availability", "must": {"one_of": ["available"]}}, ("availability", "reserved"), True),
        ({"metric": "elongation", "must": {"max": 1}}, ("elongation", 5.0), True),
    ],
)
def test_what_can_be_changed(criterion: dict[str, Any], value: tuple[str, Any], can: bool) -> None:
    (one,) = only([{"id": "it", **criterion}], Offer("0583-1", dict([value]))).nearest.changes
    assert one.changeable is can


def test_where_nobody_can_change_the_nearest_another_site_stands_instead() -> None:
    near = Offer("0583-1", {"power_mw": 150.0, "drive_min:port": 61.0, "rail_siding": True})
    far = Offer("0583-2", {"power_mw": 50.0, "drive_min:port": 30.0, "rail_siding": False})
    row = only([POWER, PORT, RAIL], near, far)
    assert row.nearest.site_id == "0583-1"
    assert row.instead is not None and row.instead.site_id == "0583-2"
    assert [one.id for one in row.instead.changes] == ["power", "rail"]
    assert row.fixed == ()


def test_what_every_site_fails_and_nobody_can_change_is_told() -> None:
    far = Offer("0583-1", {"power_mw": 150.0, "drive_min:port": 61.0})
    farther = Offer("0583-2", {"power_mw": 50.0, "drive_min:port": 90.0})
    row = only([POWER, PORT], far, farther)
    assert (row.nearest.site_id, row.instead, row.fixed) == ("0583-1", None, ("port",))


def test_a_site_that_can_be_changed_needs_no_other_instead() -> None:
    row = only([POWER, PORT], Offer("0583-1", {"power_mw": 50.0}), Offer("0583-2", {"power_mw": 40.0}))
    assert (row.nearest.site_id, row.nearest.unknown, row.instead) == ("0583-1", ("port",), None)


# --- with sites put together


def joined(criteria: Sequence[Mapping[str, Any]], parcels: Sequence[Any], **assembly: Any) -> MatchResult:
    return run_joined(requirement(criteria, assembly=assembly), parcels)


def test_an_assembly_that_needs_no_change_stands_beside() -> None:
    (row,) = joined([LAND], [parcel("a", (0, 0), 12.0), parcel("b", (1, 0), 9.0)]).would_take
    assert [(one.id, one.was, one.to) for one in row.nearest.changes] == [("land", 12.0, 20)]
    assert row.nearest.site_id == "0583-a"
    assert row.assembly is not None
    assert (row.assembly.site_ids, row.assembly.changes) == (("0583-a", "0583-b"), ())
    document = to_document(joined([LAND], [parcel("a", (0, 0), 12.0), parcel("b", (1, 0), 9.0)]))
    assert document["would_take"][0]["site_ids"] == ["0583-a", "0583-b"]


def test_an_assembly_may_leave_something_to_change() -> None:
    parcels = [
        parcel("a", (0, 0), 12.0, plan_stage="samrad", power_mw=150.0),
        parcel("b", (1, 0), 9.0, plan_stage="none", power_mw=150.0),
        parcel("c", (2, 0), 9.0, plan_stage="antagen", power_mw=1.0),
    ]
    result = joined([LAND, PLAN, POWER], parcels)
    (row,) = result.would_take
    assert result.assemblies == ()
    assert [one.id for one in row.nearest.changes] == ["land", "plan"]
    assert row.assembly is not None
    assert row.assembly.site_ids == ("0583-a", "0583-b")
    assert [one.id for one in row.assembly.changes] == ["plan"]


def test_an_assembly_with_as_many_changes_does_not_stand_there() -> None:
    (row,) = joined([LAND], [parcel("a", (0, 0), 4.0), parcel("b", (1, 0), 9.0)]).would_take
    assert (row.nearest.site_id, row.assembly) == ("0583-b", None)
    assert "site_ids" not in to_document(joined([LAND], [parcel("a", (0, 0), 4.0)]))["would_take"][0]


def test_joining_makes_nothing_small_enough() -> None:
    small = {"metric": "area_ha", "must": {"max": 5}}
    either = {"id": "either", "any": [small, {"metric": "rail_siding", "must": True}]}
    parcels = [
        parcel("a", (0, 0), 12.0, rail_siding=False, plan_stage="none"),
        parcel("b", (1, 0), 9.0, rail_siding=True, plan_stage="none"),
    ]
    (row,) = joined([LAND, PLAN, either], parcels).would_take
    assert [one.id for one in row.nearest.changes] == ["land", "plan"]
    assert row.assembly is None  # land is mended, but one of them has no siding, and none is small
    (row,) = joined(
        [LAND, PLAN, either],
        [parcels[0], replace(parcels[0], at=(1, 0), offer=Offer("0583-c", {**parcels[0].offer.values}))],
    ).would_take
    assert [one.id for one in row.nearest.changes] == ["land", "plan", "either"]
    assert row.assembly is not None
    assert [one.id for one in row.assembly.changes] == ["plan", "either"]


def test_owners_that_become_too_many_are_a_change_of_the_whole() -> None:
    parcels = [
        parcel("a", (0, 0), 12.0, owner_count=2.0, plan_stage="samrad", rail_siding=False),
        parcel("b", (1, 0), 9.0, owner_count=2.0, plan_stage="antagen", rail_siding=True),
        parcel("c", (5, 0), 9.0, owner_count=2.0, plan_stage="samrad", rail_siding=False),
    ]
    (row,) = joined([LAND, OWNERS, PLAN, RAIL], parcels[::2]).would_take
    assert [one.id for one in row.nearest.changes] == ["land", "plan", "rail"]
    assert row.assembly is None
    beside = [parcels[0], parcel("d", (1, 0), 9.0, owner_count=2.0, plan_stage="antagen", rail_siding=False)]
    (row,) = joined([LAND, OWNERS, RAIL], beside).would_take
    assert [one.id for one in row.nearest.changes] == ["land", "rail"]
    assert row.assembly is None  # land is mended, but the owners come in its place
    roomy = {"id": "room", "metric": "footprint_fit", "length_m": 150, "width_m": 30, "must": {"min": 1}}
    (row,) = joined([LAND, OWNERS, RAIL, roomy], beside).would_take
    assert [one.id for one in row.nearest.changes] == ["land", "rail", "room"]
    assert row.assembly is not None
    assert [(one.id, one.was, one.to, one.gap) for one in row.assembly.changes] == [
        ("owners", 4.0, 2, pytest.approx(2.0)),
        ("rail", False, True, None),
    ]


@settings(max_examples=examples(40), deadline=None)
@given(worlds(7, codes=("0583", "0581")), st.integers(2, 4))
def test_no_neighbours_need_fewer_changes(world: World, most: int) -> None:
    criteria, parcels = world
    result = joined(criteria, parcels, max_parcels=most, max_gap_m=30)
    values, apart = [one.offer.values for one in parcels], gaps(parcels)
    assume(result.would_take)

    def failing(members: Sequence[int]) -> frozenset[str]:
        told = as_one(criteria, values, lambda *_: 0.0, members)
        return frozenset(name for name, verdict in told.items() if verdict == "fails")

    alone = [i for i in range(len(parcels)) if failing([i])]
    fails = {
        members: failing(members)
        for size in range(1, most + 1)
        for members in combinations(alone, size)
        if hang_together(members, lambda i, j: apart[min(i, j), max(i, j)] <= 30)
    }
    # where some of them do as well without the others, these add nothing
    sets = {
        members: failed
        for members, failed in fails.items()
        if len(members) > 1
        and not any(less < set(members) and fails[tuple(sorted(less))] <= failed for less in map(set, fails))
    }
    at = {one.offer.id: i for i, one in enumerate(parcels)}
    for row in result.would_take:
        own = {i for i, one in enumerate(parcels) if one.offer.code == row.municipality_code}
        least = min((len(failed) for members, failed in sets.items() if own & set(members)), default=99)
        if least >= len(row.nearest.changes):
            assert row.assembly is None
        else:
            assert row.assembly is not None
            members = [at[site] for site in row.assembly.site_ids]
            assert own & set(members)
            told = as_one(criteria, values, lambda *_: 0.0, members)
            assert [one.id for one in row.assembly.changes] == [name for name, v in told.items() if v == "fails"]
            assert list(row.assembly.unknown) == [name for name, v in told.items() if v == "unknown"]
            assert len(row.assembly.changes) == least


@settings(max_examples=examples(20), deadline=None)
@given(criteria_lists(), offers())
def test_a_result_comes_back_from_its_document(criteria: list[dict[str, Any]], given_offers: list[Offer]) -> None:
    result = run(requirement(criteria), given_offers)
    assert from_document(json.loads(json.dumps(to_document(result)))) == result
