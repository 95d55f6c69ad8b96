"""Geometry of one row as it was written, from GeoJSON, WKT or a point, so that one bad row never spoils the others."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.intake.findings import Wording
from sitematch.intake.wordings import (
    GEOMETRY_ARCS,
    GEOMETRY_CLOSED,
    GEOMETRY_CURVED,
    GEOMETRY_REDUCED,
    GEOMETRY_UNREADABLE,
)

FURTHEST: Final = 1e8
"""No coordinate of a place on earth is larger in any system that is read."""
AT_ONCE: Final = 4_096
"""So many geometries are looked at together, so that no long copies of coordinates are made."""
_AREA_TYPES: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_POLYGON_WKT: Final = re.compile(r"(MULTI)?POLYGON\s*+(?:ZM|Z|M)?\s*+(\(.*\))", re.IGNORECASE | re.DOTALL)
_SRID: Final = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
_POSITION: Final = re.compile(r"[^(),]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a row says of its place, in the coordinates of the file.

    ``geometry`` is None where there is none (or an empty one); ``fault``: it cannot be read at all;
    ``mends``: what was mended in reading it; ``written``: whether the row says anything of its place; ``flattened``:
    it had heights or measures, which were dropped.
    """

    geometry: shapely.Geometry | None = None
    fault: Wording | None = None
    mends: tuple[Wording, ...] = ()
    written: bool = True
    flattened: bool = False


LEAST_CORNERS: Final = 4
"""The positions of the shortest ring, its first and last the same."""
KINDS: Final = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
NOTHING: Final = Shape(written=False)
UNREADABLE: Final = Shape(fault=GEOMETRY_UNREADABLE)
IN_ARCS: Final = Shape(fault=GEOMETRY_ARCS)
IN_FAULTY_CELLS: Final = Shape()
"""A place in cells whose faults are written down already."""


class _Unreadable(Exception):
    """Coordinates that are no coordinates."""


def shape_of_geojson(value: object) -> Shape:
    """A GeoJSON geometry object; heights are dropped, open rings closed, empty rings left out."""
    if value is None:
        return NOTHING
    if not isinstance(value, dict):
        return UNREADABLE
    try:
        found = _of_type(value.get("type"), value)
        return replace(found, flattened=True) if has_heights(value) else found
    except (_Unreadable, RecursionError):
        return UNREADABLE


def shape_of_text(text: str) -> Shape:
    """WKT, with or without `SRID=…;` before it, or GeoJSON as text."""
    named = _SRID.match(text)
    text = (text[named.end() :] if named else text).strip()
    if text.startswith("{"):
        try:
            return shape_of_geojson(json.loads(text))
        except (ValueError, RecursionError):
            return UNREADABLE
    try:
        with np.errstate(all="ignore"):  # coordinates beyond all measure
            geometry: Any = shapely.from_wkt(text, on_invalid="ignore")
    except NotImplementedError:
        return IN_ARCS
    if geometry is None:
        return _of_open_wkt(text)
    coordinates = shapely.get_coordinates(geometry)
    if not np.all(np.abs(coordinates) < FURTHEST):
        return UNREADABLE
    found = _only_areas(shapely.force_2d(geometry))
    raised = bool(shapely.has_z(geometry) or shapely.has_m(geometry))
    return replace(found, flattened=True) if raised else found


def has_heights(value: Mapping[str, Any]) -> bool:
    """Whether the first position of a GeoJSON geometry has more than two numbers."""
    members = value.get("geometries")
    if isinstance(members, list):
        return any(isinstance(member, dict) and has_heights(member) for member in members)
    position = value.get("coordinates")
    while isinstance(position, list) and position and isinstance(position[0], list):
        position = position[0]
    return isinstance(position, list) and len(position) > 2


def shapes_of_wkb(
    contents: list[bytes | None], curved: Container[int] = frozenset(), flattened: Container[int] = frozenset()
) -> list[Shape]:
    """Geometries in WKB, in order; open rings are closed, heights dropped.

    Args:
        contents: None where there is none; emptied on the way, so that not all stands in memory twice.
        curved: the places of those that had arcs; ``flattened``: of those that had heights or measures.
    """
    found: list[Shape] = []
    for start in range(0, len(contents), AT_ONCE):
        some = contents[start : start + AT_ONCE]
        contents[start : start + AT_ONCE] = [None] * len(some)
        with np.errstate(all="ignore"):
            geometries = _plain_areas(some)
        found += [
            replace(shape_of_wkb(content), flattened=place in flattened)
            if geometry is None
            else Shape(geometry, flattened=place in flattened)
            for place, (content, geometry) in enumerate(zip(some, geometries, strict=True), start)
        ]
    for place in (place for place in range(len(found)) if place in curved) if curved else ():
        shape = found[place]
        if shape.geometry is not None:
            found[place] = replace(shape, mends=(*shape.mends, GEOMETRY_CURVED))
    return found


def _plain_areas(contents: Sequence[bytes | None]) -> GeometryArray:
    """Those that are polygons or multipolygons of two dimensions on earth, and nothing to mend in reading them."""
    try:
        found: GeometryArray = shapely.from_wkb(np.array(contents, dtype=object), on_invalid="ignore")
    except (NotImplementedError, shapely.GEOSException):
        return np.full(len(contents), None, dtype=object)
    plain = np.isin(shapely.get_type_id(found), _AREA_TYPES) & ~shapely.has_z(found) & ~shapely.is_empty(found)
    if not np.abs(shapely.get_coordinates(found)).max(initial=0) < FURTHEST:
        coordinates, row = shapely.get_coordinates(found, return_index=True)
        plain[row[~(np.abs(coordinates) < FURTHEST).all(axis=1)]] = False
    plain &= ~shapely.has_m(found)
    found[~plain] = None
    return found


def shape_of_wkb(content: bytes | None) -> Shape:
    """A geometry in WKB; open rings are closed, heights dropped."""
    if content is None:
        return NOTHING
    mends: tuple[Wording, ...] = ()
    try:
        with np.errstate(all="ignore"):  # coordinates that are no numbers
            geometry: Any = shapely.from_wkb(content, on_invalid="ignore")
            if geometry is None:
                geometry, mends = shapely.from_wkb(content, on_invalid="fix"), (GEOMETRY_CLOSED,)
    except (NotImplementedError, shapely.GEOSException):  # surfaces of triangles
        return UNREADABLE
    if geometry is None or not np.all(np.abs(shapely.get_coordinates(geometry)) < FURTHEST):
        return UNREADABLE
    found = _only_areas(shapely.force_2d(geometry))
    return replace(found, mends=mends + found.mends)


def srid_of_text(text: str) -> str | None:
    """The number behind `SRID=`, None where there is none."""
    found = _SRID.match(text)
    return found[1] if found else None


def shape_of_point(x: float, y: float) -> Shape:
    """A point, x first."""
    return Shape(shapely.Point(x, y)) if max(abs(x), abs(y)) < FURTHEST else UNREADABLE


def swapped(shape: Shape) -> Shape:
    """The shape with x and y exchanged."""
    if shape.geometry is None:
        return shape
    return replace(shape, geometry=shapely.transform(shape.geometry, lambda xy: xy[:, ::-1]))


def _of_type(kind: object, value: Mapping[str, Any]) -> Shape:
    if kind == "GeometryCollection":
        members = value.get("geometries")
        if not isinstance(members, list):
            raise _Unreadable
        return _of_members([shape_of_geojson(member) for member in members])
    coordinates = value.get("coordinates")
    if not isinstance(coordinates, list):
        raise _Unreadable
    if not coordinates and kind in KINDS:
        return NOTHING
    if kind in ("Polygon", "MultiPolygon"):
        return _areas([coordinates] if kind == "Polygon" else coordinates)
    if kind == "Point":
        x, y = _positions([coordinates])[0]
        return shape_of_point(float(x), float(y))
    if kind == "MultiPoint":
        return Shape(shapely.MultiPoint(_positions(coordinates)))
    if kind in ("LineString", "MultiLineString"):
        lines = [_positions(line) for line in ([coordinates] if kind == "LineString" else coordinates)]
        if any(len(line) < 2 for line in lines):
            raise _Unreadable
        return Shape(shapely.MultiLineString(lines))
    raise _Unreadable


def _of_members(members: Sequence[Shape]) -> Shape:
    fault = next((member.fault for member in members if member.fault), None)
    if fault:
        return Shape(fault=fault)
    geometries = [member.geometry for member in members if member.geometry is not None]
    if not geometries:
        return NOTHING
    found = _only_areas(shapely.GeometryCollection(geometries))
    mends = tuple(dict.fromkeys(mend for member in members for mend in member.mends))
    return replace(found, mends=mends + found.mends)


def _only_areas(geometry: shapely.Geometry) -> Shape:
    """Of a collection, its areas as one; if it has none, it stays as it is."""
    if shapely.is_empty(geometry):
        return NOTHING
    if shapely.get_type_id(geometry) != shapely.GeometryType.GEOMETRYCOLLECTION:
        return Shape(geometry)
    parts = shapely.get_parts(shapely.get_parts(geometry))
    areas = [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]
    if not areas:
        return Shape(geometry)
    return Shape(shapely.MultiPolygon(areas), mends=() if len(areas) == len(parts) else (GEOMETRY_REDUCED,))


def _areas(polygons: list[Any]) -> Shape:
    parts: list[shapely.Polygon] = []
    mended = False
    for rings in polygons:
        if not isinstance(rings, list):
            raise _Unreadable
        if not rings:
            continue
        closed = [_closed(_positions(ring)) for ring in rings]
        mended |= any(was_open for _, was_open in closed)
        shell, *holes = (positions for positions, _ in closed)
        if not len(shell):
            raise _Unreadable
        shell = np.vstack([shell, *[shell[-1:]] * (LEAST_CORNERS - len(shell))])  # too short is a fault of the outline
        parts.append(shapely.Polygon(shell, [hole for hole in holes if len(hole) >= LEAST_CORNERS]))
    if not parts:
        return NOTHING
    geometry = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return Shape(geometry, mends=(GEOMETRY_CLOSED,) if mended else ())


def _closed(positions: FloatArray) -> tuple[FloatArray, bool]:
    if len(positions) < 3 or np.array_equal(positions[0], positions[-1]):
        return positions, False
    return np.vstack([positions, positions[:1]]), True


def _positions(value: object) -> FloatArray:
    """Positions as an array of shape (n, 2)."""
    if not isinstance(value, list):
        raise _Unreadable
    flat: list[float] = []
    for position in value:
        if not isinstance(position, list) or len(position) < 2:
            raise _Unreadable
        for number in position[:2]:
            if type(number) not in (int, float) or not abs(number) < FURTHEST:
                raise _Unreadable
            flat.append(float(number))
    return np.array(flat, dtype=np.float64).reshape(-1, 2)


def _of_open_wkt(text: str) -> Shape:
    """WKT that the library refuses as a whole because a ring of it is not closed."""
    found = _POLYGON_WKT.fullmatch(text)
    if not found:
        return UNREADABLE
    nested = _POSITION.sub(_position_as_json, found[2].replace("\n", " "))
    try:
        rings = json.loads(nested.replace("(", "[").replace(")", "]"))
    except (ValueError, RecursionError):
        return UNREADABLE
    return shape_of_geojson({"type": "MultiPolygon" if found[1] else "Polygon", "coordinates": rings})


def _position_as_json(found: re.Match[str]) -> str:
    numbers = found[0].split()
    if not numbers:
        return ""
    try:
        values = [float(number) for number in numbers]
    except ValueError:
        return "null"
    return json.dumps(values) if all(math.isfinite(value) for value in values) else "null"
