"""A document as plain values, and where in its text each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from sitematch.errors import Unreadable

MAX_DEPTH: Final = 20
"""A requirement nests eight deep; what nests deeper is none."""
MAX_TOKENS: Final = 60_000
"""Keys, values and ends of lists; a thousand criteria have some 26,000."""

Scalar = str | int | float | bool | None
Step = str | int
Path = tuple[Step, ...]
"""From the root of a document to a value: the keys and indices on the way."""
Position = tuple[int, int]
"""Line and column, both from 1."""


class TokenKind(Enum):
    """What a piece of a document's text does to its tree."""

    MAPPING = "mapping begins"
    LIST = "list begins"
    END = "list or mapping ends"
    SCALAR = "a single value"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a document, whatever it is written in; ``value`` counts for scalars."""

    kind: TokenKind
    position: Position
    value: Scalar = None


@dataclass(frozen=True, slots=True)
class Positions:
    """Where keys and values stand in the text."""

    keys: Mapping[Path, Position] = field(default_factory=dict)
    values: Mapping[Path, Position] = field(default_factory=dict)

    def of(self, path: Path, at_key: bool = False) -> Position | None:
        """The position of a value (or of its key), else of the nearest thing around it; None without a text."""
        if at_key and path in self.keys:
            return self.keys[path]
        for end in range(len(path), -1, -1):
            if path[:end] in self.values:
                return self.values[path[:end]]
        return None


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says: a tree of plain values, their positions, and the keys that are given twice.

    Of a key that is given twice the tree holds the first value.
    """

    tree: Any
    positions: Positions
    repeated: tuple[tuple[Path, Position], ...] = ()


def unreadable(name: str | None, position: Position | None, message: str) -> Unreadable:
    """The error for a text that is no document; ``message`` says what is wrong and how to mend it."""
    place = f"line {position[0]}, column {position[1]}: " if position else ""
    return Unreadable(f"{name or 'the requirement'}: {place}{message}")


def position_at(text: str, index: int) -> Position:
    """Line and column, from 1, of the character at ``index``."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def compose(tokens: Iterator[Token], name: str | None) -> Document:
    """The document that the tokens make up.

    Raises:
        Unreadable: it nests too deep, is too large, or a key is a list or a mapping.
    """
    bounded = _bounded(tokens, name)
    composer = _Composer(bounded, name)
    tree = composer.value(next(bounded), ())
    return Document(tree, Positions(composer.keys, composer.values), tuple(composer.repeated))


def _bounded(tokens: Iterator[Token], name: str | None) -> Iterator[Token]:
    for count, token in enumerate(tokens):
        if count >= MAX_TOKENS:
            message = f"holds more than {MAX_TOKENS:,} keys and values; a requirement does not"
            raise unreadable(name, token.position, message)
        yield token


class _Composer:
    """Takes tokens from a stream and builds a tree, noting positions on the way."""

    def __init__(self, tokens: Iterator[Token], name: str | None) -> None:
        self._tokens = tokens
        self._name = name
        self.keys: dict[Path, Position] = {}
        self.values: dict[Path, Position] = {}
        self.repeated: list[tuple[Path, Position]] = []

    def value(self, token: Token, path: Path) -> Any:
        """The value that begins with ``token``; takes all of its tokens."""
        if len(path) > MAX_DEPTH:
            raise unreadable(self._name, token.position, f"nested more than {MAX_DEPTH} deep; a requirement is not")
        self.values.setdefault(path, token.position)
        if token.kind is TokenKind.MAPPING:
            return self._mapping(path)
        if token.kind is TokenKind.LIST:
            return self._list(path)
        return token.value

    def _list(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while (token := next(self._tokens)).kind is not TokenKind.END:
            items.append(self.value(token, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[Any, Any]:
        entries: dict[Any, Any] = {}
        while (token := next(self._tokens)).kind is not TokenKind.END:
            if token.kind is not TokenKind.SCALAR:
                raise unreadable(self._name, token.position, "a list or mapping stands as a key; a key is a text")
            key = key_text(token.value)
            place = (*path, key)
            if key in entries:
                self.repeated.append((place, token.position))
                _Composer(self._tokens, self._name).value(next(self._tokens), place)  # read past it
            else:
                self.keys[place] = token.position
                entries[key] = self.value(next(self._tokens), place)
                if entries[key] is None:
                    self.values[place] = token.position  # nothing stands somewhere behind its key
        return entries


def key_text(key: Any) -> Any:
    """A key as it counts: ``true:`` and ``false:`` are the texts that they are in JSON."""
    return str(key).lower() if isinstance(key, bool) else key
