"""Names of columns, classes and groups as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_UNITS: Final[Mapping[str, str]] = {
    "m": "m",
    "km": "km",
    "mm": "mm",
    "m2": "m²",
    "m3": "m³",
    "m3_d": "m³/d",
    "ha": "ha",
    "mw": "MW",
    "kv": "kV",
    "kpa": "kPa",
    "pct": "%",
    "c": "°C",
    "min": "min",
    "um_s": "µm/s",
    "sek_m2": "SEK/m²",
}
"""Units at the end of a name, as the names of the catalogue's own metrics write them."""


def plain_name(name: str) -> str:
    """A name as it is read in a sentence: ``bearing_capacity_kpa`` is ``bearing capacity (kPa)``.

    Dashes become blanks, and a unit at the end stands in brackets; behind a number it belongs to that
    (``shops_15_min``).
    """
    words = name.replace("_", " ").split()
    for length in (2, 1):
        before, unit = words[:-length], _UNITS.get("_".join(words[-length:]).lower())
        if unit is not None and before and not before[-1].isdigit() and "_" in name:
            return f"{' '.join(before)} ({unit})"
    return " ".join(words) or name
