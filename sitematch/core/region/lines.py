"""The lines of a network as plain coordinates: no geometry object is made for what is only measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """m lines in EPSG:3006, corner after corner and line after line.

    The corners of line ``i`` are those from ``starts[i]`` up to ``starts[i + 1]``. ``xy``: shape (c, 2). ``at_m``:
    how far along its line each corner lies, shape (c,).
    """

    starts: IntArray
    xy: FloatArray
    at_m: FloatArray

    @classmethod
    def of(cls, geometries: GeometryArray) -> Lines:
        """The corners of LineStrings, each of two or more."""
        xy, line = shapely.get_coordinates(geometries, return_index=True)
        starts = np.zeros(len(geometries) + 1, dtype=np.int64)
        np.cumsum(np.bincount(line, minlength=len(geometries)), out=starts[1:])
        return cls(starts, xy, _along_m(starts, xy))

    @property
    def length_m(self) -> FloatArray:
        """The length of each line, shape (m,)."""
        length: FloatArray = self.at_m[self.starts[1:] - 1]
        return length

    def geometries(self) -> GeometryArray:
        """The lines as LineStrings, shape (m,)."""
        made: GeometryArray = np.asarray(shapely.linestrings(self.xy, indices=self.line_of_each_corner()), dtype=object)
        return made

    def line_of_each_corner(self) -> IntArray:
        """The line that each corner belongs to, shape (c,)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def line_of(self, corner: IntArray) -> IntArray:
        """The lines that these corners belong to."""
        return np.searchsorted(self.starts, corner, side="right") - 1

    def pieces(self, of: BoolArray) -> IntArray:
        """The straight pieces of some of the lines, each told by the corner that it begins at: line by line, along."""
        begins = np.repeat(of, np.diff(self.starts))
        begins[self.starts[1:] - 1] = False
        return np.flatnonzero(begins)

    def take(self, rows: IntArray) -> Lines:
        """The lines of these rows."""
        count = self.starts[rows + 1] - self.starts[rows]
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(count, out=starts[1:])
        at = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], count)
        return Lines(starts, self.xy[at], self.at_m[at])

    def then(self, other: Lines) -> Lines:
        """These lines, and the others behind them."""
        starts = np.append(self.starts, other.starts[1:] + self.starts[-1])
        return Lines(starts, np.concatenate([self.xy, other.xy]), np.append(self.at_m, other.at_m))


def straight_or_bent(ends: FloatArray, bent: IntArray, shapes: GeometryArray) -> GeometryArray:
    """Lines between two ends each, shape (m, 2, 2), but for those at the rows ``bent``, whose shapes are given."""
    lines: GeometryArray = np.asarray(shapely.linestrings(ends), dtype=object)
    lines[bent] = shapes
    return lines


def _along_m(starts: IntArray, xy: FloatArray) -> FloatArray:
    """Summed up line by line, so that what lies on other lines does not touch the last bit."""
    at_m = np.zeros(len(xy))
    at_m[1:] = np.hypot(*(xy[1:] - xy[:-1]).T)
    at_m[starts[:-1]] = 0.0
    count, first = np.diff(starts), starts[:-1]
    for place in range(2, int(count.max(initial=0))):
        longer = count > place
        count, first = count[longer], first[longer]
        at_m[first + place] += at_m[first + place - 1]
    return at_m
