"""The footprint of 1,000 jagged parcels against the plain form: many angles, and at each an erosion by shapely."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import shapely
from shapely import affinity

from benchmarks.measure import Goal
from sitematch.core.sites.footprint import Rectangle, footprint_fit

PARCELS: Final = 1_000
CORNERS: Final = 100
PLANT: Final = Rectangle(120.0, 60.0)
ACCURACY: Final = 0.005
GOAL: Final = Goal("footprint-of-1000-parcels-over-angles-and-erosion", 20.0, at_least=True)
_BY_THE_PLAIN_FORM: Final = 3
"""So many of the parcels are put to the plain form, which takes seconds for each."""
_STEPS: Final = 360
"""Angles of half a degree: a rectangle twice as long as wide loses less than 0.5 % by a quarter of a degree."""


def lines() -> Iterator[str]:
    """The ratio of the seconds a parcel, where both are within the accuracy of each other."""
    parcels = [parcel(number) for number in range(PARCELS)]
    footprint_fit(parcels[0], PLANT)
    plain, ours, alike = [], [], True
    for one in parcels[:_BY_THE_PLAIN_FORM]:
        start = time.perf_counter()
        found = by_angles_and_erosion(one)
        middle = time.perf_counter()
        fit = footprint_fit(one, PLANT)
        plain.append(middle - start)
        ours.append(time.perf_counter() - middle)
        alike &= found <= fit.at_most * (1 + 1e-6) and fit.scale >= found * (1 - ACCURACY)
        alike &= found >= fit.scale * (1 - 2 * ACCURACY)
    if not alike:
        yield f"INVALID {GOAL.name}"
        return
    start = time.perf_counter()
    for one in parcels:
        footprint_fit(one, PLANT)
    whole = time.perf_counter() - start
    each = sum(plain) / len(plain)
    yield f"footprints of {PARCELS} parcels, {CORNERS} corners: {whole:.1f} s; plain form {each:.1f} s each; one thread"
    yield GOAL.line(each * PARCELS / whole)


def parcel(number: int) -> shapely.Polygon:
    """A jagged, non-convex outline some hundred metres across, the same each time."""
    draw = random.Random(number)
    turns = sorted(draw.uniform(0, 2 * math.pi) for _ in range(CORNERS))
    radii = [200 * draw.uniform(0.8, 1.1) * (1 + 0.3 * math.cos(2 * turn + number)) for turn in turns]
    return shapely.Polygon([(r * math.cos(t), r * math.sin(t)) for t, r in zip(turns, radii, strict=True)])


def by_angles_and_erosion(site: shapely.Polygon) -> float:
    """The largest scale to within the accuracy: an angle is searched by bisection only if it beats the best so far."""
    best = 0.0
    for step in range(_STEPS):
        turned = affinity.rotate(site, -180.0 * step / _STEPS, origin=(0, 0))
        outside = turned.envelope.buffer(1.0, join_style="mitre").difference(turned)
        low = best * (1 + ACCURACY / 4) or ACCURACY
        if not _fits(turned, outside, low):
            continue
        high = low
        while _fits(turned, outside, high * 2):
            high *= 2
        low, high = high, high * 2
        while high > low * (1 + ACCURACY / 8):
            middle = (low + high) / 2
            low, high = (middle, high) if _fits(turned, outside, middle) else (low, middle)
        best = low
    return best


def _fits(site: Any, outside: Any, scale: float) -> bool:
    """Whether an upright rectangle fits: whether anything is left of the site once the outside is grown by it."""
    grown = _swept(_swept(outside, PLANT.length_m * scale, 0.0), 0.0, PLANT.width_m * scale)
    return bool(site.difference(grown).area > 0)


def _swept(shape: Any, dx: float, dy: float) -> Any:
    """What a shape covers on its way back by (dx, dy): itself at both ends, and the strips of its edges."""
    strips = []
    for ring in (ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)):
        xy = shapely.get_coordinates(ring)
        corners = np.stack([xy[:-1], xy[1:], xy[1:] - (dx, dy), xy[:-1] - (dx, dy), xy[:-1]], axis=1)
        strips.append(shapely.polygons(corners))
    strip = np.concatenate(strips)
    flat = shapely.area(strip) > 0
    return shapely.union_all([shape, affinity.translate(shape, -dx, -dy), *shapely.normalize(strip[flat])])
