"""Which criteria give a site most, cost it most, and tell it from another: read off the figures of a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sitematch.core.matching.result import CriterionOutcome, NearMiss, RankedSite, Verdict

NAMED: Final = 2
"""So many criteria are named as those that give, or cost, most."""


def middle(one: CriterionOutcome) -> float:
    """What a criterion adds to the score, which counts each range of points by its middle."""
    if one.weight is None or one.points_low is None or one.points_high is None:
        return 0.0
    return one.weight * (one.points_low + one.points_high) / 2


def is_known(one: CriterionOutcome) -> bool:
    """Whether anything at all is known of a criterion."""
    return one.value is not None or one.value_low is not None or one.value_high is not None


def valued(site: RankedSite | NearMiss) -> list[CriterionOutcome]:
    """The criteria that give points."""
    return [one for one in site.criteria if None not in (one.weight, one.points_low, one.points_high)]


def strengths_and_weaknesses(site: RankedSite) -> tuple[list[CriterionOutcome], list[CriterionOutcome]]:
    """The criteria that surely give a site most of its score, and those that surely cost it most, the most first.

    Weight times points, and weight times what lacks to 100. A heavy criterion with middling points does both: what
    costs the site most is told as a weakness alone, any other as a strength.
    """
    costs = _falling(site, lambda one: (one.weight or 0.0) * (100.0 - (one.points_high or 0.0)))
    gives = _falling(site, lambda one: (one.weight or 0.0) * (one.points_low or 0.0))
    strengths = [one for one in gives if one not in costs[:1]][:NAMED]
    return strengths, costs[:1] + [one for one in costs[1:NAMED] if one not in strengths]


def differences(ahead: RankedSite, behind: RankedSite) -> list[tuple[float, CriterionOutcome, CriterionOutcome]]:
    """By how many points of the score one site is ahead of another on each criterion, the most first."""
    there = {one.id: one for one in behind.criteria}
    pairs = [(one, there[one.id]) for one in valued(ahead) if one.id in there]
    return sorted(((middle(one) - middle(other), one, other) for one, other in pairs), key=lambda row: -row[0])


def unknown_musts(site: RankedSite | NearMiss) -> list[CriterionOutcome]:
    """The requirements of which it is not known whether a site meets them."""
    return [one for one in site.criteria if one.verdict is Verdict.UNKNOWN]


def _falling(site: RankedSite, size: Callable[[CriterionOutcome], float]) -> list[CriterionOutcome]:
    return sorted((one for one in valued(site) if is_known(one) and size(one) > 0), key=lambda one: -size(one))
