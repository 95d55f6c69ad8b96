"""The rules of a match in plain, slow Python with exact fractions, written from the rules alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

INFINITE = Fraction(10**9)


@dataclass(frozen=True)
class Told:
    """What is to come out for one site."""

    id: str
    verdicts: Mapping[str, str | None]
    points: Mapping[str, tuple[Fraction, Fraction]]
    gaps: Mapping[str, Fraction | None]
    shortfall: Fraction
    score: tuple[Fraction, Fraction] | None

    @property
    def failing(self) -> int:
        return list(self.verdicts.values()).count("fails")

    @property
    def unknown(self) -> int:
        return list(self.verdicts.values()).count("unknown")

    @property
    def status(self) -> str:
        return "fails" if self.failing else "open" if self.unknown else "qualifies"

    @property
    def middle(self) -> Fraction:
        return sum(self.score, Fraction(0)) / 2 if self.score else Fraction(0)


def tell(criteria: Sequence[Mapping[str, Any]], site_id: str, values: Mapping[str, Any]) -> Told:
    """Hold every criterion against one site."""
    verdicts, points, gaps, shortfall = {}, {}, {}, Fraction(0)
    for criterion in criteria:
        name = criterion["id"]
        if "any" in criterion:
            verdicts[name], cost = _either(criterion, values)
            gaps[name] = None
        else:
            slot, value = _slot(criterion), values.get(_slot(criterion))
            verdicts[name], gaps[name], cost = _bound(criterion.get("must"), slot, value)
            if "value" in criterion:
                points[name] = _points(criterion["value"], value)
        if verdicts[name] == "fails":
            shortfall += cost
    return Told(site_id, verdicts, points, gaps, shortfall, _score(criteria, points))


def ranked(told: Sequence[Told]) -> list[str]:
    """The list: who does not fail, by score falling, fewer unknown musts, id."""
    return [t.id for t in sorted((t for t in told if not t.failing), key=lambda t: (-t.middle, t.unknown, t.id))]


def missed(told: Sequence[Told]) -> list[str]:
    """The near misses: fewest failing, least shortfall, id."""
    return [t.id for t in sorted((t for t in told if t.failing), key=lambda t: (t.failing, t.shortfall, t.id))]


def span(told: Sequence[Told], site_id: str) -> tuple[int, int]:
    """The best and worst rank of one site, by trying both."""
    field = [t for t in told if not t.failing]

    def rank(own: int, theirs: int) -> int:
        def key(t: Told) -> tuple[Fraction, int, str]:
            end = own if t.id == site_id else theirs
            return (-(t.score[end] if t.score else 0), t.unknown, t.id)

        return [t.id for t in sorted(field, key=key)].index(site_id) + 1

    return rank(1, 0), rank(0, 1)


def _slot(part: Mapping[str, Any]) -> str:
    return f"{part['metric']}:{part['to']}" if "to" in part else str(part["metric"])


def _either(criterion: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, Fraction]:
    held = [_bound(member["must"], _slot(member), values.get(_slot(member))) for member in criterion["any"]]
    k = criterion.get("at_least", 1)
    surely = sum(1 for verdict, _, _ in held if verdict == "meets")
    maybe = sum(1 for verdict, _, _ in held if verdict != "fails")
    costs = sorted(cost if verdict == "fails" else Fraction(0) for verdict, _, cost in held)
    verdict = "meets" if surely >= k else "fails" if maybe < k else "unknown"
    return verdict, sum(costs[:k], Fraction(0))


def _bound(must: Any, slot: str, value: Any) -> tuple[str | None, Fraction | None, Fraction]:
    """Verdict, gap, and relative shortfall."""
    if must is None:
        return None, None, Fraction(0)
    if isinstance(must, bool):
        return ("unknown" if value is None else "meets" if value == must else "fails"), None, Fraction(1)
    if "one_of" in must:
        has = value if isinstance(value, list) else [value]
        holds = any(member in must["one_of"] for member in has)
        return ("unknown" if value is None else "meets" if holds else "fails"), None, Fraction(1)
    return _between(must, slot, value)


def _between(must: Mapping[str, float], slot: str, value: Any) -> tuple[str, Fraction | None, Fraction]:
    if value is None:
        return "unknown", None, Fraction(0)
    low, high = (_compared(end, slot) for end in (value if isinstance(value, tuple) else (value, value)))
    least = _compared(must["min"], slot) if "min" in must else -INFINITE
    most = _compared(must["max"], slot) if "max" in must else INFINITE
    if low >= least and high <= most:
        return "meets", None, Fraction(0)
    if least <= high and low <= most:
        return "unknown", None, Fraction(0)
    end = must["min"] if high < least else must["max"]
    gap = least - high if high < least else low - most
    gap = gap / 600 if slot.startswith("drive_min") else gap
    return "fails", gap, gap / abs(Fraction(end)) if end else gap


def _compared(number: float, slot: str) -> Fraction:
    if slot.startswith("drive_min"):
        return Fraction(math.floor(Fraction(number) * 600 + Fraction(1, 2)))
    return Fraction(number)


def _points(function: Any, value: Any) -> tuple[Fraction, Fraction]:
    if isinstance(function, Mapping):
        return _points_of_category(function, value)
    knots = [(Fraction(x), Fraction(y)) for x, y in function]
    if value is None:
        return min(y for _, y in knots), max(y for _, y in knots)
    low, high = (Fraction(end) for end in (value if isinstance(value, tuple) else (value, value)))
    reached = [_height(knots, low), _height(knots, high), *(y for x, y in knots if low <= x <= high)]
    return min(reached), max(reached)


def _height(knots: Sequence[tuple[Fraction, Fraction]], x: Fraction) -> Fraction:
    if x <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return knots[-1][1]


def _points_of_category(function: Mapping[str, float], value: Any) -> tuple[Fraction, Fraction]:
    least, most = Fraction(min(function.values())), Fraction(max(function.values()))
    if value is None:
        return least, most
    members = [str(member).lower() if isinstance(member, bool) else member for member in _listed(value)]
    known = [Fraction(function[member]) for member in members if member in function]
    if len(known) == len(members):
        return max(known), max(known)
    return (max(known) if known else least), most


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _score(
    criteria: Sequence[Mapping[str, Any]], points: Mapping[str, tuple[Fraction, Fraction]]
) -> tuple[Fraction, Fraction] | None:
    weights = {c["id"]: Fraction(c["weight"]) for c in criteria if "value" in c}
    if not weights:
        return None
    low, high = (sum(w * points[name][end] for name, w in weights.items()) / sum(weights.values()) for end in (0, 1))
    return low, high
