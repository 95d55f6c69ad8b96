"""Which figures sites lack that requirements ask for, those first that matter most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE, Origin
from sitematch.core.requirement import normalised_weights
from sitematch.core.requirement.model import AnyOf, Criterion, Measure, Requirement
from sitematch.intake.findings import Report
from sitematch.intake.meanings import BASE_COLUMNS
from sitematch.intake.summary import MissingFigure, Stated

ATTRIBUTE: Final = "attribute"
OUTLINE_ONLY: Final = frozenset({"elongation", "footprint_fit"})
"""What only an outline can tell."""


@dataclass(slots=True)
class _Asked:
    """Who asks for a figure."""

    presets: dict[str, None] = field(default_factory=dict)
    must: dict[str, None] = field(default_factory=dict)
    weight: float = 0.0


def with_missing(report: Report, requirements: Sequence[Requirement], lang: Lang) -> Report:
    """The report with the figures that its sites lack for these requirements."""
    return replace(report, missing=missing_figures(report.stated, requirements, lang))


def missing_figures(stated: Stated, requirements: Sequence[Requirement], lang: Lang) -> tuple[MissingFigure, ...]:
    """The figures that a file can state and sites lack, by what hangs on them.

    First those that are a condition to most requirements, then by the sum of their weights, then those that most ask
    for, then by name.
    """
    asked: dict[tuple[str, str | None], _Asked] = defaultdict(_Asked)
    for requirement in requirements:
        _add(requirement, asked)
    found = []
    for (metric, name), who in asked.items():
        column = None if metric in OUTLINE_ONLY else name or metric
        filled = stated.outlines if column is None else (stated.columns or {}).get(column, 0)
        if filled < stated.sites and column not in BASE_COLUMNS:
            label = name or CATALOGUE[metric].label.in_(lang)
            lacking = stated.sites - filled
            found.append(MissingFigure(metric, column, label, lacking, tuple(who.presets), tuple(who.must), who.weight))
    return tuple(sorted(found, key=lambda f: (-len(f.must), -f.weight, -len(f.presets), f.metric, f.column or "")))


def _add(requirement: Requirement, asked: dict[tuple[str, str | None], _Asked]) -> None:
    shares = normalised_weights(requirement)
    for criterion in requirement.criteria:
        for measure in _measures(criterion):
            who = asked[measure.metric, measure.name]
            who.presets[requirement.id] = None
            if isinstance(criterion, Criterion):
                who.weight += shares.get(criterion.id, 0.0)
                if criterion.must is not None:
                    who.must[requirement.id] = None


def _measures(criterion: Criterion | AnyOf) -> Iterable[Measure]:
    """What of a criterion a file can state or draw; what follows from roads and people is none of it."""
    parts = criterion.members if isinstance(criterion, AnyOf) else (criterion,)
    measures = dict.fromkeys(part.measure for part in parts)
    return [m for m in measures if m.metric in OUTLINE_ONLY or CATALOGUE[m.metric].origin is Origin.STATED]
