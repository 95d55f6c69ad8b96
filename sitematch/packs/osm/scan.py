"""Reads the ways and barriers of an extract, and where its nodes lie.

Visiting 50,000 ways one by one in Python takes ten times as long as osmium needs for the file. So osmium does its part
in C++ alone: it drops what has no tag of interest, writes the rest as lines of OPL (its line-based text form), and the
places of all nodes as records of 16 bytes. Both are then taken in bulk.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.errors import Unreadable
from sitematch.packs.osm.opl import FORM, Lines
from sitematch.packs.osm.places import Places, read_places
from sitematch.packs.osm.source import Source, told
from sitematch.packs.osm.speeds import TYPE_KEYS, country_of

Progress = Callable[[float], None]
"""Is told, now and then, what share of the work is done."""
_PACKED_TIMES: Final = 6
_PLAIN_TIMES: Final = 1
"""What osmium writes aside, in sizes of the file: a packed node has some four bytes, 16 in the table."""
_LEAST_ROOM: Final = 64_000_000


@dataclass(frozen=True, eq=False)
class Extract:
    """What was read: ways that may be roads, each with its tags that matter, and barriers.

    ``refs``: the nodes of all ways, one after the other; way ``i`` has those from ``starts[i]`` to ``starts[i + 1]``.
    ``tag_set``: of each way, the row of ``tag_sets``. ``labels``: number or name. ``shut``: nodes that stop cars,
    rising. ``read``, ``dropped``: counts. ``country``: the one that speeds name most often. ``date``: when the data
    were current, as far as the file says.
    """

    way_ids: IntArray
    starts: IntArray
    refs: IntArray
    tag_set: IntArray
    tag_sets: tuple[Mapping[str, str], ...]
    labels: tuple[str, ...]
    places: Places
    shut: IntArray
    read: Mapping[str, int]
    dropped: Counter[str]
    country: str | None
    date: str | None


def scan(source: Source, lang: str, progress: Progress | None = None) -> Extract:
    """Read an extract.

    Args:
        source: a file that was looked at.
        lang: whose names roads get, where they have them.
        progress: is told what share of the file is read.

    Raises:
        Unreadable: it cannot be read to its end, or holds several versions of the same objects.
    """
    with tempfile.TemporaryDirectory(prefix="sitematch-osm-") as folder:
        _refuse_without_room(source, Path(folder))
        lines, places = Path(folder) / "lines.opl", Path(folder) / "places"
        with told(source.path):
            header = _filter(source, lines, places, progress)
        taken = Lines(source.path, lang)
        with lines.open(encoding="utf-8", errors="replace", newline="\n") as file:
            for line in file:
                taken.take(line.rstrip("\n"))
        refs = taken.all_refs()
        table = read_places(places, source, refs)
    return _extract(taken, refs, table, _date(header, source, taken.newest))


def _refuse_without_room(source: Source, folder: Path) -> None:
    """The table is mapped into memory: where the disk fills up meanwhile, the process would be stopped on the spot."""
    times = _PLAIN_TIMES if source.format == "osm" else _PACKED_TIMES
    needed = source.path.stat().st_size * times + _LEAST_ROOM
    if shutil.disk_usage(folder).free < needed:
        raise Unreadable(
            f"{source.path}: needs {needed / 1e6:,.0f} MB of room in {folder.parent} to be read, which is not there; "
            "make room, or set TMPDIR to a folder on another disk"
        )


def _extract(taken: Lines, refs: IntArray, places: Places, date: str | None) -> Extract:
    tag_sets = tuple(dict(kind) for kind in taken.kinds)
    return Extract(
        way_ids=np.array(taken.ids, dtype=np.int64),
        starts=np.concatenate([[0], np.cumsum(np.array(taken.sizes, dtype=np.int64))]),
        refs=refs,
        tag_set=np.array(taken.tag_set, dtype=np.int64),
        tag_sets=tag_sets,
        labels=tuple(taken.labels),
        places=places,
        shut=np.unique(np.array(taken.shut, dtype=np.int64)),
        read={"nodes": len(places.ids), "ways": taken.ways, "barriers": taken.barriers},
        dropped=taken.dropped,
        country=_country(tag_sets),
        date=date,
    )


def _filter(source: Source, lines: Path, places: Path, progress: Progress | None) -> str:
    """Let osmium write what matters; returns when the data were current by the file's header, "" if it does not say."""
    import osmium

    table = osmium.index.create_map(f"sparse_file_array,{places}")
    keep_places = osmium.NodeLocationsForWays(table)
    keep_places.apply_nodes_to_ways = False
    of_nodes, of_ways = osmium.filter.KeyFilter("barrier"), osmium.filter.KeyFilter("highway", "route")
    of_nodes.enable_for(osmium.osm.NODE)
    of_ways.enable_for(osmium.osm.WAY)
    entities = osmium.osm.NODE | osmium.osm.WAY
    with osmium.io.Reader(osmium.io.File(str(source.path), source.format), entities) as reader:
        header = reader.header()
        if header.has_multiple_object_versions:
            raise ValueError("it is a history, with several versions of each object; take an extract without them")
        writer = osmium.SimpleWriter(osmium.io.File(str(lines), FORM), overwrite=True)
        try:
            watch = [_Watch(source.path, progress)] if progress else []
            osmium.apply(reader, keep_places, of_nodes, of_ways, *watch, writer)
        finally:
            writer.close()
    return str(header.get("osmosis_replication_timestamp") or header.get("timestamp") or "")


class _Watch:
    """Tells, each time that so many objects have gone by, how far osmium is in its file. On Linux it can be seen."""

    _OBJECTS: Final = 2_000

    def __init__(self, path: Path, progress: Progress) -> None:
        self._progress = progress
        self._size = max(path.stat().st_size, 1)
        self._position = _position_of(path)
        self._seen = 0

    def node(self, node: Any) -> None:
        """Called by osmium for each node that it lets pass."""
        self._seen += 1
        if self._seen % self._OBJECTS == 0 and self._position is not None:
            with suppress(OSError):  # osmium closes the file when it has read all of it
                found = re.search(r"pos:\s*(\d+)", self._position.read_text(encoding="ascii"))
                self._progress(min(int(found[1]) / self._size, 1.0) if found else 0.0)

    way = node


def _position_of(path: Path) -> Path | None:
    """Where the system says how far an open file has been read; None where it does not say."""
    target = path.resolve()
    try:
        for entry in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                if entry.resolve() == target:
                    return Path("/proc/self/fdinfo") / entry.name
    except OSError:
        pass
    return None


def _date(header: str, source: Source, newest: str) -> str | None:
    """By the header, else by what stands at the top of the file, else the newest way."""
    stated = (header or source.date or newest)[:10]
    return stated if re.fullmatch(r"\d{4}-\d\d-\d\d", stated) else None


def _country(tag_sets: tuple[Mapping[str, str], ...]) -> str | None:
    """The country that speeds name most often, as in ``SE:urban``; of several the first by alphabet."""
    keys = ("maxspeed", *TYPE_KEYS)
    named = Counter(country_of(tags[key]) for tags in tag_sets for key in keys if key in tags)
    del named[None]
    return min(named, key=lambda code: (-named[code], code)) if named else None
