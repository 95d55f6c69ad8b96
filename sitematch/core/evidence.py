"""Where a figure comes from. Every value that is shown carries one of these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Lang = Literal["sv", "en"]


class Method(StrEnum):
    """How a figure came about, from the firmest to the weakest."""

    MEASURED = "measured"
    STATED = "stated"
    DERIVED = "derived"
    ESTIMATED = "estimated"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Source:
    """Who says a figure, when (an ISO date, as far as it is known) and by what method."""

    name: str
    date: str | None
    method: Method


@dataclass(frozen=True, slots=True)
class FileSource(Source):
    """The file that a figure came in, where its row names no source: where to look, but no fact of the site."""


@dataclass(frozen=True, slots=True)
class Text:
    """A short text in both languages of the product."""

    sv: str
    en: str

    def in_(self, lang: Lang) -> str:
        """The text in one language."""
        return self.sv if lang == "sv" else self.en
