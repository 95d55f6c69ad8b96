from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.matching.result import Verdict
from sitematch.core.matching.scoring.verdicts import VERDICTS, surely_holding, verdicts, verdicts_of_any
from sitematch.core.metrics import Kind
from sitematch.core.requirement.model import Between, Bound, OneOf, Truth
from sitematch.core.sites.columns import Column
from tests.core.matching.build import categories, numbers
from tests.examples import examples

INF = float("inf")


def told(bound: Bound, column: Column, *, in_minutes: bool = False) -> list[str]:
    return [str(VERDICTS[code]) for code in verdicts(bound, column, in_minutes=in_minutes)]


def test_bounds_are_inclusive() -> None:
    column = numbers([9.0, 10.0, 15.0, 20.0, 21.0])
    assert told(Between(10, 20), column) == ["fails", "meets", "meets", "meets", "fails"]


def test_an_interval_meets_only_whole_and_fails_only_whole() -> None:
    column = numbers([(10, 20), (9, 20), (0, 9), (21, 30), (0, 30), (20, 30), None])
    assert told(Between(10, 20), column) == ["meets", "unknown", "fails", "fails", "unknown", "unknown", "unknown"]


def test_a_half_known_interval_can_be_judged() -> None:
    assert told(Between(min=10), numbers([(12, INF), (-INF, 5), (-INF, 12)])) == ["meets", "fails", "unknown"]


@pytest.mark.parametrize(
    ("minutes", "verdict"),
    [
        (15.0, "meets"),
        (15.0 + 0.49 / 600, "meets"),  # rounds to the bound
        (15.0 + 0.51 / 600, "fails"),
        (15.0 + 1 / 600, "fails"),
        (15.0 - 0.51 / 600, "meets"),
    ],
)
def test_minutes_compare_in_whole_deciseconds(minutes: float, verdict: str) -> None:
    assert told(Between(max=15), numbers([minutes]), in_minutes=True) == [verdict]


def test_the_bound_in_minutes_is_rounded_too_halves_up() -> None:
    bound = Between(max=15 + 0.5 / 600)  # 9000.5 deciseconds: 9001
    assert told(bound, numbers([15 + 1 / 600, 15 + 2 / 600]), in_minutes=True) == ["meets", "fails"]


def test_other_numbers_are_not_rounded() -> None:
    assert told(Between(max=15), numbers([15 + 1e-9])) == ["fails"]


def test_one_of_a_category_and_of_a_set() -> None:
    assert told(OneOf(("none",)), categories(Kind.CATEGORY, ["none", "possible", None])) == [
        "meets",
        "fails",
        "unknown",
    ]
    uses = categories(Kind.SET, [["industry", "office"], ["housing"], None])
    assert told(OneOf(("industry", "mixed")), uses) == ["meets", "fails", "unknown"]


def test_a_boolean() -> None:
    column = categories(Kind.BOOLEAN, [True, False, None])
    assert told(Truth(True), column) == ["meets", "fails", "unknown"]
    assert told(Truth(False), column) == ["fails", "meets", "unknown"]


def test_a_bound_of_another_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="numbers"):
        verdicts(Between(min=1), categories(Kind.BOOLEAN, [True]))
    with pytest.raises(TypeError, match="categories"):
        verdicts(Truth(True), numbers([1]))


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.sampled_from(list(Verdict)), min_size=1, max_size=5), st.data())
def test_an_either_or_is_what_every_answer_to_its_unknowns_makes_it(
    members: list[Verdict], data: st.DataObject
) -> None:
    at_least = data.draw(st.integers(1, len(members)))
    codes = [np.array([VERDICTS.index(member)], dtype=np.int8) for member in members]
    found = VERDICTS[verdicts_of_any(codes, at_least)[0]]

    least = members.count(Verdict.MEETS)
    most = least + members.count(Verdict.UNKNOWN)
    answers = {held >= at_least for held in range(least, most + 1)}
    expected = {frozenset([True]): Verdict.MEETS, frozenset([False]): Verdict.FAILS}.get(frozenset(answers))
    assert found is (expected or Verdict.UNKNOWN)
    assert surely_holding(codes).tolist() == [least]
