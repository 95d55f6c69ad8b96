"""The single values of YAML 1.2 (its core schema), in which 0560 is a number and ``no`` a text."""

from __future__ import annotations

import re
from typing import Final

from sitematch.core.requirement.tree import Scalar

MOST_DIGITS: Final = 30
"""Longer whole numbers are read as floats: no figure needs more, and converting long ones takes quadratic time."""

_DECIMAL: Final = re.compile(r"[-+]?[0-9]+")
_OCTAL: Final = re.compile(r"0o[0-7]{1,20}")
_HEX: Final = re.compile(r"0x[0-9a-fA-F]{1,20}")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITY: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)")
_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


def plain_scalar(text: str) -> Scalar:
    """What an unquoted word of YAML 1.2 means."""
    if text in _WORDS:
        return _WORDS[text]
    if _FLOAT.fullmatch(text):
        return number_of(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEX.fullmatch(text):
        return int(text[2:], 16)
    if _INFINITY.fullmatch(text):
        return float("-inf") if text.startswith("-") else float("inf")
    return text


def number_of(text: str) -> int | float:
    """A decimal number as it is written: whole if it is written whole; infinite if it is too large for a float."""
    if len(text) <= MOST_DIGITS and _DECIMAL.fullmatch(text):
        return int(text)
    return float(text)
