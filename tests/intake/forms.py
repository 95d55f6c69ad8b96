"""Forms for requirements made on the spot, and read again."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from sitematch.core.evidence import Lang
from sitematch.core.requirement import Vocabulary, parse_requirement, read_requirement
from sitematch.errors import RequirementRefused
from sitematch.intake import xlsx_child, xlsx_file
from sitematch.intake.child import Answer, Question
from sitematch.intake.requirement_form import read_requirement_form
from sitematch.views.requirement_form import Choices, render_requirement_form

LANGS: tuple[Lang, ...] = ("sv", "en")
WORDS = Vocabulary(frozenset({"port", "airport", "motorway_junction"}), frozenset({"welders"}))
CHOICES = Choices(("airport", "motorway_junction", "port"), ("welders",))


def form_of(text: str | dict[str, Any], lang: Lang = "en", vocabulary: Vocabulary = WORDS) -> bytes:
    read = read_requirement(text, vocabulary) if isinstance(text, str) else parse_requirement(text, vocabulary)
    return render_requirement_form(read, CHOICES, lang, "2026-11-24")


def read(content: bytes, vocabulary: Vocabulary = WORDS):
    return read_requirement_form(content, vocabulary, "form.xlsx")


HEAD = (("Namn", "Ny fabrik för celler"), ("Bransch", "batteri"))
HEADINGS = (
    "Vad",
    "Till",
    "Inom (minuter)",
    "Minst",
    "Högst",
    "Ska vara",
    "0 poäng vid",
    "100 poäng vid",
    "Poäng",
    "Vikt",
)


def sheet(*rows: tuple[Any, ...], headings: tuple[Any, ...] = HEADINGS, head: Any = HEAD) -> bytes:
    book = Workbook()
    for line in (("Krav på en plats",), ("Fyll i och skicka tillbaka.",), *head, (), headings, *rows):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def faults(content: bytes) -> list[str]:
    with pytest.raises(RequirementRefused) as caught:
        read(content)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("form.xlsx: ")
    return [str(fault) for fault in caught.value.faults]


def only_fault(content: bytes) -> str:
    (fault,) = faults(content)
    return fault


AREA = ("Areal", None, None, "5")


SPECIAL = ("Vad", "Minst", "Högst", "Ska vara", "Kolumn", "Till", "Latitud", "Longitud", "Villkor på målet")
EITHER = (*SPECIAL, "Antingen eller", "Så många av dem", "Kortnamn")


@contextmanager
def workbooks_in_this_process() -> Iterator[None]:
    """Workbooks are read by the same lines of code, without the second that a process of their own takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_file, "ask_child", _asked_here)
        yield


def _asked_here(question: Question) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(question.parts[".xlsx"])
        job = {**question.job, "path": str(path)}
        try:
            sheets = [sheet for sheet in xlsx_child.read_sheets(load_workbook, job) if sheet["lines"]]
        except xlsx_child.Fault as fault:
            return Answer({"fault": str(fault)})
        return Answer(json.loads(json.dumps({"sheets": sheets})))
