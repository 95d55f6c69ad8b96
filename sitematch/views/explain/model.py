"""What the sentences of a match are sorted into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Row = TypeVar("Row")
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class SiteWords:
    """Of a ranked site: why it stands where it stands, what is unknown and whom to ask, how firm its rank is.

    ``unknown`` goes by falling worth of the answer; ``firmness`` is None without any points; ``summary`` is one
    sentence for a row or a popup.
    """

    why: tuple[str, ...]
    unknown: tuple[str, ...]
    firmness: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class MissWords:
    """Of a near miss: what it lacks and by how much, the least first, and all of it in one sentence."""

    lacks: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """Of the whole list: what decides it, the calls that are worth making, and the outcome in one sentence."""

    decides: tuple[str, ...]
    calls_title: str
    calls: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class TakeWords:
    """Of a municipality without a site in the list what it would take; of several why nothing would do."""

    places: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of a match; ``sites`` and ``misses`` by site id, in the order of the result.

    ``takes`` go by municipality, ``joined`` by assembly, both in the order of the result; ``offers`` has the same by
    site id, of the sites that they are about.
    """

    list: ListWords
    sites: Mapping[str, SiteWords]
    misses: Mapping[str, MissWords]
    takes: tuple[TakeWords, ...] = ()
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joined: tuple[str, ...] = ()


class WhenAsked(Mapping[str, Said], Generic[Row, Said]):
    """Sentences by site id, each made when it is first asked for: a list may hold many more sites than are shown."""

    def __init__(self, rows: Mapping[str, Row], say: Callable[[Row], Said]) -> None:
        self._rows, self._say = rows, say
        self._said: dict[str, Said] = {}

    def __getitem__(self, site_id: str) -> Said:
        if site_id not in self._said:
            self._said[site_id] = self._say(self._rows[site_id])
        return self._said[site_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
