"""Parts of a document under reading: a value, its place, and the report in which its faults are noted.

Readers note what is wrong and go on, so that every fault of a document is named at once;
what they cannot use they give as None.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sitematch.core.metrics import did_you_mean
from sitematch.core.requirement.tree import Path, Position, Positions, key_text
from sitematch.core.requirement.wording import LINE_BREAKS, described, is_strange, path_text, shown, value_text
from sitematch.errors import Fault, RequirementRefused

MOST_FAULTS: Final = 200
"""So many faults are named; a text with more is no requirement, and naming all would take long."""
LARGEST: Final = 1e100
"""Beyond this no figure of a requirement makes sense, and sums would overflow."""


class Report:
    """The faults of one document, with the places and the names that its reader goes by."""

    def __init__(self, tree: Any, positions: Positions, name: str | None) -> None:
        self._tree = tree
        self._positions = positions
        self._name = name
        self._faults: list[Fault] = []

    def note(self, path: Path, message: str, at_key: bool = False, position: Position | None = None) -> None:
        """Note a fault; ``at_key`` where the key itself is at fault, not its value.

        Raises:
            RequirementRefused: so many faults are noted that reading on is of no use.
        """
        line, column = position or self._positions.of(path, at_key) or (None, None)
        self._faults.append(Fault(path_text(path), message, _whose(self._tree, path), line, column))
        if len(self._faults) >= MOST_FAULTS:
            raise self.refusal()

    def raise_if_any(self) -> None:
        """Refuse the document if anything was noted.

        Raises:
            RequirementRefused: with every fault, in the order of the document.
        """
        if self._faults:
            raise self.refusal()

    def refusal(self) -> RequirementRefused:
        """The error that names every fault noted so far."""
        in_order = sorted(self._faults, key=lambda fault: (fault.line or 0, fault.column or 0))
        return RequirementRefused(tuple(in_order), self._name)


@dataclass(frozen=True, slots=True)
class Part:
    """One value of the document under reading."""

    value: Any
    path: Path
    report: Report

    @property
    def label(self) -> str:
        """How to call the part when its criterion is named already: ``must.min``."""
        return path_text(self.path[_owner_length(self.path) :]) or path_text(self.path) or "the document"

    def fault(self, message: str) -> None:
        """Note that this value is at fault; the message begins with its label."""
        self.report.note(self.path, f"`{self.label}` {message}")

    def key_fault(self, message: str) -> None:
        """Note that this part should not be here, or not under this key."""
        self.report.note(self.path, message, at_key=True)

    def lacks(self, message: str) -> None:
        """Note that something is missing here."""
        self.report.note(self.path, message)

    def child(self, step: str | int, value: Any) -> Part:
        """The part below this one."""
        return Part(value, (*self.path, step), self.report)


@dataclass(frozen=True, slots=True)
class Limits:
    """Between what a number has to lie, ends included; ``above`` leaves the low end out."""

    low: float = -LARGEST
    high: float = LARGEST
    above: bool = False

    def admit(self, number: float) -> bool:
        """Whether the number lies within."""
        return (number > self.low if self.above else number >= self.low) and number <= self.high

    def __str__(self) -> str:
        if self.high == LARGEST:
            bounded = f"above {self.low:,g}" if self.above else f"of at least {self.low:,g}"
            return f"a number {bounded}" if self.low > -LARGEST else "a finite number"
        return f"a number from {self.low:,.16g} to {self.high:,.16g}"


ANY_NUMBER: Final = Limits()
NOT_NEGATIVE: Final = Limits(low=0)
POSITIVE: Final = Limits(low=0, above=True)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a mapping may have; ``hints`` says of others what to do instead."""

    known: Collection[str]
    hints: Mapping[str, str] = field(default_factory=dict)


def entries(part: Part, what: str) -> Iterator[tuple[str, Part]]:
    """The entries of a mapping, keys that are no text noted and left out; nothing if it is no mapping."""
    if not isinstance(part.value, Mapping):
        part.fault(f"is {described(part.value)}; {what}")
        return
    for raw, value in part.value.items():
        key = key_text(raw)
        if isinstance(key, str):
            yield key, part.child(key, value)
        else:
            Part(value, (*part.path, raw), part.report).key_fault(
                f"the key {shown(raw)} is no text; put it in quotes, with any leading zeros"
            )


def mapping(part: Part, keys: Keys, what: str) -> dict[str, Part]:
    """The known entries of a mapping; every other one is noted. ``what`` says what should stand here."""
    found: dict[str, Part] = {}
    for key, child in entries(part, what):
        if key in keys.known:
            found[key] = child
        elif key in keys.hints:
            child.key_fault(keys.hints[key])
        else:
            offer = did_you_mean(key, keys.known) or f"; here may stand {', '.join(keys.known)}"
            child.key_fault(f"unknown key {shown(key)}{offer}")
    return found


def items(part: Part, what: str) -> list[Part]:
    """The items of a list that is not empty; else nothing, noted."""
    if not isinstance(part.value, (list, tuple)):
        part.fault(f"is {described(part.value)}; {what}")
        return []
    if not part.value:
        part.fault(f"is an empty list; {what}")
    return [part.child(i, value) for i, value in enumerate(part.value)]


def text(part: Part, what: str = "a text") -> str | None:
    """A text that is not blank and can be shown and written anywhere."""
    value = part.value
    if not isinstance(value, str):
        part.fault(f"is {described(value)}, but {what} has to stand here{_quotes(value)}")
        return None
    if not value.strip():
        part.fault(f"is blank; {what} has to stand here")
        return None
    strange = next((char for char in value if is_strange(char)), None)
    if strange is not None:
        part.fault(
            f"holds {'a line break' if strange in LINE_BREAKS else f'the character U+{ord(strange):04X}'}; remove it"
        )
        return None
    return value


def _quotes(value: Any) -> str:
    """The advice to quote what was meant as text, but was read as a number or a boolean."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f'; put it in quotes: "{value_text(value)}"' if isinstance(value, bool) else ""
    return f'; put it in quotes, with any leading zeros: "{value_text(value)}"'


def number(part: Part, limits: Limits = ANY_NUMBER) -> float | None:
    """A number within limits, as a float; neither a boolean nor a text in digits counts as one."""
    value = part.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        advice = "; write it without quotes, with a decimal point" if isinstance(value, str) else ""
        part.fault(f"is {described(value)}, but {limits} has to stand here{advice}")
        return None
    try:
        as_float = float(value)
    except OverflowError:
        as_float = math.inf
    if math.isfinite(as_float) and not ANY_NUMBER.admit(as_float):
        part.fault(f"is {shown(value)}, beyond what any figure can be (1e100 in size); mend it")
        return None
    if not (math.isfinite(as_float) and limits.admit(as_float)):
        part.fault(f"is {shown(value)}; it has to be {limits}")
        return None
    return as_float


def whole(part: Part, limits: Limits) -> int | None:
    """A whole number within limits, however it is written (3 or 3.0)."""
    as_float = number(part, limits)
    if as_float is None:
        return None
    if not as_float.is_integer():
        part.fault(f"is {shown(part.value)}; it has to be a whole number")
        return None
    return int(part.value)


def choice(part: Part, known: Collection[str], what: str) -> str | None:
    """One of the known words."""
    word = text(part, what)
    if word is None or word in known:
        return word
    offer = did_you_mean(word, known) or (f"; known are {', '.join(sorted(known))}" if known else "")
    part.fault(f"is {shown(word)}, which is not {what}{offer}")
    return None


def _owner_length(path: Path) -> int:
    """How many steps of a path lead to its criterion, or to its member of an ``any``; 0 outside criteria."""
    if len(path) < 2 or path[0] != "criteria" or not isinstance(path[1], int):
        return 0
    return 4 if len(path) >= 4 and path[2] == "any" and isinstance(path[3], int) else 2


def _whose(tree: Any, path: Path) -> str | None:
    """The criterion, and the member of an ``any``, that a path lies in, in words."""
    length = _owner_length(path)
    if not length:
        return None
    criterion, index = tree["criteria"][path[1]], path[1]
    given = criterion.get("id") if isinstance(criterion, Mapping) else None
    called = shown(given) if isinstance(given, str) and given.strip() else str(int(index) + 1)
    return f"criterion {called}" + (f", member {int(path[3]) + 1}" if length == 4 else "")
