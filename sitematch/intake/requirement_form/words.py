r"""How texts, figures, lists and points are written into one cell, and read again.

Pieces stand apart by signs (``|``, ``;``, ``:``); a text with such a sign in it is put in quotes, and inside quotes
``""`` is a quote, a backslash begins the number of a sign (``\u0301``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.core.sites.categories import NO, YES
from sitematch.core.sites.numbers import NO_UNITS, NumberCell, read_float, read_number
from sitematch.core.sites.words import fold
from sitematch.intake.tables import tidy_text

QUOTE: Final = '"'
BETWEEN: Final = "|"
NEXT: Final = ";"
POINTS: Final = ":"
AT_LEAST: Final = ">="
AT_MOST: Final = "<="
EQUAL: Final = "="
_OPERATORS: Final = {"≥": AT_LEAST, "≤": AT_MOST, AT_LEAST: AT_LEAST, AT_MOST: AT_MOST, EQUAL: EQUAL}
_OPERATOR: Final = re.compile(r">=|<=|≥|≤|=")
_SIGNS: Final = re.compile(r'[|;:=<>≤≥"]|_x')
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8}))")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


class CellError(ValueError):
    """A cell that cannot be read; the text says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a cell; ``bare``: it stood without quotes, and may be a number or a yes."""

    text: str
    bare: bool

    @property
    def truth(self) -> bool | None:
        """Yes or no, None where it is neither."""
        word = fold(self.text) if self.bare else ""
        return True if word in YES - {"1"} else False if word in NO - {"0"} else None

    @property
    def figure(self) -> float | None:
        """The number that it is, None where it is none."""
        return read_float(self.text) if self.bare else None


# Writing


def write_text(text: str) -> str:
    """A text that fills a cell: as it is, in quotes only where reading it would change it."""
    same = tidy_text(text) == text and not text.startswith((QUOTE, "#")) and "_x" not in text
    return text if same else _in_quotes(text)


def write_word(text: str) -> str:
    """A text among others of a cell: in quotes where it holds a sign, or could be taken for a figure or a yes."""
    word = Word(text, bare=True)
    plain = tidy_text(text) == text and not _SIGNS.search(text)
    return text if plain and word.figure is None and word.truth is None else _in_quotes(text)


def write_figure(number: float, lang: Lang) -> str:
    """A figure inside a text, with all its digits and the decimal sign of the language."""
    whole = float(number).is_integer() and abs(number) < 1e15
    written = str(int(number)) if whole else repr(float(number))
    return written.replace(".", ",") if lang == "sv" else written


def _in_quotes(text: str) -> str:
    stays = tidy_text(f"{QUOTE}{text}{QUOTE}") == f"{QUOTE}{text}{QUOTE}" and "_x" not in text
    escaped = "".join(sign if _is_safe(sign, stays) else _number_of(sign) for sign in text)
    return f"{QUOTE}{escaped.replace(QUOTE, QUOTE * 2)}{QUOTE}"


def _is_safe(sign: str, stays: bool) -> bool:
    """Whether a sign may stand in quotes as it is; ``stays``: reading the cell changes nothing in the text."""
    return sign != "\\" and (stays or (" " <= sign <= "~" and sign not in "&_"))


def _number_of(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"


# Reading


def read_text(cell: str) -> str:
    """A text that fills a cell."""
    return word_of(cell).text if _QUOTED.fullmatch(cell) else cell


def word_of(piece: str) -> Word:
    """A piece of a cell as a word.

    Raises:
        CellError: it holds a quote, but is not whole in quotes.
    """
    piece = piece.strip()
    if QUOTE not in piece:
        return Word(piece, bare=True)
    if not _QUOTED.fullmatch(piece):
        raise CellError(f'{piece} has a quote in it; put the whole text in quotes, with "" for a quote inside')
    inside = piece[1:-1].replace(QUOTE * 2, QUOTE)
    return Word(_ESCAPE.sub(_sign_of, inside), bare=False)


def _sign_of(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number <= sys.maxunicode else found[0]


def words_in(cell: str) -> list[Word]:
    """The members of a list, with ``|`` between them; blank ones are passed over."""
    return [word_of(piece) for piece in _split(cell, BETWEEN) if piece.strip()]


def points_in(cell: str) -> list[tuple[Word, float]]:
    """Values with their points, ``10: 0; 20: 100``.

    Raises:
        CellError: a piece is no pair, or has no number for its points.
    """
    pairs = []
    for piece in _pieces(cell):
        parts = [part for sign in (POINTS, EQUAL) if len(part := _split(piece, sign)) == 2]
        if not parts:
            raise CellError(f"{piece.strip()!r} is no value with its points; write them as 10: 0; 20: 100")
        pairs.append((word_of(parts[0][0]), figure_of(parts[0][1])))
    return pairs


def conditions_in(cell: str) -> list[tuple[str, str, list[Word]]]:
    """Conditions on a facility, ``draft_m >= 10; cargo = container | ro-ro``: attribute, sign, what it is held to.

    Raises:
        CellError: a piece is no condition.
    """
    found = []
    for piece in _pieces(cell):
        at = next((m for m in _OPERATOR.finditer(piece) if not _inside_quotes(piece, m.start())), None)
        if at is None or not piece[: at.start()].strip() or not piece[at.end() :].strip():
            raise CellError(f"{piece.strip()!r} is no condition; write draft_m >= 10, or cargo = container | ro-ro")
        found.append((word_of(piece[: at.start()]).text, _OPERATORS[at[0]], words_in(piece[at.end() :])))
    return found


def figure_of(cell: object, units: Mapping[str, float] = NO_UNITS) -> float:
    """A cell, or a piece of one, as a number: decimal comma or point, blanks between thousands, a known unit behind.

    Raises:
        CellError: it is none, or no single one.
    """
    if isinstance(cell, str):
        exact = read_float(cell)
        if exact is not None:
            return exact
    number = read_number(cell, units)
    if not isinstance(number, NumberCell):
        raise CellError(f"{cell!r} is no number; write one such as 12.5 or 12,5")
    if number.low != number.high or number.approximate:
        raise CellError(f"{cell!r} is no single number; write one")
    return number.low


def _pieces(cell: str) -> list[str]:
    return [piece for line in _split(cell, "\n") for piece in _split(line, NEXT) if piece.strip()]


def _split(text: str, sign: str) -> list[str]:
    """The text at every ``sign`` that is not inside quotes."""
    parts, start, inside = [], 0, False
    for place, one in enumerate(text):
        if one == QUOTE:
            inside = not inside
        elif one == sign and not inside:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _inside_quotes(text: str, at: int) -> bool:
    return text[:at].count(QUOTE) % 2 == 1
