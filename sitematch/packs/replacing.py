"""Files of a pack replaced together: all are written aside and checked before the first takes its place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sitematch.errors import OutputFailed
from sitematch.packs.exchange import exchanged


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Puts files into a folder, all or none.

    Where the system can exchange folders they are there in one step, even for a process that is killed. Elsewhere they
    take their places one by one, in the given order; if one cannot, those before it are put back as they were.

    Raises:
        OutputFailed: names the folder and why it cannot be written to.
    """
    if exchanged(folder, contents):
        return
    aside: dict[str, Path] = {}
    before: dict[str, Path] = {}
    try:
        for name, content in contents.items():
            aside[name] = _written_aside(folder, name, content)
        for name in contents:
            with suppress(FileNotFoundError):
                before[name] = _written_aside(folder, name, (folder / name).read_bytes())
        _take_place(folder, aside, before)
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputFailed(f"{folder}: cannot be written to ({why}); the pack is as it was") from None
    finally:
        for path in (*aside.values(), *before.values()):
            path.unlink(missing_ok=True)


def _take_place(folder: Path, aside: Mapping[str, Path], before: Mapping[str, Path]) -> None:
    placed: list[str] = []
    try:
        for name, path in aside.items():
            path.replace(folder / name)
            placed.append(name)
    except OSError:
        for name in reversed(placed):
            if name in before:
                before[name].replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        raise


def _written_aside(folder: Path, name: str, content: bytes) -> Path:
    target = folder / name
    handle, path = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    Path(path).chmod(mode)
    return Path(path)
