from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.matching.scoring.forms import Labour
from sitematch.core.matching.scoring.ranking import Ranking, rank_columns
from sitematch.core.matching.scoring.steps import make_ready
from sitematch.core.matching.scoring.tally import tally
from sitematch.core.matching.scoring.weights import weights_of
from sitematch.core.metrics import Kind
from sitematch.core.requirement.model import Measure, Requirement
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn
from tests.core.matching.build import Offer, columns_of, criteria_lists, numbers, offers, requirement, run
from tests.examples import examples

PLAIN, COMPILED = Labour(threads=1, compiled=False), Labour(threads=1, compiled=True)
MANY = 140_000
"""More than two slices."""


def told(ranking: Ranking) -> tuple[Any, ...]:
    scores = ranking.scores
    ends = None if scores is None else (scores.low.tobytes(), scores.high.tobytes(), scores.middle.tobytes())
    return ranking.counts, ranking.rows.tolist(), ranking.unknown.tolist(), ends


@settings(deadline=None, max_examples=examples(80))
@given(criteria_lists(), offers(least=1), st.integers(0, 8), st.lists(st.floats(0.01, 50), min_size=6, max_size=6))
def test_columns_rank_as_the_match_does_in_either_form(
    criteria: list[dict[str, Any]], sites: list[Offer], top: int, weights: list[float]
) -> None:
    criteria = [c | {"weight": w} if "weight" in c else c for c, w in zip(criteria, weights, strict=False)]
    asked = requirement(criteria, robustness={"draws": 1})
    sites = sorted(sites, key=lambda site: site.id)
    result, columns = run(asked, sites), columns_of(asked, sites)
    plain, compiled = (rank_columns(asked, columns, None, labour) for labour in (PLAIN, COMPILED))
    assert told(plain) == told(compiled)
    assert plain.counts == result.counts
    assert [sites[row].id for row in plain.rows] == [site.site_id for site in result.ranked]
    assert [(site.status == "open") for site in result.ranked] == (plain.unknown > 0).tolist()
    if plain.scores is not None:
        shown = [(site.score_low, site.score, site.score_high) for site in result.ranked]
        assert shown == list(
            zip(plain.scores.low.tolist(), plain.scores.middle.tolist(), plain.scores.high.tolist(), strict=True)
        )
    for labour in (PLAIN, COMPILED):
        assert told(rank_columns(asked, columns, top, labour)) == told(first(plain, top))


def first(ranking: Ranking, top: int) -> Ranking:
    scores = ranking.scores.take(np.arange(min(top, len(ranking.rows)))) if ranking.scores is not None else None
    return replace(ranking, rows=ranking.rows[:top], unknown=ranking.unknown[:top], scores=scores)


finite = st.floats(-1e6, 1e6)


@settings(deadline=None, max_examples=examples(100))
@given(
    st.lists(finite, min_size=2, max_size=6, unique=True).map(sorted),
    st.lists(st.floats(0, 100), min_size=6, max_size=6),
    st.lists(st.one_of(st.none(), finite, st.tuples(finite, finite).map(sorted).map(tuple)), min_size=1, max_size=9),
    st.floats(0.01, 1e6),
)
def test_points_of_any_numbers_are_the_same_to_the_last_bit(
    knots: list[float], heights: list[float], values: list[Any], weight: float
) -> None:
    asked = requirement(
        [{"id": "a", "metric": "power_mw", "value": [list(p) for p in zip(knots, heights)], "weight": weight}]  # noqa: B905
    )
    columns: dict[Measure, Column] = {asked.measures[0]: numbers([*values, *knots])}
    assert told(rank_columns(asked, columns, None, PLAIN)) == told(rank_columns(asked, columns, None, COMPILED))


def crowd(n: int, seed: int = 1) -> tuple[Requirement, dict[Measure, Column]]:
    """Many sites with numbers, intervals, unknowns, categories, an either/or, minutes of driving, and many ties."""
    asked = requirement(
        [
            {
                "id": "power",
                "metric": "power_mw",
                "must": {"min": 3},
                "value": [[2, 0], [5, 70], [9, 100]],
                "weight": 3,
            },
            {
                "id": "port",
                "metric": "drive_min",
                "to": "port",
                "must": {"max": 40},
                "value": [[5, 100], [60, 0]],
                "weight": 2,
            },
            {"id": "stage", "metric": "plan_stage", "value": {"none": 0, "antagen": 90}, "weight": 0.7},
            {
                "id": "rail",
                "at_least": 1,
                "any": [
                    {"metric": "rail_siding", "must": True},
                    {"metric": "drive_min", "to": "port", "must": {"max": 20}},
                ],
            },
        ]
    )
    generator = np.random.default_rng(seed)
    columns: dict[Measure, Column] = {}
    for measure in asked.measures:
        if measure.kind is Kind.NUMBER:
            low = np.round(generator.uniform(0, 50 if measure.metric == "drive_min" else 12, n), 1)
            high = np.where(generator.random(n) < 0.2, low + 3, low)
            nothing = generator.random(n) < 0.1
            columns[measure] = NumberColumn(
                np.where(nothing, -np.inf, low), np.where(nothing, np.inf, high), (None,) * n, (None,) * n, (None,) * n
            )
        else:
            members = (
                (("true",), ("false",)) if measure.kind is Kind.BOOLEAN else (("antagen",), ("none",), ("samrad",))
            )
            codes = generator.integers(-1, len(members), n)
            columns[measure] = CategoryColumn(measure.kind, codes, members, (None,) * n, (None,) * n)
    return asked, columns


def test_a_crowd_ranks_the_same_by_any_labour_and_the_best_are_the_first_of_all() -> None:
    asked, columns = crowd(MANY)
    whole = rank_columns(asked, columns, None, PLAIN)
    assert whole.counts.considered == MANY
    assert min(whole.counts.qualifies, whole.counts.open, whole.counts.fails) > 1_000
    for labour in (COMPILED, Labour(threads=2, compiled=True), Labour(threads=5, compiled=False), Labour()):
        assert told(rank_columns(asked, columns, None, labour)) == told(whole)
        for top in (1, 20, 3_000):
            assert told(rank_columns(asked, columns, top, labour)) == told(first(whole, top))


def test_sites_that_are_all_alike_rank_in_their_order() -> None:
    asked = requirement([{"id": "power", "metric": "power_mw", "value": [[0, 0], [10, 100]], "weight": 1}])
    alike: dict[Measure, Column] = {asked.measures[0]: NumberColumn(np.full(MANY, 7.0), np.full(MANY, 7.0), (), (), ())}
    for labour in (PLAIN, COMPILED):
        assert rank_columns(asked, alike, 20, labour).rows.tolist() == list(range(20))


def test_musts_alone_rank_by_what_is_unknown() -> None:
    asked = requirement([{"id": "rail", "metric": "rail_siding", "must": True}])
    codes = np.array([-1, 0, 1, 0, -1])
    columns: dict[Measure, Column] = {
        asked.measures[0]: CategoryColumn(Kind.BOOLEAN, codes, (("true",), ("false",)), (), ())
    }
    for labour in (PLAIN, COMPILED):
        ranking = rank_columns(asked, columns, 3, labour)
        assert (ranking.rows.tolist(), ranking.unknown.tolist(), ranking.scores) == ([1, 3, 0], [0, 0, 1], None)


@pytest.mark.parametrize("labour", [PLAIN, COMPILED])
def test_columns_may_be_read_only_and_lie_in_any_way(labour: Labour) -> None:
    asked, columns = crowd(500)
    moved: dict[Measure, Column] = {}
    for measure, column in columns.items():
        if isinstance(column, NumberColumn):
            both = np.stack([column.low, column.high], axis=1)
            both.flags.writeable = False
            moved[measure] = replace(column, low=both[:, 0], high=both[:, 1])
        else:
            codes = column.codes.copy()
            codes.flags.writeable = False
            moved[measure] = replace(column, codes=codes)
    assert told(rank_columns(asked, moved, None, labour)) == told(rank_columns(asked, columns, None, PLAIN))


def test_no_site_at_all() -> None:
    asked, columns = crowd(0)
    for labour in (PLAIN, COMPILED):
        for top in (None, 20):
            ranking = rank_columns(asked, columns, top, labour)
            assert (ranking.counts.considered, ranking.rows.tolist()) == (0, [])


def test_columns_of_several_lengths_are_refused() -> None:
    asked, columns = crowd(4)
    shorter = {**columns, asked.measures[0]: numbers([1.0])}
    with pytest.raises(TypeError, match="one length"):
        rank_columns(asked, shorter)


def test_a_tally_counts_what_fails_and_what_is_unknown() -> None:
    asked, columns = crowd(300)
    steps = make_ready(asked.criteria, columns, weights_of(asked), 300)
    for labour in (PLAIN, COMPILED):
        found = tally(steps, labour)
        few = tally(steps.take(np.arange(20, 40)), labour)
        assert found.failing[20:40].tolist() == few.failing.tolist()
        assert found.unknown[20:40].tolist() == few.unknown.tolist()
        assert found.scores is not None and few.scores is not None
        assert found.scores.middle[20:40].tolist() == few.scores.middle.tolist()
        assert set(found.failing) >= {0, 1, 2}
