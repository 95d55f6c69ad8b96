"""GeoPackages and zipped Shapefiles made on the spot."""

from __future__ import annotations

import io
import sqlite3
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from sitematch.intake import SiteFile

Rows = Sequence[Mapping[str, Any]]


def written(folder: Path, ending: str, shapes: Sequence[Any], rows: Rows, crs: str | None = "EPSG:3006", **more: Any):
    """A layer as a file: ``shapes`` in the system ``crs``, ``rows`` with the same headings each."""
    path = folder / f"{more.pop('stem', 'sites')}{ending}"
    fields = list(rows[0]) if rows else []
    columns = [np.array([row[field] for row in rows]) for field in fields]
    columns = [column.astype(object) if column.dtype.kind == "U" else column for column in columns]
    wkb = np.array(
        [s if s is None or isinstance(s, bytes) else shapely.to_wkb(s, flavor="iso") for s in shapes], dtype=object
    )
    kind = more.pop("geometry_type", "Polygon")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a system that is not given, and of headings that are cut
        pyogrio.raw.write(path, wkb, columns, fields, geometry_type=kind, crs=crs, **more)
    return path


def gpkg(
    shapes: Sequence[Any], rows: Rows, *, change: Callable[[sqlite3.Connection], None] | None = None, **more: Any
) -> SiteFile:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), ".gpkg", shapes, rows, driver="GPKG", **more)
        return altered(SiteFile("sites.gpkg", path.read_bytes()), change) if change else as_file(path)


def as_file(path: Path) -> SiteFile:
    return SiteFile(path.name, path.read_bytes())


def altered(file: SiteFile, change: Callable[[sqlite3.Connection], None]) -> SiteFile:
    """A database after something was done to it."""
    database = sqlite3.connect(":memory:")
    if file.content:
        database.deserialize(file.content)
    change(database)
    database.commit()
    content = database.serialize()
    database.close()
    return SiteFile(file.name, content)


def script(text: str) -> Callable[[sqlite3.Connection], None]:
    return lambda database: database.executescript(text) and None


def parts(shapes: Sequence[Any], rows: Rows, stem: str = "sites", **more: Any) -> dict[str, bytes]:
    """The files of a Shapefile by name."""
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), ".shp", shapes, rows, driver="ESRI Shapefile", stem=stem, **more)
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def zipped(members: Mapping[str, bytes], name: str = "sites.zip") -> SiteFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return SiteFile(name, buffer.getvalue())


def shp(shapes: Sequence[Any], rows: Rows, **more: Any) -> SiteFile:
    return zipped(parts(shapes, rows, **more))
