"""CSV as a raw table: whichever encoding and separator, with or without title lines above the headings."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Sequence
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.intake.findings import refused
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.our_marks import our_places
from sitematch.intake.tables import OUR_MARKS, RawTable, tidy_headings, tidy_text
from sitematch.intake.top_lines import TITLE_LINES, known_headings, top_of
from sitematch.intake.wordings import EMPTY, TOO_MANY_COLUMNS, TOO_MANY_ROWS, UNREADABLE

SEPARATORS: Final = ";,\t|"
NO_TEXT: Final = Text("den är ingen text", "it is no text")
LONGEST_CELL: Final = 1 << 27
LONGEST_TOP: Final = 1 << 18
"""The separator is told by at most so many signs from the top."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(file: SiteFile, options: IntakeOptions) -> RawTable:
    """A CSV file; empty lines are passed over, cells beyond the headings are left out.

    Raises:
        SiteFileRefused: it is no text, has no rows, or is too large.
    """
    limits, lang = options.limits, options.lang
    lines, numbers = numbered_lines(decode_text(file, lang), file, options)
    if not lines:
        raise refused(EMPTY, lang, file.name)
    top = top_of(lines, options.columns)
    if ours := our_places([tidy_text(cell) for cell in top.headings], lines[top.at + 1 :]):
        lines = [[cell for place, cell in enumerate(line) if place not in ours] for line in lines]
        top = top_of(lines, options.columns)
    width = max((place + 1 for place, cell in enumerate(top.headings) if cell.strip()), default=0)
    if width > limits.columns:
        raise refused(TOO_MANY_COLUMNS, lang, file.name, limit=limits.columns)
    headings = tidy_headings(top.headings[:width])
    kept = [place for place, heading in enumerate(headings) if not heading.startswith(OUR_MARKS)]
    data = lines[top.first :]
    rows = [{headings[place]: tidy_text(line[place]) for place in kept if place < len(line)} for line in data]
    overfull = frozenset(row for row, line in enumerate(data) if any(cell.strip() for cell in line[width:]))
    return RawTable(
        file=file.name,
        headings=tuple(headings[place] for place in kept),
        rows=rows,
        overfull=overfull,
        lines=numbers[top.first :],
        line_in="file",
        headings_at=numbers[top.at],
    )


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


def separator_of(text: str, given: Collection[str] = ()) -> str:
    """The separator of the table: the one that splits off most known headings, else the one of most lines.

    Args:
        text: the whole file.
        given: headings that the caller knows.
    """
    lines = text[:LONGEST_TOP].splitlines()[:TITLE_LINES]

    def likely(sign: str) -> tuple[int, int, int]:
        counts = [_outside_quotes(line, sign) for line in lines]
        return _most_known(lines, sign, given), sum(count > 0 for count in counts), max(counts, default=0)

    return max(SEPARATORS, key=likely)


def numbered_lines(text: str, file: SiteFile, options: IntakeOptions) -> tuple[list[list[str]], list[int]]:
    """The lines that hold anything, as cells, title lines included, and at which line of the text each begins.

    Raises:
        SiteFileRefused: there are too many rows, or a cell is too long.
    """
    most, lang = options.limits.rows, options.lang
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text, options.columns))
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    lines: list[list[str]] = []
    numbers: list[int] = []
    begins = 1
    try:
        for line in reader:
            if any(cell and not cell.isspace() for cell in line):
                lines.append(line)
                numbers.append(begins)
            begins = reader.line_num + 1
            if len(lines) > most + TITLE_LINES:
                break
    except csv.Error as error:
        raise refused(UNREADABLE, lang, file.name, why=f"line {reader.line_num}: {error}") from None
    if len(lines) - 1 > most:
        raise refused(TOO_MANY_ROWS, lang, file.name, limit=most)
    return lines, numbers


def parse_lines(text: str, file: SiteFile, options: IntakeOptions) -> list[list[str]]:
    """The lines of ``numbered_lines`` without their numbers.

    Raises:
        SiteFileRefused: there are too many rows, or a cell is too long.
    """
    return numbered_lines(text, file, options)[0]


def heading_line(lines: Sequence[Sequence[str]], given: Collection[str] = ()) -> int:
    """The index of the line with headings: near the top, the one with most known ones, else the first wide one."""
    near = lines[:TITLE_LINES]
    known = [known_headings(line, given) for line in near]
    if max(known) > 0:
        return known.index(max(known))
    filled = [sum(bool(cell.strip()) for cell in line) for line in near]
    widest = max(filled)
    return next(place for place, count in enumerate(filled) if count * 2 > widest)


def _most_known(lines: Sequence[str], separator: str, given: Collection[str]) -> int:
    try:
        return max((known_headings(row, given) for row in csv.reader(lines, delimiter=separator)), default=0)
    except csv.Error:
        return 0


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
