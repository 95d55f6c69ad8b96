"""Why a third site reorders no two, and what happens with a method of which that cannot be said.

A site's score is a function of its own values and of the requirement: points by fixed anchors (Keeney & Raiffa
1976), weights that are given, one sum. The list orders by score falling, unknown musts and id: a key of each site
alone. An order by keys of single elements, restricted to a subset, is the order of the subset. So whether A stands
before B can be read off A and B, and no site that comes or goes changes it. The tests hold the premise (no figure
of a site changes with the others) and the conclusion on drawn lists; a relative method, which scales by what else
is there, fails on a published case.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.arrays import FloatArray
from tests.core.matching.build import Offer, criteria_lists, offers, requirement, run
from tests.examples import examples

FEW_DRAWS = {"draws": 1}
METRICS = ("power_mw", "slope_pct", "water_m3_d")
WEIGHTS = (0.4, 0.3, 0.3)
THREE = {"A": (35.0, 95.0, 95.0), "B": (50.0, 65.0, 90.0), "C": (65.0, 15.0, 85.0)}
FOURTH = {"D": (25.0, 35.0, 10.0)}
"""The published case: weights 0.4, 0.3, 0.3 over three options, and one more that is worst nearly everywhere."""


@settings(deadline=None, max_examples=examples(40))
@given(criteria_lists(), offers(least=3, most=6), st.data())
def test_two_sites_alone_stand_as_they_do_in_any_list(
    criteria: list[dict[str, Any]], sites: list[Offer], data: st.DataObject
) -> None:
    weights = data.draw(st.lists(st.floats(0.01, 50.0), min_size=len(criteria), max_size=len(criteria)))
    criteria = [c | {"weight": w} if "weight" in c else c for c, w in zip(criteria, weights, strict=True)]
    asked = requirement(criteria, robustness=FEW_DRAWS)
    whole = run(asked, sites)
    place = {site.site_id: site.rank for site in whole.ranked}
    figures = {site.site_id: (site.status, site.score, site.score_low, site.score_high) for site in whole.ranked}
    for pair in combinations(sites, 2):
        alone = run(asked, pair).ranked
        assert {site.site_id for site in alone} == {site.id for site in pair if site.id in place}
        assert [site.site_id for site in alone] == sorted((site.site_id for site in alone), key=place.__getitem__)
        for site in alone:
            assert figures[site.site_id] == (site.status, site.score, site.score_low, site.score_high)


def topsis(points: FloatArray, weights: FloatArray) -> FloatArray:
    """Closeness to the ideal of each row (Hwang & Yoon 1981): columns by their length, weighted, all to be high."""
    scaled = points / np.sqrt((points**2).sum(axis=0)) * weights
    to_best, to_worst = (np.sqrt(((scaled - end) ** 2).sum(axis=1)) for end in (scaled.max(axis=0), scaled.min(axis=0)))
    closeness: FloatArray = to_worst / (to_best + to_worst)
    return closeness


def test_topsis_lets_a_fourth_option_swap_the_first_two() -> None:
    three = topsis(np.array(list(THREE.values())), np.array(WEIGHTS))
    four = topsis(np.array(list((THREE | FOURTH).values())), np.array(WEIGHTS))
    assert three == pytest.approx([0.6067, 0.5861, 0.3933], abs=5e-5)
    assert four == pytest.approx([0.6674, 0.6942, 0.5307, 0.1501], abs=5e-5)
    assert three[0] > three[1]
    assert four[0] < four[1]


def test_the_list_keeps_them_in_their_order() -> None:
    criteria = [
        {"id": m, "metric": m, "value": [[0, 0], [100, 100]], "weight": w}
        for m, w in zip(METRICS, WEIGHTS, strict=True)
    ]
    asked = requirement(criteria, robustness=FEW_DRAWS)

    def scores(options: dict[str, tuple[float, ...]]) -> list[tuple[str, float | None]]:
        offered = [Offer(name, dict(zip(METRICS, values, strict=True))) for name, values in options.items()]
        return [(site.site_id, site.score) for site in run(asked, offered).ranked]

    before, after = scores(THREE), scores(THREE | FOURTH)
    assert [name for name, _ in before] == ["A", "B", "C"]
    assert [score for _, score in before] == pytest.approx([71.0, 66.5, 56.0])
    assert after[:3] == before
    assert after[3] == ("D", pytest.approx(23.5))
