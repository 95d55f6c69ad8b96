"""Permitted uses as plans write them: the capital letters of Swedish plans, and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sitematch.core.sites.categories import words_of
from sitematch.core.sites.words import clean, fold, one_dash

_INDUSTRY: Final = ("industry", "logistics")
_CENTRE: Final = ("retail", "office", "visitor")
LETTERS: Final = {
    **dict.fromkeys("JZ", _INDUSTRY),
    "V": ("logistics",),
    "K": ("office",),
    **dict.fromkeys("HG", ("retail",)),
    "C": _CENTRE,
    **dict.fromkeys("ORN", ("visitor",)),
    "B": ("housing",),
    **dict.fromkeys("DSU", ("public",)),
    "E": ("utilities",),
    **dict.fromkeys("LPTW", ("other",)),
}
"""Use by the letter of the planning regulations; each may carry a number for a more precise use (`R1`)."""

_WORDS: Final = {
    **dict.fromkeys(("industriändamål", "industrimark", "småindustri", "verksamheter", "verksamhet"), _INDUSTRY),
    **dict.fromkeys(("verksamhetsmark", "verksamhetsområde"), _INDUSTRY),
    **dict.fromkeys(("lager", "logistikverksamhet", "hamn"), ("logistics",)),
    **dict.fromkeys(("detaljhandel", "butik", "butiker", "drivmedel", "drivmedelsförsäljning"), ("retail",)),
    **dict.fromkeys(("centrum", "centrumändamål", "centrumverksamhet"), _CENTRE),
    **dict.fromkeys(("hotell", "besöksanläggning", "besöksanläggningar", "tillfällig vistelse", "besök"), ("visitor",)),
    **dict.fromkeys(("bostad", "bostadsändamål"), ("housing",)),
    **dict.fromkeys(("skola", "vård", "räddningstjänst"), ("public",)),
    **dict.fromkeys(("teknisk anläggning", "tekniskanläggning"), ("utilities",)),
    **dict.fromkeys(("blandat", "blandad användning"), ("mixed",)),
    **dict.fromkeys(("övrigt", "annat", "parkering", "trafik", "odling", "jordbruk"), ("other",)),
}
_FURTHER_WORDS: Final = {fold(word): uses for word, uses in _WORDS.items()}

_PUBLIC_PLACES: Final = frozenset(
    fold(word)
    for line in (
        "GATA GATUMARK HUVUDGATA LOKALGATA GÅGATA GENOMFART INFART UPPSAMLINGSGATA VÄG GCVÄG GÅNGVÄG CYKELVÄG GÅNG",
        "CYKEL TORG PARK NATUR NATURMARK P-PLATS SKYDD LEK LEKPLATS BAD ANLÄGGNING KOLONI KAJ BRO",
    )
    for word in line.split()
)
_BETWEEN: Final = re.compile(r"[|,;/+&\n()]| och | and ")
_ROMAN: Final = re.compile(r"[IVX]+(?:-[IVX]+)?")
_SMALL: Final = re.compile(r"[a-zåäö]\d*|(?:[a-zåäö]\d+)+")
_CAPITALS: Final = re.compile(rf"(?:[{''.join(LETTERS)}]\d*)+(?:[a-zåäö]\d+)*")
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?%?")
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def read_uses(cell: str) -> tuple[str, ...] | None:
    """The uses that a cell names, sorted; None where a part of it is neither a use nor another provision.

    Empty where it names other provisions only: small letters (`e1`), storeys in Roman numerals (`II-IV`; but
    a lone V) and public places (TORG, PARK) are no use.
    """
    uses: set[str] = set()
    for part in _BETWEEN.split(one_dash(clean(cell)).translate(_SUBSCRIPTS)):
        found = _of_word(part.strip())
        named = [_of_token(word) for word in part.split()] if found is None else [found]
        if any(of_one is None for of_one in named):
            return None
        uses.update(use for of_one in named for use in of_one or ())
    return tuple(sorted(uses))


def _of_word(word: str) -> Iterable[str] | None:
    if len(word) < 2:
        return None
    folded = fold(word)
    if folded in words_of("plan_use"):
        return (words_of("plan_use")[folded],)
    return () if folded.rstrip("0123456789") in _PUBLIC_PLACES else _FURTHER_WORDS.get(folded)


def _of_token(written: str) -> Iterable[str] | None:
    word = _of_word(written)
    if word is not None:
        return word
    if (_ROMAN.fullmatch(written) and written != "V") or _SMALL.fullmatch(written) or _FIGURE.fullmatch(written):
        return ()
    if _CAPITALS.fullmatch(written):
        return [use for letter in written if letter in LETTERS for use in LETTERS[letter]]
    return None
