"""Makes each record's geometry a proper area, and tells its municipality."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from sitematch.intake.findings import Notebook
from sitematch.intake.ground import NEAR_M, Ground
from sitematch.intake.mend import mend
from sitematch.intake.options import IntakeOptions
from sitematch.intake.records import Record
from sitematch.intake.wordings import (
    GEOMETRY_AS_POINT,
    GEOMETRY_INVALID,
    GEOMETRY_MENDED,
    IN_NONE,
    NOT_POLYGON,
    OTHER_MUNICIPALITY,
    OUTSIDE_ALL,
    OUTSIDE_FAR,
    OUTSIDE_NEAR,
)

AREAS = (shapely.Polygon, shapely.MultiPolygon)


def mend_outlines(records: Sequence[Record], notebook: Notebook) -> None:
    """Mends what is no proper area; what cannot be mended within 1 % is refused."""
    drawn = [record for record in records if isinstance(record.geometry, AREAS)]
    valid = shapely.is_valid(np.array([record.geometry for record in drawn], dtype=object))
    for record, is_valid in zip(drawn, valid, strict=True):
        if is_valid or record.geometry is None:
            continue
        mended = mend(record.geometry)
        if mended.geometry is None:
            record.note(notebook, GEOMETRY_INVALID, why=mended.why)
            record.geometry = shapely.convex_hull(record.geometry)  # refused, but its municipality is still asked for
        else:
            record.note(notebook, GEOMETRY_MENDED, why=mended.why, change=mended.change * 100)
            record.geometry = mended.geometry


def tell_municipalities(records: Sequence[Record], ground: Ground, options: IntakeOptions, notebook: Notebook) -> None:
    """Gives each record the code of its municipality: the file's, the upload's, else by place."""
    for record in records:
        theirs = record.texts.get("municipality_code")
        if theirs and options.municipality and theirs != options.municipality:
            names = {"theirs": ground.title_of(theirs), "ours": ground.title_of(options.municipality)}
            record.note(notebook, OTHER_MUNICIPALITY, record.heading("municipality_code"), **names)
        record.code = theirs or options.municipality
    open_ones = [record for record in records if record.code is None and record.geometry is not None]
    held = ground.holding_each(np.array([record.geometry for record in open_ones], dtype=object))
    for record, code in zip(open_ones, held, strict=True):
        record.code = code
        if code is None and ground.codes:
            record.note(notebook, IN_NONE, region=ground.region_name)
    _note_outside(records, ground, notebook)


def _note_outside(records: Sequence[Record], ground: Ground, notebook: Notebook) -> None:
    placed = [record for record in records if record.geometry is not None and record.code in ground.codes]
    for code in dict.fromkeys(record.code for record in placed):
        members = [record for record in placed if record.code == code]
        if code is None or not members:
            continue
        metres = ground.metres_outside(np.array([record.geometry for record in members], dtype=object), code)
        for row in np.flatnonzero(metres > 0).tolist():
            _note_distance(members[row], float(metres[row]), code, ground, notebook)


def _note_distance(record: Record, metres: float, code: str, ground: Ground, notebook: Notebook) -> None:
    km, name = metres / 1000, ground.title_of(code)
    if metres <= NEAR_M:
        record.note(notebook, OUTSIDE_NEAR, distance=km, municipality=name)
        return
    actual = ground.holding(record.geometry) if record.geometry is not None else None
    if actual:
        record.note(notebook, OUTSIDE_FAR, distance=km, municipality=name, actual=ground.title_of(actual))
    else:
        record.note(notebook, OUTSIDE_ALL, distance=km, municipality=name, region=ground.region_name)


def take_points(records: Sequence[Record], notebook: Notebook) -> None:
    """Takes a site that is drawn as a point or a line as its middle point, if an area is stated; else it is refused."""
    for record in records:
        if record.geometry is None or record.refused or isinstance(record.geometry, AREAS):
            continue
        if "area_ha" not in record.values:
            record.note(notebook, NOT_POLYGON)
            continue
        if not isinstance(record.geometry, shapely.Point):
            record.note(notebook, GEOMETRY_AS_POINT)
            record.geometry = shapely.point_on_surface(record.geometry)
