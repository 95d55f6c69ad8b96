"""Kernels of a search for many at once: up from the sources, then down over all nodes that are asked for.

A row of drives belongs to a node and has a lane for each source, a multiple of 64 bytes wide. The largest number of its
type stands for no way, and for more than the type can tell: sums stop there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitematch.core.reach.hierarchy.compiled import I4, U1, U4, WIDTHS, given, kernel, made, nothing, several

_Ints = NDArray[np.int32]
_Drives = NDArray[Any]


@kernel(made(I4)(given(I4), made(I4), given(I4), given(I4)))
def above(sources: _Ints, slot: _Ints, starts: _Ints, heads: _Ints) -> _Ints:
    """The ranks that are met going up from some, themselves included, in no order.

    ``slot`` is -1 for every rank before; of those that are met it is 0 or more afterwards.
    """
    stack, depth = np.empty(64 + len(sources), np.int32), 0
    found, n_found = np.empty(64 + len(sources), np.int32), 0
    for source in sources:
        if slot[source] < 0:
            slot[source] = 0
            stack[depth] = source
            depth += 1
    while depth:
        depth -= 1
        low = stack[depth]
        if n_found == len(found):
            found = np.concatenate((found, np.empty(len(found), np.int32)))
        found[n_found] = low
        n_found += 1
        for arc in range(starts[low], starts[low + 1]):
            high = heads[arc]
            if slot[high] < 0:
                slot[high] = 0
                if depth == len(stack):
                    stack = np.concatenate((stack, np.empty(len(stack), np.int32)))
                stack[depth] = high
                depth += 1
    return found[:n_found]


@kernel(several(made(I4), made(I4), made(I4), made(I4), made(U4))(given(I4), given(I4), given(I4), given(U4)))
def restricted(
    sources: _Ints, starts: _Ints, heads: _Ints, ds: NDArray[np.uint32]
) -> tuple[_Ints, _Ints, _Ints, _Ints, NDArray[np.uint32]]:
    """Some ranks and all that are met going up from them, rising, and where among these each rank is, -1 for none.

    Beside them their arcs by their places there: starts, heads, deciseconds.
    """
    row = np.full(len(starts) - 1, -1, np.int32)
    for source in sources:
        row[source] = 0
    n_ranks, n_arcs = 0, 0
    for low in range(len(row) - 1, -1, -1):
        if row[low] == 0:
            n_ranks += 1
            n_arcs += starts[low + 1] - starts[low]
            for arc in range(starts[low], starts[low + 1]):
                row[heads[arc]] = 0
    ranks, own_starts = np.empty(n_ranks, np.int32), np.empty(n_ranks + 1, np.int32)
    own_heads, own_ds = np.empty(n_arcs, np.int32), np.empty(n_arcs, np.uint32)
    place, filled = 0, 0
    for low in range(len(row)):
        if row[low] == 0:
            row[low], ranks[place], own_starts[place] = place, low, filled
            place += 1
            for arc in range(starts[low], starts[low + 1]):
                own_heads[filled], own_ds[filled] = row[heads[arc]], ds[arc]
                filled += 1
    own_starts[place] = filled
    return ranks, row, own_starts, own_heads, own_ds


@kernel(*(nothing(given(I4), given(I4), given(I4), given(I4), given(width), width, made(width, 2)) for width in WIDTHS))
def climb(ranks: _Ints, slot: _Ints, starts: _Ints, heads: _Ints, ds: _Drives, scale: Any, field: _Drives) -> None:
    """Drives from the sources to the nodes above them, ``ranks``, the lowest first.

    ``slot`` is the row of ``field`` of each rank. Each weight counts ``scale`` times.
    """
    top = field.dtype.type(-1)
    for place in range(len(ranks)):
        low = ranks[place]
        for arc in range(starts[low], starts[low + 1]):
            if ds[arc] > top // scale:
                continue
            weight = field.dtype.type(ds[arc] * scale)
            most = field.dtype.type(top - weight)
            row, source = field[slot[heads[arc]]], field[slot[low]]
            for lane in range(field.shape[1]):
                row[lane] = min(row[lane], field.dtype.type(min(source[lane], most) + weight))


@kernel(
    *(
        nothing(given(I4), given(I4), given(width), width, given(I4), made(width, 2), made(width, 2), made(U1))
        for width in WIDTHS
    )
)
def sweep(
    starts: _Ints,
    heads: _Ints,
    ds: _Drives,
    scale: Any,
    slot: _Ints,
    climbed: _Drives,
    field: _Drives,
    reached: NDArray[np.uint8],
) -> None:
    """Drives to the nodes of a restriction, from the top down, into ``field``; ``reached``: whether any gets there.

    ``slot`` is the row of ``climbed`` of each node that was met going up, else -1. Rows that none gets to are left as
    they were.
    """
    top = field.dtype.type(-1)
    lanes = field.shape[1]
    for place in range(len(slot)):
        row = field[place]
        touched = slot[place] >= 0
        if touched:
            for lane in range(lanes):
                row[lane] = climbed[slot[place], lane]
        for arc in range(starts[place], starts[place + 1]):
            if not reached[heads[arc]] or ds[arc] > top // scale:
                continue
            weight = field.dtype.type(ds[arc] * scale)
            most = field.dtype.type(top - weight)
            source = field[heads[arc]]
            if touched:
                for lane in range(lanes):
                    row[lane] = min(row[lane], field.dtype.type(min(source[lane], most) + weight))
            else:
                for lane in range(lanes):
                    row[lane] = field.dtype.type(min(source[lane], most) + weight)
                touched = True
        least = top
        if touched:
            for lane in range(lanes):
                least = min(least, row[lane])
        reached[place] = least < top
