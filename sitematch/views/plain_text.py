"""Texts of others as they may stand in a file: without what XML does not know, and not longer than there is room."""

from __future__ import annotations

import re
from typing import Final

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MOVES_TEXT: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS: Final = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_LONG_WORD: Final = re.compile(r"\S{24}(?=\S)")
CUT: Final = "…"
MAY_BREAK: Final = "\u200b"


def xml_text(text: str) -> str:
    """A text without control characters, half pairs and what else no XML file may hold; all else as it is."""
    return _NOT_IN_XML.sub("", text)


def line_text(text: str) -> str:
    """The same on one line."""
    return xml_text(_LINE_ENDS.sub(" ", text))


def printed_text(text: str, most: int) -> str:
    """A text for paper: on one line, in the order in which it reads, cut with a mark; long words may break."""
    flat = _MOVES_TEXT.sub("", line_text(text))
    kept = flat if len(flat) <= most else flat[: most - 1] + CUT
    return _LONG_WORD.sub(lambda found: found.group(0) + MAY_BREAK, kept)


def cell_text(text: str, most: int) -> str:
    """A text for a cell that holds so many UTF-16 units, cut with a mark where it is longer."""
    clean = xml_text(text)
    if len(clean) <= most // 2:
        return clean
    units = clean.encode("utf-16-le")
    if len(units) <= 2 * most:
        return clean
    return units[: 2 * (most - 1)].decode("utf-16-le", errors="ignore") + CUT
