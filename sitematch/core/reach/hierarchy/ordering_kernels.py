"""Kernels of the map's part of a hierarchy: neighbours, elimination tree, chordal completion.

Ranks count from the top: 0 is the node that is contracted last, so the neighbours above a node have smaller ranks.
Graphs are in compressed sparse rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sitematch.core.reach.hierarchy.compiled import I4, I8, given, kernel, made, several

_Ints = NDArray[np.int32]


@kernel(several(made(I4), made(I4))(made(I4), made(I4)))
def _each_once(ends: _Ints, heads: _Ints) -> tuple[_Ints, _Ints]:
    """Without repeated heads; ``ends[i]`` is where row i ends."""
    n = len(ends) - 1
    seen = np.full(n, -1, np.int32)
    starts = np.empty(n + 1, np.int32)
    begin, kept = 0, 0
    for node in range(n):
        starts[node] = kept
        for arc in range(begin, ends[node]):
            head = heads[arc]
            if seen[head] != node:
                seen[head] = node
                heads[kept] = head
                kept += 1
        begin = ends[node]
    starts[n] = kept
    return starts, heads[:kept].copy()


@kernel(several(made(I4), made(I4))(given(I8), given(I8)))
def neighbours(starts: NDArray[np.int64], heads: NDArray[np.int64]) -> tuple[_Ints, _Ints]:
    """Arcs as an undirected graph, each neighbour once, without loops: starts and heads."""
    n = len(starts) - 1
    fill = np.zeros(n + 1, np.int32)
    for tail in range(n):
        for arc in range(starts[tail], starts[tail + 1]):
            if heads[arc] != tail:
                fill[tail] += 1
                fill[heads[arc]] += 1
    total = 0
    for node in range(n + 1):
        count = fill[node]
        fill[node] = total
        total += count
    both = np.empty(total, np.int32)
    for tail in range(n):
        for arc in range(starts[tail], starts[tail + 1]):
            head = heads[arc]
            if head != tail:
                both[fill[tail]] = head
                fill[tail] += 1
                both[fill[head]] = tail
                fill[head] += 1
    return _each_once(fill, both)


@kernel(I8(I8, I8, I8, given(I4), made(I4), made(I4)))
def _part(node: int, gone: int, instead: int, starts: _Ints, heads: _Ints, degree: _Ints) -> int:
    """Takes a neighbour out of a node's row; the other one that it led to comes in, unless it is there (or is -1).

    Returns:
        How many neighbours are left.
    """
    at, there = -1, instead < 0
    for arc in range(starts[node], starts[node] + degree[node]):
        if heads[arc] == gone:
            at = arc
        elif heads[arc] == instead:
            there = True
    if there:
        degree[node] -= 1
        heads[at] = heads[starts[node] + degree[node]]
    else:
        heads[at] = instead
    return int(degree[node])


@kernel(several(made(I4), made(I4))(given(I4), made(I4), made(I4)))
def peeled(starts: _Ints, heads: _Ints, degree: _Ints) -> tuple[_Ints, _Ints]:
    """Contracts nodes of at most two neighbours until none is left: dead ends, bends, and what becomes such.

    ``heads`` and ``degree`` are changed to those of the nodes that stay. No two neighbours go in the same round, so
    that long chains do not become deep trees.

    Returns:
        The contracted nodes, the first one first, and those that stay, rising.
    """
    n = len(degree)
    round_of, waits = np.full(n, -1, np.int32), np.zeros(n, np.bool_)
    now, later, gone = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    n_now, n_gone, turn = 0, 0, 0
    for node in range(n):
        if degree[node] <= 2:
            now[n_now], waits[node] = node, True
            n_now += 1
    while n_now:
        n_later = 0
        for place in range(n_now):
            node = now[place]
            if round_of[node] == turn:
                later[n_later] = node
                n_later += 1
                continue
            gone[n_gone] = node
            n_gone += 1
            for side in range(degree[node]):
                other = heads[starts[node] + side]
                instead = heads[starts[node] + 1 - side] if degree[node] == 2 else -1
                round_of[other] = turn
                if _part(other, node, instead, starts, heads, degree) <= 2 and not waits[other]:
                    later[n_later], waits[other] = other, True
                    n_later += 1
        now, later, n_now, turn = later, now, n_later, turn + 1
    return gone[:n_gone].copy(), np.flatnonzero(~waits).astype(np.int32)


@kernel(several(made(I4), made(I4))(given(I4), given(I4), given(I4), given(I4)))
def core(starts: _Ints, heads: _Ints, degree: _Ints, nodes: _Ints) -> tuple[_Ints, _Ints]:
    """The graph of the nodes that stay, numbered in their order: starts and heads."""
    number, own_starts = np.full(len(degree), -1, np.int32), np.zeros(len(nodes) + 1, np.int32)
    for place in range(len(nodes)):
        number[nodes[place]] = place
        own_starts[place + 1] = own_starts[place] + degree[nodes[place]]
    own_heads = np.empty(own_starts[-1], np.int32)
    for place in range(len(nodes)):
        for side in range(degree[nodes[place]]):
            own_heads[own_starts[place] + side] = number[heads[starts[nodes[place]] + side]]
    return own_starts, own_heads


@kernel(made(I4)(given(I4), given(I4), given(I4), given(I4)))
def elimination_tree(starts: _Ints, heads: _Ints, order: _Ints, rank: _Ints) -> _Ints:
    """The parent of each rank, -1 for a root (Liu 1986, with path compression)."""
    n = len(order)
    parent, ancestor = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    for above in range(n - 1, -1, -1):
        node = order[above]
        for arc in range(starts[node], starts[node + 1]):
            below = rank[heads[arc]]
            while below > above:
                further = ancestor[below]
                ancestor[below] = above
                if further == -1:
                    parent[below] = above
                    break
                below = further
    return parent


@kernel(made(I4)(given(I4)))
def depth_first(parent: _Ints) -> _Ints:
    """Old ranks in an order in which each subtree stands together, parents first: what is near stays near."""
    n = len(parent)
    child, sibling = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    stack, depth = np.empty(n, np.int32), 0
    for rank in range(n):
        if parent[rank] == -1:
            stack[depth] = rank
            depth += 1
        else:
            sibling[rank] = child[parent[rank]]
            child[parent[rank]] = rank
    found = np.empty(n, np.int32)
    for place in range(n):
        depth -= 1
        rank = stack[depth]
        found[place] = rank
        below = child[rank]
        while below != -1:
            stack[depth] = below
            depth += 1
            below = sibling[below]
    return found


@kernel(several(made(I4), made(I4))(made(I8), made(I8), made(I4)))
def _in_rows(begin: NDArray[np.int64], end: NDArray[np.int64], found: _Ints) -> tuple[_Ints, _Ints]:
    """Rows that lie anywhere, one after the other, heads rising from the top: sorted by being turned round twice."""
    n = len(begin)
    down_ends = np.zeros(n + 1, np.int32)
    total = 0
    for low in range(n):
        for arc in range(begin[low], end[low]):
            down_ends[found[arc] + 1] += 1
        total += end[low] - begin[low]
    for high in range(n):
        down_ends[high + 1] += down_ends[high]
    fill = down_ends[:n].copy()
    tails = np.empty(total, np.int32)
    for low in range(n):
        for arc in range(begin[low], end[low]):
            tails[fill[found[arc]]] = low
            fill[found[arc]] += 1
    starts, heads = np.zeros(n + 1, np.int32), np.empty(total, np.int32)
    for low in range(n):
        starts[low + 1] = starts[low] + (end[low] - begin[low])
    fill = starts[:n].copy()
    for high in range(n):
        for arc in range(down_ends[high], down_ends[high + 1]):
            heads[fill[tails[arc]]] = high
            fill[tails[arc]] += 1
    return starts, heads


@kernel(several(made(I4), made(I4))(given(I4), given(I4), given(I4), given(I4), given(I4)))
def completed(starts: _Ints, heads: _Ints, order: _Ints, rank: _Ints, parent: _Ints) -> tuple[_Ints, _Ints]:
    """The arcs to neighbours above, once those below are contracted, in no order: starts and heads by rank.

    What a node has above are its neighbours there and those of its children in the tree.
    """
    n = len(order)
    begin, end = np.empty(n, np.int64), np.empty(n, np.int64)
    child, sibling = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    seen = np.full(n, -1, np.int32)
    found, filled = np.empty(2 * len(heads) + n + 16, np.int32), 0
    for low in range(n - 1, -1, -1):
        node, begin[low] = order[low], filled
        seen[low] = low
        most = starts[node + 1] - starts[node]
        below = child[low]
        while below != -1:
            most += end[below] - begin[below]
            below = sibling[below]
        if filled + most > len(found):
            larger = np.empty(2 * len(found) + most, np.int32)
            for arc in range(filled):
                larger[arc] = found[arc]
            found = larger
        for arc in range(starts[node], starts[node + 1]):
            high = rank[heads[arc]]
            if high < low and seen[high] != low:
                seen[high] = low
                found[filled] = high
                filled += 1
        below = child[low]
        while below != -1:
            for arc in range(begin[below], end[below]):
                high = found[arc]
                if seen[high] != low:
                    seen[high] = low
                    found[filled] = high
                    filled += 1
            below = sibling[below]
        end[low] = filled
        if parent[low] != -1:
            sibling[low], child[parent[low]] = child[parent[low]], low
    return _in_rows(begin, end, found)
