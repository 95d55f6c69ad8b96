"""Large arrays kept in a file that is mapped into memory: pages are read when they are first touched.

A file holds a line that names it ours, a line of JSON that describes the arrays, then each array at a multiple of 64
bytes. Reading all of it to check a digest is what mapping is there to spare: the description has a digest, the rest
its length, and a file gets its name only when all of it is on the disk.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

_MAGIC: Final = b"sitematch mapped 1 "
_ALIGNED: Final = 64
_DIGEST_BYTES: Final = 16
_DTYPES: Final = frozenset({"<f8", "<f4", "<i8", "<u8", "<i4", "<u4", "<i2", "<u2", "|i1", "|u1", "|b1"})


def read_mapped(path: Path) -> tuple[Arrays, Mapping[str, Any]] | None:
    """The arrays of a file, read-only, and what was written beside them; None for what is not whole or not ours."""
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # not there; empty
        return None
    end = content.find(b"\n")
    head = content[end + 1 : content.find(b"\n", end + 1)] if end >= 0 else b""
    if content[: end + 1] != _title(head, len(content)):
        return None
    described = json.loads(head)
    arrays = {name: _array(content, *layout) for name, *layout in described["arrays"]}
    return arrays, described["meta"]


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
    head, size = _head(blocks, meta)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_title(head, size) + head + b"\n")
            for block in blocks.values():
                file.write(bytes(-file.tell() % _ALIGNED))
                file.write(block.data if block.size else b"")
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _title(head: bytes, size: int) -> bytes:
    """The first line, of the same length for every file."""
    digest = blake2b(head, digest_size=_DIGEST_BYTES).hexdigest().encode()
    return _MAGIC + digest + b" %016x\n" % size


def _head(blocks: Arrays, meta: Mapping[str, Any]) -> tuple[bytes, int]:
    """The description, in which each array's place depends on the description's own length, and the file's length."""
    before, size = 0, len(_title(b"", 0))
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
