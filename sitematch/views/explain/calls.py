"""The calls that are worth making: whom to ask what, and how likely the answer changes who leads the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.texts import translator
from sitematch.views.explain.speech import Speech
from sitematch.views.words import marked, percent

CALLS: Final = 3
"""So many calls are told: what an adviser has time for."""
_IN_A_CALL: Final = 3
_WORTH_IT: Final = 0.01
"""An answer that is less likely to change anything is no reason for a call."""


def call_words(speech: Speech) -> tuple[str, ...]:
    """One text for each call, the one first that is likeliest to change who leads; one sentence where none is likely.

    What is asked of one municipality is one call, and what the region's data have to say is looked up in one go.
    """
    calls: dict[str, list[Mapping[str, Any]]] = {}
    for row in speech.result.next_questions:
        if row["effect"] < _WORTH_IT:
            continue
        calls.setdefault(_whom(row), []).append(row)
    said = tuple(_call(rows[:_IN_A_CALL], speech) for rows in list(calls.values())[:CALLS])
    # a result of an earlier version tells of no effects
    if said or not speech.result.inputs or not any(site.open_questions for site in speech.result.ranked):
        return said
    return (speech.translate("No single answer is likely to change who is first, or who the first three are."),)


def calls_title(count: int, lang: Lang) -> str:
    """What stands above so many calls."""
    return translator(lang)(marked("Three calls worth making") if count == CALLS else marked("Calls worth making"))


def _whom(row: Mapping[str, Any]) -> str:
    if row["answer_from"] == "region":
        return "region"
    return str(row["municipality_code"] or f"site {row['site_id']}")


def _call(rows: Sequence[Mapping[str, Any]], speech: Speech) -> str:
    translate, first = speech.translate, rows[0]
    asked = str(first["ask"])
    if first["answer_from"] == "region":
        asked = translate("To be looked up in the region's data: {question}").format(question=_bare(first))
    text = translate(
        "{question} Chance that the answer changes who is first: {first}; who the first three are: {leading}."
    )
    told = text.format(
        question=asked,
        first=percent(float(first["first_changes"]), speech.lang),
        leading=percent(float(first["leading_changes"]), speech.lang),
    )
    if len(rows) == 1:
        return told
    more = translate("In the same call: {questions}").format(questions=" ".join(_bare(row) for row in rows[1:]))
    return f"{told} {more}"


def _bare(row: Mapping[str, Any]) -> str:
    """A question without whom it goes to, which was said already."""
    return str(row["ask"]).removeprefix(f"{row['municipality'] or row['municipality_code']}: ")
