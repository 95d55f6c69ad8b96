from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.sites.ids import escape_id, site_id_of, split_site_id, unescape_id
from tests.examples import examples

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def test_plain_ids_stay_readable() -> None:
    assert site_id_of("0583", "17") == "0583-17"
    assert site_id_of("0583", "Sorby_norra-2.1") == "0583-Sorby_norra-2.1"
    assert site_id_of(None, "17") == "0000-17"


def test_other_signs_are_escaped() -> None:
    assert escape_id("Sörby 1:2") == "S~C3~B6rby~201~3A2"
    assert escape_id("a~b/c") == "a~7Eb~2Fc"


@settings(deadline=None, max_examples=examples(300))
@given(texts)
def test_escaping_is_reversible_and_leaves_safe_signs_only(text: str) -> None:
    escaped = escape_id(text)
    assert re.fullmatch(r"[A-Za-z0-9\-._~]+", escaped)
    assert unescape_id(escaped) == text


@settings(deadline=None, max_examples=examples(200))
@given(texts, texts)
def test_different_ids_stay_different(one: str, other: str) -> None:
    assert (escape_id(one) == escape_id(other)) == (one == other)


@settings(deadline=None, max_examples=examples(100))
@given(st.one_of(st.none(), st.integers(1, 9999).map("{:04d}".format)), texts)
def test_a_site_id_says_its_municipality_and_own_id(code: str | None, own_id: str) -> None:
    assert split_site_id(site_id_of(code, own_id)) == (code, own_id)


def test_what_is_no_site_id() -> None:
    assert split_site_id("sorby") is None
    assert split_site_id("0583-") is None
