"""The ranked sites as a sequence whose rows are made when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, SupportsIndex, overload

from sitematch.core.matching.result import RankedSite

RowMaker = Callable[[range], Sequence[RankedSite]]
"""Makes the rows at some places of the list, 0 the first."""
_AT_A_TIME: Final = 1_000


class RankedRows(Sequence[RankedSite]):
    """Rows of a list that may be very long: none is held, so that a million take no more room than their figures.

    A slice is a sequence of the same kind; going through all makes a thousand rows at a time.
    """

    def __init__(self, make: RowMaker, places: range) -> None:
        self._make = make
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: SupportsIndex) -> RankedSite: ...
    @overload
    def __getitem__(self, at: slice) -> RankedRows: ...
    def __getitem__(self, at: SupportsIndex | slice) -> RankedSite | RankedRows:
        if isinstance(at, slice):
            return RankedRows(self._make, self._places[at])
        place = self._places[at]
        return self._make(range(place, place + 1))[0]

    def __iter__(self) -> Iterator[RankedSite]:
        for start in range(0, len(self._places), _AT_A_TIME):
            yield from self._make(self._places[start : start + _AT_A_TIME])
