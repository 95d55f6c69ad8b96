"""Every criterion of a requirement held against every site, as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitematch.core.arrays import IntArray
from sitematch.core.matching.scoring.near_misses import Lack, lack, lack_of_any
from sitematch.core.matching.scoring.points import Points, points
from sitematch.core.matching.scoring.verdicts import Codes, surely_holding, verdicts, verdicts_of_any
from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Kind, Origin
from sitematch.core.requirement.model import AnyOf, Bound, Criterion, Measure
from sitematch.core.sites.columns import Column

ANY = "any"
"""What stands for the metric of an either/or."""


@dataclass(frozen=True, eq=False, slots=True)
class Assessment:
    """One criterion at n sites, in the order of the columns.

    ``verdicts`` and ``lack`` are None without a bound, ``points`` without a value function. ``holding`` is the number
    of members of an either/or that surely hold, ``members`` how each of them fares.
    """

    criterion: Criterion | AnyOf
    verdicts: Codes | None
    lack: Lack | None
    points: Points | None
    holding: IntArray | None = None
    members: tuple[Codes, ...] = ()

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.criterion.id

    @property
    def metric(self) -> str:
        """The name of its metric."""
        return ANY if isinstance(self.criterion, AnyOf) else self.criterion.measure.metric


def assess(criteria: Sequence[Criterion | AnyOf], columns: Mapping[Measure, Column]) -> tuple[Assessment, ...]:
    """Hold each criterion against the columns, in the order of ``criteria``."""
    return tuple(_assess_any(c, columns) if isinstance(c, AnyOf) else _assess_one(c, columns) for c in criteria)


def unit_of(measure: Measure) -> str | None:
    """What stands behind the numbers of a measure, None where they have no unit or are no numbers."""
    metric = CATALOGUE[measure.metric]
    if metric.kind is Kind.BY_USE:
        meant = CATALOGUE.get(measure.name or "")
        metric = meant if meant is not None and meant.origin is not Origin.REACH else metric
    return metric.unit if measure.kind is Kind.NUMBER else None


def _assess_one(criterion: Criterion, columns: Mapping[Measure, Column]) -> Assessment:
    column = columns[criterion.measure]
    gained = points(criterion.value, column) if criterion.value is not None else None
    if criterion.must is None:
        return Assessment(criterion, verdicts=None, lack=None, points=gained)
    codes, short = _hold(criterion.must, criterion.measure, column)
    return Assessment(criterion, codes, short, gained)


def _assess_any(criterion: AnyOf, columns: Mapping[Measure, Column]) -> Assessment:
    held = [_hold(member.must, member.measure, columns[member.measure]) for member in criterion.members]
    members = tuple(codes for codes, _ in held)
    return Assessment(
        criterion,
        verdicts_of_any(members, criterion.at_least),
        lack_of_any([short for _, short in held], criterion.at_least),
        points=None,
        holding=surely_holding(members),
        members=members,
    )


def _hold(bound: Bound, measure: Measure, column: Column) -> tuple[Codes, Lack]:
    in_minutes = unit_of(measure) == "min"
    codes = verdicts(bound, column, in_minutes=in_minutes)
    return codes, lack(bound, column, codes, in_minutes=in_minutes)
