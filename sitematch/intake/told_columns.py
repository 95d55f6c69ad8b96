"""What each column of a file was taken for, and how that was told."""

from __future__ import annotations

from collections.abc import Mapping

from sitematch.core.sites.words import fold
from sitematch.intake.columns import Layout
from sitematch.intake.headings import is_known, is_own
from sitematch.intake.meanings import Meaning
from sitematch.intake.summary import ColumnTold
from sitematch.intake.tables import RawTable


def columns_told(
    table: RawTable, layout: Layout, given: Mapping[str, Meaning], name_file: bool
) -> tuple[ColumnTold, ...]:
    """What was taken for what, in the order of the file."""
    file = table.file if name_file else None
    return tuple(_told(heading, layout.read.get(heading), given, file) for heading in table.headings)


def _told(heading: str, meaning: Meaning | None, given: Mapping[str, Meaning], file: str | None) -> ColumnTold:
    if meaning is None:
        return ColumnTold(heading, None, "kept", file=file)
    return ColumnTold(heading, meaning.column, _how(heading, meaning, given), meaning.unit, file)


def _how(heading: str, meaning: Meaning, given: Mapping[str, Meaning]) -> str:
    if heading in given:
        return "given"
    if is_own(heading):
        return "name" if fold(heading) == fold(meaning.column) else "cells"
    if is_known(heading):
        return "word" if meaning.strict else "cells"
    return "near" if meaning.column == "visibility" else "cut"
