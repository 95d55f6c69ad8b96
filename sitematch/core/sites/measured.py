"""The values of a measure at every site, for all that is not reach: stated, measured on the outline, or any column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from sitematch.core.evidence import Lang, Source, Text
from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Kind
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.cells import NumberCell, is_unknown, read_boolean, read_number
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn
from sitematch.core.sites.ids import split_site_id
from sitematch.core.sites.sites import Cell, Sites
from sitematch.core.sites.words import clean

NOT_A_NUMBER: Final = "not_a_number"
NOT_YES_OR_NO: Final = "not_yes_or_no"
NO_SUCH_COLUMN: Final = "no_such_column"
FOOTPRINT_FIT: Final = "footprint_fit"
ATTRIBUTE: Final = "attribute"

_NO_COLUMN: Final = Text(
    "Inget område har någon uppgift i kolumnen ”{name}”: värdet är okänt överallt; kontrollera stavningen.",
    "No site has anything in the column “{name}”: it is unknown everywhere; check the spelling.",
)

_TRUTHS: Final[Mapping[str, str]] = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)\.0")
"""A whole number as programs write one in a column of numbers."""

_FIXED: Final[Mapping[str, Callable[[Sites], Sequence[Cell]]]] = {
    "id": lambda sites: [_own_id(site_id) for site_id in sites.ids],
    "site_id": lambda sites: sites.ids,
    "name": lambda sites: sites.names,
    "municipality_code": lambda sites: sites.municipality_codes,
    "visibility": lambda sites: [str(visibility) for visibility in sites.visibilities],
    "property": lambda sites: sites.properties,
    "contact": lambda sites: sites.contacts,
    "source": lambda sites: [source.name for source in sites.sources],
    "source_date": lambda sites: [source.date for source in sites.sources],
    "demo": lambda sites: sites.demo,
}
"""The columns that every set of sites has, whatever else its file held."""


def site_column(sites: Sites, measure: Measure) -> Column:
    """The values of a measure that is not of reach, in the order of ``sites``.

    A metric that no site states is unknown everywhere; the fit of a footprint is computed here. An ``attribute`` is
    read as the kind its use asks for (``measure.kind``): a metric of the catalogue, a fixed column or any other; a cell
    of another kind is unknown.
    """
    if measure.metric == FOOTPRINT_FIT:
        from sitematch.core.sites.footprint_column import footprint_bounds, footprint_column

        return footprint_column(sites, *footprint_bounds(sites.outlines, measure))
    if measure.metric == ATTRIBUTE:
        return _attribute(sites, measure)
    return sites.columns.get(measure.metric) or unknown_column(CATALOGUE[measure.metric].kind, len(sites))


def unknown_column(kind: Kind, n: int, reason: str | None = None) -> Column:
    """A column of ``n`` values of which nothing is known, each for the same reason."""
    nothing: tuple[None, ...] = (None,) * n
    if kind is Kind.NUMBER:
        return NumberColumn(np.full(n, -np.inf), np.full(n, np.inf), (reason,) * n, nothing, nothing)
    return CategoryColumn(kind, np.full(n, -1, dtype=np.int64), (), (reason,) * n, nothing)


def column_warning(sites: Sites, measure: Measure, lang: Lang) -> str | None:
    """A line that says so if an ``attribute`` is asked for in which no site has anything; None if all is well."""
    if measure.metric != ATTRIBUTE or not len(sites) or _has_column(sites, measure.name or ""):
        return None
    return _NO_COLUMN.in_(lang).format(name=measure.name)


def cell_text(cell: Cell) -> str | None:
    """A cell as the text that it is compared as, None where it says nothing; members of a set with ``|`` between.

    What one format knows as a list, a boolean or a number is a text in another: both are one text here.
    """
    if is_unknown(cell):
        return None
    if isinstance(cell, tuple):
        return "|".join(cell_text(member) or "" for member in cell)
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return _plain_text(clean(cell))
    return _number_text(float(cell)) if cell is not None else None


def _attribute(sites: Sites, measure: Measure) -> Column:
    name = measure.name or ""
    stated = sites.columns.get(name)
    if stated is not None:
        return _restated(stated, measure.kind)
    cells = _FIXED[name](sites) if name in _FIXED else sites.others.get(name)
    if cells is None:
        return unknown_column(measure.kind, len(sites), NO_SUCH_COLUMN)
    if measure.kind is Kind.NUMBER:
        return _numbers(cells, sites.sources)
    return _categories(cells, sites.sources, measure.kind)


def _has_column(sites: Sites, name: str) -> bool:
    stated = sites.columns.get(name)
    if stated is not None:
        return not stated.unknown.all()
    cells = _FIXED[name](sites) if name in _FIXED else sites.others.get(name, ())
    return any(not is_unknown(cell) for cell in cells)


def _restated(column: Column, kind: Kind) -> Column:
    """A column of the catalogue as the kind that is asked for."""
    if kind is Kind.NUMBER:
        return column if isinstance(column, NumberColumn) else unknown_column(kind, len(column.codes), NOT_A_NUMBER)
    if kind is Kind.BOOLEAN:
        if isinstance(column, CategoryColumn) and column.kind is Kind.BOOLEAN:
            return column
        return unknown_column(kind, len(column.reasons), NOT_YES_OR_NO)
    if isinstance(column, NumberColumn):
        known = [
            low if low == high else None for low, high in zip(column.low.tolist(), column.high.tolist(), strict=True)
        ]
        return _categories(known, column.sources, kind)
    # a boolean that is compared as text shows as text
    shown_as = kind if column.kind is Kind.BOOLEAN else column.kind
    return CategoryColumn(shown_as, column.codes, column.values, column.reasons, column.sources)


def _numbers(cells: Sequence[Cell], sources: Sequence[Source | None]) -> NumberColumn:
    read = [read_number(cell) for cell in cells]
    known = [cell if isinstance(cell, NumberCell) and cell.low <= cell.high else None for cell in read]
    return NumberColumn(
        low=np.array([cell.low if cell else -np.inf for cell in known], dtype=np.float64),
        high=np.array([cell.high if cell else np.inf for cell in known], dtype=np.float64),
        reasons=tuple(_reason(cell, value is not None, NOT_A_NUMBER) for cell, value in zip(cells, known, strict=True)),
        via=(None,) * len(known),
        sources=_sources_of(known, sources),
    )


def _categories(cells: Sequence[Cell], sources: Sequence[Source | None], kind: Kind) -> CategoryColumn:
    known = [_truth(cell) if kind is Kind.BOOLEAN else _members(cell) for cell in cells]
    values = tuple(sorted({members for members in known if members}))
    code_of = {members: code for code, members in enumerate(values)}
    return CategoryColumn(
        kind,
        np.array([code_of[members] if members else -1 for members in known], dtype=np.int64),
        values,
        reasons=tuple(_reason(cell, bool(found), NOT_YES_OR_NO) for cell, found in zip(cells, known, strict=True)),
        sources=_sources_of(known, sources),
    )


def _truth(cell: Cell) -> tuple[str, ...] | None:
    truth = read_boolean(cell)
    return (("true" if truth else "false"),) if isinstance(truth, bool) else None


def _members(cell: Cell) -> tuple[str, ...] | None:
    """The members of a cell that is compared as text: several with ``|`` between them, else the text itself."""
    text = cell_text(cell)
    if text is None:
        return None
    return tuple(sorted({part.strip() for part in text.split("|")} - {""})) or None


def _reason(cell: Cell, known: bool, of_another_kind: str) -> str | None:
    """Why a value is unknown: because the cell is of another kind; None where it is known or not stated."""
    return None if known or is_unknown(cell) else of_another_kind


def _sources_of(known: Sequence[object], sources: Sequence[Source | None]) -> tuple[Source | None, ...]:
    return tuple(source if value is not None else None for value, source in zip(known, sources, strict=True))


def _own_id(site_id: str) -> str:
    """The id that the municipality gave: what stands behind its code."""
    parts = split_site_id(site_id)
    return parts[1] if parts else site_id


def _plain_text(text: str) -> str | None:
    """A text in the spelling of JSON: `True` as `true`, `12.0` as `12`; a list as its members."""
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _WHOLE.fullmatch(text):
        return text[:-2]
    members = _listed(text) if text.startswith("[") and text.endswith("]") else None
    return text if members is None else cell_text(members)


def _listed(text: str) -> tuple[str, ...] | None:
    """The members of a list that JSON wrote as text, None if it is none, or holds more than single values."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if any(member is None or isinstance(member, list | dict) for member in found):
        return None
    return tuple(cell_text(member) or "" for member in found)


def _number_text(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)
