"""A small region of three square municipalities, and site files written by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely

from sitematch.core.metrics import Kind
from sitematch.core.region.model import Access, Facilities, Localities, Municipalities, Region
from sitematch.core.region.projection import geometries_to_degrees, transformer
from sitematch.core.sites.columns import NumberColumn
from sitematch.core.sites.sites import Sites
from sitematch.intake import IntakeOptions, Issue, SiteFile, Upload, read_upload

EAST, NORTH = 530_000, 6_470_000
"""The south-west corner of the first municipality in EPSG:3006; the others follow to the east, 20 km each."""
SIDE_M = 20_000
CODES = ("0511", "0522", "0533")
NAMES = ("Norrby", "Mellby", "Söderby")
TODAY = date(2026, 11, 24)

Ring = list[list[float]]


def outlines() -> np.ndarray:
    boxes = [shapely.box(EAST + i * SIDE_M, NORTH, EAST + (i + 1) * SIDE_M, NORTH + SIDE_M) for i in range(len(CODES))]
    return np.array(boxes, dtype=object)


def region(areas: Sequence[shapely.Geometry] | None = None) -> Region:
    none = np.zeros(0)
    shapes = outlines() if areas is None else np.array(areas, dtype=object)
    n = len(shapes)
    return Region(
        id="test",
        name="Provlandet",
        lang="sv",
        access=Access(),
        horizon_min=90,
        roads=None,
        facilities=Facilities((), (), (), none, none, {}),
        localities=Localities((), (), none, none, none.astype(bool), (), none, none, {}, None, {}),
        municipalities=Municipalities(CODES[:n], NAMES[:n], lambda: shapes),
        sources={},
        content_hash="test",
    )


REGION = region()


def square(east_m: float = 5000, north_m: float = 5000, side_m: float = 500) -> Ring:
    """A ring in EPSG:3006, its south-west corner so far from that of the first municipality."""
    x, y = EAST + east_m, NORTH + north_m
    return [[x, y], [x + side_m, y], [x + side_m, y + side_m], [x, y + side_m], [x, y]]


def to_epsg(ring: Ring, epsg: int) -> Ring:
    move = transformer(3006, epsg).transform
    return [list(move(x, y)) for x, y in ring]


def in_degrees(ring: Ring) -> Ring:
    return to_epsg(ring, 4326)


def polygon(ring: Ring | None = None) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [in_degrees(square()) if ring is None else ring]}


def feature(properties: Mapping[str, Any] | None = None, geometry: Any = ..., **members: Any) -> dict[str, Any]:
    shape = polygon() if geometry is ... else geometry
    return {"type": "Feature", "properties": dict(properties or {}), "geometry": shape, **members}


def row(place: int = 0, **properties: Any) -> dict[str, Any]:
    """A feature with a square of 25 ha of its own; the id is its place unless given."""
    return feature({"id": f"s{place}", **properties}, polygon(in_degrees(square(1000 + place * 800))))


def geojson(*features: Any, name: str = "sites.geojson", **members: Any) -> SiteFile:
    return SiteFile(name, json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode())


def crs(epsg: int | str) -> dict[str, Any]:
    name = epsg if isinstance(epsg, str) else f"urn:ogc:def:crs:EPSG::{epsg}"
    return {"type": "name", "properties": {"name": name}}


def csv(text: str, name: str = "sites.csv", encoding: str = "utf-8") -> SiteFile:
    return SiteFile(name, text.encode(encoding))


def wkt(ring: Ring | None = None) -> str:
    corners = ", ".join(f"{x:.7f} {y:.7f}" for x, y in (in_degrees(square()) if ring is None else ring))
    return f"POLYGON (({corners}))"


def read(*files: SiteFile, published: Sites | None = None, where: Region = REGION, **options: Any) -> Upload:
    return read_upload(files, IntakeOptions(**{"today": TODAY, **options}), where, published=published)


def issues(upload: Upload, code: str | None = None) -> list[Issue]:
    return [issue for issue in upload.report.issues if code in (None, issue.code)]


def codes(upload: Upload) -> list[str]:
    return sorted({issue.code for issue in upload.report.issues})


def counts(upload: Upload) -> tuple[int, int, int, int]:
    report = upload.report
    return report.rows, report.accepted, report.repaired, report.refused


def value(sites: Sites, name: str, place: int = 0) -> Any:
    """What a site has in a column: a number, a pair, a category, a set, True or False; None if unknown or not there."""
    column = sites.columns.get(name)
    if column is None or column.unknown[place]:
        return None
    if isinstance(column, NumberColumn):
        low, high = float(column.low[place]), float(column.high[place])
        return low if low == high else (low, high)
    members = column.values[int(column.codes[place])]
    if column.kind is Kind.BOOLEAN:
        return members == ("true",)
    return members if column.kind is Kind.SET else members[0]


def offered(*features: Any, **options: Any) -> Sites:
    """Published sites made of features."""
    return read(geojson(*features), **options).sites


def shape_in_degrees(sites: Sites, place: int = 0) -> shapely.Geometry:
    return geometries_to_degrees(sites.outlines[[place]])[0]
