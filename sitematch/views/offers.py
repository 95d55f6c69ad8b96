"""What stands behind the lists wherever a match is told: sites that are enough together, and what it would take."""

from __future__ import annotations

from typing import Final

from sitematch.core.evidence import Lang
from sitematch.texts import translator
from sitematch.views.cuts import first_lines
from sitematch.views.explain import Words
from sitematch.views.words import marked

MOST_JOINED: Final = 50
MOST_TAKES: Final = 400
_JOINED: Final = marked("Neighbouring sites that are enough together")
_TAKES: Final = marked("Municipalities without a site in the list: what it would take")

Told = list[tuple[str, list[str]]]


def offers_told(words: Words, lang: Lang, most_joined: int = MOST_JOINED, most_takes: int = MOST_TAKES) -> Told:
    """Both as lines under a title, where there are any, the first of them."""
    takes = [" ".join(each.said) for each in words.takes]
    parts = ((_JOINED, words.joined, most_joined), (_TAKES, takes, most_takes))
    return [(translator(lang)(title), first_lines(lines, most, lang)) for title, lines, most in parts if lines]
