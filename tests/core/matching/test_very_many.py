"""Lists that are too long to be held row by row: nothing of what they say differs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sitematch.core.matching import listing, run_hash, to_document
from sitematch.core.matching.questions import next_questions
from sitematch.core.matching.ranked_rows import RankedRows
from sitematch.core.matching.result import MatchResult
from tests.core.matching.build import Offer, requirement, run

ASKED: list[dict[str, Any]] = [
    {"id": "power", "metric": "power_mw", "must": {"min": 2}, "value": [[2, 0], [9, 100]], "weight": 3},
    {"id": "stage", "metric": "plan_stage", "value": {"none": 0, "antagen": 100}, "weight": 1},
]
OFFERS = [
    Offer(
        f"s{i:02d}",
        {"power_mw": None if i % 5 == 0 else (i % 7, i % 7 + i % 3), "plan_stage": "antagen" if i % 4 else None},
        {"note": f"n{i}" if i % 3 else None},
    )
    for i in range(40)
]


def result() -> MatchResult:
    return run(requirement(ASKED, robustness={"draws": 50}), OFFERS)


def test_a_very_long_list_is_made_row_by_row_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    held = result()
    monkeypatch.setattr(listing, "RANKED_SITES_HELD", 5)
    made = result()
    assert isinstance(held.ranked, tuple) and isinstance(made.ranked, RankedRows)
    assert to_document(made) == to_document(held)
    assert to_document(made, top=3) == to_document(held, top=3)
    assert made.ranked[-1] == held.ranked[-1]
    assert tuple(made.ranked[2:9:3]) == held.ranked[2:9:3]
    assert replace(made, ranked=made.ranked[:4]).ranked[3] == held.ranked[3]
    with pytest.raises(IndexError):
        made.ranked[len(held.ranked)]


def test_rows_are_made_some_at_a_time_and_only_when_they_are_looked_at() -> None:
    source, asked = result().ranked[0], []

    def make(places: range) -> list[Any]:
        asked.append(len(places))
        return [replace(source, rank=place + 1) for place in places]

    rows = RankedRows(make, range(2_500))
    assert len(rows[:1_200]) == 1_200 and asked == []
    assert [row.rank for row in rows] == list(range(1, 2_501))
    assert asked == [1_000, 1_000, 500]


def test_a_hash_does_not_hang_on_how_much_is_written_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = result()
    monkeypatch.setattr(run_hash, "_AT_A_TIME", 3)
    assert result().run_hash == whole.run_hash
    empty = run(requirement(ASKED, robustness={"draws": 5}), [])
    assert empty.run_hash != whole.run_hash


def test_of_very_many_that_could_lead_the_best_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    every = result()
    assert len({row["site_id"] for row in every.next_questions}) > 4
    monkeypatch.setattr(next_questions, "MOST_NEAR", 4)
    few = result()
    scores = [site.score for site in every.ranked]
    assert {row["site_id"] for row in few.next_questions} <= {
        site.site_id for site in every.ranked if site.score is not None and site.score >= (scores[3] or 0.0) - 1e-9
    }
    assert few.next_questions
    assert replace(few, next_questions=()) == replace(every, next_questions=())
