"""Two folders that change places in one step, so that whoever is stopped at any moment leaves one or the other."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

_HERE: Final = -100
"""``AT_FDCWD``: names are paths as usual."""
_EXCHANGE: Final = 2
"""``RENAME_EXCHANGE`` of Linux."""

_PREFIX: Final = ".sitematch-"
_STALE_S: Final = 86_400.0


def exchanged(folder: Path, contents: Mapping[str, bytes]) -> bool:
    """Put files into a folder by making a twin beside it, with these files in it, and letting the two change places.

    The other files are shared with the twin (hard links) or copied.

    Returns:
        Whether it was done. Not where the system cannot exchange folders, where nothing can be made beside this one,
        and not for the folder that the command was started in: one would be left standing in the old one.
    """
    folder = folder.resolve()
    if _stands_in(folder):
        return False
    try:
        _tidy(folder.parent)
        aside = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder.parent))
    except OSError:
        return False
    try:
        twin = aside / folder.name
        shutil.copytree(folder, twin, symlinks=True, copy_function=_shared)
        with suppress(OSError):
            os.chown(twin, folder.stat().st_uid, folder.stat().st_gid)
        for name, content in contents.items():
            _write(twin / name, content)
        return _change_places(folder, twin)
    except (OSError, shutil.Error):
        return False
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _tidy(parent: Path) -> None:
    """Remove what commands that were killed have left here; one that is at work has not been so for a day."""
    for left in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)


def _stands_in(folder: Path) -> bool:
    try:
        return Path.cwd().is_relative_to(folder)
    except OSError:  # the folder that the command was started in is gone
        return False


def _shared(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target


def _write(path: Path, content: bytes) -> None:
    """A file of its own, with the permissions of the one whose place it takes."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def _change_places(one: Path, other: Path) -> bool:
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
