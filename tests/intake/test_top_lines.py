"""Title lines, headings over two lines, units under the headings, and all that stands in real headings."""

from __future__ import annotations

import csv as library
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sitematch.core.sites.cell_units import UNITS
from sitematch.intake import SiteFile
from sitematch.intake.our_marks import is_ours
from sitematch.intake.top_lines import are_units, top_of
from tests.examples import examples
from tests.intake.world import codes, counts, csv, in_degrees, issues, read, square, value, wkt


def as_xlsx(lines: list[list[str]]) -> SiteFile:
    book = Workbook()
    for line in lines:
        book.active.append([cell or None for cell in line])
    buffer = io.BytesIO()
    book.save(buffer)
    return SiteFile("a.xlsx", buffer.getvalue())


def as_csv(lines: list[list[str]]) -> SiteFile:
    buffer = io.StringIO()
    library.writer(buffer, delimiter=";").writerows(lines)
    return csv(buffer.getvalue(), name="a.csv")


both = pytest.mark.parametrize("made", [as_csv, as_xlsx], ids=["csv", "xlsx"])
SITE = ["1", "Sörby", "290 000", "12 000", wkt()]


@both
def test_units_in_a_line_of_their_own(made) -> None:
    head = ["id", "namn", "Areal", "Effekt", "wkt"]
    upload = read(made([["Lediga tomter"], head, ["", "", "(m²)", "kW"], SITE]))
    assert counts(upload) == (1, 1, 0, 0)
    assert value(upload.sites, "power_mw") == 12
    assert [c.unit for c in upload.report.columns] == [None, None, "m²", "kw", None]
    stated = issues(upload, "area.differs")
    assert [issue.line for issue in stated] == [4]


@both
def test_a_line_with_anything_else_than_units_is_data(made) -> None:
    upload = read(made([["id", "namn", "Areal ha", "wkt"], ["ha", "ha", "25", wkt()]]))
    assert (counts(upload)[:2], upload.sites.names) == ((1, 1), ("ha",))


@both
def test_headings_merged_over_two_lines(made) -> None:
    lines = [
        ["id", "namn", "Mark", "", "wkt"],
        ["", "", "areal (ha)", "pris (kr/m²)", ""],
        ["1", "A", "25", "250", wkt()],
    ]
    upload = read(made(lines))
    assert upload.sites.ids == ("0511-1",)
    assert (value(upload.sites, "price_sek_m2"), upload.sites.names) == (250, ("A",))


@both
@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Areal&nbsp;(ha)", "area_ha"),
        ("&Auml;gare", "ownership"),
        (" Effekt\u00a0(MW) ", "power_mw"),
        ("Effekt\u202fMW", "power_mw"),
        ("Power (MW)", "power_mw"),
        ("tomtyta m2", "area_ha"),
    ],
)
def test_blanks_and_entities_in_headings(made, heading: str, column: str) -> None:
    upload = read(made([["id", heading, "wkt"], ["1", "", wkt()]]))
    assert [c.taken_for for c in upload.report.columns] == ["id", column, "wkt"]


@both
@pytest.mark.parametrize("cell", ["12 000", "12\u00a0000", "12\u202f000", " 12 000 ", "12.000,0", "12000 kW"])
def test_blanks_inside_numbers(made, cell: str) -> None:
    upload = read(made([["id", "Effekt (kW)", "wkt"], ["1", cell, wkt()]]))
    assert (value(upload.sites, "power_mw"), codes(upload)) == (12, [])


def test_swedish_and_english_side_by_side() -> None:
    lines = [
        ["ID", "Name", "Fastighet", "Power (MW)", "Ägare", "Geometry"],
        ["1", "A", "B 1:1", "12", "kommunal", wkt()],
    ]
    upload = read(as_csv(lines))
    assert codes(upload) == []
    told = {c.heading: (c.taken_for, c.how) for c in upload.report.columns}
    assert told == {
        "ID": ("id", "name"),
        "Name": ("name", "name"),
        "Fastighet": ("property", "word"),
        "Power (MW)": ("power_mw", "name"),
        "Ägare": ("ownership", "cells"),
        "Geometry": ("wkt", "word"),
    }


def test_how_each_heading_was_told() -> None:
    lines = [["id", "synlighett", "yta", "skick", "status", "wkt"], ["1", "publik", "25", "bra", "ledig", wkt()]]
    upload = read(as_csv(lines), columns={"yta": "area_ha"})
    assert [(c.taken_for, c.how) for c in upload.report.columns] == [
        ("id", "name"),
        ("visibility", "near"),
        ("area_ha", "given"),
        (None, "kept"),
        ("availability", "cells"),
        ("wkt", "name"),
    ]


words = st.sampled_from(["id", "namn", "Areal", "Effekt", "ha", "kW", "m²", "", "x", "Lediga tomter", "1"])
line_of_words = st.lists(words, min_size=1, max_size=5)


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(line_of_words.filter(any), min_size=1, max_size=5))
def test_a_top_is_within_its_lines(lines: list[list[str]]) -> None:
    top = top_of(lines)
    assert 0 <= top.at < top.first <= top.at + 2
    assert top.first <= len(lines)
    assert top.known >= 0


@pytest.mark.parametrize("unit", sorted(UNITS["power_mw"]))
def test_any_unit_of_a_heading(unit: str) -> None:
    assert are_units(["id", "Effekt"], ["", unit])
    assert not are_units(["id", "Effekt"], [unit, ""])
    assert not are_units(["id", "Effekt"], ["", "", unit])


def test_which_columns_are_ours() -> None:
    assert is_ours("fel", ["[a.b] c; d", "", None])
    assert is_ours("error | [column.unknown] x: y", [])
    assert is_ours("fel_2", [])
    assert not is_ours("fel", ["okänt fel"])
    assert not is_ours("felanmälan", [])
    assert not is_ours("Fel", [1])


def test_a_line_is_that_of_the_users_program() -> None:
    text = f'Titel\n\nid;power_mw;beskr;wkt\n1;12;"två\nrader";{wkt()}\n\n2;x;;{wkt(in_degrees(square(9000)))}\n'
    upload = read(csv(text))
    assert [(issue.row, issue.line, issue.line_in, issue.value) for issue in issues(upload, "value.not_a_number")] == [
        (2, 7, "file", "x")
    ]
