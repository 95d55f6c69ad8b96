"""The straight pieces of roads in blocks of what lies close together: a few sites then look at a few blocks only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.region.lines import Lines

_PIECES: Final = 128
"""In a block."""
_BITS: Final = 16
_SPREAD: Final = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))


@dataclass(frozen=True, eq=False, slots=True)
class Blocks:
    """Pieces of lines, each told by the corner it begins at, along a curve that fills the plane.

    ``order``: shape (p,), whole numbers of any width. ``boxes``: of each ``_PIECES`` of them the least and the
    greatest easting and northing, shape (b, 4) as x0, y0, x1, y1.
    """

    order: NDArray[np.integer]
    boxes: FloatArray

    @classmethod
    def of(cls, lines: Lines, pieces: IntArray) -> Blocks:
        """These pieces in blocks."""
        start, end = lines.xy[pieces], lines.xy[pieces + 1]
        along = np.argsort(places_on_curve((start + end) / 2), kind="stable")
        first = np.arange(0, len(pieces), _PIECES)
        low, high = np.minimum(start, end)[along], np.maximum(start, end)[along]
        boxes = [np.minimum.reduceat(low, first), np.maximum.reduceat(high, first)] if len(pieces) else [low, high]
        return cls(pieces[along].astype(np.int32), np.concatenate(boxes, axis=1))

    def near(self, boxes: FloatArray) -> IntArray:
        """The pieces of all blocks that meet one of these boxes, shape (n, 4), in their order along the lines."""
        met = np.zeros(len(self.boxes), dtype=bool)
        for x0, y0, x1, y1 in boxes.tolist():
            met |= _meet(self.boxes, x0, x1, axis=0) & _meet(self.boxes, y0, y1, axis=1)
        place = (np.flatnonzero(met)[:, None] * _PIECES + np.arange(_PIECES)).ravel()
        return np.sort(self.order[place[place < len(self.order)]].astype(np.int64))


def _meet(boxes: FloatArray, low: float, high: float, axis: int) -> BoolArray:
    met: BoolArray = (boxes[:, axis] <= high) & (boxes[:, axis + 2] >= low)
    return met


def places_on_curve(xy: FloatArray) -> IntArray:
    """Where points, shape (n, 2), lie on Morton's curve over their own extent: near ones mostly near each other."""
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    low = xy.min(axis=0)
    extent = max(float((xy.max(axis=0) - low).max()), 1e-9)
    cells = ((xy - low) * ((2**_BITS - 1) / extent)).astype(np.int64)
    for shift, mask in _SPREAD:
        cells = (cells | (cells << shift)) & mask
    places: IntArray = cells[:, 0] | (cells[:, 1] << 1)
    return places
