"""Small random worlds: corners on a grid, so that ties, crossings and parallels are frequent."""

from __future__ import annotations

import shapely
from hypothesis import strategies as st

from tests.core.reach.cases import box
from tests.core.reach.oracle import Link, Outline, Point, World
from tests.core.reach.regions import Facility, Village

GRID_M = 500


def grid_points(step: int = GRID_M, most: int = 3000) -> st.SearchStrategy[Point]:
    axis = st.integers(0, most // step).map(lambda number: float(number * step))
    return st.tuples(axis, axis)


@st.composite
def links(draw: st.DrawFn, nodes: dict[str, Point]) -> Link:
    start, end = draw(st.lists(st.sampled_from(sorted(nodes)), min_size=2, max_size=2, unique=True))
    bends = tuple(draw(st.lists(grid_points(250), max_size=2)))
    if not _plain((nodes[start], *bends, nodes[end])):
        bends = ()
    return Link(
        start,
        end,
        km=draw(st.sampled_from([0.0, 0.0025, 0.005, 0.0104, 0.7, 1.0, 2.5])),
        kmh=draw(st.sampled_from([36.0, 45.0, 60.0, 110.0])),
        oneway=draw(st.booleans()),
        motorway=draw(st.sampled_from([False, False, False, True])),
        bends=bends,
    )


def _plain(line: tuple[Point, ...]) -> bool:
    """A line that nowhere meets itself: a place on it has one fraction."""
    return len(set(line)) == len(line) and bool(shapely.LineString(line).is_simple)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    spots = draw(st.lists(grid_points(), min_size=2, max_size=7, unique=True))
    nodes = {f"n{number}": spot for number, spot in enumerate(spots)}
    return World(
        nodes,
        tuple(draw(st.lists(links(nodes), min_size=1, max_size=9))),
        detour=draw(st.sampled_from([1.0, 1.3])),
        max_km=draw(st.sampled_from([0.25, 1.0, 10.0])),
        speed_factor=draw(st.sampled_from([1.0, 0.9])),
    )


@st.composite
def rectangles(draw: st.DrawFn) -> Outline:
    x, y = draw(grid_points(125))
    width, height = draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    return box(x, y, x + width * 125, y + height * 125)


@st.composite
def rings(draw: st.DrawFn) -> Outline:
    """A rectangle around a hole."""
    x, y = draw(grid_points(250))
    width, height = draw(st.tuples(st.integers(3, 8), st.integers(3, 8)))
    outer = ((x, y), (x + width * 250, y), (x + width * 250, y + height * 250), (x, y + height * 250))
    right, top = x + (width - 1) * 250, y + (height - 1) * 250
    return ((outer, ((x + 250, y + 250), (x + 250, top), (right, top), (right, y + 250))),)


@st.composite
def triangles(draw: st.DrawFn) -> Outline:
    corners = draw(st.lists(grid_points(250), min_size=3, max_size=3, unique=True))
    (ax, ay), (bx, by), (cx, cy) = corners
    if (bx - ax) * (cy - ay) == (by - ay) * (cx - ax):
        corners[2] = (cx + (by - ay) + 250.0, cy - (bx - ax) + 250.0)
        (cx, cy) = corners[2]
        if (bx - ax) * (cy - ay) == (by - ay) * (cx - ax):
            return box(ax, ay, ax + 250, ay + 250)
    return ((tuple(corners),),)


@st.composite
def pairs(draw: st.DrawFn) -> Outline:
    """Two rectangles apart from each other."""
    x, y = draw(grid_points(250, 1500))
    first, second = box(x, y, x + 500, y + 250), box(x + 750, y + 500, x + 1000, y + 1500)
    return (first[0], second[0])  # type: ignore[return-value]


@st.composite
def horseshoes(draw: st.DrawFn) -> Outline:
    """A rectangle with a bay so deep that the centroid lies outside."""
    x, y = draw(grid_points(250))
    width, height = draw(st.tuples(st.integers(3, 8), st.integers(3, 8)))
    right, top, inner = x + width * 250, y + height * 250, x + (width - 1) * 250
    arms = ((inner, top), (inner, y + 125), (x + 250, y + 125), (x + 250, top))
    return (((((x, y), (right, y), (right, top), *arms, (x, top)),)),)


def outlines_of_sites() -> st.SearchStrategy[Outline]:
    far = st.just((12_000.0, -9000.0))
    return st.one_of(grid_points(125), rectangles(), rings(), horseshoes(), triangles(), pairs(), far)


@st.composite
def villages(draw: st.DrawFn) -> list[Village]:
    spots = draw(st.lists(grid_points(250, 3500), max_size=6))
    people, workforce = st.integers(0, 5000).map(float), st.sampled_from([0.0, 163.17, 20.3, float("nan")])
    return [
        Village(f"v{number}", at, draw(people), draw(workforce), draw(people), draw(st.booleans()))
        for number, at in enumerate(spots)
    ]


@st.composite
def facilities(draw: st.DrawFn, class_: str = "port") -> list[Facility]:
    spots = draw(st.lists(grid_points(250, 3500), min_size=1, max_size=4))
    ids = draw(st.permutations([f"{class_}-{number}" for number in range(len(spots))]))
    draft = st.sampled_from(["", "8", "12"])
    return [Facility(id_, class_, at, (("draft_m", draw(draft)),)) for id_, at in zip(ids, spots, strict=True)]
