"""An extract as the rows of a pack's road network, and the account of what was read, defaulted and dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.packs.osm.ferries import FERRY_KMH, FERRY_SPEEDS_KMH
from sitematch.packs.osm.network import Drawn, Network, components, cut_at_junctions
from sitematch.packs.osm.places import PER_DEGREE
from sitematch.packs.osm.roads import NoRoad, Road, judge
from sitematch.packs.osm.scan import Extract
from sitematch.packs.osm.speeds import plain_kmh

_SHORTEST_KM: Final = 1e-6
_DECIMALS: Final = 6
"""Kilometres to the millimetre."""
_MINUTES_PER_HOUR: Final = 60.0
_FEWEST_APART: Final = 3
"""Two roads that do not meet may be a mainland and an island."""
_NO_ROAD: Final = Road("", False, False, 0.0, 0.0, False)


@dataclass(frozen=True, eq=False)
class RoadRows:
    """The rows of ``road_nodes.csv`` and ``road_links.csv``, as columns. Degrees, kilometres, km/h.

    ``wkt`` is "" where a link is straight. ``way``: of each link, the row of its way in the extract.
    """

    node_ids: Sequence[str]
    lon: FloatArray
    lat: FloatArray
    tail: IntArray
    head: IntArray
    km: FloatArray
    speed_kmh: FloatArray
    oneway: BoolArray
    motorway: BoolArray
    road: Sequence[str]
    wkt: Sequence[str]
    way: IntArray


@dataclass(frozen=True, eq=False)
class Account:
    """What became of an extract. Counts are of ways unless their name says otherwise; ``km`` is of roads, each once.

    ``parts``: how many links each part of the network has that hangs together, the largest first. ``ways``: of each
    class.
    """

    country: str | None
    date: str | None
    read: Mapping[str, int]
    ways: Mapping[str, int]
    defaulted: Mapping[str, int]
    dropped: Mapping[str, int]
    parts: Sequence[int]
    km: float
    shut_barriers: int
    isolated: bool


def compile_roads(extract: Extract, country: str | None) -> tuple[RoadRows, Account]:
    """The road network of an extract.

    Args:
        extract: what was read.
        country: whose general limits stand in for speeds that are not posted; None takes the one that the extract's own
            speeds name most often.
    """
    country = country or extract.country
    judged = [judge(tags, country) for tags in extract.tag_sets]
    is_road = np.array([isinstance(verdict, Road) for verdict in judged], dtype=bool)
    drawn = Drawn(
        roads=np.flatnonzero(is_road[extract.tag_set]),
        kind=extract.tag_set,
        symmetric=np.array([_symmetric(verdict) for verdict in judged], dtype=bool)[extract.tag_set],
        timed=np.array([_timed(verdict) for verdict in judged], dtype=bool)[extract.tag_set],
    )
    network = cut_at_junctions(extract, drawn)
    notes: Counter[str] = Counter()
    speeds = _Speeds.of(judged, extract, network, notes)
    rows = _rows(extract, network, speeds)
    return rows, _account(extract, network, judged, notes, country)


def _symmetric(verdict: Road | NoRoad) -> bool:
    return (
        isinstance(verdict, Road)
        and verdict.forward == verdict.backward
        and (verdict.forward_kmh == verdict.backward_kmh)
    )


def _timed(verdict: Road | NoRoad) -> bool:
    return isinstance(verdict, Road) and verdict.duration_min is not None


@dataclass(frozen=True, eq=False)
class _Speeds:
    """Of each way of the extract, by its row; what is no road has zeros."""

    forward: BoolArray
    backward: BoolArray
    forward_kmh: FloatArray
    backward_kmh: FloatArray
    motorway: BoolArray

    @classmethod
    def of(cls, judged: Sequence[Road | NoRoad], extract: Extract, network: Network, notes: Counter[str]) -> _Speeds:
        roads = [verdict if isinstance(verdict, Road) else _NO_ROAD for verdict in judged]
        which = extract.tag_set
        forward_kmh = np.array([road.forward_kmh for road in roads], dtype=np.float64)[which]
        backward_kmh = np.array([road.backward_kmh for road in roads], dtype=np.float64)[which]
        minutes = np.array([road.duration_min or np.nan for road in roads], dtype=np.float64)[which]
        for way in np.flatnonzero(~np.isnan(minutes)).tolist():
            kmh = _ferry_kmh(network, way, minutes[way], notes)
            forward_kmh[way] = backward_kmh[way] = kmh
        return cls(
            forward=np.array([road.forward for road in roads], dtype=bool)[which],
            backward=np.array([road.backward for road in roads], dtype=bool)[which],
            forward_kmh=forward_kmh,
            backward_kmh=backward_kmh,
            motorway=np.array([road.motorway for road in roads], dtype=bool)[which],
        )


def _ferry_kmh(network: Network, way: int, minutes: float, notes: Counter[str]) -> float:
    """What the duration makes of the crossing: the whole of it is needed to tell."""
    if not network.whole[way]:
        notes["duration_of_clipped"] += 1
        return FERRY_KMH
    kmh = float(network.way_km[way]) / minutes * _MINUTES_PER_HOUR
    low, high = FERRY_SPEEDS_KMH
    if low <= kmh <= high:
        return plain_kmh(kmh)
    notes["duration_unlikely"] += 1
    return FERRY_KMH


def _rows(extract: Extract, network: Network, speeds: _Speeds) -> RoadRows:
    """A row a link; a second one where the two directions differ in speed.

    The first row is then open both ways at the lower speed, so that who joins the road may leave in either direction,
    and a one-way row in the quicker direction lies over it: between nodes both directions take their own time.
    """
    way, n = network.way, len(network.way)
    forward, backward = speeds.forward[way], speeds.backward[way]
    along, against = speeds.forward_kmh[way], speeds.backward_kmh[way]
    both = forward & backward
    low = np.where(both, np.minimum(along, against), np.where(forward, along, against))
    quick = np.flatnonzero(both & (along != against))
    link = np.concatenate([np.arange(n), quick])
    order = np.argsort(link, kind="stable")
    turned = np.concatenate([backward & ~forward, against[quick] > along[quick]])[order]
    oneway = np.concatenate([~both, np.ones(len(quick), dtype=bool)])[order]
    speed = np.concatenate([low, np.maximum(along, against)[quick]])[order]
    link = link[order]
    tail, head = network.tail[link], network.head[link]
    places, place = network.places, network.place
    return RoadRows(
        node_ids=_node_ids(places.ids[place], network.copy),
        lon=places.x[place] / PER_DEGREE,
        lat=places.y[place] / PER_DEGREE,
        tail=np.where(turned, head, tail),
        head=np.where(turned, tail, head),
        km=np.maximum(np.round(network.km[link], _DECIMALS), _SHORTEST_KM),
        speed_kmh=speed,
        oneway=oneway,
        motorway=speeds.motorway[way[link]],
        road=[extract.labels[row] for row in way[link].tolist()],
        wkt=_shapes(network, link, turned),
        way=way[link],
    )


def _node_ids(ids: IntArray, copy: IntArray) -> list[str]:
    return [f"n{i}-{k}" if k else f"n{i}" for i, k in zip(ids.tolist(), copy.tolist(), strict=True)]


def _shapes(network: Network, link: IntArray, turned: BoolArray) -> list[str]:
    """The links with nodes between their ends as LINESTRINGs, in the direction of their row; "" for straight ones."""
    first, final = network.first[link], network.final[link]
    bent = np.flatnonzero(final - first > 1)
    sizes = (final - first + 1)[bent]
    step = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    back = np.repeat(turned[bent], sizes)
    rows = np.where(back, np.repeat(final[bent], sizes) - step, np.repeat(first[bent], sizes) + step)
    place = network.trail.place[rows]
    degrees = np.stack([network.places.x[place], network.places.y[place]], axis=1) / PER_DEGREE
    texts = [""] * len(link)
    if not len(bent):
        return texts
    lines = shapely.linestrings(degrees, indices=np.repeat(np.arange(len(bent)), sizes))
    for row, text in zip(bent.tolist(), shapely.to_wkt(lines, rounding_precision=7), strict=True):
        texts[row] = text
    return texts


def _account(
    extract: Extract, network: Network, judged: Sequence[Road | NoRoad], notes: Counter[str], country: str | None
) -> Account:
    often = np.bincount(extract.tag_set, minlength=len(judged)).tolist()
    ways: Counter[str] = Counter()
    dropped = extract.dropped + network.dropped
    for verdict, number in zip(judged, often, strict=True):
        if isinstance(verdict, NoRoad):
            dropped[verdict.reason] += number
            continue
        ways[verdict.kind] += number
        for note in verdict.notes:
            notes[note] += number
    parts = components(len(network.place), network.tail, network.head)
    return Account(
        country=country,
        date=extract.date,
        read=extract.read,
        ways=dict(sorted(ways.items())),
        defaulted=dict(sorted(notes.items())),
        dropped={reason: number for reason, number in sorted(dropped.items()) if number},
        parts=parts.tolist(),
        km=float(network.km.sum()),
        shut_barriers=len(np.unique(network.place[network.copy > 0])),
        isolated=_isolated(network),
    )


def _isolated(network: Network) -> bool:
    """Whether none of the roads meets another: of two that may be so, of more it is a fault of the file."""
    node = np.concatenate([network.tail, network.head])
    way = np.concatenate([network.way, network.way])
    order = np.lexsort((way, node))
    node, way = node[order], way[order]
    meets = (node[1:] == node[:-1]) & (way[1:] != way[:-1])
    return not meets.any() and len(np.unique(way)) >= _FEWEST_APART
