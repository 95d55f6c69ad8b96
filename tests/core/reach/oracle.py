"""Minutes by brute force: the rules of reach in plain Python, for small worlds.

It shares nothing with the engine: segments are compared one with another, ways are found by relaxing every
link until nothing changes. Coordinates are metres in a plane.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

Point = tuple[float, float]
Ring = tuple[Point, ...]
Area = tuple[tuple[Ring, ...], ...]
"""Polygons, each an outer ring and its holes; rings need not repeat their first point."""
Outline = Point | Area

TIE_M = 1e-6
"""Lengths that differ by no more are equal."""
HALF = 0.5 + 1e-6
"""Binary fractions leave some halves a hair too low; they are halves all the same."""


@dataclass(frozen=True)
class Link:
    start: str
    end: str
    km: float
    kmh: float
    oneway: bool = False
    motorway: bool = False
    bends: Ring = ()

    @property
    def ds(self) -> float:
        return self.km * 36000 / self.kmh


@dataclass(frozen=True)
class World:
    nodes: dict[str, Point]
    links: tuple[Link, ...]
    detour: float = 1.3
    access_kmh: float = 30.0
    max_km: float = 10.0
    speed_factor: float = 1.0

    def line(self, link: Link) -> Ring:
        return (self.nodes[link.start], *link.bends, self.nodes[link.end])

    def ds(self, link: Link) -> float:
        return link.ds / self.speed_factor


@dataclass(frozen=True)
class Entry:
    """Where a place meets the roads: at a node, or at a fraction of a link."""

    link: int
    fraction: float
    straight_m: float
    node: str | None = field(default=None)


def whole(ds: float) -> int:
    return math.floor(ds + HALF)


def entry(world: World, outline: Outline) -> Entry | None:
    """The entry point, None where every road is too far off."""
    centre = centroid(outline)
    near = [
        (distance, link_index, shift, start, end, low, high)
        for link_index, link in enumerate(world.links)
        if not link.motorway
        for shift, start, end in pieces(world.line(link))
        for distance, low, high in near_parts(start, end, outline)
    ]
    gap = min((part[0] for part in near), default=math.inf)
    if gap > world.max_km * 1000 + TIE_M:
        return None
    spans: dict[tuple[int, float, Point, Point], list[tuple[float, float]]] = {}
    for distance, link_index, shift, start, end, low, high in near:
        if distance <= gap + TIE_M:
            spans.setdefault((link_index, shift, start, end), []).append((low, high))
    choices = []
    for (link_index, shift, start, end), parts in spans.items():
        for low, high in parts:
            t = min(max(foot(centre, start, end), low), high)
            off_centre = math.dist(along(start, end, t), centre)
            choices.append((off_centre, link_index, shift + t * math.dist(start, end)))
    nearest = min(choice[0] for choice in choices)
    tied = sorted(choice[1:] for choice in choices if choice[0] <= nearest + TIE_M)
    spot = spot_at(world, *tied[0])
    ends = []
    for link_index, position in tied:
        if math.dist(spot, spot_at(world, link_index, position)) <= TIE_M:
            node = node_at(world, world.links[link_index], position)
            ends.append((node is None, link_index, position, node))
    _, link_index, position, node = min(ends, key=lambda end: end[:3])
    fraction = position / length(world.line(world.links[link_index])) if node is None else 0.0
    return Entry(link_index, fraction, gap, node)


def near_parts(start: Point, end: Point, outline: Outline) -> list[tuple[float, float, float]]:
    """(distance, from, to) for the parts of a segment that may be nearest, as shares of its length."""
    if isinstance(outline[0], float | int):
        return [pair_part(start, end, outline, outline)]  # type: ignore[arg-type]
    found = []
    for polygon in outline:
        sides = [side for ring in polygon for side in zip(ring, ring[1:] + ring[:1], strict=True)]
        found += [pair_part(start, end, *side) for side in sides]
        cuts = sorted({0.0, 1.0, *(t for side in sides for t in crossings(start, end, *side))})
        for low, high in itertools.pairwise(cuts):
            if inside(along(start, end, (low + high) / 2), sides):
                found.append((0.0, low, high))
    return found


def pair_part(start: Point, end: Point, p: Point, q: Point) -> tuple[float, float, float]:
    """The distance of a segment from a side p-q that it does not cross, and the part that is so near."""
    spots = [(to_segment(start, p, q), 0.0), (to_segment(end, p, q), 1.0)]
    spots += [(to_segment(corner, start, end), foot(corner, start, end)) for corner in (p, q)]
    gap = min(spots)[0]
    ts = [t for distance, t in spots if distance <= gap + TIE_M]
    return gap, min(ts), max(ts)


def crossings(start: Point, end: Point, p: Point, q: Point) -> list[float]:
    (ax, ay), (bx, by) = (end[0] - start[0], end[1] - start[1]), (q[0] - p[0], q[1] - p[1])
    turn = ax * by - ay * bx
    if turn == 0:
        return [foot(corner, start, end) for corner in (p, q)]
    cx, cy = p[0] - start[0], p[1] - start[1]
    t, u = (cx * by - cy * bx) / turn, (cx * ay - cy * ax) / turn
    return [t] if 0 <= t <= 1 and 0 <= u <= 1 else []


def inside(point: Point, sides: list[tuple[Point, Point]]) -> bool:
    """Even-odd rule: holes are outside."""
    x, y = point
    crossed = 0
    for (px, py), (qx, qy) in sides:
        if (py > y) != (qy > y) and x < px + (y - py) * (qx - px) / (qy - py):
            crossed += 1
    return crossed % 2 == 1


def centroid(outline: Outline) -> Point:
    if isinstance(outline[0], float | int):
        return outline  # type: ignore[return-value]
    total = mx = my = 0.0
    for polygon in outline:
        for number, ring in enumerate(polygon):
            parts = [(p[0] * q[1] - q[0] * p[1], p, q) for p, q in zip(ring, ring[1:] + ring[:1], strict=True)]
            turn = math.copysign(1.0, sum(part[0] for part in parts)) * (1.0 if number == 0 else -1.0)
            for cross, p, q in parts:
                total += turn * cross / 2
                mx += turn * cross * (p[0] + q[0]) / 6
                my += turn * cross * (p[1] + q[1]) / 6
    return mx / total, my / total


def foot(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    t = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / square if square else 0.0
    return min(max(t, 0.0), 1.0)


def along(start: Point, end: Point, t: float) -> Point:
    return start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])


def to_segment(point: Point, start: Point, end: Point) -> float:
    return math.dist(point, along(start, end, foot(point, start, end)))


def pieces(line: Ring) -> list[tuple[float, Point, Point]]:
    """The segments of a line, each with the length before it."""
    found, shift = [], 0.0
    for start, end in itertools.pairwise(line):
        found.append((shift, start, end))
        shift += math.dist(start, end)
    return found


def length(line: Ring) -> float:
    return sum(math.dist(start, end) for _, start, end in pieces(line))


def spot_at(world: World, link_index: int, position: float) -> Point:
    """The point of a link so many metres along it."""
    parts = pieces(world.line(world.links[link_index]))
    shift, start, end = [part for part in parts if part[0] <= position + TIE_M][-1]
    long = math.dist(start, end)
    return along(start, end, min((position - shift) / long, 1.0) if long else 0.0)


def node_at(world: World, link: Link, position: float) -> str | None:
    if position <= TIE_M:
        return link.start
    return link.end if position >= length(world.line(link)) - TIE_M else None


def ways(world: World, spot: Entry, leaving: bool) -> dict[str, int]:
    """The nodes that can be driven to from an entry (or from which it can be driven to), with deciseconds."""
    if spot.node is not None:
        return {spot.node: 0}
    link = world.links[spot.link]
    to_start, to_end = whole(world.ds(link) * spot.fraction), whole(world.ds(link) * (1 - spot.fraction))
    found = {link.end: to_end} if leaving else {link.start: to_start}
    if not link.oneway:
        other, ds = (link.start, to_start) if leaving else (link.end, to_end)
        found[other] = min(ds, found.get(other, ds))
    return found


def drive(world: World, origin: Outline, destination: Outline) -> int | None:
    """Deciseconds from one place to another, access legs included; None where there is no way."""
    a, b = entry(world, origin), entry(world, destination)
    return None if a is None or b is None else between(world, a, b)


def between(world: World, a: Entry, b: Entry) -> int | None:
    """Deciseconds from one entry to another, their legs included; None where there is no way."""
    legs = sum(whole(spot.straight_m * world.detour * 36 / world.access_kmh) for spot in (a, b))
    best = dict(ways(world, a, leaving=True))
    changed = True
    while changed:
        changed = False
        for link in world.links:
            arcs = [(link.start, link.end)] if link.oneway else [(link.start, link.end), (link.end, link.start)]
            for here, there in arcs:
                reached = best.get(here, math.inf) + whole(world.ds(link))
                if reached < best.get(there, math.inf):
                    best[there], changed = int(reached), True
    options = [best[node] + ds for node, ds in ways(world, b, leaving=False).items() if node in best]
    if a.node is None and b.node is None and a.link == b.link:
        link = world.links[a.link]
        if b.fraction >= a.fraction - 1e-9 or not link.oneway:
            options.append(whole(world.ds(link) * abs(b.fraction - a.fraction)))
    return min(options) + legs if options else None


def nearest(world: World, site: Outline, places: Mapping[str, Outline]) -> tuple[int, str] | None:
    """Deciseconds to the nearest of some places and its id, of equally near ones the smaller id."""
    reached = [(ds, id_) for id_, place in places.items() if (ds := drive(world, site, place)) is not None]
    return min(reached, default=None)
