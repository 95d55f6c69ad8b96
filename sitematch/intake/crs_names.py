"""Coordinate systems that site files may be in, and the names they go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sitematch.core.sites.words import fold
from sitematch.units import EPSG_DEGREES, EPSG_PLANE

ETRS_DEGREES: Final = 4258
CANDIDATES: Final = (EPSG_PLANE, *range(3007, 3019), 3021, EPSG_DEGREES, ETRS_DEGREES, 3857, 25832, 25833, 25834)
"""EPSG numbers, in the order in which equal ones count."""
SUPPORTED: Final = frozenset(CANDIDATES)

_LOCAL_ZONES: Final = (
    "12 00",
    "13 30",
    "15 00",
    "16 30",
    "18 00",
    "14 15",
    "15 45",
    "17 15",
    "18 45",
    "20 15",
    "21 45",
    "23 15",
)
NAMES: Final[Mapping[int, str]] = MappingProxyType(
    {3006: "SWEREF 99 TM", 3021: "RT 90 2.5 gon V", 4326: "WGS 84", 4258: "ETRS89", 3857: "Web Mercator"}
    | {25832: "UTM 32N", 25833: "UTM 33N", 25834: "UTM 34N"}
    | {3007 + place: f"SWEREF 99 {zone}" for place, zone in enumerate(_LOCAL_ZONES)}
)
_FURTHER: Final = {"crs84": 4326, "ogc:crs84": 4326, "rt90": 3021, "rt9025v": 3021, "wgs1984": 4326, "sweref99": 3006}
_BY_NAME: Final = {fold(name): epsg for epsg, name in NAMES.items()} | _FURTHER
_EPSG: Final = re.compile(r"(?:.*EPSG(?:[:/]+[\d.]*)?[:/]+)?(\d{4,6})", re.IGNORECASE)
_CRS84: Final = re.compile(r".*OGC.*CRS84", re.IGNORECASE)


def epsg_of(name: str) -> int | None:
    """The EPSG number in a name such as `EPSG:3006`, an OGC URN or address, or `SWEREF 99 TM`; None where it has none.

    The number need not be one that is read.
    """
    text = name.strip()
    if len(text) > 200:
        return None
    if _CRS84.fullmatch(text):
        return EPSG_DEGREES
    found = _EPSG.fullmatch(text)
    return int(found[1]) if found else _BY_NAME.get(fold(text))


def title_of(epsg: int) -> str:
    """`EPSG:3006 (SWEREF 99 TM)`."""
    return f"EPSG:{epsg} ({NAMES[epsg]})" if epsg in NAMES else f"EPSG:{epsg}"
