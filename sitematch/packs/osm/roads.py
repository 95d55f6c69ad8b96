"""What the tags of a way mean for a car: whether it is driven, in which directions, how fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sitematch.packs.osm.access import HIERARCHY, car_access
from sitematch.packs.osm.ferries import FERRY_KMH, duration_min, takes_cars
from sitematch.packs.osm.speeds import CLASSES, TYPE_KEYS, Speed, speed_of

FERRY: Final = "ferry"
_SIDES: Final = ("", ":forward", ":backward")
_ONEWAY_KEYS: Final = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
_FORWARD, _BACKWARD, _BOTH = (True, False), (False, True), (True, True)
_ONEWAY: Final = {
    **dict.fromkeys(("yes", "true", "1"), _FORWARD),
    **dict.fromkeys(("-1", "reverse"), _BACKWARD),
    **dict.fromkeys(("no", "false", "0"), _BOTH),
}
_CHANGING: Final = frozenset({"reversible", "alternating"})
"""The direction changes by hour or by signal: each way is open at its time, so both are."""
_ROUNDABOUTS: Final = frozenset({"roundabout", "circular"})
_BUILT: Final = frozenset({"no", "minor", "widening"})
"""Values of ``construction`` on a road that is driven meanwhile."""

KEYS: Final = frozenset(
    {
        *("highway", "route", "area", "construction", "smoothness", "service", "junction", "motorroad", "duration"),
        *("ferry", "foot", "bicycle", "hgv", *_ONEWAY_KEYS, *TYPE_KEYS),
        *(key + side for key in (*HIERARCHY, "maxspeed") for side in _SIDES),
    }
)
"""The keys on which a verdict hangs: ways alike in these are judged once."""


@dataclass(frozen=True, slots=True)
class Road:
    """A way that cars drive.

    ``kind``: its class, or ``ferry``. ``forward``, ``backward``: whether it is driven along and against its nodes.
    ``forward_kmh``, ``backward_kmh``: how fast. ``motorway``: entered at nodes only. ``duration_min``: of a ferry,
    whose speed follows from it. ``notes``: what was defaulted, as codes.
    """

    kind: str
    forward: bool
    backward: bool
    forward_kmh: float
    backward_kmh: float
    motorway: bool
    duration_min: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoRoad:
    """A way that is left out, and why, as a code."""

    reason: str


def judge(tags: Mapping[str, str], country: str | None) -> Road | NoRoad:
    """Whether and how a car drives a way.

    Args:
        tags: at least those of ``KEYS``.
        country: two capital letters, for the defaults of speed; None where it is not known.
    """
    highway = tags.get("highway")
    if highway is None and tags.get("route") == "ferry":
        return _ferry(tags)
    if highway is None or highway not in CLASSES:
        return NoRoad("building" if highway in ("construction", "proposed") else "not_for_cars")
    shut = _why_not(tags)
    if shut:
        return NoRoad(shut)
    (forward, backward), turning = _directions(tags, highway)
    if not forward and not backward:
        return NoRoad("no_access")
    along, against = (speed_of(tags, highway, country, side) for side in (":forward", ":backward"))
    return Road(
        kind=highway,
        forward=forward,
        backward=backward,
        forward_kmh=along.kmh,
        backward_kmh=against.kmh,
        motorway=highway in ("motorway", "motorway_link") or tags.get("motorroad") == "yes",
        notes=_notes(turning, *([along] if forward else []), *([against] if backward else [])),
    )


def _why_not(tags: Mapping[str, str]) -> str | None:
    if tags.get("area") == "yes":
        return "area"
    if tags.get("construction", "no") not in _BUILT:
        return "building"
    if tags.get("smoothness") == "impassable":
        return "impassable"
    if car_access(tags) is False:
        return "no_access"
    if tags.get("service") in ("emergency_access", "bus") and car_access(tags) is None:
        return "no_access"
    return None


def _directions(tags: Mapping[str, str], highway: str) -> tuple[tuple[bool, bool], str | None]:
    """Whether a way is driven along and against its nodes, and a note where that is not plain.

    Motorways and roundabouts are one-way unless they say otherwise; a ramp (``motorway_link``) only if it says so.
    """
    ways, note = None, None
    for key in _ONEWAY_KEYS:
        value = tags.get(key, "").strip().lower()
        if value in _ONEWAY:
            ways = _ONEWAY[value]
        elif value in _CHANGING:
            ways, note = _BOTH, "oneway_changing"
        elif value:
            note = "oneway_unreadable"
        if ways:
            break
    if ways is None:
        ways = _FORWARD if highway == "motorway" or tags.get("junction") in _ROUNDABOUTS else _BOTH
    forward, backward = (
        open_ and car_access(tags, side) is not False for open_, side in zip(ways, _SIDES[1:], strict=True)
    )
    return (forward, backward), note


def _ferry(tags: Mapping[str, str]) -> Road | NoRoad:
    if not takes_cars(tags):
        return NoRoad("ferry_without_cars")
    stated = tags.get("duration")
    minutes = duration_min(stated) if stated is not None else None
    (forward, backward), turning = _directions(tags, FERRY)
    notes = [turning] if turning else []
    if car_access(tags) is None and "hgv" not in tags and "ferry" not in tags:
        notes.append("ferry_cars_not_stated")
    if minutes is None:
        notes.append("duration_none" if stated is None else "duration_unreadable")
    return Road(FERRY, forward, backward, FERRY_KMH, FERRY_KMH, True, minutes, tuple(notes))


def _notes(turning: str | None, *speeds: Speed) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for note in (turning, *(speed.note for speed in speeds)) if note))
