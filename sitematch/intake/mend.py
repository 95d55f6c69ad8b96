"""Makes proper areas of outlines that cross or touch themselves, where that changes next to nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import shapely

MOST_CHANGE: Final = 0.01
"""The share of its area by which mending may change an outline."""
_PLACE: Final = re.compile(r"\[.*\]")


@dataclass(frozen=True, slots=True)
class Mended:
    """A proper area, None where there is none near; the change as a share of the area; and what was wrong."""

    geometry: shapely.Geometry | None
    change: float
    why: str


def mend(outline: shapely.Geometry) -> Mended:
    """An improper polygon or multipolygon as a proper one, if its area changes by at most 1 %.

    The change is counted from what the rings enclose by the shoelace formula, holes taken off. Of the two ways to
    read crossing rings (an area counts as soon as a ring encloses it; it counts if an odd number does), the first that
    changes little enough is taken.
    """
    before = float(shapely.area(outline))
    why = _PLACE.sub("", shapely.is_valid_reason(outline)).strip()
    least = float("inf")
    for made_valid in (
        shapely.make_valid(outline, method="structure", keep_collapsed=False),
        shapely.make_valid(outline, method="linework"),
    ):
        made = _areas_of(made_valid)
        if made is None or before <= 0:
            continue
        change = abs(float(shapely.area(made)) - before) / before
        if change <= MOST_CHANGE:
            return Mended(made, change, why)
        least = min(least, change)
    return Mended(None, least, why)


def _areas_of(geometry: shapely.Geometry) -> shapely.Geometry | None:
    parts = [part for part in shapely.get_parts(shapely.get_parts(geometry)) if isinstance(part, shapely.Polygon)]
    parts = [part for part in parts if part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
