"""Changes in ``region.toml`` that leave the rest of its text as it was."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.packs.manifest_edit import with_table
from tests.examples import examples

SOURCE = {"name": 'Office "A"', "date": "2024"}
FORMS = [
    'id = "a"\n',
    'id = "a"\n\n[sources.people]\nname = "old"\nmethod = "demo"\n\n# roads\n[sources.roads]\nname = "r"\n',
    'id = "a"\n[ sources . people ] # here\nname = "old"',
    'id = "a"\nsources.people.name = "old"\n[access]\nmax_km = 5.0\n',
    'id = "a"\nsources = {people = {name = "old"}, roads = {name = "r", date = 2024-01-02}}\n',
    'id = "a"\n[sources]\npeople = {name = "old"}\n[reach]\nhorizon_min = 60\n',
    'id = "a"\nname = """\n[sources.people]\nno table"""\n',
]


@pytest.mark.parametrize("text", FORMS)
def test_only_the_table_changes(text: str) -> None:
    before, after = tomllib.loads(text), tomllib.loads(with_table(text, "sources.people", SOURCE))

    assert after["sources"]["people"] == SOURCE
    assert after | {"sources": None} == before | {"sources": None}
    others = {kind: about for kind, about in before.get("sources", {}).items() if kind != "people"}
    assert {kind: about for kind, about in after["sources"].items() if kind != "people"} == others


def test_comments_and_order_stay() -> None:
    edited = with_table(FORMS[1], "sources.people", {"name": "new"})

    assert edited == 'id = "a"\n\n[sources.people]\nname = "new"\n\n# roads\n[sources.roads]\nname = "r"\n'
    assert with_table('id = "a"', "localities", {"file": "x.csv"}) == 'id = "a"\n\n[localities]\nfile = "x.csv"\n'


@settings(max_examples=examples(60))
@given(st.text(), st.sampled_from(FORMS))
def test_any_text_can_be_a_name(name: str, text: str) -> None:
    edited = with_table(text, "sources.people", {"name": name.encode("utf-8", "ignore").decode()})

    assert tomllib.loads(edited)["sources"]["people"]["name"] == name.encode("utf-8", "ignore").decode()
