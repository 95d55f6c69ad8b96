"""The nearest known word to one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

LONGEST_WORD: Final = 80
"""Longer words are no slip of the pen, and comparing them would cost time."""
SIMILARITY: Final = 0.6


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` most likely stands for, None where none is near.

    Case, blanks and hyphens make no difference; of equally near words the first in the alphabet counts.
    """
    if len(word) > LONGEST_WORD:
        return None
    by_fold = {_fold(candidate): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(_fold(word), sorted(by_fold), n=1, cutoff=SIMILARITY)
    return by_fold[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` to put behind a message, or nothing where no known word is near."""
    found = nearest(word, known)
    return f"; did you mean '{found}'?" if found else ""


def _fold(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")
