"""The largest rectangle of given proportions in a polygon that is not convex, by branch and bound.

A place is a centre and an angle; its scale is the distance from the centre to the nearest wall, measured by the
rectangle at that angle (its half sides count 1). In a cell of places no scale exceeds that of the middle by more than
the cell's half-width in the same measure, and a turn by d changes it by a factor of at most cos d + (length / width)
sin d. Cells that cannot hold anything much larger than what is found are dropped, the others are halved. Walls too far
from a cell to matter are dropped with it, so that later cells have a few each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.sites.footprint_convex import Found, Placed
from sitematch.core.sites.footprint_grow import grown

ACCURACY: Final = 4e-3
"""How far, relatively, the bound may lie above the rectangle that is found."""
MOST_WORK: Final = 25_000_000
"""Cells and their walls looked at, in walls, before the search rests with the bound that it has: some seconds."""
_WORK_PER_CELL: Final = 5
_AT_ONCE: Final = 150_000
_LEAST_ANGLES, _MOST_ANGLES = 6, 64
_WORTH_GROWING: Final = 1.01


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cells of places, each array of shape (k,), and the walls that may be nearest in them.

    ``x``, ``y``: the middle. ``frame``: the angle of the cell's own axes, along which it reaches ``du`` and ``dv`` to
    either side. ``angle`` ± ``turn``: the angles of the rectangle. ``at_most``: a bound on the scale.
    ``walls``: indices of walls, cell after cell, ``count`` of them each.
    """

    x: FloatArray
    y: FloatArray
    frame: FloatArray
    du: FloatArray
    dv: FloatArray
    angle: FloatArray
    turn: FloatArray
    at_most: FloatArray
    count: IntArray
    walls: IntArray

    def take(self, kept: BoolArray) -> _Cells:
        """The cells where ``kept``, shape (k,)."""
        each = {field.name: getattr(self, field.name)[kept] for field in fields(self) if field.name != "walls"}
        return replace(self, **each, walls=self.walls[np.repeat(kept, self.count)])

    def halves(self) -> list[_Cells]:
        """Two lists of cells of about equal work, the more promising first."""
        order = np.argsort(-self.at_most, kind="stable")
        done = np.cumsum(self.count[order])
        middle = min(max(int(np.searchsorted(done, done[-1] / 2)), 1), len(order) - 1)
        first = np.zeros(len(order), dtype=bool)
        first[order[:middle]] = True
        return [self.take(first), self.take(~first)]


@dataclass(slots=True)
class Search:
    """One polygon searched for a rectangle of sides 1 × ``width``; ``walls`` has shape (m, 2, 2), ``best`` grows."""

    polygon: shapely.Polygon
    walls: FloatArray
    width: float
    best: Placed
    at_most: float = 0.0
    _columns: tuple[FloatArray, ...] = ()

    def __post_init__(self) -> None:
        start, run = self.walls[:, 0], self.walls[:, 1] - self.walls[:, 0]
        self._columns = (start[:, 0].copy(), start[:, 1].copy(), run[:, 0].copy(), run[:, 1].copy())

    def run(self, most_work: int = MOST_WORK) -> Found:
        """The largest rectangle, ``best`` unless there is a larger one, and the scale that none exceeds."""
        shapely.prepare(self.polygon)
        waiting, work = [self._all_places()], 0
        while waiting and work < most_work:
            cells = self._promising(waiting.pop())
            if len(cells.walls) > _AT_ONCE and len(cells.count) > 1:
                promising, others = cells.halves()
                waiting += [others, promising]
            elif len(cells.count):
                work += len(cells.walls) + _WORK_PER_CELL * len(cells.count)
                waiting.append(self._looked_into(cells))
        if self.best.scale > 0:
            self.best = grown(self.best, self.walls, self.width)
        left = [float(cells.at_most.max()) for cells in waiting if len(cells.count)]
        return Found(self.best, max([self.at_most, self.best.scale, *left]))

    def _all_places(self) -> _Cells:
        """A cell for each of some angles, around the whole polygon."""
        half_turn = math.pi / 2 if self.width == 1 else math.pi
        n = min(max(math.ceil(half_turn / (2 * 0.35 * self.width)), _LEAST_ANGLES), _MOST_ANGLES)
        turn = half_turn / n / 2
        frame = np.asarray(turn + 2 * turn * np.arange(n), dtype=np.float64)
        corners = self.walls.reshape(-1, 2)
        along = np.column_stack([np.cos(frame), np.sin(frame)])
        across = np.column_stack([-along[:, 1], along[:, 0]])
        u, v = corners @ along.T, corners @ across.T
        middle_u, middle_v = (u.max(axis=0) + u.min(axis=0)) / 2, (v.max(axis=0) + v.min(axis=0)) / 2
        m = len(self.walls)
        return _Cells(
            x=middle_u * along[:, 0] + middle_v * across[:, 0],
            y=middle_u * along[:, 1] + middle_v * across[:, 1],
            frame=frame,
            du=np.ptp(u, axis=0) / 2,
            dv=np.ptp(v, axis=0) / 2,
            angle=frame,
            turn=np.full(n, turn),
            at_most=np.full(n, np.inf),
            count=np.full(n, m, dtype=np.int64),
            walls=np.tile(np.arange(m), n),
        )

    def _promising(self, cells: _Cells) -> _Cells:
        """The cells that may hold something larger; the bounds of the others are noted."""
        kept = cells.at_most > self.best.scale * (1 + ACCURACY)
        if kept.all():
            return cells
        self.at_most = max(self.at_most, float(cells.at_most[~kept].max()))
        return cells.take(kept)

    def _looked_into(self, cells: _Cells) -> _Cells:
        """The halves of the cells, with what their middles tell."""
        owner = np.repeat(np.arange(len(cells.count)), cells.count)
        distance = self._distances(cells, owner)
        starts = np.cumsum(cells.count) - cells.count
        nearest = np.minimum.reduceat(distance, starts)
        inside = shapely.contains_xy(self.polygon, cells.x, cells.y)
        self._note(cells, np.where(inside, nearest, 0.0))
        reach, farther_u, factor = self._reaches(cells)
        at_most = factor * np.maximum(np.where(inside, nearest, -nearest) + reach, 0.0)
        at_most = np.minimum(at_most, cells.at_most)
        matters = distance - reach[owner] <= (factor**2 * (nearest + reach))[owner]
        told = replace(
            cells,
            at_most=at_most,
            count=np.add.reduceat(matters, starts).astype(np.int64),
            walls=cells.walls[matters],
        )
        kept = at_most > self.best.scale * (1 + ACCURACY)
        if not kept.all():
            self.at_most = max(self.at_most, float(at_most[~kept].max()))
        by_turn = (factor - 1) * np.maximum(nearest, self.best.scale) > reach
        return _halved(told.take(kept), by_turn[kept], farther_u[kept])

    def _distances(self, cells: _Cells, owner: IntArray) -> FloatArray:
        """From each cell's middle to each of its walls, in the measure of the rectangle; cell after cell."""
        cos, sin = 2 * np.cos(cells.angle), 2 * np.sin(cells.angle)
        along = (cos, sin, cos * cells.x + sin * cells.y)
        across = tuple(row / self.width for row in (-sin, cos, cos * cells.y - sin * cells.x))
        start_x, start_y, run_x, run_y = (column[cells.walls] for column in self._columns)
        ends = []
        for turned in (along, across):
            by_x, by_y, middle = (row[owner] for row in turned)
            ends += [by_x * start_x + by_y * start_y - middle, by_x * run_x + by_y * run_y]
        return _to_segments(ends[0], ends[2], ends[1], ends[3])

    def _reaches(self, cells: _Cells) -> tuple[FloatArray, BoolArray, FloatArray]:
        """How far cells reach in the measure of the rectangle, whether most along u, and the factor of their turn."""
        tilt = cells.angle - cells.frame
        cos, sin = np.abs(np.cos(tilt)), np.abs(np.sin(tilt))
        across = 1 / self.width
        reach = 2 * np.maximum(cells.du * cos + cells.dv * sin, (cells.du * sin + cells.dv * cos) * across)
        by_u, by_v = cells.du * np.maximum(cos, sin * across), cells.dv * np.maximum(sin, cos * across)
        return reach, by_u >= by_v, np.cos(cells.turn) + np.sin(cells.turn) * across

    def _note(self, cells: _Cells, scale: FloatArray) -> None:
        """Keeps the best of these middles if it is better than what was known, grown as far as it goes."""
        row = int(np.argmax(scale))
        if scale[row] <= self.best.scale:
            return
        placed = Placed(float(cells.x[row]), float(cells.y[row]), float(cells.angle[row]), float(scale[row]))
        worth_growing = placed.scale > self.best.scale * _WORTH_GROWING
        self.best = grown(placed, self.walls, self.width) if worth_growing else placed


def _halved(cells: _Cells, by_turn: BoolArray, by_u: BoolArray) -> _Cells:
    """Each cell cut in two, across its angles where ``by_turn``, else across the axis that reaches farther."""
    half_turn = np.where(by_turn, cells.turn / 2, 0.0)
    half_u = np.where(~by_turn & by_u, cells.du / 2, 0.0)
    half_v = np.where(~by_turn & ~by_u, cells.dv / 2, 0.0)
    cos, sin = np.cos(cells.frame), np.sin(cells.frame)
    step_x, step_y = half_u * cos - half_v * sin, half_u * sin + half_v * cos

    def both(low: FloatArray, high: FloatArray) -> FloatArray:
        return np.concatenate([low, high])

    def twice(each: FloatArray) -> FloatArray:
        return np.concatenate([each, each])

    return _Cells(
        x=both(cells.x - step_x, cells.x + step_x),
        y=both(cells.y - step_y, cells.y + step_y),
        frame=twice(cells.frame),
        du=twice(cells.du - half_u),
        dv=twice(cells.dv - half_v),
        angle=both(cells.angle - half_turn, cells.angle + half_turn),
        turn=twice(cells.turn - half_turn),
        at_most=twice(cells.at_most),
        count=np.concatenate([cells.count, cells.count]),
        walls=np.concatenate([cells.walls, cells.walls]),
    )


def _to_segments(x: FloatArray, y: FloatArray, dx: FloatArray, dy: FloatArray) -> FloatArray:
    """The least max(|x|, |y|) on each segment from (x, y) to (x + dx, y + dy).

    On a line it lies where the line crosses a diagonal of the axes; being convex along it, cutting to the segment's
    ends is enough.
    """
    least = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for above, below in ((y - x, dx - dy), (-x - y, dx + dy)):
            # along a diagonal (a division by 0) this crossing is not the nearest point: any will do
            at = np.minimum(np.maximum(np.nan_to_num(above / below, copy=False), 0.0), 1.0)
            least.append(np.maximum(np.abs(x + at * dx), np.abs(y + at * dy)))
    return np.minimum(*least)
