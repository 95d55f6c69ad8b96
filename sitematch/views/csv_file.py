"""A match as CSV: one heading row, one row a site."""

from __future__ import annotations

from typing import Any, Final

from sitematch.core.matching.result import MatchResult
from sitematch.views.flat import columns_of, flat_rows

_FORMULA_STARTS: Final = frozenset("=+-@")
_FIRST_PRINTABLE: Final = " "
_DELETE: Final = "\x7f"
_NEEDS_QUOTES: Final = frozenset(',"\r\n')


def render_csv(result: MatchResult) -> str:
    """The ranked sites, then near misses without a rank; numbers unrounded, statuses and verdicts as codes.

    A text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    columns = columns_of(result)
    rows: list[list[Any]] = [columns, *([row.get(name) for name in columns] for row in flat_rows(result))]
    return "".join(",".join(_quoted(_cell(value)) for value in row) + "\n" for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _safe(value) if isinstance(value, str) else str(value)


def _safe(text: str) -> str:
    runs = text[:1] in _FORMULA_STARTS or text[:1] < _FIRST_PRINTABLE or text[:1] == _DELETE
    return f"'{text}" if text and runs else text


def _quoted(cell: str) -> str:
    """As RFC 4180 has it; Python's own writer leaves a lone carriage return bare, which splits the row when read."""
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.intersection(cell) else cell
