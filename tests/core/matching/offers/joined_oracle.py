"""Joining sites, by the rules alone and by trying every subset; plain values in and out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

Value = Any
"""None, a number, a pair for an interval, a category, a boolean, or a list of members."""
Site = Mapping[str, Value]
Fit = Callable[[Sequence[int], Mapping[str, Any]], float]

SUMMED = ("area_ha", "owner_count")
MENDED = ("area_ha", "footprint_fit")
RANKS = {"meets": 0, "unknown": 1, "fails": 2}


def slot(part: Mapping[str, Any]) -> str:
    """Under which name a site has its value of a demand."""
    return f"{part['metric']}:{part['to']}" if "to" in part else str(part["metric"])


def verdict(must: Any, value: Value) -> str:
    """How a bound fares at one value."""
    if value is None:
        return "unknown"
    if isinstance(must, bool):
        return "meets" if value == must else "fails"
    if "one_of" in must:
        has = value if isinstance(value, list) else [value]
        return "meets" if set(has) & set(must["one_of"]) else "fails"
    low, high = value if isinstance(value, tuple) else (value, value)
    least, most = must.get("min", -math.inf), must.get("max", math.inf)
    if low >= least and high <= most:
        return "meets"
    return "unknown" if low <= most and high >= least else "fails"


def held(criterion: Mapping[str, Any], of: Callable[[Mapping[str, Any]], str]) -> str | None:
    """How a criterion fares, its demands by ``of``; None without a bound."""
    if "any" not in criterion:
        return of(criterion) if "must" in criterion else None
    found = [of(member) for member in criterion["any"]]
    k = criterion.get("at_least", 1)
    if found.count("meets") >= k:
        return "meets"
    return "fails" if len(found) - found.count("fails") < k else "unknown"


def as_one(
    criteria: Sequence[Mapping[str, Any]], sites: Sequence[Site], fit: Fit, members: Sequence[int]
) -> dict[str, str]:
    """How every criterion with a bound fares at some sites held as one."""

    def of(part: Mapping[str, Any]) -> str:
        if part["metric"] == "footprint_fit":
            return verdict(part["must"], fit(members, part))
        values = [sites[i].get(slot(part)) for i in members]
        if part["metric"] in SUMMED:
            ends = [(0.0, math.inf) if v is None else v if isinstance(v, tuple) else (v, v) for v in values]
            return verdict(part["must"], (sum(low for low, _ in ends), sum(high for _, high in ends)))
        return max((verdict(part["must"], value) for value in values), key=RANKS.__getitem__)

    told = {criterion["id"]: held(criterion, of) for criterion in criteria}
    return {name: one for name, one in told.items() if one is not None}


def fails_by_size_alone(criteria: Sequence[Mapping[str, Any]], site: Site, fit: Callable[[Any], float]) -> bool:
    """Whether a site fails, and would not if its area and its room sufficed."""

    def of(part: Mapping[str, Any]) -> str:
        return verdict(part["must"], fit(part) if part["metric"] == "footprint_fit" else site.get(slot(part)))

    def mended(part: Mapping[str, Any]) -> str:
        return "meets" if part["metric"] in MENDED else of(part)

    return any(held(c, of) == "fails" for c in criteria) and not any(held(c, mended) == "fails" for c in criteria)


def hang_together(members: Sequence[int], close: Callable[[int, int], bool]) -> bool:
    """Whether all are reached from the first by neighbours among them."""
    reached, edge = {members[0]}, [members[0]]
    while edge:
        site = edge.pop()
        fresh = [other for other in members if other not in reached and close(site, other)]
        reached.update(fresh)
        edge += fresh
    return len(reached) == len(members)


def all_assemblies(
    criteria: Sequence[Mapping[str, Any]],
    sites: Sequence[Site],
    close: Callable[[int, int], bool],
    fit: Fit,
    most: int,
) -> set[tuple[int, ...]]:
    """Every minimal set of neighbours that does not fail as one."""
    candidates = [
        i for i, site in enumerate(sites) if fails_by_size_alone(criteria, site, lambda part, i=i: fit([i], part))
    ]
    passing: list[tuple[int, ...]] = []
    for size in range(2, most + 1):
        for members in combinations(candidates, size):
            if any(set(smaller) < set(members) for smaller in passing) or not hang_together(members, close):
                continue
            if "fails" not in as_one(criteria, sites, fit, members).values():
                passing.append(members)
    return set(passing)


def pairs(n: int) -> Iterable[tuple[int, int]]:
    """All pairs of n sites."""
    return combinations(range(n), 2)
