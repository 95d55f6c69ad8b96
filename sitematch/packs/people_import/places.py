"""Where the people of each row live: by geometries, coordinates or ids of cells, in the file's own system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.intake.crs import Declared
from sitematch.intake.options import IntakeOptions
from sitematch.intake.shapes import srid_of_text
from sitematch.packs.people_import.columns import Layout
from sitematch.packs.people_import.crs import Places
from sitematch.packs.people_import.numbers import Cells, read_coordinates
from sitematch.packs.people_import.ruta import places_by_ruta
from sitematch.packs.people_import.table import PeopleTable

_SRID: Final = re.compile(r"^\s*SRID\s*=\s*\d+\s*;", re.IGNORECASE)


def places_of(table: PeopleTable, layout: Layout, options: IntakeOptions, cell_m: int | None) -> Places:
    """The places of a table's rows, by the first of: geometries, WKT, longitude and latitude, x and y, ids of cells.

    Raises:
        SiteFileRefused: nothing tells where the people live, or how large their cells are.
    """
    heading_of, file = layout.heading_of, table.file
    name = _declared_in(table, layout) or table.declared

    def column(ours: str) -> Cells:
        return table.columns[heading_of[ours]]

    if layout.told.get("ruta") == "given" or not _placed(table, layout):
        return places_by_ruta(table, layout, options, cell_m)
    if table.shapes is not None:
        return Places("geometry", _centres(table.shapes), Declared(file, name, table.plain_degrees), {})
    if "wkt" in heading_of:
        texts = [cell if isinstance(cell, str) else "" for cell in column("wkt")]
        name = name or next((srid for text in texts if (srid := srid_of_text(text))), None)
        return Places("wkt", _centres(_of_wkt(texts)), Declared(file, name, True), {})
    pair, by = (("lon", "lat"), "lon_lat") if {"lon", "lat"} <= heading_of.keys() else (("x", "y"), "x_y")
    xy = np.column_stack([read_coordinates(column(axis)) for axis in pair])
    return Places(by, xy, Declared(file, name, by == "lon_lat"), {})


def _placed(table: PeopleTable, layout: Layout) -> bool:
    """Whether anything but ids of cells says where the people live."""
    named = layout.heading_of.keys()
    return table.shapes is not None or "wkt" in named or {"lon", "lat"} <= named or {"x", "y"} <= named


def _declared_in(table: PeopleTable, layout: Layout) -> str | None:
    """The system named in a column of the file, several joined, which no system's name is."""
    heading = layout.heading_of.get("crs")
    names = {str(cell).strip() for cell in table.columns[heading]} - {"", "None", "nan"} if heading else set()
    return " / ".join(sorted(names)[:3]) or None


def _of_wkt(texts: Sequence[str]) -> GeometryArray:
    """Geometries of WKT, None where the text is none, or a curve."""
    bare = np.array([_SRID.sub("", text) or None for text in texts], dtype=object)
    try:
        found: GeometryArray = shapely.from_wkt(bare, on_invalid="ignore")
    except NotImplementedError:
        found = np.array([_of_one_wkt(text) for text in bare], dtype=object)
    return found


def _of_one_wkt(text: str | None) -> shapely.Geometry | None:
    try:
        return shapely.from_wkt(text, on_invalid="ignore")
    except NotImplementedError:
        return None


def _centres(shapes: Sequence[shapely.Geometry | None] | GeometryArray) -> FloatArray:
    """The centroids of geometries, shape (n, 2), NaN for those that are none."""
    centres = shapely.centroid(np.asarray(shapes, dtype=object))
    return np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])
