"""What the first place hangs on, and whom to call: in sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult
from sitematch.views.explain import words_of
from tests.views.samples import REQUIREMENT, next_question, small_match

TURN: dict[str, Any] = {"id": "power", "metric": "power_mw", "direction": "up", "beyond": True, "first": "0583-2"}
FIGURE: dict[str, Any] = {**TURN, "member": None, "unit": "MW", "from": 120.0, "to": 96.04, "change": -23.96}


def with_turns(first: dict[str, Any] | None = None, second: dict[str, Any] | None = None, **more: Any) -> MatchResult:
    rows = [
        {"site_id": "0583-1", "rank": 1, "weights": [], "figures": []} | (first or {}),
        {"site_id": "0583-2", "rank": 2, "weights": [], "figures": []} | (second or {}),
    ]
    return replace(small_match(), sensitivity=tuple(rows), inputs={"lang": "en"}, **more)


def decides(result: MatchResult, lang: Lang = "en") -> str:
    return " ".join(words_of(result, lang).list.decides).replace("\u00a0", " ")


def weight(to: float, **more: Any) -> dict[str, Any]:
    return {"weights": [{**TURN, "from": 0.7, "to": to, "change": to - 0.7, **more}]}


def figure(**more: Any) -> dict[str, Any]:
    return {"figures": [{**FIGURE, "direction": "down", "leaves": False, **more}]}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (weight(0.812), "If power weighed more than 82% instead of 70%, Bråstorp would be first."),
        (weight(0.812, beyond=False), "If power weighed 82% or more instead of 70%, Bråstorp would be first."),
        (weight(0.519, direction="down"), "If power weighed less than 51% instead of 70%, Bråstorp would be first."),
        (weight(0.5, direction="down", beyond=False), "If power weighed 50% or less instead of 70%, Bråstorp"),
        (weight(1.0, beyond=False), "Bråstorp would be first only if power counted alone."),
        (weight(0.0, direction="down", beyond=False), "If power did not count at all, Bråstorp would be first."),
        ({}, "No change of a single weight takes the first place from Sörby norra."),
    ],
)
def test_one_weight(row: dict[str, Any], said: str) -> None:
    assert said in decides(with_turns(row))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            figure(),
            "Sörby norra would lose the first place to Bråstorp with less than 96 MW instead of 120 MW (power).",
        ),
        (figure(beyond=False), "with at most 96 MW instead of 120 MW (power)."),
        (figure(to=96.08, direction="up"), "with more than 96.1 MW instead of 120 MW (power)."),
        (
            figure(leaves=True, to=50.0),
            "would fall out of the list with less than 50 MW instead of 120 MW (power); Bråstorp would be first.",
        ),
        (
            figure(leaves=True, to=50.0, first=None),
            "fall out of the list with less than 50 MW instead of 120 MW (power).",
        ),
        ({}, "No change of a single known figure takes the first place from Sörby norra."),
    ],
)
def test_one_figure(row: dict[str, Any], said: str) -> None:
    assert said in decides(with_turns(row))


def test_a_bound_in_minutes_is_told_as_it_was_set() -> None:
    drive = {"id": "junction", "metric": "drive_min", "unit": "min", "from": 7.25, "to": 15 + 0.5 / 600, "change": 7.75}
    row = figure(**drive, direction="up", beyond=False, leaves=True)
    assert "with more than 15 min instead of 7.25 min (the drive to the nearest motorway junction)" in decides(
        with_turns(row)
    )


def test_a_member_of_an_either_or_is_named_by_itself() -> None:
    row = figure(id="rail", member=1, metric="drive_min", unit="min", **{"from": 9.0, "to": 30.5, "change": 21.5})
    assert "(the drive to the nearest port)" in decides(with_turns(row))


def test_a_category() -> None:
    row = figure(id="plan", metric="plan_use", unit=None, **{"from": "industry", "to": "housing", "change": None})
    assert "with housing instead of industry (permitted use)" in decides(with_turns(row))


def test_what_would_bring_another_site_to_the_first_place() -> None:
    result = with_turns(None, {**weight(0.9), **figure(direction="up", to=150.0, change=30.0)})
    firm = (words_of(result, "en").sites["0583-2"].firmness or "").replace("\u00a0", " ")
    assert "If power weighed more than 90% instead of 70%, Bråstorp would be first." in firm
    assert "Bråstorp would be first with more than 150 MW instead of 120 MW (power)." in firm
    firm = words_of(with_turns(), "sv").sites["0583-2"].firmness or ""
    assert "Ingen enskild vikt och ingen enskild känd uppgift skulle kunna föra det till första platsen." in firm


def test_where_weights_are_not_believed_none_is_told_of() -> None:
    asked = {**REQUIREMENT, "robustness": {"weights": "none", "draws": 1000}}
    said = decides(with_turns(weight(0.9), requirement=asked))
    assert "weighed" not in said
    assert "single weight" not in said


# --- calls


def calls(*rows: dict[str, Any], lang: Lang = "en") -> list[str]:
    result = replace(small_match(), next_questions=rows, inputs={"lang": lang})
    return [call.replace("\u00a0", " ") for call in words_of(result, lang).list.calls]


def test_a_call_has_a_question_and_what_it_may_change() -> None:
    (call,) = calls(next_question("0583-2", first_changes=0.234, leading_changes=0.4))
    assert call == (
        "Motala: Hur mycket eleffekt kan området få? (Bråstorp) "
        "Chance that the answer changes who is first: 23%; who the first three are: 40%."
    )


def test_what_is_asked_of_one_municipality_is_one_call() -> None:
    rows = [
        next_question("0583-2", first_changes=0.3),
        next_question("0580-7", municipality_code="0580", municipality="Linköping", ask="L: ?", first_changes=0.2),
        next_question("0583-2", ask="Motala: När?", first_changes=0.1),
    ]
    motala, linkoping = calls(*rows)
    assert motala.endswith("In the same call: När?")
    assert linkoping.startswith("L: ?")


def test_three_calls_at_most_and_none_that_changes_next_to_nothing() -> None:
    rows = [next_question(f"s{i}", municipality_code=f"058{i}", first_changes=0.5 - i / 10) for i in range(5)]
    assert len(calls(*rows)) == 3
    assert calls(next_question("0583-2", first_changes=0.004)) == [
        "No single answer is likely to change who is first, or who the first three are."
    ]


def test_what_the_region_has_to_say_is_looked_up() -> None:
    (call,) = calls(next_question("0583-2", answer_from="region", first_changes=0.3), lang="sv")
    assert call.startswith("Att slå upp i regionens data: Hur mycket eleffekt kan området få? (Bråstorp) Chans att")


def test_the_title_counts_calls_only() -> None:
    rows = [next_question(f"s{i}", municipality_code=f"058{i}", first_changes=0.5) for i in range(3)]
    looked_up = next_question("s9", answer_from="region", first_changes=0.4)
    titles = [
        words_of(replace(small_match(), next_questions=tuple(some)), "sv").list.calls_title
        for some in (rows, [*rows[:2], looked_up], [*rows, looked_up])
    ]
    assert titles == ["Tre samtal värda att ringa", "Samtal värda att ringa", "Tre samtal värda att ringa"]


def test_one_look_up_names_all_sites_that_it_is_about() -> None:
    rows = [
        next_question("s1", ask="Motala: Hur långt? (A)", name="A", answer_from="region", first_changes=0.3),
        next_question("s2", ask="Motala: Hur långt? (B)", name="B", answer_from="region", first_changes=0.2),
        next_question("s3", ask="Motala: Hur brett? (C)", name="C", answer_from="region", first_changes=0.1),
    ]
    (call,) = calls(*rows)
    assert call.startswith("To be looked up in the region's data: Hur långt? (A, B) Chance that")


def test_an_earlier_result_says_nothing_of_calls() -> None:
    assert words_of(small_match(), "en").list.calls == ()
