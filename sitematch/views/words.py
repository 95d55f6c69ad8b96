"""Words and numbers as people read them: statuses, verdicts, reasons and figures, in either language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from sitematch.core.evidence import Lang, Method, Source
from sitematch.core.matching.result import Status, Verdict
from sitematch.texts import translator

NBSP: Final = "\u00a0"


def marked(text: str) -> str:
    """A text that is translated where it is shown, not where it stands; the mark is for the test of catalogues."""
    return text


STATUS_FORMS: Final[Mapping[str, str]] = {Status.QUALIFIES: "●", Status.OPEN: "◐", Status.FAILS: "○"}
_STATUSES: Final[Mapping[str, str]] = {
    Status.QUALIFIES: marked("qualifies"),
    Status.OPEN: marked("open"),
    Status.FAILS: marked("fails"),
}
_VERDICTS: Final[Mapping[str, str]] = {
    Verdict.MEETS: marked("met"),
    Verdict.FAILS: marked("not met"),
    Verdict.UNKNOWN: marked("not known"),
}
_AVAILABILITIES: Final[Mapping[str, str]] = {
    "available": marked("available"),
    "planned": marked("planned"),
    "option": marked("under option"),
    "reserved": marked("reserved"),
    "sold": marked("sold"),
}
MARKED_AVAILABILITIES: Final = ("planned", "reserved", "option", "sold")
"""A site that is not simply free says so wherever it is shown."""
_METHODS: Final[Mapping[str, str]] = {
    Method.MEASURED: marked("measured"),
    Method.STATED: marked("stated"),
    Method.DERIVED: marked("derived"),
    Method.ESTIMATED: marked("estimated"),
    Method.DEMO: marked("demo data"),
}
_REASONS: Final[Mapping[str, str]] = {
    "no_roads": marked("the region has no roads yet"),
    "no_road_near": marked("no road is near enough"),
    "no_way": marked("no road leads there"),
    "no_facility": marked("the region has none of this kind"),
    "beyond_horizon": marked("further than the region's data reach"),
    "no_people": marked("the region has no people data"),
    "no_workforce": marked("the workforce is not known there"),
    "no_jobs": marked("the region does not count jobs"),
    "no_such_column": marked("no site states it"),
    "not_a_number": marked("what is stated is no number"),
    "not_yes_or_no": marked("what is stated is neither yes nor no"),
    "no_group": marked("the region does not count this group"),
    "no_outline": marked("the site is given as a point, without an outline"),
    "where_unknown": marked("what is asked of the place is not known"),
}


def status_word(status: str, lang: Lang) -> str:
    """``qualifies`` as a word of the language."""
    return translator(lang)(_STATUSES[status])


def status_text(status: str, lang: Lang) -> str:
    """Form and word: ``● qualifies``."""
    return f"{STATUS_FORMS[status]} {status_word(status, lang)}"


def verdict_word(verdict: str, lang: Lang) -> str:
    """``meets`` as a word of the language."""
    return translator(lang)(_VERDICTS[verdict])


def availability_word(availability: str, lang: Lang) -> str:
    """``reserved`` as a word of the language; one that is not known here as it is."""
    return translator(lang)(_AVAILABILITIES.get(availability, availability))


def availability_mark(availability: str | None, lang: Lang) -> str | None:
    """The word for a site that is not simply free, else None."""
    return availability_word(availability, lang) if availability in MARKED_AVAILABILITIES else None


def reason_text(reason: str, lang: Lang) -> str:
    """Why a value is unknown, in plain words; a code that is not known here with blanks for its dashes."""
    return translator(lang)(_REASONS.get(reason, reason.replace("_", " ")))


def method_word(method: str, lang: Lang) -> str:
    """``stated`` as a word of the language."""
    return translator(lang)(_METHODS[method])


def source_text(source: Source, lang: Lang) -> str:
    """Who says it, when and how: ``Motala kommun, 2024-03-01, measured``."""
    return ", ".join(part for part in (source.name, source.date, method_word(source.method, lang)) if part)


def number(value: float, lang: Lang) -> str:
    """A figure for people: two decimals below ten, one below a thousand, none above.

    Swedish has a decimal comma and a no-break space between thousands, English a point and a comma.
    """
    size = abs(value)
    decimals = 0 if size >= 1000 else 1 if size >= 10 else 2
    return _separated(f"{value:,.{decimals}f}", lang)


def apart(value: float, other: float, lang: Lang) -> str:
    """A figure as ``number``, but with as many decimals as it takes to look different from another one."""
    shown = number(value, lang)
    if value == other or shown != number(other, lang):
        return shown
    decimals = min(12, 1 - math.floor(math.log10(abs(value - other))))
    return _separated(f"{value:,.{decimals}f}", lang)


def score_text(score: float, lang: Lang) -> str:
    """A score with one decimal, always."""
    return _in_language(f"{score:,.1f}", lang)


def percent(share: float, lang: Lang) -> str:
    """A share of one as per cent; what is not 0 or 1 never looks like it."""
    whole = round(share * 100)
    if share > 0 and whole == 0:
        text = "<1"
    elif share < 1 and whole == 100:
        text = ">99"
    else:
        text = str(whole)
    return f"{text}{NBSP}%" if lang == "sv" else f"{text}%"


def first_text(share: float, lang: Lang) -> str:
    """How often a site is first among the weightings that were drawn: never, in a share of them, or always."""
    translate = translator(lang)
    if share <= 0:
        return translate("first in none of the reasonable weightings")
    if share >= 1:
        return translate("first in all reasonable weightings")
    return translate("first in {share} of the reasonable weightings").format(share=percent(share, lang))


def interval(low: float | None, high: float | None, lang: Lang) -> str:
    """Two ends with a dash; an end that is not known is said in words."""
    translate = translator(lang)
    if low is not None and high is not None:
        return f"{number(low, lang)}–{number(high, lang)}"
    if low is not None:
        return translate("at least {amount}").format(amount=number(low, lang))
    if high is not None:
        return translate("at most {amount}").format(amount=number(high, lang))
    return translate("unknown")


def _separated(text: str, lang: Lang) -> str:
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _in_language("0" if text == "-0" else text, lang)


def _in_language(text: str, lang: Lang) -> str:
    return text.replace(",", NBSP).replace(".", ",") if lang == "sv" else text
