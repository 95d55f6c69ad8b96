"""Settles, from headings and cells together, what each column of a file is read as."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics import CATALOGUE
from sitematch.core.sites.cells import CellFault, is_unknown
from sitematch.core.sites.numbers import read_number
from sitematch.core.sites.words import fold
from sitematch.intake.basics import read_basic
from sitematch.intake.crs_names import epsg_of
from sitematch.intake.findings import Notebook, Wording
from sitematch.intake.ground import NOWHERE
from sitematch.intake.headings import is_own, meanings_of, own_column_near
from sitematch.intake.meanings import OWN_UNITS, PLACE_COLUMNS, PLAIN_LAYER, SITE_ID, Meaning
from sitematch.intake.tables import RawCell, RawTable
from sitematch.intake.values import read_value
from sitematch.intake.wordings import COLUMN_AMBIGUOUS, COLUMN_TWICE, COLUMN_UNKNOWN, COLUMN_UNKNOWN_NEAR

MOST_SUGGESTED: Final = 100
"""Only for so many unknown headings is the nearest of ours looked for."""
CODE: Final = re.compile(r"\d{4}")
SOURCE: Final = "source"
"""Read after our other names: its codes say where a site is only where no column of that name does."""
_SITE_ID: Final = re.compile(r"\d{4}-.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table are: read as a column of ours, by heading, or kept as they are."""

    read: Mapping[str, Meaning]
    kept: tuple[str, ...]

    def heading_of(self, column: str) -> str | None:
        """The heading under which a column of ours stands, None where there is none."""
        return next((heading for heading, meaning in self.read.items() if meaning.column == column), None)


def lay_out(table: RawTable, given: Mapping[str, Meaning], codes: frozenset[str], notebook: Notebook) -> Layout:
    """What each column of ``table`` is.

    Args:
        given: what the caller says headings mean; these are taken as they are.
        codes: the codes of the region's municipalities.
    """
    read: dict[str, Meaning] = {}
    taken: set[str] = {meaning.column for meaning in given.values()}
    noted: set[str] = set()
    for heading in sorted(table.headings, key=lambda name: (name not in given, not is_own(name), fold(name) == SOURCE)):
        if heading in given:
            read[heading] = given[heading]
            continue
        candidates = _candidates(table, heading)
        free = [meaning for meaning in candidates if meaning.column not in taken]
        found = _first_that_fits(table, heading, free, codes, taken)
        if found:
            read[heading] = found
            taken.add(found.column)
        elif candidates:
            noted.add(heading)
            others = [meaning for meaning in candidates if meaning.column in taken]
            fitting = [meaning for meaning in others if _suits(meaning, heading, _filled(table, heading))]
            wording = COLUMN_TWICE if fitting or not free else COLUMN_AMBIGUOUS
            _note_ambiguous(table.file, heading, fitting or candidates, wording, notebook)
    _drop_half_points(read)
    kept = tuple(heading for heading in table.headings if heading not in read)
    for place, heading in enumerate(kept):
        if heading not in noted and fold(heading) not in PLAIN_LAYER:
            _note_unknown(table.file, heading, notebook, suggest=place < MOST_SUGGESTED)
    return Layout({heading: read[heading] for heading in table.headings if heading in read}, kept)


def _drop_half_points(read: dict[str, Meaning]) -> None:
    """A column such as `x` is a coordinate only if the other one is there too."""
    ends = {meaning.column: heading for heading, meaning in read.items() if meaning.column in ("lon", "lat")}
    if len(ends) == 1:
        heading = next(iter(ends.values()))
        if not read[heading].strict:
            del read[heading]


def _candidates(table: RawTable, heading: str) -> tuple[Meaning, ...]:
    found = meanings_of(heading, table.short_headings)
    if table.shapes is not None:
        found = tuple(meaning for meaning in found if meaning.column not in PLACE_COLUMNS)
    return found


def _first_that_fits(
    table: RawTable, heading: str, candidates: list[Meaning], codes: frozenset[str], taken: set[str]
) -> Meaning | None:
    filled = _filled(table, heading)
    if fold(heading) == SOURCE and "municipality_code" not in taken and _all_codes(filled, codes):
        return Meaning("municipality_code")
    return next((meaning for meaning in candidates if _suits(meaning, heading, filled)), None)


def _filled(table: RawTable, heading: str) -> list[RawCell]:
    return [cell for cell in (row.get(heading) for row in table.rows) if not is_unknown(cell)]


def _suits(meaning: Meaning, heading: str, filled: list[RawCell]) -> bool:
    """Whether a column is to be read so: a plain heading is believed, others are asked whether their cells agree."""
    if not meaning.strict:
        return all(_fits(meaning, cell) for cell in filled)
    return not _undecided(meaning, heading) or not filled or any(_fits(meaning, cell) for cell in filled)


def _undecided(meaning: Meaning, heading: str) -> bool:
    """Whether a heading without unit, such as `area`, may as well be a name."""
    return meaning.column in OWN_UNITS and meaning.unit is None and not is_own(heading)


def _all_codes(filled: list[RawCell], codes: frozenset[str]) -> bool:
    return bool(filled) and all(str(cell) in codes if codes else CODE.fullmatch(str(cell)) for cell in filled)


def _fits(meaning: Meaning, cell: RawCell) -> bool:
    special = _SPECIAL.get(meaning.column)
    if special:
        return special(cell)
    if meaning.column not in CATALOGUE:
        return not isinstance(read_basic(meaning.column, cell, NOWHERE), CellFault)
    return not isinstance(read_value(meaning, cell, "2000-01-01"), CellFault)


_SPECIAL: Final[Mapping[str, Callable[[RawCell], bool]]] = {
    "crs": lambda cell: epsg_of(str(cell)) is not None,
    "lon": lambda cell: not isinstance(read_number(cell), CellFault),
    "lat": lambda cell: not isinstance(read_number(cell), CellFault),
    SITE_ID: lambda cell: bool(_SITE_ID.fullmatch(str(cell))),
}


def _note_ambiguous(file: str, heading: str, meanings: Sequence[Meaning], wording: Wording, notebook: Notebook) -> None:
    names = [meaning.column for meaning in meanings]
    labels = [_title(name) for name in names]
    if names == [SITE_ID]:
        _note_unknown(file, heading, notebook, suggest=False)
    else:
        notebook.note(wording, file, column=heading, meanings=labels)


def _title(column: str) -> Text:
    """A column's label, and behind it the name that `--columns` takes."""
    label = CATALOGUE[column].label if column in CATALOGUE else Text(column, column)
    return label if label.en == column else Text(f"{label.sv} ({column})", f"{label.en} ({column})")


def _note_unknown(file: str, heading: str, notebook: Notebook, suggest: bool) -> None:
    near = own_column_near(heading) if suggest else None
    if near:
        notebook.note(COLUMN_UNKNOWN_NEAR, file, column=heading, near=near)
    else:
        notebook.note(COLUMN_UNKNOWN, file, column=heading)
