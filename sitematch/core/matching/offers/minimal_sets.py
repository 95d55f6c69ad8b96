"""The smallest sets of neighbours that together pass a test, without trying all subsets.

Sets grow by one neighbour at a time, all of one size before any of the next, as arrays. Of every set that hangs
together all but those sites whose loss would break it (its cut vertices) can be taken away, so that a set of k sites
comes up once for each of its connected sets of k - 1 that is still open. A set that passed is not open any more: one
that comes up less often than it has sites to lose holds a smaller set that passed, and is not minimal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, IntArray
from sitematch.core.matching.offers.neighbours import Neighbours

MOST_SITES: Final = 62
"""In a set: who is beside whom within it is kept in the bits of one number."""
MOST_CELLS: Final = 3_000_000
"""So many sites do the sets of one size hold, counted in each; groups of sites that would need more are left."""
MOST_CELLS_IN_ALL: Final = 100_000_000
"""The same over all sizes."""
MOST_STEPS: Final = 400_000_000
"""Of looking for the sites that a set can lose."""


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """Of m sets: which pass the test, and which never will, however they grow; each of shape (m,)."""

    passed: BoolArray
    hopeless: BoolArray


Judge = Callable[[IntArray], Judged]
"""Sets of k sites each, shape (m, k), rising within a row, in; how they fare out."""


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """The minimal sets by size, arrays of shape (m, k); ``left`` are the groups of sites that were not looked through.

    Of a group that was left all minimal sets of the sizes before are there.
    """

    sets: tuple[IntArray, ...]
    left: IntArray


def minimal_sets(beside: Neighbours, members: IntArray, most: int, judge: Judge) -> Found:
    """All sets of 2 to ``most`` neighbours that pass a test and hold no smaller one that does.

    Args:
        beside: who lies beside whom.
        members: the sites that may be in a set, none of which passes alone, rising.
        most: how many sites a set may have.
        judge: the test. A set that is hopeless may hold no set that passed but what passed before it.
    """
    search = _Search(beside, members, judge)
    sets = members[:, None]
    found: list[IntArray] = []
    for _ in range(2, min(most, MOST_SITES) + 1):
        sets = search.grown(sets)
        if not len(sets):
            break
        judged = judge(sets)
        if judged.passed.any():
            found.append(sets[judged.passed])
            search.holding.update(beside.group[sets[judged.passed][:, 0]].tolist())
        sets = sets[~(judged.passed | judged.hopeless)]
    return Found(tuple(found), np.array(sorted(search.left), dtype=np.int64))


class _Search:
    """What is known while sets grow: ``holding`` the groups in which a set passed, ``left`` those left."""

    def __init__(self, beside: Neighbours, members: IntArray, judge: Judge) -> None:
        self.beside, self.judge = beside, judge
        self.allowed = np.zeros(len(beside.group), dtype=np.bool_)
        self.allowed[members] = True
        self.holding: set[int] = set()
        self.left: set[int] = set()
        self.steps = self.cells = 0

    def grown(self, sets: IntArray) -> IntArray:
        """All sets of one site more, in lexicographic order, but for those that hold a set that passed."""
        sets = self._within_bounds(sets)
        if not len(sets):
            return sets
        larger, times = _counted(self._larger(sets))
        in_question = np.isin(self.beside.group[larger[:, 0]], list(self.holding)) & (times < larger.shape[1])
        doubtful = np.flatnonzero(in_question)
        if not len(doubtful):
            return larger
        steps = len(doubtful) * larger.shape[1] ** 3
        keep = np.ones(len(larger), dtype=np.bool_)
        if self.steps + steps > MOST_STEPS:
            self.left.update(self.beside.group[larger[doubtful][:, 0]].tolist())
            keep[doubtful] = False
            return larger[keep & ~np.isin(self.beside.group[larger[:, 0]], list(self.left))]
        self.steps += steps
        keep[doubtful] = times[doubtful] == losable(self.beside, larger[doubtful])
        return larger[keep]

    def _within_bounds(self, sets: IntArray) -> IntArray:
        """The sets of the groups that need least, as far as there is room for what grows from them."""
        group = self.beside.group[sets[:, 0]]
        needed = self.beside.counts[sets].sum(axis=1) * (sets.shape[1] + 1)
        groups, of = np.unique(group, return_inverse=True)
        total = np.bincount(of, weights=needed, minlength=len(groups))
        order = np.lexsort((groups, total))
        room = min(MOST_CELLS, MOST_CELLS_IN_ALL - self.cells)
        beyond = groups[order[np.cumsum(total[order]) > room]]
        self.cells += int(total.sum() - total[np.isin(groups, beyond)].sum())
        self.left.update(beyond.tolist())
        return sets[~np.isin(group, beyond)] if len(beyond) else sets

    def _larger(self, sets: IntArray) -> IntArray:
        """Each set with each allowed neighbour of its, once; shape (m, k + 1), rising within a row."""
        m, k = sets.shape
        flat = sets.ravel()
        counts = self.beside.counts[flat]
        parent = np.repeat(np.repeat(np.arange(m), k), counts)
        start = np.repeat(self.beside.first[flat] - (np.cumsum(counts) - counts), counts)
        added = self.beside.others[start + np.arange(len(parent))]
        fresh = self.allowed[added] & (sets[parent] != added[:, None]).all(axis=1)
        n = len(self.allowed)
        pairs = np.unique(parent[fresh] * n + added[fresh])
        larger = np.concatenate([sets[pairs // n], (pairs % n)[:, None]], axis=1)
        larger.sort(axis=1)
        return larger


def losable(beside: Neighbours, sets: IntArray) -> IntArray:
    """How many sites each set, shape (m, k) with k ≤ ``MOST_SITES``, can lose and still hang together; shape (m,)."""
    m, k = sets.shape
    linked = _linked(beside, sets)
    everyone = (1 << k) - 1
    count = np.zeros(m, dtype=np.int64)
    for lost in range(k):
        rest = everyone & ~(1 << lost)
        count += _reached(linked, rest) == rest
    return count


def _linked(beside: Neighbours, sets: IntArray) -> IntArray:
    """Within each set, the neighbours of each of its sites as bits; shape (m, k)."""
    k = sets.shape[1]
    bits = np.zeros(sets.shape, dtype=np.int64)
    for i in range(k):
        for j in range(i):
            linked = beside.are(sets[:, i], sets[:, j])
            bits[linked, i] |= 1 << j
            bits[linked, j] |= 1 << i
    return bits


def _reached(linked: IntArray, rest: int) -> IntArray:
    """Who hangs together with the first of ``rest`` by ways through ``rest``, as bits; shape (m,)."""
    m, k = linked.shape
    reached = np.full(m, rest & -rest, dtype=np.int64)
    while True:
        before = reached.copy()
        for site in range(k):
            reached |= np.where((reached >> site) & 1, linked[:, site] & rest, 0)
        if np.array_equal(before, reached):
            return reached


def _counted(rows: IntArray) -> tuple[IntArray, IntArray]:
    """Different rows in lexicographic order, and how often each came up."""
    if not len(rows):
        return rows, np.zeros(0, dtype=np.int64)
    ordered = rows[np.lexsort(rows.T[::-1])]
    new = np.ones(len(ordered), dtype=np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    return ordered[starts], np.diff(np.append(starts, len(ordered)))
