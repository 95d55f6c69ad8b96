"""Texts in arrays are the texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.region.texts import Texts
from tests.examples import examples

words = st.lists(st.text(st.characters(codec="utf-8"), max_size=4), max_size=6)


@settings(deadline=None, max_examples=examples(40))
@given(words, words, st.data())
def test_they_are_read_taken_and_joined_as_a_list_is(one: list[str], other: list[str], data: st.DataObject) -> None:
    texts = Texts.of(one)
    assert list(texts) == one == [texts[i] for i in range(len(texts))]
    assert texts[-len(one) :] == tuple(one[-len(one) :])
    assert list(texts.then(Texts.of(other))) == one + other
    rows = data.draw(st.lists(st.integers(0, len(one) - 1), max_size=5)) if one else []
    assert list(texts.take(np.array(rows, dtype=np.int64))) == [one[row] for row in rows]


def test_nothing_is_an_empty_text_and_what_is_not_there_is_not_given() -> None:
    texts = Texts.of(["a", None, "å"])
    assert list(texts) == ["a", "", "å"]
    assert texts[-1] == "å"
    with pytest.raises(IndexError):
        texts[3]
