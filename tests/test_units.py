"""Rounding and conversions of time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitematch.units import deciseconds_to_minutes, minutes_to_deciseconds, round_half_up


@pytest.mark.parametrize(
    ("value", "whole"), [(0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2), (-0.5, 0), (-1.5, -1), (0.0, 0)]
)
def test_halves_go_up(value: float, whole: int) -> None:
    assert round_half_up(value) == whole


@given(st.integers(min_value=0, max_value=10_000_000))
def test_whole_deciseconds_survive_minutes(deciseconds: int) -> None:
    assert minutes_to_deciseconds(deciseconds_to_minutes(deciseconds)) == deciseconds
