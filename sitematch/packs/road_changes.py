"""A file of changes to a road network: which links are closed, changed or built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sitematch.core.reach.link_changes import LinkChange, RowFault
from sitematch.packs.faults import Faults, did_you_mean, shown
from sitematch.packs.roads import KM, SPEED_KMH
from sitematch.packs.tables import NO, YES, Bounds, Table, read_table

COLUMNS: Final = ("from", "to", "closed", "new", "speed_kmh", "km", "oneway", "motorway", "road", "wkt")
_REQUIRED: Final = ("from", "to")


@dataclass(frozen=True, slots=True)
class RoadChanges:
    """The changes of a file, and the line that each stands on."""

    path: Path
    changes: tuple[LinkChange, ...]
    lines: tuple[int, ...]
    headings: tuple[str, ...]

    def refuse(self, found: Sequence[RowFault]) -> None:
        """Refuse the file for what is wrong with its changes in the network they are meant for.

        Raises:
            RegionRefused: with each fault by line and column; nothing happens where there is none.
        """
        faults = Faults()
        for fault in found:
            column = self.headings.index(fault.column) + 1 if fault.column in self.headings else None
            faults.add(self.path.name, fault.message, line=self.lines[fault.row], column=column)
        faults.refuse_any(self.path.parent)


def read_road_changes(path: Path) -> RoadChanges:
    """The changes of a CSV file, of which only ``from`` and ``to`` are needed in every row.

    Raises:
        RegionRefused: it cannot be read, or has faults; the first twenty are named with line and column.
    """
    faults = Faults()
    if not path.is_file():
        faults.add(path.name, "is not there; name the CSV file of the changes")
        faults.refuse_any(path.parent)
    table = read_table(path, _REQUIRED, faults)
    changes = _changes(table) if table is not None else ()
    if table is not None and not faults.found and not changes:
        faults.add(path.name, "has no change in it; write a row for each link that is closed, changed or new")
    faults.refuse_any(path.parent)
    assert table is not None, "what cannot be read at all is refused"
    return RoadChanges(path, changes, tuple(table.lines), table.headings)


def _changes(table: Table) -> tuple[LinkChange, ...]:
    for place, name in enumerate(table.headings, start=1):
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS)
            message = f"the heading {shown(name)} says nothing about a road; {hint}there are {', '.join(COLUMNS)}"
            table.faults.add(table.file, message, line=1, column=place)
    columns: dict[str, Sequence[Any]] = {
        "start": table.texts("from"),
        "end": table.texts("to"),
        "road": table.texts("road"),
        "wkt": table.texts("wkt"),
        "km": _numbers(table, "km", KM),
        "speed_kmh": _numbers(table, "speed_kmh", SPEED_KMH),
        "oneway": _flags(table, "oneway"),
        "motorway": _flags(table, "motorway"),
        "new": [bool(flag) for flag in _flags(table, "new")],
        "closed": [bool(flag) for flag in _flags(table, "closed")],
    }
    rows = zip(*columns.values(), strict=True)
    found = tuple(LinkChange(**dict(zip(columns, row, strict=True))) for row in rows)
    faulty = {fault.line for fault in table.faults.found}
    for row, change in enumerate(found):
        if not faulty & {1, table.lines[row]}:
            _check(table, row, change)
    return found


def _numbers(table: Table, heading: str, bounds: Bounds) -> list[float | None]:
    if heading not in table.headings:
        return [None] * len(table)
    filled = [bool(cell) for cell in table.texts(heading)]
    values = table.numbers(heading, bounds, blank=0.0).tolist()
    return [value if there else None for value, there in zip(values, filled, strict=True)]


def _flags(table: Table, heading: str) -> list[bool | None]:
    """A column of 1 and 0; an empty cell leaves things as they are."""
    cells = [cell.lower() for cell in table.texts(heading)]
    for row, cell in enumerate(cells):
        if cell not in YES and cell not in NO:
            table.fault(row, heading, f"{heading} is {shown(cell)}; it has to be 1, 0 or empty")
    return [None if not cell else cell in YES for cell in cells]


def _check(table: Table, row: int, change: LinkChange) -> None:
    """What cannot be meant, whichever network it is meant for."""
    for heading, cell in (("from", change.start), ("to", change.end)):
        if not cell:
            table.fault(row, heading, f"{heading} is empty; write a node's id, or a point as 15.62 58.41")
    figures = [value for value in (change.km, change.speed_kmh, change.oneway, change.motorway) if value is not None]
    if change.closed and (change.new or figures):
        table.fault(row, "closed", "a closed link has no other values; empty them, or closed")
    elif not change.closed and not change.new and not figures:
        message = "nothing changes here; write closed=1, new=1 or a value such as speed_kmh"
        table.fault(row, "from", message)
    if change.wkt and not change.new:
        table.fault(row, "wkt", "only a new link takes a wkt; close the old one and write a row with new=1")
