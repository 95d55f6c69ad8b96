"""The rows of the form, one criterion or one alternative each, put into a draft of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from sitematch.core.metrics import CATALOGUE, Metric, did_you_mean
from sitematch.core.requirement import Vocabulary
from sitematch.core.requirement.tree import Path
from sitematch.core.sites.numbers import NO_UNITS
from sitematch.core.sites.words import fold, shown
from sitematch.intake.requirement_form.demands import put_demand, put_wish
from sitematch.intake.requirement_form.draft import Draft
from sitematch.intake.requirement_form.filling import Filling, Row, number_of
from sitematch.intake.requirement_form.terms import CLASS_OF, METRIC_OF
from sitematch.intake.requirement_form.words import AT_LEAST, AT_MOST, CellError, Word, conditions_in, figure_of

TEXTS: Final = ("group", "name")
FIGURES: Final[Mapping[str, Mapping[str, float]]] = {
    "within_min": {"min": 1.0, "minuter": 1.0, "minutes": 1.0},
    "length_m": {"m": 1.0},
    "width_m": {"m": 1.0},
    "weight": {"%": 1.0},
    "rank": NO_UNITS,
}
"""Figures of a row, and what may stand behind them."""


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
            put_demand(filling)
            put_wish(filling)
            filling.read("at_least", number_of, "at_least")
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
    put_demand(filling)
    put_wish(filling)
    if "id" in row.cells:
        filling.put("id", row.text("id"), "id")
    if "at_least" in row.cells:
        whole = Filling(row, ("criteria", criterion), None, draft)
        before = draft.tree["criteria"][criterion].get("at_least")
        whole.read("at_least", number_of, "at_least")
        if before not in (None, draft.tree["criteria"][criterion]["at_least"]):
            draft.fault(row.place("at_least"), f"is not the {before} of a row above with the same word; keep one")


def _filling(row: Row, path: Path, draft: Draft) -> Filling:
    """Begins a criterion or member with its metric."""
    given = row.text("metric")
    if given is None:
        at = row.place("metric")
        draft.put((*path, "metric"), "", at)
        draft.fault(at, "is empty, but the row holds something; choose what it is about, or empty the row")
        return Filling(row, path, None, draft)
    name = METRIC_OF.get(fold(given), given)
    draft.put((*path, "metric"), name, row.place("metric"))
    if name not in CATALOGUE:
        labels = [label for known in CATALOGUE.values() for label in (known.label.en, known.label.sv)]
        offer = did_you_mean(given, labels) or "; choose one of the list (any other column is Other column)"
        draft.fault(row.place("metric"), f"{shown(given)!r} is nothing that can be measured{offer}")
    return Filling(row, path, CATALOGUE.get(name), draft)


def _made_id(row: Row, metric: Metric | None, taken: set[str]) -> str:
    """A name for a row without one, made of what it measures, and where it says so to what."""
    parts = [metric.name if metric else "row", row.text("to"), row.text("name")]
    base = made = "-".join(part for part in parts if part)
    number = 2
    while made in taken:
        made, number = f"{base}-{number}", number + 1
    taken.add(made)
    return made


def _put_measure(filling: Filling, vocabulary: Vocabulary) -> None:
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
        filling.read(key, partial(number_of, units=units), key)
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
