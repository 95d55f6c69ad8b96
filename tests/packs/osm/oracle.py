"""A search over raw OpenStreetMap data, node by node, that shares nothing with the program.

Rules are written out again as plainly as they go: no junctions, no links, no arrays. ``restricted`` honours turn
restrictions as well, by searching over pairs of a node and the way on which it was reached.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import osmium

CLASS_KMH = {
    "motorway": 110, "motorway_link": 70, "trunk": 90, "trunk_link": 60, "primary": 80, "primary_link": 50,
    "secondary": 70, "secondary_link": 50, "tertiary": 60, "tertiary_link": 40, "unclassified": 50, "residential": 40,
    "living_street": 7, "service": 20, "road": 40,
}  # fmt: skip
SHUT_WORDS = {
    "no",
    "private",
    "permit",
    "agricultural",
    "forestry",
    "emergency",
    "residents",
    "employees",
    "bus",
    "psv",
}
STOPS = {"bollard", "block", "chain", "fence", "cycle_barrier", "jersey_barrier", "log", "planter", "wall", "turnstile"}
Edge = tuple[int, float, int]
"""Where to, in how many seconds, on which way."""


@dataclass
class Raw:
    """A network of single nodes: edges by the node they leave.

    ``shut``: nodes where nobody passes. ``banned``: from a way at a node onto a way. ``only``: at a node, coming from a
    way, onto which ways alone.
    """

    at: dict[int, tuple[float, float]] = field(default_factory=dict)
    edges: dict[int, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    shut: set[int] = field(default_factory=set)
    banned: set[tuple[int, int, int]] = field(default_factory=set)
    only: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))


def read(path: Path) -> Raw:
    """All that cars drive."""
    raw, ways = Raw(), []
    for thing in osmium.FileProcessor(str(path)):
        tags = dict(thing.tags)
        if thing.is_node():
            raw.at[thing.id] = (thing.location.lon, thing.location.lat)
            if "barrier" in tags and _stops(tags):
                raw.shut.add(thing.id)
        elif thing.is_way() and _open(tags) and (tags.get("highway") in CLASS_KMH or tags.get("route") == "ferry"):
            ways.append((thing.id, [node.ref for node in thing.nodes], tags))
        elif thing.is_relation() and tags.get("type") == "restriction":
            _restrict(raw, thing, tags)
    for way, nodes, tags in ways:
        if tags.get("route") == "ferry":
            tags |= {"highway": "ferry", "maxspeed": _ferry_kmh(raw, nodes, tags.get("duration"))}
        for one, other in pairwise(nodes):
            if one in raw.at and other in raw.at and one != other:
                for a, b, kmh in _driven(one, other, tags):
                    raw.edges[a].append((b, metres(raw.at[a], raw.at[b]) / kmh * 3.6, way))
    return raw


def _ferry_kmh(raw: Raw, nodes: list[int], duration: str | None) -> str:
    """As fast as its duration makes it, in whole minutes `hh:mm`, where all of it is there."""
    if duration is None or not set(nodes) <= raw.at.keys():
        return "20"
    hours, minutes = map(int, duration.split(":"))
    whole = sum(metres(raw.at[a], raw.at[b]) for a, b in pairwise(nodes))
    return str(whole * 60 / 1000 / (hours * 60 + minutes) or 20.0)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """On a sphere: within 0.4 % of the ellipsoid."""
    x = math.radians(b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return 6_371_009 * math.hypot(x, math.radians(b[1] - a[1]))


def seconds(raw: Raw, start: int) -> dict[int, float]:
    """From a node to all others."""
    best, heap = {start: 0.0}, [(0.0, start)]
    while heap:
        cost, node = heapq.heappop(heap)
        if cost > best[node] or (node in raw.shut and node != start):
            continue
        for other, more, _ in raw.edges[node]:
            if cost + more < best.get(other, math.inf):
                best[other] = cost + more
                heapq.heappush(heap, (cost + more, other))
    return best


def restricted(raw: Raw, start: int) -> dict[int, float]:
    """The same with turn restrictions; nobody turns round on the spot but at the end of a road.

    Those that lead over a way (``via`` a way) are passed over.
    """
    best: dict[tuple[int, int, int], float] = {}
    reached: dict[int, float] = {start: 0.0}
    heap: list[tuple[float, int, int, int]] = [(0.0, start, 0, 0)]
    while heap:
        cost, node, way, before = heapq.heappop(heap)
        if cost > best.get((node, way, before), math.inf) or (node in raw.shut and node != start):
            continue
        for other, more, onto in raw.edges[node]:
            turns_round = other == before and len(raw.edges[node]) > 1
            if way and (turns_round or not _may_turn(raw, way, node, onto)):
                continue
            if cost + more < best.get((other, onto, node), math.inf):
                best[other, onto, node] = cost + more
                reached[other] = min(reached.get(other, math.inf), cost + more)
                heapq.heappush(heap, (cost + more, other, onto, node))
    return reached


def _may_turn(raw: Raw, way: int, node: int, onto: int) -> bool:
    only = raw.only.get((way, node))
    return (way, node, onto) not in raw.banned and (not only or onto in only)


def _restrict(raw: Raw, relation: object, tags: Mapping[str, str]) -> None:
    kind = tags.get("restriction:motorcar") or tags.get("restriction") or ""
    if {"motorcar", "motor_vehicle"} & set(tags.get("except", "").split(";")):
        return
    parts = defaultdict(list)
    for member in relation.members:  # type: ignore[attr-defined]
        parts[member.role, member.type].append(member.ref)
    for via in parts["via", "n"]:
        for source in parts["from", "w"]:
            for target in parts["to", "w"]:
                if kind.startswith("no_") and source != target:
                    raw.banned.add((source, via, target))
                elif kind.startswith("only_"):
                    raw.only[source, via].add(target)


def _open(tags: Mapping[str, str]) -> bool:
    if tags.get("area") == "yes" or tags.get("construction", "no") not in ("no", "minor", "widening"):
        return False
    return _allowed(tags) is not False


def _allowed(tags: Mapping[str, str]) -> bool | None:
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        words = tags.get(key, "").split(";")
        if words != [""]:
            return any(word not in SHUT_WORDS for word in words)
    return None


def _stops(tags: Mapping[str, str]) -> bool:
    allowed = _allowed(tags)
    return tags["barrier"] in STOPS if allowed is None else not allowed


def _driven(one: int, other: int, tags: Mapping[str, str]) -> Iterator[tuple[int, int, float]]:
    """Both directions that are open, each with its speed."""
    oneway = tags.get("oneway", "")
    implied = tags["highway"] == "motorway" or tags.get("junction") in ("roundabout", "circular")
    forward = oneway not in ("-1", "reverse")
    backward = oneway in ("-1", "reverse", "no", "reversible", "alternating") or not (oneway or implied)
    if forward:
        yield one, other, _kmh(tags, "forward")
    if backward:
        yield other, one, _kmh(tags, "backward")


def _kmh(tags: Mapping[str, str], side: str) -> float:
    for key in (f"maxspeed:{side}", "maxspeed"):
        value = tags.get(key, "")
        if value.replace(".", "").isdecimal():
            return float(value)
        if value.endswith(" mph"):
            return float(value.removesuffix(" mph")) * 1.609344
    return CLASS_KMH[tags["highway"]]
