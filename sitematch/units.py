"""Units and the few conversions between them. Minutes are compared in whole deciseconds everywhere."""

from __future__ import annotations

import math
from typing import Final

DECISECONDS_PER_MINUTE: Final = 600
DECISECONDS_PER_HOUR: Final = 36_000
METRES_PER_KM: Final = 1_000.0
M2_PER_HA: Final = 10_000.0

EPSG_PLANE: Final = 3006
"""SWEREF 99 TM, metres: what every geometry is kept and measured in."""
EPSG_DEGREES: Final = 4326
"""WGS 84, longitude first: what goes to maps and comes from ``lon``/``lat`` columns."""


def round_half_up(value: float) -> int:
    """The nearest whole number, halves upwards (Python's ``round`` takes them to the even one)."""
    return math.floor(value + 0.5)


def minutes_to_deciseconds(minutes: float) -> int:
    """Minutes as whole deciseconds, halves up."""
    return round_half_up(minutes * DECISECONDS_PER_MINUTE)


def deciseconds_to_minutes(deciseconds: float) -> float:
    """Deciseconds as minutes, unrounded."""
    return deciseconds / DECISECONDS_PER_MINUTE
