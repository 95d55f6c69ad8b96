"""JSON text as tokens with their line and column. The grammar is the standard library's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from sitematch.core.requirement.scalars import number_of
from sitematch.core.requirement.tree import Position, Token, TokenKind, unreadable

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s,:{}\[\]"]+')
_BRACKETS: Final = {"{": TokenKind.MAPPING, "[": TokenKind.LIST, "}": TokenKind.END, "]": TokenKind.END}
_WORDS: Final = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}


def syntax_fault(text: str) -> json.JSONDecodeError | None:
    """What is wrong with the text as JSON, None where nothing is.

    ``NaN`` and ``Infinity`` pass here: they are refused where they stand, with the name of their criterion.

    Raises:
        RecursionError: it nests deeper than Python itself goes.
    """
    try:
        json.loads(text, parse_int=len)
    except json.JSONDecodeError as fault:
        return fault
    return None


def tokens_of(text: str, name: str | None) -> Iterator[Token]:
    """The tokens of a JSON text.

    Raises:
        Unreadable: it is not JSON, with line and column.
    """
    try:
        fault = syntax_fault(text)
    except RecursionError:
        raise unreadable(name, None, "nested far too deep; a requirement nests eight levels") from None
    if fault is not None:
        message = f"not JSON: {fault.msg}; mend the text there"
        raise unreadable(name, (fault.lineno, fault.colno), message) from None
    return _tokens(text)


def _tokens(text: str) -> Iterator[Token]:
    """The tokens of a text that is known to be JSON: commas and colons say nothing more."""
    line, line_start, seen = 1, 0, 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        breaks = text.count("\n", seen, start)
        if breaks:
            line += breaks
            line_start = text.rfind("\n", seen, start) + 1
        seen = start
        yield _token(match.group(), (line, start - line_start + 1))


def _token(word: str, position: Position) -> Token:
    if word in _BRACKETS:
        return Token(_BRACKETS[word], position)
    if word.startswith('"'):
        return Token(TokenKind.SCALAR, position, json.loads(word))
    if word in _WORDS:
        return Token(TokenKind.SCALAR, position, _WORDS[word])
    return Token(TokenKind.SCALAR, position, number_of(word))
