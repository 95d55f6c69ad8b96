from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.matching import to_document
from sitematch.core.matching.robustness.confidence import confidence_factors
from sitematch.core.matching.robustness.draws import STEP, Draws, Field, Unsure, mixed, uniform
from sitematch.core.matching.robustness.smaa import Robust, robustness
from sitematch.core.matching.scoring.weights import WeightSpace
from sitematch.core.requirement import rank_order_centroid
from sitematch.core.requirement.model import Weights
from tests.core.matching.build import Offer, Value, criteria_lists, offers, requirement, run
from tests.examples import examples

POINTS = [[0, 0], [100, 100]]
METRICS = ("power_mw", "slope_pct", "water_m3_d")


def three_by_three(**robust: Any) -> Any:
    """Three sites, each best on one of three criteria and worst on the others, of weights 3, 2 and 1."""
    criteria = [{"id": m, "metric": m, "value": POINTS, "weight": 3 - i} for i, m in enumerate(METRICS)]
    sites = [Offer(f"0583-{i}", {m: 100.0 if i == j else 0.0 for j, m in enumerate(METRICS)}) for i in range(3)]
    return run(requirement(criteria, robustness=robust), sites)


def one_metric(values: list[Value], **robust: Any) -> Any:
    criteria = [{"id": "power", "metric": "power_mw", "value": POINTS, "weight": 1}]
    return run(
        requirement(criteria, robustness=robust), [Offer(f"0583-{i}", {"power_mw": v}) for i, v in enumerate(values)]
    )


def test_the_published_example_without_weights() -> None:
    robust = three_by_three(weights="none", draws=30_000).robustness
    for site in ("0583-0", "0583-1", "0583-2"):
        assert robust.acceptability[site] == pytest.approx((1 / 3, 1 / 3, 1 / 3), abs=0.01)
        assert robust.confidence[site] == 1.0
    expected = dict(zip(METRICS, (11 / 18, 7 / 36, 7 / 36), strict=True))
    assert robust.central_weights["0583-0"] == pytest.approx(expected, abs=0.01)


def test_under_an_order_the_first_is_always_first_and_the_mean_weights_are_the_centroid() -> None:
    result = three_by_three(weights="ordinal", draws=30_000)
    robust = result.robustness
    assert robust.acceptability == {"0583-0": (1.0,), "0583-1": (0.0, 1.0), "0583-2": (0.0, 0.0, 1.0)}
    expected = dict(zip(METRICS, rank_order_centroid([1, 2, 3]), strict=True))
    assert robust.central_weights["0583-0"] == pytest.approx(expected, abs=0.005)
    assert robust.central_weights["0583-1"] is robust.confidence["0583-1"] is None
    assert [site.first_share for site in result.ranked] == [1.0, 0.0, 0.0]


def test_of_two_that_are_the_same_the_first_of_the_list_is_first() -> None:
    result = one_metric([50.0, 50.0, 50.0], draws=100)
    assert result.robustness.acceptability == {"0583-0": (1.0,), "0583-1": (0.0, 1.0), "0583-2": (0.0, 0.0, 1.0)}
    assert result.robustness.confidence == {"0583-0": 1.0, "0583-1": None, "0583-2": None}


def test_a_tie_by_whole_weights_is_one_by_central_weights_too() -> None:
    criteria = [{"id": m, "metric": m, "value": POINTS, "weight": 3 - i} for i, m in enumerate(METRICS)]
    # 3 × 10 + 2 × 30 + 70 = 160 = 3 × 20 + 2 × 40 + 20
    sites = [Offer("0583-0", dict(zip(METRICS, (10, 30, 70), strict=True)))]
    sites.append(Offer("0583-1", dict(zip(METRICS, (20, 40, 20), strict=True))))
    result = run(requirement(criteria, robustness={"tolerance": 0, "draws": 3}), sites)
    assert result.robustness.acceptability == {"0583-0": (1.0,), "0583-1": (0.0, 1.0)}
    assert result.robustness.confidence == {"0583-0": 1.0, "0583-1": None}


def test_ties_go_to_fewer_unknown_musts() -> None:
    criteria = [
        {"id": "power", "metric": "power_mw", "value": POINTS, "weight": 1},
        {"id": "rail", "metric": "rail_siding", "must": True},
    ]
    sites = [Offer("0583-0", {"power_mw": 50.0}), Offer("0583-1", {"power_mw": 50.0, "rail_siding": True})]
    result = run(requirement(criteria), sites)
    assert [site.site_id for site in result.ranked] == ["0583-1", "0583-0"]
    assert result.robustness.acceptability == {"0583-1": (1.0,), "0583-0": (0.0, 1.0)}


def test_an_unknown_is_drawn_uniformly_from_its_points() -> None:
    result = one_metric([None, 70.0], draws=40_000)
    robust = result.robustness
    assert [site.site_id for site in result.ranked] == ["0583-1", "0583-0"]
    assert robust.acceptability["0583-0"] == pytest.approx((0.3, 0.7), abs=0.01)
    assert [site.first_share for site in result.ranked] == pytest.approx([0.7, 0.3], abs=0.01)
    # the weights are the same in every draw, and so are the points
    assert robust.confidence == {name: shares[0] for name, shares in robust.acceptability.items()}


def test_the_confidence_uses_the_central_weights_over_the_same_points() -> None:
    field = Field(low=np.array([[0.0, 40.0], [60.0, 0.0]]), high=np.array([[100.0, 40.0], [60.0, 100.0]]))
    found = robustness(field, WeightSpace(Weights.NONE, np.ones(2), ((0, 1),), 0.25), Draws(20_000, 4))
    generator = np.random.Generator(np.random.PCG64(77))
    u, v = generator.random((2, 200_000)) * 100
    for site, (a, b) in enumerate(found.central_weights):
        scores = np.stack([a * u + b * 60.0, a * 40.0 + b * v])
        assert found.confidence[site] == pytest.approx((scores.argmax(axis=0) == site).mean(), abs=0.02)


def test_nothing_to_draw() -> None:
    must = {"id": "rail", "metric": "rail_siding", "must": True}
    result = run(requirement([must]), [Offer("0583-0", {"rail_siding": True})])
    robust = result.robustness
    assert (robust.acceptability, robust.central_weights, robust.confidence) == ({}, {}, {})
    assert (result.ranked[0].score, result.ranked[0].first_share, result.ranked[0].rank_low) == (None, None, 1)
    for nothing in (one_metric([]), run(requirement([must]), [Offer("0583-0", {"rail_siding": False})])):
        assert nothing.ranked == ()
        assert nothing.robustness.acceptability == {}


def test_one_site_is_first_whatever_is_drawn() -> None:
    robust = one_metric([None], draws=7).robustness
    assert robust.acceptability == {"0583-0": (1.0,)}
    assert robust.central_weights == {"0583-0": {"power": 1.0}}
    assert robust.confidence == {"0583-0": 1.0}


@settings(deadline=None, max_examples=examples(40))
@given(criteria_lists(), offers(least=1), st.sampled_from(list(Weights)), st.integers(0, 5))
def test_what_holds_of_all_draws(criteria: list[dict[str, Any]], sites: list[Offer], kind: Weights, seed: int) -> None:
    asked = requirement(criteria, robustness={"weights": str(kind), "draws": 60, "seed": seed})
    result = run(asked, sites)
    robust = result.robustness
    if not robust.acceptability:
        assert not result.ranked or result.ranked[0].score is None
        return
    assert list(robust.acceptability) == [site.site_id for site in result.ranked]
    table = [[*shares, *[0.0] * (len(result.ranked) - len(shares))] for shares in robust.acceptability.values()]
    assert np.sum(table, axis=0) == pytest.approx(np.ones(len(table)))
    assert np.sum(table, axis=1) == pytest.approx(np.ones(len(table)))
    for site in result.ranked:
        shares, weights = robust.acceptability[site.site_id], robust.central_weights[site.site_id]
        assert shares[-1] > 0
        assert site.first_share == shares[0]
        assert (weights is None) == (shares[0] == 0) == (robust.confidence[site.site_id] is None)
        assert weights is None or sum(weights.values()) == pytest.approx(1.0)


@settings(deadline=None, max_examples=examples(60))
@given(criteria_lists(), offers(least=1), st.data())
def test_with_weights_fixed_every_rank_drawn_is_one_that_the_unknowns_allow(
    criteria: list[dict[str, Any]], sites: list[Offer], data: st.DataObject
) -> None:
    criteria = [c | {"weight": data.draw(st.floats(0.01, 50))} if "weight" in c else c for c in criteria]
    result = run(requirement(criteria, robustness={"tolerance": 0, "draws": 200}), sites)
    for site in result.ranked:
        for rank, share in enumerate(result.robustness.acceptability.get(site.site_id, ()), start=1):
            assert share == 0 or site.rank_low <= rank <= site.rank_high


def test_the_same_bytes_twice_and_others_for_another_seed() -> None:
    def drawn(seed: int) -> str:
        result = one_metric([(20, 80), (30, 60), None, 55.0], weights="none", draws=3_000, seed=seed)
        return json.dumps(to_document(result)["robustness"])

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_numbers_are_those_of_splitmix64() -> None:
    # the first three of seed 1234567, as its authors' programme gives them
    states = np.uint64(1234567) + np.arange(1, 4, dtype=np.uint64) * np.uint64(STEP)
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert mixed(states.copy()).tolist() == expected
    assert uniform(states).tolist() == [(word >> 11) / 2**53 for word in expected]


def test_points_are_uniform_and_those_of_sites_criteria_and_draws_have_nothing_to_do_with_each_other() -> None:
    field = Field(np.zeros((3, 40)), np.full((3, 40), 100.0), [f"0583-{i}" for i in range(40)])
    drawn = Unsure.of(field).draw(2_000, Draws(1, 7).streams()[1]).reshape(120, 2_000) / 100
    assert np.histogram(drawn, 20, (0, 1))[0] / drawn.size == pytest.approx(np.full(20, 0.05), abs=2e-3)
    for pairs in (np.corrcoef(drawn), np.corrcoef(drawn[:, 1:], drawn[:, :-1])):
        assert np.abs(pairs[~np.eye(len(pairs), dtype=bool)]).max() < 6 / np.sqrt(2_000)


def test_a_site_draws_what_it_draws_whoever_else_is_there() -> None:
    ids = [f"0583-{i}" for i in range(9)]
    field = Field(np.zeros((2, 9)), np.full((2, 9), 100.0), ids)
    chosen = np.array([7, 2])
    whole, part = (Unsure.of(each).draw(50, Draws(1, 3).streams()[1]) for each in (field, field.take(chosen)))
    assert part.tolist() == whole.reshape(2, 9, 50)[:, chosen].reshape(4, 50).tolist()


def test_more_draws_begin_with_the_fewer() -> None:
    field = Field(low=np.zeros((2, 3)), high=np.full((2, 3), 100.0))
    space = WeightSpace(Weights.NONE, np.ones(2), ((0, 1),), 0.25)
    few, more = (robustness(field, space, Draws(count, 1)).shares * count for count in (5_000, 5_001))
    assert np.abs(few - more).sum() == pytest.approx(3.0)  # one draw more: each of three sites took a rank


def test_the_confidence_in_a_crowd_is_that_of_every_race_drawn_out() -> None:
    field, draws = crowd(90), Draws(400, 3)
    field.low[:, 7] = field.low[:, 70] = 88.0
    field.high[:, 7] = field.high[:, 70] = 88.0
    weights = np.random.Generator(np.random.PCG64(9)).dirichlet(np.ones(3), 90)
    unsure = Unsure.of(field)
    drawn = unsure.draw(draws.count, draws.streams()[1])
    points = np.repeat(field.low[:, :, None], draws.count, axis=2)
    points[unsure.criteria, unsure.sites] = drawn
    scores = np.round(np.einsum("sm,mnd->snd", weights, points), 8)
    expected = [(scores[site].argmax(axis=0) == site).mean() for site in range(90)]
    assert confidence_factors(field, unsure, weights, draws).tolist() == expected


def crowd(n: int, seed: int = 5) -> Field:
    generator = np.random.Generator(np.random.PCG64(seed))
    low = generator.uniform(0, 100, (3, n))
    unsure = generator.random((3, n)) < 0.1
    return Field(low, np.where(unsure, np.minimum(low + 30, 100), low))


@pytest.mark.parametrize("kind", list(Weights))
def test_of_a_crowd_the_first_twenty_ranks(kind: Weights) -> None:
    field = crowd(1_500)
    space = WeightSpace(kind, np.array([3.0, 2.0, 1.0]), ((0,), (1,), (2,)), 0.25)
    found = robustness(field, space, Draws(300, 2))
    assert found.shares.shape == (len(found.sites), 20)
    assert found.shares.sum(axis=0) == pytest.approx(np.ones(20))
    assert (found.shares.sum(axis=1) > 0).all()
    _sure_of_being_best_is_first(field, found)


def _sure_of_being_best_is_first(field: Field, found: Robust) -> None:
    """A site above all others on every criterion is first in every draw, and nobody else is."""
    low, high = field.low.copy(), field.high.copy()
    low[:, 1_234] = high[:, 1_234] = 100.0
    low[:, :1_234] = np.minimum(low[:, :1_234], 99.0)
    high[:, :1_234] = np.minimum(high[:, :1_234], 99.0)
    space = WeightSpace(Weights.NONE, np.ones(3), ((0, 1, 2),), 0.25)
    again = robustness(Field(low, high), space, Draws(200, 2))
    assert again.sites[again.shares[:, 0] == 1.0].tolist() == [1_234]
    assert again.confidence[again.sites == 1_234].tolist() == [1.0]
    assert len(found.sites) > 0


def test_in_a_crowd_of_equals_the_first_of_the_list_take_the_ranks() -> None:
    field = Field(np.full((2, 1_200), 50.0), np.full((2, 1_200), 50.0))
    found = robustness(field, WeightSpace(Weights.NONE, np.ones(2), ((0, 1),), 0.25), Draws(50, 1))
    assert found.sites.tolist() == list(range(20))
    assert found.shares.tolist() == np.eye(20).tolist()


def test_of_a_crowd_that_no_bound_thins_out_each_draw_is_still_ranked() -> None:
    n = 1_500
    rising = np.linspace(0.0, 100.0, n)
    front = np.stack([rising, rising[::-1]])
    found = robustness(Field(front, front), WeightSpace(Weights.NONE, np.ones(2), ((0, 1),), 0.25), Draws(400, 3))
    # more weight on the first criterion: the last sites, last first; else the first ones, first first
    assert found.sites.tolist() == [*range(20), *range(n - 20, n)]
    share = found.shares[-1, 0]
    assert share == pytest.approx(0.5, abs=0.1)
    assert found.shares[:20] == pytest.approx(np.eye(20) * (1 - share))
    assert found.shares[20:] == pytest.approx(np.eye(20)[::-1] * share)


def test_a_list_of_a_crowd_tells_of_those_that_came_near() -> None:
    result = one_metric([i / 11 for i in range(1_001)], draws=5)
    assert len(result.ranked) == 1_001
    near = [site.site_id for site in result.ranked[:20]]
    assert list(result.robustness.acceptability) == near
    assert set(result.robustness.confidence) == set(result.robustness.central_weights) == set(near)
    assert [site.first_share for site in result.ranked] == [1.0, *[0.0] * 1_000]


def test_of_equals_at_the_same_weights_the_first_in_the_field_wins() -> None:
    field = Field(np.full((2, 3), 50.0), np.full((2, 3), 50.0))
    factors = confidence_factors(field, Unsure.of(field), np.full((3, 2), 0.5), Draws(4, 1))
    assert factors.tolist() == [1.0, 0.0, 0.0]
