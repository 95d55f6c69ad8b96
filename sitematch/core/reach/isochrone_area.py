"""The area around the stretches of road from which a site is reached in time.

On the network it is exact; beside it, it says no more than the rule of access grants. In metres of EPSG:3006:

1. Each stretch from which the site is reached in time, motorways too, lies inside with ``ROAD_M`` on either side.
2. From a point of it that is no motorway's, all within a width of ``RIM_M`` belongs to the area too, if the time that
   is left there allows a leg of that width, and no road that places join and from which the drive takes longer lies
   within twice the width. So whatever is there joins a road that is in time.
3. A stretch from which the site is not reached in time lies outside, but for what is within ``ROAD_M`` of one in time.

So the area narrows towards the ends of its roads and towards roads that are late, and leaves out what lies farther than
the widest rim from a road.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, GeometryArray, IntArray
from sitematch.core.reach.buffers import ARC, within
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.reach.stretches import Arrival, Stretches, lines_of, reached

ROAD_M: Final = 20.0
RIM_M: Final = (1_000.0, 600.0, 300.0, 120.0, 50.0)
"""Widths of the rim, the widest first."""
_LINE_TOLERANCE_M: Final = 2.0


@dataclass(eq=False)
class Ground:
    """A network made ready for the areas of several sites."""

    graph: RoadGraph
    widths_m: tuple[float, ...] = field(init=False)
    legs_ds: IntArray = field(init=False)

    def __post_init__(self) -> None:
        self.widths_m = tuple(sorted({min(width, self.graph.max_straight_m) for width in RIM_M}, reverse=True))
        self.legs_ds = self.graph.access_ds(np.array(self.widths_m))

    @cached_property
    def lines(self) -> GeometryArray:
        """The links without the corners that no area shows."""
        lines: GeometryArray = shapely.simplify(self.graph.roads.lines, _LINE_TOLERANCE_M, preserve_topology=False)
        return lines

    def areas(self, arrival: Arrival, limits_ds: Sequence[int]) -> list[shapely.Geometry]:
        """The area of each limit, the shortest first; an empty one where nothing is reached in time."""
        wide = _Wide(self)
        return [self._area(arrival, limit_ds, wide) for limit_ds in limits_ds]

    def _area(self, arrival: Arrival, limit_ds: int, wide: _Wide) -> shapely.Geometry:
        inside, outside = reached(self.graph, arrival, limit_ds)
        spot = self._spot(arrival, limit_ds)
        if not len(inside) and spot is None:
            return shapely.MultiPolygon()
        motorway, beyond = self.graph.roads.motorway, lines_of(self.graph, outside, self.lines)
        late = _Late(beyond[~motorway[outside.link]], beyond[motorway[outside.link]])
        area = wide.grown(self._in_time(arrival, limit_ds - int(self.legs_ds[0])), late)
        for width_m, leg_ds in zip(self.widths_m[1:], self.legs_ds[1:], strict=True):
            stretches = wide.not_grown(self._in_time(arrival, limit_ds - int(leg_ds)))
            lines = lines_of(self.graph, stretches, self.lines)
            clear, _ = late.clear_of(_uncovered(lines, area, width_m), 2 * width_m)
            area = shapely.union(area, within(clear, width_m))
        area = late.without_motorways(area)
        lines = lines_of(self.graph, inside, self.lines)
        roads = _uncovered(lines[~wide.done[inside.link] | late.beside_motorways(lines)], area, ROAD_M)
        own = [] if spot is None else [shapely.buffer(spot, ROAD_M, quad_segs=ARC)]
        return shapely.union_all([area, within(roads, ROAD_M), *own])

    def _in_time(self, arrival: Arrival, limit_ds: int) -> Stretches:
        """The stretches in time that places join along their length."""
        inside, _ = reached(self.graph, arrival, limit_ds)
        return inside.take(~self.graph.roads.motorway[inside.link])

    def _spot(self, arrival: Arrival, limit_ds: int) -> shapely.Geometry | None:
        """Where the site itself meets the roads, if its leg is not longer than the limit."""
        entry = arrival.entry
        if int(entry.access_ds[0]) > limit_ds:
            return None
        if entry.node[0] >= 0:
            return shapely.Point(self.graph.roads.node_xy[entry.node[0]])
        line = self.graph.roads.lines[entry.link[0]]
        spot: shapely.Geometry = shapely.line_interpolate_point(line, entry.fraction[0], normalized=True)
        return spot


@dataclass(eq=False)
class _Wide:
    """The widest rim as it grows with the time: what was grown before is not grown again."""

    ground: Ground
    done: BoolArray = field(init=False)
    area: shapely.Geometry = field(default_factory=shapely.MultiPolygon)

    def __post_init__(self) -> None:
        self.done = np.zeros(len(self.ground.graph.time_ds), dtype=bool)

    def not_grown(self, stretches: Stretches) -> Stretches:
        """Those of some stretches that are no links of which all within the widest rim is in the area already."""
        return stretches.take(~self.done[stretches.link])

    def grown(self, stretches: Stretches, late: _Late) -> shapely.Geometry:
        """All within the widest rim of these stretches, as far as they are clear, and of those before."""
        fresh, width_m = self.not_grown(stretches), self.ground.widths_m[0]
        clear, whole = late.clear_of(lines_of(self.ground.graph, fresh, self.ground.lines), 2 * width_m)
        self.area = shapely.union(self.area, within(clear, width_m))
        self.done[fresh.link[fresh.whole & whole]] = True
        return self.area


@dataclass(eq=False)
class _Late:
    """Roads from which the site is not reached in time: those that places join, and motorways."""

    joined: GeometryArray
    motorways: GeometryArray

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.joined)

    def clear_of(self, lines: GeometryArray, gap_m: float) -> tuple[GeometryArray, BoolArray]:
        """The parts of some lines that have no road of these within the gap, and which lines are whole among them."""
        near = np.zeros(len(lines), dtype=bool)
        near[self._tree.query_nearest(lines, max_distance=gap_m, all_matches=False)[0]] = True
        barring = shapely.STRtree(lines[near]).query_nearest(self.joined, max_distance=gap_m, all_matches=False)[0]
        barred = within(self.joined[barring], gap_m)
        shapely.prepare(barred)
        crossing = lines[near][~shapely.contains_properly(barred, lines[near])]
        cut = shapely.get_parts(shapely.difference(crossing, barred))
        return np.concatenate([lines[~near], cut[~shapely.is_empty(cut)]]), ~near

    def beside_motorways(self, lines: GeometryArray) -> BoolArray:
        """Which lines come so near to a motorway of these that taking it out takes of what is beside them."""
        found = np.zeros(len(lines), dtype=bool)
        near = shapely.STRtree(self.motorways).query_nearest(lines, max_distance=2 * ROAD_M, all_matches=False)
        found[near[0]] = True
        return found

    def without_motorways(self, area: shapely.Geometry) -> shapely.Geometry:
        """An area without the motorways of these."""
        parts = shapely.get_parts(area)
        under = np.unique(shapely.STRtree(self.motorways).query(parts, predicate="dwithin", distance=ROAD_M)[1])
        rest: shapely.Geometry = shapely.difference(area, within(self.motorways[under], ROAD_M))
        return rest


def _uncovered(lines: GeometryArray, area: shapely.Geometry, width_m: float) -> GeometryArray:
    """The lines around which not all within the width lies inside an area."""
    border = shapely.boundary(area)
    shapely.prepare(area)
    shapely.prepare(border)
    covered = shapely.contains_properly(area, lines)
    covered[covered] = ~shapely.dwithin(border, lines[covered], width_m)
    found: GeometryArray = lines[~covered]
    return found
