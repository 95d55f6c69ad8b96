"""How large a plant's rectangle fits on a site: the largest scale, at any angle, inside one part, holes respected."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.core.sites.footprint_convex import Found, Placed, half_planes, largest_in_convex
from sitematch.core.sites.footprint_grow import grown
from sitematch.core.sites.footprint_search import Search
from sitematch.errors import WrongUse

_ROUNDING: Final = 1e-9
"""What rounding may do to a rectangle that lies against its walls, relative to its size."""
_ROUGHLY: Final = 0.01
"""How well the roomiest point is known from which the search starts, relative to the size of the part."""
_CONVEX_ENOUGH: Final = 5e-5
"""A rectangle of the hull that fits once it is made so much smaller is exact enough."""

_HALF_AXIS_M: Final = 6_378_137.0
_ECCENTRICITY2: Final = 0.006694380022903416
_CENTRAL_SCALE: Final = 0.9996
_FALSE_EASTING_M: Final = 500_000.0
_METRES_PER_RADIAN: Final = 6_367_449.146
_NOTHING: Final = Placed(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """The size of a plant on the ground, in metres; which of the sides is the longer does not matter."""

    length_m: float
    width_m: float

    def __post_init__(self) -> None:
        for name, side in (("length", self.length_m), ("width", self.width_m)):
            if not (math.isfinite(side) and side > 0):
                raise WrongUse(f"the {name} of a rectangle is {side:g} m; give a number of metres above 0")


@dataclass(frozen=True, slots=True)
class Fit:
    """The largest scale at which a rectangle fits.

    ``scale``: attained by ``outline``, the rectangle at that scale in the coordinates of the site (None if nothing
    fits at all). ``at_most``: no scale above it is possible. ``angle_deg``: from the x axis (east) to the side that is
    the length, counter-clockwise, from 0 to below 180; None without a rectangle.
    """

    scale: float
    at_most: float
    angle_deg: float | None
    outline: shapely.Polygon | None


NO_FIT: Final = Fit(0.0, 0.0, None, None)


def footprint_fit(site: shapely.Geometry, rectangle: Rectangle, more_than: float = 0.0) -> Fit:
    """The largest scale at which a rectangle fits inside one part of a site, at any angle, holes respected.

    The bound is within 0.005 % of the scale for a convex part, within 0.4 % for any other, unless the part is so
    intricate that the search ends early.

    Args:
        site: polygons in a plane whose unit is that of the rectangle; what has no area fits nothing.
        rectangle: its sides.
        more_than: smaller scales are not looked for, which is quicker where they would be no use; the fit is then 0.
    """
    found = NO_FIT
    for part in sorted(_parts(site), key=lambda part: -part.area):
        bound = math.sqrt(part.area / rectangle.length_m / rectangle.width_m)
        if bound > max(found.scale, more_than):
            fit = _fit_of_part(part, rectangle, max(found.scale, more_than))
            at_most = max(found.at_most, fit.at_most)
            better = fit if fit.scale > found.scale else found
            found = Fit(better.scale, max(at_most, better.scale), better.angle_deg, better.outline)
    return found if found.scale > 0 else replace(found, at_most=max(found.at_most, more_than))


def ground_scale(easting_m: FloatArray, northing_m: FloatArray) -> FloatArray:
    """Metres of EPSG:3006 per metre on the ground, at points in EPSG:3006, shape (n,).

    The point scale of the transverse Mercator projection, k0 (1 + x² / 2 + x⁴ / 24) with x the distance from the
    central meridian by the mean radius of curvature there (Snyder 1987, p. 61); within 1e-6 in all of Sweden.
    """
    latitude = northing_m / (_CENTRAL_SCALE * _METRES_PER_RADIAN)
    mean_radius = _HALF_AXIS_M * math.sqrt(1 - _ECCENTRICITY2) / (1 - _ECCENTRICITY2 * np.sin(latitude) ** 2)
    x = (easting_m - _FALSE_EASTING_M) / (_CENTRAL_SCALE * mean_radius)
    scale: FloatArray = _CENTRAL_SCALE * (1 + x**2 / 2 + x**4 / 24)
    return scale


def site_fits(outlines: GeometryArray, rectangle: Rectangle, more_than: float = 0.0) -> list[Fit | None]:
    """The fit on each site, outlines in EPSG:3006, the rectangle in metres on the ground; None without an outline.

    ``more_than`` as for ``footprint_fit``.
    """
    known = [not shapely.is_empty(outline) and shapely.get_dimensions(outline) == 2 for outline in outlines]
    centres = shapely.get_coordinates([shapely.centroid(o) for o, k in zip(outlines, known, strict=True) if k])
    scales = ground_scale(centres[:, 0], centres[:, 1]).tolist()
    on_the_map = (Rectangle(rectangle.length_m * scale, rectangle.width_m * scale) for scale in scales)
    return [footprint_fit(o, next(on_the_map), more_than) if k else None for o, k in zip(outlines, known, strict=True)]


def _parts(site: shapely.Geometry) -> Iterator[shapely.Polygon]:
    """The polygons of a geometry that have an area, mended if they cross themselves."""
    whole = site if shapely.is_valid(site) else shapely.make_valid(site)
    for part in shapely.get_parts(shapely.get_parts(whole)):
        if shapely.get_type_id(part) == shapely.GeometryType.POLYGON and part.area > 0:
            yield part


def _fit_of_part(part: shapely.Polygon, rectangle: Rectangle, known: float) -> Fit:
    """The fit in one polygon; of what is not larger than ``known`` only the bound counts.

    The polygon is moved to the origin and made of size 1, the rectangle of length 1.
    """
    longer, shorter = sorted((rectangle.length_m, rectangle.width_m), reverse=True)
    corners = shapely.get_coordinates(part)
    low, high = corners.min(axis=0), corners.max(axis=0)
    centre, size = (low + high) / 2, float((high - low).max())
    unit = shapely.transform(part, lambda xy: (xy - centre) / size)
    found = _largest(unit, shorter / longer, known * longer / size)
    if found.best.scale <= 0:
        return Fit(0.0, found.at_most * size / longer, None, None)
    scale = found.best.scale * size / longer
    outline = shapely.transform(_drawn(found.best, shorter / longer), lambda xy: xy * size + centre)
    angle = math.degrees(found.best.angle) + (0.0 if rectangle.length_m >= rectangle.width_m else 90.0)
    return Fit(scale, found.at_most * size / longer, angle % 180.0, outline)


def _largest(part: shapely.Polygon, width: float, known: float) -> Found:
    """The largest rectangle of sides 1 × ``width`` in a polygon of size 1 around the origin."""
    hull = shapely.convex_hull(part)
    ring = shapely.get_coordinates(shapely.orient_polygons(hull))
    of_hull = largest_in_convex(*half_planes(ring), shapely.get_coordinates(hull.centroid)[0], width)
    at_most = of_hull.at_most
    if at_most <= known:
        return Found(_NOTHING, at_most)
    shapely.prepare(part)
    for less in (0.0, _CONVEX_ENOUGH):
        best = _scaled(of_hull.best, 1 - less)
        if _is_inside(part, best, width):
            return Found(best, at_most)
    walls = _walls(part)
    start = _start(part, walls, width)
    found = Search(part, walls, width, Placed(0.0, 0.0, 0.0, known) if known > start.scale else start).run()
    best = found.best if found.best.scale > known else _NOTHING
    return Found(_fitted(part, best, width), min(at_most, found.at_most))


def _start(part: shapely.Polygon, walls: FloatArray, width: float) -> Placed:
    """A rectangle around a point well inside the part, grown from next to nothing at a few angles."""
    roomy = shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance=_ROUGHLY), 0)
    points = [point for point in (roomy, shapely.point_on_surface(part)) if shapely.contains(part, point)]
    if not points:
        return _NOTHING
    rooms = shapely.distance(part.boundary, points)
    room, (x, y) = float(rooms.max()), shapely.get_coordinates(points[int(np.argmax(rooms))])[0].tolist()
    hair = Placed(x, y, 0.0, room / math.hypot(0.5, width / 2) * (1 - _ROUNDING))
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(part))
    sides = np.diff(box[:3], axis=0)
    angles = np.arctan2(sides[:, 1], sides[:, 0])
    tried = [grown(Placed(hair.x, hair.y, float(angle), hair.scale), walls, width) for angle in angles]
    return max(tried, key=lambda placed: placed.scale)


def _fitted(part: shapely.Polygon, best: Placed, width: float) -> Placed:
    """The rectangle, made smaller by what rounding put outside the part."""
    for less in (0.0, 1e-8, 1e-6, 1e-4, 1e-3):
        smaller = _scaled(best, 1 - less)
        if best.scale <= 0 or _is_inside(part, smaller, width):
            return smaller
    return _scaled(best, 0.0)


def _is_inside(part: shapely.Polygon, placed: Placed, width: float) -> bool:
    """Whether the part covers the rectangle, but for rounding."""
    return bool(shapely.covers(part, _drawn(_scaled(placed, 1 - _ROUNDING), width)))


def _scaled(placed: Placed, factor: float) -> Placed:
    return Placed(placed.x, placed.y, placed.angle, placed.scale * factor)


def _drawn(placed: Placed, width: float) -> shapely.Polygon:
    along = np.array([math.cos(placed.angle), math.sin(placed.angle)]) * placed.scale / 2
    across = np.array([-along[1], along[0]]) * width
    corners = [-along - across, along - across, along + across, -along + across]
    return shapely.Polygon(np.array(corners) + np.array([placed.x, placed.y]))


def _walls(part: shapely.Polygon) -> FloatArray:
    """The edges of all rings, shape (m, 2, 2), none of length 0."""
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
    walls = np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])
    kept: FloatArray = walls[(walls[:, 0] != walls[:, 1]).any(axis=1)]
    return kept
