"""A road network after some of its links were closed, changed or built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.reach.link_changes import Concerned, LinkChange, RowFault, concerned
from sitematch.core.region.blocks import Blocks
from sitematch.core.region.lines import Lines
from sitematch.core.region.model import Plane, Roads
from sitematch.core.region.projection import degrees_to_plane, geometries_to_plane
from sitematch.core.region.texts import Texts
from sitematch.units import METRES_PER_KM

END_TOLERANCE_DEG: Final = 0.01
"""How far a shape may end from its nodes: about a kilometre, so that rounding is no fault and a swap is."""
_FIGURES: Final = ("km", "speed_kmh", "oneway", "motorway")


@dataclass(frozen=True, eq=False, slots=True)
class ChangedRoads:
    """Roads before and after some changes. Nodes keep their numbers, new ones come behind, and so do new links.

    ``link_after``: what became of each link of ``before``, -1 where it is closed, shape (m,). ``touched``: lines in
    EPSG:3006 along which roads can no longer be entered, or can be entered now.
    """

    before: Roads
    after: Roads
    link_after: IntArray
    touched: GeometryArray


@dataclass(frozen=True, eq=False, slots=True)
class _Built:
    """k links that are added: the columns of ``Roads``, and their lines in EPSG:3006."""

    from_node: IntArray
    to_node: IntArray
    km: FloatArray
    speed_kmh: FloatArray
    oneway: BoolArray
    motorway: BoolArray
    road: tuple[str, ...]
    wkt: tuple[str, ...]
    lines: GeometryArray


def changed_roads(roads: Roads, changes: Sequence[LinkChange]) -> tuple[ChangedRoads | None, list[RowFault]]:
    """The roads after some changes, or what is wrong with these.

    A change of a link concerns every link between its two ends, in whichever direction the pack lists it; where it
    names a road, only those of that name. ``oneway`` is meant from the change's start to its end: a link that is
    listed the other way is taken out and built anew.

    Returns:
        The changed roads, None if there is a fault; and the faults, in the order of the changes.
    """
    about, faults = concerned(roads, changes)
    valued = _with_values(roads, about, changes)
    turned = _turned(valued, about, changes)
    built = _joined([_of_turned(valued, turned), _of_new(roads, about, changes, faults)])
    if faults:
        return None, sorted(faults)
    gone = [links for row, links in about.links.items() if changes[row].closed]
    stays = np.ones(len(roads.km), dtype=bool)
    stays[np.concatenate([turned, *gone])] = False
    after = _put_together(valued, stays, built, about.spots)
    link_after = np.where(stays, np.cumsum(stays) - 1, -1)
    return ChangedRoads(roads, after, link_after, _touched(roads, after, link_after)), []


def _with_values(roads: Roads, about: Concerned, changes: Sequence[LinkChange]) -> Roads:
    """The same links with other figures."""
    columns: dict[str, Any] = {name: np.array(getattr(roads, name)) for name in _FIGURES}
    for row, links in about.links.items():
        for name in _FIGURES:
            value = getattr(changes[row], name)
            if value is not None:
                columns[name][links] = value
    blocks = roads.made.blocks if roads.made else None
    return replace(roads, **columns, made=Plane(roads.node_xy, roads.drawn, blocks), listing=None)


def _turned(roads: Roads, about: Concerned, changes: Sequence[LinkChange]) -> IntArray:
    """Links that become one-way against the direction in which they are listed."""
    found = [
        links[roads.from_node[links] != about.nodes[row][0]]
        for row, links in about.links.items()
        if changes[row].oneway and not changes[row].closed
    ]
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def _of_turned(roads: Roads, links: IntArray) -> _Built:
    rows = links.tolist()
    shapes = [roads.wkt[link] or "" for link in rows]
    return _Built(
        roads.to_node[links],
        roads.from_node[links],
        roads.km[links],
        roads.speed_kmh[links],
        roads.oneway[links],
        roads.motorway[links],
        tuple(roads.road[link] for link in rows),
        tuple(_turned_round(wkt) if wkt else "" for wkt in shapes),
        shapely.reverse(roads.drawn.take(links).geometries()),
    )


def _turned_round(wkt: str) -> str:
    return str(shapely.to_wkt(shapely.reverse(shapely.from_wkt(wkt)), rounding_precision=-1))


def _of_new(roads: Roads, about: Concerned, changes: Sequence[LinkChange], faults: list[RowFault]) -> _Built:
    rows = [row for row, change in enumerate(changes) if change.new and -1 not in about.nodes[row]]
    degrees = _degrees(roads, about.spots)
    shapes = [_shape(degrees, about, changes, row, faults) for row in rows]
    lines: GeometryArray = np.empty(len(rows), dtype=object)
    lines[:] = shapes
    lines = geometries_to_plane(lines)
    new = [changes[row] for row in rows]
    km = [
        length if c.km is None else c.km for c, length in zip(new, shapely.length(lines) / METRES_PER_KM, strict=True)
    ]
    for row in rows:
        if changes[row].speed_kmh is None:
            faults.append(RowFault(row, "speed_kmh", "a new link needs its speed_kmh; write it"))
    ends = np.array([about.nodes[row] for row in rows], dtype=np.int64).reshape(-1, 2)
    return _Built(
        ends[:, 0],
        ends[:, 1],
        np.array(km, dtype=np.float64),
        np.array([np.nan if c.speed_kmh is None else c.speed_kmh for c in new], dtype=np.float64),
        np.array([bool(change.oneway) for change in new], dtype=bool),
        np.array([bool(change.motorway) for change in new], dtype=bool),
        tuple(change.road for change in new),
        tuple(change.wkt for change in new),
        lines,
    )


def _degrees(roads: Roads, spots: FloatArray) -> FloatArray:
    """Longitude and latitude of all nodes, the new ones behind, shape (n, 2)."""
    return np.concatenate([np.column_stack([roads.node_lon, roads.node_lat]), spots])


def _shape(
    degrees: FloatArray, about: Concerned, changes: Sequence[LinkChange], row: int, faults: list[RowFault]
) -> shapely.Geometry:
    """The line of a new link in degrees."""
    ends, wkt = degrees[list(about.nodes[row])], changes[row].wkt
    straight = shapely.LineString(ends)
    if not wkt:
        if about.nodes[row][0] == about.nodes[row][1]:
            faults.append(RowFault(row, "to", "a straight link from a node to itself leads nowhere; give it a wkt"))
        return straight
    with np.errstate(all="ignore"):  # a coordinate such as 1e999 is told of below
        line = shapely.from_wkt(wkt, on_invalid="ignore")
    if shapely.get_type_id(line) != shapely.GeometryType.LINESTRING or not shapely.length(line) > 0:
        faults.append(RowFault(row, "wkt", "wkt has to be a LINESTRING of longitude and latitude, of some length"))
        return straight
    corners = shapely.get_coordinates(line)
    if not (np.abs(corners[[0, -1]] - ends) <= END_TOLERANCE_DEG).all():
        message = "wkt does not begin at from and end at to; turn it round, or correct it"
        faults.append(RowFault(row, "wkt", message))
        return straight
    return line


def _joined(parts: Sequence[_Built]) -> _Built:
    one, other = parts
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in ("from_node", "to_node", *_FIGURES, "lines")
    }
    return _Built(**columns, road=one.road + other.road, wkt=one.wkt + other.wkt)


def _put_together(roads: Roads, stays: BoolArray, built: _Built, spots: FloatArray) -> Roads:
    """The links that stay, and behind them those that are built."""
    kept = np.flatnonzero(stays)
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(roads, name)[kept], getattr(built, name)])
        for name in ("from_node", "to_node", *_FIGURES)
    }
    texts: dict[str, Any] = {name: _texts(getattr(roads, name), kept, getattr(built, name)) for name in ("road", "wkt")}
    lines = roads.drawn if len(kept) == len(stays) else roads.drawn.take(kept)
    lines = lines.then(Lines.of(built.lines)) if len(built.km) else lines
    node_xy = np.concatenate([roads.node_xy, degrees_to_plane(*spots.T)]) if len(spots) else roads.node_xy
    blocks = Blocks.of(lines, lines.pieces(~columns["motorway"])) if roads.made and roads.made.blocks else None
    names = tuple(f"{lon:.7f} {lat:.7f}" for lon, lat in spots.tolist())
    degrees = _degrees(roads, spots)
    return replace(
        roads,
        **columns,
        **texts,
        node_ids=_texts(roads.node_ids, None, names),
        node_lon=degrees[:, 0],
        node_lat=degrees[:, 1],
        made=Plane(node_xy, lines, blocks),
    )


def _texts(old: Sequence[str | None], kept: IntArray | None, new: tuple[str, ...]) -> Sequence[str]:
    """Some texts, all if ``kept`` is None, and further ones behind them."""
    if isinstance(old, Texts):
        some = old if kept is None or len(kept) == len(old) else old.take(kept)
        return some.then(Texts.of(new)) if new else some
    rows = range(len(old)) if kept is None else kept.tolist()
    return tuple(old[row] or "" for row in rows) + new


def _touched(before: Roads, after: Roads, link_after: IntArray) -> GeometryArray:
    """The lines that were entered along their length and are no longer, and those that are only now."""
    was, last = ~before.motorway, len(before.km)
    stays = link_after >= 0
    is_now = np.zeros(last, dtype=bool)
    is_now[stays] = ~after.motorway[link_after[stays]]
    new = np.arange(int(stays.sum()), len(after.km))
    new = new[~after.motorway[new]]
    changed = before.drawn.take(np.flatnonzero(was != is_now)).geometries()
    return np.concatenate([changed, after.drawn.take(new).geometries()])
