"""The areas from which sites are reached in time, as small as a map needs them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.evidence import Lang
from sitematch.core.reach.isochrone_area import RIM_M
from sitematch.core.reach.isochrones import Isochrone, thinned
from sitematch.core.reach.people_within import plain_minutes
from sitematch.core.region.projection import geometries_to_degrees, geometries_to_plane
from sitematch.texts import translator
from sitematch.views.words import number, reason_text

AREAS_FORMAT: Final = 3
"""Goes up when what is prepared changes, so that what was kept before is made anew."""
MOST_SITES_WITH_AREAS: Final = 3
AREA_TOLERANCE_M: Final = 60.0
"""At most, and a two-thousandth of what is drawn at a time: less than its lines are wide."""
TOLERANCES_ACROSS: Final = 2_000
MOST_CORNERS: Final = 2_500
STEPS_PER_DEG: Final = 10_000
FINE_STEPS_PER_DEG: Final = 100_000
"""Corners lie on a grid of ten metres, or of one where borders are thinned by less than two of ten."""

Areas = Mapping[str, Any]
"""What is known of one site, as JSON values: ``times``, from the shortest, and why they are unknown, ``reason``."""


def prepare_areas(found: Sequence[Isochrone]) -> dict[str, Any]:
    """The isochrones of a site as JSON values that can be kept: borders thinned, coordinates as text."""
    tolerance_m = _tolerance_m([one.area for one in found if one.area is not None])
    steps_per_deg = FINE_STEPS_PER_DEG if tolerance_m < 20.0 else STEPS_PER_DEG
    times = [
        {
            "within_min": plain_minutes(one.within_min),
            "population": one.population,
            "reason": one.reason,
            "parts": _parts(one.area, tolerance_m, steps_per_deg),
        }
        for one in found
    ]
    unknown = all(one.area is None for one in found)
    return {"times": times, "reason": found[0].reason if unknown and found else None, "steps_per_deg": steps_per_deg}


def _tolerance_m(areas: Sequence[shapely.Geometry]) -> float:
    """By how much the borders of areas may be thinned that are seen together."""
    if not areas:
        return AREA_TOLERANCE_M
    west, south, east, north = shapely.total_bounds(geometries_to_plane(np.array(areas, dtype=object)))
    across_m = math.hypot(east - west, north - south)
    return AREA_TOLERANCE_M if math.isnan(across_m) else min(AREA_TOLERANCE_M, across_m / TOLERANCES_ACROSS)


def areas_on_page(areas: Areas, name: str, lang: Lang) -> dict[str, Any]:
    """What the script of a map draws and says of a site's areas, the shortest time first."""
    translate = translator(lang)
    if areas["reason"] is not None:
        text = translate("It is not known from where {name} is reached by car: {reason}.")
        return {
            "said": text.format(name=name, reason=reason_text(areas["reason"], lang)),
            "times": [],
            "stepsPerDeg": areas["steps_per_deg"],
        }
    said = translate("From here one reaches {name} by car: along roads, and up to {metres} m beside them.")
    return {
        "said": said.format(name=name, metres=number(RIM_M[0], lang)),
        "times": [_time(one, lang) for one in areas["times"]],
        "stepsPerDeg": areas["steps_per_deg"],
    }


def _time(one: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    translate, minutes = translator(lang), number(float(one["within_min"]), lang)
    if not one["parts"]:
        text = translate("within {minutes} min: from nowhere").format(minutes=minutes)
    elif one["population"] is not None:
        text = translate("within {minutes} min: {amount} people").format(
            minutes=minutes, amount=number(one["population"], lang)
        )
    else:
        text = translate("within {minutes} min: people not known, {reason}").format(
            minutes=minutes, reason=reason_text(one["reason"], lang)
        )
    return {"text": text, "label": f"{minutes}\u00a0min", "parts": one["parts"]}


def _parts(area: shapely.Geometry | None, tolerance_m: float, steps_per_deg: int) -> list[list[str]]:
    """Polygons, each the texts of its rings."""
    if area is None or shapely.is_empty(area):
        return []
    thin, _ = thinned(geometries_to_plane(np.array([area], dtype=object))[0], tolerance_m, MOST_CORNERS)
    placed = geometries_to_degrees(np.array([thin], dtype=object))[0]
    rings = (
        [_ring(ring, steps_per_deg) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(placed)
    )
    return [[ring for ring in part if ring] for part in rings if part[0]]


def _ring(ring: shapely.Geometry, steps_per_deg: int) -> str:
    """A ring without its last corner, the first again; "" where it has become too small for the grid."""
    steps = np.rint(shapely.get_coordinates(ring)[:-1] * steps_per_deg).astype(np.int64)
    steps = steps[np.any(steps != np.roll(steps, 1, axis=0), axis=1)]
    if len(steps) < 3:
        return ""
    return packed(np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist())


def packed(numbers: Sequence[int]) -> str:
    """Whole numbers as text, small ones in one character: five bits each from the low end, the sign in the lowest.

    Of the characters from ``?`` to ``~``, so that none of them ends a script or stands for an entity.
    """
    text = []
    for value in numbers:
        rest = value << 1 if value >= 0 else ~(value << 1)
        while rest >= 0x20:
            text.append(chr((rest & 0x1F | 0x20) + 63))
            rest >>= 5
        text.append(chr(rest + 63))
    return "".join(text)
