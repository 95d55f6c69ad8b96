"""What a row demands and what it wishes for: bounds, and points over values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sitematch.core.metrics import Kind, Metric
from sitematch.core.sites.categories import words_of
from sitematch.core.sites.words import fold, shown
from sitematch.intake.requirement_form.filling import Filling, number_of, units_of
from sitematch.intake.requirement_form.words import CellError, Word, points_in, words_in
from sitematch.intake.tables import RawCell


def put_demand(filling: Filling) -> None:
    """Put what the row demands: ends of a range, yes or no, or words that are allowed."""
    row, units = filling.row, units_of(filling.metric)
    for key in ("min", "max"):
        filling.read(key, lambda cell: number_of(cell, units), "must", key)
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


def put_wish(filling: Filling) -> None:
    """Put what the row gives points for, written in one of the two ways."""
    row = filling.row
    ends = [key for key in ("worst", "best") if key in row.cells]
    if "points" in row.cells:
        must = _must(filling)
        filling.read("points", lambda cell: _points(cell, filling.metric, must), "value")
        if ends:
            filling.draft.fault(row.place("points"), "stands beside 0 or 100 points at; keep one of the two ways")
    elif ends:
        _put_ends(filling, ends)


def _put_ends(filling: Filling, ends: Sequence[str]) -> None:
    """The points between the worst and the best value run straight."""
    row, units, knots = filling.row, units_of(filling.metric), []
    at = row.place(ends[0])
    if len(ends) == 1:
        filling.draft.fault(at, "needs the other one of 0 points at and 100 points at beside it; fill in both")
    elif filling.metric and filling.metric.kind not in (Kind.NUMBER, Kind.BY_USE):
        filling.draft.fault(
            at, f"{filling.metric.name} is no number; write words with points under Points, as yes: 100"
        )
    for key in ends:
        try:
            knots.append([number_of(row.cells[key][0], units), 0 if key == "worst" else 100])
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
        units = units_of(metric)
        return [[number_of(word.text, units), points] for word, points in pairs]
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


def _must(filling: Filling) -> Any:
    holder: Any = filling.draft.tree
    for step in filling.path:
        holder = holder[step]
    return holder.get("must")


def _category(word: Word, metric: Metric | None) -> str:
    """A category by its word in either language; what is none stays, to be refused by its name."""
    if metric is None or not metric.categories:
        return word.text
    return words_of(metric.name).get(fold(word.text), word.text)
