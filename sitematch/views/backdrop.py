"""What lies behind the sites on a map: municipalities, large roads, towns, facilities, thinned out for a screen.

Preparing it costs (outlines are read, thousands of links merged); the result is plain data that can be kept as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray
from sitematch.core.region.model import LOCALITY_CLASS, STANDARD_CLASSES, Region, Roads
from sitematch.core.region.projection import geometries_to_degrees

FORMAT: Final = 1
"""Goes up when what is prepared changes, so that what was kept before is made anew."""
DECIMALS: Final = 4
"""Of a degree: ten metres, on maps of a county."""
OUTLINE_TOLERANCE_M: Final = 60.0
ROAD_TOLERANCE_DEG: Final = 0.0006
MOST_ROAD_POINTS: Final = 6_000
MOST_TOWNS: Final = 150
MOST_FACILITIES: Final = 400
LABEL_GRID: Final = 9
MOST_SPOTS: Final = 24
MARGIN_DEG: Final = 0.35
SWEDEN: Final = (11.0, 55.2, 24.2, 69.1)

_EUROPEAN: Final = re.compile(r"E ?\d{1,3}", re.IGNORECASE)
_NATIONAL: Final = re.compile(r"(?:rv|riksväg|väg)? ?(\d{1,2})", re.IGNORECASE)
_LARGE_KINDS: Final = frozenset({"motorway", "trunk", "primary"})
_FAST_KMH: Final = 75.0
_ALONG: Final = (0.5, 0.35, 0.65, 0.2, 0.8, 0.42, 0.58)
"""Where along a road its number may stand, as shares of the way."""

Point = tuple[float, float]
"""Longitude and latitude."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """Plain values, in degrees (longitude first): what ``to_document`` gives can be kept and read back.

    ``bounds`` are west, south, east, north of the municipalities. ``municipalities`` have ``code``, ``name``,
    ``at`` and ``spots`` (where the name may go) and ``geometry``; ``roads`` a geometry for ``motorway`` and ``large``;
    ``road_names``, ``towns`` and each class of ``facilities`` have ``name`` and ``at``, road names ``spots`` and
    towns ``population`` too.
    """

    name: str
    bounds: tuple[float, float, float, float]
    municipalities: list[dict[str, Any]]
    roads: dict[str, dict[str, Any]]
    road_names: list[dict[str, Any]]
    towns: list[dict[str, Any]]
    facilities: dict[str, list[dict[str, Any]]]
    sources: dict[str, dict[str, Any]]

    def to_document(self) -> dict[str, Any]:
        """The backdrop as JSON values."""
        return {"format": FORMAT, **asdict(self)}


def backdrop_from(document: Mapping[str, Any]) -> Backdrop | None:
    """A backdrop that was kept; None where it was made in another format."""
    if document.get("format") != FORMAT:
        return None
    fields = {name: value for name, value in document.items() if name != "format"}
    return Backdrop(**{**fields, "bounds": tuple(fields["bounds"])})


def prepare_backdrop(region: Region) -> Backdrop:
    """All that a map shows behind the sites of a region."""
    thinned = shapely.simplify(region.municipalities.outlines, OUTLINE_TOLERANCE_M, preserve_topology=True)
    outlines = geometries_to_degrees(thinned)
    bounds = _bounds(region, outlines)
    window = (bounds[0] - MARGIN_DEG, bounds[1] - MARGIN_DEG / 2, bounds[2] + MARGIN_DEG, bounds[3] + MARGIN_DEG / 2)
    roads, names = _roads(region.roads, window, outlines) if region.roads is not None else ({}, [])
    return Backdrop(
        name=region.name,
        bounds=bounds,
        municipalities=[
            {"code": code, "name": name, **_label_points(outline), "geometry": _geometry(outline)}
            for code, name, outline in zip(
                region.municipalities.codes, region.municipalities.names, outlines, strict=True
            )
        ],
        roads=roads,
        road_names=names,
        towns=_towns(region, window),
        facilities=_facilities(region, window),
        sources={
            key: {"name": source.name, "date": source.date, "method": str(source.method)}
            for key, source in sorted(region.sources.items())
        },
    )


def _bounds(region: Region, outlines: GeometryArray) -> tuple[float, float, float, float]:
    if len(outlines):
        box = shapely.total_bounds(outlines)
    elif len(region.localities.lon):
        lon, lat = region.localities.lon, region.localities.lat
        box = np.array([lon.min(), lat.min(), lon.max(), lat.max()])
    else:
        box = np.array(SWEDEN)
    west, south, east, north = (round(float(side), DECIMALS) for side in box)
    return west, south, east, north


def _label_points(outline: shapely.Geometry) -> dict[str, Any]:
    """Where a municipality's name may go: ``at`` near its middle, ``spots`` all over it, the nearest to that first."""
    middle = shapely.centroid(outline)
    at = middle if shapely.contains(outline, middle) else shapely.point_on_surface(outline)
    west, south, east, north = shapely.bounds(outline)
    steps = (np.arange(LABEL_GRID) + 0.5) / LABEL_GRID
    lon, lat = np.meshgrid(west + (east - west) * steps, south + (north - south) * steps)
    grid = shapely.points(lon.ravel(), lat.ravel())
    inside = grid[shapely.contains(outline, grid)]
    nearest = inside[np.argsort(shapely.distance(inside, at), kind="stable")][:MOST_SPOTS]
    return {"at": _point(at), "spots": [_point(at), *(_point(spot) for spot in nearest)]}


def _towns(region: Region, window: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """The largest localities of the window, the largest first."""
    towns = region.localities
    shown = np.flatnonzero(~towns.rural & _inside(towns.lon, towns.lat, window)).tolist()
    largest = sorted(shown, key=lambda i: (-towns.residents[i], towns.ids[i]))[:MOST_TOWNS]
    return [
        {
            "name": towns.names[i],
            "at": _rounded(towns.lon[i], towns.lat[i]),
            "population": round(float(towns.residents[i])),
        }
        for i in largest
    ]


def _facilities(region: Region, window: tuple[float, float, float, float]) -> dict[str, list[dict[str, Any]]]:
    """Facilities of the window by class, the standard classes first, within a class by id."""
    facilities = region.facilities
    inside = _inside(facilities.lon, facilities.lat, window)
    extra = sorted(set(facilities.classes) - set(STANDARD_CLASSES))
    found: dict[str, list[dict[str, Any]]] = {}
    for name in (*STANDARD_CLASSES, *extra):
        rows = [i for i, one in enumerate(facilities.classes) if one == name and inside[i] and name != LOCALITY_CLASS]
        rows = sorted(rows, key=lambda i: facilities.ids[i])[:MOST_FACILITIES]
        if rows:
            found[name] = [
                {"name": facilities.names[i], "at": _rounded(facilities.lon[i], facilities.lat[i])} for i in rows
            ]
    return found


def _roads(
    roads: Roads, window: tuple[float, float, float, float], outlines: GeometryArray
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    lines = shapely.clip_by_rect(_lines(roads), *window)
    inside = ~shapely.is_empty(lines)
    large = _is_large(roads) & ~roads.motorway & inside
    drawn = {"motorway": lines[roads.motorway & inside], "large": lines[large]}
    shapes = {kind: _geometry(_thinned(some)) for kind, some in drawn.items() if len(some)}
    return shapes, _road_names(roads, lines, inside, outlines)


def _lines(roads: Roads) -> GeometryArray:
    """Links in degrees, as straight or bent as they are."""
    nodes = np.column_stack([roads.node_lon, roads.node_lat])
    ends = np.stack([nodes[roads.from_node], nodes[roads.to_node]], axis=1)
    lines: GeometryArray = np.asarray(shapely.linestrings(ends), dtype=object)
    rows, shapes = roads.bends
    lines[rows] = shapes
    return lines


def _is_large(roads: Roads) -> BoolArray:
    """Roads that orient on a map of a county: European and national ones; the fast ones where none has a number."""
    large = np.array([any(map(_large_name, name.split("/"))) for name in roads.road], dtype=bool)
    return large if large.any() else np.asarray(roads.speed_kmh >= _FAST_KMH)


def _large_name(name: str) -> bool:
    text = name.strip()
    return bool(_EUROPEAN.fullmatch(text) or _NATIONAL.fullmatch(text)) or text in _LARGE_KINDS


def _thinned(lines: GeometryArray) -> shapely.Geometry:
    """Links joined to long lines, with as few points as the screen needs."""
    joined = shapely.line_merge(shapely.union_all(lines))
    tolerance = ROAD_TOLERANCE_DEG
    thin = shapely.simplify(joined, tolerance)
    while shapely.get_num_coordinates(thin) > MOST_ROAD_POINTS and tolerance < 1:
        tolerance *= 2
        thin = shapely.simplify(joined, tolerance)
    return thin


def _road_names(roads: Roads, lines: GeometryArray, inside: BoolArray, outlines: GeometryArray) -> list[dict[str, Any]]:
    """Places for the number of each European and national road: along its longest part in the region."""
    by_name: dict[str, list[int]] = {}
    for i in np.flatnonzero(inside).tolist():
        for part in roads.road[i].split("/"):
            text = part.strip()
            if _EUROPEAN.fullmatch(text):
                by_name.setdefault(text.upper().replace(" ", ""), []).append(i)
            elif found := _NATIONAL.fullmatch(text):
                by_name.setdefault(found.group(1), []).append(i)
    region = shapely.union_all(outlines)
    names = []
    for name, rows in sorted(by_name.items(), key=lambda pair: (not pair[0].startswith("E"), pair[0])):
        within = shapely.intersection(shapely.union_all(lines[rows]), region)
        longest = max(shapely.get_parts(shapely.line_merge(within)), key=shapely.length, default=None)
        if longest is not None and shapely.length(longest) > 0:
            spots = [_point(shapely.line_interpolate_point(longest, part, normalized=True)) for part in _ALONG]
            names.append({"name": name, "at": spots[0], "spots": spots})
    return names


def _inside(lon: FloatArray, lat: FloatArray, window: tuple[float, float, float, float]) -> BoolArray:
    west, south, east, north = window
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))
    found: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return found


def _point(point: shapely.Geometry) -> Point:
    return _rounded(shapely.get_x(point), shapely.get_y(point))


def _rounded(lon: float, lat: float) -> Point:
    return round(float(lon), DECIMALS), round(float(lat), DECIMALS)
