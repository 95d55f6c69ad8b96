"""Cells named by their lower left corner, as Statistics Sweden's `Ruta`: easting and northing in one number."""

from __future__ import annotations

import math
import re
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.intake.crs import Declared
from sitematch.intake.findings import refused
from sitematch.intake.options import IntakeOptions
from sitematch.packs.people_import.columns import Layout
from sitematch.packs.people_import.crs import Places
from sitematch.packs.people_import.numbers import Cells
from sitematch.packs.people_import.table import PeopleTable
from sitematch.packs.people_import.words import NO_CELL_SIZE, NO_PLACE, NOT_A_RUTA, NOT_A_SIZE
from sitematch.units import METRES_PER_KM

SIZES_M: Final = (1000, 500, 250, 100)
"""The sizes of cells that ids are looked at for, the largest first."""
SYSTEMS: Final = ((1_910_000, 2_000_000, 25833), (1_000_000, 0, 3021), (0, 0, 3006))
"""By easting, from so much on: what is added to it, and the system. Statistics Sweden's ids are in SWEREF 99 TM, its
older ones with seven digits of easting in RT 90, which begins there at 1,200,000; Statistics Norway's in UTM 33N, with
two millions added so that none is negative (Strand and Bloch 2009)."""
NORTHINGS: Final = (6_000_000, 8_000_000)
_RUTA: Final = re.compile(r"(\d{6,7})[ _-]?(\d{7})(?:\.0)?", re.ASCII)
_SIZE: Final = re.compile(r"(\d+(?:[.,]\d+)?) ?(m|km)?", re.IGNORECASE)


def places_by_ruta(table: PeopleTable, layout: Layout, options: IntakeOptions, cell_m: int | None) -> Places:
    """The middles of cells by the ids of their lower left corners; a column `id` counts if every cell of it is one.

    Args:
        table: the file.
        layout: what its columns are.
        options: in which language to refuse.
        cell_m: the size of the cells, None to tell it by a column or by what divides every corner.

    Raises:
        SiteFileRefused: there are no such ids, or the size cannot be told.
    """
    heading = layout.heading_of.get("ruta") or layout.heading_of.get("id")
    ids = [_RUTA.fullmatch(text) for text in _texts(table.columns[heading])] if heading else []
    good = np.array([found is not None for found in ids], dtype=bool)
    if heading is None or ("ruta" not in layout.heading_of and not good.all()):
        raise refused(NO_PLACE, options.lang, table.file, headings=", ".join(table.headings))
    if not good.any():
        faults = dict.fromkeys(range(len(ids)), (heading, NOT_A_RUTA))
        return Places("ruta", np.full((len(ids), 2), np.nan), Declared(table.file, None, False), faults)
    corner = np.zeros((len(ids), 2), dtype=np.int64)
    corner[good] = [(int(found[1]), int(found[2])) for found in ids if found]
    system = np.searchsorted([-since for since, _, _ in SYSTEMS], -corner[:, 0])
    most = int(np.bincount(system[good]).argmax())
    good &= (system == most) & (corner[:, 1] >= NORTHINGS[0]) & (corner[:, 1] <= NORTHINGS[1])
    _, added, epsg = SYSTEMS[most]
    corner[:, 0] -= added
    faults = dict.fromkeys(np.flatnonzero(~good).tolist(), (heading, NOT_A_RUTA))
    size_m, wrong = _sizes(table, layout, corner[good], cell_m)
    if size_m is None:
        raise refused(NO_CELL_SIZE, options.lang, table.file, column=heading)
    faults |= wrong
    xy = np.where(good[:, None], corner + size_m[:, None] / 2, np.nan)
    sizes = tuple(sorted({int(size) for size in size_m[good] if size == size}, reverse=True))
    return Places("ruta", xy, Declared(table.file, f"EPSG:{epsg}", False), faults, sizes)


def _sizes(
    table: PeopleTable, layout: Layout, corners: IntArray, cell_m: int | None
) -> tuple[FloatArray | None, dict[int, tuple[str, str]]]:
    """How large each row's cell is: as its own column says, else the caller, else what divides every corner."""
    heading = layout.heading_of.get("cell_m")
    if heading is not None:
        sizes = np.array([_size(cell) for cell in table.columns[heading]], dtype=np.float64)
        if not np.isnan(sizes).all():
            wrong = np.flatnonzero(np.isnan(sizes)).tolist()
            return sizes, dict.fromkeys(wrong, (heading, NOT_A_SIZE))
    common = int(np.gcd.reduce(corners, axis=None)) if len(corners) else 0
    size = cell_m or next((size for size in SIZES_M if common % size == 0), None)
    return (None if size is None else np.full(table.rows, float(size))), {}


def _size(cell: object) -> float:
    """Metres of `250`, `250 m`, `1 km`; NaN for anything else."""
    found = _SIZE.fullmatch(str(cell).strip())
    if found is None:
        return math.nan
    metres = float(found[1].replace(",", ".")) * (METRES_PER_KM if (found[2] or "").lower() == "km" else 1.0)
    return metres if 0 < metres <= 100_000 else math.nan


def _texts(cells: Cells) -> list[str]:
    """Ids as text; those that a program has stored as numbers without their decimals."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind == "f":
        return [f"{cell:.0f}" if cell == cell else "" for cell in cells.tolist()]
    return [f"{cell:.0f}" if isinstance(cell, float) else str("" if cell is None else cell).strip() for cell in cells]
