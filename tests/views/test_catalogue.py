"""Every text that a view shows has its Swedish, and the Swedish has no text that nothing shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po

import sitematch
from sitematch.texts import LOCALE, messages

VIEWS = Path(sitematch.__file__).parent / "views"
KEYWORDS = {"translate": None, "marked": None, "_": None}
MARKS = ("{", "}")


def shown() -> set[str]:
    found: set[str] = set()
    for _, _, message, _, _ in extract_from_dir(VIEWS, method_map=[("**.py", "python")], keywords=KEYWORDS):
        found.add(str(message))
    for path in sorted(VIEWS.rglob("*.html")):
        with path.open("rb") as file:
            found.update(str(m) for _, m, _, _ in extract("jinja2.ext:babel_extract", file, KEYWORDS))
    return found


def swedish() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("views.po", "files.po"):
        with (LOCALE / "sv" / name).open("rb") as file:
            found.update({str(m.id): str(m.string) for m in read_po(file, abort_invalid=True) if m.id})
    return found


def test_every_text_has_its_swedish() -> None:
    assert sorted(shown() - set(messages("sv"))) == []
    assert [text for text, translated in swedish().items() if not translated] == []


def test_no_swedish_is_left_over() -> None:
    assert sorted(set(swedish()) - shown()) == []


@pytest.mark.parametrize("text", sorted(swedish()))
def test_a_translation_has_the_same_blanks(text: str) -> None:
    def blanks(of: str) -> set[str]:
        return {part.split("}")[0] for part in of.split("{")[1:]}

    assert blanks(swedish()[text]) == blanks(text)
