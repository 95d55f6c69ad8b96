"""CSV as a raw table: whichever encoding and separator, with or without title lines above the headings."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.sites.words import fold
from sitematch.intake.findings import refused
from sitematch.intake.headings import is_known
from sitematch.intake.options import Limits, SiteFile
from sitematch.intake.tables import OUR_MARKS, RawTable, tidy_headings, tidy_text
from sitematch.intake.wordings import EMPTY, TOO_MANY_COLUMNS, TOO_MANY_ROWS, UNREADABLE

SEPARATORS: Final = ";,\t|"
NO_TEXT: Final = Text("den är ingen text", "it is no text")
TITLE_LINES: Final = 20
"""Headings are looked for in so many lines from the top."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(file: SiteFile, limits: Limits, lang: Lang) -> RawTable:
    """A CSV file; empty lines are passed over, cells beyond the headings are left out.

    Raises:
        SiteFileRefused: it is no text, has no rows, or is too large.
    """
    text = decode_text(file, lang)
    lines = parse_lines(text, file, limits, lang)
    if not lines:
        raise refused(EMPTY, lang, file.name)
    top = heading_line(lines)
    width = max((place + 1 for place, cell in enumerate(lines[top]) if cell.strip()), default=0)
    if width > limits.columns:
        raise refused(TOO_MANY_COLUMNS, lang, file.name, limit=limits.columns)
    headings = tidy_headings(lines[top][:width])
    kept = [place for place, heading in enumerate(headings) if not heading.startswith(OUR_MARKS)]
    rows = [
        {headings[place]: tidy_text(line[place]) for place in kept if place < len(line)} for line in lines[top + 1 :]
    ]
    overfull = frozenset(row for row, line in enumerate(lines[top + 1 :]) if any(cell.strip() for cell in line[width:]))
    return RawTable(file=file.name, headings=tuple(headings[place] for place in kept), rows=rows, overfull=overfull)


def encoding_of(content: bytes) -> str:
    """The encoding of a text: UTF-8 or UTF-16 by their marks, else UTF-8 if it can be, else as Windows wrote it."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    if marked:
        return marked
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode_text(file: SiteFile, lang: Lang) -> str:
    """The file as text.

    Raises:
        SiteFileRefused: it holds signs that no text has.
    """
    try:
        text = file.content.decode(encoding_of(file.content))
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise refused(UNREADABLE, lang, file.name, why=NO_TEXT)
    return text


def separator_of(text: str) -> str:
    """The separator that stands most often outside quotes in the line with the most of them near the top."""
    lines = text.splitlines()[:TITLE_LINES]
    counts = {sign: max((_outside_quotes(line, sign) for line in lines), default=0) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: counts[sign])
    headings = {sign: _known_headings(lines, sign) for sign in SEPARATORS}
    likely = max(SEPARATORS, key=lambda sign: (headings[sign], counts[sign]))
    return likely if headings[likely] else best


def parse_lines(text: str, file: SiteFile, limits: Limits, lang: Lang) -> list[list[str]]:
    """The lines that hold anything, as cells, title lines included.

    Raises:
        SiteFileRefused: there are too many rows, or a quote is never closed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 27))
    lines: list[list[str]] = []
    try:
        for line in reader:
            if any(cell and not cell.isspace() for cell in line):
                lines.append(line)
            if len(lines) > limits.rows + TITLE_LINES:
                break
    except csv.Error as error:
        raise refused(UNREADABLE, lang, file.name, why=f"line {reader.line_num}: {error}") from None
    if len(lines) - 1 > limits.rows:
        raise refused(TOO_MANY_ROWS, lang, file.name, limit=limits.rows)
    return lines


def heading_line(lines: Sequence[Sequence[str]]) -> int:
    """The index of the line with headings: near the top, the one with most known ones, else the first wide one."""
    near = lines[:TITLE_LINES]
    known = [len({fold(cell) for cell in line if is_known(cell)}) for line in near]
    if max(known) > 0:
        return known.index(max(known))
    filled = [sum(bool(cell.strip()) for cell in line) for line in near]
    widest = max(filled)
    return next(place for place, count in enumerate(filled) if count * 2 > widest)


def _known_headings(lines: Sequence[str], separator: str) -> int:
    rows = csv.reader(lines, delimiter=separator)
    try:
        return max((sum(is_known(cell) for cell in row) for row in rows), default=0)
    except csv.Error:
        return 0


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
