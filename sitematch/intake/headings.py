"""Which column of ours each heading of a file is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sitematch.core.sites.words import fold
from sitematch.intake.meanings import BASE_COLUMNS, GIVEN, HEADINGS, METRIC_COLUMNS, PLACE_COLUMNS, Meaning

VISIBILITY_WORDS: Final = ("visibility", "synlighet")
NEAR: Final = 2
"""So many letters may be wrong, missing or exchanged in a heading that decides who sees a site."""
SHORTENED_BYTES: Final = (9, 10)
"""How long a heading is that a Shapefile has cut, in bytes of UTF-8."""


def meanings_of(heading: str, short: bool = False) -> tuple[Meaning, ...]:
    """What a heading may mean, the likeliest first; empty for one that is not known.

    Args:
        heading: as it stands in the file.
        short: the format cuts headings, so that one may be the beginning of a name of ours.
    """
    written = fold(heading)
    if short and written not in _OWN and len(heading.encode()) in SHORTENED_BYTES:
        whole = [name for name in (*BASE_COLUMNS, *METRIC_COLUMNS) if fold(name).startswith(written)]
        if len(whole) == 1:
            return (GIVEN[whole[0]],)
    known = HEADINGS.get(written)
    if known:
        return known
    if any(_edits(written, fold(word)) <= NEAR for word in VISIBILITY_WORDS):
        return (Meaning("visibility"),)
    return ()


def is_known(heading: str) -> bool:
    """Whether the heading may mean a column of ours."""
    return fold(heading) in HEADINGS


def is_own(heading: str) -> bool:
    """Whether the heading is a name of ours, in any spelling."""
    return fold(heading) in _OWN


def own_column_near(heading: str) -> str | None:
    """Our own column whose name is nearest to an unknown heading, None where none is near."""
    from difflib import get_close_matches

    found = get_close_matches(fold(heading)[:80], list(_OWN), n=1, cutoff=0.75)
    return _OWN[found[0]] if found else None


def given_meanings(columns: Mapping[str, str], headings: Iterable[str]) -> dict[str, Meaning]:
    """The meanings that the caller gives (their heading → our column), by heading as the file has it.

    A heading is found as written, else as compared.
    """
    exact = list(headings)
    folded: dict[str, str] = {}
    for heading in exact:
        folded.setdefault(fold(heading), heading)
    found: dict[str, Meaning] = {}
    for theirs, ours in columns.items():
        written = theirs if theirs in exact else folded.get(fold(theirs))
        if written is not None:
            found[written] = GIVEN[ours]
    return found


_OWN: Final = {fold(name): name for name in (*BASE_COLUMNS, *PLACE_COLUMNS, *METRIC_COLUMNS)}


def _edits(left: str, right: str) -> int:
    """Letters to insert, drop, replace or exchange with a neighbour (Damerau 1964, optimal string alignment)."""
    if abs(len(left) - len(right)) > NEAR:
        return NEAR + 1
    rows = [list(range(len(right) + 1))]
    for i, sign in enumerate(left, start=1):
        row = [i]
        for j, other in enumerate(right, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == right[j - 2] and left[i - 2] == other:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
