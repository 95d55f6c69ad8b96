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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.errors import Unreadable
from sitematch.packs.osm.opl import Lines
from sitematch.packs.osm.osmium_run import Job, Progress, run
from sitematch.packs.osm.places import Places, read_places
from sitematch.packs.osm.source import Source
from sitematch.packs.osm.speeds import TYPE_KEYS, country_of

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
        keys = {"n": ("barrier",), "w": ("highway", "route")}
        stamp = run(source, Job(lines, kinds="nw", keys=keys, places=places), progress)
        taken = Lines(source.path, lang)
        with lines.open(encoding="utf-8", errors="replace", newline="\n") as file:
            for line in file:
                taken.take(line.rstrip("\n"))
        refs = taken.all_refs()
        table = read_places(places, source, refs)
    return _extract(taken, refs, table, _date(stamp, source, taken.newest))


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
