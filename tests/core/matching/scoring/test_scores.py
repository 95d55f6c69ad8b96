from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.matching.result import MatchResult
from sitematch.core.matching.scoring.scores import Scores, rank_spans, weighted_mean
from tests.core.matching.build import Offer, criteria_lists, offers, requirement, run
from tests.examples import examples

FEW_DRAWS = {"draws": 3}
IDENTITY = [[0, 0], [100, 100]]
METRICS = ("power_mw", "slope_pct", "water_m3_d", "power_kv")


def score_all(weights: list[float], options: list[tuple[float, ...]]) -> dict[str, float | None]:
    """The score of each option whose values are its points already."""
    metrics = METRICS[: len(weights)]
    asked = requirement(
        [{"id": m, "metric": m, "value": IDENTITY, "weight": w} for m, w in zip(metrics, weights, strict=True)],
        robustness=FEW_DRAWS,
    )
    sites = [Offer(f"0583-{i}", dict(zip(metrics, values, strict=True))) for i, values in enumerate(options)]
    scores = {site.site_id: site.score for site in run(asked, sites).ranked}
    return {site.id: scores[site.id] for site in sites}


def test_the_published_example_of_swing_weights() -> None:
    options = [(10, 100, 70, 50), (40, 80, 100, 100), (60, 10, 0, 0), (0, 60, 40, 60), (100, 0, 20, 10)]
    scores = score_all([100, 30, 55, 15], options)
    assert list(scores.values()) == pytest.approx([43, 67, 31.5, 24.5, 56.25])


def test_the_published_example_of_no_rank_reversal() -> None:
    three = [(35, 95, 95), (50, 65, 90), (65, 15, 85)]
    before = score_all([0.4, 0.3, 0.3], three)
    after = score_all([0.4, 0.3, 0.3], [*three, (25, 35, 10)])
    assert list(before.values()) == pytest.approx([71.0, 66.5, 56.0])
    assert list(after.values())[:3] == list(before.values())
    assert list(after.values())[3] == pytest.approx(23.5)


def test_whole_weights_and_points_tie_exactly() -> None:
    scores = score_all([0.1, 0.2, 0.7], [(100, 100, 100), (70, 70, 70)])
    assert list(scores.values()) == [100.0, pytest.approx(70.0)]
    # 4 × 10 + 4 × 20 + 6 × 100 = 720 = 4 × 60 + 4 × 30 + 6 × 60, which shares of 14 would round apart
    first, second = score_all([4, 4, 6], [(10, 20, 100), (60, 30, 60)]).values()
    assert first == second


_POINTS = st.tuples(*[st.integers(0, 10).map(lambda tens: 10 * tens)] * 4)


@settings(max_examples=examples(100), deadline=None)
@given(
    st.one_of(
        st.tuples(
            st.just("weight"), st.lists(st.sampled_from(["0.1", "0.2", "0.35", "1.4", "3"]), min_size=4, max_size=4)
        ),
        st.tuples(st.just("rank"), st.lists(st.sampled_from(["1", "2", "3"]), min_size=4, max_size=4)),
    ),
    st.lists(_POINTS, min_size=12, max_size=30),
)
def test_scores_that_are_equal_tie_exactly(asked: tuple[str, list[str]], options: list[tuple[int, ...]]) -> None:
    by, figures = asked
    weights = [Fraction(figure) for figure in figures] if by == "weight" else centroid([int(f) for f in figures])
    criteria = [
        {"id": m, "metric": m, "value": IDENTITY, by: float(figure)} for m, figure in zip(METRICS, figures, strict=True)
    ]
    sites = [
        Offer(f"0583-{i}", dict(zip(METRICS, map(float, values), strict=True))) for i, values in enumerate(options)
    ]
    scores = {site.site_id: site.score for site in run(requirement(criteria, robustness=FEW_DRAWS), sites).ranked}
    exact = [sum(w * x for w, x in zip(weights, values, strict=True)) / sum(weights) for values in options]
    for i, j in combinations(range(len(sites)), 2):
        assert (scores[sites[i].id] == scores[sites[j].id]) == (exact[i] == exact[j])


def centroid(ranks: list[int]) -> list[Fraction]:
    """Rank-order-centroid weights as fractions, equal ranks sharing their places."""
    n, ordered = len(ranks), sorted(ranks)
    at_place = [sum((Fraction(1, i) for i in range(place, n + 1)), Fraction(0)) / n for place in range(1, n + 1)]
    shared = {rank: [at_place[place] for place in range(n) if ordered[place] == rank] for rank in ranks}
    return [sum(shared[rank], Fraction(0)) / len(shared[rank]) for rank in ranks]


@pytest.mark.parametrize("other", [52.0, 89.0, 33.3, 7.1])
@pytest.mark.parametrize("by", ["weight", "rank"])
def test_an_interval_ties_with_the_number_in_its_middle(other: float, by: str) -> None:
    criteria = [
        {"id": m, "metric": m, "value": IDENTITY, by: importance} for importance, m in enumerate(METRICS, start=1)
    ]
    known = {"power_mw": 50.0, "slope_pct": other, "water_m3_d": 93.5, "power_kv": 17.3}
    unsure = {**known, "power_mw": None, "water_m3_d": (89.0, 98.0)}
    result = run(requirement(criteria, robustness=FEW_DRAWS), [Offer("0583-2", known), Offer("0583-1", unsure)])
    assert [site.site_id for site in result.ranked] == ["0583-1", "0583-2"]
    assert result.ranked[0].score == result.ranked[1].score


def test_weights_of_any_scale() -> None:
    for scale in (1e-90, 1.0, 1e90):
        scores = score_all([3 * scale, 1 * scale], [(100, 0), (0, 100)])
        assert list(scores.values()) == pytest.approx([75.0, 25.0])


def bits(result: MatchResult) -> dict[str, tuple[Any, ...]]:
    rows = [*result.ranked, *result.near_misses]
    return {row.site_id: (row.score, row.score_low, row.score_high, set(row.criteria)) for row in rows}


def orders(result: MatchResult) -> tuple[list[str], list[str]]:
    return [site.site_id for site in result.ranked], [site.site_id for site in result.near_misses]


uneven = st.floats(0.01, 50.0)


@settings(deadline=None, max_examples=examples(60))
@given(criteria_lists(), offers(least=1), st.randoms(use_true_random=False), st.data())
def test_neither_order_of_sites_nor_of_criteria_changes_a_bit(
    criteria: list[dict[str, Any]], sites: list[Offer], chance: random.Random, data: st.DataObject
) -> None:
    criteria = [c | {"weight": data.draw(uneven)} if "weight" in c else c for c in criteria]
    shuffled, moved = list(criteria), list(sites)
    chance.shuffle(shuffled)
    chance.shuffle(moved)
    one = run(requirement(criteria, robustness=FEW_DRAWS), sites)
    other = run(requirement(shuffled, robustness=FEW_DRAWS), moved)
    assert bits(one) == bits(other)
    assert orders(one) == orders(other)
    assert (one.run_hash, one.robustness, one.counts) == (other.run_hash, other.robustness, other.counts)
    assert [(s.rank_low, s.rank_high) for s in one.ranked] == [(s.rank_low, s.rank_high) for s in other.ranked]


@settings(deadline=None, max_examples=examples(60))
@given(criteria_lists(), offers(least=2), st.data())
def test_a_site_that_goes_changes_no_score_and_no_order_of_others(
    criteria: list[dict[str, Any]], sites: list[Offer], data: st.DataObject
) -> None:
    criteria = [c | {"weight": data.draw(uneven)} if "weight" in c else c for c in criteria]
    asked = requirement(criteria, robustness=FEW_DRAWS)
    gone = data.draw(st.sampled_from(sites))
    whole, less = run(asked, sites), run(asked, [site for site in sites if site is not gone])
    kept = {site_id: row for site_id, row in bits(whole).items() if site_id != gone.id}
    assert kept == bits(less)
    assert tuple([s for s in order if s != gone.id] for order in orders(whole)) == orders(less)


@settings(deadline=None, max_examples=examples(60))
@given(criteria_lists(), offers(least=1, most=3), st.data())
def test_an_answer_narrows_the_score_and_never_moves_it_outside(
    criteria: list[dict[str, Any]], sites: list[Offer], data: st.DataObject
) -> None:
    criteria = [c | {"weight": data.draw(uneven)} if "weight" in c else c for c in criteria]
    asked = requirement(criteria, robustness=FEW_DRAWS)
    slot = data.draw(st.sampled_from(["power_mw", "owner_count", "drive_min:port"]))
    low, inner_low, inner_high, high = sorted(data.draw(st.lists(st.floats(0, 20), min_size=4, max_size=4)))
    steps = [None, (low, high), (inner_low, inner_high), data.draw(st.floats(inner_low, inner_high))]
    seen = [bits(run(asked, [replace(sites[0], values={**sites[0].values, slot: v}), *sites[1:]])) for v in steps]
    for wider, narrower in pairwise(seen):
        (_, least, most, _), (_, new_least, new_most, _) = wider[sites[0].id], narrower[sites[0].id]
        if least is not None:
            assert least <= new_least <= new_most <= most


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=8))
def test_rank_spans_against_trying_both_ends(rows: list[tuple[int, int, int]]) -> None:
    low = np.array([float(min(a, b)) for a, b, _ in rows])
    high = np.array([float(max(a, b)) for a, b, _ in rows])
    unknown = np.array([u for _, _, u in rows])
    best, worst = rank_spans(Scores(low, high, (low + high) / 2), unknown)
    for i in range(len(rows)):
        for own, others, found in ((high, low, best), (low, high, worst)):
            value = others.copy()
            value[i] = own[i]
            order = sorted(range(len(rows)), key=lambda j: (-value[j], unknown[j], j))
            assert found[i] == order.index(i) + 1


def test_a_mean_never_leaves_the_scale() -> None:
    weights = [0.1] * 10
    assert weighted_mean([np.array([100.0])] * 10, weights).tolist() == [100.0]
