"""Reading hard bounds: the ``must`` of a criterion, and the bounds of ``where`` on facilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sitematch.core.metrics import Kind
from sitematch.core.requirement.model import Between, Bound, OneOf, Truth
from sitematch.core.requirement.parts import Keys, Part, choice, items, mapping, number, text
from sitematch.core.requirement.wording import described, shown

BOOLEAN_CATEGORIES: Final = ("true", "false")

_FORMS: Final = {
    Kind.NUMBER: "{min: …}, {max: …} or both",
    Kind.BOOLEAN: "true or false",
    Kind.CATEGORY: "{one_of: […]}",
    Kind.SET: "{one_of: […]}",
    Kind.BY_USE: "{min: …}, {max: …}, {one_of: […]}, true or false",
}
_KEYS: Final = {
    Kind.NUMBER: ("min", "max"),
    Kind.BOOLEAN: (),
    Kind.CATEGORY: ("one_of",),
    Kind.SET: ("one_of",),
    Kind.BY_USE: ("min", "max", "one_of"),
}
_KIND_WORDS: Final = {
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "a boolean",
    Kind.CATEGORY: "a category",
    Kind.SET: "a set of categories",
    Kind.BY_USE: "a column",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is bounded or valued: its name, its kind, and its categories where they are fixed."""

    name: str
    kind: Kind
    categories: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} is {_KIND_WORDS[self.kind]}"


def read_bound(part: Part, subject: Subject) -> Bound | None:
    """A bound in the form that goes with the subject's kind (of any form where the kind is told by use)."""
    kind, value, form = subject.kind, part.value, _FORMS[subject.kind]
    if isinstance(value, bool) and kind in (Kind.BOOLEAN, Kind.BY_USE):
        return Truth(value)
    if kind is Kind.BOOLEAN or not isinstance(value, Mapping):
        part.fault(f"is {described(value)}; {subject}: bound it by {form}")
        return None
    if not value:
        part.fault(f"is empty; write {form}, or leave it out")
        return None
    hints = {key: f"`{part.label}.{key}`: {subject}; bound it by {form}" for key in ("min", "max", "one_of")}
    found = mapping(part, Keys(_KEYS[kind], hints), f"write {form}")
    if "one_of" in found and len(found) > 1:
        part.fault("has `one_of` beside `min` or `max`; a value is a number or a category: keep one of them")
        return None
    return _one_of(found["one_of"], subject) if "one_of" in found else _between(found)


def _between(found: Mapping[str, Part]) -> Between | None:
    ends = {key: number(part) for key, part in found.items()}
    if not ends or None in ends.values():
        return None
    low, high = ends.get("min"), ends.get("max")
    if low is not None and high is not None and low > high:
        above, below = (shown(found[end].value) for end in ("min", "max"))
        found["min"].fault(f"{above} is above `max` {below}, so nothing can hold; swap or mend them")
        return None
    return Between(low, high)


def _one_of(part: Part, subject: Subject) -> OneOf | None:
    parts = items(part, "list what is allowed: [a, b]")
    members = [_member(item, subject) for item in parts]
    found = [member for member in members if member is not None]
    return OneOf(tuple(dict.fromkeys(found))) if found and len(found) == len(members) else None


def _member(part: Part, subject: Subject) -> str | None:
    if subject.categories:
        return choice(part, subject.categories, f"a category of {subject.name}")
    return text(part, "a text to compare with")
