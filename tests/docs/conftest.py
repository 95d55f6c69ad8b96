"""A place to run the examples of a page in: its named files, the checkout's data, a home of its own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from openpyxl import Workbook

from sitematch.settings import Settings
from tests.docs.pages import ROOT, pages


def as_workbook(text: str) -> bytes:
    """A sheet that a page shows as lines with semicolons; numbers as numbers, as Excel has them."""
    book = Workbook()
    for cells in csv.reader(io.StringIO(text), delimiter=";"):
        book.active.append([_typed(cell) for cell in cells])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _typed(cell: str) -> str | float | None:
    if re.fullmatch(r"\d+(?:,\d+)?", cell):
        return float(cell.replace(",", "."))
    return cell or None


@pytest.fixture(scope="session")
def docs_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all examples: what one computes the next looks up, as for a reader."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def page_folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a page, with every block that names a file written to it."""
    made: dict[str, Path] = {}
    by_name = {page.name: page for page in pages()}

    def folder_of(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp("page")
            (made[name] / "data").symlink_to(ROOT / "data")
            for block in by_name[name].blocks:
                if "file" in block.options:
                    target = made[name] / block.options["file"]
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(as_workbook(block.text) if target.suffix == ".xlsx" else block.text.encode())
        return made[name]

    return folder_of


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, docs_home: Path, page_folders: Callable[[str], Path]) -> Callable[[str], Path]:
    """Go to the folder of a page, with the settings of a reader who has set none but the home."""

    def go(name: str) -> Path:
        own = (field.metadata["variable"] for field in fields(Settings))
        for variable in (*own, "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setenv("SITEMATCH_HOME", str(docs_home))
        monkeypatch.chdir(page_folders(name))
        return page_folders(name)

    return go
