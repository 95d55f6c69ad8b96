"""Large arrays kept in a file that is mapped into memory: pages are read when they are first touched.

A file holds a title, a line of JSON that describes the arrays, then each array at a multiple of 64 bytes. The title
has the name under which the file is kept, its length, when it was written, and a digest of all that follows. To read
everything for that digest is what mapping is there to spare: it is done only where the file's times say that it was
touched since. A file gets its name only when all of it is on the disk.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

_MAGIC: Final = b"sitematch mapped 2"
_ALIGNED: Final = 64
_DIGEST_BYTES: Final = 16
_IN_PLACE_NS: Final = 5_000_000_000
"""So long after its title is written a file has its place, unless the disk is slow: then it is read whole each time."""
_DTYPES: Final = frozenset({"<f8", "<f4", "<i8", "<u8", "<i4", "<u4", "<i2", "<u2", "|i1", "|u1", "|b1"})


def read_mapped(path: Path) -> tuple[Arrays, Mapping[str, Any]] | None:
    """The arrays of a file, read-only, and what was written beside them; None for what is not whole or not ours."""
    try:
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # not there; empty
        return None
    title = content[: content.find(b"\n") + 1]
    *_, written, digest = (b"", b"", *title.split())
    if title != _title(path, len(content), written, digest):
        return None
    if not _untouched(stat, written) and digest != _digest(memoryview(content)[len(title) :]):
        return None
    described = json.loads(content[len(title) : content.find(b"\n", len(title))])
    arrays = {name: _array(content, *layout) for name, *layout in described["arrays"]}
    return arrays, described["meta"]


def _untouched(stat: os.stat_result, written: bytes) -> bool:
    """Whether a file is as it was when it was put in its place: nobody can set the time at which it was changed."""
    return written == _stamp(stat.st_mtime_ns) and abs(stat.st_ctime_ns - stat.st_mtime_ns) < _IN_PLACE_NS


def _array(content: mmap.mmap, dtype: str, shape: list[int], start: int) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    found: NDArray[Any] = np.frombuffer(content, dtype=np.dtype(dtype), count=count, offset=start).reshape(shape)
    return found


def write_mapped(path: Path, arrays: Arrays, meta: Mapping[str, Any]) -> None:
    """Writes arrays beside their place and renames them there when all is on the disk.

    Raises:
        OSError: the folder cannot be written to.
        TypeError: an array of another type than numbers or truth values.
    """
    blocks = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    for name, block in blocks.items():
        if block.dtype.str not in _DTYPES:
            raise TypeError(f"array {name!r} of type {block.dtype} cannot be mapped")
    head, size = _head(blocks, meta, len(_title(path, 0, _stamp(0), _digest())))
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        written_ns = _write(handle, path, (head, size), blocks)
        os.utime(aside, ns=(written_ns, written_ns))
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _write(handle: int, path: Path, described: tuple[bytes, int], blocks: Arrays) -> int:
    """Writes all of a file, its title at last, and returns the time that stands there."""
    head, size = described
    digest = blake2b(digest_size=_DIGEST_BYTES)
    with os.fdopen(handle, "wb") as file:
        file.write(bytes(size_of_title := len(_title(path, 0, _stamp(0), _digest()))))
        for part in _parts(head, size_of_title, blocks):
            digest.update(part)
            file.write(part)
        file.seek(0)
        written_ns = time.time_ns()
        file.write(_title(path, size, _stamp(written_ns), digest.hexdigest().encode()))
        file.flush()
        os.fsync(file.fileno())
    return written_ns


def _parts(head: bytes, start: int, blocks: Arrays) -> Iterator[bytes | memoryview]:
    """All that follows the title, which ends at ``start``: the description, and the arrays in their places."""
    yield head + b"\n"
    end = start + len(head) + 1
    for block in blocks.values():
        yield bytes(-end % _ALIGNED)
        yield block.reshape(-1).data if block.size else b""
        end += -end % _ALIGNED + block.nbytes


def _title(path: Path, size: int, written: bytes, digest: bytes) -> bytes:
    """The first line, whose length depends on the name alone."""
    name = f"{path.parent.name}/{path.name}".encode()
    return b"%s %s %016x %s %s\n" % (_MAGIC, name, size, written, digest)


def _stamp(time_ns: int) -> bytes:
    return b"%016x" % time_ns


def _digest(content: bytes | memoryview = b"") -> bytes:
    return blake2b(content, digest_size=_DIGEST_BYTES).hexdigest().encode()


def _head(blocks: Arrays, meta: Mapping[str, Any], size: int) -> tuple[bytes, int]:
    """The description, in which each array's place depends on the description's own length, and the file's length.

    ``size``: of the title before it.
    """
    before = 0
    while True:
        layout, end = [], size + before + 1
        for name, block in blocks.items():
            start = end + -end % _ALIGNED
            layout.append([name, block.dtype.str, list(block.shape), start])
            end = start + block.nbytes
        head = json.dumps({"arrays": layout, "meta": meta}).encode()
        if len(head) <= before:
            return head.ljust(before), end
        before = len(head)
