"""The lines of OPL that osmium writes, taken one by one: ways that may be roads, and barriers that stop cars."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.errors import Unreadable
from sitematch.packs.osm.access import shuts
from sitematch.packs.osm.outlines import Member
from sitematch.packs.osm.roads import KEYS
from sitematch.packs.osm.speeds import CLASSES

_ESCAPED: Final = re.compile("%([0-9a-f]+)%")
_PLANNED: Final = frozenset({"construction", "proposed"})
_BATCH: Final = 20_000
"""So many ways are held as text at a time."""


@dataclass(eq=False)
class Lines:
    """What the lines say, as they come.

    ``ids``, ``sizes``, ``tag_set``, ``labels``: of each way its id, number of nodes, kind and number or name.
    ``refs``: the nodes of all ways, one after the other. ``kinds``: tags that matter, and the number of their kind.
    ``shut``: nodes that stop cars. ``newest``: the latest time at which a way was changed.
    """

    path: Path
    lang: str
    ids: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("q"))
    tag_set: array[int] = field(default_factory=lambda: array("q"))
    labels: list[str] = field(default_factory=list)
    refs: list[IntArray] = field(default_factory=list)
    kinds: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)
    versions: dict[int, str] = field(default_factory=dict)
    shut: list[int] = field(default_factory=list)
    barriers: int = 0
    ways: int = 0
    newest: str = ""
    dropped: Counter[str] = field(default_factory=Counter)
    _held: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """One object: ``w123 v4 dV t2026-11-24T10:00:00Z Thighway=residential Nn1,n2``; nodes end in their place."""
        head, version, visible, stamp, tags, tail, *_ = [*line.split(" "), "", ""]
        if visible == "dD":
            self.dropped["deleted"] += 1
        elif line.startswith("w"):
            self.ways += 1
            self._way(int(head[1:]), version, tags[1:], tail[1:])
            self.newest = max(self.newest, stamp[1:])
        elif line.startswith("n"):
            self.barriers += 1
            if shuts({key: plain(value) for key, value in tags_of(tags[1:]).items()}):
                self.shut.append(int(head[1:]))

    def _way(self, way: int, version: str, text: str, refs: str) -> None:
        tags = tags_of(text)
        highway = tags.get("highway")
        if highway not in CLASSES and (highway is not None or tags.get("route") != "ferry"):
            self.dropped["building" if highway in _PLANNED else "not_for_cars"] += 1
            return
        if self._seen(way, version):
            return
        if "," not in refs:
            self.dropped["too_short"] += 1
            return
        key = tuple([(key, plain(tags[key])) for key in tags if key in KEYS])
        self.ids.append(way)
        self.tag_set.append(self.kinds.setdefault(key, len(self.kinds)))
        self.labels.append(plain(tags.get("ref") or tags.get(f"name:{self.lang}") or tags.get("name") or ""))
        self.sizes.append(refs.count(",") + 1)
        self._held.append(refs)
        if len(self._held) >= _BATCH:
            self._flush()

    def _seen(self, way: int, version: str) -> bool:
        before = self.versions.get(way)
        if before is None:
            self.versions[way] = version
            return False
        if before != version:
            raise Unreadable(
                f"{self.path}: holds way {way} in several versions, as a history does; take an extract without them"
            )
        self.dropped["duplicate_ways"] += 1
        return True

    def all_refs(self) -> IntArray:
        """The nodes of all ways that were taken, one after the other."""
        self._flush()
        return np.concatenate([np.zeros(0, dtype=np.int64), *self.refs])

    def _flush(self) -> None:
        """Turn the nodes that are held as text into numbers."""
        if self._held:
            text = ",".join(self._held).replace("n", "")
            self.refs.append(np.fromstring(text, dtype=np.int64, sep=","))
            self._held.clear()


def tags_of(text: str) -> dict[str, str]:
    """The tags of an OPL line, as they stand there; keys that matter have no character that is written by number."""
    return dict([pair.split("=", 1) for pair in text.split(",")]) if text else {}


def plain(value: str) -> str:
    """A value of OPL as it was meant: between ``%`` stands a character's number."""
    return _ESCAPED.sub(_character, value) if "%" in value else value


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def opl_objects(lines: Path) -> Iterator[tuple[str, int, str, tuple[str, ...]]]:
    """Kind, id, tags and what follows them (place, nodes or members) of each object that is not deleted."""
    with lines.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            head, _, visible, _, tags, *rest = line.rstrip("\n").split(" ")
            if visible == "dV":
                yield head[0], int(head[1:]), tags[1:], tuple(rest)


def place_of(rest: tuple[str, ...]) -> tuple[float, float] | None:
    """Longitude and latitude of a node: ``x15.6 y58.4``."""
    x, y = (part[1:] for part in rest)
    return (float(x), float(y)) if x and y else None


def refs_of(rest: tuple[str, ...]) -> tuple[int, ...]:
    """The nodes of a way: ``Nn1,n2``."""
    return tuple(int(ref[1:]) for ref in rest[0][1:].split(",") if ref)


def members_of(rest: tuple[str, ...]) -> Iterator[Member]:
    """The members of a relation: ``Mw1@outer,n2@``."""
    for text in filter(None, rest[0][1:].split(",")):
        ref, _, role = text.partition("@")
        yield Member(ref[0], int(ref[1:]), plain(role))
