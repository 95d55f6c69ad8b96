"""Changes: what would have to be otherwise on a criterion that fails, and whether anyone can change it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sitematch.core.arrays import BoolArray
from sitematch.core.matching.result import Change, CriterionOutcome
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.verdicts import FAILS, MEETS
from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Kind, Origin
from sitematch.core.requirement.model import AnyOf, Measure


def is_changeable(measure: Measure) -> bool:
    """Whether someone can change what a measure says of a given site: a plan, yes; the way to a port, no."""
    metric = CATALOGUE[measure.metric]
    if metric.kind is Kind.BY_USE:
        meant = CATALOGUE.get(measure.name or "")
        metric = meant if meant is not None and meant.origin is not Origin.REACH else metric
    return metric.changeable


def changeable(assessment: Assessment) -> BoolArray:
    """Where a criterion can be made to hold, shape (n,): of an either/or, where enough members hold or can change."""
    criterion = assessment.criterion
    if not isinstance(criterion, AnyOf):
        assert assessment.verdicts is not None
        return np.full(len(assessment.verdicts), is_changeable(criterion.measure), dtype=np.bool_)
    able = [
        np.ones(len(codes), dtype=np.bool_) if is_changeable(member.measure) else codes == MEETS
        for member, codes in zip(criterion.members, assessment.members, strict=True)
    ]
    enough: BoolArray = np.sum(able, axis=0) >= criterion.at_least
    return enough


def fixed(assessment: Assessment) -> BoolArray:
    """Where a criterion fails and nobody can change that, shape (n,)."""
    assert assessment.verdicts is not None
    stuck: BoolArray = (assessment.verdicts == FAILS) & ~changeable(assessment)
    return stuck


def change(outcome: CriterionOutcome, given: Mapping[str, Any], gap: float, *, can_change: bool) -> Change:
    """What it takes that a failing criterion holds.

    Args:
        outcome: what the site has.
        given: the criterion as the document has it.
        gap: how far off it is, NaN for what is no number.
        can_change: whether anyone can change it.
    """
    return Change(
        id=outcome.id,
        metric=outcome.metric,
        was=outcome.value,
        was_low=outcome.value_low,
        was_high=outcome.value_high,
        to=_target(outcome, given),
        unit=outcome.unit,
        gap=None if math.isnan(gap) else gap,
        changeable=can_change,
    )


def _target(outcome: CriterionOutcome, given: Mapping[str, Any]) -> Any:
    """The end of the bound that is missed, the categories, the boolean, or how many members have to hold."""
    if "any" in given:
        return given["at_least"]
    must = given["must"]
    if not isinstance(must, Mapping):
        return must
    if "one_of" in must:
        return tuple(must["one_of"])
    least = must.get("min")
    return least if least is not None and outcome.value_high is not None and outcome.value_high < least else must["max"]
