"""``sitematch template``: forms to fill in, as the files that they are asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


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
    assert "-o sites.xlsx" in ran.err
    assert sitematch("template", "--format", "csv").out.startswith("\ufeffId,Name,")
