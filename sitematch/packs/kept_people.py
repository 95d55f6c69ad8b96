"""People of a large pack are kept as arrays that are mapped into memory: a grid has a hundred thousand cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sitematch.core.region.model import Localities, Municipalities
from sitematch.core.region.texts import Texts
from sitematch.packs.cache import PackCache
from sitematch.packs.faults import Faults
from sitematch.packs.hashing import people_hash
from sitematch.packs.manifest import Manifest, Origin
from sitematch.packs.outlines import NAMES_FILE
from sitematch.packs.people import read_people, with_codes

LARGE_BYTES: Final = 1_000_000
"""A smaller table is read as quickly as what is kept of it."""
_LAYOUT: Final = "1"
"""Changed with the layout of what is kept, or with the rules by which people are read, placed and hashed."""
_KIND: Final = "people"
_NUMBERS: Final = ("lon", "lat", "rural", "population", "workforce")
_GROUP: Final = "group "
_ATTRIBUTE: Final = "attribute "

_Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class HashedPeople:
    """The people of a pack, each place with its municipality, and the hash of their values."""

    localities: Localities
    hash: str


def hashed_people(
    manifest: Manifest, folder: Path, municipalities: Municipalities, faults: Faults, cache: PackCache | None = None
) -> HashedPeople:
    """The people of a pack, from the cache where the same files were read before; their faults are noted."""
    key = _key(manifest, folder, municipalities) if cache is not None else None
    kept = cache.get_mapped(_KIND, key) if cache is not None and key else None
    if kept is not None:
        return _unpacked(*kept)
    people = read_people(manifest, folder, faults, cache)
    if faults.found:  # outlines that are wrong hold nobody
        return HashedPeople(people, "")
    people = replace(people, municipality_codes=with_codes(people, municipalities))
    read = HashedPeople(people, people_hash(people))
    if cache is not None and key is not None:
        cache.put_mapped(_KIND, key, *_packed(read))
    return read


def _key(manifest: Manifest, folder: Path, municipalities: Municipalities) -> str | None:
    """A name made of all that people depend on; None for a table that is small, or cannot be read."""
    file = manifest.localities.file
    try:
        content = (folder / file).read_bytes() if file else b""
        outlines = _outlines(manifest.municipalities, folder)
    except OSError:
        return None
    if len(content) < LARGE_BYTES:
        return None
    parts = [_LAYOUT, repr(manifest.workforce_share), repr(municipalities.codes)]
    return sha256("\0".join(parts).encode() + sha256(content).digest() + outlines).hexdigest()


def _outlines(origin: Origin, folder: Path) -> bytes:
    """What the outlines depend on, without opening them."""
    if origin.library:
        from importlib.metadata import version

        names = folder / NAMES_FILE
        text = f"{origin.library} {version(origin.library)} {origin.area}".encode()
        return text + (sha256(names.read_bytes()).digest() if names.is_file() else b"")
    return sha256((folder / origin.file).read_bytes()).digest() if origin.file else b""


def _packed(read: HashedPeople) -> tuple[_Arrays, dict[str, Any]]:
    people = read.localities
    arrays: _Arrays = {name: getattr(people, name) for name in _NUMBERS}
    arrays |= {_GROUP + name: values for name, values in people.groups.items()}
    if people.jobs is not None:
        arrays["jobs"] = people.jobs
    texts: dict[str, Sequence[str]] = {"ids": people.ids, "names": people.names}
    texts |= {_ATTRIBUTE + name: cells for name, cells in people.attributes.items()}
    for name, cells in texts.items():
        packed = Texts.of(cells)
        arrays |= {f"{name}.data": packed.data, f"{name}.starts": packed.starts}
    codes = list(dict.fromkeys(people.municipality_codes))
    place = {code: row for row, code in enumerate(codes)}
    arrays["code"] = np.array([place[code] for code in people.municipality_codes], dtype=np.int64)
    named = {"groups": list(people.groups), "attributes": list(people.attributes)}
    return arrays, {"hash": read.hash, "codes": codes, "jobs": people.jobs is not None, **named}


def _unpacked(arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> HashedPeople:
    def texts(name: str) -> Texts:
        return Texts(arrays[f"{name}.data"], arrays[f"{name}.starts"])

    codes: list[str | None] = meta["codes"]
    people = Localities(
        ids=texts("ids"),
        names=texts("names"),
        municipality_codes=tuple(codes[row] for row in arrays["code"].tolist()),
        groups={name: arrays[_GROUP + name] for name in meta["groups"]},
        jobs=arrays["jobs"] if meta["jobs"] else None,
        attributes={name: texts(_ATTRIBUTE + name) for name in meta["attributes"]},
        **{name: arrays[name] for name in _NUMBERS},
    )
    return HashedPeople(people, meta["hash"])
