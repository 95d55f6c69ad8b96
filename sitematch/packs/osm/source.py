"""An extract before it is read: what its name and its first bytes say."""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sitematch.errors import Unreadable

FORMATS: Final = {".osm.pbf": "pbf", ".osm.bz2": "osm.bz2", ".osm.gz": "osm.gz", ".osm": "osm"}
"""The endings that a file may have, and osmium's names of their formats."""
LICENCE: Final = "© OpenStreetMap contributors, ODbL 1.0"
_HEAD_BYTES: Final = 4096
_PBF: Final = re.compile(rb"\x00\x00..\x0a\x09OSMHeader", re.DOTALL)
_STAMP: Final = re.compile(rb"(?:osm_base|<osm\b[^>]*\btimestamp)=[\"'](\d{4}-\d\d-\d\d)")
"""When the data of an XML file were current: Overpass and osmium's tools write it at the top."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that looks like an extract. ``format`` is osmium's name of it, ``date`` what its first bytes state."""

    path: Path
    format: str
    date: str | None


def look_at(path: Path) -> Source:
    """What kind of extract a file is.

    Raises:
        Unreadable: it is not there, no extract by its name or its content, or a list of changes.
    """
    ending = next((ending for ending in FORMATS if path.name.lower().endswith(ending)), None)
    if ending is None:
        raise Unreadable(f"{path}: is no extract by its name; it has to end in {', '.join(FORMATS)}")
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path}: is a directory or no regular file; name the extract itself")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        found = _format(head)
        text = _head_of_text(path, found) if found and found != "pbf" else b""
    except (EOFError, ValueError, zlib.error, OSError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise Unreadable(f"{path}: cannot be read ({error.strerror}); name a file that you may read") from None
        raise Unreadable(f"{path}: is damaged: it cannot be unpacked; download it anew") from None
    _refuse_others(path, ending, found, text)
    stamp = _STAMP.search(text)
    return Source(path, FORMATS[ending], stamp[1].decode() if stamp else None)


def _format(head: bytes) -> str | None:
    if _PBF.match(head):
        return "pbf"
    if head.startswith(b"\x1f\x8b"):
        return "osm.gz"
    if head.startswith(b"BZh"):
        return "osm.bz2"
    return "osm" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else None


def _head_of_text(path: Path, form: str) -> bytes:
    with gzip.open(path) if form == "osm.gz" else bz2.open(path) if form == "osm.bz2" else path.open("rb") as file:
        head: bytes = file.read(_HEAD_BYTES)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _refuse_others(path: Path, ending: str, found: str | None, text: bytes) -> None:
    names = {form: name for name, form in FORMATS.items()}
    if found is None:
        raise Unreadable(f"{path}: is no {ending} file by its content; download the extract anew")
    if FORMATS[ending] != found:
        raise Unreadable(f"{path}: is a {names[found]} file by its content; give it that ending")
    if found == "pbf":
        return
    if b"<osmChange" in text:
        raise Unreadable(f"{path}: holds changes to a map, no map; take an extract")
    if b"<osm" not in text:
        raise Unreadable(f"{path}: is no {ending} file by its content: it does not begin with <osm>; download it anew")
