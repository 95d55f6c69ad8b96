"""Numbers of persons as statistics write them: thousands in groups, protected cells, blanks, negative marks."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import BoolArray, FloatArray
from sitematch.core.sites.words import clean, fold, is_unknown, one_dash

Cells = Sequence[object] | NDArray[np.generic]

MOST_PERSONS: Final = 100_000_000
"""More than that live in no place."""
PROTECTED: Final = frozenset({".", "..", "...", "*", "**", "***", "-", "--", "x", "xx", ":", "c", "s", "(s)", "#"})
"""What offices of statistics write for a cell that is too small to be told, or for nothing to tell."""
PROTECTED_WORDS: Final = frozenset({"sekretess", "skyddad", "skyddat", "protected", "confidential", "suppressed"})
MISSING: Final = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none"})
_FEWER: Final = re.compile(r"(?:(<)|<=|≤) ?(\d{1,6})")
_RANGE: Final = re.compile(r"\d{1,6} ?- ?(\d{1,6})")
_PLAIN: Final = re.compile(r"[+-]?\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_GROUPS: Final = {",": re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+"), ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")}
_BLANK_GROUPS: Final = re.compile(r"[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d*)?")
_KNOWN, _MISSING, _PROTECTED, _WRONG = range(4)


@dataclass(frozen=True, eq=False, slots=True)
class Persons:
    """A column of persons. ``values``: shape (n,), 0 where nothing is counted.

    Masks, each of shape (n,): ``missing`` says nothing, ``protected`` is withheld, ``negative`` is below 0, ``wrong``
    is no number. ``at_most``: how many the protected cells that say so can hold. ``thousands``: the sign that was
    read as grouping thousands where it could be decimal; ``decimals``: read as decimal where it could group.
    """

    values: FloatArray
    missing: BoolArray
    protected: BoolArray
    negative: BoolArray
    wrong: BoolArray
    negative_sum: float = 0.0
    at_most: float = 0.0
    thousands: str = ""
    decimals: str = ""


def read_persons(cells: Cells) -> Persons:
    """A column as numbers of persons; nothing is refused here, what is no number is marked.

    A single comma or point groups thousands where every cell that has one has groups of three behind it and none
    begins with 0, and, for a point, some cell tells that it cannot be decimal: it has two, or none. Else it is decimal.
    """
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "iuf":
        values = cells.astype(np.float64)
        kind = np.where(np.isnan(values), _MISSING, _KNOWN)
        return _judged(values, kind, 0.0, ("", ""))
    texts = [_text(cell) for cell in cells]
    thousands, decimals = _signs(texts)
    values, kind = np.zeros(len(texts)), np.zeros(len(texts), dtype=np.int64)
    at_most = 0.0
    for row, text in enumerate(texts):
        if isinstance(text, float):
            values[row], kind[row] = text, _MISSING if math.isnan(text) else _KNOWN
            continue
        number = _number(text, thousands)
        if number is not None:
            values[row] = number
            continue
        kind[row], most = _said(text)
        at_most += most
    return _judged(values, kind, at_most, (thousands, decimals))


def read_coordinates(cells: Cells) -> FloatArray:
    """A column as coordinates, shape (n,), NaN where a cell is empty or no number; a comma is decimal."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "iuf":
        return cells.astype(np.float64)
    return np.array([_coordinate(cell) for cell in cells], dtype=np.float64)


def _coordinate(cell: object) -> float:
    text = _text(cell)
    if isinstance(text, float):
        return text
    text = text.replace(" ", "")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return float(text) if _PLAIN.fullmatch(text) else math.nan


def _judged(values: FloatArray, kind: NDArray[np.int64], at_most: float, signs: tuple[str, str]) -> Persons:
    wrong = (kind == _WRONG) | (kind == _KNOWN) & ~(np.abs(values) <= MOST_PERSONS)
    negative = (kind == _KNOWN) & (values < 0) & ~wrong
    counted = (kind == _KNOWN) & ~wrong & ~negative
    return Persons(
        values=np.where(counted, values, 0.0) + 0.0,
        missing=kind == _MISSING,
        protected=kind == _PROTECTED,
        negative=negative,
        wrong=wrong,
        negative_sum=float(values[negative].sum()),
        at_most=at_most,
        thousands=signs[0],
        decimals=signs[1],
    )


def _text(cell: object) -> str | float:
    """A cell as text that can be compared, numbers as they are."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell if cell.isascii() and cell.isdigit() else one_dash(clean(cell))
    if isinstance(cell, bool | np.bool_):
        return str(cell)
    try:
        return float(cell)  # type: ignore[arg-type] # whole numbers, decimals of a database
    except (TypeError, ValueError, OverflowError):
        return str(cell)


def _number(text: str, thousands: str) -> float | None:
    if thousands:
        text = text.replace(thousands, "")
    if _PLAIN.fullmatch(text):
        return float(text)
    if _BLANK_GROUPS.fullmatch(text):
        text = re.sub(r"[ '’]", "", text)
    if "," in text and "." in text:
        text = text.replace(",", "") if text.rfind(".") > text.rfind(",") else text.replace(".", "")
    text = text.replace(",", ".") if text.count(",") == 1 else text
    return float(text) if _PLAIN.fullmatch(text) else None


def _said(text: str) -> tuple[int, float]:
    """What a cell that is no number says, and how many persons it can hold at most."""
    if (fewer := _FEWER.fullmatch(text)) is not None:
        return _PROTECTED, float(fewer[2]) - (1.0 if fewer[1] else 0.0)
    if (between := _RANGE.fullmatch(text)) is not None:
        return _PROTECTED, float(between[1])
    small = text.casefold()
    if small in MISSING:
        return _MISSING, 0.0
    if small in PROTECTED or fold(small) in PROTECTED_WORDS:
        return _PROTECTED, 0.0
    return (_MISSING if is_unknown(text) else _WRONG), 0.0


def _signs(texts: Sequence[str | float]) -> tuple[str, str]:
    """The sign that groups thousands in a column, and the one that is decimal though it might."""
    decimals = ""
    for sign, groups in _GROUPS.items():
        other = "." if sign == "," else ","
        with_sign = [text for text in texts if isinstance(text, str) and sign in text and text.strip(".")]
        if not with_sign or not all(groups.fullmatch(text) for text in with_sign):
            continue
        if any(isinstance(text, str) and other in text and text.strip(".") for text in texts):
            continue
        whole = any(isinstance(text, str) and text.isdigit() for text in texts)
        if sign == "," or whole or any(text.count(sign) > 1 for text in with_sign):
            return sign, ""
        decimals = sign
    return "", decimals
