"""What sites are near to, as OpenStreetMap has it: stations, airports, junctions, substations and the like.

Tags are those of the wiki. A facility is a node, a way or a relation; one that was drawn as several things counts once.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.packs.osm.merging import Thing, merged
from sitematch.packs.osm.opl import members_of, opl_objects, place_of, plain, refs_of, tags_of
from sitematch.packs.osm.osmium_run import Job, run
from sitematch.packs.osm.outlines import Member, middle_of
from sitematch.packs.osm.scan import Extract
from sitematch.packs.osm.source import Source
from sitematch.packs.tables import LATITUDE, LONGITUDE, in_plane

Tags = Mapping[str, str]
TAGS: Final = (
    ("railway", "station"),
    ("aeroway", "aerodrome"),
    ("highway", "motorway_junction"),
    ("power", "substation"),
    ("amenity", "university"),
    ("amenity", "hospital"),
    ("harbour", "yes"),
    ("landuse", "harbour"),
    ("landuse", "port"),
    ("industrial", "port"),
    ("industrial", "harbour"),
)
"""What osmium looks for; everything else is passed over unread."""
ATTRIBUTES: Final = ("iata", "power_kv")
"""Columns of ``facilities.csv`` that are filled from tags."""
_IATA: Final = re.compile("[A-Z]{3}")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_OTHER_RAIL: Final = frozenset({"subway", "light_rail", "monorail", "funicular", "miniature", "tram"})
_OTHER_AIR: Final = frozenset({"military", "private", "gliding", "airfield"})
_VOLTS_PER_KV: Final = 1_000.0


@dataclass(frozen=True, slots=True)
class _Read:
    """A thing of a class, its place still to be told: a node's own, else the nodes of a way, else members."""

    kind: str
    id: int
    cls: str
    tags: Tags
    at: tuple[float, float] | None = None
    refs: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, eq=False)
class FacilityRows:
    """Rows of ``facilities.csv``, and counts of what was left out, by reason."""

    things: Sequence[Thing]
    left_out: Mapping[str, int] = field(default_factory=dict)


def find_facilities(source: Source, extract: Extract, lang: str) -> FacilityRows:
    """The facilities of an extract, in the order of class and id.

    Args:
        source: the file, which is read once more, and again for the ways of relations.
        extract: what was read of its roads: where nodes lie, and which are on a motorway.
        lang: whose names are taken, where there are such.

    Raises:
        Unreadable: the file cannot be read to its end.
    """
    left_out: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="sitematch-osm-") as folder:
        lines = Path(folder) / "lines.opl"
        run(source, Job(lines, kinds="nwr", tags=TAGS))
        read = list(_things(lines, left_out))
        ids = sorted({member.ref for thing in read for member in thing.members if member.kind == "w"})
        parts = _ways(source, lines, ids)
    read = _on_motorways(read, extract, left_out)
    placed = [thing for one in read if (thing := _placed(one, parts, extract, lang)) is not None]
    left_out["no_place"] = len(read) - len(placed)
    kept = merged(placed)
    left_out["merged"] = len(placed) - len(kept)
    return FacilityRows(kept, {reason: number for reason, number in sorted(left_out.items()) if number})


def _placed(read: _Read, ways: Mapping[int, Sequence[int]], extract: Extract, lang: str) -> Thing | None:
    """The thing where it lies; None where nothing says so, or no place that can be."""
    at = read.at or middle_of(read.refs, read.members, ways, extract.places)
    if at is None or not (LONGITUDE.allow(at[0]) and LATITUDE.allow(at[1])):
        return None
    if not in_plane(np.array([at[0]]), np.array([at[1]])).all():
        return None
    return Thing(
        cls=read.cls,
        kind=read.kind,
        id=read.id,
        name=_name(read.tags, lang),
        ref=read.tags.get("ref", ""),
        lon=at[0],
        lat=at[1],
        attributes=_attributes(read),
    )


def classes_of(tags: Tags) -> Iterator[tuple[str, str | None]]:
    """The facility classes that tags speak of, each with the reason why it is left out all the same, or None."""
    if tags.get("railway") == "station":
        other = tags.get("station") in _OTHER_RAIL or (
            tags.get("train") != "yes" and any(tags.get(kind) == "yes" for kind in _OTHER_RAIL)
        )
        yield "rail_station", "no_railway" if other or tags.get("usage") == "tourism" else None
    if tags.get("aeroway") == "aerodrome":
        other = tags.get("aerodrome:type") in _OTHER_AIR or tags.get("access") == "private"
        coded = _IATA.fullmatch(tags.get("iata", "")) is not None
        yield "airport", "no_airport" if other or not coded else None
    if tags.get("highway") == "motorway_junction":
        yield "motorway_junction", None
    if tags.get("power") == "substation":
        small = tags.get("substation") == "minor_distribution" or _kilovolts(tags) is None
        yield "substation", "no_voltage" if small else None
    for amenity in ("university", "hospital"):
        if tags.get("amenity") == amenity:
            yield amenity, None
    if _is_port(tags):
        marina = tags.get("leisure") == "marina" or "marina" in tags.get("seamark:harbour:category", "")
        yield "port", "marina" if marina else None


def _is_port(tags: Tags) -> bool:
    return (
        tags.get("harbour") == "yes"
        or tags.get("landuse") in ("harbour", "port")
        or tags.get("industrial") in ("port", "harbour")
    )


def _things(lines: Path, left_out: Counter[str]) -> Iterator[_Read]:
    for kind, number, text, rest in opl_objects(lines):
        tags = {plain(key): plain(value) for key, value in tags_of(text).items()}
        for cls, why in classes_of(tags):
            if why or tags.get("disused") == "yes" or tags.get("abandoned") == "yes":
                left_out[why or "disused"] += 1
            elif kind == "n":
                yield _Read(kind, number, cls, tags, at=place_of(rest))
            elif kind == "w":
                yield _Read(kind, number, cls, tags, refs=refs_of(rest))
            else:
                yield _Read(kind, number, cls, tags, members=tuple(members_of(rest)))


def _ways(source: Source, lines: Path, ids: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    """The nodes of the ways of these ids."""
    if not ids:
        return {}
    run(source, Job(lines, kinds="w", ids=ids))
    return {number: refs_of(rest) for _, number, _, rest in opl_objects(lines)}


def _on_motorways(read: Sequence[_Read], extract: Extract, left_out: Counter[str]) -> list[_Read]:
    """Without the junctions of other roads: those that lie on roads, but on no motorway, ramp or motorroad."""
    fast = np.array([_is_motorway(tags) for tags in extract.tag_sets], dtype=bool)
    sizes = np.diff(extract.starts)
    on_fast: IntArray = extract.refs[np.repeat(fast[extract.tag_set], sizes)]
    ids = np.array([thing.id for thing in read if thing.cls == "motorway_junction"], dtype=np.int64)
    slow = set(ids[np.isin(ids, extract.refs) & ~np.isin(ids, on_fast)].tolist())
    kept = [thing for thing in read if thing.cls != "motorway_junction" or thing.id not in slow]
    left_out["no_motorway"] += len(read) - len(kept)
    return kept


def _is_motorway(tags: Tags) -> bool:
    return tags.get("highway") in ("motorway", "motorway_link") or tags.get("motorroad") == "yes"


def _name(tags: Tags, lang: str) -> str:
    names = (tags.get(key) for key in (f"name:{lang}", "name", "official_name", "short_name"))
    return next((name.strip() for name in names if name and name.strip()), "")


def _attributes(thing: _Read) -> dict[str, str]:
    if thing.cls == "airport":
        return {"iata": thing.tags["iata"]}
    if thing.cls == "substation":
        return {"power_kv": f"{_kilovolts(thing.tags):.10g}"}
    return {}


def _kilovolts(tags: Tags) -> float | None:
    """The highest of the voltages that are stated, in volts, as kilovolts."""
    volts = [float(part) for part in re.split(r"[;,/ ]+", tags.get("voltage", "")) if _NUMBER.fullmatch(part)]
    return max(volts) / _VOLTS_PER_KV if volts and max(volts) > 0 else None
