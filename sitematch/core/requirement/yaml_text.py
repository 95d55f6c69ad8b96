"""YAML 1.2 text as tokens with their line and column: what a requirement needs of YAML, and nothing that hides.

Anchors, aliases, merge keys, tags and further documents are refused: they let a few bytes stand for
many values, or for values of another kind than the reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from sitematch.core.requirement.scalars import plain_scalar
from sitematch.core.requirement.tree import Position, Token, TokenKind, position_at, unreadable
from sitematch.errors import Unreadable

_CORE: Final = "tag:yaml.org,2002:"
_HARMLESS_TAGS: Final = frozenset({None, "!", f"{_CORE}str", f"{_CORE}map", f"{_CORE}seq"})
_LONG_WORD: Final = re.compile(r"(?<!\S)\S{2000,}")
"""The parser takes quadratic time over a tag as long as this."""


def tokens_of(text: str, name: str | None) -> Iterator[Token]:
    """The tokens of a YAML text, made as they are asked for.

    Raises:
        Unreadable: it is not YAML, is empty, or uses what a requirement may not, with line and column.
    """
    long_tag = next((word for word in _LONG_WORD.finditer(text) if "!" in word.group()), None)
    if long_tag:
        raise unreadable(name, position_at(text, long_tag.start()), "thousands of characters without a blank; mend it")
    documents = 0
    for event in _events(text, name):
        kind = type(event).__name__.removesuffix("Event")
        if kind == "DocumentStart":
            documents += 1
            _check_document(event, documents, name)
        elif kind not in ("StreamStart", "StreamEnd", "DocumentEnd"):
            yield _token(event, kind, name)
    if not documents:
        raise unreadable(name, None, "the text is empty; a requirement begins with `schema: sitematch.requirement/1`")


def _events(text: str, name: str | None) -> Iterator[Any]:
    reached: Position | None = None
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reached = (event.end_mark.line + 1, event.end_mark.column + 1)
            yield event
    except ReaderError as error:
        position = position_at(text, error.position)
        message = f"the character U+{ord(text[error.position]):04X} may not stand in YAML; remove it"
        raise unreadable(name, position, message) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position_or_none = (mark.line + 1, mark.column + 1) if mark else None
        message = f"not YAML: {error.problem or error.context}; check the indentation, quotes and brackets there"
        raise unreadable(name, position_or_none, message) from None
    except (YAMLError, ValueError, OverflowError):
        message = "not YAML from here on: an escape in a quoted text stands for no character; mend it"
        raise unreadable(name, reached, message) from None


def _check_document(event: Any, number: int, name: str | None) -> None:
    if number > 1:
        raise unreadable(name, _position(event), "a second document begins (`---`); keep one requirement per file")
    if event.version not in (None, (1, 2)):
        raise unreadable(name, _position(event), "a requirement is YAML 1.2; remove the %YAML line")


def _token(event: Any, kind: str, name: str | None) -> Token:
    position = _position(event)
    if kind == "Alias":
        raise _hidden(name, position, "an alias (`*name`)")
    if getattr(event, "anchor", None) is not None:
        raise _hidden(name, position, "an anchor (`&name`)")
    if kind in ("MappingEnd", "SequenceEnd"):
        return Token(TokenKind.END, position)
    tag = str(event.tag) if event.tag else None
    if tag not in _HARMLESS_TAGS:
        shown = tag.replace(_CORE, "!!") if tag else ""
        raise unreadable(name, position, f"the tag {shown[:60]!r} is not read; remove it (and put text in quotes)")
    if kind == "MappingStart":
        return Token(TokenKind.MAPPING, position)
    if kind == "SequenceStart":
        return Token(TokenKind.LIST, position)
    plain = event.style in (None, "") and tag is None
    if plain and event.value == "<<":
        raise _hidden(name, position, "a merge key (`<<`)")
    return Token(TokenKind.SCALAR, position, plain_scalar(event.value) if plain else event.value)


def _hidden(name: str | None, position: Position, what: str) -> Unreadable:
    return unreadable(name, position, f"{what} is not read; write the values out where they belong")


def _position(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1
