"""Roads of a large pack are kept parsed: an imported county has some 200,000 links, which take seconds to read."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sitematch.core.region.model import Roads
from sitematch.packs.cache import PackCache
from sitematch.packs.faults import Faults
from sitematch.packs.hashing import roads_hash
from sitematch.packs.roads import LINKS_FILE, NODES_FILE, read_roads

LARGE_BYTES: Final = 1_000_000
"""Smaller files are read as quickly as what is kept of them."""
_LAYOUT: Final = b"1"
"""Changed with the layout of what is kept, or with the rules by which roads are read and hashed."""
_KIND: Final = "roads"
_TEXTS: Final = ("node_ids", "road", "wkt")
_SEPARATOR: Final = "\x1e"


@dataclass(frozen=True, slots=True)
class HashedRoads:
    """The roads of a pack, None where it has none, and the hash of their values."""

    roads: Roads | None
    hash: str


def hashed_roads(folder: Path, speed_factor: float, faults: Faults, cache: PackCache | None) -> HashedRoads:
    """The roads of a pack, from the cache where the same files were read before; their faults are noted."""
    key = _key(folder) if cache is not None else None
    kept = cache.get_bytes(_KIND, key) if cache is not None and key else None
    if kept is not None:
        return _unpacked(kept, speed_factor)
    before = len(faults.found)
    roads = read_roads(folder, speed_factor, faults)
    if len(faults.found) > before:
        return HashedRoads(None, "")
    read = HashedRoads(roads, roads_hash(roads))
    if cache is not None and key and roads is not None and not _holds_separator(roads):
        cache.put_bytes(_KIND, key, _packed(read))
    return read


def _key(folder: Path) -> str | None:
    """A name made of the files' bytes; None for small ones and for those that cannot be read."""
    try:
        contents = [(folder / name).read_bytes() for name in (NODES_FILE, LINKS_FILE)]
    except OSError:
        return None
    if sum(map(len, contents)) < LARGE_BYTES:
        return None
    digests = [sha256(content).digest() for content in contents]
    return sha256(_LAYOUT + b"".join(digests)).hexdigest()


def _holds_separator(roads: Roads) -> bool:
    return any(_SEPARATOR in "".join(text or "" for text in getattr(roads, name)) for name in _TEXTS)


def _packed(read: HashedRoads) -> bytes:
    roads = read.roads
    arrays: dict[str, Any] = {"hash": _text_array([read.hash])}
    for field in fields(Roads):
        value = getattr(roads, field.name)
        if field.name in _TEXTS:
            arrays[field.name] = _text_array([text or "" for text in value])
        elif isinstance(value, np.ndarray):
            arrays[field.name] = value
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _unpacked(content: bytes, speed_factor: float) -> HashedRoads:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        values: dict[str, Any] = {name: arrays[name] for name in arrays.files}
    for name in ("hash", *_TEXTS):
        values[name] = tuple(values[name].tobytes().decode().split(_SEPARATOR))
    (hashed,) = values.pop("hash")
    values["wkt"] = tuple(text or None for text in values["wkt"])
    return HashedRoads(Roads(**values, speed_factor=speed_factor), hashed)


def _text_array(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_SEPARATOR.join(texts).encode(), dtype=np.uint8)
