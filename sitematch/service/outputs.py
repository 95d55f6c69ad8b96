"""Writing what was asked for: aside first, then renamed, so that nothing half-written is ever seen."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sitematch.errors import OutputFailed


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write every file or none.

    All are written aside before the first is renamed into place. What exists and is no regular file
    (a pipe, a terminal) is written to directly.

    Raises:
        OutputFailed: names the file and why it cannot be written.
    """
    aside: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            target = path.resolve()
            with _told(path):
                if target.exists() and not target.is_file() and not target.is_dir():
                    target.write_bytes(content)
                else:
                    aside[target] = _write_aside(target, content)
        for target, temporary in list(aside.items()):
            with _told(target):
                temporary.replace(target)
            del aside[target]
    finally:
        for temporary in aside.values():
            with suppress(OSError):
                temporary.unlink()


def check_writable(path: Path) -> None:
    """Whether a file can be written, asked before the work on which it is to report; nothing is left behind.

    Raises:
        OutputFailed: names the file and why it cannot be written.
    """
    target = path.resolve()
    with _told(path):
        if not target.exists() or target.is_file() or target.is_dir():
            _write_aside(target, b"").unlink()


def _write_aside(target: Path, content: bytes) -> Path:
    if target.is_dir():
        raise IsADirectoryError(21, "it is a folder")
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn an OSError into one that names the file and the mend."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputFailed(
            f"{path}: cannot be written ({why}); name a file in a folder that you may write to"
        ) from None
