"""Columns of values over sites. Unknown is the widest interval, never NaN, so that arithmetic keeps it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.evidence import Source
from sitematch.core.metrics.metric import Kind


@dataclass(frozen=True, slots=True)
class Via:
    """The facility or place that a distance is to; a place of the prospect's has no id."""

    id: str | None
    name: str


@dataclass(frozen=True, eq=False, slots=True)
class NumberColumn:
    """Numbers, intervals and unknowns: ``low`` = ``high`` where known, (-inf, inf) where unknown.

    ``low`` and ``high`` have shape (n,). ``reasons``, ``via`` and ``sources`` have n entries each:
    why a value is unknown (a code, or None where it is simply not stated), which facility it is to,
    and where it comes from (None where it is unknown).
    """

    low: FloatArray
    high: FloatArray
    reasons: Sequence[str | None]
    via: Sequence[Via | None]
    sources: Sequence[Source | None]

    @property
    def unknown(self) -> BoolArray:
        """Where nothing at all is known, shape (n,)."""
        return np.isneginf(self.low) & np.isposinf(self.high)


@dataclass(frozen=True, eq=False, slots=True)
class CategoryColumn:
    """Booleans, categories and sets of categories.

    ``codes`` has shape (n,) and points into ``values``, -1 where unknown. Each of ``values`` is a set of
    members in sorted order (one member but for ``Kind.SET``); booleans have the members ``true``, ``false``.
    """

    kind: Kind
    codes: IntArray
    values: tuple[tuple[str, ...], ...]
    reasons: Sequence[str | None]
    sources: Sequence[Source | None]

    @property
    def unknown(self) -> BoolArray:
        """Where nothing is known, shape (n,)."""
        return self.codes < 0


Column = NumberColumn | CategoryColumn
