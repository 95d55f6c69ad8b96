"""Puts the rows of a table in their place: their shapes in EPSG:3006, axes the right way round."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, GeometryArray
from sitematch.core.sites.cells import CellFault, NumberCell, is_unknown
from sitematch.core.sites.numbers import read_number
from sitematch.intake.cell_findings import note_fault
from sitematch.intake.columns import Layout
from sitematch.intake.crs import Declared, crs_of, exchange, to_plane
from sitematch.intake.crs_names import epsg_of, title_of
from sitematch.intake.findings import Notebook, refused
from sitematch.intake.ground import Ground
from sitematch.intake.options import IntakeOptions
from sitematch.intake.records import Record
from sitematch.intake.shapes import IN_FAULTY_CELLS, NOTHING, Shape, shape_of_point, shape_of_text, srid_of_text
from sitematch.intake.tables import RawTable
from sitematch.intake.wordings import AXIS_SWAPPED, CRS_UNSUPPORTED, GEOMETRY_IMPOSSIBLE, TOO_MANY_VERTICES


def place_rows(
    table: RawTable, records: Sequence[Record], ground: Ground, options: IntakeOptions, notebook: Notebook
) -> None:
    """Gives each record of a table its geometry in EPSG:3006; what cannot be placed is written down.

    Raises:
        SiteFileRefused: the coordinate system cannot be told or is not read, or an outline has too many points.
    """
    shapes = table.shapes
    if shapes is None:
        shapes = [_shape_of_row(record, ground, notebook) for record in records]
    placed = _note_faults(records, shapes, notebook)
    notebook.flattened[table.file] = sum(shape.flattened and shape.geometry is not None for shape in shapes)
    if not placed:
        return
    geometries = np.array([shapes[row].geometry for row in placed], dtype=object)
    _refuse_too_large(table, [records[row].row for row in placed], geometries, options)
    if options.swap_axes:
        geometries = exchange(geometries)
    declared = Declared(table.file, _declared(table, records, options), table.plain_degrees)
    epsg = crs_of(declared, geometries, ground, options)
    plane = to_plane(geometries, epsg)
    there = [records[row] for row in placed]
    turned = _turned(there, geometries, plane, epsg, ground, options)
    count = sum(geometry is not None for geometry in turned)
    if count:
        notebook.note(AXIS_SWAPPED, table.file, count=count, place=ground.title_of(options.municipality))
    for record, geometry, right_way in zip(there, plane, turned, strict=True):
        record.geometry = geometry if right_way is None else right_way
        record.refused |= right_way is not None
        if record.geometry is None:
            record.note(notebook, GEOMETRY_IMPOSSIBLE, crs=title_of(epsg))


def _note_faults(records: Sequence[Record], shapes: Sequence[Shape], notebook: Notebook) -> list[int]:
    """The rows that have a geometry; what was wrong in reading the others is written down."""
    for record, shape in zip(records, shapes, strict=True):
        record.is_drawn = shape.written
        for wording in (shape.fault, *shape.mends):
            if wording is not None:
                record.note(notebook, wording)
    return [row for row, shape in enumerate(shapes) if shape.geometry is not None]


def _shape_of_row(record: Record, ground: Ground, notebook: Notebook) -> Shape:
    headings = {column: record.layout.heading_of(column) for column in ("wkt", "lon", "lat")}
    text = record.raw.get(headings["wkt"] or "")
    if isinstance(text, str) and not is_unknown(text):
        return shape_of_text(text)
    ends: list[float] = []
    faulty = False
    for column in ("lon", "lat"):
        heading = headings[column] or ""
        number = read_number(record.raw.get(heading))
        if isinstance(number, NumberCell) and number.low == number.high:
            ends.append(number.low)
        elif number is not None:
            fault = (
                number if isinstance(number, CellFault) else CellFault("value.not_a_number", str(record.raw[heading]))
            )
            note_fault(record, column, heading, fault, ground, notebook)
            faulty = True
    if faulty:
        return IN_FAULTY_CELLS
    return shape_of_point(*ends) if len(ends) == 2 else NOTHING


def _refuse_too_large(table: RawTable, rows: Sequence[int], geometries: GeometryArray, options: IntakeOptions) -> None:
    most = options.limits.vertices
    counts = shapely.get_num_coordinates(geometries)
    if (counts > most).any():
        row = rows[int(np.argmax(counts > most))]
        raise refused(TOO_MANY_VERTICES, options.lang, table.file, row=row, limit=most)


def _declared(table: RawTable, records: Sequence[Record], options: IntakeOptions) -> str | None:
    """The system that the file names: in itself, in a column, or before its WKT; it can name one only."""
    if table.declared_crs is not None or table.shapes is not None:
        return table.declared_crs
    crs, wkt = (_cells(table, records[0].layout, column) for column in ("crs", "wkt"))
    names = dict.fromkeys(crs) or dict.fromkeys(srid for cell in wkt if (srid := srid_of_text(cell)))
    systems = {epsg_of(name) for name in names}
    if len(systems) > 1 and not options.crs:
        raise refused(CRS_UNSUPPORTED, options.lang, table.file, crs=" / ".join(list(names)[:3])[:60])
    return next(iter(names), None)


def _cells(table: RawTable, layout: Layout, column: str) -> list[str]:
    heading = layout.heading_of(column)
    cells = [row.get(heading) for row in table.rows] if heading else []
    return [str(cell) for cell in cells if not is_unknown(cell)]


def _turned(
    records: Sequence[Record],
    geometries: GeometryArray,
    plane: GeometryArray,
    epsg: int,
    ground: Ground,
    options: IntakeOptions,
) -> GeometryArray:
    """Where rows belong that lie far outside as they stand, but at home with x and y exchanged; None for the others.

    At home is in their municipality, or in the region, or near it.
    """
    codes = [record.texts.get("municipality_code") or options.municipality for record in records]
    found = np.full(len(records), None, dtype=object)
    for code in dict.fromkeys(codes):
        rows = np.flatnonzero([own == code for own in codes])
        far = rows[~_near(plane[rows], ground, code)]
        if len(far):
            turned = to_plane(exchange(geometries[far]), epsg)
            elsewhere = ~_near(plane[far], ground, None) & _near(turned, ground, None)
            right = _near(turned, ground, code) | elsewhere
            found[far[right]] = turned[right]
    return found


def _near(plane: GeometryArray, ground: Ground, code: str | None) -> BoolArray:
    placed = np.array([geometry is not None for geometry in plane], dtype=bool)
    placed[placed] = ground.near(plane[placed], code)
    return placed
