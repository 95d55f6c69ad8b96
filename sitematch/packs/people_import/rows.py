"""The rows of ``localities.csv`` made of a file of people: cells, places, and localities that stay as facilities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.region.model import LOCALITY_POPULATION, RURAL_KIND, Localities, Municipalities
from sitematch.intake.tables import tidy_text
from sitematch.packs.people import COLUMNS, codes_at, figure_text
from sitematch.packs.people_import.columns import WORDS, Layout
from sitematch.packs.people_import.numbers import Persons
from sitematch.packs.people_import.table import PeopleTable

DECIMALS: Final = 7
"""Of a degree: a centimetre."""
_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,15}")
MOST_FURTHER: Final = 50
"""So many columns that are none of ours go along with localities."""


@dataclass(frozen=True, eq=False, slots=True)
class Read:
    """What a file says of its n rows. ``figures``: by our column of people; ``lon_lat``: shape (n, 2), NaN for none."""

    figures: Mapping[str, Persons]
    lon_lat: FloatArray
    places_by: str
    cells_m: tuple[int, ...] = ()

    @property
    def counts(self) -> BoolArray:
        """The rows that hold anybody, or a job, shape (n,)."""
        held: BoolArray = np.any([persons.values > 0 for persons in self.figures.values()], axis=0)
        return held


@dataclass(frozen=True, eq=False, slots=True)
class PeopleRows:
    """The rows to write, as columns of text by heading.

    ``codes``: the municipality of each; ``population``: its people, both of shape (n,). ``localities``: how many of the
    rows are localities of the file, ``kept``: of the pack before; ``before``: how many that had.
    """

    columns: Mapping[str, Sequence[str]]
    codes: Sequence[str | None]
    population: FloatArray
    localities: int
    kept: int
    before: int


def rows_of(
    table: PeopleTable, layout: Layout, read: Read, before: Localities, municipalities: Municipalities
) -> PeopleRows:
    """The new table of places.

    A row with a name, and not of kind ``rural``, is a locality; all others are people who are no facility. Rows without
    anybody are left out, unless they are localities. Localities that the pack had stay where the file brings none,
    with ``locality_population`` in place of the people, who are counted in the cells.
    """
    names, kinds = _texts(table, layout, "name"), _texts(table, layout, "kind")
    rural = np.array([not name or kind.lower() == RURAL_KIND for name, kind in zip(names, kinds, strict=True)], bool)
    placed = np.isfinite(read.lon_lat).all(axis=1)
    rows = np.flatnonzero((read.counts | ~rural) & placed)
    own = _own(table, layout, read, rows, rural)
    own["municipality_code"] = _codes(table, layout, rows, read.lon_lat[rows], municipalities)
    brings_localities = bool((~rural[rows]).any())
    kept = {} if brings_localities else _kept(before)
    if brings_localities:
        own |= _further(table, layout, rows)
    size = len(kept.get("id", ()))
    headings = [*COLUMNS, *(heading for heading in {**own, **kept} if heading not in COLUMNS)]
    columns = {heading: [*kept.get(heading, [""] * size), *own.get(heading, [""] * len(rows))] for heading in headings}
    columns["id"] = _all_different(columns["id"])
    population = np.concatenate([np.zeros(size), read.figures["population"].values[rows]])
    codes = [code or None for code in columns["municipality_code"]]
    return PeopleRows(columns, codes, population, int((~rural[rows]).sum()), size, int((~before.rural).sum()))


def _own(table: PeopleTable, layout: Layout, read: Read, rows: IntArray, rural: BoolArray) -> dict[str, list[str]]:
    """The file's rows in our columns."""
    names, kinds, ids = (_texts(table, layout, ours) for ours in ("name", "kind", "id"))
    if not any(ids):
        ids = _texts(table, layout, "ruta")
    at = rows.tolist()
    found = {
        "id": [ids[row] or f"{'cell' if rural[row] else 'place'}-{row + 1}" for row in at],
        "name": [names[row] for row in at],
        "lat": [f"{lat:.{DECIMALS}f}" for lat in read.lon_lat[rows, 1].tolist()],
        "lon": [f"{lon:.{DECIMALS}f}" for lon in read.lon_lat[rows, 0].tolist()],
        "kind": [RURAL_KIND if rural[row] else kinds[row] for row in at],
    }
    for ours, persons in read.figures.items():
        found[ours] = [figure_text(value) for value in persons.values[rows].tolist()]
        if ours == "workforce":
            found[ours] = ["" if gone else text for gone, text in zip(persons.missing[rows], found[ours], strict=True)]
    return found


def _kept(before: Localities) -> dict[str, list[str]]:
    """The localities that the pack had, nobody counted there; their workforce and jobs stay blank."""
    rows = np.flatnonzero(~before.rural).tolist()
    if not rows:
        return {}
    figures = {"population", "workforce", "jobs", *(f"workforce_{group}" for group in before.groups)}
    apart = {*figures, *COLUMNS, "municipality_code", LOCALITY_POPULATION}
    found = {name: [cells[row] for row in rows] for name, cells in before.attributes.items() if name not in apart}
    return found | {
        "id": [before.ids[row] for row in rows],
        "name": [before.names[row] for row in rows],
        "lat": [repr(float(before.lat[row])) for row in rows],
        "lon": [repr(float(before.lon[row])) for row in rows],
        "population": ["0"] * len(rows),
        "municipality_code": [before.municipality_codes[row] or "" for row in rows],
        LOCALITY_POPULATION: [figure_text(people) for people in before.residents[rows].tolist()],
    }


def _further(table: PeopleTable, layout: Layout, rows: IntArray) -> dict[str, list[str]]:
    """The columns that are none of ours, for ``where`` to ask for."""
    found: dict[str, list[str]] = {}
    for heading in layout.passed_over(table.headings)[:MOST_FURTHER]:
        if heading not in WORDS:
            cells = [_as_text(cell) for cell in table.columns[heading]]
            found[heading] = [cells[row] for row in rows.tolist()]
    return found


def _codes(
    table: PeopleTable, layout: Layout, rows: IntArray, lon_lat: FloatArray, municipalities: Municipalities
) -> list[str]:
    """The municipality of each row: as the file says, by code or name, else the one that holds it or is near it."""
    stated = _texts(table, layout, "municipality_code")
    by_name = {name.casefold(): code for code, name in zip(municipalities.codes, municipalities.names, strict=True)}
    width = max(map(len, municipalities.codes), default=0)
    codes = []
    for row in rows.tolist():
        cell = stated[row].zfill(width) if stated[row].isdecimal() else stated[row]
        codes.append(by_name.get(cell.casefold(), cell if _CODE.fullmatch(cell) else ""))
    blank = [place for place, code in enumerate(codes) if not code]
    for place, code in zip(blank, codes_at(lon_lat[blank, 0], lon_lat[blank, 1], municipalities), strict=True):
        codes[place] = code or ""
    return codes


def _all_different(ids: Sequence[str]) -> list[str]:
    """The ids, a number behind one that is taken: cells may stand there twice, and none of them may get lost."""
    taken: set[str] = set(ids)
    seen: set[str] = set()
    found = []
    for one in ids:
        name, times = one, 2
        while name in seen or (name != one and name in taken):
            name, times = f"{one}-{times}", times + 1
        seen.add(name)
        found.append(name)
    return found


def _texts(table: PeopleTable, layout: Layout, ours: str) -> list[str]:
    """A column of ours as text, "" throughout where the file has none."""
    heading = layout.heading_of.get(ours)
    return [""] * table.rows if heading is None else [_as_text(cell) for cell in table.columns[heading]]


def _as_text(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return tidy_text(str(cell))
