"""The form for requirements: every requirement can be written into it, and comes back as it was."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE
from sitematch.core.requirement import Vocabulary, canonical_document, parse_requirement, read_requirement
from sitematch.core.sites.words import fold
from sitematch.errors import RequirementRefused, Unreadable
from sitematch.intake.requirement_form import COLUMNS, HEADER, read_requirement_form
from sitematch.intake.requirement_form.columns import CLASSES, COLUMN_OF, HEADER_OF, METRIC_OF, metric_title
from sitematch.views.labels import class_word, unit_word
from sitematch.views.requirement_form import Choices, render_requirement_form
from tests.core.requirement.conftest import WHOLE
from tests.core.requirement.test_properties import V, documents
from tests.examples import examples

LANGS: tuple[Lang, ...] = ("sv", "en")
WORDS = Vocabulary(frozenset({"port", "airport", "motorway_junction"}), frozenset({"welders"}))
CHOICES = Choices(("airport", "motorway_junction", "port"), ("welders",))


def form_of(text: str | dict[str, Any], lang: Lang = "en", vocabulary: Vocabulary = WORDS) -> bytes:
    read = read_requirement(text, vocabulary) if isinstance(text, str) else parse_requirement(text, vocabulary)
    return render_requirement_form(read, CHOICES, lang, "2026-11-24")


@settings(max_examples=examples(60), deadline=None)
@given(documents(), st.sampled_from(LANGS))
def test_any_requirement_comes_back_from_the_form_equal(document: dict[str, Any], lang: Lang) -> None:
    asked = parse_requirement(document, V)

    read = read_requirement_form(render_requirement_form(asked, CHOICES, lang, "2026-11-24"), V, "form.xlsx")

    assert read == asked
    assert canonical_document(read) == canonical_document(asked)
