"""The area within a distance of very many lines, without working out what is plain to see."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray

ARC: Final = 6
"""Corners of a quarter of a circle: what they cut off is below 1 % of the width."""
_FEW: Final = 200
_LONG: Final = 4.0
"""So few lines, or lines that are so many widths long on average, are buffered as they are."""
_CELL: Final = 0.7
"""Side of a cell by width: below √½, so that a point anywhere in a cell has all of the cell within the width."""
_AROUND: Final = 3
"""Cells on each side that hold all that is within the width of a line that passes a cell or one beside it."""


def within(lines: GeometryArray, width_m: float) -> shapely.Geometry:
    """All that lies within a width of some lines, in metres of their plane; an empty polygon without any.

    Where lines lie close together, most of the area is cells of a grid that a line passes, and a line with
    nothing but such cells around it adds nothing: it is left out.
    """
    if len(lines) <= _FEW or shapely.length(lines).mean() > _LONG * width_m:
        return _union(shapely.buffer(lines, width_m, quad_segs=ARC))
    passed, line, cell, origin = _cells(lines, width_m * _CELL)
    inner = _all_around(passed)
    needed = np.zeros(len(lines), dtype=bool)
    needed[line[~inner[cell[:, 1], cell[:, 0]]]] = True
    blocks = _blocks(passed, width_m * _CELL, origin)
    return _union(np.concatenate([blocks, shapely.buffer(lines[needed], width_m, quad_segs=ARC)]))


def _union(areas: GeometryArray) -> shapely.Geometry:
    united: shapely.Geometry = shapely.union_all(areas)
    return united


def _cells(lines: GeometryArray, side_m: float) -> tuple[BoolArray, IntArray, IntArray, FloatArray]:
    """Which cells lines pass, shape (rows, columns); of points along them line and cell (column, row); the corner."""
    dense = shapely.segmentize(lines, side_m / 2)
    xy, line = shapely.get_coordinates(dense, return_index=True)
    origin = xy.min(axis=0) - (_AROUND + 1) * side_m
    cell = np.floor((xy - origin) / side_m).astype(np.int64)
    columns, rows = cell.max(axis=0) + _AROUND + 2
    passed = np.zeros((int(rows), int(columns)), dtype=bool)
    passed[cell[:, 1], cell[:, 0]] = True
    return passed, line, cell, origin


def _all_around(passed: BoolArray) -> BoolArray:
    """Of which cells all in the square of ``_AROUND`` on each side are passed."""
    for axis in (0, 1):
        shifted = [np.roll(passed, step, axis=axis) for step in range(-_AROUND, _AROUND + 1)]
        passed = np.logical_and.reduce(shifted)
    return passed


def _blocks(passed: BoolArray, side_m: float, origin: FloatArray) -> GeometryArray:
    """The cells as boxes, those side by side in a row as one."""
    edges = np.diff(np.pad(passed, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, first = np.nonzero(edges > 0)
    last = np.nonzero(edges < 0)[1]
    west, east = origin[0] + first * side_m, origin[0] + last * side_m
    south = origin[1] + row * side_m
    boxes: GeometryArray = shapely.box(west, south, east, south + side_m)
    return boxes
