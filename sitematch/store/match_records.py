"""Matches that were made, as files: the result and the sites that it was over."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sitematch.errors import NotFound, OutputFailed

MATCH_ID: Final = re.compile(r"[0-9a-z]{20}")
_DOCUMENT = "result.json"
_SITES = "sites.bin"


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A match as kept: its document whole, how many of the ranked were asked for, and its sites as bytes.

    ``spoken`` has, by language, what the document says in one language only: ``warnings``, and ``asks`` by site.
    """

    document: dict[str, Any]
    top: int | None
    sites: bytes
    spoken: dict[str, dict[str, Any]] = field(default_factory=dict)


def save_record(folder: Path, match_id: str, record: MatchRecord) -> None:
    """Keep a match; it is there whole or not at all.

    Raises:
        OutputFailed: the folder cannot be written to.
    """
    content = json.dumps({"top": record.top, "document": record.document, "spoken": record.spoken}, ensure_ascii=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            (aside / _DOCUMENT).write_text(content, encoding="utf-8")
            (aside / _SITES).write_bytes(record.sites)
            aside.rename(folder / match_id)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    except OSError as error:
        raise OutputFailed(f"{folder}: the match cannot be kept ({error.strerror or error})") from None


def load_record(folder: Path, match_id: str) -> MatchRecord:
    """A match that was kept.

    Raises:
        NotFound: none of that id.
    """
    missing = NotFound(f"match {match_id!r}: there is none of that id")
    if not MATCH_ID.fullmatch(match_id):
        raise missing
    try:
        kept = json.loads((folder / match_id / _DOCUMENT).read_text(encoding="utf-8"))
        sites = (folder / match_id / _SITES).read_bytes()
    except (OSError, ValueError):
        raise missing from None
    return MatchRecord(document=kept["document"], top=kept["top"], sites=sites, spoken=kept.get("spoken", {}))
