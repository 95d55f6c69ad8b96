"""Makes proper areas of outlines that cross or touch themselves, where that changes next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from sitematch.core.evidence import Text

MOST_CHANGE: Final = 0.01
"""The share of its area by which mending may change an outline."""
MOST_MEETINGS_OF_LINES: Final = 2_000
"""Where rings meet more often, the lines are not split there: that grows by the square of it."""
MOST_MEETINGS: Final = 40_000
"""What meets itself more often is a scribble, which no mending makes an area of in bounded time."""
_SIDES_AT_ONCE: Final = 64
"""So few that even where each meets all the others they fit into memory."""
_PLACE: Final = re.compile(r"\[.*\]")
_REASONS: Final[Mapping[str, Text]] = {
    "Self-intersection": Text("den korsar sig själv", "it crosses itself"),
    "Ring Self-intersection": Text("den rör vid sig själv", "it touches itself"),
    "Hole lies outside shell": Text("ett hål ligger utanför den", "a hole lies outside of it"),
    "Holes are nested": Text("ett hål ligger i ett annat", "a hole lies in another"),
    "Nested shells": Text("en del ligger inuti en annan", "a part lies inside another"),
    "Duplicate Rings": Text("en gräns finns två gånger", "a boundary stands there twice"),
    "Interior is disconnected": Text("hål delar den i bitar", "holes cut it into pieces"),
    "Too few points in geometry component": Text("den har för få hörn", "it has too few corners"),
}
_NO_AREA: Final = Text("den har ingen yta", "it has no area")


@dataclass(frozen=True, slots=True)
class Mended:
    """A proper area, None where there is none near; the change as a share of the area; and what was wrong."""

    geometry: shapely.Geometry | None
    change: float
    why: Text


def mend(outline: shapely.Geometry) -> Mended:
    """An improper polygon or multipolygon as a proper one, if its area changes by at most 1 %.

    The change is counted from what the rings enclose by the shoelace formula, holes taken off. Of the two ways to
    read crossing rings (an area counts as soon as a ring encloses it; it counts if an odd number does), the first that
    changes little enough is taken.
    """
    before = float(shapely.area(outline))
    why = _REASONS.get(_PLACE.sub("", shapely.is_valid_reason(outline)).strip(), _NO_AREA)
    least = float("inf")
    for made_valid in _ways(outline):
        made = _areas_of(made_valid)
        if made is None or before <= 0:
            continue
        change = abs(float(shapely.area(made)) - before) / before
        if change <= MOST_CHANGE:
            return Mended(made, change, why)
        least = min(least, change)
    return Mended(None, least, why)


def _ways(outline: shapely.Geometry) -> Iterator[shapely.Geometry]:
    meetings = _meetings(outline)
    if meetings <= MOST_MEETINGS:
        yield shapely.make_valid(outline, method="structure", keep_collapsed=False)
    if meetings <= MOST_MEETINGS_OF_LINES:
        yield shapely.make_valid(outline, method="linework")


def _meetings(outline: shapely.Geometry) -> int:
    """How often sides of the rings meet others than their neighbours; counted until it is too often."""
    corners, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(outline)), return_index=True)
    inner = ring[1:] == ring[:-1]
    sides = np.asarray(shapely.linestrings(np.stack([corners[:-1][inner], corners[1:][inner]], axis=1)), dtype=object)
    tree, found = shapely.STRtree(sides), 0
    for start in range(0, len(sides), _SIDES_AT_ONCE):
        looked_at = sides[start : start + _SIDES_AT_ONCE]
        # each side meets itself and its two neighbours
        found += max(0, len(tree.query(looked_at, predicate="intersects")[0]) - 3 * len(looked_at))
        if found > 2 * MOST_MEETINGS:
            break
    return found // 2


def _areas_of(geometry: shapely.Geometry) -> shapely.Geometry | None:
    parts = [part for part in shapely.get_parts(shapely.get_parts(geometry)) if isinstance(part, shapely.Polygon)]
    parts = [part for part in parts if part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
