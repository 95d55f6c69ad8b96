"""The top of a table: title lines, headings over one line or two, a line with units under them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from sitematch.core.sites.cell_units import UNITS
from sitematch.core.sites.words import fold
from sitematch.intake.headings import is_known, meanings_of

TITLE_LINES: Final = 20
"""Headings are looked for in so many lines from the top."""


@dataclass(frozen=True, slots=True)
class Top:
    """The headings of a table, the place of their line, that of the first data line, and how many are known."""

    headings: Sequence[str]
    at: int
    first: int
    known: int


def top_of(lines: Sequence[Sequence[str]], given: Collection[str] = ()) -> Top:
    """The line with most known headings near the top, else the first wide one.

    A heading that is merged over two lines stands in the upper one; it counts if more headings are known with it.
    Units in a line of their own under the headings are written behind them.

    Args:
        lines: those that hold anything, as text.
        given: headings that the caller knows.
    """
    near = lines[:TITLE_LINES]
    headings, at, known = list(near[0]), 0, -1
    for place, line in enumerate(near):
        over = near[place - 1] if place else []
        both = [own if own.strip() else above for own, above in zip_longest(line, over, fillvalue="")]
        for candidate in (list(line), both):
            count = known_headings(candidate, given)
            if count > known:
                headings, at, known = candidate, place, count
    if known == 0:
        filled = [sum(bool(cell.strip()) for cell in line) for line in near]
        at = next(place for place, count in enumerate(filled) if count * 2 > max(filled))
        headings = list(near[at])
    below = lines[at + 1] if at + 1 < len(lines) else []
    if are_units(headings, below):
        cells = zip_longest(headings, below[: len(headings)], fillvalue="")
        headings = [f"{heading} ({unit.strip().strip('()[]')})" if unit.strip() else heading for heading, unit in cells]
        return Top(headings, at, at + 2, known)
    return Top(headings, at, at + 1, known)


def are_units(headings: Sequence[str], line: Sequence[str]) -> bool:
    """Whether a line holds nothing but units, each under a heading that can be in that unit."""
    filled = [(place, fold(cell)) for place, cell in enumerate(line) if cell.strip()]
    return bool(filled) and all(
        place < len(headings) and any(unit in UNITS.get(meaning.column, ()) for meaning in meanings_of(headings[place]))
        for place, unit in filled
    )


def known_headings(line: Sequence[str], given: Collection[str] = ()) -> int:
    """How many different headings of a line are known, to us or to the caller."""
    also = {fold(heading) for heading in given}
    return len({fold(cell) for cell in line if is_known(cell) or fold(cell) in also})
