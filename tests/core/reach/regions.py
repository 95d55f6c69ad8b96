"""Regions made of the small worlds of the oracle, laid down in EPSG:3006."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.core.evidence import Method, Source
from sitematch.core.reach.members import members
from sitematch.core.reach.table import reach_table
from sitematch.core.region.model import Access, Facilities, Localities, Municipalities, Region, Roads
from sitematch.core.region.projection import geometries_to_degrees
from tests.core.reach.oracle import Link, Outline, Point, World

ORIGIN = np.array([520_000.0, 6_470_000.0])
SOURCES = {
    "roads": Source("Roads", "2024-05-01", Method.STATED),
    "people": Source("People", "2021-12-31", Method.ESTIMATED),
    "facilities": Source("Facilities", None, Method.STATED),
}


@dataclass(frozen=True)
class Village:
    """A locality, or a rural point."""

    id: str
    at: Point
    population: float = 100.0
    workforce: float = 49.0
    jobs: float = 10.0
    rural: bool = False
    groups: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Facility:
    """A facility of a class, with attributes as a pack writes them."""

    id: str
    class_: str
    at: Point
    attributes: tuple[tuple[str, str], ...] = ()


def degrees(spots: Sequence[Point]) -> tuple[FloatArray, FloatArray]:
    """Points of a world as longitudes and latitudes."""
    if not spots:
        return np.empty(0), np.empty(0)
    xy = shapely.get_coordinates(geometries_to_degrees(shapely.points(np.array(spots, dtype=float) + ORIGIN)))
    return xy[:, 0], xy[:, 1]


def geometry(outline: Outline) -> shapely.Geometry:
    """An outline of a world in EPSG:3006."""
    if isinstance(outline[0], float | int):
        return shapely.Point(np.array(outline) + ORIGIN)
    polygons = [shapely.Polygon(*_rings(polygon)) for polygon in outline]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _rings(polygon: tuple[tuple[Point, ...], ...]) -> tuple[FloatArray, list[FloatArray]]:
    outer, *holes = (np.array(ring) + ORIGIN for ring in polygon)
    return outer, holes


def outlines(*shapes: Outline) -> GeometryArray:
    """Outlines of a world as an object array."""
    made: GeometryArray = np.empty(len(shapes), dtype=object)
    made[:] = [geometry(shape) for shape in shapes]
    return made


def _wkt(world: World, link: Link) -> str | None:
    if not link.bends:
        return None
    lon, lat = degrees(world.line(link))
    return "LINESTRING (" + ", ".join(f"{x!r} {y!r}" for x, y in zip(lon.tolist(), lat.tolist(), strict=True)) + ")"


def roads_of(world: World) -> Roads:
    """The roads of a world, nodes and links in its order."""
    ids = tuple(world.nodes)
    lon, lat = degrees(list(world.nodes.values()))
    links = world.links
    return Roads(
        node_ids=ids,
        node_lon=lon,
        node_lat=lat,
        from_node=np.array([ids.index(link.start) for link in links], dtype=np.int64),
        to_node=np.array([ids.index(link.end) for link in links], dtype=np.int64),
        km=np.array([link.km for link in links], dtype=np.float64),
        speed_kmh=np.array([link.kmh for link in links], dtype=np.float64),
        oneway=np.array([link.oneway for link in links], dtype=bool),
        motorway=np.array([link.motorway for link in links], dtype=bool),
        road=("",) * len(links),
        wkt=tuple(_wkt(world, link) for link in links),
        speed_factor=world.speed_factor,
    )


def localities_of(villages: Sequence[Village], *, jobs: bool = True) -> Localities:
    """Localities with their people; ``jobs=False`` for a pack that has no such column."""
    lon, lat = degrees([village.at for village in villages])
    groups = sorted({group for village in villages for group, _ in village.groups})

    def numbers(name: str) -> FloatArray:
        return np.array([getattr(village, name) for village in villages], dtype=np.float64)

    return Localities(
        ids=tuple(village.id for village in villages),
        names=tuple(village.id.title() for village in villages),
        lon=lon,
        lat=lat,
        rural=np.array([village.rural for village in villages], dtype=bool),
        municipality_codes=(None,) * len(villages),
        population=numbers("population"),
        workforce=numbers("workforce"),
        groups={group: np.array([dict(v.groups).get(group, 0.0) for v in villages]) for group in groups},
        jobs=numbers("jobs") if jobs else None,
        attributes={"kind": tuple("rural" if village.rural else "" for village in villages)},
    )


def facilities_of(facilities: Sequence[Facility]) -> Facilities:
    """Facilities in the order given."""
    lon, lat = degrees([facility.at for facility in facilities])
    names = sorted({name for facility in facilities for name, _ in facility.attributes})
    return Facilities(
        ids=tuple(facility.id for facility in facilities),
        classes=tuple(facility.class_ for facility in facilities),
        names=tuple(facility.id.title() for facility in facilities),
        lon=lon,
        lat=lat,
        attributes={name: tuple(dict(f.attributes).get(name, "") for f in facilities) for name in names},
    )


def region_of(
    world: World | None,
    facilities: Sequence[Facility] = (),
    villages: Sequence[Village] = (),
    *,
    horizon_min: int = 90,
    jobs: bool = True,
) -> Region:
    """A region of a world, or one without roads."""
    access = Access() if world is None else Access(world.detour, world.access_kmh, world.max_km)
    return Region(
        id="small",
        name="Small",
        lang="en",
        access=access,
        horizon_min=horizon_min,
        roads=None if world is None else roads_of(world),
        facilities=facilities_of(facilities),
        localities=localities_of(villages, jobs=jobs),
        municipalities=Municipalities((), (), lambda: np.empty(0, dtype=object)),
        sources=SOURCES,
        content_hash="0" * 64,
    )


def nearest_port(world: World, site: Outline, ports: Mapping[str, Point]) -> tuple[int, str] | None:
    """Deciseconds to the nearest of some ports and its id, by the engine."""
    region = region_of(world, [Facility(id_, "port", at) for id_, at in ports.items()])
    table = reach_table(region, outlines(site))
    row = table.classes.index("port")
    if table.drive_ds[row, 0] < 0:
        return None
    via = members(region, "port").via[table.drive_via[row, 0]]
    return int(table.drive_ds[row, 0]), str(via.id)
