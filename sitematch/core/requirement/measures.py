"""Reading what a criterion measures: a metric of the catalogue with its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sitematch.core.metrics import CATALOGUE, Kind, Metric, did_you_mean
from sitematch.core.requirement.bounds import BOOLEAN_CATEGORIES, Subject, read_bound
from sitematch.core.requirement.model import Bound, Measure, Place
from sitematch.core.requirement.parts import (
    POSITIVE,
    Keys,
    Limits,
    Part,
    choice,
    entries,
    mapping,
    number,
    text,
)
from sitematch.core.requirement.wording import described, shown

LONGITUDE: Final = Limits(-180, 180)
LATITUDE: Final = Limits(-90, 90)

_PLACE: Final = "a place is {name, lon, lat}, in degrees of WGS 84"
_WHERE: Final = "write bounds by attribute, {attribute: {min: …}}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a region adds: its facility classes, and its groups of the workforce."""

    classes: frozenset[str]
    groups: frozenset[str]


PARAMETER_USERS: Final[Mapping[str, tuple[str, ...]]] = {
    parameter.name: tuple(m.name for m in CATALOGUE.values() if parameter.name in {p.name for p in m.parameters})
    for metric in CATALOGUE.values()
    for parameter in metric.parameters
}
"""The metrics that each parameter goes with."""


def find_metric_of(part: Part) -> Metric | None:
    """The metric that the part names, None (noted) if there is none of that name."""
    name = text(part, "the name of a metric")
    if name is None or name in CATALOGUE:
        return CATALOGUE[name] if name else None
    offer = did_you_mean(name, CATALOGUE) or "; `sitematch metrics` lists them (any other column is `attribute`)"
    part.fault(f"is {shown(name)}, and there is no such metric{offer}")
    return None


def keys_of(metric: Metric | None, own: tuple[str, ...]) -> Keys:
    """The keys of a criterion or member: its own and the metric's parameters; all parameters if it is not known."""
    if metric is None:
        return Keys((*own, *PARAMETER_USERS))
    parameters = tuple(parameter.name for parameter in metric.parameters)
    hints = {
        name: f"`{name}` does not go with {metric.name}, but with {', '.join(users)}; remove it"
        for name, users in PARAMETER_USERS.items()
        if name not in parameters
    }
    return Keys((*own, *parameters), hints)


def kind_of_use(metric: Metric, must: Any, value: Any) -> Kind:
    """The kind of the values: the metric's, or for ``attribute`` the one that its bound or value function tells."""
    if metric.kind is not Kind.BY_USE:
        return metric.kind
    if isinstance(value, (list, tuple)) or (isinstance(must, Mapping) and not {"min", "max"}.isdisjoint(must)):
        return Kind.NUMBER
    return Kind.BOOLEAN if isinstance(must, bool) else Kind.CATEGORY


def subject_of(metric: Metric, parts: Mapping[str, Part]) -> Subject:
    """What the criterion's bound and value function are about."""
    must, value = (parts[key].value if key in parts else None for key in ("must", "value"))
    kind = kind_of_use(metric, must, value)
    if metric.kind is not Kind.BY_USE:
        return Subject(metric.name, kind, BOOLEAN_CATEGORIES if kind is Kind.BOOLEAN else metric.categories)
    given = parts["name"].value if "name" in parts else None
    return Subject(f"attribute {shown(given)}" if isinstance(given, str) else "attribute", kind)


def read_measure(whole: Part, parts: Mapping[str, Part], metric: Metric, vocabulary: Vocabulary) -> Measure | None:
    """The measure of a criterion or member, whose known entries are ``parts``.

    None, with the faults noted, if a parameter is missing or cannot be.
    """
    readers = _readers(vocabulary)
    found: dict[str, Any] = {"metric": metric.name, "kind": subject_of(metric, parts).kind}
    sound = True
    for parameter in metric.parameters:
        name = parameter.name
        if name in parts:
            found[name] = readers[name](parts[name])
            sound = sound and found[name] is not None
        elif parameter.required:
            whole.lacks(f"{metric.name} needs `{name}`: {parameter.help.en}")
            sound = False
    if "where" in parts and isinstance(found.get("to"), Place):
        parts["where"].key_fault("`where` narrows a class of facilities; a place has none: remove it")
        return None
    return Measure(**found) if sound else None


def _readers(vocabulary: Vocabulary) -> Mapping[str, Callable[[Part], Any]]:
    return {
        "to": lambda part: _to(part, vocabulary.classes),
        "where": _where,
        "within_min": lambda part: number(part, POSITIVE),
        "group": lambda part: _group(part, vocabulary.groups),
        "name": lambda part: text(part, "the name of a column"),
        "length_m": lambda part: number(part, POSITIVE),
        "width_m": lambda part: number(part, POSITIVE),
    }


def _to(part: Part, classes: frozenset[str]) -> str | Place | None:
    if isinstance(part.value, str):
        return choice(part, classes, "a class of facilities here")
    if not isinstance(part.value, Mapping):
        part.fault(f"is {described(part.value)}; write a class of facilities, or {_PLACE}")
        return None
    found = mapping(part, Keys(("name", "lon", "lat")), _PLACE)
    for key in ("name", "lon", "lat"):
        if key not in part.value:
            part.lacks(f"`{part.label}` lacks `{key}`; {_PLACE}")
    name = text(found["name"], "a name") if "name" in found else None
    lon = number(found["lon"], LONGITUDE) if "lon" in found else None
    lat = number(found["lat"], LATITUDE) if "lat" in found else None
    return None if name is None or lon is None or lat is None else Place(name, lon, lat)


def _where(part: Part) -> tuple[tuple[str, Bound], ...] | None:
    if isinstance(part.value, Mapping) and not part.value:
        part.fault(f"is empty; {_WHERE}, or leave it out")
        return None
    bounds = [(name, read_bound(child, Subject(name, Kind.BY_USE))) for name, child in entries(part, _WHERE)]
    sound = [(name, bound) for name, bound in bounds if bound is not None]
    return tuple(sound) if sound and len(sound) == len(bounds) else None


def _group(part: Part, groups: frozenset[str]) -> str | None:
    if groups:
        return choice(part, groups, "a group of the workforce here")
    part.fault("cannot be asked for: this region has no groups of the workforce; remove it")
    return None
