"""Two results of a match compared: which ranks changed, and why, criterion by criterion.

A score is the sum of weight times points, so what it gained is, on each criterion, what other points gained at the new
weight and what another weight gained at the old points. What is not explained by a site itself is explained by others
that came, went or moved past it: two sites that did not change never change places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.core.matching.difference.causes import Listed, Sides, causes
from sitematch.core.matching.difference.reasons import own_reasons

Row = Mapping[str, Any]

NAMED: Final = 5
"""So many of the sites that moved past another are named."""
_MOST_COMPARED: Final = 10_000
"""In longer lists it is not told who moved past whom: that takes the square of them."""
_NOWHERE: Final = np.iinfo(np.int64).max


def difference(before: Row, after: Row) -> dict[str, Any]:
    """What changed from one result document to another.

    Returns:
        ``causes``: what differs between the two as a whole, rows with a ``kind`` (``engine``, ``region``,
        ``requirement``, ``sites``, ``shown``). ``changes``: a row for each site with another rank, by its new rank,
        then its old one: ``{site_id, name, rank_from, rank_to, score_from, score_to, reasons}``. A rank is None of a
        site that is no longer listed, or was not yet. A site that a shortened result does not show is left out where
        its rank may be the same.
    """
    sides = Sides(Listed.of(before), Listed.of(after))
    order = _Order.of(sides.before, sides.after)
    changed = [
        _change(site_id, sides, order)
        for site_id in dict.fromkeys([*sides.after.rows, *sides.before.rows])
        if _is_told(site_id, sides)
    ]
    ends = float("inf")
    changed.sort(key=lambda row: (row["rank_to"] or ends, row["rank_from"] or ends, row["site_id"]))
    return {"causes": causes(sides), "changes": changed}


def _is_told(site_id: str, sides: Sides) -> bool:
    """Whether a site has another rank for certain."""
    was, now = sides.before.ranks.get(site_id), sides.after.ranks.get(site_id)
    if was == now:
        return False
    # beyond the end of a shortened list it may stand where it stood
    hidden = (now is None and was is not None and site_id not in sides.after.rows and was > _shown(sides.after)) or (
        was is None and now is not None and site_id not in sides.before.rows and now > _shown(sides.before)
    )
    return not hidden


def _shown(listing: Listed) -> float:
    """Up to which rank a result shows its list; all of it, if it does."""
    counts, shown = listing.document["counts"], len(listing.ranks)
    return float("inf") if shown >= counts["qualifies"] + counts["open"] else shown


def _change(site_id: str, sides: Sides, order: _Order) -> dict[str, Any]:
    was, now = sides.before.rows.get(site_id), sides.after.rows.get(site_id)
    row: Row = now or was or {}
    reasons = own_reasons(was, now, sides)
    if was is not None and now is not None:
        reasons += order.others(site_id, sides, own=bool(reasons))
    if not reasons and sides.before.document["engine"] != sides.after.document["engine"]:
        reasons = [{"kind": "engine"}]
    return {
        "site_id": site_id,
        "name": row.get("name", site_id),
        "rank_from": sides.before.ranks.get(site_id),
        "rank_to": sides.after.ranks.get(site_id),
        "score_from": None if was is None else was.get("score"),
        "score_to": None if now is None else now.get("score"),
        "reasons": reasons,
    }


@dataclass(frozen=True, eq=False, slots=True)
class _Order:
    """The ranks of all sites that are listed in either result, as arrays; unlisted ones stand behind all others."""

    ids: Sequence[str]
    place: Mapping[str, int]
    was: IntArray
    now: IntArray

    @classmethod
    def of(cls, before: Listed, after: Listed) -> _Order:
        ids = list(dict.fromkeys([*after.ranks, *before.ranks]))
        was = np.array([before.ranks.get(site_id, _NOWHERE) for site_id in ids], dtype=np.int64)
        now = np.array([after.ranks.get(site_id, _NOWHERE) for site_id in ids], dtype=np.int64)
        return cls(ids, {site_id: i for i, site_id in enumerate(ids)}, was, now)

    def others(self, site_id: str, sides: Sides, *, own: bool) -> list[dict[str, Any]]:
        """Who came to stand above a site that is listed in both, and who no longer does."""
        here = self.place.get(site_id)
        if here is None or len(self.ids) > _MOST_COMPARED:
            return []
        was, now = self.was[here], self.now[here]
        if _NOWHERE in (was, now):
            return []
        above_was, above_now = self.was < was, self.now < now
        came, went = np.flatnonzero(above_now & ~above_was), np.flatnonzero(above_was & ~above_now)
        groups = {
            "entered": came[self.was[came] == _NOWHERE],
            "passed_by": came[self.was[came] != _NOWHERE],
            "left": went[self.now[went] == _NOWHERE],
            "overtook": went[self.now[went] != _NOWHERE],
        }
        if not any(len(group) for group in groups.values()):
            return []
        told = {name: self._named(group, sides) for name, group in groups.items()}
        counts = {f"{name}_count": len(group) for name, group in groups.items()}
        return [{"kind": "others", "score_changed": own, **told, **counts}]

    def _named(self, group: IntArray, sides: Sides) -> list[dict[str, str]]:
        ids = [self.ids[i] for i in group[:NAMED]]
        rows = [sides.after.rows.get(site_id) or sides.before.rows.get(site_id) or {} for site_id in ids]
        return [{"site_id": site_id, "name": row.get("name", site_id)} for site_id, row in zip(ids, rows, strict=True)]
