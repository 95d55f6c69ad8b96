"""The coordinate system of a file of people: told, doubted where it puts them far from the region, left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.region.projection import transformer
from sitematch.intake.crs import Declared, Home, candidates, crs_of, exchange
from sitematch.intake.crs_names import title_of
from sitematch.intake.findings import refused
from sitematch.intake.ground import Ground
from sitematch.intake.options import IntakeOptions
from sitematch.packs.people_import.words import FAR_OFF, FAR_OFF_LIKELY, FAR_OFF_SWAPPED
from sitematch.units import EPSG_DEGREES, EPSG_PLANE, METRES_PER_KM

SAMPLE: Final = 1_000
"""The system is told by so many persons, spread evenly over the rows, so that no outlying row decides."""
MOST: Final = 0.5
NEARLY_ALL: Final = 0.98
"""Neighbouring zones place a whole region 87 km apart, so that half of it may be at home in both."""
FAR_KM: Final = 100.0
HARDLY_ANY: Final = 0.001
"""A country's cells hold a small region, too: what has less than this share of its people in it is refused."""


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """A place for each of n rows, NaN where it has none.

    ``xy``: in the file's coordinates, x first, shape (n, 2). ``by``: ``geometry``, ``wkt``, ``lon_lat``, ``x_y`` or
    ``ruta``. ``faults``: row → what is wrong with its place. ``declared``: the system that the file names.
    ``cells_m``: the sizes of cells told by ids, () where there are none.
    """

    by: str
    xy: FloatArray
    declared: Declared
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    cells_m: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A coordinate system and how it was told: ``given``, ``declared``, ``ids``, ``degrees`` or ``numbers``."""

    epsg: int
    how: str


def tell_crs(places: Places, people: FloatArray, ground: Ground, options: IntakeOptions) -> Told:
    """The coordinate system of the places.

    Raises:
        SiteFileRefused: it cannot be told, or is none that is read.
    """
    sample = _sample(places.xy, people)
    geometries = np.asarray(shapely.points(places.xy[sample]), dtype=object)
    if options.swap_axes:
        geometries = exchange(geometries)
    nearly_all = candidates(geometries, Home(ground, None, NEARLY_ALL)) if _has_to_be_told(places, options) else []
    least = NEARLY_ALL if len(nearly_all) == 1 else MOST
    epsg = crs_of(places.declared, geometries, ground, options, least)
    if options.crs:
        return Told(epsg, "given")
    if places.declared.name:
        return Told(epsg, "ids" if places.by == "ruta" else "declared")
    return Told(epsg, "degrees" if epsg == EPSG_DEGREES and places.declared.plain_degrees else "numbers")


def _has_to_be_told(places: Places, options: IntakeOptions) -> bool:
    return not (options.crs or places.declared.name or places.declared.plain_degrees)


def to_degrees(places: Places, told: Told, swap_axes: bool) -> FloatArray:
    """The places as longitudes and latitudes, shape (n, 2), NaN where there is none."""
    return _moved(places.xy[:, ::-1] if swap_axes else places.xy, told.epsg, EPSG_DEGREES)


def refuse_far_off(places: Places, told: Told, people: FloatArray, ground: Ground, options: IntakeOptions) -> float:
    """The share of the people who live in the region or within 3 km of it, 0-1.

    Raises:
        SiteFileRefused: another system would put nearly all of them there, or most of them and this one does not, or
            most live over 100 km off and hardly any there; the likely system is named.
    """
    xy = places.xy[:, ::-1] if options.swap_axes else places.xy
    total = float(people.sum())
    if not ground.codes or not total:
        return 1.0

    def share(geometries: GeometryArray, is_near: Callable[[GeometryArray], BoolArray]) -> float:
        placed = np.array([geometry is not None for geometry in geometries], dtype=bool)
        placed[placed] = is_near(geometries[placed])
        return float(people[placed].sum()) / total

    plane = _points(_moved(xy, told.epsg, EPSG_PLANE))
    at_home = share(plane, lambda rows: ground.near(rows, None))
    if at_home >= NEARLY_ALL:
        return at_home
    said = {
        "crs": title_of(told.epsg),
        "share": f"{at_home:.1%}",
        "people": f"{total:,.0f}",
        "region": ground.region_name,
    }
    sample = _sample(xy, people)
    geometries = np.asarray(shapely.points(xy[sample]), dtype=object)
    likely = _others(geometries, told, Home(ground, None, NEARLY_ALL))
    if at_home < MOST:
        likely = likely or _others(geometries, told, Home(ground, None, MOST))
    if likely:
        titles, option = ", ".join(map(title_of, likely)), f"EPSG:{likely[0]}"
        raise refused(FAR_OFF_LIKELY, options.lang, places.declared.file, likely=titles, option=option, **said)
    if at_home < MOST and told.epsg in candidates(exchange(geometries), Home(ground, None, MOST)):
        raise refused(FAR_OFF_SWAPPED, options.lang, places.declared.file, **said)
    within = share(plane, lambda rows: shapely.dwithin(rows, ground.whole, FAR_KM * METRES_PER_KM))
    if within < MOST and at_home < HARDLY_ANY:
        said["share"] = f"{within:.1%}"
        raise refused(FAR_OFF, options.lang, places.declared.file, km=f"{FAR_KM:g}", **said)
    return at_home


def _moved(xy: FloatArray, from_epsg: int, to_epsg: int) -> FloatArray:
    if from_epsg == to_epsg:
        return xy
    moved = np.column_stack(transformer(from_epsg, to_epsg).transform(xy[:, 0], xy[:, 1]))
    moved[~np.isfinite(moved).all(axis=1)] = np.nan
    return moved


def _points(xy: FloatArray) -> GeometryArray:
    made: GeometryArray = np.full(len(xy), None, dtype=object)
    placed = np.isfinite(xy).all(axis=1)
    made[placed] = shapely.points(xy[placed])
    return made


def _others(geometries: GeometryArray, told: Told, home: Home) -> list[int]:
    """The systems but the one that was told in which the geometries lie at home."""
    return [epsg for epsg in candidates(geometries, home) if epsg != told.epsg]


def _sample(xy: FloatArray, people: FloatArray) -> IntArray:
    """Rows of persons spread evenly over all that have a place; of rows in general where nobody lives."""
    rows = np.flatnonzero(np.isfinite(xy).all(axis=1) & (people > 0))
    if len(rows) <= SAMPLE:
        return np.repeat(rows, _shares(people[rows])) if len(rows) else rows
    cumulated = np.cumsum(people[rows])
    at = (np.arange(SAMPLE) + 0.5) / SAMPLE * cumulated[-1]
    sample: IntArray = rows[np.searchsorted(cumulated, at)]
    return sample


def _shares(people: FloatArray) -> IntArray:
    """How often each of a few rows stands for its people in a sample; each at least once."""
    shares: IntArray = np.maximum(1, np.rint(people / people.sum() * SAMPLE)).astype(np.int64)
    return shares
