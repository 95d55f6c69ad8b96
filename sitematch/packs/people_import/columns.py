"""Which column of a file of people stands for which of ours: as the caller says, else by its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from sitematch.core.sites.words import fold
from sitematch.errors import WrongUse

GROUP_PREFIX: Final = "workforce_"
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "kod", "code", "tätortskod", "ortskod", "områdeskod", "deso", "regso"),
    "name": ("name", "namn", "ortnamn", "tätort", "tätortsnamn", "tätortsbeteckning", "ort", "locality", "place"),
    "kind": ("kind", "slag"),
    "municipality_code": ("municipality_code", "kommunkod", "kommun_kod", "kommunid", "municipality", "kommun"),
    "population": (
        *("population", "pop", "befolkning", "folkmängd", "total population", "pop tot", "tot pop", "pop total"),
        *("befolkning totalt", "totalbefolkning", "total befolkning", "antal invånare", "antal personer"),
        *("totalt antal", "invånare", "persons", "personer", "people", "inhabitants", "residents", "totalt", "total"),
        *("tot bef", "bef tot", "bef totalt", "folkmängd totalt", "total folkmängd", "invånarantal", "tot p"),
        *("bef", "tot", "antal"),
    ),
    "workforce": (
        *("workforce", "sysselsatta", "antal sysselsatta", "ant sysselsatta", "förvärvsarbetande", "nattbefolkning"),
        *("förvärvsarbetande nattbefolkning", "sysselsatt nattbefolkning", "employed", "syss natt", "nattbef"),
    ),
    "jobs": (
        *("jobs", "arbetstillfällen", "antal arbetstillfällen", "dagbefolkning", "förvärvsarbetande dagbefolkning"),
        *("sysselsatt dagbefolkning", "arbetsplatser", "antal arbetsplatser", "workplaces", "syss dag", "dagbef"),
    ),
    "lat": ("lat", "latitude", "latitud", "breddgrad"),
    "lon": ("lon", "lng", "long", "longitude", "longitud", "längdgrad"),
    "x": (
        *("x", "easting", "east", "e", "öst", "ost", "x koord", "x koordinat", "x coord", "x coordinate", "e koord"),
        *("x sweref", "x sweref99", "x sweref99tm", "sweref99 e", "sweref e", "point x", "x mitt", "x centroid"),
    ),
    "y": (
        *("y", "northing", "north", "n", "norr", "nord", "y koord", "y koordinat", "y coord", "y coordinate"),
        *("n koord", "y sweref", "y sweref99", "y sweref99tm", "sweref99 n", "sweref n", "point y", "y mitt"),
        *("y centroid",),
    ),
    "wkt": ("wkt", "geometry", "geom", "the geom", "geometri"),
    "crs": ("crs", "srid", "epsg"),
    "ruta": (
        *("ruta", "rutid", "rut id", "ruta id", "rutkod", "rutid scb", "ruta 1km", "grid id", "cell id", "cell"),
        *("ssbid", "ssbid1000m", "ssbid500m", "ssbid250m", "ssbid100m"),
    ),
    "cell_m": ("cell_m", "rutstorl", "rutstorlek", "cell size", "storlek"),
}
"""Headings by the column of ours that they mean, the likeliest first."""
NEAR: Final = 0.9
"""How alike (Ratcliff/Obershelp) a heading and a known word are that is a slip of the pen: `befolkning man` is not."""
SHORTEST_NEAR: Final = 5
"""A slip in a shorter word makes another one of it."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:[01]\d[0-3]\d)?$")
_GROUP: Final = re.compile(r"(?:workforce|sysselsatta|förvärvsarbetande|syss)[ _-]+(\S.*)", re.IGNORECASE)
_NO_GROUP: Final = frozenset({"totalt", "total", "natt", "dag", "nattbefolkning", "dagbefolkning"})


class SeveralMeant(Exception):
    """Several headings may be one column of ours: the first argument names it, the second is the headings."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The headings of a file by the column of ours that they are, and how each was told.

    ``told``: ``given``, ``named`` (a known heading) or ``near`` (nearly one), by column of ours.
    """

    heading_of: Mapping[str, str]
    told: Mapping[str, str]

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns ``workforce_<group>``."""
        return tuple(ours for ours in self.heading_of if ours.startswith(GROUP_PREFIX))

    def passed_over(self, headings: Sequence[str]) -> tuple[str, ...]:
        """The headings that stand for nothing of ours."""
        used = set(self.heading_of.values())
        return tuple(heading for heading in headings if heading not in used)


def known_words() -> frozenset[str]:
    """Every heading that is known, as compared: tells the line of headings, the separator and the layer by them."""
    return frozenset(fold(word) for words in WORDS.values() for word in words)


def layout_of(headings: Sequence[str], given: Mapping[str, str]) -> Layout:
    """Which heading is which column of ours.

    Args:
        headings: of the file, all different.
        given: their heading → our column, as the caller says; it wins.

    Raises:
        WrongUse: what is given names no column of the file, or none of ours.
        SeveralMeant: several headings are equally likely to be one column.
    """
    found = {ours: theirs for theirs, ours in _checked(headings, given)}
    told = dict.fromkeys(found, "given")
    for ours, theirs, how in _by_heading(headings, found):
        found[ours], told[ours] = theirs, how
    return Layout(found, told)


def _checked(headings: Sequence[str], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    folded = {fold(heading): heading for heading in reversed(headings)}
    taken: dict[str, str] = {}
    for theirs, ours in given.items():
        written = theirs if theirs in headings else folded.get(fold(theirs))
        if written is None:
            raise WrongUse(
                f"--columns {theirs}={ours}: the file has no column {theirs!r}; it has {', '.join(headings)}"
            )
        if ours not in WORDS and not re.fullmatch(rf"{GROUP_PREFIX}\w+", ours):
            raise WrongUse(
                f"--columns {theirs}={ours}: no column {ours!r}; there are {', '.join(WORDS)}, {GROUP_PREFIX}…"
            )
        if ours in taken:
            raise WrongUse(f"--columns {theirs}={ours}: {ours} is {taken[ours]!r} already; give it once")
        taken[ours] = theirs
        yield written, ours


def _by_heading(headings: Sequence[str], found: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    free = [heading for heading in headings if heading not in found.values()]
    for ours in WORDS:
        if ours in found:
            continue
        best = min((_unlikely(heading, ours) for heading in free), default=None)
        if best is None or best[0] > 2:
            continue
        alike = [heading for heading in free if _unlikely(heading, ours) == best]
        if len(alike) > 1:
            raise SeveralMeant(ours, alike)
        free.remove(alike[0])
        yield ours, alike[0], "near" if best[0] else "named"
    for heading in free:
        group = _GROUP.fullmatch(heading.strip())
        if group and fold(group[1]) not in _NO_GROUP:
            yield GROUP_PREFIX + re.sub(r"\W+", "_", group[1].strip().lower()), heading, "named"


def _unlikely(heading: str, ours: str) -> tuple[int, int]:
    """How far a heading is from being a column of ours: (0, rank) known, (1, rank) with a year, (2, 0) nearly."""
    written, words = fold(heading), [fold(word) for word in WORDS[ours]]
    if written in words:
        return 0, words.index(written)
    without_year = _YEAR.sub("", written)
    if without_year in words:
        return 1, words.index(without_year)
    near = len(written) >= SHORTEST_NEAR and any(
        len(word) >= SHORTEST_NEAR and SequenceMatcher(None, written, word).ratio() >= NEAR for word in words
    )
    return (2, 0) if near else (3, 0)
