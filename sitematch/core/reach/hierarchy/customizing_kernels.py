"""Kernels of the times' part of a hierarchy: weights of the arcs, of shortcuts, and which arcs a search needs.

Arcs go from a rank to those above it (smaller ranks), their heads rising in each row. ``up`` is the weight towards the
head, ``down`` from it. FAR stands for no way; two of it can be added in 32 bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sitematch.core.reach.hierarchy.compiled import I4, I8, U4, given, kernel, made, nothing, several

_Ints = NDArray[np.int32]
_Weights = NDArray[np.uint32]

FAR = (1 << 31) - 1


@kernel(
    several(made(U4), made(U4), I8)(given(I4), given(I4), given(I4), given(I8), given(I8), given(I8)),
)
def weighted(
    up_starts: _Ints,
    up_heads: _Ints,
    rank: _Ints,
    starts: NDArray[np.int64],
    heads: NDArray[np.int64],
    ds: NDArray[np.int64],
) -> tuple[_Weights, _Weights, int]:
    """Weights up and down as the roads give them, FAR for shortcuts, and how many roads have no arc here."""
    up = np.full(len(up_heads), np.uint32(FAR), np.uint32)
    down = np.full(len(up_heads), np.uint32(FAR), np.uint32)
    missing = 0
    for tail in range(len(starts) - 1):
        for road in range(starts[tail], starts[tail + 1]):
            a, b = rank[tail], rank[heads[road]]
            if a == b:
                continue
            low, high = max(a, b), min(a, b)
            first, last = up_starts[low], up_starts[low + 1]
            while first < last:
                middle = (first + last) >> 1
                if up_heads[middle] < high:
                    first = middle + 1
                else:
                    last = middle
            if first == up_starts[low + 1] or up_heads[first] != high:
                missing += 1
                continue
            weight = np.uint32(min(ds[road], FAR))
            if a == low:
                up[first] = min(up[first], weight)
            else:
                down[first] = min(down[first], weight)
    return up, down, missing


@kernel(several(made(I4), made(I4))(given(I4), given(I4)))
def from_below(up_starts: _Ints, up_heads: _Ints) -> tuple[_Ints, _Ints]:
    """The arcs that come to each rank from below: starts, and rows of arcs."""
    n = len(up_starts) - 1
    starts = np.zeros(n + 1, np.int32)
    for arc in range(len(up_heads)):
        starts[up_heads[arc] + 1] += 1
    for high in range(n):
        starts[high + 1] += starts[high]
    fill = starts[:n].copy()
    arcs = np.empty(len(up_heads), np.int32)
    for arc in range(len(up_heads)):
        high = up_heads[arc]
        arcs[fill[high]] = arc
        fill[high] += 1
    return starts, arcs


@kernel(made(I4)(given(I4), I8))
def _tails(up_starts: _Ints, n_arcs: int) -> _Ints:
    tail = np.empty(n_arcs, np.int32)
    for low in range(len(up_starts) - 1):
        tail[up_starts[low] : up_starts[low + 1]] = low
    return tail


@kernel(nothing(given(I4), given(I4), given(I4), given(I4), made(U4), made(U4)))
def customize_basic(
    up_starts: _Ints, up_heads: _Ints, below_starts: _Ints, below_arcs: _Ints, up: _Weights, down: _Weights
) -> None:
    """Each arc as quick as the quickest way over lower nodes (Dibbelt, Strasser and Wagner 2016).

    The triangles of a lowest, a middle and a highest node are gone through by their middle, from the bottom.
    """
    n = len(up_starts) - 1
    at = np.empty(n, np.int32)
    tail = _tails(up_starts, len(up_heads))
    for middle in range(n - 1, -1, -1):
        for arc in range(up_starts[middle], up_starts[middle + 1]):
            at[up_heads[arc]] = arc
        for entry in range(below_starts[middle], below_starts[middle + 1]):
            side = below_arcs[entry]
            side_up, side_down = up[side], down[side]
            if side_up == FAR and side_down == FAR:
                continue
            for far in range(up_starts[tail[side]], side):
                third = at[up_heads[far]]
                up[third] = min(up[third], np.uint32(side_down + up[far]))
                down[third] = min(down[third], np.uint32(down[far] + side_up))


@kernel(nothing(given(I4), given(I4), given(I4), given(I4), made(U4), made(U4)))
def customize_perfect(
    up_starts: _Ints, up_heads: _Ints, below_starts: _Ints, below_arcs: _Ints, up: _Weights, down: _Weights
) -> None:
    """Each arc as quick as the quickest way at all: by the same triangles, from the top."""
    n = len(up_starts) - 1
    at = np.empty(n, np.int32)
    tail = _tails(up_starts, len(up_heads))
    for middle in range(n):
        for arc in range(up_starts[middle], up_starts[middle + 1]):
            at[up_heads[arc]] = arc
        for entry in range(below_starts[middle], below_starts[middle + 1]):
            side = below_arcs[entry]
            for far in range(up_starts[tail[side]], side):
                third = at[up_heads[far]]
                side_up, side_down, third_up, third_down = up[side], down[side], up[third], down[third]
                far_up, far_down = up[far], down[far]
                up[side] = min(side_up, np.uint32(far_up + third_down))
                down[side] = min(side_down, np.uint32(third_up + far_down))
                up[far] = min(far_up, np.uint32(side_up + third_up))
                down[far] = min(far_down, np.uint32(third_down + side_down))


@kernel(several(made(I4), made(I4), made(U4))(given(I4), given(I4), given(U4), given(U4)))
def needed(up_starts: _Ints, up_heads: _Ints, basic: _Weights, perfect: _Weights) -> tuple[_Ints, _Ints, _Weights]:
    """The arcs of one direction that some quickest way may take: those that nothing undercuts."""
    n = len(up_starts) - 1
    starts = np.empty(n + 1, np.int32)
    kept = 0
    for arc in range(len(up_heads)):
        kept += basic[arc] < FAR and basic[arc] == perfect[arc]
    heads, ds = np.empty(kept, np.int32), np.empty(kept, np.uint32)
    kept = 0
    for low in range(n):
        starts[low] = kept
        for arc in range(up_starts[low], up_starts[low + 1]):
            if basic[arc] < FAR and basic[arc] == perfect[arc]:
                heads[kept] = up_heads[arc]
                ds[kept] = basic[arc]
                kept += 1
    starts[n] = kept
    return starts, heads, ds
