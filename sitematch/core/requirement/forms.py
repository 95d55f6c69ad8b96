"""Two forms of a requirement as plain values: as given with defaults filled in, and canonical for hashing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sitematch.core.requirement.model import (
    AnyOf,
    Assembly,
    Between,
    Bound,
    Criterion,
    Measure,
    OneOf,
    PiecewiseLinear,
    Place,
    Requirement,
    Robustness,
    Truth,
    ValueFunction,
)
from sitematch.core.requirement.tree import key_text


def with_defaults(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The document as it was given, with every default written out; a copy. ``tree`` is known to be sound."""
    document: dict[str, Any] = _copy(tree)
    for criterion in document["criteria"]:
        if "any" in criterion:
            criterion.setdefault("at_least", 1)
    document["robustness"] = {**_plain(Robustness()), **document.get("robustness", {})}
    if "assembly" in document:
        document["assembly"] = {**_plain(Assembly()), **document["assembly"]}
    return document


def canonical_document(requirement: Requirement) -> dict[str, Any]:
    """A form in which equal requirements are equal, for hashing.

    Neither the order of keys, criteria, members of an ``any`` or of a ``one_of``, nor the spelling of a
    number (1 or 1.0) enters; the points of a value function keep their order.
    """
    return {
        "id": requirement.id,
        "name": _plain_name(requirement.name),
        "sector": requirement.sector,
        "jobs": _number(requirement.jobs),
        "criteria": sorted((_criterion(criterion) for criterion in requirement.criteria), key=lambda c: str(c["id"])),
        "robustness": _plain(requirement.robustness),
        "assembly": _plain(requirement.assembly) if requirement.assembly else None,
    }


def _criterion(criterion: Criterion | AnyOf) -> dict[str, Any]:
    if isinstance(criterion, AnyOf):
        members = [{"measure": _measure(demand.measure), "must": _bound(demand.must)} for demand in criterion.members]
        members.sort(key=lambda member: json.dumps(member, sort_keys=True))
        return {"id": criterion.id, "any": members, "at_least": criterion.at_least}
    return {
        "id": criterion.id,
        "measure": _measure(criterion.measure),
        "must": _bound(criterion.must),
        "value": _value(criterion.value),
        "weight": _number(criterion.weight),
        "rank": _number(criterion.rank),
    }


def _measure(measure: Measure) -> dict[str, Any]:
    to = measure.to
    return {
        "metric": measure.metric,
        "kind": measure.kind.value,
        "to": {"name": to.name, "lon": _number(to.lon), "lat": _number(to.lat)} if isinstance(to, Place) else to,
        "where": {name: _bound(bound) for name, bound in sorted(measure.where)} or None,
        "within_min": _number(measure.within_min),
        "group": measure.group,
        "name": measure.name,
        "length_m": _number(measure.length_m),
        "width_m": _number(measure.width_m),
    }


def _bound(bound: Bound | None) -> Any:
    match bound:
        case Between(low, high):
            return {"min": _number(low), "max": _number(high)}
        case OneOf(members):
            return {"one_of": sorted(set(members))}
        case Truth(value):
            return value
        case None:
            return None


def _value(value: ValueFunction | None) -> Any:
    if value is None:
        return None
    if isinstance(value, PiecewiseLinear):
        return [[_number(x), _number(points)] for x, points in zip(value.x, value.points, strict=True)]
    return {category: _number(points) for category, points in sorted(value.points)}


def _number(value: float | None) -> float | None:
    """Numbers as floats, zero without a sign."""
    return None if value is None else float(value) + 0.0


def _plain_name(name: Mapping[str, str] | str) -> Any:
    return name if isinstance(name, str) else dict(name)


def _plain(options: Robustness | Assembly) -> dict[str, Any]:
    return {key: value.value if hasattr(value, "value") else value for key, value in asdict(options).items()}


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key_text(key): _copy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copy(item) for item in value]
    return value
