"""From a requirement to the cells of the form: what reading them gives is an equal requirement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE, Kind
from sitematch.core.requirement.model import (
    AnyOf,
    Between,
    Bound,
    Criterion,
    Demand,
    Measure,
    OneOf,
    PiecewiseLinear,
    Place,
    Requirement,
    Truth,
    ValueFunction,
)
from sitematch.intake.requirement_form.columns import NAME, OTHER_NAME
from sitematch.intake.requirement_form.terms import CLASSES, WEIGHTINGS, metric_title
from sitematch.intake.requirement_form.words import (
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    EQUAL,
    NEXT,
    POINTS,
    write_figure,
    write_text,
    write_word,
)

FormCell = str | float
FormRow = Mapping[str, FormCell]
"""The filled cells of a row, by the key of their column."""
YES_NO: Final[Mapping[Lang, tuple[str, str]]] = {"sv": ("nej", "ja"), "en": ("no", "yes")}
_STORED_DIGITS: Final = 16
"""So many digits of a number are written into a workbook."""


def header_cells(requirement: Requirement, lang: Lang) -> dict[str, FormCell]:
    """What is filled in above the criteria, by the key of its line."""
    name, robustness, assembly = requirement.name, requirement.robustness, requirement.assembly
    cells: dict[str, FormCell | None] = {"id": write_text(requirement.id)}
    if isinstance(name, str):
        cells[NAME] = write_text(name)
    else:
        cells[NAME], cells[OTHER_NAME] = write_text(name[lang]), write_text(name["en" if lang == "sv" else "sv"])
    cells["sector"] = None if requirement.sector is None else write_text(requirement.sector)
    cells["jobs"] = requirement.jobs
    cells["weights"] = WEIGHTINGS[robustness.weights].in_(lang)
    cells |= {"tolerance": robustness.tolerance, "draws": robustness.draws, "seed": robustness.seed}
    if assembly is not None:
        cells |= {"max_parcels": assembly.max_parcels, "max_gap_m": assembly.max_gap_m}
    return {key: _stored(cell) for key, cell in cells.items() if cell is not None}


def rows_of(requirement: Requirement, lang: Lang) -> Iterator[FormRow]:
    """The rows of the form, a criterion or a member of an either/or each."""
    for criterion in requirement.criteria:
        if isinstance(criterion, AnyOf):
            for place, member in enumerate(criterion.members):
                either: dict[str, FormCell] = {"any": write_text(criterion.id)}
                if not place:
                    either["at_least"] = criterion.at_least
                yield {**_demand(member, lang), **either}
        else:
            yield _criterion(criterion, lang)


def _criterion(criterion: Criterion, lang: Lang) -> FormRow:
    cells = {"id": write_text(criterion.id), **_measure(criterion.measure, lang)}
    cells |= _bound(criterion.must, criterion.measure, lang)
    cells |= _value(criterion.value, criterion.measure, lang)
    weighing = {"weight": criterion.weight, "rank": criterion.rank}
    return {**cells, **{key: _stored(number) for key, number in weighing.items() if number is not None}}


def _demand(demand: Demand, lang: Lang) -> dict[str, FormCell]:
    return {**_measure(demand.measure, lang), **_bound(demand.must, demand.measure, lang)}


def _measure(measure: Measure, lang: Lang) -> dict[str, FormCell]:
    cells: dict[str, FormCell] = {"metric": metric_title(measure.metric).in_(lang)}
    if isinstance(measure.to, Place):
        cells |= {"to": write_text(measure.to.name), "lon": _stored(measure.to.lon), "lat": _stored(measure.to.lat)}
    elif measure.to is not None:
        cells["to"] = CLASSES[measure.to].in_(lang) if measure.to in CLASSES else write_text(measure.to)
    for key, text in (("group", measure.group), ("name", measure.name)):
        if text is not None:
            cells[key] = write_text(text)
    figures = {"within_min": measure.within_min, "length_m": measure.length_m, "width_m": measure.width_m}
    cells |= {key: _stored(figure) for key, figure in figures.items() if figure is not None}
    if measure.where:
        clauses = [clause for name, bound in measure.where for clause in _conditions(name, bound, lang)]
        cells["where"] = f"{NEXT} ".join(clauses)
    return cells


def _conditions(name: str, bound: Bound, lang: Lang) -> Iterator[str]:
    word = write_word(name)
    match bound:
        case Between(low, high):
            if low is not None:
                yield f"{word} {AT_LEAST} {write_figure(low, lang)}"
            if high is not None:
                yield f"{word} {AT_MOST} {write_figure(high, lang)}"
        case OneOf(members):
            yield f"{word} {EQUAL} {_list(members)}"
        case Truth(value):
            yield f"{word} {EQUAL} {YES_NO[lang][value]}"


def _list(members: tuple[str, ...]) -> str:
    return f" {BETWEEN} ".join(write_word(member) for member in members)


def _bound(bound: Bound | None, measure: Measure, lang: Lang) -> dict[str, FormCell]:
    match bound:
        case Between(low, high):
            return {key: _stored(end) for key, end in (("min", low), ("max", high)) if end is not None}
        case OneOf(members):
            words = _labels(measure.metric, lang)
            return {"one_of": f" {BETWEEN} ".join(words.get(member) or write_word(member) for member in members)}
        case Truth(value):
            return {"one_of": YES_NO[lang][value]}
        case None:
            return {}


def _value(value: ValueFunction | None, measure: Measure, lang: Lang) -> dict[str, FormCell]:
    if value is None:
        return {}
    if isinstance(value, PiecewiseLinear):
        ends = dict(zip(value.points, value.x, strict=True))
        if len(value.x) == len(ends) == 2 and ends.keys() == {0.0, 100.0}:
            return {"worst": _stored(ends[0.0]), "best": _stored(ends[100.0])}
        pairs = [(write_figure(x, lang), points) for x, points in zip(value.x, value.points, strict=True)]
    else:
        words = _labels(measure.metric, lang)
        if measure.kind is Kind.BOOLEAN:
            words = {"false": YES_NO[lang][0], "true": YES_NO[lang][1]}
        pairs = [(words.get(category) or write_word(category), points) for category, points in value.points]
    return {"points": f"{NEXT} ".join(f"{word}{POINTS} {write_figure(points, lang)}" for word, points in pairs)}


def _labels(metric: str, lang: Lang) -> dict[str, str]:
    """The words for the categories of a metric; none where any text may stand."""
    known = CATALOGUE[metric]
    return {code: text.in_(lang) for code, text in zip(known.categories, known.category_labels, strict=True)}


def _stored(cell: FormCell) -> FormCell:
    """A number as a number, in words where a workbook would lose its last digits."""
    if isinstance(cell, str):
        return cell
    return cell if float(f"{cell:.{_STORED_DIGITS}G}") == cell else write_figure(cell, "en")
