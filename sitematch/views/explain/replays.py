"""Why a result does not come out the same again, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.texts import translator
from sitematch.views.words import marked

_KINDS: Final[Mapping[str, str]] = {
    "requirement": marked("The requirement in the file is not the one that it was made with."),
    "sites": marked("The sites differ in what the requirement does not ask about."),
    "file": marked("What went in is the same: the file was changed after it was made, or came of another program."),
    "unknown": marked("Something that went in is otherwise; the result is of a version that does not say what."),
}


def told_because(rows: Sequence[Mapping[str, Any]], lang: Lang) -> list[dict[str, Any]]:
    """The reasons with a sentence each; those that have one already keep it."""
    translate, told = translator(lang), []
    for row in rows:
        form = _KINDS.get(row["kind"], "")
        told.append({**row, "text": row["text"] if "text" in row else translate(form)})
    return told
