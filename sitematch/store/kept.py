"""What was computed before, kept in files under names made of everything it depends on.

Nothing here is needed: a keeper whose folder is missing, full or not writable keeps nothing, and a file that is
damaged, not ours, or kept under another name counts as not there. A file holds a line of JSON that describes it, then
plain bytes; nothing in it is ever executed.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np

from sitematch.store.mapped import Arrays, read_mapped, write_mapped

_MAGIC: Final = b"sitematch kept 2 "
_DIGEST_BYTES: Final = 16
_DTYPES: Final = frozenset({"<f8", "<i8", "<i4", "|i1", "|u1", "|b1"})
_ASIDE: Final = "."
"""What is being written has a name that begins so."""
_ABANDONED_S: Final = 3600
"""Nobody writes that long."""
_MOST_FILES: Final = 1000
"""Per kind; when there are more, the older half goes."""
_MOST_MAPPED_BYTES: Final = 4_000_000_000
"""Per kind of files that are mapped, which may be large: beyond it the oldest go."""


def key_of(*parts: bytes | str) -> str:
    """A name made of everything that a result depends on: equal parts in equal order give equal names."""
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """What was kept: arrays by name, and plain JSON values."""

    arrays: Arrays
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of kept results, ``<folder>/<kind>/<key>``; without a folder nothing is kept."""

    folder: Path | None

    def get(self, kind: str, key: str) -> Entry | None:
        """The arrays kept under a key, None if there are none or they cannot be trusted."""
        found = self._read(kind, key)
        return None if found is None else _unpacked(*found)

    def put(self, kind: str, key: str, entry: Entry) -> None:
        """Keeps arrays of numbers or truth values; a folder that cannot be written to is no error."""
        blocks = {name: np.ascontiguousarray(array) for name, array in entry.arrays.items()}
        for name, block in blocks.items():
            if block.dtype.str not in _DTYPES:
                raise TypeError(f"array {name!r} of type {block.dtype} cannot be kept")
        layout = [[name, block.dtype.str, list(block.shape)] for name, block in blocks.items()]
        self._write(kind, key, {"arrays": layout, "meta": entry.meta}, [block.tobytes() for block in blocks.values()])

    def get_bytes(self, kind: str, key: str) -> bytes | None:
        """The bytes kept under a key, None if there are none or they cannot be trusted."""
        found = self._read(kind, key)
        return found[1] if found is not None and found[0].get("bytes") is True else None

    def put_bytes(self, kind: str, key: str, data: bytes) -> None:
        """Keeps bytes; a folder that cannot be written to is no error."""
        self._write(kind, key, {"bytes": True}, [data])

    def get_mapped(self, kind: str, key: str) -> tuple[Arrays, Mapping[str, Any]] | None:
        """Large arrays, read-only, whose pages are read when they are touched, and JSON values; None if none are kept.

        That every byte is as it was written is checked where the file was touched since.
        """
        path = self._path(kind, key)
        return None if path is None else read_mapped(path)

    def put_mapped(self, kind: str, key: str, arrays: Arrays, meta: Mapping[str, Any]) -> None:
        """Keeps large arrays for ``get_mapped``; a folder that cannot be written to is no error."""
        path = self._path(kind, key)
        if path is None:
            return
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_mapped(path, arrays, meta)
            _thin_out(path.parent)
            _shed(path.parent)

    def _path(self, kind: str, key: str) -> Path | None:
        if not (kind.isidentifier() and key.isalnum()):
            raise ValueError(f"{kind}/{key} is no name for something kept")
        return None if self.folder is None else self.folder / kind / key

    def _read(self, kind: str, key: str) -> tuple[dict[str, Any], bytes] | None:
        path = self._path(kind, key)
        if path is None:
            return None
        try:
            content = path.read_bytes()
        except OSError:
            return None
        return _trusted(f"{kind}/{key}", content)

    def _write(self, kind: str, key: str, head: Mapping[str, Any], blocks: Iterable[bytes]) -> None:
        path = self._path(kind, key)
        if path is None:
            return
        body = b"\n".join([json.dumps(head).encode(), b"".join(blocks)])
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_aside(path, _title(f"{kind}/{key}", body) + b"\n" + body)
            _thin_out(path.parent)


def _title(name: str, body: bytes) -> bytes:
    """The first line of what is kept under a name."""
    digest = blake2b(name.encode() + b"\n", digest_size=_DIGEST_BYTES)
    digest.update(body)
    return _MAGIC + digest.hexdigest().encode()


def _trusted(name: str, content: bytes) -> tuple[dict[str, Any], bytes] | None:
    """Head and bytes of a file, None unless it is whole, ours, and what was kept under this name."""
    title, _, body = content.partition(b"\n")
    if title != _title(name, body):
        return None
    head, _, data = body.partition(b"\n")
    described = json.loads(head)
    return (described, data) if isinstance(described, dict) else None


def _unpacked(head: Mapping[str, Any], data: bytes) -> Entry | None:
    if "arrays" not in head:
        return None
    arrays, start = {}, 0
    for name, dtype, shape in head["arrays"]:
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(data, dtype=np.dtype(dtype), count=count, offset=start).reshape(shape)
        start += arrays[name].nbytes
    return Entry(arrays, head["meta"])


def _write_aside(path: Path, content: bytes) -> None:
    """Writes beside and renames, so that nobody ever reads half a file."""
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=_ASIDE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _thin_out(folder: Path) -> None:
    """Removes what killed writers left in a folder, and the older half of one that has grown too full."""
    files = list(os.scandir(folder))
    for entry in files:
        if entry.name.startswith(_ASIDE) and time.time() - entry.stat().st_mtime > _ABANDONED_S:
            Path(entry.path).unlink(missing_ok=True)
    if len(files) <= _MOST_FILES:
        return
    by_age = sorted(os.scandir(folder), key=lambda entry: (entry.stat().st_mtime_ns, entry.name))
    for entry in by_age[: len(files) // 2]:
        Path(entry.path).unlink(missing_ok=True)


def _shed(folder: Path) -> None:
    """Removes the oldest files of a folder beyond so many bytes; the newest stays, whatever its size."""
    stats = [(entry.path, entry.stat()) for entry in os.scandir(folder)]
    newest_first = sorted(stats, key=lambda found: (found[1].st_mtime_ns, found[0]), reverse=True)
    size = 0
    for place, (path, stat) in enumerate(newest_first):
        size += stat.st_size
        if place and size > _MOST_MAPPED_BYTES:
            Path(path).unlink(missing_ok=True)
