"""Verdicts and points of many sites at once, compiled: the rules of ``verdicts`` and ``points`` to the last bit.

Each function is one pass over a slice of columns that fits the cache of a processor, with no branch that hangs on
the data, so that the compiler makes vector instructions of it. Nothing is compiled with ``fastmath``: sums and
products round as NumPy's do. All of them let go of the interpreter: threads work on slices of their own.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, types

from sitematch.core.reach.hierarchy.compiled import kernel

_READ: Final = types.Array(types.float64, 1, "C", readonly=True)
_READ_CODES: Final = types.Array(types.int64, 1, "C", readonly=True)
_READ_TABLE: Final = types.Array(types.float64, 2, "C", readonly=True)
_BYTES: Final = types.Array(types.int8, 1, "C")
_COUNTS: Final = types.Array(types.uint16, 1, "C")
_ROWS: Final = types.Array(types.uint32, 1, "C")
_SUMS: Final = types.Array(types.float64, 2, "C")
_BOUNDS: Final = types.Array(types.float64, 1, "C")
_PIECES: Final = (_READ,) * 4
_NUMBER, _WHOLE, _NOTHING = types.float64, types.int64, types.void

_BLOCK: Final = 1024
"""So many sites are valued at a time: their scratch columns stay in the nearest cache."""


@kernel(_NOTHING(_READ, _READ, _NUMBER, _NUMBER, _NUMBER, _BYTES))
def number_codes(low: Any, high: Any, least: Any, most: Any, parts: Any, codes: Any) -> None:
    """Verdicts on a bound of numbers; ``parts`` above 0: both are compared in whole parts, so many to the unit."""
    for i in range(len(codes)):
        start, end = low[i], high[i]
        if parts > 0.0:
            start, end = np.floor(start * parts + 0.5), np.floor(end * parts + 0.5)
        meets = (start >= least) & (end <= most)
        fails = (end < least) | (start > most)
        codes[i] = 0 if meets else (2 if fails else 1)


@kernel(_NOTHING(_READ_CODES, _BYTES, _BYTES))
def category_codes(categories: Any, by_category: Any, codes: Any) -> None:
    """Verdicts by category; the last of ``by_category`` stands for the unknown one, -1."""
    unknown = len(by_category) - 1
    for i in range(len(codes)):
        at = categories[i]
        codes[i] = by_category[np.uint64(at if at >= 0 else unknown)]


@kernel(_NOTHING(_READ, _READ, _NUMBER, _NUMBER, _NUMBER, _COUNTS, _COUNTS))
def count_numbers(low: Any, high: Any, least: Any, most: Any, parts: Any, failing: Any, unknown: Any) -> None:
    """Add the verdicts of ``number_codes`` to how many each site fails, and how many are unknown there."""
    for i in range(len(failing)):
        start, end = low[i], high[i]
        if parts > 0.0:
            start, end = np.floor(start * parts + 0.5), np.floor(end * parts + 0.5)
        meets = (start >= least) & (end <= most)
        fails = (end < least) | (start > most)
        failing[i] += np.uint16(fails & (not meets))
        unknown[i] += np.uint16(not (meets | fails))


@kernel(_NOTHING(_READ_CODES, _BYTES, _COUNTS, _COUNTS))
def count_categories(categories: Any, by_category: Any, failing: Any, unknown: Any) -> None:
    """The same of the verdicts of ``category_codes``."""
    last = len(by_category) - 1
    for i in range(len(failing)):
        at = categories[i]
        code = by_category[np.uint64(at if at >= 0 else last)]
        failing[i] += np.uint16(code == 2)
        unknown[i] += np.uint16(code == 1)


@kernel(_NOTHING(_BYTES, _COUNTS, _COUNTS))
def count_codes(codes: Any, failing: Any, unknown: Any) -> None:
    """The same of verdicts that were made before."""
    for i in range(len(codes)):
        failing[i] += np.uint16(codes[i] == 2)
        unknown[i] += np.uint16(codes[i] == 1)


@kernel(_WHOLE(_COUNTS, _COUNTS, _WHOLE))
def how_many(failing: Any, unknown: Any, least: Any) -> int:
    """At how many sites that fail nothing at least so much is unknown."""
    found, bar = 0, np.uint16(least)
    for i in range(len(failing)):
        found += int((failing[i] == 0) & (unknown[i] >= bar))
    return found


@njit(inline="always", error_model="numpy")
def _climbed(x: Any, n: Any, knots: Any, widths: Any, slopes: Any, bottom: Any, out: Any) -> None:
    """About the heights at ``x``: the bottom, and of each piece as much as lies before ``x``."""
    for i in range(n):
        out[i] = bottom
    for j in range(len(widths)):
        knot, width, slope = knots[j], widths[j], slopes[j]
        for i in range(n):
            over = x[i] - knot
            over = over if over > 0.0 else 0.0
            over = over if over < width else width
            out[i] += slope * over


@kernel(_NOTHING(_COUNTS, _BOUNDS))
def begin(failing: Any, bounds: Any) -> None:
    """Set the bound of each site to 0, and of those that fail to less than any."""
    for i in range(len(bounds)):
        bounds[i] = -np.inf if failing[i] != 0 else 0.0


@njit(inline="always", error_model="numpy")
def _at_most(start: Any, end: Any, n: Any, pieces: Any, at_start: Any, at_end: Any) -> None:
    """About the points of numbers, and no less than the middle of those of intervals, written to ``at_start``."""
    knots, widths, slopes, bottom, top = pieces
    unsure = 0
    for i in range(n):
        unsure += int(start[i] != end[i])
    _climbed(start, n, knots, widths, slopes, bottom, at_start)
    if unsure:
        _climbed(end, n, knots, widths, slopes, bottom, at_end)
        for i in range(n):
            lesser = at_start[i] if at_start[i] < at_end[i] else at_end[i]
            at_start[i] = at_start[i] if start[i] == end[i] else (lesser + top) / 2


@kernel(_WHOLE(_READ, _READ, *_PIECES, _NUMBER, _BOUNDS, _NUMBER))
def bound_numbers(
    low: Any, high: Any, knots: Any, widths: Any, slopes: Any, ends: Any, weight: Any, bounds: Any, least: Any
) -> int:
    """Add to ``bounds`` what numbers are worth at most, all of them; how many come to ``least`` then.

    Of an interval the middle is bounded by that of its lesser end and the most that there is. Rounded otherwise than a
    score; what is no number comes to anything.

    Args:
        low, high: the numbers, shape (n,); ``bounds``: what each site comes to so far, likewise.
        knots, widths, slopes: where each piece of the value function begins, how wide and how steep it is.
        ends: the points at the first knot, and the most of all.
        weight: of the criterion.
        least: what is asked of it.
    """
    at_start, at_end, reached = np.empty(_BLOCK), np.empty(_BLOCK), 0
    for first in range(0, len(low), _BLOCK):
        n = min(_BLOCK, len(low) - first)
        start, end, own = low[first : first + n], high[first : first + n], bounds[first : first + n]
        _at_most(start, end, n, (knots, widths, slopes, ends[0], ends[1]), at_start, at_end)
        for i in range(n):
            own[i] += weight * at_start[i]
            reached += int(not (own[i] < least))
    return reached


@kernel(_WHOLE(_READ_CODES, _READ, _NUMBER, _BOUNDS, _NUMBER))
def bound_categories(categories: Any, middle: Any, weight: Any, bounds: Any, least: Any) -> int:
    """The same of categories, ``middle`` being the middle points of each, the unknown one's last."""
    unknown, reached = len(middle) - 1, 0
    for i in range(len(categories)):
        at = categories[i]
        bounds[i] += weight * middle[np.uint64(at if at >= 0 else unknown)]
        reached += int(not (bounds[i] < least))
    return reached


@kernel(_WHOLE(_BOUNDS, _ROWS, _NUMBER))
def still_in(bounds: Any, rows: Any, least: Any) -> int:
    """Write the places whose bound comes to ``least`` to the front of ``rows``, their bounds to the front."""
    kept = 0
    for i in range(len(bounds)):
        bound = bounds[i]
        rows[kept], bounds[kept] = np.uint32(i), bound
        kept += int(not (bound < least))
    return kept


@kernel(_WHOLE(_READ, _READ, _ROWS, *_PIECES, _NUMBER, _BOUNDS, _NUMBER))
def winnow_numbers(
    low: Any,
    high: Any,
    rows: Any,
    knots: Any,
    widths: Any,
    slopes: Any,
    ends: Any,
    weight: Any,
    bounds: Any,
    least: Any,
) -> int:
    """As ``bound_numbers``, but of numbers at ``rows``, of shape (n,), and only those that reach stay in front.

    ``bounds``, of shape (at least n,), has what each of ``rows`` comes to so far.
    """
    start, end, at_start, at_end = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    kept = 0
    for first in range(0, len(rows), _BLOCK):
        n = min(_BLOCK, len(rows) - first)
        for i in range(n):
            start[i], end[i] = low[rows[first + i]], high[rows[first + i]]
        _at_most(start, end, n, (knots, widths, slopes, ends[0], ends[1]), at_start, at_end)
        for i in range(n):
            bound = bounds[first + i] + weight * at_start[i]
            rows[kept], bounds[kept] = rows[first + i], bound
            kept += int(not (bound < least))
    return kept


@kernel(_WHOLE(_READ_CODES, _ROWS, _READ, _NUMBER, _BOUNDS, _NUMBER))
def winnow_categories(categories: Any, rows: Any, middle: Any, weight: Any, bounds: Any, least: Any) -> int:
    """The same of categories at ``rows``."""
    unknown, kept = len(middle) - 1, 0
    for i in range(len(rows)):
        at = categories[rows[i]]
        bound = bounds[i] + weight * middle[np.uint64(at if at >= 0 else unknown)]
        rows[kept], bounds[kept] = rows[i], bound
        kept += int(not (bound < least))
    return kept


@njit(inline="always", error_model="numpy")
def _piecewise(x: Any, n: Any, knots: Any, heights: Any, x0: Any, x1: Any, y0: Any, y1: Any, out: Any) -> None:
    """The heights at ``x``, between the knots (``x0``, ``y0``) and (``x1``, ``y1``)."""
    last = len(knots) - 1
    left, right, bottom, top, end = knots[0], knots[1], heights[0], heights[1], knots[last]
    for i in range(n):
        x[i] = min(max(x[i], left), end)
        x0[i], x1[i], y0[i], y1[i] = left, right, bottom, top
    for j in range(1, last):
        left, right, bottom, top = knots[j], knots[j + 1], heights[j], heights[j + 1]
        for i in range(n):
            beyond = x[i] >= left
            x0[i] = left if beyond else x0[i]
            x1[i] = right if beyond else x1[i]
            y0[i] = bottom if beyond else y0[i]
            y1[i] = top if beyond else y1[i]
    for i in range(n):
        drawn = y0[i] + (x[i] - x0[i]) * (y1[i] - y0[i]) / (x1[i] - x0[i])
        bounded = min(max(drawn, min(y0[i], y1[i])), max(y0[i], y1[i]))
        out[i] = y1[i] if x[i] == x1[i] else bounded


@njit(inline="always")
def _inside(start: Any, end: Any, n: Any, knots: Any, heights: Any, least: Any, most: Any) -> None:
    """The least and the most height of the knots that lie strictly within each interval."""
    for i in range(n):
        least[i], most[i] = np.inf, -np.inf
    for j in range(len(knots)):
        knot, height = knots[j], heights[j]
        for i in range(n):
            within = (start[i] < knot) & (knot < end[i])
            least[i] = min(least[i], height) if within else least[i]
            most[i] = max(most[i], height) if within else most[i]


@kernel(_NOTHING(_READ, _READ, _ROWS, _READ, _READ, _NUMBER, _SUMS))
def add_numbers(low: Any, high: Any, rows: Any, knots: Any, heights: Any, weight: Any, sums: Any) -> None:
    """Add weight × points, the least, the most and the middle, of numbers and intervals at ``rows`` to ``sums``.

    ``sums`` has shape (3, at least the number of rows).
    """
    x0, x1, y0, y1 = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    start, end, at_start, at_end = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    least, most = np.empty(_BLOCK), np.empty(_BLOCK)
    for first in range(0, len(rows), _BLOCK):
        n = min(_BLOCK, len(rows) - first)
        unsure = 0
        for i in range(n):
            start[i], end[i] = low[rows[first + i]], high[rows[first + i]]
            unsure += int(start[i] != end[i])
        if unsure == 0:
            _piecewise(start, n, knots, heights, x0, x1, y0, y1, at_start)
            for i in range(n):
                points = weight * at_start[i]
                sums[0, first + i] += points
                sums[1, first + i] += points
                sums[2, first + i] += weight * ((at_start[i] + at_start[i]) / 2)
            continue
        _inside(start, end, n, knots, heights, least, most)
        _piecewise(start, n, knots, heights, x0, x1, y0, y1, at_start)
        _piecewise(end, n, knots, heights, x0, x1, y0, y1, at_end)
        for i in range(n):
            a, b = at_start[i], at_end[i]
            bottom, top = min(least[i], a, b), max(most[i], a, b)
            sums[0, first + i] += weight * bottom
            sums[1, first + i] += weight * top
            sums[2, first + i] += weight * ((bottom + top) / 2)


@kernel(_NOTHING(_READ_CODES, _ROWS, _READ_TABLE, _NUMBER, _SUMS))
def add_categories(categories: Any, rows: Any, spans: Any, weight: Any, sums: Any) -> None:
    """The same of categories: ``spans`` has the least, the most and the middle points of each, the unknown one last."""
    unknown = spans.shape[1] - 1
    for i in range(len(rows)):
        at = categories[rows[i]]
        span = np.uint64(at if at >= 0 else unknown)
        sums[0, i] += weight * spans[0, span]
        sums[1, i] += weight * spans[1, span]
        sums[2, i] += weight * spans[2, span]
