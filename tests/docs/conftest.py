"""A place to run the examples of a page in: its named files, the checkout's data, a home of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from sitematch.settings import Settings
from tests.docs.pages import ROOT, pages


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
                    target.write_text(block.text, encoding="utf-8")
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
