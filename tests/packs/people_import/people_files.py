"""Files of people over the toy pack, written in each format, and their import."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from geopandas import GeoDataFrame

from sitematch.core.region.projection import transformer
from sitematch.intake.options import SiteFile
from sitematch.packs.people_import.into_pack import Asked, import_people
from sitematch.packs.people_import.report import PeopleImport

PLACES = [(15.05, 58.02), (15.12, 58.06), (15.19, 58.09)]
"""In the one municipality of the toy pack."""
PEOPLE = [120, 30, 7]


def csv_file(text: str, name: str = "people.csv", encoding: str = "utf-8") -> SiteFile:
    return SiteFile(name, text.encode(encoding))


def imported(folder: Path, file: SiteFile, **asked: Any) -> PeopleImport:
    return import_people(file, folder, Asked(**asked))


def in_epsg(epsg: int, places: list[tuple[float, float]] = PLACES) -> list[tuple[float, float]]:
    move = transformer(4326, epsg).transform
    return [move(lon, lat) for lon, lat in places]


def cells(epsg: int = 3006, side: float = 1000.0) -> list[shapely.Polygon]:
    """Squares around the places."""
    return [shapely.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2) for x, y in in_epsg(epsg)]


def gpkg_file(geometries: list[Any], columns: dict[str, Any], epsg: int | None = 3006, **more: Any) -> SiteFile:
    crs = None if epsg is None else f"EPSG:{epsg}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.gpkg"
        for layer, frame in {"cells": GeoDataFrame(columns, geometry=geometries, crs=crs), **more}.items():
            pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG")
        return SiteFile("people.gpkg", path.read_bytes())


def parquet_file(columns: dict[str, Any], geo: dict[str, Any] | None = None) -> SiteFile:
    table = pa.table(columns)
    if geo is not None:
        table = table.replace_schema_metadata({b"geo": json.dumps(geo).encode()})
    out = io.BytesIO()
    pq.write_table(table, out)
    return SiteFile("people.parquet", out.getvalue())


def geoparquet_file(geometries: list[Any], columns: dict[str, Any], epsg: int | None) -> SiteFile:
    out = io.BytesIO()
    frame = GeoDataFrame(columns, geometry=geometries, crs=None if epsg is None else f"EPSG:{epsg}")
    frame.to_parquet(out)
    return SiteFile("people.parquet", out.getvalue())


def where(folder: Path) -> np.ndarray:
    """Longitudes and latitudes of the written rows, and their people, the rows of most people first."""
    import csv

    with (folder / "localities.csv").open(encoding="utf-8") as file:
        rows = [[float(r["lon"]), float(r["lat"]), float(r["population"] or 0)] for r in csv.DictReader(file)]
    found = np.array(sorted(rows, key=lambda row: -row[2]))
    return found[found[:, 2] > 0]
