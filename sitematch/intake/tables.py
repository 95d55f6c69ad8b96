"""The common form into which every file is read: rows of cells by heading, each with its shape if it has one."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sitematch.core.sites.words import BLANKS
from sitematch.intake.findings import Finding, Line, LineIn
from sitematch.intake.shapes import Shape

RawCell = str | int | float | bool | Sequence["RawCell"] | None
"""A cell as the file has it: text of a CSV, any value of JSON."""

OUR_MARKS: Final = "sitematch_"
"""Columns that begin so were written by us to mark faults, and are passed over when the file comes back."""
OUR_SHEETS: Final = "sitematch:"
"""Sheets whose first cell begins so explain a form of ours, and hold no sites."""
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HALVES: Final = re.compile(r"[\ud800-\udfff]")
_MARKUP: Final = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file as rows.

    ``rows`` have an entry for each cell that the file has, by heading; headings are without blanks around them
    and all different. ``shapes``: one a row, None where geometry stands in columns. ``declared_crs``: as the file
    writes it. ``feature_ids``: what stands for an id where no column does. ``overfull``: places of rows with more
    cells than headings. ``short_headings``: headings may be cut at 10 bytes. ``plain_degrees``: coordinates that can
    be degrees are, unless another system is declared. ``notes``: what was found in reading the file.
    ``lines``: where each row stands in the user's own program, counted in what ``line_in`` says. ``part``: the sheet
    or layer that was read, ``headings_at``: the line of its headings, ``places``: at which place (from 0) of a line
    the cells of each heading stand.
    """

    file: str
    headings: tuple[str, ...]
    rows: Sequence[Mapping[str, RawCell]]
    shapes: Sequence[Shape] | None = None
    declared_crs: str | None = None
    feature_ids: Sequence[RawCell] | None = None
    overfull: frozenset[int] = frozenset()
    short_headings: bool = False
    plain_degrees: bool = True
    notes: tuple[Finding, ...] = ()
    lines: Sequence[int] | None = None
    line_in: LineIn | None = None
    part: str | None = None
    headings_at: int | None = None
    places: Mapping[str, int] | None = None

    def line_of(self, row: int) -> Line | None:
        """Where a data row (from 1) stands in the user's own program, None where nothing is counted there."""
        if self.lines is None or self.line_in is None:
            return None
        return Line(self.lines[row - 1], self.line_in)


def tidy_text(text: str) -> str:
    """Text without blanks around it, in composed form, `&amp;` and the like as the signs they stand for.

    Control characters become blanks; halves of signs, which no encoding can write, the sign for one that is lost.
    """
    if text.isprintable() and "&" not in text:  # of blanks it has plain ones only, and no signs to be replaced
        return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip(" ")
    if "&" in text and _MARKUP.search(text):
        text = html.unescape(text)
    text = _HALVES.sub("\ufffd", _NO_TEXT.sub(" ", text))
    return unicodedata.normalize("NFC", text).strip("\ufeff\u200b \t\r\n\u00a0")


def tidy_headings(written: Iterable[str]) -> tuple[str, ...]:
    """Headings with single blanks and none around them; one of a name that is taken gets a number behind it."""
    found: dict[str, None] = {}
    for number, heading in enumerate(written, start=1):
        name = base = BLANKS.sub(" ", tidy_text(heading)).strip() or f"column {number}"
        times = 2
        while name in found:
            name, times = f"{base} ({times})", times + 1
        found[name] = None
    return tuple(found)
