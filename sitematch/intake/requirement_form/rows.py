"""The rows of the form, one criterion or one alternative each, put into a draft of the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sitematch.core.metrics import CATALOGUE, Kind, Metric, did_you_mean
from sitematch.core.requirement import Vocabulary
from sitematch.core.requirement.tree import Path, Position
from sitematch.core.sites.categories import words_of
from sitematch.core.sites.cell_units import UNITS
from sitematch.core.sites.numbers import NO_UNITS
from sitematch.core.sites.words import fold, shown
from sitematch.intake.requirement_form.columns import CLASS_OF, METRIC_OF, metric_title
from sitematch.intake.requirement_form.draft import Draft
from sitematch.intake.requirement_form.words import (
    AT_LEAST,
    AT_MOST,
    CellError,
    Word,
    conditions_in,
    figure_of,
    points_in,
    read_text,
    words_in,
)
from sitematch.intake.tables import RawCell

TEXTS: Final = ("group", "name")
FIGURES: Final[Mapping[str, Mapping[str, float]]] = {
    "within_min": {"min": 1.0, "minuter": 1.0, "minutes": 1.0},
    "length_m": {"m": 1.0},
    "width_m": {"m": 1.0},
    "weight": {"%": 1.0},
    "rank": NO_UNITS,
}
"""Figures of a row, and what may stand behind them."""
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
class _Filling:
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


def put_rows(rows: Sequence[Row], vocabulary: Vocabulary, draft: Draft) -> None:
    """Put every row into the draft: a criterion, or an alternative of the either/or that it names."""
    taken = {row.text("id") or row.text("any") or "" for row in rows}
    eithers: dict[str, int] = {}
    count = 0
    for row in rows:
        either = row.text("any")
        if either is None:
            filling = _filling(row, ("criteria", count), draft)
            draft.put((*filling.path, "id"), row.text("id") or _made_id(row, filling.metric, taken), row.place("id"))
            _put_measure(filling, vocabulary)
            _put_demand(filling)
            _put_wish(filling)
            filling.read("at_least", _number, "at_least")
            count += 1
            continue
        if either not in eithers:
            eithers[either] = count
            draft.put(("criteria", count, "id"), either, row.place("any"))
            count += 1
        _put_member(row, eithers[either], vocabulary, draft)


def _put_member(row: Row, criterion: int, vocabulary: Vocabulary, draft: Draft) -> None:
    members = draft.tree["criteria"][criterion].get("any", ())
    filling = _filling(row, ("criteria", criterion, "any", len(members)), draft)
    _put_measure(filling, vocabulary)
    _put_demand(filling)
    _put_wish(filling)
    if "id" in row.cells:
        filling.put("id", row.text("id"), "id")
    if "at_least" in row.cells:
        whole = _Filling(row, ("criteria", criterion), None, draft)
        before = draft.tree["criteria"][criterion].get("at_least")
        whole.read("at_least", _number, "at_least")
        if before not in (None, draft.tree["criteria"][criterion]["at_least"]):
            draft.fault(row.place("at_least"), f"is not the {before} of a row above with the same word; keep one")


def _filling(row: Row, path: Path, draft: Draft) -> _Filling:
    """Begins a criterion or member with its metric."""
    given = row.text("metric")
    if given is None:
        at = row.place("metric")
        draft.put((*path, "metric"), "", at)
        draft.fault(at, "is empty, but the row holds something; choose what it is about, or empty the row")
        return _Filling(row, path, None, draft)
    name = METRIC_OF.get(fold(given), given)
    draft.put((*path, "metric"), name, row.place("metric"))
    if name not in CATALOGUE:
        labels = [label for known in CATALOGUE.values() for label in (known.label.en, known.label.sv)]
        offer = did_you_mean(given, labels) or "; choose one of the list (any other column is Other column)"
        draft.fault(row.place("metric"), f"{shown(given)!r} is nothing that can be measured{offer}")
    return _Filling(row, path, CATALOGUE.get(name), draft)


def _made_id(row: Row, metric: Metric | None, taken: set[str]) -> str:
    """A name for a row without one, made of what it measures, and where it says so to what."""
    parts = [metric.name if metric else "row", row.text("to"), row.text("name")]
    base = made = "-".join(part for part in parts if part)
    number = 2
    while made in taken:
        made, number = f"{base}-{number}", number + 1
    taken.add(made)
    return made


def _put_measure(filling: _Filling, vocabulary: Vocabulary) -> None:
    row = filling.row
    if {"lat", "lon"} & row.cells.keys():
        if "to" in row.cells:
            filling.put("to", row.text("to"), "to", "name")
        filling.read("lon", figure_of, "to", "lon")
        filling.read("lat", figure_of, "to", "lat")
    elif "to" in row.cells:
        filling.put("to", _class(row.text("to") or "", vocabulary), "to")
    for key in TEXTS:
        if key in row.cells:
            filling.put(key, row.text(key), key)
    for key, units in FIGURES.items():
        filling.read(key, partial(_number, units=units), key)
    filling.read("where", lambda cell: _conditions(str(cell)), "where")


def _class(given: str, vocabulary: Vocabulary) -> str:
    """A class by its name or by its word; what is none stays, for the reader of requirements to refuse."""
    own = {fold(name): name for name in sorted(vocabulary.classes)}
    found = CLASS_OF.get(fold(given))
    return given if given in vocabulary.classes else found or own.get(fold(given), given)


def _conditions(cell: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, sign, words in conditions_in(cell):
        if sign in (AT_LEAST, AT_MOST):
            if len(words) != 1:
                raise CellError(f"{name} is held to several numbers; keep one")
            bound, end = found.setdefault(name, {}), "min" if sign == AT_LEAST else "max"
            if not isinstance(bound, dict) or end in bound or "one_of" in bound:
                raise CellError(f"{name} is bounded twice; keep one")
            bound[end] = figure_of(words[0].text)
        elif name in found:
            raise CellError(f"{name} is bounded twice; keep one")
        else:
            found[name] = _truth_or_list(words)
    return found


def _truth_or_list(words: Sequence[Word]) -> Any:
    """Yes or no, else the list of texts; a number that is meant as text stays one, for it to be refused."""
    if len(words) == 1 and words[0].truth is not None:
        return words[0].truth
    return {"one_of": [word.text for word in words]}


def _put_demand(filling: _Filling) -> None:
    row, units = filling.row, _units(filling.metric)
    for key in ("min", "max"):
        filling.read(key, lambda cell: _number(cell, units), "must", key)
    if "one_of" not in row.cells:
        return
    cell, at = row.cells["one_of"]
    try:
        demanded = _demanded(cell, filling.metric)
    except CellError as error:
        filling.draft.fault(at, str(error))
        demanded = [cell]
    if {"min", "max"} & row.cells.keys():
        filling.put("one_of", demanded, "must", "one_of")
    else:
        filling.put("one_of", demanded if isinstance(demanded, bool) else {"one_of": demanded}, "must")


def _demanded(cell: RawCell, metric: Metric | None) -> bool | list[RawCell]:
    """Yes or no where that can be, else the list of what is allowed."""
    if isinstance(cell, bool):
        return cell
    if not isinstance(cell, str):
        return [cell]
    words = words_in(cell)
    if not words:
        raise CellError("holds no word; write what is allowed, or empty the cell")
    may_be_truth = metric is None or metric.kind in (Kind.BOOLEAN, Kind.BY_USE)
    if len(words) == 1 and words[0].truth is not None and may_be_truth:
        return words[0].truth
    return [_category(word, metric) for word in words]


def _put_wish(filling: _Filling) -> None:
    row = filling.row
    ends = [key for key in ("worst", "best") if key in row.cells]
    if "points" in row.cells:
        must = _must(filling)
        filling.read("points", lambda cell: _points(cell, filling.metric, must), "value")
        if ends:
            filling.draft.fault(row.place("points"), "stands beside 0 or 100 points at; keep one of the two ways")
    elif ends:
        _put_ends(filling, ends)


def _put_ends(filling: _Filling, ends: Sequence[str]) -> None:
    """The points between the worst and the best value run straight."""
    row, units, knots = filling.row, _units(filling.metric), []
    at = row.place(ends[0])
    if len(ends) == 1:
        filling.draft.fault(at, "needs the other one of 0 points at and 100 points at beside it; fill in both")
    elif filling.metric and filling.metric.kind not in (Kind.NUMBER, Kind.BY_USE):
        filling.draft.fault(
            at, f"{filling.metric.name} is no number; write words with points under Points, as yes: 100"
        )
    for key in ends:
        try:
            knots.append([_number(row.cells[key][0], units), 0 if key == "worst" else 100])
        except CellError as error:
            filling.draft.fault(row.place(key), str(error))
    filling.put(ends[0], sorted(knots), "value")


def _points(cell: RawCell, metric: Metric | None, must: Any) -> Any:
    if not isinstance(cell, str):
        raise CellError(f"{cell} is no value with its points; write them as 10: 0; 20: 100")
    pairs = points_in(cell)
    kind = metric.kind if metric else Kind.BY_USE
    if kind is Kind.BY_USE:
        kind = _kind_of_use(pairs, must)
    if kind is Kind.NUMBER:
        units = _units(metric)
        return [[_number(word.text, units), points] for word, points in pairs]
    found: dict[str, float] = {}
    for word, points in pairs:
        key = str(word.truth).lower() if kind is Kind.BOOLEAN and word.truth is not None else _category(word, metric)
        if key in found:
            raise CellError(f"{shown(key)!r} has points twice; keep one of them")
        found[key] = points
    return found


def _kind_of_use(pairs: Sequence[tuple[Word, float]], must: Any) -> Kind:
    """What a column of the sites holds: yes or no where that is demanded, numbers where all values are."""
    if isinstance(must, bool):
        return Kind.BOOLEAN
    return Kind.NUMBER if all(word.figure is not None for word, _ in pairs) else Kind.CATEGORY


def _must(filling: _Filling) -> Any:
    holder: Any = filling.draft.tree
    for step in filling.path:
        holder = holder[step]
    return holder.get("must")


def _number(cell: RawCell, units: Mapping[str, float] = NO_UNITS) -> float | int:
    number = figure_of(cell, units)
    return int(number) if number.is_integer() and abs(number) < WHOLE else number


def _units(metric: Metric | None) -> Mapping[str, float]:
    """What may stand behind a number of the metric."""
    if metric is None or metric.unit is None:
        return NO_UNITS
    title = metric_title(metric.name)
    own = {fold(word.rpartition(" (")[2]): 1.0 for word in (title.sv, title.en)}
    return {**own, **UNITS.get(metric.name, {})}


def _category(word: Word, metric: Metric | None) -> str:
    """A category by its word in either language; what is none stays, to be refused by its name."""
    if metric is None or not metric.categories:
        return word.text
    return words_of(metric.name).get(fold(word.text), word.text)
