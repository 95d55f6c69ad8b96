"""Runs osmium over a file of others, in a process of its own: what is damaged on purpose may end the library at once.

Run as a script; imports nothing of the package. The job comes as JSON on stdin. Objects that pass its filters are
written as lines of OPL, the places of nodes as osmium's table. On stdout come shares of the file that are read, one a
line, and at the end a line of JSON: ``{"stamp": …}``, or ``{"fault": …}``.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import osmium

OPL: Final = "opl,add_metadata=version+timestamp,force_visible_flag=true"
"""``w123 v4 dV t2026-11-24T10:00:00Z Thighway=residential Nn1,n2`` a line."""
KINDS: Final = {"n": osmium.osm.NODE, "w": osmium.osm.WAY, "r": osmium.osm.RELATION}
OBJECTS: Final = 2_000
"""Each time that so many have gone by, it is told how far the work is."""
HELD: Final[list[Any]] = []
"""Writers are never let go: one that has failed closes itself once more then, and that ends the process at once."""


def main() -> None:
    """Reads, writes, answers, and ends without tidying up."""
    job = json.load(sys.stdin)
    try:
        answer = new_nodes(job) if job["new_nodes"] else passed(job)
    except Exception as error:  # whatever osmium raises, of its many types
        answer = {"fault": str(error) or type(error).__name__}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    os._exit(0)


def passed(job: dict[str, Any]) -> dict[str, Any]:
    """Write what passes the filters, and where nodes lie; says when the data were current by the file's header."""
    handlers: list[Any] = []
    if job["places"]:
        places = osmium.NodeLocationsForWays(osmium.index.create_map(f"sparse_file_array,{job['places']}"))
        places.apply_nodes_to_ways = False
        handlers.append(places)
    handlers += filters(job)
    entities = osmium.osm.NOTHING
    for kind in job["kinds"]:
        entities |= KINDS[kind]
    with osmium.io.Reader(osmium.io.File(job["path"], job["format"]), entities) as reader:
        header = reader.header()
        if header.has_multiple_object_versions:
            return {"fault": "it is a history, with several versions of each object; take an extract without them"}
        writer = osmium.SimpleWriter(osmium.io.File(job["lines"], OPL), overwrite=True)
        HELD.append(writer)
        osmium.apply(reader, *handlers, *([Watch(job["path"])] if job["progress"] else []), writer)
        writer.close()
    return {"stamp": header.get("osmosis_replication_timestamp") or header.get("timestamp") or ""}


def filters(job: dict[str, Any]) -> Iterator[Any]:
    """By keys of each kind, by tags, by ids."""
    for kind, keys in job["keys"].items():
        by_key = osmium.filter.KeyFilter(*keys)
        by_key.enable_for(KINDS[kind])
        yield by_key
    if job["tags"]:
        yield osmium.filter.TagFilter(*map(tuple, job["tags"]))
    if job["ids"]:
        yield osmium.filter.IdFilter(job["ids"])


def new_nodes(job: dict[str, Any]) -> dict[str, Any]:
    """Write id and place of nodes with negative ids, an editor's, not yet uploaded: osmium's table has none of them."""
    with Path(job["lines"]).open("w", encoding="ascii") as file:
        for found in osmium.FileProcessor(osmium.io.File(job["path"], job["format"]), osmium.osm.NODE):
            node: Any = found
            if node.id < 0 and node.location.valid():
                file.write(f"{node.id} {node.location.x} {node.location.y}\n")
    return {"stamp": ""}


class Watch:
    """Tells how far osmium is in its file, where the system lets it be seen."""

    def __init__(self, path: str) -> None:
        self.size = max(Path(path).stat().st_size, 1)
        self.position = position_of(Path(path).resolve())
        self.seen = 0

    def node(self, node: Any) -> None:
        """Called by osmium for each object that passes the filters."""
        self.seen += 1
        if self.seen % OBJECTS == 0 and self.position is not None:
            with suppress(OSError):  # osmium closes the file when it has read all of it
                found = re.search(r"pos:\s*(\d+)", self.position.read_text(encoding="ascii"))
                sys.stdout.write(f"{min(int(found[1]) / self.size, 1.0) if found else 0.0}\n")
                sys.stdout.flush()

    way = relation = node


def position_of(target: Path) -> Path | None:
    """Where the system says how far an open file has been read; None where it does not say."""
    with suppress(OSError):
        for entry in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                if entry.resolve() == target:
                    return Path("/proc/self/fdinfo") / entry.name
    return None


if __name__ == "__main__":
    main()
