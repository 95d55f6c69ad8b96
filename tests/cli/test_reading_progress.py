"""The bar while large site files are read: for a person at a terminal, and for nobody else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sitematch.cli import progress
from sitematch.core.evidence import Text
from sitematch.intake.upload import KEEPING, STEPS
from sitematch.views import report
from tests.cli.conftest import Command

ROWS = "id,namn,area_ha,lon,lat\n1,Torpet,4.5,15.6,58.4\n2,Kvarnen,7,15.7,58.4\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sites.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def at_a_terminal(patch: pytest.MonkeyPatch, large_bytes: int = 1) -> None:
    """From here on somebody looks, at files of so many bytes."""
    patch.setattr(sys.stderr, "isatty", lambda: True)
    patch.setattr(progress, "LARGE_BYTES", large_bytes)


def words(lang: str) -> list[str]:
    return [text.sv if lang == "sv" else text.en for text in report.STEPS.values()]


def test_every_step_has_its_words() -> None:
    assert tuple(report.STEPS) == STEPS
    assert all(isinstance(text, Text) and text.sv != text.en for text in report.STEPS.values())


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_check_shows_how_far_a_large_file_is(
    sitematch: Command, file: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    at_a_terminal(monkeypatch, large_bytes=1_000)
    quiet = sitematch("check", file, "--format", "json", "--lang", lang)
    at_a_terminal(monkeypatch)
    file.write_text(ROWS.replace("Torpet", f"Torpet {lang}"), encoding="utf-8")

    ran = sitematch("check", file, "--format", "json", "--lang", lang)

    assert (ran.status, ran.out) == (quiet.status, quiet.out)
    assert not any(word in quiet.err for word in words(lang))
    assert all(word in ran.err for step, word in zip(STEPS, words(lang), strict=True) if step != KEEPING)


def test_match_shows_it_too(sitematch: Command, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    file.write_text(ROWS.replace("Torpet", "Torpet to match"), encoding="utf-8")

    ran = sitematch("match", "data-centre", "--sites", file, "--format", "json", "--region", "ostergotland")

    assert ran.status == 0
    assert all(word in ran.err for word in words("en"))


def test_nobody_is_told_where_nobody_looks(sitematch: Command, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LARGE_BYTES", 1)
    file.write_text(ROWS.replace("Torpet", "Torpet in a script"), encoding="utf-8")

    assert sitematch("check", file).err == ""


def test_a_file_that_is_not_there_is_told_by_those_who_read_it(
    sitematch: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at_a_terminal(monkeypatch)

    ran = sitematch("check", tmp_path / "none.csv")

    assert ran.status == 2
    assert "there is no such file" in ran.err
