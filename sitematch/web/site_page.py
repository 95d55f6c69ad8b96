"""What a site's page shows: its figures by group, the unknown ones in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin
from sitematch.texts import translator
from sitematch.views.labels import unit_word, value_text
from sitematch.views.words import NBSP, interval, marked

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


def site_groups(row: dict[str, Any], lang: Lang) -> list[tuple[str, list[Figure]]]:
    """Every metric that a site can state, by group, then what else its file says."""
    attributes = dict(row["attributes"])
    groups = []
    for group, heading in _GROUPS.items():
        stated = [m for m in CATALOGUE.values() if m.group is group and _can_be_stated(m)]
        figures = [Figure(m.label.in_(lang), figure_text(attributes.pop(m.name, None), m, lang)) for m in stated]
        if group is Group.OTHER:
            figures += [Figure(name, None if cell in (None, "") else str(cell)) for name, cell in attributes.items()]
        if figures:
            groups.append((translator(lang)(heading), figures))
    return groups


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
