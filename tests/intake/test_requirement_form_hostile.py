"""Workbooks that nobody should send as a requirement: read where they are harmless, else refused in a line."""

from __future__ import annotations

from typing import Any

import pytest

from sitematch.core.requirement import read_requirement
from sitematch.errors import Unreadable
from sitematch.intake import SiteFile
from tests.core.requirement.conftest import WHOLE
from tests.intake.forms import AREA, WORDS, form_of, read, sheet
from tests.intake.test_xlsx import remade


def test_what_is_no_form_is_refused_with_the_way_to_one() -> None:
    with pytest.raises(Unreadable, match=r"form\.xlsx: no sheet has the headings .* template --requirement"):
        read(sheet(headings=("namn", "yta", "pris", "ort")))


@pytest.mark.parametrize(
    "content",
    [
        b"PK",
        b"PK\x03\x04" + bytes(200),
        form_of(WHOLE)[:3000],
        form_of(WHOLE)[:200] + bytes(400) + form_of(WHOLE)[600:],
    ],
    ids=["two bytes", "a beginning", "half", "holes"],
)
def test_damaged_workbooks_are_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"form\.xlsx: "):
        read(content)


@pytest.mark.parametrize(
    "change",
    [
        {"xl/sharedStrings.xml": lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part},
        {"xl/worksheets/sheet1.xml": lambda part: part + b" " * 60_000_000},
        {"xl/worksheets/sheet1.xml": lambda part: b"<worksheet>" * 5},
    ],
    ids=["entities", "a bomb", "no sheet"],
)
def test_hostile_workbooks_are_unreadable(change: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read(remade(SiteFile("form.xlsx", form_of(WHOLE)), change).content)


def test_programs_and_links_in_a_workbook_are_left_alone() -> None:
    add = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 a macro",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/embeddings/oleObject1.bin": b"an object",
    }

    assert read(remade(SiteFile("form.xlsx", form_of(WHOLE)), {}, add).content) == read_requirement(WHOLE, WORDS)


def test_paths_out_of_the_workbook_and_too_many_columns_are_refused() -> None:
    with pytest.raises(Unreadable, match="path"):
        read(remade(SiteFile("form.xlsx", form_of(WHOLE)), {}, {"../../escaped": b"x"}).content)
    with pytest.raises(Unreadable, match="columns"):
        read(sheet(AREA, (*[None] * 10_000, 1)))
    with pytest.raises(Unreadable, match="rows"):
        read(sheet(*[AREA] * 4_000))
    with pytest.raises(Unreadable, match="over 4 MB"):
        read(b"PK" + bytes(5 << 20))
