"""Outlines as zones really have them: along a road, around fields, over wooded ground; in metres of a local frame.

In the frame the road runs along x and the site lies above it, y > 0. Every outline is drawn about one unit of
area large and brought to its size by ``at_size``; all chance comes from the ``random.Random`` that is passed in.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
Outline = Polygon | MultiPolygon


def field(rng: random.Random) -> Polygon:
    """Arable land: a front that follows the road, a back that steps along ditches."""
    width, bow = rng.uniform(1.0, 1.7), rng.uniform(-0.12, 0.12)
    front = [(width * t, bow * math.sin(math.pi * t) + rng.uniform(-0.015, 0.015)) for t in _steps(rng, 5)]
    back: list[Point] = []
    depth = rng.uniform(0.55, 1.0)
    edges = [width * t for t in reversed(_steps(rng, rng.randint(3, 5)))]
    for right, left in pairwise(edges):
        back += [(right + rng.uniform(-0.05, 0.05), depth), (left + rng.uniform(0.0, 0.08), depth + rng.gauss(0, 0.05))]
        depth = min(1.25, max(0.4, depth + rng.choice((-1, 1)) * rng.uniform(0.12, 0.35)))
    lean = rng.uniform(-0.25, 0.25)
    return Polygon([*front, *[(x + lean * y, y) for x, y in back]])


def wood(rng: random.Random) -> Polygon:
    """Wooded or rocky ground: a boundary that winds around knolls and bogs."""
    corners = rng.randint(20, 34)
    waves = [(k, rng.uniform(0.08, 0.2), rng.uniform(0, math.tau)) for k in (2, 3, 4, 5)]
    stretch = rng.uniform(1.0, 1.6)
    ring: list[Point] = []
    for i in range(corners):
        angle = math.tau * (i + rng.uniform(-0.3, 0.3)) / corners
        radius = 1 + sum(size * math.sin(k * angle + shift) for k, size, shift in waves) + rng.gauss(0, 0.05)
        ring.append((stretch * radius * math.cos(angle), radius * math.sin(angle)))
    return Polygon(ring)


def wedge(rng: random.Random) -> Polygon:
    """Between two roads that part: narrow at one end, the far side in bends."""
    length, open_end = rng.uniform(1.6, 2.2), rng.uniform(0.9, 1.2)
    front = [(length * t, 0.06 * math.sin(2.5 * math.pi * t) + rng.uniform(-0.02, 0.02)) for t in _steps(rng, 5)]
    far: list[Point] = []
    for t in reversed(_steps(rng, 6)):
        far.append((length * t + rng.uniform(-0.03, 0.03), 0.12 + open_end * t**1.3 + rng.gauss(0, 0.05)))
    ring = [*front, *far]
    if rng.random() < 0.5:
        ring = [(length - x, y) for x, y in reversed(ring)]
    return Polygon(ring)


def bend(rng: random.Random) -> Polygon:
    """Around something that stays: an angle with a wing along the road and one away from it."""
    base = field(rng)
    x0, _, x1, y1 = base.bounds
    cut = x0 + (x1 - x0) * rng.uniform(0.42, 0.55)
    low = y1 * rng.uniform(0.35, 0.5)
    corner = [
        (cut, y1 + 1),
        (cut + 0.05, low + 0.12),
        (cut + 0.22, low),
        (x1 + 1, low - rng.uniform(0.0, 0.1)),
        (x1 + 1, y1 + 1),
    ]
    return _largest(base.difference(Polygon(corner)))


def holed(rng: random.Random) -> Polygon:
    """Around a farmstead or a knoll that is not part of the site."""
    base = rng.choice((field, wood))(rng)
    middle, radius = base.representative_point(), 0.13 * math.sqrt(base.area)
    ring = []
    for i in range(7):
        angle, r = math.tau * i / 7, radius * rng.uniform(0.7, 1.25)
        ring.append((middle.x + r * math.cos(angle), middle.y + r * math.sin(angle)))
    return _largest(base.difference(Polygon(ring)))


def split(rng: random.Random) -> MultiPolygon:
    """Cut in two by a brook or a lesser road that bends through it."""
    base = rng.choice((field, wood))(rng)
    x0, y0, x1, y1 = base.bounds
    at = x0 + (x1 - x0) * rng.uniform(0.35, 0.65)
    course = [(at + rng.uniform(-0.15, 0.15), y0 - 1 + (y1 - y0 + 2) * t) for t in (0.0, 0.35, 0.5, 0.65, 1.0)]
    parts = base.difference(LineString(course).buffer(rng.uniform(0.03, 0.05), quad_segs=1))
    kept = sorted((p for p in parts.geoms if p.area > 0.05 * base.area), key=lambda p: -p.area)
    return MultiPolygon(kept[:3])


FORMS: dict[str, Callable[[random.Random], Outline]] = {
    "field": field,
    "wood": wood,
    "wedge": wedge,
    "bend": bend,
    "holed": holed,
    "split": split,
}
WOODED = frozenset({"wood"})


NEARLY_RECTANGLE = 0.88  # share of the rectangle of least area around it


def drawn(form: str, rng: random.Random) -> Outline:
    """An outline of that form; drawn again while it crosses itself or looks like a rectangle."""
    while True:
        outline = FORMS[form](rng)
        if outline.is_valid and outline.area < NEARLY_RECTANGLE * outline.minimum_rotated_rectangle.area:
            return outline


def at_size(outline: Outline, area_m2: float) -> Outline:
    """The same outline scaled about its centroid to ``area_m2``."""
    scale = math.sqrt(area_m2 / outline.area)
    return affinity.scale(outline, scale, scale, origin="centroid")


def beside(outline: Outline, road: LineString, along: float, to_left: bool, offset_m: float) -> BaseGeometry:
    """The outline laid beside ``road`` (plane metres), at a fraction of its length and ``offset_m`` off it."""
    (x0, y0), (x1, y1) = road.coords[0], road.coords[-1]
    heading = math.degrees(math.atan2(y1 - y0, x1 - x0))
    turned = outline if to_left else affinity.scale(outline, 1, -1, origin=(0, 0))
    low_x, low_y, high_x, high_y = turned.bounds
    away = offset_m - low_y if to_left else -offset_m - high_y
    moved = affinity.translate(turned, -(low_x + high_x) / 2, away)
    foot = road.interpolate(along, normalized=True)
    return affinity.translate(affinity.rotate(moved, heading, origin=(0, 0)), foot.x, foot.y)


def _largest(geometry: BaseGeometry) -> Polygon:
    """The largest polygon of what a cut left."""
    parts: Sequence[Polygon] = getattr(geometry, "geoms", [geometry])
    return max(parts, key=lambda part: part.area)


def _steps(rng: random.Random, count: int) -> list[float]:
    """From 0 to 1 in ``count`` uneven steps."""
    sizes = [rng.uniform(0.6, 1.4) for _ in range(count)]
    reached, total = [0.0], sum(sizes)
    for size in sizes:
        reached.append(reached[-1] + size / total)
    return reached
