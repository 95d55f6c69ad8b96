"""The column that is added to a user's own file to mark its faults, and how it is known when the file comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.sites.cells import is_empty
from sitematch.intake.findings import Issue
from sitematch.intake.tables import RawTable

HEADING: Final = Text("fel", "error")
"""What the column is called."""
BETWEEN: Final = " | "
"""Stands between the findings of one row, and between the heading and what concerns the whole file."""
_HEADING: Final = re.compile(r"(?:fel|error)(?: \(\d+\)|_\d+)?(?: \| \[.*)?", re.DOTALL)
_CELL: Final = re.compile(r"\[[a-z]+\.[a-z_]+\] ")


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be written into one file.

    ``heading``: of the column that is added. ``rows``: what is wrong with data rows, from 1, as text. ``whole``: what
    concerns the file or a column, as text. ``issues``: all of it, one by one.
    """

    heading: str
    rows: Mapping[int, str]
    whole: str
    issues: Sequence[Issue]


def is_ours(heading: str, cells: Iterable[object]) -> bool:
    """Whether a column was written by us: by its heading, and because every filled cell begins with a code.

    A column of that name in which anything else stands is the user's own.
    """
    if not _HEADING.fullmatch(heading.strip()):
        return False
    return all(isinstance(cell, str) and _CELL.match(cell) for cell in cells if not is_empty(cell))


def unmarked(table: RawTable) -> RawTable:
    """The table without the column that marks faults, so that an annotated file reads as before."""
    ours = {heading for heading in table.headings if is_ours(heading, (row.get(heading) for row in table.rows))}
    if not ours:
        return table
    rows = [{heading: cell for heading, cell in row.items() if heading not in ours} for row in table.rows]
    return replace(table, headings=tuple(heading for heading in table.headings if heading not in ours), rows=rows)


def our_places(headings: Sequence[str], lines: Sequence[Sequence[object]]) -> list[int]:
    """The places of the columns that mark faults, in lines of cells."""
    return [
        place
        for place, heading in enumerate(headings)
        if is_ours(heading, (line[place] for line in lines if place < len(line)))
    ]


def free_heading(wanted: str, headings: Iterable[str], separator: str = " ({})") -> str:
    """The heading of the column to add: ``wanted``, with a number behind it where the user has one of that name."""
    taken = {heading.casefold() for heading in headings}
    heading, number = wanted, 2
    while heading.casefold() in taken:
        heading, number = wanted + separator.format(number), number + 1
    return heading
