"""A document that is put together cell by cell, each part with the cell that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sitematch.core.requirement.tree import Document, Path, Position, Positions
from sitematch.errors import Fault, RequirementRefused

ALPHABET: Final = 26


@dataclass
class Draft:
    """The tree so far, the cells (row and column, from 1) of its parts, and the faults of cells."""

    tree: dict[str, Any] = field(default_factory=dict)
    cells: dict[Path, Position] = field(default_factory=dict)
    faults: dict[Position, str] = field(default_factory=dict)

    def put(self, path: Path, value: Any, at: Position) -> None:
        """Set what stands at a path, making what leads there; a step that is a number leads into a list."""
        holder: Any = self.tree
        for place, step in enumerate(path[:-1]):
            self.cells.setdefault(path[: place + 1], at)
            following = path[place + 1]
            holder = _entry(holder, step, [] if isinstance(following, int) else {})
        if isinstance(holder, list):
            holder.append(value)
        else:
            holder[path[-1]] = value
        self.cells[path] = at

    def fault(self, at: Position, message: str) -> None:
        """Note that a cell cannot be read; the first fault of a cell counts."""
        self.faults.setdefault(at, message)

    def document(self) -> Document:
        """The document, for the reader of requirements."""
        return Document(self.tree, Positions(self.cells, self.cells))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that holds the form: its name, and what its columns (from 1) are called."""

    title: str
    headings: Mapping[int, str]
    heading_row: int

    def fault(self, at: Position | None, message: str, path: str = "", where: str | None = None) -> Fault:
        """A fault with its cell in words, as the reader finds it in her own program."""
        places = [f"sheet {self.title!r}"]
        if at is not None:
            heading = self.headings.get(at[1]) if at[0] >= self.heading_row else None
            places += [f"row {at[0]}", f"column {letters_of(at[1])}" + (f" ({heading})" if heading else "")]
        return Fault(path, message, ", ".join([*places, *([where] if where else [])]))


def refusal(sheet: Sheet, draft: Draft, others: tuple[Fault, ...], name: str | None) -> RequirementRefused:
    """The error that names the faults of cells and those of the document; of one cell, the cell's own counts."""
    placed = {at: sheet.fault(at, message) for at, message in draft.faults.items()}
    found = list(placed.items())
    for fault in others:
        at = None if fault.line is None or fault.column is None else (fault.line, fault.column)
        if at not in placed:
            found.append((at or (0, 0), sheet.fault(at, fault.message, fault.path, fault.where)))
    found.sort(key=lambda pair: pair[0])
    return RequirementRefused(tuple(fault for _, fault in found), name)


def letters_of(column: int) -> str:
    """What a spreadsheet calls a column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def _entry(holder: Any, step: str | int, empty: Any) -> Any:
    if isinstance(holder, list):
        place = int(step)
        if place == len(holder):
            holder.append(empty)
        return holder[place]
    return holder.setdefault(step, empty)
