"""Reading value functions: points 0-100 over a number, or by category."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from sitematch.core.metrics import Kind, did_you_mean
from sitematch.core.requirement.bounds import BOOLEAN_CATEGORIES, Subject
from sitematch.core.requirement.model import CategoryPoints, PiecewiseLinear, ValueFunction
from sitematch.core.requirement.parts import Limits, Part, entries, items, number
from sitematch.core.requirement.wording import described, is_strange, shown

POINTS: Final = Limits(0, 100)
_KNOTS: Final = "write at least two points, [[x, points], [x, points]]"
_MAP: Final = "write points by category, {category: points, …}"


def read_value(part: Part, subject: Subject) -> ValueFunction | None:
    """A value function of the form that goes with the subject's kind."""
    if subject.kind is Kind.NUMBER:
        if isinstance(part.value, Mapping):
            part.fault(f"is a mapping, but {subject}; {_KNOTS}")
            return None
        return _piecewise(part)
    if not isinstance(part.value, Mapping):
        part.fault(f"is {described(part.value)}, but {subject}; {_MAP}")
        return None
    return _by_category(part, subject)


def _piecewise(part: Part) -> PiecewiseLinear | None:
    parts = items(part, _KNOTS)
    knots = [_knot(item) for item in parts]
    if len(parts) == 1:
        part.fault(f"has one point only, which says nothing of other values; {_KNOTS}")
    for (before, after), item in zip(pairwise(knots), parts[1:], strict=False):
        if before is not None and after is not None and after[0] <= before[0]:
            item.fault(f"has x {after[0]:.15g} after {before[0]:.15g}; x has to increase from point to point")
            return None
    found = [knot for knot in knots if knot is not None]
    if len(found) < 2 or len(found) < len(knots):
        return None
    return PiecewiseLinear(tuple(x for x, _ in found), tuple(points for _, points in found))


def _knot(part: Part) -> tuple[float, float] | None:
    if not isinstance(part.value, (list, tuple)) or len(part.value) != 2:
        part.fault(f"is {described(part.value)}; a point is a pair, [x, points]")
        return None
    x, points = number(part.child(0, part.value[0])), number(part.child(1, part.value[1]), POINTS)
    return None if x is None or points is None else (x, points)


def _by_category(part: Part, subject: Subject) -> CategoryPoints | None:
    if not part.value:
        part.fault(f"is an empty mapping; {_MAP}")
        return None
    allowed = BOOLEAN_CATEGORIES if subject.kind is Kind.BOOLEAN else subject.categories
    found: list[tuple[str, float]] = []
    for category, child in entries(part, _MAP):
        points = number(child, POINTS)
        if _is_category(category, child, allowed, subject) and points is not None:
            found.append((category, points))
    return CategoryPoints(tuple(found)) if len(found) == len(part.value) else None


def _is_category(category: str, part: Part, allowed: tuple[str, ...], subject: Subject) -> bool:
    if allowed and category not in allowed:
        offer = did_you_mean(category, allowed) or f"; known are {', '.join(allowed)}"
        part.key_fault(f"{shown(category)} is not a category of {subject.name}{offer}")
        return False
    if not category.strip() or any(is_strange(char) for char in category):
        part.key_fault(f"the category {shown(category)} is blank or holds a control character; mend it")
        return False
    return True
