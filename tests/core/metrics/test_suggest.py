"""The nearest known word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.metrics import CATALOGUE, did_you_mean, nearest
from sitematch.core.metrics.suggest import LONGEST_WORD
from tests.examples import examples


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("area", "area_ha"),
        ("AREA_HA", "area_ha"),
        ("Plan stage", "plan_stage"),
        ("plan-use", "plan_use"),
        ("drive_time", "drive_min"),
        ("populaton", "population"),
        ("natura_2000", "natura2000"),
        ("", None),
        ("zzz", None),
        ("area_ha" * LONGEST_WORD, None),
    ],
)
def test_nearest(word: str, meant: str | None) -> None:
    assert nearest(word, CATALOGUE) == meant


def test_the_offer_is_a_clause_to_put_behind_a_message() -> None:
    assert did_you_mean("prt", ["port", "airport"]) == "; did you mean 'port'?"
    assert did_you_mean("zzz", ["port", "airport"]) == ""


def test_nothing_known_nothing_offered() -> None:
    assert did_you_mean("port", []) == ""


def test_words_that_fold_together_give_the_first_in_the_alphabet() -> None:
    assert nearest("a_b", ["a b", "A-B", "a-b"]) == "A-B"


@settings(deadline=None, max_examples=examples(50))
@given(st.text(max_size=30), st.permutations(list(CATALOGUE)))
def test_the_order_of_what_is_known_does_not_matter(word: str, known: list[str]) -> None:
    assert nearest(word, known) == nearest(word, CATALOGUE)
    assert nearest(word, known) in {None, *CATALOGUE}


@settings(deadline=None, max_examples=examples(50))
@given(st.sampled_from(list(CATALOGUE)))
def test_a_known_word_is_its_own_nearest(word: str) -> None:
    assert nearest(word.upper().replace("_", " "), CATALOGUE) == word
