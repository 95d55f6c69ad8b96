"""A whole match against the rules worked out slowly and exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.core.matching import oracle
from tests.core.matching.build import Offer, criteria_lists, offers, requirement, run
from tests.examples import examples

FEW_DRAWS = {"draws": 3}


@settings(deadline=None, max_examples=examples(120))
@given(criteria_lists(), offers())
def test_verdicts_points_scores_and_order(criteria: list[dict[str, Any]], sites: list[Offer]) -> None:
    result = run(requirement(criteria, robustness=FEW_DRAWS), sites)
    told = {site.id: oracle.tell(criteria, site.id, site.values) for site in sites}

    assert [site.site_id for site in result.ranked] == oracle.ranked(list(told.values()))
    assert [site.site_id for site in result.near_misses] == oracle.missed(list(told.values()))
    counts = result.counts
    assert (counts.considered, counts.left_out) == (len(sites), 0)
    statuses = [t.status for t in told.values()]
    assert [counts.qualifies, counts.open, counts.fails] == [statuses.count(s) for s in ("qualifies", "open", "fails")]
    for place, site in enumerate(result.ranked, start=1):
        expected = told[site.site_id]
        assert (site.rank, str(site.status)) == (place, expected.status)
        assert (site.rank_low, site.rank_high) == oracle.span(list(told.values()), site.site_id)
        assert site.rank_low <= site.rank <= site.rank_high
    for site in (*result.ranked, *result.near_misses):
        _compare(site, told[site.site_id])


def _compare(site: Any, expected: oracle.Told) -> None:
    assert {o.id: o.verdict and str(o.verdict) for o in site.criteria} == expected.verdicts
    for outcome in site.criteria:
        if outcome.id in expected.points:
            low, high = expected.points[outcome.id]
            assert (outcome.points_low, outcome.points_high) == pytest.approx((float(low), float(high)))
        else:
            assert outcome.points_low is outcome.points_high is outcome.weight is None
    if expected.score is None:
        assert site.score is site.score_low is site.score_high is None
    else:
        assert (site.score_low, site.score_high) == pytest.approx([float(end) for end in expected.score])
        assert site.score == (site.score_low + site.score_high) / 2
    for short in getattr(site, "shortfalls", ()):
        gap = expected.gaps[short.id]
        assert short.gap == (None if gap is None else pytest.approx(float(gap)))
