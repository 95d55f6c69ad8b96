"""Languages: how one is chosen, and that no text is left without its Swedish."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sitematch
from sitematch.texts import language, messages, translator

PACKAGE = Path(sitematch.__file__).parent


@pytest.mark.parametrize(
    ("asked", "environment", "spoken"),
    [
        ("sv", {"LANG": "en_GB.UTF-8"}, "sv"),
        (None, {"LANG": "sv_SE.UTF-8"}, "sv"),
        (None, {"LC_ALL": "C", "LANG": "sv_SE"}, "en"),
        (None, {"LC_ALL": "", "LANG": "sv_SE"}, "sv"),
        (None, {"LANG": "de_DE"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language_is_the_asked_one_then_the_locales_then_english(
    asked: str | None, environment: dict[str, str], spoken: str
) -> None:
    assert language(asked, environment) == spoken


def test_a_text_without_translation_comes_back_as_it_is() -> None:
    assert translator("sv")("no such text") == "no such text"
    assert translator("en")("unknown") == "unknown"
    assert translator("sv")("unknown") == "okänt"


def texts_in_code() -> Iterator[tuple[str, str]]:
    """Every text that is marked for translation, with the file it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "translate", "marked")
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield node.args[0].value, path.name
    for path in sorted(PACKAGE.rglob("*.html")):
        for text in re.findall(r"_\(\s*(?:\"([^\"]+)\"|'([^']+)')", path.read_text(encoding="utf-8")):
            yield text[0] or text[1], path.name


def test_every_text_has_its_swedish() -> None:
    swedish = messages("sv")
    missing = {text: name for text, name in texts_in_code() if text not in swedish}
    assert not missing


def test_a_translation_keeps_the_blanks_to_fill() -> None:
    for english, swedish in messages("sv").items():
        assert sorted(re.findall(r"\{\w*\}", english)) == sorted(re.findall(r"\{\w*\}", swedish)), english
