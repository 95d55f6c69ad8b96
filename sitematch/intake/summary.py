"""What a report says besides its issues: what columns were taken for, and which figures are missing. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

HOW: Final[Mapping[str, str]] = {
    "given": "as you said",
    "name": "our own name",
    "word": "another word for it",
    "cells": "by its cells",
    "cut": "cut off by the Shapefile",
    "near": "nearly that name",
    "kept": "kept as it is",
}
"""How a heading was understood, in words."""


@dataclass(frozen=True, slots=True)
class ColumnTold:
    """A heading and the column of ours that it was taken for, None where it is kept as it is.

    ``how``: a key of ``HOW``. ``unit``: of its numbers, where the heading says one. ``file``: as in an issue.
    """

    heading: str
    taken_for: str | None
    how: str
    unit: str | None = None
    file: str | None = None

    def to_document(self) -> dict[str, Any]:
        """The column as plain JSON values."""
        document = asdict(self)
        return document if self.file is not None else {key: v for key, v in document.items() if key != "file"}


@dataclass(frozen=True, slots=True)
class Note:
    """What was done to rows without changing what they say: no fault, and counted nowhere.

    ``message``: in the reader's language. ``rows``: how many rows of the file. ``file``: as in an issue.
    """

    message: str
    rows: int
    file: str | None = None

    def to_document(self) -> dict[str, Any]:
        """The note as plain JSON values."""
        document = asdict(self)
        return document if self.file is not None else {key: v for key, v in document.items() if key != "file"}


@dataclass(frozen=True, slots=True)
class MissingFigure:
    """A figure that requirements ask for and sites of an upload lack.

    ``metric``: its name in the catalogue; ``column``: the heading under which it is looked for, None where only an
    outline can tell; ``label``: in the reader's language. ``sites``: how many lack it. ``presets``: the ids of the
    requirements that ask for it; ``must``: of those to which it is a condition. ``weight``: the sum of the shares that
    it has in their scores, each from 0 to 1.
    """

    metric: str
    column: str | None
    label: str
    sites: int
    presets: tuple[str, ...]
    must: tuple[str, ...]
    weight: float

    def to_document(self) -> dict[str, Any]:
        """The figure as plain JSON values."""
        return asdict(self) | {"presets": list(self.presets), "must": list(self.must)}


@dataclass(frozen=True, slots=True)
class Stated:
    """What the sites of an upload state.

    ``sites``: how many there are; ``outlines``: how many of them are drawn as areas; ``columns``: how many fill each
    column of ours, or of their own. ``unlisted``: the names of drawn sites of which a list beside them says nothing.
    """

    sites: int = 0
    outlines: int = 0
    columns: Mapping[str, int] | None = None
    unlisted: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The counts as plain JSON values."""
        return asdict(self) | {"columns": dict(self.columns or {}), "unlisted": list(self.unlisted)}
