"""What is asked to change in a road network, and which of its links and nodes that concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.metrics.suggest import nearest
from sitematch.core.reach.joining import points
from sitematch.core.region.model import Roads
from sitematch.core.region.projection import degrees_to_plane

SNAP_M = 50.0
"""A point this near to a node means the node."""
SAME_SPOT_M = 1.0
"""Points of new links this near to each other are one new node."""
_MOST_COMPARED = 50_000
"""Among more ids no near miss is looked for."""
_NAMED = 5


@dataclass(frozen=True, slots=True)
class LinkChange:
    """One change: a link that is built (``new``), is ``closed``, or has other values; None and "" leave one as it is.

    ``start`` and ``end`` are ids of nodes, or points as ``"15.62 58.41"``: longitude, latitude. A new link has its
    speed at least, its length where that is not the length of its line; ``wkt`` is a LINESTRING in degrees.
    """

    start: str
    end: str
    new: bool = False
    closed: bool = False
    km: float | None = None
    speed_kmh: float | None = None
    oneway: bool | None = None
    motorway: bool | None = None
    road: str = ""
    wkt: str = ""


class RowFault(NamedTuple):
    """What is wrong with a change: its place among the changes, the column, and how to mend it."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Concerned:
    """What the changes concern.

    ``nodes``: the two nodes of each change; from the number of nodes on they are new ones, of which ``spots`` has
    longitude and latitude, shape (k, 2). ``links``: by place of a change, the links that it alters or closes.
    """

    nodes: Sequence[tuple[int, int]]
    spots: FloatArray
    links: Mapping[int, IntArray]


def concerned(roads: Roads, changes: Sequence[LinkChange]) -> tuple[Concerned, list[RowFault]]:
    """The nodes and links that some changes concern, and what is wrong with them; faulty ends are node -1."""
    nodes, spots, faults = _nodes(roads, changes)
    links = _links(roads, changes, nodes, faults)
    _check_attached(roads, changes, nodes, faults)
    return Concerned(nodes, spots, links), faults


def _nodes(roads: Roads, changes: Sequence[LinkChange]) -> tuple[list[tuple[int, int]], FloatArray, list[RowFault]]:
    wanted = {text for change in changes for text in (change.start, change.end)}
    known = {id_: node for node, id_ in enumerate(roads.node_ids) if id_ in wanted}
    given = {text: spot for text in wanted - known.keys() if (spot := _spot(text)) is not None}
    beside = _nearest_nodes(roads, given)
    found, spots, faults = {**known}, _NewNodes(len(roads.node_ids)), list[RowFault]()
    nodes = []
    for row, change in enumerate(changes):
        for column, text in (("from", change.start), ("to", change.end)):
            if text in found:
                continue
            if text not in given:
                faults.append(RowFault(row, column, _unknown(roads, column, text)))
            elif beside[text][1] <= SNAP_M:
                found[text] = beside[text][0]
            elif change.new:
                found[text] = spots.at(given[text])
            else:
                faults.append(RowFault(row, column, _nothing_there(roads, column, beside[text])))
        nodes.append((found.get(change.start, -1), found.get(change.end, -1)))
    return nodes, spots.degrees(), faults


def _spot(text: str) -> tuple[float, float] | None:
    """A point written as longitude and latitude; None for what is none, or lies where no road can be placed."""
    try:
        lon, lat = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        return None
    return (lon, lat) if -65 <= lon <= 95 and -90 <= lat <= 90 else None


def _nearest_nodes(roads: Roads, spots: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, float]]:
    """The node that is nearest to each point, and how many metres off it is."""
    if not spots:
        return {}
    lon, lat = np.array(list(spots.values())).T
    at, nodes = points(degrees_to_plane(lon, lat)), shapely.STRtree(points(roads.node_xy))
    (_, node), off_m = nodes.query_nearest(at, return_distance=True, all_matches=False)
    return dict(zip(spots, zip(node.tolist(), off_m.tolist(), strict=True), strict=True))


class _NewNodes:
    """New nodes, numbered behind the old ones; points that lie together are one."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._spots: list[tuple[float, float]] = []

    def at(self, spot: tuple[float, float]) -> int:
        """The node at a point."""
        if self._spots:
            lon, lat = np.array([*self._spots, spot]).T
            xy = degrees_to_plane(lon, lat)
            near = np.flatnonzero(np.hypot(*(xy[:-1] - xy[-1]).T) <= SAME_SPOT_M)
            if len(near):
                return self._first + int(near[0])
        self._spots.append(spot)
        return self._first + len(self._spots) - 1

    def degrees(self) -> FloatArray:
        """Longitudes and latitudes, shape (k, 2)."""
        return np.array(self._spots, dtype=np.float64).reshape(-1, 2)


def _unknown(roads: Roads, column: str, text: str) -> str:
    near = nearest(text, roads.node_ids) if len(roads.node_ids) <= _MOST_COMPARED else None
    hint = f"did you mean {near!r}? " if near else ""
    return f"{column} is {text!r}, which is no node of the region; {hint}write a node's id, or a point as 15.62 58.41"


def _nothing_there(roads: Roads, column: str, beside: tuple[int, float]) -> str:
    node, off_m = beside
    return (
        f"{column} is a point with no node within {SNAP_M:.0f} m; the nearest is {roads.node_ids[node]!r}, "
        f"{off_m:.0f} m off: write its id, or new=1 for a link to be built"
    )


def _links(
    roads: Roads, changes: Sequence[LinkChange], nodes: Sequence[tuple[int, int]], faults: list[RowFault]
) -> dict[int, IntArray]:
    """The links of each change of a link that is there."""
    asked = {row: ends for row, ends in enumerate(nodes) if not changes[row].new and -1 not in ends}
    ends = np.array(sorted({node for pair in asked.values() for node in pair}), dtype=np.int64)
    near = np.flatnonzero(np.isin(roads.from_node, ends) | np.isin(roads.to_node, ends))
    start, end = roads.from_node[near], roads.to_node[near]
    found, taken = {}, dict[int, int]()
    for row, (a, b) in asked.items():
        between = near[((start == a) & (end == b)) | ((start == b) & (end == a))]
        name = changes[row].road
        links = between if not name else between[[roads.road[link] == name for link in between.tolist()]]
        if not len(links):
            faults.append(_no_link(roads, row, changes[row], (between, _neighbours(a, start, end))))
        twice = next((taken[link] for link in links.tolist() if link in taken), None)
        if twice is not None:
            message = "changes a link that an earlier row changes, too; put both into one row"
            faults.append(RowFault(row, "from", message))
        taken |= dict.fromkeys(links.tolist(), row)
        found[row] = links
    return found


def _neighbours(node: int, start: IntArray, end: IntArray) -> IntArray:
    return np.unique(np.append(end[start == node], start[end == node]))


def _no_link(roads: Roads, row: int, change: LinkChange, beside: tuple[IntArray, IntArray]) -> RowFault:
    """``beside``: the links between the two nodes, of other names, and the nodes that links of the first lead to."""
    between, neighbours = beside
    if len(between):
        names = ", ".join(sorted({repr(roads.road[link]) for link in between.tolist()}))
        message = f"no link between these nodes is named {change.road!r}, but {names}; write it so, or leave road empty"
        return RowFault(row, "road", message)
    leads = ", ".join(roads.node_ids[node] for node in neighbours[:_NAMED].tolist()) or "none"
    more = " and others" if len(neighbours) > _NAMED else ""
    message = (
        f"there is no link between {change.start!r} and {change.end!r}; the first is linked to {leads}{more}: "
        "correct the row, or write new=1 for a link to be built"
    )
    return RowFault(row, "to", message)


def _check_attached(
    roads: Roads, changes: Sequence[LinkChange], nodes: Sequence[tuple[int, int]], faults: list[RowFault]
) -> None:
    """New links have to hang together with a node that is there, directly or by others that are new."""
    first = len(roads.node_ids)
    built = {row: ends for row, ends in enumerate(nodes) if changes[row].new and -1 not in ends}
    attached = {node for ends in built.values() for node in ends if node < first}
    while True:
        more = {node for a, b in built.values() if a in attached or b in attached for node in (a, b)} - attached
        if not more:
            break
        attached |= more
    for row, ends in built.items():
        if not attached.issuperset(ends):
            message = (
                f"a new link that hangs together with no road: no node lies within {SNAP_M:.0f} m of its ends; "
                "write the id of the node where it joins"
            )
            faults.append(RowFault(row, "from", message))
