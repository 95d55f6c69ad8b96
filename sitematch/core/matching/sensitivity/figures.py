"""How far one figure of one site has to move until another site is first.

All criteria that ask for a figure move with it. Between the knots of their value functions and the ends of their bounds
nothing changes but the score, and that linearly: each stretch between two such points is looked at once, from the
figure outwards, and the point where the place changes hands is solved for. Other sites stand still meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np

from sitematch.core.arrays import FloatArray
from sitematch.core.matching.outcomes import plain_category
from sitematch.core.matching.scoring.assessment import Assessment, unit_of
from sitematch.core.matching.scoring.verdicts import comparable_bounds
from sitematch.core.matching.sensitivity.ground import Fate, FigureGround, fate_of, is_first
from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Kind
from sitematch.core.requirement.model import AnyOf, Between, Bound, Measure, PiecewiseLinear
from sitematch.core.sites.columns import CategoryColumn, NumberColumn
from sitematch.units import DECISECONDS_PER_MINUTE

_PERCENT: Final = 100.0
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where the place changes hands: at ``to``, or only beyond it; ``leaves``: for the site fails there."""

    to: float
    up: bool
    beyond: bool
    leaves: bool


def figure_turns(ground: FigureGround, *, loses: bool) -> Iterator[dict[str, Any]]:
    """For each figure of the site that is known, the nearest other value at which the first place changes hands.

    Args:
        ground: the site and its rival.
        loses: whether it is the first site that loses the place, else another one that gains it.

    Yields:
        Rows ``{id, member, metric, unit, from, to, change, direction, beyond, leaves}``, in the order of the document;
        ``id`` is the first criterion that asks for the figure, ``member`` which member of it, if it is an either/or,
        ``leaves`` whether the site then fails and leaves the list. Of a category or boolean ``change`` and
        ``direction`` are None.
    """
    for measure, asking in _by_measure(ground.assessments).items():
        if _cannot(ground, asking, loses):
            continue
        column = ground.columns[measure]
        if isinstance(column, NumberColumn):
            found = _of_number(ground, measure, column, asking, loses)
        else:
            found = _of_category(ground, measure, column, asking, loses)
        if found is not None:
            named = {"id": asking[0].id, "member": _member(asking[0], measure), "metric": measure.metric}
            yield {**named, "unit": unit_of(measure), **found}


def _cannot(ground: FigureGround, asking: Sequence[Assessment], loses: bool) -> bool:
    """Whether no value of a figure can do it, so that none has to be looked at: most figures move too little."""
    if ground.rival is None or (loses and any(each.verdicts is not None for each in asking)):
        return False
    reach = ground.score
    for each in asking:
        if each.points is not None and not isinstance(each.criterion, AnyOf) and each.criterion.value is not None:
            value = each.criterion.value
            heights = value.points if isinstance(value, PiecewiseLinear) else [height for _, height in value.points]
            now = (each.points.low[ground.row] + each.points.high[ground.row]) / 2
            reach += ground.shares[each.id] * ((min(heights) if loses else max(heights)) - now)
    return bool(reach > ground.rival[0] + _ROUNDING if loses else reach < ground.rival[0] - _ROUNDING)


def _member(assessment: Assessment, measure: Measure) -> int | None:
    criterion = assessment.criterion
    if not isinstance(criterion, AnyOf):
        return None
    return next(i for i, member in enumerate(criterion.members) if member.measure == measure)


def _by_measure(assessments: Sequence[Assessment]) -> dict[Measure, list[Assessment]]:
    """Which criteria, either/or among them, ask for each measure."""
    asking: dict[Measure, list[Assessment]] = {}
    for each in assessments:
        parts = each.criterion.members if isinstance(each.criterion, AnyOf) else (each.criterion,)
        for measure in dict.fromkeys(part.measure for part in parts):
            asking.setdefault(measure, []).append(each)
    return asking


def _of_number(
    ground: FigureGround, measure: Measure, column: NumberColumn, asking: Sequence[Assessment], loses: bool
) -> dict[str, Any] | None:
    start = float(column.low[ground.row])
    if start != column.high[ground.row]:
        return None
    stops = _stops(measure, asking, start)
    at = stops.index(start)
    # behind the last stop everything stays as it is: one more value stands for all of that
    values = np.array([stops[0] - 1.0, *stops, stops[-1] + 1.0])
    middles = (values[:-1] + values[1:]) / 2
    everywhere = fate_of(ground, measure, _numbers(np.concatenate([values, middles])), asking)
    at_values, between = everywhere.take(slice(None, len(values))), everywhere.take(slice(len(values), None))
    # on a scale that ends there is nothing behind its end
    first = 1 if stops[0] == _least(measure) else 0
    last = len(values) - (2 if stops[-1] == _most(measure) else 1)
    paths = range(at + 1, last), range(at + 1, first, -1)
    turns = [turn for path in paths if (turn := _walk(ground, values, (at_values, between), path, loses))]
    if not turns:
        return None
    turn = min(turns, key=lambda each: abs(each.to - start))
    return {
        "from": start,
        "to": turn.to,
        "change": turn.to - start,
        "direction": "up" if turn.up else "down",
        "beyond": turn.beyond,
        "leaves": turn.leaves,
    }


def _walk(ground: FigureGround, values: FloatArray, fates: tuple[Fate, Fate], path: range, loses: bool) -> _Turn | None:
    """The first value on the way at which the place changes hands."""
    at_values, between = fates
    step = path.step
    for here in path:
        there = here + step
        stretch = min(here, there)
        listed = bool(between.listed[stretch])
        ends = float(at_values.scores[here]), float(at_values.scores[there])
        found = _in_stretch(ground, ends, int(between.unknown[stretch]), listed, loses)
        if found is not None:
            part, beyond = found
            to = values[here] + part * (values[there] - values[here])
            return _Turn(float(to), step > 0, beyond, leaves=not listed)
        listed = bool(at_values.listed[there])
        if is_first(ground, ends[1], int(at_values.unknown[there]), listed) != loses:
            return _Turn(float(values[there]), step > 0, beyond=False, leaves=not listed)
    return None


def _in_stretch(
    ground: FigureGround, ends: tuple[float, float], unknown: int, listed: bool, loses: bool
) -> tuple[float, bool] | None:
    """Where on the way from one stop to the next the place changes hands: in parts of the way, and whether beyond."""
    if not listed or ground.rival is None:
        return (0.0, True) if loses and not listed else None
    rival, here, there = ground.rival[0], ends[0] - ground.rival[0], ends[1] - ground.rival[0]
    after = here if here != 0.0 else there
    if is_first(ground, rival + float(np.sign(after)), unknown, listed) != loses:
        return 0.0, True
    if here * there < 0.0:
        at_tie = is_first(ground, rival, unknown, listed) != loses
        return here / (here - there), not at_tie
    return None


def _stops(measure: Measure, asking: Sequence[Assessment], start: float) -> list[float]:
    """Every value at which something may turn: knots, ends of bounds, the figure as it is, ends of the scale."""
    in_minutes = unit_of(measure) == "min"
    found = {start}
    for each in asking:
        criterion = each.criterion
        if isinstance(criterion, AnyOf):
            bounds: list[Bound | None] = [m.must for m in criterion.members if m.measure == measure]
        else:
            bounds = [criterion.must]
            if isinstance(criterion.value, PiecewiseLinear):
                found.update(criterion.value.x)
        found.update(chain.from_iterable(_turning(bound, in_minutes) for bound in bounds))
    least, most = _least(measure), _most(measure)
    found.update(end for end in (least, most) if np.isfinite(end))
    return sorted(stop for stop in found if min(least, start) <= stop <= max(most, start))


def _turning(bound: Bound | None, in_minutes: bool) -> Iterator[float]:
    """Where a bound on a number stops to hold; minutes do so half a decisecond off, as they are compared in whole."""
    if not isinstance(bound, Between):
        return
    least, most = comparable_bounds(bound, in_minutes)
    half, scale = (0.5, DECISECONDS_PER_MINUTE) if in_minutes else (0.0, 1)
    yield from (end / scale for end in (least - half, most + half) if np.isfinite(end))


def _least(measure: Measure) -> float:
    """The least that the figure can be: numbers of the catalogue are not below 0."""
    known = CATALOGUE[measure.metric].kind is not Kind.BY_USE or measure.name in CATALOGUE
    return 0.0 if known else -np.inf


def _most(measure: Measure) -> float:
    return _PERCENT if unit_of(measure) == "%" and _least(measure) == 0.0 else np.inf


def _of_category(
    ground: FigureGround, measure: Measure, column: CategoryColumn, asking: Sequence[Assessment], loses: bool
) -> dict[str, Any] | None:
    """The other category that changes the first place at the smallest change of the score."""
    code = int(column.codes[ground.row])
    if column.kind is Kind.SET or code < 0 or len(column.values[code]) != 1:
        return None
    known = [category for category in _categories(measure, asking) if (category,) != column.values[code]]
    values = tuple((category,) for category in known)
    nothing = (None,) * len(known)
    changed = CategoryColumn(column.kind, np.arange(len(known)), values, nothing, nothing)
    fate = fate_of(ground, measure, changed, asking)
    turning = [
        i
        for i in range(len(known))
        if is_first(ground, float(fate.scores[i]), int(fate.unknown[i]), bool(fate.listed[i])) != loses
    ]
    if not turning:
        return None
    nearest = min(turning, key=lambda i: abs(fate.scores[i] - ground.score))
    return {
        "from": plain_category(column.kind, column.values[code]),
        "to": plain_category(column.kind, values[nearest]),
        "change": None,
        "direction": None,
        "beyond": False,
        "leaves": not bool(fate.listed[nearest]),
    }


def _categories(measure: Measure, asking: Sequence[Assessment]) -> tuple[str, ...]:
    """The categories of a measure whose points are told wherever it is asked for; of a column those that are named."""
    if measure.kind is Kind.BOOLEAN:
        known: tuple[str, ...] = ("false", "true")
    else:
        meant = measure.name if CATALOGUE[measure.metric].kind is Kind.BY_USE else measure.metric
        known = CATALOGUE[meant].categories if meant is not None and meant in CATALOGUE else ()
    maps = [
        dict(value.points)
        for each in asking
        if not isinstance(each.criterion, AnyOf)
        and (value := each.criterion.value) is not None
        and not isinstance(value, PiecewiseLinear)
    ]
    named = known or tuple(dict.fromkeys(chain.from_iterable(maps)))
    return tuple(category for category in named if all(category in points for points in maps))


def _numbers(values: FloatArray) -> NumberColumn:
    nothing = (None,) * len(values)
    return NumberColumn(values, values, nothing, nothing, nothing)
