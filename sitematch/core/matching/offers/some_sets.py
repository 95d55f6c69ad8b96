"""Some minimal sets of neighbours, where there are too many to find them all: grown from here and there, then pared."""

from __future__ import annotations

from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.offers.minimal_sets import MOST_SITES, Judge
from sitematch.core.matching.offers.neighbours import Neighbours

MOST_SEEDS: Final = 100
MOST_NEIGHBOURS: Final = 50
"""So many of the neighbours of a set, the largest, are tried to grow it by."""

Members = tuple[int, ...]


def some_sets(beside: Neighbours, members: IntArray, size: FloatArray, most: int, judge: Judge) -> list[Members]:
    """Minimal sets among ``members``: from seeds spread evenly over them, the largest neighbour first.

    Args:
        beside: who lies beside whom among n sites.
        members: the sites that may be in a set, rising.
        size: how much each site adds, shape (n,).
        most: how many sites a set may have.
        judge: the test; of two sets that pass, one within the other, every one between has to pass.
    """
    seeds = members[np.unique(np.linspace(0, len(members) - 1, MOST_SEEDS).astype(np.int64))] if len(members) else ()
    allowed = frozenset(members.tolist())
    grown = (_grown(int(seed), beside, allowed, size, min(most, MOST_SITES), judge) for seed in seeds)
    return sorted({_pared(found, beside, size, judge) for found in grown if found is not None})


def _grown(
    seed: int, beside: Neighbours, allowed: frozenset[int], size: FloatArray, most: int, judge: Judge
) -> Members | None:
    """A set around a seed that passes, None where growing leads to none."""
    current: Members = (seed,)
    while len(current) < most:
        around = {other for site in current for other in beside.of(site).tolist()} & allowed - set(current)
        tried = sorted(around, key=lambda site: (-size[site], site))[:MOST_NEIGHBOURS]
        if not tried:
            return None
        sets = [tuple(sorted((*current, site))) for site in tried]
        judged = judge(np.array(sets, dtype=np.int64))
        going_on = np.flatnonzero(~judged.hopeless)
        if judged.passed.any():
            return sets[int(np.argmax(judged.passed))]
        if not len(going_on):
            return None
        current = sets[int(going_on[0])]
    return None


def _pared(found: Members, beside: Neighbours, size: FloatArray, judge: Judge) -> Members:
    """The set without what it does not need, the smallest taken away first."""
    for site in sorted(found, key=lambda site: (size[site], site)):
        rest = tuple(other for other in found if other != site)
        if len(rest) > 1 and _hangs_together(rest, beside) and judge(np.array([rest], dtype=np.int64)).passed[0]:
            return _pared(rest, beside, size, judge)
    return found


def _hangs_together(members: Members, beside: Neighbours) -> bool:
    reached, edge = {members[0]}, [members[0]]
    while edge:
        edge = [other for other in beside.of(edge.pop()).tolist() if other in members and other not in reached] + edge
        reached.update(edge)
    return len(reached) == len(members)
