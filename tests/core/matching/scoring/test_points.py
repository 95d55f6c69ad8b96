from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.matching.scoring.points import piecewise_linear, points
from sitematch.core.metrics import Kind
from sitematch.core.requirement.model import CategoryPoints, PiecewiseLinear, ValueFunction
from sitematch.core.sites.columns import Column
from tests.core.matching.build import categories, numbers
from tests.examples import examples

LAND = PiecewiseLinear((100.0, 200.0), (0.0, 100.0))
PEAK = PiecewiseLinear((0.0, 10.0, 20.0), (0.0, 100.0, 40.0))
STAGES = CategoryPoints((("none", 10.0), ("antagen", 80.0), ("laga_kraft", 100.0)))


def spans(function: ValueFunction, column: Column) -> list[tuple[float, float]]:
    found = points(function, column)
    return list(zip(found.low.tolist(), found.high.tolist(), strict=True))


def test_linear_between_knots_and_flat_outside() -> None:
    column = numbers([50.0, 100.0, 132.1, 200.0, 900.0])
    expected = [(0, 0), (0, 0), (32.1, 32.1), (100, 100), (100, 100)]
    assert spans(LAND, column) == [pytest.approx(span) for span in expected]


def test_an_interval_takes_the_knots_inside_it() -> None:
    assert spans(PEAK, numbers([(5, 15), (10, 20), (12, 14), (-5, 0), (5, 9)])) == [
        pytest.approx(span) for span in [(50, 100), (40, 100), (76, 88), (0, 0), (50, 90)]
    ]


def test_an_unknown_takes_the_least_and_the_most_of_all_points() -> None:
    assert spans(PEAK, numbers([None])) == [(0.0, 100.0)]
    assert spans(PiecewiseLinear((0.0, 1.0, 2.0), (30.0, 10.0, 30.0)), numbers([None])) == [(10.0, 30.0)]


def test_categories_and_one_that_the_map_lacks() -> None:
    column = categories(Kind.CATEGORY, ["antagen", "samrad", None])
    assert spans(STAGES, column) == [(80.0, 80.0), (10.0, 100.0), (10.0, 100.0)]


def test_booleans() -> None:
    function = CategoryPoints((("true", 100.0), ("false", 20.0)))
    assert spans(function, categories(Kind.BOOLEAN, [True, False, None])) == [(100, 100), (20, 20), (20, 100)]


def test_a_set_takes_its_best_member_and_one_that_the_map_lacks_may_be_as_good_as_any() -> None:
    function = CategoryPoints((("industry", 90.0), ("office", 30.0), ("housing", 0.0)))
    column = categories(Kind.SET, [["industry", "office"], ["office", "retail"], ["retail"], ["housing"]])
    assert spans(function, column) == [(90, 90), (30, 90), (0, 90), (0, 0)]


def test_rounding_never_leaves_the_points_of_the_two_knots() -> None:
    function = PiecewiseLinear((3.4, 7.6), (48.6, 0.9))
    ((low, high),) = spans(function, numbers([7.599999999999999]))
    assert low == high == 0.9  # by the plain formula a little less than the lowest knot


def test_a_function_of_another_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="value list"):
        points(LAND, categories(Kind.BOOLEAN, [True]))


functions = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6, unique=True).flatmap(
    lambda xs: st.tuples(*[st.floats(0, 100) for _ in xs]).map(lambda ys: PiecewiseLinear(tuple(sorted(xs)), ys))
)
triples = st.lists(st.floats(-2e6, 2e6), min_size=3, max_size=3).map(sorted)


@settings(deadline=None, max_examples=examples(150))
@given(functions, triples)
def test_a_value_inside_an_interval_has_points_inside_its_span(function: PiecewiseLinear, ends: list[float]) -> None:
    low, inside, high = ends
    (least, most), (at, same) = spans(function, numbers([(low, high), inside]))
    assert at == same
    assert least <= at <= most  # by no rounding outside either
    assert least >= 0
    assert most <= 100


@settings(deadline=None, max_examples=examples(100))
@given(functions, st.lists(st.floats(-2e6, 2e6), min_size=4, max_size=4).map(sorted))
def test_a_narrower_interval_has_a_narrower_span(function: PiecewiseLinear, ends: list[float]) -> None:
    outer, inner, nothing = spans(function, numbers([(ends[0], ends[3]), (ends[1], ends[2]), None]))
    assert nothing[0] <= outer[0] <= inner[0] <= inner[1] <= outer[1] <= nothing[1]


@settings(deadline=None, max_examples=examples(100))
@given(functions, st.lists(st.floats(-2e6, 2e6), min_size=1, max_size=9))
def test_between_and_at_knots_as_numpy_interpolates(function: PiecewiseLinear, at: list[float]) -> None:
    x = np.array([*at, *function.x])
    expected = np.interp(x, function.x, function.points)
    assert piecewise_linear(function, x) == pytest.approx(expected, abs=1e-6)
    assert piecewise_linear(function, np.array(function.x)).tolist() == list(function.points)
