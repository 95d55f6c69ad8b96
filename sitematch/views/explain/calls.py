"""The calls that are worth making: whom to ask what, and how likely the answer changes who leads the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sitematch.views.explain.speech import Speech
from sitematch.views.words import marked, percent

CALLS: Final = 3
"""So many calls are told: what an adviser has time for."""
_REGION: Final = "region"
_IN_A_CALL: Final = 3
_WORTH_IT: Final = 0.01
"""An answer that is less likely to change anything is no reason for a call."""


def call_words(speech: Speech) -> tuple[str, tuple[str, ...]]:
    """What stands above the calls, and a text for each, the one first that is likeliest to change who leads.

    What is asked of one municipality is one call. What the region's data have to say is no call: it stands last. Where
    no answer is likely to change anything, one sentence says so.
    """
    calls: dict[str, list[Mapping[str, Any]]] = {}
    for row in speech.result.next_questions:
        if row["effect"] >= _WORTH_IT:
            calls.setdefault(_whom(row), []).append(row)
    looked_up = calls.pop(_REGION, [])
    said = [_call(rows[:_IN_A_CALL], speech) for rows in list(calls.values())[:CALLS]]
    title = marked("Three calls worth making") if len(said) == CALLS else marked("Calls worth making")
    if looked_up:
        said.append(_look_up(looked_up, speech))
    # a result of an earlier version tells of no effects
    if not said and speech.result.inputs and any(site.open_questions for site in speech.result.ranked):
        said.append(speech.translate("No single answer is likely to change who is first, or who the first three are."))
    return speech.translate(title), tuple(said)


def _whom(row: Mapping[str, Any]) -> str:
    if row["answer_from"] == _REGION:
        return _REGION
    return str(row["municipality_code"] or f"site {row['site_id']}")


def _call(rows: Sequence[Mapping[str, Any]], speech: Speech) -> str:
    told = _with_chances(str(rows[0]["ask"]), rows[0], speech)
    if len(rows) == 1:
        return told
    more = speech.translate("In the same call: {questions}").format(questions=" ".join(_bare(row) for row in rows[1:]))
    return f"{told} {more}"


def _look_up(rows: Sequence[Mapping[str, Any]], speech: Speech) -> str:
    """What the region's data have to say: the first question, with all sites that it is open of."""
    question = _without_site(rows[0])
    sites = ", ".join(dict.fromkeys(str(row["name"]) for row in rows if _without_site(row) == question))
    text = speech.translate("To be looked up in the region's data: {question}").format(question=f"{question} ({sites})")
    return _with_chances(text, rows[0], speech)


def _with_chances(asked: str, row: Mapping[str, Any], speech: Speech) -> str:
    text = speech.translate(
        "{question} Chance that the answer changes who is first: {first}; who the first three are: {leading}."
    )
    return text.format(
        question=asked,
        first=percent(float(row["first_changes"]), speech.lang),
        leading=percent(float(row["leading_changes"]), speech.lang),
    )


def _bare(row: Mapping[str, Any]) -> str:
    """A question without whom it goes to, which was said already."""
    return str(row["ask"]).removeprefix(f"{row['municipality'] or row['municipality_code']}: ")


def _without_site(row: Mapping[str, Any]) -> str:
    return _bare(row).removesuffix(f" ({row['name']})")
