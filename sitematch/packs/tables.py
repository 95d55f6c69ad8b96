"""CSV files as columns of text, their cells as numbers, flags and ids; every fault with its line and column."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray
from sitematch.packs.faults import Faults, decoded, did_you_mean, read_bytes, shown

YES: Final = frozenset({"1", "true"})
NO: Final = frozenset({"", "0", "false"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be: from ``low`` (or above it, if ``above``) to ``high``."""

    low: float
    high: float
    above: bool = False

    def hold(self, values: FloatArray) -> BoolArray:
        """Which values are within; not-a-number never is."""
        over: BoolArray = values > self.low if self.above else values >= self.low
        return over & (values <= self.high)

    def allow(self, value: float) -> bool:
        """Whether one value is within."""
        return self.low <= value <= self.high and not (self.above and value == self.low)

    def __str__(self) -> str:
        return f"a number {'above' if self.above else 'from'} {self.low:,.10g} to {self.high:,.10g}"


LONGITUDE: Final = Bounds(-180, 180)
LATITUDE: Final = Bounds(-90, 90)
_CENTRE_LON_DEG: Final = 15.0
_MOST_OFF: Final = math.sin(math.radians(80))


def in_plane(lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Which places can be had in EPSG:3006: within 80 degrees of the great circle of its meridian, 15° E."""
    with np.errstate(invalid="ignore"):  # what is infinite lies nowhere
        within: BoolArray = np.cos(np.radians(lat)) * np.abs(np.sin(np.radians(lon - _CENTRE_LON_DEG))) <= _MOST_OFF
    return within


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text: cells without blanks around them by heading, and the line that each row ends on."""

    file: str
    headings: tuple[str, ...]
    cells: Mapping[str, Sequence[str]]
    lines: Sequence[int]
    faults: Faults

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, heading: str) -> tuple[str, ...]:
        """A column as text, "" throughout where there is none of that heading."""
        return tuple(self.cells.get(heading) or ("",) * len(self))

    def fault(self, row: int, heading: str, message: str) -> None:
        """Note a fault of one cell."""
        self.faults.add(self.file, message, line=self.lines[row], column=self.headings.index(heading) + 1)

    def numbers(self, heading: str, bounds: Bounds, blank: float | None = None) -> FloatArray:
        """A column as numbers, shape (rows,); ``blank`` stands for an empty cell, which is a fault without it."""
        cells = self.cells[heading]
        values = np.array([_number(cell) for cell in cells], dtype=np.float64)
        wrong = ~bounds.hold(values)
        if blank is not None:
            empty = np.array([not cell for cell in cells], dtype=bool)
            values[empty] = blank
            wrong &= ~empty
        for row in np.flatnonzero(wrong).tolist():
            self.fault(row, heading, f"{heading} is {shown(cells[row])}; it has to be {bounds}{_advice(cells[row])}")
        return values

    def places(self) -> tuple[FloatArray, FloatArray]:
        """The columns ``lon`` and ``lat`` in degrees, each of shape (rows,)."""
        lon, lat = self.numbers("lon", LONGITUDE), self.numbers("lat", LATITUDE)
        for row in np.flatnonzero(LONGITUDE.hold(lon) & LATITUDE.hold(lat) & ~in_plane(lon, lat)).tolist():
            message = f"lon is {shown(self.cells['lon'][row])}, too far from 15° E for EPSG:3006 at this latitude"
            self.fault(row, "lon", message)
        return lon, lat

    def flags(self, heading: str) -> BoolArray:
        """A column of 1 and 0, shape (rows,); an empty cell and a missing column are 0."""
        cells = [cell.lower() for cell in self.texts(heading)]
        for row, cell in enumerate(cells):
            if cell not in YES and cell not in NO:
                self.fault(row, heading, f"{heading} is {shown(cell)}; it has to be 1, 0 or empty")
        return np.array([cell in YES for cell in cells], dtype=bool)

    def ids(self, heading: str = "id") -> tuple[str, ...]:
        """A column of names that tell the rows apart: none empty, none twice."""
        cells = self.texts(heading)
        seen: dict[str, int] = {}
        for row, cell in enumerate(cells):
            if not cell:
                self.fault(row, heading, f"{heading} is empty; give each row its own")
            elif cell in seen:
                first = self.lines[seen[cell]]
                self.fault(
                    row, heading, f"{heading} {shown(cell)} is already that of line {first}; give each row its own"
                )
            else:
                seen[cell] = row
        return cells

    def checked(self, heading: str, holds: Callable[[str], bool], message: str) -> tuple[str, ...]:
        """A column as text in which each cell has to hold; ``message`` says what it has to be."""
        cells = self.texts(heading)
        for row, cell in enumerate(cells):
            if not holds(cell):
                self.fault(row, heading, f"{heading} is {shown(cell)}; {message}")
        return cells


def read_table(path: Path, required: Sequence[str], faults: Faults) -> Table | None:
    """A CSV file (UTF-8, commas, one heading row) as a table; empty lines are passed over.

    Returns None, with the faults noted, for a file of which no row can be relied on; rows that have too few or
    too many cells are noted and left out.
    """
    content = read_bytes(path, faults)
    text = decoded(content, path.name, faults) if content is not None else None
    if text is None:
        return None
    try:
        read = _read(text)
    except csv.Error as error:
        faults.add(path.name, f"is no CSV file ({error}); write cells between commas, quoted by double quotes")
        return None
    if not _headings_hold(path.name, read.headings, required, faults):
        return None
    for line, cells in read.odd:
        message = f"has {cells} cells under {len(read.headings)} headings; quote a cell that holds a comma"
        faults.add(path.name, message, line=line)
    return Table(path.name, read.headings, dict(zip(read.headings, read.columns, strict=True)), read.lines, faults)


@dataclass(frozen=True, slots=True)
class _Read:
    """A file's cells by column, the line that each row ends on; of rows of another length line and number of cells."""

    headings: tuple[str, ...]
    columns: list[list[str]]
    lines: list[int]
    odd: list[tuple[int, int]]


def _read(text: str) -> _Read:
    """Column by column: a million rows as lists of their own take three times as long."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    filled = (row for row in reader if any(map(str.strip, row)))
    headings = tuple(cell.strip() for cell in next(filled, ()))
    read = _Read(headings, [[] for _ in headings], [], [])
    add_to = [column.append for column in read.columns]
    for row in filled:
        if len(row) != len(headings):
            read.odd.append((reader.line_num, len(row)))
            continue
        read.lines.append(reader.line_num)
        for add, cell in zip(add_to, row, strict=True):
            add(cell.strip())
    return read


def _headings_hold(file: str, headings: tuple[str, ...], required: Sequence[str], faults: Faults) -> bool:
    before = len(faults.found)
    missing = [name for name in required if name not in headings]
    if missing and len(headings) == 1 and any(mark in headings[0] for mark in ";\t"):
        faults.add(file, "has no commas between its cells; save it with commas as separators", line=1)
        return False
    for name in missing:
        hint = did_you_mean(name, headings).replace("did you mean", "is it")
        faults.add(file, f"has no column {name!r}; {hint}the columns needed are {', '.join(required)}", line=1)
    for place, name in enumerate(headings, start=1):
        if not name:
            faults.add(file, "a column without a heading; give it one, or remove it", line=1, column=place)
        elif name in headings[: place - 1]:
            faults.add(file, f"the heading {shown(name)} stands there twice; rename one", line=1, column=place)
    return len(faults.found) == before


def _number(cell: str) -> float:
    try:
        return math.nan if "_" in cell else float(cell)
    except ValueError:
        return math.nan


def _advice(cell: str) -> str:
    return ", with a decimal point" if "," in cell else ""
