"""What is wrong in a form for requirements is told with sheet, row, column, what stands there and the mend."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sitematch.core.requirement import parse_requirement
from sitematch.errors import RequirementRefused, Unreadable
from sitematch.intake.requirement_form import HEADER
from tests.examples import examples
from tests.intake.forms import AREA, EITHER, HEAD, WORDS, faults, only_fault, read, sheet, workbooks_in_this_process


@pytest.fixture(scope="module", autouse=True)
def in_this_process() -> Iterator[None]:
    with workbooks_in_this_process():
        yield


CELLS = (
    st.none()
    | st.sampled_from(
        [
            "Areal",
            "Gas",
            "Körtid",
            "hamn",
            "ja",
            "1: 2; 3: 4",
            "a >= 1",
            '"',
            "|",
            ":;=",
            "a = b | c",
            "laga kraft",
            '"\\Uffffffff"',
            '"\\ud800"',
        ]
    )
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
    | st.integers(-5, 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
)
LABELS = st.sampled_from([line.label.sv for line in HEADER]) | st.text("abc", max_size=3)


# Faults: sheet, row, column, what stands there, how to mend it


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        (("Arael",), "row 7, column A (Vad)", "'Arael' is nothing that can be measured; did you mean 'Areal'?"),
        (("Areal", None, None, "stor"), "row 7, column D (Minst)", "'stor' is no number; write one such as 12.5"),
        (("Areal", None, None, "12–15"), "row 7, column D (Minst)", "'12–15' is no single number"),
        (("Areal", None, None, "5 MW"), "row 7, column D (Minst)", "'5 MW' is no number"),
        (("Areal", None, None, 20, 10), "row 7, column D (Minst)", "20 is above `max` 10"),
        (("Areal", None, None, None, None, "ja"), "row 7, column F (Ska vara)", "area_ha is a number; bound it by"),
        (("Planskede", None, None, None, None, "antagn"), "row 7, column F (Ska vara)", "did you mean 'antagen'?"),
        (("Planskede", None, None, 3), "row 7, column D (Minst)", "plan_stage is a category; bound it by {one_of"),
        (("Körtid", "hamm", None, None, 9), "row 7, column B (Till)", "'hamm', which is not a class of facilities"),
        (("Körtid", None, None, None, 9), "row 7, column A (Vad)", "drive_min needs `to`"),
        (("Areal", None, 30, 9), "row 7, column C (Inom (minuter))", "`within_min` does not go with area_ha"),
        (("Areal",), "row 7, column A (Vad)", "has neither `must` nor `value`"),
        ((None, None, None, 5), "row 7, column A (Vad)", "is empty, but the row holds something"),
        ((*AREA, None, None, 5, None, None, 1), "row 7, column G (0 poäng vid)", "needs the other one"),
        ((*AREA, None, None, 5, 5, None, 1), "row 7, column G (0 poäng vid)", "x has to increase"),
        (
            (*AREA, None, None, None, None, "5 och 9", 1),
            "row 7, column I (Poäng)",
            "'5 och 9' is no value with its points",
        ),
        ((*AREA, None, None, None, None, "5: 0; 9: 120", 1), "row 7, column I (Poäng)", "from 0 to 100"),
        ((*AREA, None, None, None, None, "5: 0", 1), "row 7, column I (Poäng)", "has one point only"),
        ((*AREA, None, None, 1, 2, "5: 0; 9: 1", 1), "row 7, column I (Poäng)", "keep one of the two ways"),
        (("Fiber", None, None, None, None, None, 0, 1, None, 1), "row 7, column G (0 poäng vid)", "fibre is no number"),
        (("Gas", None, None, None, None, None, None, None, "ja: 1; yes: 2", 1), "row 7, column I", "points twice"),
        (("Gas", None, None, None, None, None, None, None, "kanske: 1", 1), "row 7, column I", "is not a category"),
        ((*AREA, None, None, None, None, "5: 0; 9: 1"), "row 7, column A (Vad)", "has a `value` but no `weight`"),
        ((*AREA, None, None, None, None, None, 2), "row 7, column J (Vikt)", "without a `value` weighs nothing"),
        ((*AREA, None, None, None, None, "5: 0; 9: 1", "tung"), "row 7, column J (Vikt)", "'tung' is no number"),
        ((*AREA, None, None, None, None, "5: 0; 9: 1", -1), "row 7, column J (Vikt)", "`weight` is -1"),
        ((*AREA, None, '"a', None), "row 7, column F (Ska vara)", "has a quote in it"),
    ],
)
def test_faults_are_told_with_their_cell_and_their_mend(row: tuple[Any, ...], place: str, said: str) -> None:
    fault = only_fault(sheet(row))

    assert fault.startswith(f"sheet 'Sheet', {place}")
    assert said in fault


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Annan uppgift", None, None, 560, "road"), "column D (Ska vara)"),
        (("Annan uppgift", None, None, "560", None), "attribute needs `name`"),
        (("Körtid", None, 5, None, None, "x", "58,4"), "`to` lacks `lon`"),
        (("Körtid", None, 5, None, None, "x", "norr", 15), "column G (Latitud)"),
        (("Körtid", None, 5, None, None, "hamn", None, None, "draft_m 10"), "'draft_m 10' is no condition"),
        (("Körtid", None, 5, None, None, "hamn", None, None, "a >= 1; a >= 2"), "a is bounded twice"),
        (("Körtid", None, 5, None, None, "hamn", None, None, "a >= 1; a = b"), "a is bounded twice"),
        (("Körtid", None, 5, None, None, "hamn", None, None, "a >= b"), "'b' is no number"),
        (("Gas", None, None, "ja", None, None, None, None, None, None, 2), "`at_least` goes with `any` only"),
        (("Gas", None, None, "ja", None, None, None, None, None, "a", 2), "`at_least` is 2"),
        (("Gas", None, None, "ja", None, None, None, None, None, "a", None, "b"), "`id` does not go with a member"),
        (("Gas", None, None, None, None, None, None, None, None, "a"), "the member has no `must`"),
    ],
)
def test_faults_of_what_few_criteria_need(row: tuple[Any, ...], said: str) -> None:
    assert said in only_fault(sheet(row, headings=EITHER))


def test_all_faults_are_told_at_once_in_the_order_of_the_sheet() -> None:
    found = faults(
        sheet(
            ("Areal", None, None, "x"),
            ("Effekt?", None, None, 1),
            ("Gas", None, None, None, None, "kanske"),
            head=(("Namn", "A"), ("Jobb", 3), ("Arbetstillfällen", "många")),
        )
    )

    assert [fault.split(":")[0].split(", ")[1:3] for fault in found] == [
        ["row 4", "column B"],
        ["row 5", "column B"],
        ["row 8", "column D (Minst)"],
        ["row 9", "column A (Vad)"],
        ["row 10", "column F (Ska vara)"],
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sheet, "no row is filled in"),
        (lambda: sheet(AREA, head=()), "neither an id nor a name"),
        (lambda: sheet(AREA, head=(*HEAD, ("Name", "B"))), "row 5, column B: 'Name' stands twice"),
        (lambda: sheet(AREA, head=(*HEAD, ("Id", None, "see below"))), "row 5, column C: stands beside a line"),
        (lambda: sheet(AREA, head=(*HEAD, ("Kontakt", "Eva"))), "'Kontakt' is no line of the form; notes go"),
        (lambda: sheet(AREA, head=(("Id", "Stora Ord"),)), "row 3, column B: `id` is 'Stora Ord'"),
        (lambda: sheet(AREA, head=(*HEAD, ("Prova vikter", "hur som"))), "`robustness.weights` is 'hur som'"),
        (lambda: sheet(AREA, head=(*HEAD, ("Antal försök", 2.5))), "it has to be a whole number"),
        (lambda: sheet((*AREA, None), headings=("Vad", "x", "Inom (minuter)", "Minst", "Högst")), None),
        (
            lambda: sheet((*AREA[:2], None, 5, None, 9), headings=("Vad", "Till", "Vikt", "Minst", "Högst", "Minnst")),
            "row 6, column F (Minnst): 'Minnst' is no column of the form, or stands twice; did you mean 'Minst'?",
        ),
        (lambda: sheet((*AREA, None, None, None, None, None, None, 3)), "column K: there is no heading"),
        (lambda: sheet(("Areal", None, None, "#REF!")), "'#REF!' is no number"),
        (lambda: sheet(AREA, head=(("Namn", "#NAMN?"),)), "row 3, column B: '#NAMN?' is an error of the spreadsheet"),
    ],
)
def test_faults_of_the_sheet_as_a_whole(content: Any, said: str | None) -> None:
    if said is None:
        assert read(content()).criteria
    else:
        assert said in only_fault(content())


def test_two_sheets_with_the_form_are_one_too_many() -> None:
    book = load_workbook(io.BytesIO(sheet(AREA)))
    book.copy_worksheet(book.worksheets[0]).title = "Kopia"
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(Unreadable, match=r"'Sheet', 'Kopia'.*keep the one that counts"):
        read(out.getvalue())


def test_formulas_count_by_their_results_and_one_without_is_a_fault() -> None:
    fault = only_fault(sheet(("Areal", None, None, "=2+3")))

    assert "row 7, column D (Minst)" in fault
    assert "NOT CALCULATED" in fault


@settings(max_examples=examples(40), deadline=None)
@given(
    st.lists(st.tuples(*[CELLS] * len(EITHER)), min_size=1, max_size=3), st.lists(st.tuples(LABELS, CELLS), max_size=4)
)
def test_whatever_stands_in_the_cells_is_a_requirement_or_refused(rows: list[Any], head: list[Any]) -> None:
    try:
        asked = read(sheet(*rows, headings=EITHER, head=head))
    except (RequirementRefused, Unreadable) as error:
        assert "\n" not in str(error)
    else:
        assert parse_requirement(asked.document, WORDS) == asked
