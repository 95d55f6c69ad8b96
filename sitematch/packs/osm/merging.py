"""Facilities that were drawn several times: a station as node and outline, an interchange as a node for each exit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.core.region.projection import degrees_to_plane

SAME_M: Final = 1_000.0
"""Things of a class and name that lie no farther apart are one."""
SAME_JUNCTION_M: Final = 2_000.0
"""The same for the exits of an interchange, by its number or its name."""
_ORDER: Final = {"n": 0, "w": 1, "r": 2}


@dataclass(frozen=True, slots=True)
class Thing:
    """A facility. ``kind`` is ``n``, ``w`` or ``r``, with the number that it has in OpenStreetMap; degrees."""

    cls: str
    kind: str
    id: int
    name: str
    ref: str
    lon: float
    lat: float
    attributes: Mapping[str, str]

    @property
    def key(self) -> str:
        """Its id in a pack."""
        return f"osm-{self.kind}{self.id}"


def merged(things: Sequence[Thing]) -> list[Thing]:
    """Each facility once, in the order of class, kind and id.

    Of one that was drawn several times, a node stands for it before a way, that before a relation. A thing that has no
    name is part of a named one of its class nearby. An interchange lies in the middle of its exits.
    """
    by_class: dict[str, list[Thing]] = defaultdict(list)
    for thing in sorted(things, key=lambda thing: (_ORDER[thing.kind], thing.id)):
        by_class[thing.cls].append(thing)
    return [one for cls in sorted(by_class) for one in _merged_class(by_class[cls])]


def _merged_class(things: Sequence[Thing]) -> list[Thing]:
    near_m = SAME_JUNCTION_M if things[0].cls == "motorway_junction" else SAME_M
    near = _near(things, near_m)
    group = list(range(len(things)))
    for one, other in near:
        if _alike(things[one], things[other]) or not (_named(things[one]) or _named(things[other])):
            _join(group, one, other)
    group = [_label(group, i) for i in range(len(things))]
    named = {group[i] for i, thing in enumerate(things) if _named(thing)}
    part_of_another = {
        group[one]
        for pair in near
        for one, other in (pair, pair[::-1])
        if group[one] not in named and group[other] in named
    }
    members: dict[int, list[Thing]] = defaultdict(list)
    for thing, label in zip(things, group, strict=True):
        if label not in part_of_another:
            members[label].append(thing)
    return [_one_of(alike) for alike in members.values()]


def _near(things: Sequence[Thing], metres: float) -> list[tuple[int, int]]:
    """Pairs that lie within so many metres, the smaller number first, in order."""
    xy = degrees_to_plane(np.array([t.lon for t in things]), np.array([t.lat for t in things]))
    points: GeometryArray = np.asarray(shapely.points(xy), dtype=object)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=metres)
    return sorted((int(a), int(b)) for a, b in zip(one, other, strict=True) if a < b)


def _named(thing: Thing) -> bool:
    return bool(thing.name or (thing.cls == "motorway_junction" and thing.ref))


def _alike(one: Thing, other: Thing) -> bool:
    """Of the same name; exits of the same number, whatever their names."""
    if one.cls == "motorway_junction" and one.ref and other.ref:
        return one.ref == other.ref
    return bool(one.name) and one.name == other.name


def _join(group: list[int], one: int, other: int) -> None:
    low, high = sorted((_label(group, one), _label(group, other)))
    group[high] = low


def _label(group: list[int], i: int) -> int:
    """The smallest of those that hang together; the way to it is shortened in passing."""
    while group[i] != i:
        group[i] = group[group[i]]
        i = group[i]
    return i


def _one_of(alike: Sequence[Thing]) -> Thing:
    first = alike[0]
    attributes = {key: value for thing in reversed(alike) for key, value in thing.attributes.items()}
    if "power_kv" in attributes:
        attributes["power_kv"] = max((t.attributes["power_kv"] for t in alike), key=float)
    whole = replace(first, name=next((t.name for t in alike if t.name), ""), attributes=attributes)
    if first.cls != "motorway_junction":
        return whole
    ref = next((t.ref for t in alike if t.ref), "")
    name = f"{whole.name} ({ref})" if whole.name and ref else whole.name or ref
    lon, lat = (round(sum(places) / len(alike), 7) for places in ([t.lon for t in alike], [t.lat for t in alike]))
    return replace(whole, name=name, ref=ref, lon=lon, lat=lat)
