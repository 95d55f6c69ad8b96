"""Who may drive where: access tags from the narrowest vehicle to everybody, and barriers across a road.

Keys and values are those of the OpenStreetMap wiki, "Key:access" and "Key:barrier".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HIERARCHY: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
"""The keys that concern a car, the narrowest first: it overrules the wider ones."""

SHUT: Final = frozenset(
    {
        *("no", "private", "permit", "residents", "employees", "members", "restricted", "military", "emergency"),
        *("agricultural", "forestry", "psv", "bus", "taxi", "hgv", "hov", "foot", "bicycle"),
        *("use_sidepath", "disabled", "school", "none"),
    }
)
"""For nobody, or for certain persons or vehicles only."""
OPEN: Final = frozenset(
    {
        *("yes", "permissive", "designated", "official", "public", "unknown", "discouraged", "allowed"),
        *("destination", "customers", "delivery", "visitors", "guest", "dismount", "variable", "toll"),
    }
)
"""For everybody, or for everybody who has business there: where a site lies, its staff and deliveries have."""

BLOCKING: Final = frozenset(
    {
        *("bollard", "block", "jersey_barrier", "debris", "log", "chain", "rope", "planter", "barrier_board", "tyres"),
        *("cycle_barrier", "motorcycle_barrier", "kissing_gate", "stile", "turnstile", "full-height_turnstile"),
        *("bus_trap", "sump_buster", "spikes", "horse_stile", "wicket_gate", "wall", "fence", "hedge", "ditch"),
        *("guard_rail", "delineators", "bar", "horse_jump", "step", "yes"),
    }
)
"""Barriers that no car passes unless they say so; gates and whatever opens are passed unless they say that they are
closed, and so is what is driven over (cattle grids, kerbs, toll booths, border posts, arches)."""
_CLOSED: Final = {"locked": {"yes"}, "status": {"closed", "locked"}, "lock": {"yes"}, "state": {"closed"}}


def car_access(tags: Mapping[str, str], direction: str = "") -> bool | None:
    """Whether a car may pass by the narrowest key that says so; None where none does.

    Args:
        tags: of a way or a node.
        direction: ``:forward`` or ``:backward`` for what the tags say of one direction.
    """
    for key in HIERARCHY:
        value = tags.get(key + direction)
        verdict = _verdict(value) if value is not None else None
        if verdict is not None:
            return verdict
    return None


def shuts(tags: Mapping[str, str]) -> bool:
    """Whether a node with a barrier stops cars."""
    allowed = car_access(tags)
    if allowed is not None:
        return not allowed
    if any(tags.get(key) in values for key, values in _CLOSED.items()):
        return True
    return tags.get("barrier") in BLOCKING


def _verdict(value: str) -> bool | None:
    """Of a list, one open value is enough; of a value that is no word of access, nothing can be told."""
    words = [word.strip().lower() for word in value.split(";")]
    if any(word in OPEN for word in words):
        return True
    return False if any(word in SHUT for word in words) else None
