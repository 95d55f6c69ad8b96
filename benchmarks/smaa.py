"""SMAA-2 of 200 sites on 15 criteria in 10,000 draws: ours, a good batched form in NumPy, and pymcdm in a loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from benchmarks.measure import Goal, interleaved_calls
from sitematch.core.matching.robustness.draws import Draws, Field, Unsure
from sitematch.core.matching.robustness.smaa import robustness
from sitematch.core.matching.scoring.forms import Labour
from sitematch.core.matching.scoring.weights import WeightSpace, draw_weights
from sitematch.core.requirement.model import Weights

SITES: Final = 200
CRITERIA: Final = 15
DRAWS: Final = Draws(10_000, 1)
GOAL: Final = Goal("smaa-10000x200x15-over-batched-numpy", 5.0, at_least=True)
_BATCH: Final = 1_000
_LOOPED: Final = 200
Source = Callable[[int], tuple[Any, Any]]
"""The next so many draws: weights of shape (draws, m), points of the unsure pairs of shape (draws, k)."""


def lines(rounds: int) -> Iterator[str]:
    """Ratios of the medians; the forms in NumPy and compiled have given the same counts from the same draws before."""
    field = _field()
    space = WeightSpace(Weights.GIVEN, np.arange(CRITERIA, 0.0, -1.0), tuple((i,) for i in range(CRITERIA)), 0.25)
    if not _agree(field, space):
        yield f"INVALID {GOAL.name}"
        return
    calls = {
        "ours, 2 threads": lambda: robustness(field, space, DRAWS, Labour(2, compiled=True)),
        "ours, 1 thread": lambda: robustness(field, space, DRAWS, Labour(1, compiled=True)),
        "ours, NumPy form": lambda: robustness(field, space, DRAWS, Labour(1, compiled=False)),
        "batched NumPy": lambda: batched(field, _own_draws(field, space)),
    }
    seconds = interleaved_calls(calls, rounds)
    ours = seconds["ours, 2 threads"]
    table = ", ".join(f"{name} {1000 * taken:.1f} ms" for name, taken in seconds.items())
    yield f"SMAA-2 of {SITES} sites, {CRITERIA} criteria, {DRAWS.count} draws, a tenth of the points unknown: {table}"
    looped = _pymcdm_seconds(field, space)
    yield f"pymcdm in a loop: {looped:.1f} s (ranks alone, from {_LOOPED} draws), {looped / ours:.0f} times ours"
    yield GOAL.line(seconds["batched NumPy"] / ours)


def batched(field: Field, source: Source) -> tuple[Any, Any, Any]:
    """Counts of ranks, central weights and confidence, all in products of matrices and whole-array operations."""
    m, n = field.low.shape
    unsure = Unsure.of(field)
    criteria, sites = unsure.criteria, unsure.sites
    certain = np.where(field.low == field.high, field.low, 0.0)
    by_site = np.argsort(sites, kind="stable")
    starts = np.flatnonzero(np.diff(sites[by_site], prepend=-1))
    moving = sites[by_site][starts]
    counts, summed, kept = np.zeros(n * n, dtype=np.int64), np.zeros((n, m)), []
    for _ in range(DRAWS.count // _BATCH):
        weights, points = source(_BATCH)
        scores = weights @ certain
        parts = weights[:, criteria[by_site]] * points[:, by_site]
        scores[:, moving] += np.add.reduceat(parts, starts, axis=1)
        order = np.argsort(-scores, axis=1)
        counts += np.bincount((order * n + np.arange(n)).ravel(), minlength=n * n)
        np.add.at(summed, order[:, 0], weights)
        kept.append(points)
    firsts = counts.reshape(n, n)[:, 0]
    racers = np.flatnonzero(firsts)
    central = summed[racers] / firsts[racers, None]
    won = np.zeros(len(racers), dtype=np.int64)
    for points in kept:
        for r, own in enumerate(central):
            scores = np.repeat((own @ certain)[None], _BATCH, axis=0)
            scores[:, moving] += np.add.reduceat(own[criteria[by_site]] * points[:, by_site], starts, axis=1)
            won[r] += np.count_nonzero(scores.argmax(axis=1) == racers[r])
    return counts.reshape(n, n), central, won / DRAWS.count


def _field() -> Field:
    generator = np.random.default_rng(15)
    low = generator.uniform(0, 100, (CRITERIA, SITES))
    high = np.where(generator.random(low.shape) < 0.1, generator.uniform(low, 100), low)
    return Field(low, high)


def _own_draws(field: Field, space: WeightSpace) -> Source:
    unsure, generator = Unsure.of(field), np.random.default_rng(1)

    def draw(count: int) -> tuple[Any, Any]:
        spread = 1 + space.tolerance * (2 * generator.random((count, CRITERIA)) - 1)
        weights = space.weights * spread
        points = generator.random((count, len(unsure.sites))) * (unsure.high - unsure.low) + unsure.low
        return weights / weights.sum(axis=1, keepdims=True), points

    return draw


def _same_draws(field: Field, space: WeightSpace) -> Source:
    unsure, (for_weights, for_points) = Unsure.of(field), DRAWS.streams()

    def draw(count: int) -> tuple[Any, Any]:
        weights = draw_weights(space, count, for_weights).T
        return weights / weights.sum(axis=1, keepdims=True), unsure.draw(count, for_points).T

    return draw


def _agree(field: Field, space: WeightSpace) -> bool:
    counts, central, confidence = batched(field, _same_draws(field, space))
    found = robustness(field, space, DRAWS, Labour(compiled=True))
    first = np.flatnonzero(counts[:, 0])
    return (
        np.array_equal(np.round(found.shares * DRAWS.count).astype(np.int64), counts)
        and np.allclose(found.central_weights[first], central, rtol=0, atol=1e-9)
        and np.array_equal(found.confidence[first], confidence)
    )


def _as_they_are(column: Any, cost: bool = False) -> Any:
    return column


def _pymcdm_seconds(field: Field, space: WeightSpace) -> float:
    """The seconds that a call of its weighted sum for each draw would take, ranks and no more."""
    from pymcdm.methods import WSM

    method, kinds, counts = WSM(normalization_function=_as_they_are), np.ones(CRITERIA), np.zeros((SITES, SITES))
    unsure, draw = Unsure.of(field), _own_draws(field, space)
    weights, points = draw(_LOOPED)
    matrix, start = field.low.T.copy(), time.perf_counter()
    for own, drawn in zip(weights, points, strict=True):
        matrix[unsure.sites, unsure.criteria] = drawn
        order = np.argsort(-method(matrix, own, kinds))
        counts[order, np.arange(SITES)] += 1
    return (time.perf_counter() - start) * DRAWS.count / _LOOPED
