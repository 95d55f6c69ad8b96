"""The draws come out the same in NumPy and compiled, by any number of threads, and with or without the hopeless."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator

from sitematch.core.arrays import FloatArray
from sitematch.core.matching.robustness.draws import Draws, Field, Unsure
from sitematch.core.matching.robustness.smaa import Robust, contenders, robustness, share_error
from sitematch.core.matching.scoring.forms import Labour
from sitematch.core.matching.scoring.scores import Scores, rank_spans
from sitematch.core.matching.scoring.weights import WeightSpace, draw_weights
from sitematch.core.requirement.model import Weights
from tests.examples import examples

PLAIN, COMPILED, THREADED = Labour(1, compiled=False), Labour(1, compiled=True), Labour(3, compiled=True)


def space(kind: Weights, m: int, tolerance: float = 0.25) -> WeightSpace:
    return WeightSpace(kind, np.arange(m, 0.0, -1.0), tuple((i,) for i in range(m)), tolerance)


def drawn_field(m: int, n: int, unsure: float, *, seed: int, step: float = 0.0) -> Field:
    """Points on a grid of ``step``, so that sites tie, some of them intervals up to the whole scale."""
    generator = Generator(PCG64(seed))
    low, high = np.sort(generator.uniform(0, 100, (2, m, n)), axis=0)
    if step:
        low, high = np.floor(low / step) * step, np.floor(high / step) * step
    sure, nothing = generator.random((m, n)) >= unsure, generator.random((m, n)) < unsure / 2
    high = np.where(sure, low, high)
    return Field(np.where(nothing, 0.0, low), np.where(nothing, 100.0, high), [f"0583-{i}" for i in range(n)])


def told(found: Robust) -> tuple[bytes, ...]:
    return tuple(each.tobytes() for each in (found.sites, found.shares, found.central_weights, found.confidence))


@settings(deadline=None, max_examples=examples(60))
@given(
    st.integers(1, 5),
    st.integers(1, 30),
    st.sampled_from([0.0, 0.2, 1.0]),
    st.sampled_from([0.0, 25.0]),
    st.sampled_from(list(Weights)),
    st.sampled_from([0.0, 0.25, 1.0]),
    st.integers(0, 2**53 - 1),
)
def test_both_forms_draw_the_same(
    m: int, n: int, unsure: float, step: float, kind: Weights, tolerance: float, seed: int
) -> None:
    field = drawn_field(m, n, unsure, seed=seed % 1000, step=step)
    asked, draws = space(kind, m, tolerance), Draws(70, seed)
    expected = told(robustness(field, asked, draws, PLAIN))
    assert told(robustness(field, asked, draws, COMPILED)) == expected
    assert told(robustness(field, asked, draws, THREADED)) == expected


@pytest.mark.parametrize("unsure", [0.05, 0.9])
@pytest.mark.parametrize("kind", list(Weights))
def test_both_forms_draw_the_same_of_a_crowd(kind: Weights, unsure: float) -> None:
    field, asked, draws = drawn_field(4, 1_300, unsure, seed=2, step=0.5), space(kind, 4), Draws(120, 5)
    expected = told(robustness(field, asked, draws, PLAIN))
    assert told(robustness(field, asked, draws, COMPILED)) == expected
    assert told(robustness(field, asked, draws, THREADED)) == expected


def test_both_forms_draw_the_same_where_scores_are_crowded_together() -> None:
    """One site far off puts all others into few of the buckets that they are sorted by."""
    points = 50.0 + Generator(PCG64(1)).uniform(0, 1e-6, (2, 300))
    points[:, 7] = 0.0
    field, asked, draws = Field(points, points), space(Weights.NONE, 2), Draws(50, 1)
    assert told(robustness(field, asked, draws, COMPILED)) == told(robustness(field, asked, draws, PLAIN))


def scores_of(field: Field, weights: FloatArray, draws: int, seed: int) -> FloatArray:
    """Scores of all sites, shape (n, draws), in plain sums."""
    points = np.repeat(field.low[:, :, None], draws, axis=2)
    unsure = Unsure.of(field)
    points[unsure.criteria, unsure.sites] = unsure.draw(draws, Draws(draws, seed).streams()[1])
    scores: FloatArray = np.einsum("md,mnd->nd", weights / weights.sum(axis=0), points)
    return scores


@settings(deadline=None, max_examples=examples(40))
@given(
    st.integers(1, 4),
    st.integers(1, 6),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from(list(Weights)),
    st.integers(0, 500),
)
def test_who_is_left_out_is_behind_so_many_others_in_every_draw(
    m: int, depth: int, unsure: float, kind: Weights, seed: int
) -> None:
    field, asked = drawn_field(m, 40, unsure, seed=seed), space(kind, m)
    inside = contenders(field, asked, depth)
    scores = scores_of(field, draw_weights(asked, 200, Generator(PCG64(seed))), 200, seed)
    ahead = (scores[:, None, :] > scores[None, :, :]).sum(axis=0)
    outside = np.setdiff1d(np.arange(40), inside)
    assert (ahead[outside] >= depth).all()
    # and the points need not be drawn: at the worst corner of every interval it is behind still
    corner = np.where(np.isin(np.arange(40), outside), field.high, field.low)
    worst = np.einsum("md,mn->nd", draw_weights(asked, 200, Generator(PCG64(1))), corner)
    assert ((worst[:, None, :] > worst[None, :, :]).sum(axis=0)[outside] >= depth).all()


def test_leaving_out_the_hopeless_changes_no_figure() -> None:
    field, asked, draws = drawn_field(4, 1_100, 0.1, seed=3), space(Weights.GIVEN, 4), Draws(300, 9)
    found = robustness(field, asked, draws)
    assert len(contenders(field, asked, 20)) < 700
    scores = scores_of(field, draw_weights(asked, 300, draws.weights()), 300, 9)
    order = np.argsort(-scores, axis=0, kind="stable")[:20]
    counts = np.zeros((1_100, 20))
    np.add.at(counts, (order, np.arange(20)[:, None]), 1)
    reached = np.flatnonzero(counts.any(axis=1))
    assert found.sites.tolist() == reached.tolist()
    assert found.shares == pytest.approx(counts[reached] / 300)


def test_more_draws_come_nearer_at_the_rate_of_one_over_the_root() -> None:
    """Three sites, each best on one of three criteria, are first in 1/3 (Lahdelma, Hokkanen & Salminen 1998)."""
    field, asked = Field(np.eye(3) * 100, np.eye(3) * 100), space(Weights.NONE, 3)
    error = {}
    for count in (400, 6_400):
        shares = [robustness(field, asked, Draws(count, seed)).shares[0, 0] for seed in range(60)]
        error[count] = np.sqrt(np.mean((np.array(shares) - 1 / 3) ** 2))
        assert error[count] == pytest.approx(np.sqrt(2 / 9 / count), rel=0.25)
    assert error[400] / error[6_400] == pytest.approx(4.0, rel=0.35)


def test_two_sites_on_one_unknown_criterion_come_nearer_to_their_closed_form() -> None:
    """A uniform from 0 to 100 is above a uniform from 50 to 100 in a quarter of the cases."""
    field, asked = Field(np.array([[0.0, 50.0]]), np.array([[100.0, 100.0]])), space(Weights.GIVEN, 1)
    for count in (1_000, 100_000):
        shares = robustness(field, asked, Draws(count, 4)).shares
        assert shares[0] == pytest.approx([0.25, 0.75], abs=4 * np.sqrt(0.25 * 0.75 / count))


def test_the_error_of_a_share_covers_what_would_come_of_ever_more_draws() -> None:
    """Of shares of known value, about 95 in 100 lie within their error, near 0 more: there the farther end counts."""
    generator = Generator(PCG64(1))
    for true, at_most in ((0.5, 0.97), (0.1, 0.98), (0.002, 1.0)):
        shares = generator.binomial(1_000, true, 4_000) / 1_000
        covered = np.mean([abs(share - true) <= share_error(share, 1_000) for share in shares])
        assert 0.93 <= covered <= at_most
    assert share_error(0.62, 10_000) == pytest.approx(1.96 * np.sqrt(0.62 * 0.38 / 10_000), rel=1e-2)
    assert [share_error(end, 10_000) for end in (0.0, 1.0)] == pytest.approx([1.96**2 / 10_000] * 2, rel=1e-3)


def exact_spans(low: FloatArray, high: FloatArray) -> list[tuple[int, int]]:
    """Of each site the best and worst rank over every corner of all intervals."""
    n, best, worst = len(low), [len(low)] * len(low), [1] * len(low)
    for bits in range(2**n):
        scores = [high[i] if bits >> i & 1 else low[i] for i in range(n)]
        for place, i in enumerate(sorted(range(n), key=lambda i: (-scores[i], i)), start=1):
            best[i], worst[i] = min(best[i], place), max(worst[i], place)
    return list(zip(best, worst, strict=True))


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=7))
def test_rank_spans_are_those_of_every_corner(ends: list[tuple[int, int]]) -> None:
    low, high = np.sort(np.array(ends, dtype=float), axis=1).T
    best, worst = rank_spans(Scores(low, high, (low + high) / 2), np.zeros(len(low), dtype=np.int64))
    assert list(zip(best.tolist(), worst.tolist(), strict=True)) == exact_spans(low, high)


def test_rank_spans_of_very_many_open_sites() -> None:
    """Of n sites of which nothing is known each can be anywhere; of n that are alike each is where ties put it."""
    n = 100_000
    unknown, nothing = np.zeros(n, dtype=np.int64), Scores(np.zeros(n), np.full(n, 100.0), np.full(n, 50.0))
    best, worst = rank_spans(nothing, unknown)
    assert (best.min(), best.max(), worst.min(), worst.max()) == (1, 1, n, n)
    alike = Scores(np.full(n, 50.0), np.full(n, 50.0), np.full(n, 50.0))
    best, worst = rank_spans(alike, unknown)
    assert best.tolist() == worst.tolist() == list(range(1, n + 1))
