"""The lines above the criteria: a label in the first column, what is filled in beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.core.metrics import did_you_mean
from sitematch.core.requirement.tree import Position
from sitematch.core.sites.words import fold, shown
from sitematch.intake.requirement_form.columns import HEADER, HEADER_OF, NAME, OTHER_NAME
from sitematch.intake.requirement_form.draft import Draft
from sitematch.intake.requirement_form.filling import plain
from sitematch.intake.requirement_form.terms import WEIGHTING_OF
from sitematch.intake.requirement_form.words import CellError, figure_of
from sitematch.intake.tables import RawCell

LONGEST_SLUG: Final = 60
_FILLED_IN: Final = 2
"""The column, from 1, in which the lines are filled in."""
_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")
_OTHER: Final[dict[Lang, Lang]] = {"sv": "en", "en": "sv"}


@dataclass
class _Head:
    """What was found so far: which lines, and of the names their texts, cells and the language of their label."""

    draft: Draft
    cells: dict[str, Position] = field(default_factory=dict)
    names: dict[str, tuple[str, Position, Lang]] = field(default_factory=dict)


def put_header(lines: Sequence[tuple[int, Sequence[RawCell]]], draft: Draft) -> None:
    """Put the lines above the criteria into the draft; an id that is not filled in is made from the name."""
    head = _Head(draft)
    for number, line in lines:
        if not line or line[0] is None:
            continue
        at = (number, _FILLED_IN)
        filled = [place for place, cell in enumerate(line, start=1) if cell is not None and place > 1]
        known = HEADER_OF.get(fold(plain(line[0])))
        if known and known[0].key in head.cells and filled:
            draft.fault(at, f"{shown(plain(line[0]))!r} stands twice; keep one of the lines")
        elif filled and filled[0] == _FILLED_IN:
            head.cells[known[0].key if known else ""] = at
            _put_line(line[0], line[1], at, head)
        elif known:
            head.cells.setdefault(known[0].key, at)
        beside = next((place for place in filled if place > _FILLED_IN), None)
        if known and beside is not None:
            draft.fault((number, beside), "stands beside a line of the head; notes go on a sheet of their own")
    _put_name(head)
    if "id" not in draft.tree:
        _make_id(head)


def _put_line(label: RawCell, cell: RawCell, at: Position, head: _Head) -> None:
    known = HEADER_OF.get(fold(plain(label)))
    if known is None:
        words = [text for line in HEADER for text in (line.label.en, line.label.sv)]
        offer = did_you_mean(plain(label), words) or "; notes go on a sheet of their own"
        head.draft.fault(at, f"{shown(plain(label))!r} is no line of the form{offer}")
        return
    line, lang = known
    if line.key in (NAME, OTHER_NAME):
        head.names[line.key] = (plain(cell), at, lang)
        return
    value: RawCell
    try:
        value = figure_of(cell) if line.is_number else _text(line.key, plain(cell))
    except CellError as error:
        head.draft.fault(at, str(error))
        value = cell
    head.draft.put(line.path, int(value) if isinstance(value, float) and value.is_integer() else value, at)


def _text(key: str, text: str) -> str:
    return WEIGHTING_OF.get(fold(text), text) if key == "weights" else text


def _put_name(head: _Head) -> None:
    """One name is one text, two are one for each language: the form's own, and the other."""
    own, other = head.names.get(NAME), head.names.get(OTHER_NAME)
    if other is None:
        if own is not None:
            head.draft.put(("name",), own[0], own[1])
        return
    lang = other[2]
    if own is not None:
        head.draft.put(("name", lang), own[0], own[1])
    head.draft.put(("name", _OTHER[lang]), other[0], other[1])


def _make_id(head: _Head) -> None:
    first = next(iter(head.names.values()), None)
    text, at = (first[0], first[1]) if first else ("", head.cells.get("id", (1, 1)))
    slug = _slug(text)
    head.draft.put(("id",), slug, at)
    if not slug:
        head.draft.fault(at, "there is neither an id nor a name to make one of; fill in one of the two")


def _slug(name: str) -> str:
    """A short name of a name: ``Ny fabrik för celler`` is ``ny-fabrik-for-celler``."""
    return _NO_SLUG.sub("-", "-".join(fold(word) for word in name.split()))[:LONGEST_SLUG].strip("-")
