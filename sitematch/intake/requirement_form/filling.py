"""A row of the form on its way into the draft of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sitematch.core.metrics import Metric
from sitematch.core.requirement.tree import Path, Position
from sitematch.core.sites.cell_units import UNITS
from sitematch.core.sites.numbers import NO_UNITS
from sitematch.core.sites.words import fold
from sitematch.intake.requirement_form.draft import Draft
from sitematch.intake.requirement_form.terms import metric_title
from sitematch.intake.requirement_form.words import CellError, figure_of, read_text
from sitematch.intake.tables import RawCell

WHOLE: Final = 1e15
"""Below this a float without decimals is written as the whole number that it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number, the form's columns by key, and its filled cells with their place."""

    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, tuple[RawCell, Position]]

    def place(self, key: str) -> Position:
        """The cell of a column, filled or not; of a column that the form lacks, the first of the row."""
        return self.number, self.columns.get(key, self.columns["metric"])

    def text(self, key: str) -> str | None:
        """A filled cell as text."""
        return plain(self.cells[key][0]) if key in self.cells else None


@dataclass(frozen=True, slots=True)
class Filling:
    """A row on its way into the draft: where it goes, and what it measures (None where that is not known)."""

    row: Row
    path: Path
    metric: Metric | None
    draft: Draft

    def put(self, key: str, value: Any, *path: str | int) -> None:
        """Put what a cell says under the row's own path."""
        self.draft.put((*self.path, *path), value, self.row.place(key))

    def read(self, key: str, reader: Callable[[RawCell], Any], *path: str | int) -> None:
        """Put a cell as it is read; one that cannot be read is noted, and put as it stands."""
        if key not in self.row.cells:
            return
        cell, at = self.row.cells[key]
        try:
            value = reader(cell)
        except CellError as error:
            self.draft.fault(at, str(error))
            value = cell
        self.draft.put((*self.path, *path), value, at)


def plain(cell: RawCell) -> str:
    """A cell as text, out of its quotes; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return read_text(cell) if isinstance(cell, str) else str(cell)


def number_of(cell: RawCell, units: Mapping[str, float] = NO_UNITS) -> float | int:
    """A cell as a number, whole where it is whole.

    Raises:
        CellError: it is none.
    """
    number = figure_of(cell, units)
    return int(number) if number.is_integer() and abs(number) < WHOLE else number


def units_of(metric: Metric | None) -> Mapping[str, float]:
    """What may stand behind a number of the metric."""
    if metric is None or metric.unit is None:
        return NO_UNITS
    title = metric_title(metric.name)
    own = {fold(word.rpartition(" (")[2]): 1.0 for word in (title.sv, title.en)}
    return {**own, **UNITS.get(metric.name, {})}
