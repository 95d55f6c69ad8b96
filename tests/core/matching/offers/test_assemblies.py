from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.matching import MatchResult, from_document, to_document
from sitematch.core.matching.offers.joined_room import joined_outline
from tests.core.matching.build import Offer, requirement
from tests.core.matching.offers.joined_build import CELL_M, ROOM, Parcel, World, gaps, parcel, run_joined, worlds
from tests.core.matching.offers.joined_oracle import all_assemblies
from tests.examples import examples

LAND = {"id": "land", "metric": "area_ha", "must": {"min": 20}}


def joined(criteria: Sequence[dict[str, Any]], parcels: Sequence[Parcel], **assembly: Any) -> MatchResult:
    return run_joined(requirement(criteria, assembly=assembly), parcels)


def sets_of(result: MatchResult) -> list[str]:
    return ["+".join(site.removeprefix("0583-") for site in one.site_ids) for one in result.assemblies]


def fits_a_pair(parcels: Sequence[Parcel], members: Sequence[int], max_gap_m: float) -> float:
    """Whether two of the members lie beside each other in a row or a column, with a gap that is bridged."""
    at = {parcels[i].at: parcels[i].gap_m for i in members}
    return float(any(gap <= max_gap_m and ((x + 1, y) in at or (x, y + 1) in at) for (x, y), gap in at.items()))


@settings(max_examples=examples(60), deadline=None)
@given(worlds(12), st.integers(2, 6), st.sampled_from([0.0, 20.0, 30.0, 45.0]))
def test_assemblies_are_what_trying_every_subset_finds(world: World, most: int, max_gap_m: float) -> None:
    criteria, parcels = world
    result = joined(criteria, parcels, max_parcels=most, max_gap_m=max_gap_m)
    apart = gaps(parcels)
    expected = all_assemblies(
        criteria,
        [one.offer.values for one in parcels],
        lambda i, j: apart[min(i, j), max(i, j)] <= max_gap_m,
        lambda members, part: 0.0,
        most,
    )
    ids = [one.offer.id for one in parcels]
    assert {one.site_ids for one in result.assemblies} == {tuple(ids[i] for i in members) for members in expected}
    assert not result.warnings
    sums = {one.offer.id: one.offer.values["area_ha"] for one in parcels}
    for one in result.assemblies:
        assert one.area_ha == pytest.approx(sum(sums[site] for site in one.site_ids))


@settings(max_examples=examples(15), deadline=None)
@given(worlds(6), st.integers(2, 4), st.sampled_from([0.0, 20.0, 45.0]))
def test_a_plant_has_to_fit_on_all_of_it(world: World, most: int, max_gap_m: float) -> None:
    criteria, parcels = [*world[0], ROOM], world[1]
    result = joined(criteria, parcels, max_parcels=most, max_gap_m=max_gap_m)
    apart = gaps(parcels)
    expected = all_assemblies(
        criteria,
        [one.offer.values for one in parcels],
        lambda i, j: apart[min(i, j), max(i, j)] <= max_gap_m,
        lambda members, part: fits_a_pair(parcels, members, max_gap_m),
        most,
    )
    ids = [one.offer.id for one in parcels]
    assert {one.site_ids for one in result.assemblies} == {tuple(ids[i] for i in members) for members in expected}


@settings(max_examples=examples(20), deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_neither_the_order_of_sites_nor_that_of_criteria_changes_anything(world: World, shuffled: Any) -> None:
    criteria, parcels = world
    before = joined(criteria, parcels, max_parcels=4, max_gap_m=30)
    shuffled.shuffle(parcels)
    shuffled.shuffle(criteria)
    after = joined(criteria, parcels, max_parcels=4, max_gap_m=30)
    order = {criterion["id"]: i for i, criterion in enumerate(before.requirement["criteria"])}
    again = tuple(replace(one, unknown=tuple(sorted(one.unknown, key=order.__getitem__))) for one in after.assemblies)
    assert again == before.assemblies


@settings(max_examples=examples(20), deadline=None)
@given(worlds(codes=("0583", "0581", "0580")))
def test_a_result_comes_back_from_its_document(world: World) -> None:
    result = joined([*world[0], ROOM], world[1], max_parcels=3, max_gap_m=45)
    document = json.loads(json.dumps(to_document(result)))
    assert from_document(document) == result


def test_two_halves_make_a_whole() -> None:
    result = joined([LAND], [parcel("a", (0, 0), 12.0, owner_count=2.0), parcel("b", (1, 0), 9.0, owner_count=1.0)])
    (one,) = result.assemblies
    assert (one.site_ids, one.names) == (("0583-a", "0583-b"), ("Site 0583-a", "Site 0583-b"))
    assert (one.area_ha, one.owner_count, one.status, one.unknown) == (21.0, 3.0, "qualifies", ())
    assert (one.municipality_codes, one.municipalities) == (("0583",), ("Motala",))
    assert (one.score, one.footprints) == (None, ())


def test_nothing_is_joined_unless_it_is_asked_for() -> None:
    parcels = [parcel("a", (0, 0), 12.0), parcel("b", (1, 0), 12.0)]
    assert run_joined(requirement([LAND]), parcels).assemblies == ()
    least_power = {"id": "land", "metric": "area_ha", "must": {"max": 10}}
    assert sets_of(joined([least_power], parcels)) == []
    assert sets_of(joined([LAND], parcels, max_parcels=1)) == []
    assert sets_of(joined([LAND], parcels)) == ["a+b"]


def test_a_column_called_as_the_area_is_the_area() -> None:
    stated = {"id": "land", "metric": "attribute", "name": "area_ha", "must": {"min": 20}}
    assert sets_of(joined([stated], [parcel("a", (0, 0), 12.0), parcel("b", (1, 0), 12.0)])) == ["a+b"]


def test_a_gap_is_measured_from_edge_to_edge_and_may_be_exactly_as_wide() -> None:
    parcels = [parcel("a", (0, 0), 12.0, gap_m=40.0), parcel("b", (1, 0), 12.0)]
    assert sets_of(joined([LAND], parcels, max_gap_m=40.0)) == ["a+b"]
    assert sets_of(joined([LAND], parcels, max_gap_m=39.9)) == []


def test_a_site_that_is_a_point_has_no_edge() -> None:
    class Point(Parcel):
        @property
        def outline(self) -> Any:
            return shapely.Point(self.at[0] * CELL_M, 0.0)

    given = Offer("0583-p", {"area_ha": 12.0})
    assert sets_of(joined([LAND], [parcel("a", (0, 0), 12.0), Point(given, (1, 0))])) == []


def test_what_is_large_enough_by_itself_joins_nobody() -> None:
    parcels = [parcel("a", (0, 0), 12.0), parcel("b", (1, 0), 30.0), parcel("c", (2, 0), 12.0)]
    assert sets_of(joined([LAND], parcels)) == []


def test_the_most_that_is_allowed_holds_for_the_sum() -> None:
    within = {"id": "land", "metric": "area_ha", "must": {"min": 20, "max": 25}}
    few = {"id": "owners", "metric": "owner_count", "must": {"max": 3}}
    parcels = [
        parcel("a", (0, 0), 12.0, owner_count=2.0),
        parcel("b", (1, 0), 12.0, owner_count=1.0),
        parcel("c", (0, 1), 16.0, owner_count=1.0),
        parcel("d", (1, 1), 8.0, owner_count=2.0),
    ]
    assert sets_of(joined([within, few], parcels)) == ["a+b", "b+d", "c+d"]


def test_an_unknown_number_of_owners_is_at_least_none() -> None:
    few = {"id": "owners", "metric": "owner_count", "must": {"max": 3}}
    parcels = [parcel("a", (0, 0), 12.0), parcel("b", (1, 0), 12.0, owner_count=2.0)]
    (one,) = joined([LAND, few], parcels).assemblies
    assert (one.owner_count, one.status, one.unknown) == (None, "open", ("owners",))
    parcels = [parcel("a", (0, 0), 8.0), *(parcel(n, (i, 0), 8.0, owner_count=2.0) for i, n in ((1, "b"), (2, "c")))]
    assert sets_of(joined([LAND, few], parcels)) == []


def test_the_weakest_counts_for_bounds_and_points() -> None:
    power = {"id": "power", "metric": "power_mw", "must": {"min": 5}, "value": [[0, 0], [20, 100]], "weight": 1}
    land = {**LAND, "value": [[0, 0], [40, 100]], "weight": 1}
    plan = {"id": "plan", "metric": "plan_stage", "must": {"one_of": ["laga_kraft"]}}
    parcels = [
        parcel("a", (0, 0), 12.0, power_mw=(6.0, 20.0), plan_stage="laga_kraft"),
        parcel("b", (1, 0), 12.0, power_mw=8.0),
    ]
    (one,) = joined([land, power, plan], parcels).assemblies
    assert (one.status, one.unknown) == ("open", ("plan",))
    assert [one.score_low, one.score, one.score_high] == pytest.approx([45.0, 47.5, 50.0])


def test_an_either_or_counts_what_holds_everywhere() -> None:
    either = {
        "id": "either",
        "any": [{"metric": "rail_siding", "must": True}, {"metric": "power_mw", "must": {"min": 10}}],
    }
    rail, power = {"rail_siding": True, "power_mw": 1.0}, {"rail_siding": False, "power_mw": 20.0}
    assert (
        sets_of(joined([LAND, either], [parcel("a", (0, 0), 12.0, **rail), parcel("b", (1, 0), 12.0, **power)])) == []
    )
    both = {"rail_siding": True, "power_mw": 20.0}
    assert sets_of(joined([LAND, either], [parcel("a", (0, 0), 12.0, **rail), parcel("b", (1, 0), 12.0, **both)])) == [
        "a+b"
    ]


def test_fewest_sites_come_first_then_what_is_known_then_the_best() -> None:
    power = {"id": "power", "metric": "power_mw", "must": {"min": 1}, "value": [[0, 0], [20, 100]], "weight": 1}
    parcels = [
        parcel("a", (0, 0), 12.0, power_mw=5.0),
        parcel("b", (1, 0), 12.0, power_mw=5.0),
        parcel("c", (0, 1), 12.0, power_mw=10.0),
        parcel("d", (1, 1), 12.0, power_mw=10.0),
        parcel("e", (2, 0), 12.0),
        parcel("f", (4, 0), 7.0, power_mw=20.0),
        parcel("g", (5, 0), 7.0, power_mw=20.0),
        parcel("h", (6, 0), 7.0, power_mw=20.0),
    ]
    assert sets_of(joined([LAND, power], parcels)) == ["c+d", "a+b", "a+c", "a+d", "b+c", "b+d", "d+e", "b+e", "f+g+h"]


def test_sites_of_different_municipalities_may_be_joined() -> None:
    parcels = [parcel("a", (0, 0), 12.0), Parcel(Offer("0581-b", {"area_ha": 12.0}, code="0581"), (1, 0))]
    (one,) = joined([LAND], parcels).assemblies
    assert one.site_ids == ("0581-b", "0583-a")
    assert one.municipalities == ("Norrköping", "Motala")


def test_where_the_plant_fits_is_told() -> None:
    result = joined([LAND, ROOM], [parcel("a", (0, 0), 12.0, gap_m=20.0), parcel("b", (1, 0), 12.0)], max_gap_m=20.0)
    ((fit,),) = [one.footprints for one in result.assemblies]
    assert (fit.length_m, fit.width_m) == (150, 30)
    assert 1 <= fit.fit <= fit.fit_at_most
    assert fit.rectangle is not None and len(fit.rectangle["coordinates"][0]) == 5


def test_a_gap_is_bridged_and_corners_stay() -> None:
    left, right = shapely.box(0, 0, 100, 100), shapely.box(130, 0, 230, 100)
    whole = joined_outline([left, right], 30.0)
    assert shapely.area(whole) == pytest.approx(230 * 100, rel=4e-2)
    assert shapely.covers(whole, left) and shapely.covers(whole, shapely.box(90, 20, 140, 80))
    assert shapely.get_num_geometries(joined_outline([left, right], 29.0)) == 2
    assert shapely.area(joined_outline([left], 30.0)) == pytest.approx(left.area, rel=1e-9)


def many(count: int, each_ha: float = 1.0) -> list[Parcel]:
    return [parcel(f"{i:04}", (i % 25, i // 25), each_ha) for i in range(count)]


def test_too_many_ways_are_cut_and_what_is_shown_is_minimal() -> None:
    land = {"id": "land", "metric": "area_ha", "must": {"min": 12}}
    result = joined([land], many(200), max_parcels=50, max_gap_m=0.0)
    assert len(result.warnings) == 1 and "more ways" in result.warnings[0]
    assert {len(one.site_ids) for one in result.assemblies} == {12}
    assert 0 < len(result.assemblies) <= 1_000
    swedish = run_joined(requirement([land], assembly={"max_parcels": 50}), many(200), lang="sv")
    assert "fler sätt" in swedish.warnings[0]


def test_a_thousand_are_shown_at_most() -> None:
    result = joined([{"id": "land", "metric": "area_ha", "must": {"min": 3}}], many(250), max_parcels=3, max_gap_m=0.0)
    assert len(result.assemblies) == 1_000
    assert len(result.warnings) == 1


def test_an_area_out_of_reach_is_not_searched_for() -> None:
    result = joined([{"id": "land", "metric": "area_ha", "must": {"min": 60}}], many(1_000), max_parcels=50)
    assert (result.assemblies, result.warnings) == ((), ())


def test_no_site_and_none_that_fails_give_none() -> None:
    assert joined([LAND], []).assemblies == ()
    assert joined([LAND], [parcel("a", (0, 0), 30.0), parcel("b", (1, 0), 40.0)]).assemblies == ()
