"""The features of a GeoJSON text one after the other, so that never all of them stand in memory as lists of numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from json.decoder import JSONDecoder
from typing import Any, Final

FEATURES: Final = "features"
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = JSONDecoder()


class NotPlain(Exception):
    """The text is no plain JSON object with one list of features; it is to be read as a whole."""


def read_members(text: str, place: int = 0) -> Iterator[tuple[str | None, Any]]:
    """The members of the object that a text is, in order; of its list ``features`` each entry, under no name.

    Raises:
        NotPlain: it is no object, not well formed, or has something behind it.
        RecursionError: it is nested too deeply.
    """
    place = _after(text, _skip(text, place), "{")
    place = _skip(text, place)
    seen = False
    while text[place : place + 1] != "}":
        key, place = _value(text, place)
        place = _skip(text, _after(text, _skip(text, place), ":"))
        if not isinstance(key, str):
            raise NotPlain
        if key == FEATURES:
            if seen:
                raise NotPlain
            seen = True
            place = yield from _entries(text, _after(text, place, "["))
        else:
            value, place = _value(text, place)
            yield key, value
        place = _next(text, place, "}")
    if _skip(text, place + 1) != len(text):
        raise NotPlain


def _entries(text: str, place: int) -> Generator[tuple[None, Any], None, int]:
    """The entries of a list that begins here; gives the place behind it."""
    place = _skip(text, place)
    while text[place : place + 1] != "]":
        value, place = _value(text, place)
        yield None, value
        place = _next(text, place, "]")
    return place + 1


def _value(text: str, place: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, place)
    except json.JSONDecodeError:
        raise NotPlain from None


def _next(text: str, place: int, end: str) -> int:
    """The place of the next entry behind a comma, or of the end."""
    place = _skip(text, place)
    if text[place : place + 1] == end:
        return place
    place = _skip(text, _after(text, place, ","))
    if text[place : place + 1] == end:
        raise NotPlain
    return place


def _after(text: str, place: int, sign: str) -> int:
    if text[place : place + 1] != sign:
        raise NotPlain
    return place + 1


def _skip(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place
