"""``sitematch template``: forms to fill in, as the files that they are asked for."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Command, Ran


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv", "gpkg"])
def test_an_empty_form_is_checked_without_an_issue(sitematch: Command, tmp_path: Path, form: str, lang: str) -> None:
    path = tmp_path / f"sites.{form}"

    assert sitematch("template", "--format", form, "--lang", lang, "-o", path).status == 0
    ran = sitematch("check", path, "--format", "json")
    assert ran.status == 0
    assert json.loads(ran.out)["issues"] == []


def test_the_form_is_the_one_that_the_name_promises_and_xlsx_else(sitematch: Command, tmp_path: Path) -> None:
    beginnings = {"a.csv": b"\xef\xbb\xbf", "a.gpkg": b"SQLite", "a.xlsx": b"PK", "a.form": b"PK"}
    for name, beginning in beginnings.items():
        assert sitematch("template", "-o", tmp_path / name).status == 0
        assert (tmp_path / name).read_bytes().startswith(beginning)
    assert sitematch("template", "--format", "csv", "-o", tmp_path / "b.gpkg").status == 0
    assert (tmp_path / "b.gpkg").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_terminal_is_spared_a_workbook(sitematch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitematch.cli.template.colour", lambda: True)

    ran = sitematch("template")
    assert ran.status == 2
    assert "-o form.xlsx" in ran.err
    assert sitematch("template", "--format", "csv").out.startswith("\ufeffId,Name,")


# The form for a requirement


def run_hash(ran: Ran) -> str:
    assert ran.status == 0, ran.err
    return json.loads(ran.out)["run_hash"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_form_for_a_requirement_is_matched_as_it_comes(sitematch: Command, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "form.xlsx"

    assert sitematch("template", "--requirement", "--lang", lang, "-o", path).status == 0
    ran = sitematch("match", path, "--format", "json", "--draws", "20")
    assert ran.status == 0
    assert json.loads(ran.out)["ranked"]


def test_a_preset_its_form_and_its_document_give_the_same_hash(
    sitematch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, other_name = tmp_path / "form.xlsx", tmp_path / "form.yaml"
    how = ("--format", "json", "--draws", "20")

    assert sitematch("template", "--requirement", "--preset", "battery-plant", "--lang", "sv", "-o", form).status == 0
    other_name.write_bytes(form.read_bytes())
    hashes = {run_hash(sitematch("match", asked, *how)) for asked in ("battery-plant", form, other_name)}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(form.read_bytes())))
    assert hashes == {run_hash(sitematch("match", "-", *how))}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--requirement", "--format", "csv"), "--requirement --format csv"),
        (("--requirement", "--format", "gpkg"), "workbook"),
        (("--preset", "battery-plant"), "--requirement"),
        (("--requirement", "--preset", "batery-plant"), "battery-plant"),
    ],
)
def test_what_does_not_go_together_is_refused_in_a_line(
    sitematch: Command, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = sitematch("template", *words, "-o", tmp_path / "form.xlsx")

    assert ran.status == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_fault_in_the_form_is_named_with_its_cell(sitematch: Command, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    sitematch("template", "--requirement", "-o", path)
    book = load_workbook(path)
    page = book["Requirement"]
    row = next(cell.row for cell in page["A"] if cell.value == "Power (MW)")
    page.cell(row, 4).value = "a lot"
    book.save(path)

    ran = sitematch("match", path)
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert f"form.xlsx: sheet 'Requirement', row {row}, column D (At least)" in ran.err
    assert "'a lot' is no number; write one" in ran.err
