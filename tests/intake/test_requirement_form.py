"""The form for requirements: every requirement can be written into it, and comes back as it was."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE
from sitematch.core.requirement import canonical_document, parse_requirement, read_requirement
from sitematch.core.sites.words import fold
from sitematch.errors import OutputFailed
from sitematch.intake.requirement_form import COLUMNS, HEADER, read_requirement_form
from sitematch.intake.requirement_form.columns import COLUMN_OF, HEADER_OF
from sitematch.intake.requirement_form.terms import CLASSES, METRIC_OF, metric_title
from sitematch.views.labels import class_word, unit_word
from sitematch.views.requirement_form import render_requirement_form
from tests.core.requirement.conftest import WHOLE
from tests.core.requirement.test_properties import V, documents
from tests.examples import examples
from tests.intake.forms import AREA, CHOICES, EITHER, LANGS, WORDS, form_of, read, sheet, workbooks_in_this_process


@pytest.fixture(scope="module", autouse=True)
def in_this_process() -> Iterator[None]:
    with workbooks_in_this_process():
        yield


@settings(max_examples=examples(25), deadline=None)
@given(documents(), st.sampled_from(LANGS))
def test_any_requirement_comes_back_from_the_form_equal(document: dict[str, Any], lang: Lang) -> None:
    asked = parse_requirement(document, V)

    read = read_requirement_form(render_requirement_form(asked, CHOICES, lang, "2026-11-24"), V, "form.xlsx")

    assert read == asked
    assert canonical_document(read) == canonical_document(asked)


@pytest.mark.parametrize("lang", LANGS)
def test_a_requirement_that_uses_everything_comes_back_equal(lang: Lang) -> None:
    assert read(form_of(WHOLE, lang)) == read_requirement(WHOLE, WORDS)


def test_the_document_of_a_form_is_one_that_can_be_kept_as_yaml_or_json() -> None:
    first = read(form_of(WHOLE))

    assert parse_requirement(first.document, WORDS) == first


# By hand: a sheet as people fill it in


ASKED = """
schema: sitematch.requirement/1
id: ny-fabrik-for-celler
name: Ny fabrik för celler
sector: batteri
criteria:
  - {id: area_ha, metric: area_ha, must: {min: 12.5, max: 100}, value: [[12.5, 0], [30, 100]], weight: 30}
  - {id: drive_min-hamn, metric: drive_min, to: port, must: {max: 45}, value: [[10, 100], [20.5, 50], [60, 0]],
     weight: 5}
  - {id: plan_stage, metric: plan_stage, must: {one_of: [antagen, laga_kraft]}, value: {samrad: 40, laga_kraft: 100},
     weight: 1.5}
  - {id: fibre, metric: fibre, must: true}
  - {id: population, metric: population, within_min: 45, value: [[50000, 100], [300000, 0]], weight: 2}
  - {id: fibre-2, metric: fibre, must: false}
"""


def test_a_sheet_filled_in_by_hand_says_what_its_yaml_says() -> None:
    content = sheet(
        ("Areal", None, None, "12,5", "1 000 000 m²", None, "12,5", 30, None, "30 %"),
        (),
        ("körtid", "hamn", None, None, "45 min", None, None, None, "10: 100; 20,5: 50\n60: 0", 5),
        ("plan_stage", None, None, None, None, "antagen | LAGA KRAFT", None, None, "samråd = 40; in force: 100", 1.5),
        ("Fiber", None, None, None, None, "Ja"),
        ("Befolkning (personer)", None, "45 minuter", None, None, None, 300_000, "50 000", None, 2),
        ("fibre", None, None, None, None, False),
    )

    assert read(content) == read_requirement(ASKED, WORDS)


def test_columns_may_be_moved_and_left_out_and_stand_in_either_language() -> None:
    headings = ("Weight", "Vad", "Comment", "100 points at", "0 poäng vid")
    content = sheet((3, "Power (MW)", "as much as can be had", 40, 5), headings=headings)
    (criterion,) = read(content).criteria

    assert (
        criterion
        == read_requirement(
            "{schema: sitematch.requirement/1, id: a, criteria: [{id: power_mw, metric: power_mw, "
            "value: [[5, 0], [40, 100]], weight: 3}]}",
            WORDS,
        ).criteria[0]
    )


def test_either_or_places_conditions_and_columns_of_the_sites() -> None:
    content = sheet(
        ("Annan uppgift", None, None, 'BK1 | "0560" | x', "road_class"),
        ("Annan uppgift", None, None, "nej", "staked"),
        ("Annan uppgift", None, None, '"nej"', "word"),
        ("Körtid", None, 60, None, None, "Vår fabrik", "58,41", 15.62),
        ("Avstånd", None, 9, None, None, "hamn", None, None, "draft_m >= 10,5; draft_m ≤ 20; cargo = a|b; open = ja"),
        ("Industrispår", None, None, "ja", None, None, None, None, None, "utlopp", 1),
        ("Avstånd till spår (m)", None, 200, None, None, None, None, None, None, "utlopp"),
        headings=EITHER,
    )
    asked = """
schema: sitematch.requirement/1
id: ny-fabrik-for-celler
name: Ny fabrik för celler
sector: batteri
criteria:
  - {id: attribute-road_class, metric: attribute, name: road_class, must: {one_of: [BK1, "0560", x]}}
  - {id: attribute-staked, metric: attribute, name: staked, must: false}
  - {id: attribute-word, metric: attribute, name: word, must: {one_of: [nej]}}
  - {id: drive_min-Vår fabrik, metric: drive_min, to: {name: Vår fabrik, lon: 15.62, lat: 58.41}, must: {max: 60}}
  - {id: distance_km-hamn, metric: distance_km, to: port, must: {max: 9},
     where: {draft_m: {min: 10.5, max: 20}, cargo: {one_of: [a, b]}, open: true}}
  - {id: utlopp, any: [{metric: rail_siding, must: true}, {metric: rail_distance_m, must: {max: 200}}]}
"""

    assert read(content) == read_requirement(asked, WORDS)


@pytest.mark.parametrize(
    ("head", "name", "id_"),
    [
        ((("Name", "A plant"),), "A plant", "a-plant"),
        ((("Namn", "En"), ("Namn på engelska", "One")), {"sv": "En", "en": "One"}, "en"),
        ((("Name", "One"), ("Name in Swedish", "En")), {"sv": "En", "en": "One"}, "one"),
        ((("Name in Swedish", "En"), ("Id", "own-1")), {"sv": "En", "en": "En"}, "own-1"),
        ((("Id", "own-2"), ("Namn", None)), "own-2", "own-2"),
        ((("Namn", 2030), ("Id", None)), "2030", "2030"),
    ],
)
def test_names_and_the_id_that_is_made_of_them(head: Any, name: Any, id_: str) -> None:
    asked = read(sheet(AREA, head=head))

    assert (asked.name, asked.id) == (name, id_)


# The workbook


@pytest.mark.parametrize("lang", LANGS)
def test_the_form_has_lists_to_choose_from_and_explains_itself(lang: Lang) -> None:
    book = load_workbook(io.BytesIO(form_of(WHOLE, lang)))
    page = book.worksheets[0]
    top = next(cell.row for cell in page["A"] if cell.value == COLUMNS[0].heading.in_(lang))
    rules = {next(iter(rule.sqref.ranges)).bounds[:2]: rule for rule in page.data_validations.dataValidation}
    text = "\n".join(str(cell.value or "") for name in book.sheetnames[1:3] for row in book[name] for cell in row)
    metrics = [cell.value for cell in book.worksheets[-1]["A"]][1:]

    assert rules[1, top + 1].type == rules[2, top + 1].type == rules[6, top + 1].type == "list"
    assert metrics == [metric_title(name).in_(lang) for name in CATALOGUE]
    assert rules[1, top + 1].formula1 == f"'{book.sheetnames[-1]}'!$A$2:$A${len(metrics) + 1}"
    assert class_word("port", lang) in rules[2, top + 1].formula1
    assert all(column.help.in_(lang) in text for column in COLUMNS)
    assert all(line.help.in_(lang) in text for line in HEADER)
    assert all(metric.help.in_(lang) in text for metric in CATALOGUE.values())
    assert page.freeze_panes == f"B{top + 1}"


def test_words_are_those_of_all_other_pages_and_mean_one_thing() -> None:
    for lang in LANGS:
        assert {code: text.in_(lang) for code, text in CLASSES.items()} == {c: class_word(c, lang) for c in CLASSES}
        for name, metric in CATALOGUE.items():
            title = metric_title(name).in_(lang)
            assert METRIC_OF[fold(title)] == METRIC_OF[fold(name)] == METRIC_OF[fold(metric.label.in_(lang))] == name
            assert metric.unit is None or title.endswith(f"({unit_word(metric.unit, lang)})")
        for column in COLUMNS:
            assert COLUMN_OF[fold(column.heading.in_(lang))] == column.key
        for line in HEADER:
            assert HEADER_OF[fold(line.label.in_(lang))][0] == line


def test_the_same_requirement_gives_the_same_bytes() -> None:
    assert form_of(WHOLE) == form_of(WHOLE)


def test_a_list_that_no_cell_can_hold_is_refused() -> None:
    long = {"id": "a", "metric": "attribute", "name": "x", "must": {"one_of": [f"{i:05d} word" for i in range(5000)]}}

    with pytest.raises(OutputFailed, match="keep it as YAML"):
        form_of({"schema": "sitematch.requirement/1", "id": "a", "criteria": [long]})
