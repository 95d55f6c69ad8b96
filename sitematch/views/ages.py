"""How old what is said of a site is, and whether that has to be said."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from sitematch.core.evidence import Lang, Method
from sitematch.core.matching.result import NearMiss, RankedSite
from sitematch.texts import translator

STALE_YEARS: Final = 5
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def age_mark(site: RankedSite | NearMiss, day: date | None, lang: Lang) -> str | None:
    """``figures from 2018`` where something said of a site was more than five years old on the day of its match.

    What was derived from the region's roads and people does not count: it is as old for every site, and its date
    stands with the sources.
    """
    said = (one.source for one in site.criteria if one.source is not None and one.source.method is not Method.DERIVED)
    oldest = min((found for source in said if (found := day_of(source.date))), default=None)
    if day is None or oldest is None or _later(oldest, STALE_YEARS) >= _later(day, 0):
        return None
    translate = translator(lang)
    return translate("figures from {year}").format(year=oldest.year)


def day_of(text: str | None) -> date | None:
    """A day, or the first one of a month or a year; None for what is no date."""
    found = _DATE.fullmatch(text or "")
    try:
        return date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None


def _later(day: date, years: int) -> tuple[int, int, int]:
    """A day so many years later, to be compared: 29 February has no day of its own in most years."""
    return day.year + years, day.month, day.day
