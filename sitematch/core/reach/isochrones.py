"""Isochrones: the areas from which a site is reached within so many minutes, and the people counted for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.core.evidence import Source
from sitematch.core.reach import reasons
from sitematch.core.reach.isochrone_area import Ground
from sitematch.core.reach.joining import join
from sitematch.core.reach.network import network_of
from sitematch.core.reach.people_within import PeopleWithin, people_within, plain_minutes
from sitematch.core.reach.provenance import PEOPLE, ROADS
from sitematch.core.reach.stretches import arrivals
from sitematch.core.region.model import Region
from sitematch.core.region.projection import geometries_to_degrees
from sitematch.units import minutes_to_deciseconds

if TYPE_CHECKING:
    from sitematch.core.reach.hierarchy.prepared import PreparedRoads

ISOCHRONES_VERSION: Final = "isochrones/1"
"""Changes whenever the same site and region would give other areas: what was kept before is not used then."""
TOLERANCE_M: Final = 8.0
"""Borders are thinned by no more than this, less than ``ROAD_M``: a road in time never comes to lie outside."""
MOST_CORNERS: Final = 60_000
"""An area with more is thinned further, in steps of twice the tolerance, and says by how much."""
GRID_DEG: Final = 1e-6
"""Borders lie on a grid of a tenth of a metre."""
HAIR_M: Final = 0.5
"""What an area has at least beyond the one before."""
STRAIGHT_M: Final = 2_000.0
"""What is straight in the plane is bent in degrees: longer sides of a border get corners between."""
MOST_TIMES: Final = 12
"""So many areas of a site are made at a time."""


@dataclass(frozen=True, eq=False, slots=True)
class Isochrone:
    """The area from which a site is reached within some minutes.

    ``area``: MultiPolygon in EPSG:4326, exterior rings counter-clockwise; empty where nothing is reached so fast, None
    where that is unknown. ``population`` and ``workforce``: persons whose drive to the site takes at most so long,
    None where unknown. ``reason`` says why, of the area first, else of the people. ``tolerance_m``: by how much the
    border was thinned.
    """

    within_min: float
    area: shapely.Geometry | None
    population: float | None
    workforce: float | None
    reason: str | None
    tolerance_m: float


@dataclass(frozen=True, eq=False, slots=True)
class _Area:
    shape: shapely.Geometry | None
    tolerance_m: float


def isochrones(
    region: Region, outlines: GeometryArray, within_min: Sequence[float], prepared: PreparedRoads | None = None
) -> list[tuple[Isochrone, ...]]:
    """The isochrones of some outlines (EPSG:3006), each by its minutes from the shortest; each holds those before it.

    Args:
        region: whose roads and people count.
        outlines: shape (n,).
        within_min: minutes above 0; those beyond the horizon have an area, and unknown people.
        prepared: the region's roads as a hierarchy, where they were prepared; it changes no answer.
    """
    minutes = sorted(set(within_min))
    network = network_of(region, prepared)
    areas: list[Sequence[_Area]] = [[_Area(None, 0.0)] * len(minutes)] * len(outlines)
    if network is not None:
        entries, limits_ds = join(network.graph, outlines), [minutes_to_deciseconds(m) for m in minutes]
        ground, joined = Ground(network.graph), np.flatnonzero(entries.joined)
        found = arrivals(network.graph, entries.take(joined), max(limits_ds), prepared)
        for row, arrival in zip(joined, found, strict=True):
            areas[row] = _nested(ground.areas(arrival, limits_ds))
    why = reasons.NO_ROADS if network is None else reasons.NO_ROAD_NEAR
    people = people_within(region, outlines, minutes, prepared)
    return [
        tuple(_isochrone(*one, why) for one in zip(areas[row], people[row], strict=True))
        for row in range(len(outlines))
    ]


def _isochrone(area: _Area, people: PeopleWithin, why: str) -> Isochrone:
    reason = why if area.shape is None else people.reason
    return Isochrone(people.within_min, area.shape, people.population, people.workforce, reason, area.tolerance_m)


def to_feature(one: Isochrone) -> dict[str, Any]:
    """An isochrone as a GeoJSON feature (RFC 7946); its geometry is null where the area is unknown."""
    geometry = None if one.area is None else {"type": "MultiPolygon", "coordinates": coordinates(one.area)}
    properties = {
        "within_min": plain_minutes(one.within_min),
        "population": one.population,
        "workforce": one.workforce,
        "reason": one.reason,
        "tolerance_m": None if one.area is None else one.tolerance_m,
    }
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def coordinates(area: shapely.Geometry) -> list[list[list[list[float]]]]:
    """The rings of a MultiPolygon as GeoJSON has them, to the digits of their grid."""
    return [
        [[[round(x, 6), round(y, 6)] for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(area)
    ]


def isochrone_sources(region: Region) -> tuple[Source, ...]:
    """Where areas and people come from."""
    return tuple(region.sources[part] for part in (ROADS, PEOPLE) if part in region.sources)


def thinned(area: shapely.Geometry, tolerance_m: float, most_corners: int) -> tuple[shapely.Geometry, float]:
    """An area (EPSG:3006) with fewer corners, and the tolerance that it took to have at most so many.

    Holes and parts that are smaller than the tolerance can show are left out.
    """
    while True:
        thin = _without_specks(shapely.simplify(area, tolerance_m, preserve_topology=True), tolerance_m)
        if shapely.get_num_coordinates(thin) <= most_corners:
            return thin, tolerance_m
        tolerance_m *= 2


def _without_specks(area: shapely.Geometry, tolerance_m: float) -> shapely.Geometry:
    """Without what is smaller than a circle of the tolerance, as hole or as part."""
    least_m2 = np.pi * tolerance_m**2
    parts = [part for part in shapely.get_parts(area) if shapely.area(part) >= least_m2]
    holes = [[hole for hole in part.interiors if shapely.area(shapely.Polygon(hole)) >= least_m2] for part in parts]
    kept = [shapely.Polygon(part.exterior, inner) for part, inner in zip(parts, holes, strict=True)]
    return _many(shapely.union_all(kept))


def _nested(areas: Iterable[shapely.Geometry]) -> list[_Area]:
    """The areas in degrees, each with those before it and a hair more: no rounding makes their borders cross."""
    found = []
    before: shapely.Geometry = shapely.MultiPolygon()
    for area in areas:
        thin, tolerance_m = thinned(area, TOLERANCE_M, MOST_CORNERS)
        before = shapely.union(thin, shapely.buffer(before, HAIR_M, join_style="mitre", mitre_limit=2.0))
        found.append(_Area(shapely.orient_polygons(_placed(before)), tolerance_m))
    return found


def _placed(area: shapely.Geometry) -> shapely.Geometry:
    """An area in degrees; a border that touches itself may cross itself by a hair once it is projected."""
    degrees = geometries_to_degrees(np.array([shapely.segmentize(area, STRAIGHT_M)], dtype=object))[0]
    mended = shapely.make_valid(degrees, method="structure", keep_collapsed=False)
    return _many(shapely.set_precision(mended, GRID_DEG))


def _many(area: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a geometry as a MultiPolygon."""
    parts = shapely.get_parts(area)
    return shapely.MultiPolygon([part for part in parts if shapely.get_type_id(part) == shapely.GeometryType.POLYGON])
