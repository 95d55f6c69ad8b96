"""Roads of a large pack are kept as arrays that are mapped into memory: an imported county has 200,000 links and more.

What is kept goes by the bytes of the files. To read some hundred megabytes only to find that they are the same takes
longer than all the rest, so a note says which bytes files of this size and these times had.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sitematch.core.region.blocks import Blocks, places_on_curve
from sitematch.core.region.lines import Lines
from sitematch.core.region.model import Plane, Roads
from sitematch.core.region.texts import Texts
from sitematch.packs.cache import PackCache
from sitematch.packs.faults import Faults
from sitematch.packs.road_hash import roads_hash
from sitematch.packs.roads import LINKS_FILE, NODES_FILE, read_roads

LARGE_BYTES: Final = 1_000_000
"""Smaller files are read as quickly as what is kept of them."""
SETTLED_NS: Final = 2_000_000_000
"""A file that was changed so lately may change again without another time: no note is made of it."""
_LAYOUT: Final = b"3"
"""Changed with the layout of what is kept, or with the rules by which roads are read, drawn and hashed."""
_KIND: Final = "roads"
_NOTES: Final = "road_files"
_TEXTS: Final = ("node_ids", "road", "wkt")
_ARRAYS: Final = tuple(f.name for f in fields(Roads) if f.type in ("FloatArray", "IntArray", "BoolArray"))

_Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class HashedRoads:
    """The roads of a pack, None where it has none, and the hash of their values."""

    roads: Roads | None
    hash: str


def hashed_roads(folder: Path, speed_factor: float, faults: Faults, cache: PackCache | None) -> HashedRoads:
    """The roads of a pack, from the cache where the same files were read before; their faults are noted.

    Of large files the nodes come in another order: what lies close together stands close together. Links keep theirs.
    """
    files = [folder / NODES_FILE, folder / LINKS_FILE]
    key = _key(files, cache) if cache is not None and _large(files) else None
    kept = cache.get_mapped(_KIND, key) if cache is not None and key else None
    if kept is not None:
        return _unpacked(*kept, speed_factor)
    before = len(faults.found)
    roads = read_roads(folder, speed_factor, faults)
    if len(faults.found) > before:
        return HashedRoads(None, "")
    hashed = roads_hash(roads)
    if cache is None or key is None or roads is None:
        return HashedRoads(roads, hashed)
    arrays, meta = _compact(roads), {"hash": hashed, "listing": key}
    cache.put_mapped(_KIND, key, arrays, meta)
    return _unpacked(arrays, meta, speed_factor)


def _large(files: list[Path]) -> bool:
    try:
        return sum(path.stat().st_size for path in files) >= LARGE_BYTES
    except OSError:
        return False


def _key(files: list[Path], cache: PackCache) -> str | None:
    """A name made of the files' bytes, by a note where there is one; None for those that cannot be read."""
    try:
        stats = [path.stat() for path in files]
        stamp = repr(
            [
                (str(f.resolve()), s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino)
                for f, s in zip(files, stats, strict=True)
            ]
        )
        note = sha256(_LAYOUT + stamp.encode()).hexdigest()
        noted = cache.get_bytes(_NOTES, note)
        if noted is not None:
            return noted.decode()
        key = sha256(_LAYOUT + b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()
    except OSError:
        return None
    if time.time_ns() - max(_changed_ns(stat) for stat in stats) > SETTLED_NS:
        cache.put_bytes(_NOTES, note, key.encode())
    return key


def _changed_ns(stat: os.stat_result) -> int:
    return max(stat.st_mtime_ns, stat.st_ctime_ns)


def _compact(roads: Roads) -> dict[str, NDArray[Any]]:
    """All arrays of a network, its nodes in the order of a curve that fills the plane."""
    order = np.argsort(places_on_curve(roads.node_xy), kind="stable")
    place = np.argsort(order, kind="stable")
    blocks = Blocks.of(roads.drawn, roads.drawn.pieces(~roads.motorway))
    arrays: dict[str, NDArray[Any]] = {name: getattr(roads, name) for name in _ARRAYS}
    arrays |= {name: arrays[name][order] for name in ("node_lon", "node_lat")}
    arrays |= {name: place[arrays[name]] for name in ("from_node", "to_node")}
    for name in _TEXTS:
        texts = Texts.of(getattr(roads, name))
        texts = texts.take(order) if name == "node_ids" else texts
        arrays |= {f"{name}.data": texts.data, f"{name}.starts": texts.starts}
    lines = roads.drawn
    drawn = {"starts": lines.starts, "xy": lines.xy, "at_m": lines.at_m, "order": blocks.order, "boxes": blocks.boxes}
    return arrays | drawn | {"node_xy": roads.node_xy[order]}


def _unpacked(arrays: _Arrays, meta: Mapping[str, Any], speed_factor: float) -> HashedRoads:
    values: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    values |= {name: Texts(arrays[f"{name}.data"], arrays[f"{name}.starts"]) for name in _TEXTS}
    lines = Lines(arrays["starts"], arrays["xy"], arrays["at_m"])
    made = Plane(arrays["node_xy"], lines, Blocks(arrays["order"], arrays["boxes"]))
    return HashedRoads(Roads(**values, speed_factor=speed_factor, made=made, listing=meta["listing"]), meta["hash"])
