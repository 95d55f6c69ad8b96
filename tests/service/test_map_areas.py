"""Of which sites a map draws areas, of which minutes, and that they are drawn once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitematch.service import isochrones
from sitematch.service.forms import Outcome
from sitematch.service.map_areas import areas_of, minutes_of
from sitematch.store.kept import Kept
from tests.views.samples import REQUIREMENT, match_of, ranked, sites_of, small_match, small_region

USUAL = (15.0, 30.0, 45.0, 60.0)


def people(within_min: float, metric: str = "population") -> dict[str, Any]:
    return {"id": f"p{within_min}", "metric": metric, "within_min": within_min}


@pytest.mark.parametrize(
    ("criteria", "minutes"),
    [
        ([], USUAL),
        ([people(45), people(30, "workforce")], USUAL),
        ([people(40)], (40.0,)),
        ([people(45), people(20, "workforce"), {"id": "x", "any": [people(12.5)]}], (12.5, 20.0, 45.0)),
        ([people(m) for m in (50, 40, 30, 20, 10)], (10.0, 20.0, 30.0, 40.0)),
        ([people(7, "jobs"), {"id": "land", "metric": "area_ha"}], USUAL),
    ],
)
def test_the_minutes_are_the_usual_ones_or_those_of_the_requirement(
    criteria: list[dict[str, Any]], minutes: tuple[float, ...]
) -> None:
    assert minutes_of({**REQUIREMENT, "criteria": criteria}) == minutes


def outcome_of(result: Any, top: int | None = None) -> Outcome:
    return Outcome(result, sites_of(result), small_region(), "sv", top)


def test_the_first_three_ranked_sites_have_areas_and_near_misses_none(tmp_path: Path) -> None:
    many = match_of(tuple(ranked(i, f"s{i}", f"S{i}") for i in range(1, 6)), small_match().near_misses)
    assert list(areas_of(outcome_of(many), Kept(None))) == ["s1", "s2", "s3"]
    assert list(areas_of(outcome_of(many, top=1), Kept(None))) == ["s1"]
    assert areas_of(outcome_of(match_of((), many.near_misses)), Kept(tmp_path)) == {}
    gone = outcome_of(many)
    left = replace(gone, sites=gone.sites.take([0, 2, 3]))
    assert list(areas_of(left, Kept(None))) == ["s1", "s3"]


def test_areas_are_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, kept = outcome_of(small_match()), Kept(tmp_path)
    first = areas_of(outcome, kept)
    assert [time["within_min"] for time in first["0583-1"]["times"]] == [15, 30, 45, 60]

    def never(*_: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(isochrones, "isochrones", never)
    assert areas_of(outcome, kept) == first
    other = replace(outcome, result=replace(outcome.result, requirement={"criteria": [people(40)]}))
    with pytest.raises(AssertionError, match="drawn again"):
        areas_of(other, kept)
