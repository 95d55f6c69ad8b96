"""Gathers all that is wrong with a pack, so that one reading names every fault."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sitematch.errors import Fault, RegionRefused

MOST_SHOWN: Final = 20
"""Beyond these, a file is wrong in one way throughout, and the rest says nothing new."""


MOST_CHARACTERS: Final = 80


class Faults:
    """The faults of one pack, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, file: str, message: str, *, line: int | None = None, column: int | None = None) -> None:
        """Note a fault of a file, at a line and a column (cell of a row), both from 1, where there are such."""
        path = "/".join(str(part) for part in (file, line, column) if part is not None)
        self.found.append(Fault(path=path, where=file, message=message, line=line, column=column))

    def refuse_any(self, folder: Path) -> None:
        """Refuse the pack if it has a fault.

        Raises:
            RegionRefused: with the first faults and the number of the others.
        """
        if not self.found:
            return
        shown = tuple(self.found[:MOST_SHOWN])
        more = len(self.found) - len(shown)
        rest = (Fault(path="", message=f"and {more} more"),) if more else ()
        raise RegionRefused(shown + rest, name=str(folder))


def shown(value: object) -> str:
    """A value as it stands in a message: in quotes, without control characters, not at any length."""
    text = repr(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'? `` for a near miss of a known word, else nothing."""
    from sitematch.core.metrics.suggest import nearest

    near = nearest(word, known)
    return f"did you mean {near!r}? " if near else ""


def read_bytes(path: Path, faults: Faults) -> bytes | None:
    """A file's content; None, with a fault noted, where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        faults.add(path.name, "is not there; put it into the pack's folder")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        faults.add(path.name, f"cannot be read ({reason}); it has to be a file that you may read")
    return None


def decoded(content: bytes, file: str, faults: Faults) -> str | None:
    """A text file's text, a byte order mark dropped; None, with a fault noted, where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.add(file, "is not in UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)", line=line)
        return None
