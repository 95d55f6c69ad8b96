"""Parquet and GeoParquet (1.1: WKB, or points as structs of x and y) as a table of people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.core.evidence import Text
from sitematch.intake.findings import refused
from sitematch.intake.gdal import declared_crs
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.tables import tidy_headings
from sitematch.intake.wordings import TOO_MANY_COLUMNS, TOO_MANY_ROWS
from sitematch.packs.people_import.numbers import Cells
from sitematch.packs.people_import.table import PeopleTable, shapes_of_wkb
from sitematch.packs.people_import.words import DAMAGED_PARQUET, TOO_LARGE

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

GEO_KEY: Final = b"geo"
GEOMETRY_NAMES: Final = ("geometry", "geom", "wkb_geometry", "wkb")
"""What a column of WKB goes by where the file says nothing of geometry."""
BYTES_PER_MB: Final = 1 << 20
DAMAGED: Final = Text("den är skadad", "it is damaged")
OTHER_ENCODING: Final = Text("geometrin är inte WKB eller punkter", "its geometry is neither WKB nor points")


def read_parquet(file: SiteFile, options: IntakeOptions) -> PeopleTable:
    """A Parquet file as a table; columns of lists and structs are passed over.

    Raises:
        SiteFileRefused: it is damaged, too large, or its geometry is of a kind that is not read.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        opened = ParquetFile(pa.BufferReader(file.content))
        _refuse_too_large(opened, file, options)
        table = opened.read()
        geo = _geo(opened.schema_arrow.metadata or {})
        names = [name for name in table.column_names if name != geo.get("primary_column")]
        columns = {name: column for name in names if (column := _column(table[name])) is not None}
        shapes, declared = _shapes(table, geo, file, options)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, UnicodeDecodeError | pa.ArrowException | OSError):
            raise refused(DAMAGED_PARQUET, options.lang, file.name, why=DAMAGED) from None
        raise refused(DAMAGED_PARQUET, options.lang, file.name, why=str(error)[:200]) from None
    headings = tidy_headings(columns)
    cells = dict(zip(headings, columns.values(), strict=True))
    return PeopleTable(file.name, "parquet", headings, cells, table.num_rows, shapes, declared, shapes is None)


def _refuse_too_large(opened: ParquetFile, file: SiteFile, options: IntakeOptions) -> None:
    """By what the footer says, before anything is unpacked."""
    limits, said = options.limits, opened.metadata
    if said.num_rows > limits.rows:
        raise refused(TOO_MANY_ROWS, options.lang, file.name, limit=limits.rows)
    if said.num_columns > limits.columns:
        raise refused(TOO_MANY_COLUMNS, options.lang, file.name, limit=limits.columns)
    unpacked_mb = sum(said.row_group(group).total_byte_size for group in range(said.num_row_groups)) / BYTES_PER_MB
    if unpacked_mb > limits.unpacked_mb:
        raise refused(TOO_LARGE, options.lang, file.name, size=f"{unpacked_mb:.0f}")


def _geo(metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    """What GeoParquet says of the geometry, {} for a file that says nothing."""
    found = json.loads(metadata.get(GEO_KEY, b"{}"))
    return found if isinstance(found, dict) else {}


def _column(column: pa.ChunkedArray) -> Cells | None:
    """A column's cells: numbers as an array with NaN for nulls, others as they are; None for bytes, lists, structs."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    if pa.types.is_floating(kind) or (pa.types.is_integer(kind) and column.null_count == 0):
        numbers: np.ndarray[Any, Any] = column.to_numpy()
        return numbers
    cells: list[object] = column.to_pylist()
    return cells


def _shapes(
    table: pa.Table, geo: Mapping[str, Any], file: SiteFile, options: IntakeOptions
) -> tuple[GeometryArray | None, str | None]:
    """The geometries and the name of their system: longitude and latitude unless the file names one, or none."""
    primary = geo.get("primary_column")
    if primary not in table.column_names:
        name = next((name for name in GEOMETRY_NAMES if name in table.column_names and _is_bytes(table[name])), None)
        return (None, None) if name is None else (shapes_of_wkb(table[name].to_pylist()), None)
    about = geo.get("columns", {}).get(primary, {})
    encoding = str(about.get("encoding", "WKB")).lower()
    if encoding == "wkb" and _is_bytes(table[primary]):
        shapes = shapes_of_wkb(table[primary].to_pylist())
    elif encoding == "point":
        shapes = _points(table[primary])
    else:
        raise refused(DAMAGED_PARQUET, options.lang, file.name, why=OTHER_ENCODING)
    if "crs" not in about:
        return shapes, "OGC:CRS84"
    return shapes, declared_crs(json.dumps(about["crs"])) if about["crs"] is not None else None


def _is_bytes(column: pa.ChunkedArray) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type))


def _points(column: pa.ChunkedArray) -> GeometryArray:
    """Points of a struct of x and y; None where the row has none."""
    flat = column.combine_chunks()
    x, y = (np.asarray(flat.field(axis).to_numpy(zero_copy_only=False), dtype=np.float64) for axis in ("x", "y"))
    made: GeometryArray = np.full(len(x), None, dtype=object)
    placed = np.isfinite(x) & np.isfinite(y) & np.asarray(flat.is_valid().to_numpy(zero_copy_only=False))
    made[placed] = shapely.points(x[placed], y[placed])
    return made
