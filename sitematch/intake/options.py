"""What a caller hands in: the files as bytes, and how they are to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sitematch.core.evidence import Lang
from sitematch.errors import WrongUse


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file as it was sent: its name (for messages only) and its bytes."""

    name: str
    content: bytes


def told_apart(files: Sequence[SiteFile]) -> list[SiteFile]:
    """The files under names that differ: one whose name another before it has stands with its number before it."""
    taken: set[str] = set()
    found = []
    for number, file in enumerate(files, start=1):
        name = f"{number}-{file.name}" if file.name.casefold() in taken else file.name
        taken.add(name.casefold())
        found.append(SiteFile(name, file.content))
    return found


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be; beyond, it is refused as a whole."""

    size_mb: float = 500.0
    unpacked_mb: float = 500.0
    rows: int = 200_000
    columns: int = 2_000
    vertices: int = 200_000


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """How site files are to be read.

    ``municipality``: the code of the municipality that the upload belongs to. ``columns``: their heading → our
    column (or ``area_m2``, ``price_sek`` …). ``set``: column → value for the rows that have none.
    ``crs``: ``EPSG:N``. ``today``: the day to count ages from; None asks for no ages.
    ``mode``: whether an empty cell leaves what is stored of a site (``merge``) or empties it (``replace``).
    """

    municipality: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    swap_axes: bool = False
    lang: Lang = "en"
    today: date | None = None
    mode: Literal["merge", "replace"] = "merge"
    limits: Limits = Limits()


def read_pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """``["yta=area_m2", …]`` of a repeated option as a mapping.

    Raises:
        WrongUse: a pair without ``=`` or without a left side, or the same left side twice.
    """
    pairs: dict[str, str] = {}
    for pair in given:
        left, sign, right = pair.partition("=")
        if not sign or not left.strip():
            raise WrongUse(f"{option} {pair!r} has to be written as NAME=VALUE")
        if left.strip() in pairs:
            raise WrongUse(f"{option} names {left.strip()!r} twice; give it once")
        pairs[left.strip()] = right.strip()
    return pairs
