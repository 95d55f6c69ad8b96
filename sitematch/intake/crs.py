"""Finds the coordinate system of a file, and exchanged axes, by where its rows come to lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray
from sitematch.core.region.projection import geometries_to_plane, transformer
from sitematch.intake.crs_names import CANDIDATES, ETRS_DEGREES, SUPPORTED, epsg_of, title_of
from sitematch.intake.findings import refused
from sitematch.intake.ground import Ground
from sitematch.intake.options import IntakeOptions
from sitematch.intake.wordings import CRS_MISSING, CRS_MISSING_SWAPPED, CRS_SEVERAL, CRS_UNSUPPORTED
from sitematch.units import EPSG_DEGREES

HALF: Final = 0.5
SAME_M: Final = 1.0
"""Two systems that place a file within a metre cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file says of its own system: the name as written (None: nothing), and whether plain degrees need none."""

    file: str
    name: str | None
    plain_degrees: bool


@dataclass(frozen=True, eq=False, slots=True)
class Home:
    """Where the rows of a file belong: in a municipality (the region, without one) or near it.

    ``least``: the share of the rows that has to lie there; all unless given. Where some may lie elsewhere, half of them
    have to lie in the area for which a system is made.
    """

    ground: Ground
    municipality: str | None = None
    least: float = 1.0

    def holds(self, inside: BoolArray) -> bool:
        """Whether enough rows are inside."""
        return _share_holds(inside, self.least)

    def is_made_for(self, inside: BoolArray) -> bool:
        """Whether enough rows are in the area for which a system is made."""
        return _share_holds(inside, 1.0 if self.least >= 1 else HALF)


def _share_holds(inside: BoolArray, least: float) -> bool:
    return bool(inside.all()) if least >= 1 else bool(inside.mean() >= least)


def crs_of(
    declared: Declared, geometries: GeometryArray, ground: Ground, options: IntakeOptions, least: float = 1.0
) -> int:
    """The EPSG number of a file with at least one geometry.

    What the caller says wins; then what the file declares; then plain degrees; else the one system in which every row
    (or that share of them, ``least``) lies in the municipality (the region) or near it, within the area for which the
    system is made.

    Raises:
        SiteFileRefused: ``crs.unsupported``, or ``crs.missing`` where not exactly one is possible.
    """
    named = options.crs or declared.name
    if named:
        epsg = epsg_of(named)
        if epsg is None or epsg not in SUPPORTED:
            raise refused(CRS_UNSUPPORTED, options.lang, declared.file, crs=named[:60])
        return epsg
    if declared.plain_degrees and possible_degrees(geometries):
        return EPSG_DEGREES
    home = Home(ground, options.municipality, least)
    found = candidates(geometries, home)
    if len(found) == 1:
        return found[0]
    if found:
        titles = ", ".join(f"{title_of(epsg)}{_whereabouts(geometries[:1], epsg, ground)}" for epsg in found)
        raise refused(CRS_SEVERAL, options.lang, declared.file, candidates=titles)
    exchanged = candidates(exchange(geometries), home)
    if exchanged:
        titles = ", ".join(title_of(epsg) for epsg in exchanged)
        raise refused(CRS_MISSING_SWAPPED, options.lang, declared.file, candidates=titles)
    raise refused(CRS_MISSING, options.lang, declared.file)


def possible_degrees(geometries: GeometryArray) -> bool:
    """Whether all coordinates can be longitudes and latitudes."""
    west, south, east, north = shapely.total_bounds(geometries)
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def exchange(geometries: GeometryArray) -> GeometryArray:
    """The geometries with x and y exchanged."""
    return shapely.transform(geometries, lambda xy: xy[:, ::-1])


def to_plane(geometries: GeometryArray, epsg: int) -> GeometryArray:
    """The geometries in EPSG:3006; None for those that have no place there."""
    if len(geometries) == 0:
        return geometries
    plane = geometries_to_plane(geometries, epsg)
    bounds = shapely.bounds(plane)
    plane[~np.isfinite(bounds).all(axis=1)] = None
    return plane


def candidates(geometries: GeometryArray, home: Home) -> list[int]:
    """The systems in which enough of the geometries lie at home; of those that place them alike the first."""
    found: list[int] = []
    places: list[FloatArray] = []
    for epsg in CANDIDATES:
        # Where every row counts, the first rules out most systems.
        if home.least >= 1 and not _lies_there(geometries[:1], epsg, home):
            continue
        if not _lies_there(geometries, epsg, home):
            continue
        place = shapely.total_bounds(to_plane(geometries[:1] if home.least >= 1 else geometries, epsg))
        if not any(np.allclose(place, other, rtol=0, atol=SAME_M) for other in places):
            found.append(epsg)
            places.append(place)
    return found


def _whereabouts(geometries: GeometryArray, epsg: int, ground: Ground) -> str:
    """The name of the municipality where a system puts the first row, to choose by."""
    code = ground.holding(to_plane(geometries, epsg)[0])
    return f" → {ground.title_of(code)}" if code else ""


def _lies_there(geometries: GeometryArray, epsg: int, home: Home) -> bool:
    if epsg in (EPSG_DEGREES, ETRS_DEGREES) and not possible_degrees(geometries):
        return False
    plane = to_plane(geometries, epsg)
    placed = np.array([geometry is not None for geometry in plane], dtype=bool)
    if not home.holds(placed) or not home.is_made_for(_in_area_of_use(geometries, epsg)):
        return False
    placed[placed] = home.ground.near(plane[placed], home.municipality)
    return home.holds(placed)


def _in_area_of_use(geometries: GeometryArray, epsg: int) -> BoolArray:
    """Which geometries lie in the box of degrees for which EPSG says the system is made, shape (n,)."""
    move = transformer(epsg, EPSG_DEGREES).transform
    coordinates, row = shapely.get_coordinates(geometries, return_index=True)
    lon, lat = move(*coordinates.T)
    west, south, east, north = _area_of_use(epsg)
    outside = ~((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    return ~np.bincount(row[outside], minlength=len(geometries)).astype(bool)


@lru_cache(maxsize=len(CANDIDATES))
def _area_of_use(epsg: int) -> tuple[float, float, float, float]:
    from pyproj import CRS

    area = CRS.from_epsg(epsg).area_of_use
    return area.bounds if area else (-180.0, -90.0, 180.0, 90.0)
