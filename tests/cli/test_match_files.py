"""`sitematch match --format`: the forms that people receive as files."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from sitematch.cli import match as command_module
from tests.cli.conftest import Command

BEGINNINGS = {"xlsx": b"PK\x03\x04", "pdf": b"%PDF-", "html": b"<!DOCTYPE html>", "kml": b"<?xml "}


@pytest.mark.parametrize("form", BEGINNINGS)
def test_a_file_is_written_and_nothing_is_printed(form: str, sitematch: Command, tmp_path: Path) -> None:
    target = tmp_path / f"list.{form}"
    ran = sitematch("match", "holiday-resort", "--format", form, "-o", target)
    assert (ran.status, ran.out) == (0, "")
    assert target.read_bytes().lstrip().startswith(BEGINNINGS[form])


@pytest.mark.parametrize("form", BEGINNINGS)
def test_a_pipe_gets_the_same_bytes_as_a_file(
    form: str, sitematch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"list.{form}"
    sitematch("match", "holiday-resort", "--format", form, "-o", target)
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    monkeypatch.setattr(sys, "stdout", pipe)
    assert sitematch("match", "holiday-resort", "--format", form).status == 0
    pipe.flush()
    assert pipe.buffer.getvalue() == target.read_bytes()  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_a_terminal_is_not_spoilt(form: str, sitematch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_module, "colour", lambda: True)
    ran = sitematch("match", "holiday-resort", "--format", form)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"--format {form}: a terminal cannot show it; name a file: -o list.{form}\n"


def test_top_cuts_and_says_so(sitematch: Command, tmp_path: Path) -> None:
    target = tmp_path / "list.kml"
    sitematch("match", "holiday-resort", "--format", "kml", "--top", "2", "-o", target)
    assert target.read_text(encoding="utf-8").count("<Placemark") == 2
    page = tmp_path / "list.html"
    sitematch("match", "holiday-resort", "--format", "html", "--top", "2", "-o", page)
    assert "of 5 ranked sites are here" in page.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_one_line(sitematch: Command, tmp_path: Path) -> None:
    ran = sitematch("match", "holiday-resort", "--format", "xlsx", "-o", tmp_path / "no" / "list.xlsx")
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
