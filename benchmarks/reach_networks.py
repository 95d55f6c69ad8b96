"""Road-like networks of any size, the same each time: streets, collectors, main roads, motorways with ramps.

Nodes are the crossings of a jittered grid. A random spanning tree of it and a fifth of the other streets are built,
which gives the 2.3 arcs a node and the many dead ends that road networks of OpenStreetMap have; every eighth line is a
collector and every 32nd a main road. Nearly half of the streets that are not needed to hold the network together, and
all motorways and ramps, are one-way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from sitematch.core.evidence import Method, Source
from sitematch.core.region.model import Access, Facilities, Localities, Municipalities, Region, Roads
from sitematch.core.region.projection import transformer

SPACING_M = 150.0
CORNER = (420_000.0, 6_380_000.0)
"""South-west, in EPSG:3006."""
COLLECTOR, MAIN, MOTORWAY = 8, 32, 96
"""Every so many lines of the grid are such a road, or have one beside them."""
EXTRA, ONE_WAY = 0.25, 0.45
"""Shares: of streets beyond the tree that are built, and of these that are one-way."""
STREET_KMH = (30.0, 40.0, 50.0)
COLLECTOR_KMH, MAIN_KMH, MOTORWAY_KMH, RAMP_KMH = 60.0, 80.0, 110.0, 60.0
INTERCHANGE = 16
"""A motorway can be left and entered at every so manieth crossing."""
CLASSES, OF_EACH = 12, 30


@dataclass(frozen=True)
class Links:
    """Links as columns: ends, speed, one-way, motorway."""

    tail: NDArray[Any]
    head: NDArray[Any]
    kmh: NDArray[Any]
    oneway: NDArray[Any]
    motorway: NDArray[Any]

    @staticmethod
    def joined(parts: list[Links]) -> Links:
        """Several as one."""
        return Links(*(np.concatenate([getattr(part, name) for part in parts]) for name in Links.__dataclass_fields__))


def road_network(n_nodes: int, seed: int = 1) -> Roads:
    """A network of about so many nodes, all of which can be reached from each other, numbered by locality."""
    draw = np.random.default_rng(seed)
    side = max(4, round((n_nodes / 1.02) ** 0.5))
    row, column = np.divmod(np.arange(side * side), side)
    xy = np.column_stack([column, row]) * SPACING_M + draw.uniform(-0.35, 0.35, (side * side, 2)) * SPACING_M
    links = [_streets(side, draw)]
    for across in (False, True):
        for line in range(MAIN // 2, side, MOTORWAY):
            more_xy, more = _motorway(xy, side, line, across)
            links.append(more)
            xy = np.concatenate([xy, more_xy])
    return _roads(xy + np.array(CORNER), Links.joined(links), draw)


def _streets(side: int, draw: np.random.Generator) -> Links:
    """The links of the grid that are built: all larger roads, a random tree over the rest, some more streets."""
    node = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    head = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    line = np.concatenate([np.repeat(np.arange(side), side - 1), np.tile(np.arange(side), side - 1)])
    collector, main = line % COLLECTOR == 0, line % MAIN == 0
    weight = draw.uniform(1.0, 2.0, len(tail)) * np.where(main, 1e-3, np.where(collector, 1e-2, 1.0))
    tree = minimum_spanning_tree(coo_array((weight, (tail, head)), shape=(side * side,) * 2).tocsr()).tocoo()
    in_tree = np.isin(tail * (side * side) + head, tree.row.astype(np.int64) * (side * side) + tree.col)
    larger = collector & (draw.random(len(tail)) < np.where(main, 1.0, 0.7))
    extra = ~in_tree & (larger | (draw.random(len(tail)) < EXTRA * 0.75))
    built = in_tree | extra
    kmh = np.where(main, MAIN_KMH, np.where(collector, COLLECTOR_KMH, draw.choice(STREET_KMH, len(tail))))
    oneway = extra & ~collector & (draw.random(len(tail)) < ONE_WAY)
    turned = oneway & (draw.random(len(tail)) < 0.5)
    tail, head = np.where(turned, head, tail), np.where(turned, tail, head)
    return Links(tail[built], head[built], kmh[built], oneway[built], np.zeros(int(built.sum()), dtype=bool))


def _motorway(xy: NDArray[Any], side: int, line: int, across: bool) -> tuple[NDArray[Any], Links]:
    """Two carriageways beside a main road, a node every four crossings, ramps at interchanges."""
    along = np.arange(0, side, 4)
    at = line * side + along if not across else along * side + line
    beside = np.array([0.0, 0.5]) if not across else np.array([0.5, 0.0])
    new_xy = np.concatenate([xy[at] + beside * SPACING_M, xy[at] - beside * SPACING_M])
    first = len(xy)
    there, back = first + np.arange(len(at)), first + len(at) + np.arange(len(at))
    tail, head = np.concatenate([there[:-1], back[1:]]), np.concatenate([there[1:], back[:-1]])
    ends = along % INTERCHANGE == 0
    ends[[0, -1]] = True
    ramp_tail = np.concatenate([at[ends], there[ends], at[ends], back[ends]])
    ramp_head = np.concatenate([there[ends], at[ends], back[ends], at[ends]])
    n, ramps = len(tail), len(ramp_tail)
    return new_xy, Links(
        np.concatenate([tail, ramp_tail]),
        np.concatenate([head, ramp_head]),
        np.repeat([MOTORWAY_KMH, RAMP_KMH], [n, ramps]),
        np.ones(n + ramps, dtype=bool),
        np.ones(n + ramps, dtype=bool),
    )


def _roads(xy: NDArray[Any], links: Links, draw: np.random.Generator) -> Roads:
    order = _by_locality(xy)
    number = np.empty(len(xy), dtype=np.int64)
    number[order] = np.arange(len(xy))
    xy, tail, head = xy[order], number[links.tail], number[links.head]
    straight_m = np.hypot(*(xy[tail] - xy[head]).T)
    winding = np.where(links.motorway, 1.02, draw.uniform(1.0, 1.3, len(tail)))
    lon, lat = transformer(3006, 4326).transform(xy[:, 0], xy[:, 1])
    return Roads(
        node_ids=tuple(map(str, range(len(xy)))),
        node_lon=np.asarray(lon),
        node_lat=np.asarray(lat),
        from_node=tail,
        to_node=head,
        km=np.maximum(straight_m * winding / 1000.0, 0.005),
        speed_kmh=links.kmh,
        oneway=links.oneway,
        motorway=links.motorway,
        road=("",) * len(tail),
        wkt=(None,) * len(tail),
    )


def _by_locality(xy: NDArray[Any]) -> NDArray[np.int64]:
    """The nodes along a Z-order curve, as those of packs are numbered."""
    cell = ((xy - xy.min(axis=0)) / (2 * SPACING_M)).astype(np.uint64)
    code = np.zeros(len(xy), dtype=np.uint64)
    for bit in range(16):
        for axis in (0, 1):
            code |= ((cell[:, axis] >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + axis)
    return np.argsort(code, kind="stable")


def region_on(roads: Roads, n_places: int, seed: int = 2) -> Region:
    """A region with so many places with people, denser in some parts, and 30 facilities of each of 12 classes."""
    draw = np.random.default_rng(seed)
    centres = roads.node_xy[draw.integers(0, len(roads.node_ids), 12)]
    spread = np.ptp(roads.node_xy, axis=0).max() / 8
    town = centres[draw.integers(0, 12, n_places)] + draw.normal(0, spread, (n_places, 2))
    low, high = roads.node_xy.min(axis=0), roads.node_xy.max(axis=0)
    people_xy = np.where(((town > low) & (town < high)).all(axis=1)[:, None], town, draw.uniform(low, high, town.shape))
    lon, lat = transformer(3006, 4326).transform(people_xy[:, 0], people_xy[:, 1])
    population = np.floor(draw.lognormal(2.5, 1.0, n_places)) + 1.0
    at = roads.node_xy[draw.integers(0, len(roads.node_ids), CLASSES * OF_EACH)] + draw.uniform(-80, 80, (360, 2))
    f_lon, f_lat = transformer(3006, 4326).transform(at[:, 0], at[:, 1])
    made = Source("made for the benchmark", None, Method.DEMO)
    return Region(
        id="bench",
        name="Bench",
        lang="en",
        access=Access(),
        horizon_min=90,
        roads=roads,
        facilities=Facilities(
            ids=tuple(f"f{i:03d}" for i in range(len(at))),
            classes=tuple(f"class_{i // OF_EACH:02d}" for i in range(len(at))),
            names=("",) * len(at),
            lon=np.asarray(f_lon),
            lat=np.asarray(f_lat),
            attributes={},
        ),
        localities=Localities(
            ids=tuple(map(str, range(n_places))),
            names=("",) * n_places,
            lon=np.asarray(lon),
            lat=np.asarray(lat),
            rural=np.ones(n_places, dtype=bool),
            municipality_codes=(None,) * n_places,
            population=population,
            workforce=np.full(n_places, np.nan),
            groups={},
            jobs=None,
            attributes={},
        ),
        municipalities=Municipalities((), (), lambda: np.empty(0, dtype=object)),
        sources=dict.fromkeys(("roads", "people", "facilities", "municipalities"), made),
        content_hash=f"bench-{len(roads.node_ids)}-{n_places}",
    )


def site_outlines(roads: Roads, n: int, seed: int = 3) -> NDArray[Any]:
    """Outlines of 1 to 60 hectares with 8 corners, beside and across the roads, EPSG:3006, shape (n,)."""
    draw = np.random.default_rng(seed)
    centre = roads.node_xy[draw.integers(0, len(roads.node_ids), n)] + draw.uniform(-400, 400, (n, 2))
    angle = np.sort(draw.uniform(0, 2 * np.pi, (n, 8)), axis=1)
    radius = draw.uniform(50, 450, (n, 1)) * draw.uniform(0.6, 1.0, (n, 8))
    ring = centre[:, None, :] + radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=2)
    return np.asarray(shapely.convex_hull(shapely.polygons(ring)), dtype=object)
