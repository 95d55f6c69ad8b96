from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.evidence import Method, Source
from sitematch.views.words import (
    apart,
    first_text,
    interval,
    number,
    percent,
    reason_text,
    score_text,
    source_text,
    status_text,
)
from tests.examples import examples


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [
        (0.0, "0", "0"),
        (-0.001, "0", "0"),
        (2.5, "2,5", "2.5"),
        (12.345, "12,3", "12.3"),
        (132.14, "132,1", "132.1"),
        (88.0, "88", "88"),
        (100.0, "100", "100"),
        (166673.4, "166\u00a0673", "166,673"),
        (-12345.0, "-12\u00a0345", "-12,345"),
    ],
)
def test_figures_are_written_as_the_language_does(value: float, sv: str, en: str) -> None:
    assert number(value, "sv") == sv
    assert number(value, "en") == en


@settings(deadline=None, max_examples=examples(200))
@given(st.integers(-(10**11), 10**11), st.integers(-100, 100))
def test_figures_set_apart_look_different(ten_thousandths: int, step: int) -> None:
    value, other = ten_thousandths / 1e4, (ten_thousandths + step) / 1e4
    if step and apart(value, other, "en") == number(other, "en"):
        assert float(number(other, "en").replace(",", "")) == value
    assert apart(value, value, "en") == number(value, "en")


@settings(deadline=None, max_examples=examples(200))
@given(st.floats(0, 1))
def test_a_share_looks_whole_only_where_it_is(share: float) -> None:
    shown = percent(share, "en")
    assert (shown == "0%") == (share == 0)
    assert (shown == "100%") == (share == 1)


def test_a_share_in_swedish_has_a_blank_that_does_not_break() -> None:
    assert percent(0.62, "sv") == "62\u00a0%"


def test_an_interval_says_which_end_is_missing() -> None:
    assert interval(12.0, 15.5, "sv") == "12–15,5"
    assert interval(12.0, None, "sv") == "minst 12"
    assert interval(None, 15.0, "en") == "at most 15"
    assert interval(None, None, "sv") == "okänt"


def test_a_score_keeps_its_decimal() -> None:
    assert score_text(71.0, "sv") == "71,0"
    assert score_text(100.0, "en") == "100.0"


def test_a_status_is_form_and_word() -> None:
    assert [status_text(s, "sv") for s in ("qualifies", "open", "fails")] == [
        "● uppfyller kraven",
        "◐ oklar",
        "○ faller bort",
    ]


def test_a_reason_that_is_not_known_here_is_still_readable() -> None:
    assert reason_text("no_road_near", "sv") == "ingen väg är nära nog"
    assert reason_text("moon_too_far", "sv") == "moon too far"


def test_a_source_says_who_when_and_how() -> None:
    assert source_text(Source("Motala", "2024-03-01", Method.MEASURED), "sv") == "Motala, 2024-03-01, uppmätt"
    assert source_text(Source("Motala", None, Method.DEMO), "en") == "Motala, demo data"


@pytest.mark.parametrize(
    ("share", "en"),
    [
        (0.0, "first in none of the reasonable weightings"),
        (0.0001, "first in <1% of the reasonable weightings"),
        (0.62, "first in 62% of the reasonable weightings"),
        (0.9999, "first in >99% of the reasonable weightings"),
        (1.0, "first in all reasonable weightings"),
    ],
)
def test_how_often_a_site_is_first(share: float, en: str) -> None:
    assert first_text(share, "en") == en
    assert first_text(share, "sv").startswith("etta i ")
