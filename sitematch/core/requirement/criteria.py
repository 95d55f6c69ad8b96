"""Reading criteria: one demand on a measure each, or an either/or of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sitematch.core.metrics import Metric
from sitematch.core.requirement.bounds import read_bound
from sitematch.core.requirement.measures import (
    Vocabulary,
    find_metric_of,
    keys_of,
    read_measure,
    subject_of,
)
from sitematch.core.requirement.model import AnyOf, Criterion, Demand
from sitematch.core.requirement.parts import Keys, Limits, Part, items, mapping, number, text, whole
from sitematch.core.requirement.values import read_value
from sitematch.core.requirement.wording import described, shown

MOST_CRITERIA: Final = 1_000
MOST_MEMBERS: Final = 100
LONGEST_ID: Final = 100
WEIGHT: Final = Limits(low=0, above=True)
RANK: Final = Limits(low=1)

_OWN_KEYS: Final = ("id", "metric", "must", "value", "weight", "rank")
_ANY_KEYS: Final = ("id", "any", "at_least")
_CRITERION: Final = "a criterion is {id, metric, must and/or value} or {id, any}"
_MEMBER: Final = "a member of `any` is {metric, must}"
_WEIGHING: Final = ("weight", "rank")


def read_criteria(part: Part, vocabulary: Vocabulary) -> tuple[Criterion | AnyOf, ...]:
    """All criteria of a document; those with faults are left out, the faults noted."""
    parts = items(part, "a requirement needs at least one criterion")
    if len(parts) > MOST_CRITERIA:
        part.fault(f"has {len(parts):,} entries; at most {MOST_CRITERIA:,} criteria are read: leave some out")
        return ()
    found = [_read_one(item, vocabulary) for item in parts]
    _check_ids(parts)
    _check_one_scheme(parts)
    return tuple(criterion for criterion in found if criterion is not None)


def _read_one(part: Part, vocabulary: Vocabulary) -> Criterion | AnyOf | None:
    if not isinstance(part.value, Mapping):
        part.fault(f"is {described(part.value)}; {_CRITERION}")
        return None
    return _read_any(part, vocabulary) if "any" in part.value else _read_criterion(part, vocabulary)


def _read_criterion(part: Part, vocabulary: Vocabulary) -> Criterion | None:
    metric = _metric(part)
    keys = keys_of(metric, _OWN_KEYS)
    parts = mapping(
        part, Keys(keys.known, {"at_least": "`at_least` goes with `any` only; remove it", **keys.hints}), _CRITERION
    )
    id_ = _id(part, parts)
    weight = number(parts["weight"], WEIGHT) if "weight" in parts else None
    rank = whole(parts["rank"], RANK) if "rank" in parts else None
    _check_weighing(part, parts)
    if "must" not in parts and "value" not in parts:
        part.lacks("has neither `must` nor `value`; give it a bound, a value function or both")
    if metric is None:
        return None
    measure = read_measure(part, parts, metric, vocabulary)
    subject = subject_of(metric, parts)
    must = read_bound(parts["must"], subject) if "must" in parts else None
    value = read_value(parts["value"], subject) if "value" in parts else None
    if id_ is None or measure is None:
        return None
    return Criterion(id_, measure, must, value, weight, rank)


def _read_any(part: Part, vocabulary: Vocabulary) -> AnyOf | None:
    hints = {
        key: f"`{key}` does not go with `any`, whose members hold or do not; remove it"
        for key in keys_of(None, _OWN_KEYS).known
        if key not in _ANY_KEYS
    }
    parts = mapping(part, Keys(_ANY_KEYS, hints), _CRITERION)
    id_ = _id(part, parts)
    members = items(parts["any"], f"list its members; {_MEMBER}")
    if len(members) > MOST_MEMBERS:
        parts["any"].fault(f"has {len(members):,} members; at most {MOST_MEMBERS} are read: leave some out")
        return None
    demands = [_read_member(member, vocabulary) for member in members]
    at_least: int | None = 1
    if "at_least" in parts:
        at_least = whole(parts["at_least"], Limits(1, max(len(members), 1)))
    sound = tuple(demand for demand in demands if demand is not None)
    return None if id_ is None or at_least is None or not sound else AnyOf(id_, sound, at_least)


def _read_member(part: Part, vocabulary: Vocabulary) -> Demand | None:
    if not isinstance(part.value, Mapping):
        part.fault(f"is {described(part.value)}; {_MEMBER}")
        return None
    metric = _metric(part)
    keys = keys_of(metric, ("metric", "must"))
    hints = {
        key: f"`{key}` does not go with a member of `any`; {_MEMBER}"
        for key in (*_OWN_KEYS, *_ANY_KEYS)
        if key not in keys.known
    }
    parts = mapping(part, Keys(keys.known, {**keys.hints, **hints}), _MEMBER)
    if "must" not in part.value:
        part.lacks(f"the member has no `must`; {_MEMBER}")
    if metric is None:
        return None
    measure = read_measure(part, parts, metric, vocabulary)
    must = read_bound(parts["must"], subject_of(metric, parts)) if "must" in parts else None
    return None if measure is None or must is None else Demand(measure, must)


def _metric(part: Part) -> Metric | None:
    if "metric" not in part.value:
        part.lacks("has no `metric`; `sitematch metrics` lists what can be measured")
        return None
    return find_metric_of(part.child("metric", part.value["metric"]))


def _id(part: Part, parts: Mapping[str, Part]) -> str | None:
    if "id" not in parts:
        part.lacks("has no `id`; give it a short name of its own")
        return None
    id_ = text(parts["id"], "a short name")
    if id_ is not None and len(id_) > LONGEST_ID:
        parts["id"].fault(f"is longer than {LONGEST_ID} characters; shorten it")
    return id_


def _check_weighing(part: Part, parts: Mapping[str, Part]) -> None:
    """A criterion with a value, and no other, carries a weight or a rank."""
    given = [key for key in _WEIGHING if key in parts]
    if "value" in parts and not given:
        part.lacks("has a `value` but no `weight`; say what it weighs (or give every criterion a `rank`)")
    if "value" not in parts:
        for key in given:
            parts[key].key_fault(f"`{key}` without a `value` weighs nothing; remove it, or add a value function")
    elif len(given) > 1:
        parts["rank"].key_fault("`rank` stands beside `weight`; keep one of them, the same in every criterion")


def _check_one_scheme(parts: list[Part]) -> None:
    """Every weight is a ``weight``, or every one a ``rank``."""
    schemes = [(part, key) for part in parts if (key := _scheme(part))]
    other = next(((part, key) for part, key in schemes if key != schemes[0][1]), None)
    if other:
        part, key = other
        part.child(key, part.value[key]).key_fault(
            f"`{key}` here, `{schemes[0][1]}` before; give every criterion a weight, or every one a rank"
        )


def _scheme(part: Part) -> str | None:
    """Which of weight and rank a criterion carries, None for none or both (that is noted elsewhere)."""
    if not isinstance(part.value, Mapping) or "any" in part.value:
        return None
    given = [key for key in _WEIGHING if key in part.value]
    return given[0] if len(given) == 1 else None


def _check_ids(parts: list[Part]) -> None:
    first: dict[str, int] = {}
    for index, part in enumerate(parts):
        id_ = part.value.get("id") if isinstance(part.value, Mapping) else None
        if not isinstance(id_, str):
            continue
        if id_ in first:
            message = f"is {shown(id_)} again, as in criteria[{first[id_]}]; ids have to differ: rename one"
            part.child("id", id_).fault(message)
        first.setdefault(id_, index)
