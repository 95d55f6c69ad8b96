"""Robustness: how often a site comes first, second … over weights and unknowns (SMAA-2, Lahdelma & Salminen 2001).

Weights and points come from two streams of one seed, drawn by draw, so that the second pass (confidence) sees the
very points of the first. Draws are made in chunks of a size that depends on the task alone: memory stays bounded,
and the same task gives the same bytes, by any number of threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.robustness.confidence import confidence_factors
from sitematch.core.matching.robustness.drawn_ranks import compiled_ranks, plain_ranks
from sitematch.core.matching.robustness.draws import Draws, Field, Unsure
from sitematch.core.matching.scoring.forms import AS_IT_PAYS, Labour
from sitematch.core.matching.scoring.weights import WeightSpace, draw_weights, most_within

MOST_SITES_BY_ALL_RANKS: Final = 1_000
"""Up to so many sites each rank is counted; beyond, only the first ranks."""
FIRST_RANKS: Final = 20
_ROUNDING: Final = 1e-9
_NORMAL_95: Final = 1.959963984540054
_SITES_BOUNDED: Final = 65_536
LOADING_NS: Final = 2_000_000_000
LOADED_NS: Final = 20_000_000
"""The compiled form pays where NumPy would take so long; less where the compiler is loaded already."""


@dataclass(frozen=True, eq=False, slots=True)
class Robust:
    """What the draws gave for k of the sites.

    ``sites`` are their positions in the field, shape (k,). ``shares`` has shape (k, ranks). ``central_weights`` has
    shape (k, m) and ``confidence`` (k,), NaN where a site is never first.
    """

    sites: IntArray
    shares: FloatArray
    central_weights: FloatArray
    confidence: FloatArray


def robustness(field: Field, space: WeightSpace, draws: Draws, labour: Labour = AS_IT_PAYS) -> Robust:
    """Rank acceptability, central weights and confidence of a field of n ≥ 1 sites on m ≥ 1 criteria.

    Above ``MOST_SITES_BY_ALL_RANKS`` sites only the first ranks are counted; those that no draw could bring there
    are told by bounds over the whole space of weights, and left out beforehand (``contenders``).

    Args:
        field: the listed sites, in the order that settles ties.
        space: where weights are drawn from.
        draws: how many, and from which seed.
        labour: how the work is done; changes nothing of what comes out.
    """
    n = field.low.shape[1]
    every = n <= MOST_SITES_BY_ALL_RANKS
    sites = np.arange(n) if every else contenders(field, space, FIRST_RANKS)
    chosen = field if every else field.take(sites)
    unsure = Unsure.of(chosen)
    how = labour.settled(_nanoseconds(chosen, unsure, draws), LOADING_NS, LOADED_NS)
    found = _count_ranks(chosen, unsure, space, draws, n if every else FIRST_RANKS, how)
    firsts = found.counts[:, 0]
    with np.errstate(invalid="ignore"):
        central = found.weights / firsts[:, None]
    confidence = confidence_factors(chosen, unsure, central, draws, how)
    kept = np.flatnonzero(found.counts.any(axis=1)) if not every else sites
    return Robust(sites[kept], found.counts[kept] / draws.count, central[kept], confidence[kept])


def share_error(share: float, draws: int) -> float:
    """By how much a share of draws can be off the share of all that could be drawn, at 95 %.

    The distance to the farther end of the interval of Wilson (1927), which is right at shares of 0 and 1 too: it is
    1.96 · √(share · (1 − share) / draws) but for few draws on one side.
    """
    z2 = _NORMAL_95**2
    middle = (share + z2 / (2 * draws)) / (1 + z2 / draws)
    half = _NORMAL_95 / (1 + z2 / draws) * np.sqrt(share * (1 - share) / draws + z2 / (4 * draws**2))
    return float(half + abs(middle - share))


def contenders(field: Field, space: WeightSpace, depth: int) -> IntArray:
    """The sites that some draw could bring among the first ``depth``; the rest cannot get there.

    Let L be the ``depth``-th largest of the least scores that sites can have, over all weights of the space and all
    points of their intervals. In any draw those ``depth`` sites score L or more. A site whose greatest score, over the
    same weights and points, is below L scores less than each of them, whatever is drawn, and stands behind ``depth``
    others: leaving it out changes no rank up to ``depth`` of any site. Both bounds are exact over the space
    (``most_within``) and hold for each site by itself; ``_ROUNDING`` keeps those on the edge.
    """
    at_least, at_most = np.empty((2, field.low.shape[1]))
    for start in range(0, field.low.shape[1], _SITES_BOUNDED):
        part = slice(start, start + _SITES_BOUNDED)
        at_least[part] = -most_within(space, -field.low[:, part])
        at_most[part] = most_within(space, field.high[:, part])
    to_beat = np.partition(at_least, len(at_least) - depth)[len(at_least) - depth]
    return np.flatnonzero(at_most >= to_beat - _ROUNDING)


@dataclass(frozen=True, eq=False, slots=True)
class _Counted:
    """What the draws of ranks gave.

    ``counts``: how often each site took each of the first ranks, shape (n, depth). ``weights``: the sum of the weights
    that put it first, shape (n, m).
    """

    counts: IntArray
    weights: FloatArray


def _count_ranks(
    field: Field, unsure: Unsure, space: WeightSpace, draws: Draws, depth: int, labour: Labour
) -> _Counted:
    m, n = field.low.shape
    if labour.compiled:
        count = compiled_ranks(field, unsure, draws.seed, depth)
    else:
        count = plain_ranks(field, unsure, draws.seed)
    several = labour.processors()
    counts, summed = np.zeros((several, n, depth), dtype=np.int64), np.zeros((n, m))
    for chunks in _chunks(space, draws, max(n, len(unsure.sites)), several):
        weights, firsts = zip(*chunks, strict=True)
        for raw, site in zip(weights, labour.together(count, weights, firsts, counts), strict=True):
            for criterion, share in enumerate(raw / raw.sum(axis=0)):
                summed[:, criterion] += np.bincount(site, weights=share, minlength=n)
    return _Counted(counts.sum(axis=0), summed)


def _chunks(space: WeightSpace, draws: Draws, numbers: int, several: int) -> Iterator[list[tuple[FloatArray, int]]]:
    """Weights of some draws and the number of the first, as many such chunks at a time as are worked on at once."""
    generator, first = draws.weights(), 0
    together: list[tuple[FloatArray, int]] = []
    for size in draws.chunks(numbers):
        together.append((draw_weights(space, size, generator), first))
        first += size
        if len(together) == several or first == draws.count:
            yield together
            together = []


def _nanoseconds(field: Field, unsure: Unsure, draws: Draws) -> int:
    """About how long the draws take in NumPy."""
    m, n = field.low.shape
    return int(draws.count * (n * (100 + m) + 20 * len(unsure.sites)))
