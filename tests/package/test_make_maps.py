"""The committed maps are what the command makes now, byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.make_maps import EXAMPLES, FOLDER, make_maps

NAMES = sorted(f"{preset}.{lang}.html" for preset, lang in EXAMPLES)
MOST_BYTES = 1_000_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("maps")
    return {path.name: path.read_bytes() for path in make_maps(folder, tmp_path_factory.mktemp("home"))}


def test_two_examples_are_there_and_nothing_of_users(made: dict[str, bytes]) -> None:
    assert len(NAMES) == 2
    assert sorted(made) == NAMES
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(["README.md", *NAMES])


@pytest.mark.parametrize("name", NAMES)
def test_committed_map_is_what_is_made_now(name: str, made: dict[str, bytes]) -> None:
    committed = (FOLDER / name).read_bytes()

    # no comparison in the assertion: half a megabyte of difference helps nobody
    differs = committed != made[name]
    assert not differs, "the maps are of another state of the product; run `make maps` and commit maps/"


def test_made_again_in_another_folder_they_are_the_same(made: dict[str, bytes], tmp_path: Path) -> None:
    again = {path.name: path.read_bytes() for path in make_maps(tmp_path, tmp_path / "home")}

    assert [name for name in NAMES if again[name] != made[name]] == []


@pytest.mark.parametrize("name", NAMES)
def test_map_is_small_stands_alone_and_is_marked_as_demo(name: str, made: dict[str, bytes]) -> None:
    page = made[name].decode()

    assert len(made[name]) < MOST_BYTES
    fetched = re.findall(r"<(?:script|img|iframe|link)\b[^>]*\s(?:src|href)=[\"']?([^\"'\s>]+)", page)
    assert [address for address in fetched if not address.startswith("data:")] == []
    assert "demo" in page.lower()


def test_readme_of_the_maps_names_each() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"\]\((?!\.\.)([^)]+)\)", text) == [f"{preset}.{lang}.html" for preset, lang in EXAMPLES]
