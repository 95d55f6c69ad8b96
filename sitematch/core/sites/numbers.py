"""Numbers as people write them: decimal commas, thousands with blanks, units behind, intervals, `ca`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sitematch.core.sites.words import CellFault, clean, fold, is_unknown, one_dash, shown

NO_UNITS: Final[Mapping[str, float]] = MappingProxyType({})
LONGEST_NUMBER: Final = 100
"""A longer cell is prose; searching it for a number would only cost time."""

_NUMBER: Final = r"[+-]?(?:[0-9][0-9., ]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_UNIT: Final = r"(?:[^\W\d_][^-]*|%[^-]*)?"
_SINGLE: Final = re.compile(rf"({_NUMBER}) ?({_UNIT})")
_INTERVAL: Final = re.compile(rf"({_NUMBER}) ?({_UNIT}) ?(?:-|\.\.\.?|…|till |to ) ?({_NUMBER}) ?({_UNIT})")
_BRACKETS: Final = re.compile(r"\[(.*)\]")
_ABOUT: Final = re.compile(
    r"(?:(?:c[:.]?a|cirka|circa|omkring|ungefär|runt|approx(?:imately)?|about)(?:\.|\b|(?=[0-9]))|[~≈]) ?",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"[0-9]*")
_GROUPED: Final = re.compile(r"[0-9]+|[0-9]{1,3}([ .,])[0-9]{3}(?:\1[0-9]{3})*")
_WORDS: Final = {
    word: number
    for words in (
        "noll ett tva tre fyra fem sex sju atta nio tio elva tolv",
        "zero one two three four five six seven eight nine ten eleven twelve",
    )
    for number, word in enumerate(words.split())
} | {"en": 1, "tjugo": 20, "twenty": 20, "trettio": 30, "thirty": 30, "femtio": 50, "fifty": 50, "hundra": 100}


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number (``low`` = ``high``) or an interval, both ends finite, after conversion.

    ``approximate``: `ca` stands before it. ``unit``: the unit that stood behind it, as compared, None where none did.
    """

    low: float
    high: float
    approximate: bool = False
    unit: str | None = None


def read_number(
    cell: object, units: Mapping[str, float] = NO_UNITS, factor: float = 1.0
) -> NumberCell | CellFault | None:
    """A cell as a number or an interval; None where it says nothing.

    A single comma or point is decimal; of both signs the last is; blanks group thousands. Not-a-number and
    infinity are no numbers. Neither sign nor order of the ends is judged here.

    Args:
        cell: text, a number, or a list of two for an interval.
        units: what may stand behind a number, as compared (``fold``), and what to multiply it by.
        factor: what a number without a unit of its own is multiplied by.
    """
    if is_unknown(cell):
        return None
    found = _read(cell, units, factor)
    if found is None or not (math.isfinite(found.low) and math.isfinite(found.high)):
        return CellFault("value.not_a_number", shown(cell), _suggestion(cell))
    return found


def read_float(text: str) -> float | None:
    """A number without unit, None where the text is none; infinite where it is too large."""
    text = text.strip()
    sign = -1.0 if text.startswith("-") else 1.0
    mantissa, _, exponent = text.lstrip("+-").lower().partition("e")
    whole, fraction = _split(mantissa.strip())
    if not _GROUPED.fullmatch(whole or "0") or not _DIGITS.fullmatch(fraction) or not (whole or fraction):
        return None
    digits = re.sub(r"\D", "", whole) or "0"
    return sign * float(f"{digits}.{fraction or '0'}e{exponent or '0'}")


def _split(text: str) -> tuple[str, str]:
    """Whole part, still grouped, and decimals."""
    commas, points = text.count(","), text.count(".")
    if commas and points:
        decimal = max(",.", key=text.rfind)
    elif commas + points == 1:
        decimal = "," if commas else "."
    else:
        return text, ""
    whole, _, fraction = text.rpartition(decimal)
    return whole, fraction


def _read(cell: object, units: Mapping[str, float], factor: float) -> NumberCell | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        number = float(cell) * factor if abs(cell) < 1e300 else math.inf
        return NumberCell(number, number)
    if isinstance(cell, list | tuple):
        return _ends([None if isinstance(end, list | tuple) else _read(end, units, factor) for end in cell])
    if not isinstance(cell, str) or len(cell) > LONGEST_NUMBER:
        return None
    text = one_dash(clean(cell))
    about = _ABOUT.match(text)
    found = _parse(text[about.end() :] if about else text, units, factor)
    return NumberCell(found.low, found.high, True, found.unit) if found and about else found


def _parse(text: str, units: Mapping[str, float], factor: float) -> NumberCell | None:
    if bracketed := _BRACKETS.fullmatch(text):
        ends = _between(bracketed[1])
        return _ends([_parse(end.strip(), units, factor) for end in ends]) if len(ends) == 2 else None
    if interval := _INTERVAL.fullmatch(text):
        low, low_unit, high, high_unit = interval.groups()
        return _ends(
            [_with_unit(low, low_unit or high_unit, units, factor), _with_unit(high, high_unit, units, factor)]
        )
    single = _SINGLE.fullmatch(text)
    return _with_unit(single[1], single[2], units, factor) if single else None


def _between(text: str) -> list[str]:
    """The two ends inside brackets: `12; 15`, `12, 15`, `12,15` or `12,5, 15`."""
    for mark in (";", ", ", ","):
        if mark in text:
            return text.split(mark)
    return [text]


def _ends(ends: list[NumberCell | None]) -> NumberCell | None:
    if not 1 <= len(ends) <= 2:
        return None
    low, high = ends[0], ends[-1]
    if low is None or high is None or low.low != low.high or high.low != high.high:
        return None
    return NumberCell(low.low, high.high, low.approximate or high.approximate, high.unit or low.unit)


def _with_unit(text: str, unit: str, units: Mapping[str, float], factor: float) -> NumberCell | None:
    number = read_float(text)
    written = fold(unit)
    if number is None or (written and written not in units):
        return None
    number *= units[written] if written else factor
    return NumberCell(number, number, unit=written or None)


def _suggestion(cell: object) -> str | None:
    """`12` for `ca tolv`, the digits of `12 stycken`; None where no one number is meant."""
    if not isinstance(cell, str) or len(cell) > LONGEST_NUMBER:
        return None
    word = fold(_ABOUT.sub("", clean(cell), count=1))
    if word in _WORDS:
        return str(_WORDS[word])
    digits: list[str] = re.findall(r"[0-9]+(?:[.,][0-9]+)?", cell)
    return digits[0] if len(digits) == 1 else None
