from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator

from sitematch.core.arrays import FloatArray
from sitematch.core.matching.scoring.weights import WeightSpace, draw_weights, levels_of, most_within, weights_of
from sitematch.core.requirement import rank_order_centroid
from sitematch.core.requirement.model import Criterion, Weights
from tests.core.matching.build import requirement
from tests.examples import examples

DRAWS = 40_000


def space(
    kind: Weights, weights: list[float], levels: tuple[tuple[int, ...], ...] = (), tolerance: float = 0.25
) -> WeightSpace:
    return WeightSpace(kind, np.array(weights), levels, tolerance)


def drawn(asked: WeightSpace, count: int = DRAWS, seed: int = 1) -> FloatArray:
    weights = draw_weights(asked, count, Generator(PCG64(seed)))
    return weights / weights.sum(axis=0)


def levels(criteria: list[dict[str, object]]) -> tuple[tuple[int, ...], ...]:
    whole = [c | {"metric": "power_mw", "value": [[0, 0], [1, 100]]} for c in criteria]
    return levels_of([c for c in requirement(whole).criteria if isinstance(c, Criterion)])


def test_levels_by_rank_or_else_by_weight() -> None:
    assert levels([{"id": "a", "rank": 2}, {"id": "b", "rank": 1}, {"id": "c", "rank": 2}]) == ((1,), (0, 2))
    assert levels([{"id": "a", "weight": 5}, {"id": "b", "weight": 30}, {"id": "c", "weight": 5.0}]) == ((1,), (0, 2))


@pytest.mark.parametrize(
    ("importance", "expected"),
    [
        ([("weight", 0.1), ("weight", 0.25)], [10, 25]),
        ([("weight", 30), ("weight", 5)], [30, 5]),
        ([("weight", 1 / 3), ("weight", 1)], [1 / 3, 1]),
        ([("rank", 1), ("rank", 2)], [3, 1]),
        ([("rank", 2), ("rank", 1), ("rank", 2)], [7, 22, 7]),
    ],
)
def test_scores_are_summed_with_whole_weights_where_small_ones_will_do(
    importance: list[tuple[str, float]], expected: list[float]
) -> None:
    criteria = [
        {"id": f"c{i}", "metric": "power_mw", "value": [[0, 0], [1, 100]], by: figure}
        for i, (by, figure) in enumerate(importance)
    ]
    weights = list(weights_of(requirement(criteria)).values())
    assert [weight / weights[0] for weight in weights] == pytest.approx([each / expected[0] for each in expected])
    assert all(weight.is_integer() for weight in weights) == (importance[0][1] != 1 / 3)


def test_a_thousand_ranks_have_weights_all_the_same() -> None:
    criteria = [{"id": f"c{i}", "metric": "power_mw", "value": [[0, 0], [1, 100]], "rank": i + 1} for i in range(1_000)]
    weights = weights_of(requirement(criteria))
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["c0"] == pytest.approx(sum(1 / i for i in range(1, 1_001)) / 1_000)


def test_given_weights_stay_within_their_tolerance() -> None:
    given_weights = np.array([30.0, 10.0, 60.0])
    raw = draw_weights(space(Weights.GIVEN, [30, 10, 60]), DRAWS, Generator(PCG64(1)))
    share = raw / given_weights[:, None]
    assert share.min() == pytest.approx(0.75, abs=1e-3)
    assert share.max() == pytest.approx(1.25, abs=1e-3)
    assert share.mean(axis=1) == pytest.approx(np.ones(3), abs=3e-3)
    assert np.quantile(share[0], [0.25, 0.5, 0.75]) == pytest.approx([0.875, 1.0, 1.125], abs=5e-3)


def test_no_tolerance_gives_the_weights_themselves() -> None:
    raw = draw_weights(space(Weights.GIVEN, [0.3, 0.1], tolerance=0.0), 5, Generator(PCG64(1)))
    assert raw.T.tolist() == [[0.3, 0.1]] * 5


def test_without_weights_the_whole_simplex_is_drawn_from() -> None:
    weights = drawn(space(Weights.NONE, [1, 1, 1, 1]))
    assert weights.mean(axis=1) == pytest.approx(np.full(4, 0.25), abs=4e-3)
    # one coordinate of the uniform on a simplex of 4: P(w > x) = (1 - x)^3
    assert [(weights[2] > x).mean() for x in (0.1, 0.3, 0.6)] == pytest.approx([0.9**3, 0.7**3, 0.4**3], abs=1e-2)


def test_an_order_is_kept_and_its_mean_is_the_rank_order_centroid() -> None:
    weights = drawn(space(Weights.ORDINAL, [1, 1, 1, 1], levels=((2,), (0,), (3,), (1,))))
    assert (np.diff(weights[[2, 0, 3, 1]], axis=0) <= 0).all()
    assert weights.mean(axis=1) == pytest.approx(np.array(rank_order_centroid([2, 4, 1, 3])), abs=4e-3)


def test_equal_ranks_are_free_between_them() -> None:
    weights = drawn(space(Weights.ORDINAL, [1, 1, 1, 1], levels=((3,), (0, 2), (1,))))
    assert (weights[3] >= weights[[0, 2]].max(axis=0)).all()
    assert (weights[[0, 2]].min(axis=0) >= weights[1]).all()
    assert (weights[0] > weights[2]).mean() == pytest.approx(0.5, abs=1e-2)
    assert weights.mean(axis=1) == pytest.approx(np.array(rank_order_centroid([2, 4, 2, 1])), abs=4e-3)


def test_an_order_is_uniform_as_rejection_from_the_simplex_has_it() -> None:
    ordered = drawn(space(Weights.ORDINAL, [1, 1, 1], levels=((0,), (1, 2))))
    free = drawn(space(Weights.NONE, [1, 1, 1]), seed=2)
    kept = free[:, free[0] >= free[1:].max(axis=0)]
    for probe in (0.1, 0.25, 0.5):
        assert (ordered < probe).mean(axis=1) == pytest.approx((kept < probe).mean(axis=1), abs=1.5e-2)


def test_one_criterion_has_all_the_weight() -> None:
    for kind in Weights:
        assert drawn(space(kind, [3.0], levels=((0,),)), count=4).tolist() == [[1.0] * 4]


@pytest.mark.parametrize("kind", list(Weights))
def test_draws_do_not_depend_on_how_they_are_cut(kind: Weights) -> None:
    asked = space(kind, [3.0, 2.0, 1.0], levels=((0,), (1,), (2,)))
    generator = Generator(PCG64(9))
    parts = [draw_weights(asked, count, generator) for count in (3, 1, 4)]
    assert np.concatenate(parts, axis=1).tolist() == draw_weights(asked, 8, Generator(PCG64(9))).tolist()


@settings(deadline=None, max_examples=examples(40))
@given(
    st.sampled_from(list(Weights)),
    st.lists(st.integers(1, 3), min_size=1, max_size=4),
    st.floats(0, 1),
    st.integers(0, 1000),
)
def test_no_draw_gives_more_than_the_bound_over_the_space(
    kind: Weights, ranks: list[int], tolerance: float, seed: int
) -> None:
    order = tuple(tuple(i for i, rank in enumerate(ranks) if rank == level) for level in sorted(set(ranks)))
    asked = space(kind, [4.0 - rank for rank in ranks], levels=order, tolerance=tolerance)
    points = Generator(PCG64(seed)).uniform(0, 100, (len(ranks), 6))
    weights = drawn(asked, count=400, seed=seed)
    scores = np.einsum("md,mn->dn", weights, points)
    bound = most_within(asked, points)
    assert (scores <= bound + 1e-9).all()
    # the bound is reached, so it leaves out as many as it can: the corners of the space give it
    assert bound == pytest.approx(_at_corners(asked, points))


def _at_corners(asked: WeightSpace, points: FloatArray) -> FloatArray:
    m = len(points)
    subsets = [[bool(bits >> i & 1) for i in range(m)] for bits in range(2**m)]
    if asked.kind is Weights.GIVEN:
        corners = [asked.weights * np.where(s, 1 + asked.tolerance, 1 - asked.tolerance) for s in subsets]
        corners = [corner for corner in corners if corner.sum() > 0]
    else:
        place = {criterion: level for level, group in enumerate(asked.levels) for criterion in group}
        keeps = [s for s in subsets if any(s) and (asked.kind is Weights.NONE or _is_upper(s, place))]
        corners = [np.array(s, dtype=float) for s in keeps]
    return np.max([(corner / corner.sum()) @ points for corner in corners], axis=0)


def _is_upper(chosen: list[bool], place: dict[int, int]) -> bool:
    """Whether all of higher levels are in it whenever one of a lower level is."""
    lowest = max(place[i] for i, taken in enumerate(chosen) if taken)
    return all(chosen[i] for i, level in place.items() if level < lowest)
