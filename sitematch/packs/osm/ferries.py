"""Ferries: which take cars, and how long the crossing lasts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sitematch.packs.osm.access import car_access
from sitematch.packs.osm.speeds import CLASSES

FERRY_KMH: Final = 20.0
"""The speed of a ferry whose duration is not known."""
FERRY_SPEEDS_KMH: Final = (0.1, 110.0)
"""A duration that makes a ferry slower or faster than this is a slip: a cable ferry of 100 m may take a quarter of an
hour, and the fastest ship that carries cars makes 107 km/h."""
_CLOCK: Final = re.compile(r"(\d{1,3}):(\d{1,2})(?::(\d{1,2}))?", re.ASCII)
_ISO: Final = re.compile(
    r"p(?:(\d+)d)?(?:t(?:(\d+(?:[.,]\d+)?)h)?(?:(\d+(?:[.,]\d+)?)m)?(?:(\d+(?:[.,]\d+)?)s)?)?", re.ASCII
)
_WORDS: Final = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hour|hours|tim|timmar)\.?)?\s*"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minute|minutes|minuter|minutter|minuuttia|')?\.?)?",
    re.ASCII,
)


def takes_cars(tags: Mapping[str, str]) -> bool:
    """Whether a ferry takes cars.

    What it says of motor vehicles decides; a lorry's ferry, and one that is part of a road (``ferry=secondary``), takes
    them too. One of which only walkers and cyclists are named does not; one that says nothing is taken to.
    """
    narrow = {key: value for key, value in tags.items() if key != "access"}
    said = car_access(narrow)
    if said is not None:
        return said
    if tags.get("hgv") == "yes" or tags.get("ferry") in CLASSES:
        return True
    return car_access(tags) is not False and "foot" not in tags and "bicycle" not in tags


def duration_min(value: str) -> float | None:
    """Minutes of a duration: ``hh:mm``, ``hh:mm:ss``, ISO 8601, a number of minutes, ``1 h 20 min``; else None.

    Of a span (``00:20-00:30``) the mean counts.
    """
    parts = re.split(r"\s*[-–]\s*", value.strip().lower())
    read = [_minutes(part) for part in parts]
    known = [minutes for minutes in read if minutes is not None and minutes > 0]
    return sum(known) / len(known) if known and len(known) == len(read) <= 2 else None


def _minutes(text: str) -> float | None:
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * 60 + int(clock[2]) + int(clock[3] or 0) / 60
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in iso.groups())
        return days * 1440 + hours * 60 + minutes + seconds / 60
    words = _WORDS.fullmatch(text)
    if words and any(words.groups()):
        hours, minutes = (float((part or "0").replace(",", ".")) for part in words.groups())
        return hours * 60 + minutes
    return None
