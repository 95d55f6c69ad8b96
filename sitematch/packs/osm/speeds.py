"""The posted speed of a road, else the default of its class and country, in km/h.

Forms are those of the wiki's "Key:maxspeed", "Key:source:maxspeed", "Key:maxspeed:type" and "Key:zone:maxspeed".
The general limits of countries are general knowledge of 2026, without warranty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

KMH_PER_MPH: Final = 1.609344
KMH_PER_KNOT: Final = 1.852
WALK_KMH: Final = 7.0
"""Walking pace, of living streets and of the value ``walk``."""
UNLIMITED_KMH: Final = 130.0
"""The value ``none``: Germany's recommended speed."""
MOST_KMH: Final = 200.0
"""A higher figure is a slip: nowhere is more posted."""


class Limits(NamedTuple):
    """The general limits of a country, km/h: where no sign says otherwise."""

    urban: float
    rural: float
    trunk: float
    motorway: float


GENERAL: Final = Limits(50, 80, 90, 110)
"""Where the country is not known."""
COUNTRIES: Final[Mapping[str, Limits]] = {
    "AT": Limits(50, 100, 100, 130),
    "BE": Limits(50, 70, 90, 120),
    "CH": Limits(50, 80, 100, 120),
    "CZ": Limits(50, 90, 110, 130),
    "DE": Limits(50, 100, 100, 130),
    "DK": Limits(50, 80, 80, 130),
    "EE": Limits(50, 90, 90, 110),
    "ES": Limits(50, 90, 90, 120),
    "FI": Limits(50, 80, 100, 120),
    "FR": Limits(50, 80, 110, 130),
    "GB": Limits(48, 97, 113, 113),
    "IE": Limits(50, 80, 100, 120),
    "IS": Limits(50, 90, 90, 90),
    "IT": Limits(50, 90, 110, 130),
    "LT": Limits(50, 90, 110, 130),
    "LV": Limits(50, 90, 90, 110),
    "NL": Limits(50, 80, 100, 100),
    "NO": Limits(50, 80, 90, 110),
    "PL": Limits(50, 90, 100, 140),
    "SE": Limits(50, 70, 90, 110),
}


class ClassDefault(NamedTuple):
    """The default of a class: the general limit of such roads, but no more than ``most_kmh``."""

    limit: str
    most_kmh: float


CLASSES: Final[Mapping[str, ClassDefault]] = {
    "motorway": ClassDefault("motorway", 130),
    "motorway_link": ClassDefault("trunk", 70),
    "trunk": ClassDefault("trunk", 100),
    "trunk_link": ClassDefault("trunk", 60),
    "primary": ClassDefault("rural", 80),
    "primary_link": ClassDefault("rural", 50),
    "secondary": ClassDefault("rural", 70),
    "secondary_link": ClassDefault("rural", 50),
    "tertiary": ClassDefault("rural", 60),
    "tertiary_link": ClassDefault("rural", 40),
    "unclassified": ClassDefault("rural", 50),
    "residential": ClassDefault("urban", 40),
    "living_street": ClassDefault("urban", WALK_KMH),
    "service": ClassDefault("urban", 20),
    "road": ClassDefault("rural", 40),
}
"""The drivable classes of ``highway``, with the speed of a road whose limit is not stated."""

TYPE_KEYS: Final = ("maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic")
"""Where a road without ``maxspeed`` may say which general limit or zone it lies under."""
_NUMBER: Final = re.compile(r"(\d{1,4}(?:[.,]\d{1,3})?)\s*(km/h|kmh|kph|mph|knots?)?", re.ASCII)
_PLACE: Final = re.compile(r"([a-z]{2})(?:-[a-z]{2,3})?:(.+)")
_ZONE: Final = re.compile(r"(?:zone:?)?(\d{1,3})(?:\s*(mph))?", re.ASCII)
_MOVING: Final = frozenset({"signals", "variable", "sign", "implicit", "default"})
_UNITS: Final = {"mph": KMH_PER_MPH, "knot": KMH_PER_KNOT, "knots": KMH_PER_KNOT}


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed in km/h, and why it is not simply what one sign says; None where it is."""

    kmh: float
    note: str | None = None


def speed_of(tags: Mapping[str, str], highway: str, country: str | None, direction: str = "") -> Speed:
    """The speed of a road in one direction.

    Args:
        tags: the way's.
        highway: its class, one of ``CLASSES``.
        country: two capital letters, None where it is not known.
        direction: ``:forward``, ``:backward`` or nothing.
    """
    note = None
    for key in dict.fromkeys((f"maxspeed{direction}", "maxspeed")):
        if key in tags:
            kmh, note = read_speed(tags[key])
            if kmh is not None:
                return Speed(kmh, note)
    for key in TYPE_KEYS:
        kmh = _general(tags[key].strip().lower()) if key in tags else None
        if kmh is not None:
            return Speed(kmh, "maxspeed_by_type")
    return Speed(default_kmh(highway, country, tags.get("motorroad") == "yes"), note or "maxspeed_none")


def default_kmh(highway: str, country: str | None, motorroad: bool = False) -> float:
    """The stated default of a class in a country; a motorroad is a trunk road, whatever its class."""
    if motorroad and highway != "motorway" and not highway.endswith("_link"):
        highway = "trunk"
    rule = CLASSES[highway]
    general: float = getattr(COUNTRIES.get(country or "", GENERAL), rule.limit)
    return min(general, rule.most_kmh)


def read_speed(value: str) -> tuple[float | None, str | None]:
    """What a ``maxspeed`` says: km/h, None where it says none, and a note where it is no plain figure.

    Of several figures (``50;70``) the lowest counts: which lane or hour each is for is not said.
    """
    parts = [part.strip().lower() for part in re.split(r"[;|]", value) if part.strip()]
    speeds = [kmh for part in parts if (kmh := _one(part)) is not None]
    if speeds:
        return min(speeds), "maxspeed_list" if len(parts) > 1 else None
    moving = bool(parts) and all(part in _MOVING for part in parts)
    return None, "maxspeed_variable" if moving else "maxspeed_unreadable"


def country_of(value: str) -> str | None:
    """The country that a value such as ``SE:urban`` names, None for any other."""
    found = _PLACE.fullmatch(value.strip().lower())
    return _country(found[1]) if found else None


def _one(part: str) -> float | None:
    if part in ("none", "unlimited"):
        return UNLIMITED_KMH
    if part in ("walk", "walking_pace"):
        return WALK_KMH
    found = _NUMBER.fullmatch(part)
    if found is None:
        return _general(part)
    return _held(float(found[1].replace(",", ".")) * _UNITS.get(found[2] or "", 1.0))


def _general(value: str) -> float | None:
    """The limit that ``DE:rural``, ``SE:zone:30`` or ``FI:50`` stands for; a lone figure is a zone's."""
    found = _PLACE.fullmatch(value)
    country, word = (_country(found[1]), found[2]) if found else (None, value)
    zone = _ZONE.fullmatch(word)
    if zone:
        return _held(float(zone[1]) * _UNITS.get(zone[2] or "", 1.0))
    if found is None:
        return None
    limits = COUNTRIES.get(country or "", GENERAL)
    named = {
        **limits._asdict(),
        **dict.fromkeys(("expressway", "express", "motorroad", "nsl_dual"), limits.trunk),
        **dict.fromkeys(("nsl_single", "interurban", "trunk_rural"), limits.rural),
        **dict.fromkeys(("nsl_restricted", "built_up"), limits.urban),
        **dict.fromkeys(("living_street", "walk", "pedestrian_zone"), WALK_KMH),
        "bicycle_road": 30.0,
    }
    return named.get(word)


def _country(code: str) -> str:
    return {"uk": "GB"}.get(code, code.upper())


def _held(kmh: float) -> float | None:
    return plain_kmh(kmh) if 1 <= kmh <= MOST_KMH else None


def plain_kmh(kmh: float) -> float:
    """A speed without the last digits of floats: as written, it gives the same deciseconds on any link."""
    return float(f"{kmh:.12g}")
