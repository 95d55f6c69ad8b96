"""What a replay gave, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.texts import translator
from sitematch.views.difference import render_difference


def render_replay(document: Mapping[str, Any], lang: Lang, colour: bool = False) -> str:
    """Whether a result came out the same; if not, why, at which places, and which ranks changed."""
    translate = translator(lang)
    if document["same"]:
        run = str(document["run_hash"]["to"])[:8]
        return translate("The result comes out the same (run {hash}).").format(hash=run) + "\n"
    parts = [
        translate("The result comes out otherwise."),
        "\n".join(f"  {row['text']}" for row in document["because"]),
        translate("First places that differ: {places}").format(places=", ".join(document["differs"])),
        render_difference({"causes": [], "changes": document["changes"]}, lang, colour=colour).rstrip("\n"),
    ]
    return "\n\n".join(parts) + "\n"
