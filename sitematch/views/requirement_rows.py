"""A requirement as rows: what each criterion asks for, how it gives points, and how much it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE
from sitematch.texts import translator
from sitematch.views.labels import ANY, bound_text, criterion_label, unit_word, value_text
from sitematch.views.words import NBSP, number

_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One criterion of a requirement in words; ``weight`` is the one that the document gives."""

    id: str
    label: str
    bound: str
    points: str
    weight: float | None


def requirement_rows(requirement: Mapping[str, Any], lang: Lang) -> list[RequirementRow]:
    """Every criterion, in the document's order."""
    return [_row(criterion, lang) for criterion in requirement.get("criteria", ())]


def _row(criterion: Mapping[str, Any], lang: Lang) -> RequirementRow:
    weight = criterion.get("weight")
    return RequirementRow(
        id=str(criterion["id"]),
        label=criterion_label(criterion, lang),
        bound=_bound(criterion, lang),
        points=_points(criterion, lang),
        weight=None if weight is None else float(weight),
    )


def _bound(criterion: Mapping[str, Any], lang: Lang) -> str:
    if ANY in criterion:
        return bound_text({"at_least": criterion.get("at_least", 1)}, None, None, lang)
    must, metric = criterion.get("must"), str(criterion["metric"])
    return "" if must is None else bound_text(must, metric, _unit(metric), lang)


def _points(criterion: Mapping[str, Any], lang: Lang) -> str:
    """The value function in words: ``100 ha: 0 p; 200 ha: 100 p``."""
    value = criterion.get("value")
    if value is None:
        return ""
    metric = str(criterion["metric"])
    text = translator(lang)("{value}: {points} p")
    if isinstance(value, Mapping):
        pairs = [(value_text(_TRUTHS.get(key, key), metric, None, lang), points) for key, points in value.items()]
    else:
        unit = _unit(metric)
        behind = f"{NBSP}{unit_word(unit, lang)}" if unit else ""
        pairs = [(number(float(x), lang) + behind, points) for x, points in value]
    return "; ".join(text.format(value=what, points=number(float(points), lang)) for what, points in pairs)


def _unit(metric: str) -> str | None:
    return CATALOGUE[metric].unit if metric in CATALOGUE else None
