"""One site of the list against its one rival, and what becomes of it when one of its figures is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.matching.scoring.assessment import Assessment, unit_of
from sitematch.core.matching.scoring.points import points
from sitematch.core.matching.scoring.standings import Standings
from sitematch.core.matching.scoring.verdicts import FAILS, UNKNOWN, verdicts, verdicts_of_any
from sitematch.core.requirement.model import AnyOf, Measure
from sitematch.core.sites.columns import Column


@dataclass(frozen=True, eq=False, slots=True)
class FigureGround:
    """One site, and what it has to stay ahead of, or to overtake: the score and the tie-break of its one rival.

    ``row`` is the site's among all sites, ``score`` and ``unknown`` are as listed; ``rival`` is None where there is no
    other site. A tie goes to the lower of ``(unknown musts, place by id)``.
    """

    assessments: Sequence[Assessment]
    columns: Mapping[Measure, Column]
    shares: Mapping[str, float]
    row: int
    score: float
    key: tuple[int, int]
    rival: tuple[float, tuple[int, int]] | None

    @classmethod
    def of(
        cls,
        assessments: Sequence[Assessment],
        columns: Mapping[Measure, Column],
        standings: Standings,
        shares: Mapping[str, float],
        place: int,
        rival: int | None,
    ) -> FigureGround:
        """The ground of the site at a place of the list; ``rival`` is the place of whom it is measured against."""

        def standing(at: int) -> tuple[float, tuple[int, int]]:
            site = int(standings.ranked[at])
            score = 0.0 if standings.scores is None else float(standings.scores.middle[site])
            return score, (int(standings.unknown[site]), site)

        score, key = standing(place)
        row = int(standings.rows[standings.ranked[place]])
        return cls(assessments, columns, shares, row, score, key, None if rival is None else standing(rival))


@dataclass(frozen=True, eq=False, slots=True)
class Fate:
    """What becomes of the site at k other values of a figure: whether it is listed, its unknown musts, its score."""

    listed: BoolArray
    unknown: IntArray
    scores: FloatArray

    def take(self, some: slice) -> Fate:
        """What becomes of it at some of the values."""
        return Fate(self.listed[some], self.unknown[some], self.scores[some])


def is_first(ground: FigureGround, score: float, unknown: int, listed: bool) -> bool:
    """Whether the site would be the first of the list with another score, or other unknown musts."""
    if not listed or ground.rival is None:
        return listed
    rival, key = ground.rival
    return score > rival or (score == rival and (unknown, ground.key[1]) < key)


def fate_of(ground: FigureGround, measure: Measure, changed: Column, asking: Sequence[Assessment]) -> Fate:
    """What becomes of the site with the figure at each value of ``changed``; a knot is worth what it says."""
    k = len(changed.reasons)
    listed = np.ones(k, dtype=np.bool_)
    unknown = np.full(k, ground.key[0], dtype=np.int64)
    gain = np.zeros(k)
    for each in asking:
        if each.verdicts is not None:
            now = _verdicts(ground, each, measure, changed)
            listed &= now != FAILS
            unknown += (now == UNKNOWN) - int(each.verdicts[ground.row] == UNKNOWN)
        if each.points is not None:
            before = (each.points.low[ground.row] + each.points.high[ground.row]) / 2
            gain += ground.shares[each.id] * (_worth(each, changed) - before)
    return Fate(listed, unknown, ground.score + gain)


def _verdicts(ground: FigureGround, assessment: Assessment, measure: Measure, changed: Column) -> IntArray:
    criterion, in_minutes = assessment.criterion, unit_of(measure) == "min"
    if not isinstance(criterion, AnyOf):
        assert criterion.must is not None
        return verdicts(criterion.must, changed, in_minutes=in_minutes).astype(np.int64)
    members = [
        verdicts(member.must, changed, in_minutes=in_minutes)
        if member.measure == measure
        else np.full(len(changed.reasons), codes[ground.row], dtype=np.int8)
        for member, codes in zip(criterion.members, assessment.members, strict=True)
    ]
    return verdicts_of_any(members, criterion.at_least).astype(np.int64)


def _worth(assessment: Assessment, changed: Column) -> FloatArray:
    criterion = assessment.criterion
    assert not isinstance(criterion, AnyOf) and criterion.value is not None
    worth = points(criterion.value, changed)
    return (worth.low + worth.high) / 2
