"""README shows the worked example: the pictures are there, small, and linked with words for who cannot see them."""

from __future__ import annotations

import re
import struct

import pytest

from scripts.make_pictures import FOLDER, MOST_BYTES, SIZE_PX
from tests.docs.pages import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[([^\]]*)\]\((docs/pictures/[^)]+)\)", README)
NAMES = ["list.png", "map.png"]


def test_readme_shows_every_picture_that_is_there() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == NAMES
    assert sorted(path for _, path in SHOWN) == [f"docs/pictures/{name}" for name in NAMES]


@pytest.mark.parametrize("words", [words for words, _ in SHOWN])
def test_alternative_text_tells_what_is_seen(words: str) -> None:
    assert len(words.split()) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_picture_is_small_and_as_large_as_asked(name: str) -> None:
    content = (FOLDER / name).read_bytes()

    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (SIZE_PX["width"], SIZE_PX["height"])
    assert 10_000 < len(content) <= MOST_BYTES
