"""Dates as people write them, as ISO dates; and the months between two of them."""

from __future__ import annotations

import re
from typing import Final

from sitematch.core.sites.words import CellFault, clean, is_prose, is_unknown, one_dash, shown

DAYS_PER_MONTH: Final = 365.25 / 12
YEARS: Final = range(1800, 2201)
"""The years that a date may have: others are slips, or numbers that are no years."""

_FORMS: Final = (
    re.compile(r"(?P<y>[0-9]{4})(?:-(?P<m>[0-9]{1,2})(?:-(?P<d>[0-9]{1,2})(?:[T ][0-9]{2}:[0-9]{2}.*)?)?)?"),
    re.compile(r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})(?: [0-9]{2}:[0-9]{2}.*)?"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
)
_QUARTERS: Final = (
    re.compile(r"(?:q|kv|kvartal|quarter)\.? ?(?P<q>[1-4])[ ,/-]*(?P<y>[0-9]{4})", re.IGNORECASE),
    re.compile(r"(?P<y>[0-9]{4})[ ,/-]*(?:q|kv|kvartal|quarter)\.? ?(?P<q>[1-4])", re.IGNORECASE),
)


def read_date(cell: object) -> str | CellFault | None:
    """A cell as an ISO date: `2021-03` and `2021` as their first day, `13/01/2021` day first.

    None where it says nothing.
    """
    if is_unknown(cell):
        return None
    text = _text(cell)
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found:
        parts = found.groupdict()
        date = _iso(int(parts["y"]), int(parts["m"] or 1), int(parts["d"] or 1))
        if date:
            return date
    return CellFault("value.not_allowed", shown(cell))


def read_quarter(cell: object) -> str | None:
    """`Q3 2027`, `kv 3 2027`, `2027-Q3` as the ISO date of its first day; None for what is no quarter."""
    text = _text(cell)
    found = next((match for form in _QUARTERS if (match := form.fullmatch(text))), None)
    return _iso(int(found["y"]), int(found["q"]) * 3 - 2, 1) if found else None


def months_between(start: str, end: str) -> float:
    """Months from one ISO date to a later one, 0 where it is not later; days as parts of a mean month."""
    (y1, m1, d1), (y2, m2, d2) = (tuple(int(part) for part in date.split("-")) for date in (start, end))
    return max(0.0, (y2 - y1) * 12 + (m2 - m1) + (d2 - d1) / DAYS_PER_MONTH)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if isinstance(cell, bool) or is_prose(cell) else one_dash(clean(str(cell)))


def _iso(year: int, month: int, day: int) -> str | None:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= days[month - 1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"
