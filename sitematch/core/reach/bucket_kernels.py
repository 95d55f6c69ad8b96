"""The kernel of Dial's search: nodes wait in buckets, one for each decisecond, instead of in a heap (Dial 1969)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sitematch.core.reach.hierarchy.compiled import I4, I8, given, kernel, made, nothing

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]


@kernel(nothing(I8, I8, made(I4), made(I4), made(I4)))
def _put(node: int, slot: int, bucket: _Ints, behind: _Ints, before: _Ints) -> None:
    """A node into a bucket, in front: its number + 1 stands there, 0 for nobody."""
    behind[node], before[node] = bucket[slot], 0
    if bucket[slot]:
        before[bucket[slot] - 1] = node + 1
    bucket[slot] = node + 1


@kernel(nothing(I8, I8, made(I4), made(I4), made(I4)))
def _take(node: int, slot: int, bucket: _Ints, behind: _Ints, before: _Ints) -> None:
    """A node out of its bucket, from wherever it stands."""
    if before[node]:
        behind[before[node] - 1] = behind[node]
    else:
        bucket[slot] = behind[node]
    if behind[node]:
        before[behind[node] - 1] = before[node]


@kernel(nothing(given(I8), given(I8), given(I8), given(I8), given(I8), I8, made(I8), made(I8)))
def search(
    starts: _Longs,
    heads: _Longs,
    ds: _Longs,
    sources: _Longs,
    source_ds: _Longs,
    limit_ds: int,
    found_ds: _Longs,
    found_rank: _Longs,
) -> None:
    """The least deciseconds from any source to every node, and of equal ones the smallest rank of a source.

    ``found_ds`` and ``found_rank`` hold those of the ``sources``, else what is larger than any; they are left so where
    nothing is found up to the limit. The sources come with rising ``source_ds``. A node that is bettered goes to
    another bucket, or back into its own where only its rank is.
    """
    n, size = len(starts) - 1, 1
    for arc in range(len(ds)):
        size = max(size, ds[arc] + 1)  # buckets are used again when all that waits lies ahead of them
    bucket, behind, before = np.zeros(size, np.int32), np.zeros(n, np.int32), np.zeros(n, np.int32)
    waits = np.zeros(n, np.bool_)
    now, waiting, coming = source_ds[0], 0, 0
    while waiting or coming < len(sources):
        if not waiting:
            now = source_ds[coming]
        if now > limit_ds:
            break
        while coming < len(sources) and source_ds[coming] == now:
            node = sources[coming]
            coming += 1
            if found_ds[node] == now and not waits[node]:
                _put(node, now % size, bucket, behind, before)
                waits[node] = True
                waiting += 1
        node = bucket[now % size] - 1
        if node < 0:
            now += 1
            continue
        _take(node, now % size, bucket, behind, before)
        waits[node] = False
        waiting -= 1
        for arc in range(starts[node], starts[node + 1]):
            head, then, rank = heads[arc], now + ds[arc], found_rank[node]
            if then > limit_ds or then > found_ds[head] or (then == found_ds[head] and rank >= found_rank[head]):
                continue
            if waits[head]:
                _take(head, found_ds[head] % size, bucket, behind, before)
                waiting -= 1
            found_ds[head], found_rank[head] = then, rank
            _put(head, then % size, bucket, behind, before)
            waits[head] = True
            waiting += 1
