"""What is reached from a point, and who reaches it, as text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.core.reach.people_within import PeopleWithin
from sitematch.core.reach.point import FacilityReach, PointReach
from sitematch.texts import translator
from sitematch.views.labels import class_word
from sitematch.views.table import NO_VALUE, render_rows
from sitematch.views.words import marked, number, reason_text, source_text

EVERY_MIN: Final = 15
"""Of the curve, which has a row for each minute, the terminal shows one in so many."""
_FACILITY_HEADINGS: Final = (marked("Facility"), marked("Minutes"), marked("Nearest"))
_PEOPLE_HEADINGS: Final = (marked("Minutes"), marked("Population"), marked("Workforce"))


def render_reach(
    found: PointReach, lang: Lang, *, people: Sequence[PeopleWithin] | None = None, colour: bool = False
) -> str:
    """Minutes to each class of facility, people by minutes' drive, and where the figures come from.

    ``people``: the rows of people that were asked for, in place of one in every ``EVERY_MIN`` minutes.
    """
    translate = translator(lang)
    parts = []
    if found.reason is not None:
        parts.append(translate("Unknown: {reason}.").format(reason=reason_text(found.reason, lang)) + "\n")
    facilities = [
        [class_word(f.class_, lang), _number(f.minutes, lang), _nearest(f, found, lang)] for f in found.facilities
    ]
    if people is None:
        curve = [row for row in found.curve if row.minute % EVERY_MIN == 0]
        counted = [(float(row.minute), row.population, row.workforce) for row in curve]
    else:
        counted = [(row.within_min, row.population, row.workforce) for row in people]
    amounts = [[_number(value, lang) for value in row] for row in counted]
    parts.append(_rows(_FACILITY_HEADINGS, facilities, frozenset({1}), lang, colour))
    parts.append(_rows(_PEOPLE_HEADINGS, amounts, frozenset({0, 1, 2}), lang, colour) + _unknown(found, people, lang))
    word = translate("Source")
    sources = "".join(f"{word}: {source_text(source, lang)}\n" for source in found.sources)
    return "\n".join([*parts, sources])


def _nearest(facility: FacilityReach, found: PointReach, lang: Lang) -> str:
    """Its name, or in brackets why there is none, unless that was said of all."""
    if facility.name is not None:
        return facility.name
    return (
        NO_VALUE if facility.reason is None or found.reason is not None else f"({reason_text(facility.reason, lang)})"
    )


def _unknown(found: PointReach, people: Sequence[PeopleWithin] | None, lang: Lang) -> str:
    """A line for each of the minutes asked for of which the people are unknown, unless that was said of all."""
    if found.reason is not None:
        return ""
    return "".join(
        f"{number(row.within_min, lang)} min: {reason_text(row.reason, lang)}\n" for row in people or () if row.reason
    )


def _rows(headings: tuple[str, ...], rows: list[list[str]], right: frozenset[int], lang: Lang, colour: bool) -> str:
    return render_rows([translator(lang)(h) for h in headings], rows, colour=colour, right=right)


def _number(value: float | None, lang: Lang) -> str:
    return NO_VALUE if value is None else number(value, lang)
