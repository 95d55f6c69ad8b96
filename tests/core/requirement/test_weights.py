"""Weights sum to one, by swing or by order, as published."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.core.requirement import Vocabulary, normalised_weights, parse_requirement, rank_order_centroid
from tests.examples import examples

NOTHING = Vocabulary(frozenset(), frozenset())


def weights_of(key: str, figures: list[float]) -> dict[str, float]:
    """The normalised weights of criteria c0, c1 … that carry these weights or ranks."""
    tree = {
        "schema": "sitematch.requirement/1",
        "id": "x",
        "criteria": [
            {"id": f"c{i}", "metric": "area_ha", "value": [[0, 0], [1, 100]], key: figure}
            for i, figure in enumerate(figures)
        ],
    }
    return normalised_weights(parse_requirement(tree, NOTHING))


def centroid_by_vertices(ranks: list[int]) -> list[Fraction]:
    """The mean of the corners of the region of weights that keep an order; equal ranks in every order."""
    n = len(ranks)
    totals = [Fraction(0)] * n
    orders = [order for order in permutations(range(n)) if [ranks[i] for i in order] == sorted(ranks)]
    for order in orders:
        for size in range(1, n + 1):
            for i in order[:size]:
                totals[i] += Fraction(1, size * n * len(orders))
    return totals


def test_swing_weights_as_published() -> None:
    weights = weights_of("weight", [100, 30, 55, 15])
    assert list(weights.values()) == approx([0.5, 0.15, 0.275, 0.075])
    options = [(10, 100, 70, 50), (40, 80, 100, 100), (60, 10, 0, 0), (0, 60, 40, 60), (100, 0, 20, 10)]
    scores = [sum(w * p for w, p in zip(weights.values(), points, strict=True)) for points in options]
    assert scores == approx([43, 67, 31.5, 24.5, 56.25])


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([1], [1]),
        ([1, 2], [3 / 4, 1 / 4]),
        ([1, 2, 3], [11 / 18, 5 / 18, 2 / 18]),
        ([1, 2, 3, 4], [25 / 48, 13 / 48, 7 / 48, 3 / 48]),
        ([3, 1, 2], [2 / 18, 11 / 18, 5 / 18]),
        ([1, 1, 2], [8 / 18, 8 / 18, 2 / 18]),
        ([1, 1, 3], [8 / 18, 8 / 18, 2 / 18]),
        ([1, 7, 7], [11 / 18, 3.5 / 18, 3.5 / 18]),
        ([5, 5, 5], [1 / 3, 1 / 3, 1 / 3]),
    ],
)
def test_rank_order_centroid_as_published(ranks: list[float], expected: list[float]) -> None:
    assert list(weights_of("rank", ranks).values()) == approx(expected)


def test_only_criteria_with_a_value_weigh() -> None:
    tree = {
        "schema": "sitematch.requirement/1",
        "id": "x",
        "criteria": [
            {"id": "a", "metric": "gas", "must": True},
            {"id": "b", "metric": "area_ha", "value": [[0, 0], [1, 100]], "weight": 3},
            {"id": "c", "any": [{"metric": "gas", "must": True}]},
            {"id": "d", "metric": "power_mw", "must": {"min": 1}, "value": [[0, 0], [1, 100]], "weight": 1},
        ],
    }
    assert normalised_weights(parse_requirement(tree, NOTHING)) == {"b": approx(0.75), "d": approx(0.25)}


def test_without_values_there_are_no_weights() -> None:
    tree = {"schema": "sitematch.requirement/1", "id": "x", "criteria": [{"id": "a", "metric": "gas", "must": True}]}
    assert normalised_weights(parse_requirement(tree, NOTHING)) == {}


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_ranks_weigh_as_the_centroid_of_their_corners(ranks: list[int]) -> None:
    assert rank_order_centroid(ranks) == approx([float(weight) for weight in centroid_by_vertices(ranks)])


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.floats(1e-90, 1e90), min_size=1, max_size=20), st.floats(0.001, 1000))
def test_swing_weights_sum_to_one_on_any_scale(figures: list[float], scale: float) -> None:
    weights = list(weights_of("weight", figures).values())
    assert math.fsum(weights) == approx(1)
    assert list(weights_of("weight", [figure * scale for figure in figures]).values()) == approx(weights)


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_ranks_sum_to_one_and_keep_their_order(ranks: list[int]) -> None:
    weights = rank_order_centroid(ranks)
    assert math.fsum(weights) == approx(1)
    by_rank = sorted(zip(ranks, weights, strict=True))
    assert all(a[1] == b[1] if a[0] == b[0] else a[1] > b[1] for a, b in pairwise(by_rank))
