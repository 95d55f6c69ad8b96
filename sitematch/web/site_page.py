"""What a site's page shows: its figures by group, the unknown ones in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin
from sitematch.service.site_reach import Reached
from sitematch.texts import translator
from sitematch.views.labels import column_label, criterion_label, unit_word, value_text
from sitematch.views.words import NBSP, interval, marked, reason_text

_GROUPS = {
    Group.LAND: marked("Land"),
    Group.PLAN: marked("Plan"),
    Group.POWER_AND_WATER: marked("Power and water"),
    Group.TRANSPORT: marked("Transport"),
    Group.PEOPLE: marked("People"),
    Group.SURROUNDINGS: marked("Surroundings"),
    Group.OTHER: marked("Other"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the page; ``text`` is None where the value is not known."""

    label: str
    text: str | None
    note: str = ""


def site_groups(row: dict[str, Any], lang: Lang) -> list[tuple[str, list[Figure]]]:
    """Every metric that a site can state, by group, then what else its file says."""
    attributes = dict(row["attributes"])
    groups = []
    for group, heading in _GROUPS.items():
        stated = [m for m in CATALOGUE.values() if m.group is group and _can_be_stated(m)]
        figures = [Figure(m.label.in_(lang), figure_text(attributes.pop(m.name, None), m, lang)) for m in stated]
        if group is Group.OTHER:
            figures += [_other(name, cell, lang) for name, cell in attributes.items()]
        if figures:
            groups.append((translator(lang)(heading), figures))
    return groups


def reach_figures(reached: Sequence[Reached], lang: Lang) -> list[Figure]:
    """What a site reaches and who reaches it, with the place a time is to, or why it is not known."""
    return [_reach_figure(one, lang) for one in reached]


def known_of(groups: Sequence[tuple[str, Sequence[Figure]]]) -> tuple[int, int]:
    """How many of the figures that a site can state are known, and how many there are."""
    figures = [figure for _, group in groups for figure in group]
    return sum(figure.text is not None for figure in figures), len(figures)


def _reach_figure(one: Reached, lang: Lang) -> Figure:
    measure, metric = one.measure, CATALOGUE[one.measure.metric]
    criterion = {"metric": metric.name, "to": measure.to, "within_min": measure.within_min}
    label = criterion_label({key: value for key, value in criterion.items() if value is not None}, lang)
    if one.value is None:
        return Figure(label, None, reason_text(one.reason, lang) if one.reason else "")
    return Figure(label, value_text(one.value, metric.name, metric.unit, lang), one.via or "")


def _other(name: str, cell: Any, lang: Lang) -> Figure:
    text = ", ".join(map(str, cell)) if isinstance(cell, list) else "" if cell is None else str(cell)
    return Figure(column_label(name, lang), text.strip() or None)


def figure_text(value: Any, metric: Metric, lang: Lang) -> str | None:
    """A value of a site as text with its unit, None where it is not known."""
    if value is None:
        return None
    if metric.kind is Kind.NUMBER and isinstance(value, list):
        text = interval(value[0], value[1], lang)
        return f"{text}{NBSP}{unit_word(metric.unit, lang)}" if metric.unit else text
    return value_text(tuple(value) if isinstance(value, list) else value, metric.name, metric.unit, lang)


def _can_be_stated(metric: Metric) -> bool:
    return not metric.parameters and metric.origin is not Origin.REACH and metric.kind is not Kind.BY_USE
