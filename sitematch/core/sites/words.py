"""Text of cells and headings, made comparable."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

BLANKS: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u200b\ufeff]+")
DASHES: Final = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_DASHES_TO_ONE: Final = str.maketrans(dict.fromkeys(DASHES, "-"))
_NOT_COMPARED: Final = re.compile(r"[\s_\-.()\[\]'’´`]+")
UNKNOWN_WORDS: Final = frozenset(
    ["okant", "okand", "unknown", "ejkant", "ejkand", "vetej", "notknown", "?", "enligtoverenskommelse"]
)
_UNKNOWN_BEGIN: Final = frozenset(sign for word in UNKNOWN_WORDS for sign in word[0] + word[0].upper())
_UNKNOWN_PAIRS: Final = frozenset(word[:2] for word in UNKNOWN_WORDS)
LONGEST_WORD: Final = 1_000
"""A longer cell is prose: no category, set or date."""
LONGEST_SHOWN: Final = 60
"""Of a longer cell only the beginning is shown in a message."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be read.

    ``code``: ``value.not_a_number``, ``value.out_of_range`` or ``value.not_allowed``; ``cell``: as it is shown;
    ``suggestion``: what the writer most likely meant, where that can be told; ``rule``: which bound does not hold.
    """

    code: str
    cell: str
    suggestion: str | None = None
    rule: str | None = None


def clean(text: str) -> str:
    """Text in composed form (NFC), with single blanks between words and none around them."""
    if text.isprintable() and "  " not in text:  # the only blank that can be printed is the plain one
        return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
    return BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def one_dash(text: str) -> str:
    """The text with every kind of dash as ``-``."""
    return text.translate(_DASHES_TO_ONE)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as it is compared: without case, blanks and ``_ - . ( )``, å ä ö as a a o."""
    apart = unicodedata.normalize("NFD", one_dash(BLANKS.sub(" ", text)).casefold())
    return _NOT_COMPARED.sub("", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def shown(cell: object) -> str:
    """A cell as a message shows it: lists and booleans as JSON writes them."""
    if isinstance(cell, bool | list | tuple):
        cell = json.dumps(cell, ensure_ascii=False, default=str)
    text = clean(cell) if isinstance(cell, str) else str(cell)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def is_prose(cell: object) -> bool:
    """Whether the cell is too long to be a category, a set or a date."""
    return isinstance(cell, str | list | tuple) and len(cell) > LONGEST_WORD


def is_empty(cell: object) -> bool:
    """Whether nothing stands in the cell, or a lone dash: what is stored stays."""
    if isinstance(cell, str):
        return not cell[:1].isalnum() and one_dash(clean(cell)).strip("- ") == ""
    return cell is None or (isinstance(cell, list | tuple) and not cell)


def _begins_otherwise(cell: str) -> bool:
    """Whether the first two signs are plain letters with which no word for unknown begins."""
    pair = cell[:2]
    return pair.isascii() and pair.isalnum() and pair.lower() not in _UNKNOWN_PAIRS


def is_unknown(cell: object) -> bool:
    """Whether the cell says nothing: it is empty, or says in words that the value is not known."""
    if isinstance(cell, str) and cell[:1].isalnum() and (cell[0] not in _UNKNOWN_BEGIN or _begins_otherwise(cell)):
        return False
    return is_empty(cell) or (isinstance(cell, str) and len(cell) <= LONGEST_SHOWN and fold(cell) in UNKNOWN_WORDS)
