"""What the draws are made over: a field of sites, their unsure points, and the random numbers.

Weights come one after the other from a PCG64 generator. Points come from a sequence of SplitMix64 (Steele, Lea & Flood
2014) that each site has for itself, begun by the seed and the site's id: what it draws on a criterion is the number at
a known place of it, which can be had without those before. So draws can be shared out among processors, points that
cannot matter need not be drawn, and a site that comes, goes or is left out touches no number of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from sitematch.core.arrays import FloatArray, IntArray

Words = NDArray[np.uint64]

STEP: Final = 0x9E3779B97F4A7C15
"""By how much the state of SplitMix64 grows from one number to the next."""
MIXERS: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
LAST_SHIFT: Final = 31
_WORD: Final = 2**64
_BEYOND_A_FLOAT: Final = 11
_UNIT: Final = 2.0**-53
_NUMBERS_IN_CHUNK: Final = 8_000_000
_MOST_DRAWS_IN_CHUNK: Final = 1_000
_NUMBERS_MIXED: Final = 65_536
"""So many words are mixed at a time, so that they stay in the nearer cache."""


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """Sites in the order that settles ties, and their points by criterion (ids in order), each of shape (m, n).

    ``ids`` are those of the sites; without them their places stand for them.
    """

    low: FloatArray
    high: FloatArray
    ids: Sequence[str] | None = None

    def take(self, sites: IntArray) -> Field:
        """Some of the sites, in their order; they draw what they draw in the whole field."""
        ids = self.ids or range(self.low.shape[1])
        return Field(self.low[:, sites], self.high[:, sites], tuple(str(ids[site]) for site in sites.tolist()))

    def seeds(self, sites: IntArray) -> Words:
        """A number for the id of each of some sites, shape (k,)."""
        ids = self.ids or range(self.low.shape[1])
        texts = (str(ids[site]).encode() for site in sites.tolist())
        return np.array(
            [int.from_bytes(blake2b(text, digest_size=8).digest(), "big") for text in texts], dtype=np.uint64
        )


class PointStream:
    """The points of all sites, draw by draw: ``start`` is what the seed gives, ``at`` the draw that comes next."""

    def __init__(self, seed: int, at: int = 0) -> None:
        self.start = mixed(np.array([seed], dtype=np.uint64))[0]
        self.at = at

    def states(self, seeds: Words) -> Words:
        """Where the numbers of sites begin in draw 0, by ``Field.seeds``."""
        return mixed(seeds ^ self.start)

    def next(self, count: int) -> Words:
        """The numbers of the next ``count`` draws."""
        first, self.at = self.at, self.at + count
        return np.arange(first, first + count, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Draws:
    """How many draws to make, and from which seed."""

    count: int
    seed: int

    def streams(self) -> tuple[Generator, PointStream]:
        """Where weights come from, and where points come from: what one takes does not touch the other."""
        return self.weights(), PointStream(self.seed)

    def weights(self) -> Generator:
        """Where weights come from."""
        return Generator(PCG64(self.seed))

    def chunks(self, numbers_in_draw: int) -> Iterator[int]:
        """How many draws to make at a time, so that memory stays bounded; by the size of the task alone."""
        size = max(1, min(_MOST_DRAWS_IN_CHUNK, _NUMBERS_IN_CHUNK // max(1, numbers_in_draw)))
        yield from [size] * (self.count // size)
        if self.count % size:
            yield self.count % size


@dataclass(frozen=True, eq=False, slots=True)
class Unsure:
    """The pairs of criterion and site whose points are an interval, criterion by criterion; k entries each.

    ``of_criterion`` has a slice of the pairs for each criterion, ``seeds`` a number for the site of each. In one draw a
    site has a number for each of the ``width`` criteria, in their order.
    """

    criteria: IntArray
    sites: IntArray
    low: FloatArray
    high: FloatArray
    of_criterion: tuple[slice, ...]
    seeds: Words
    width: int

    @classmethod
    def of(cls, field: Field) -> Unsure:
        """The unsure pairs of a field."""
        criteria, sites = (np.ascontiguousarray(each) for each in np.nonzero(field.low != field.high))
        edges = np.searchsorted(criteria, np.arange(len(field.low) + 1)).tolist()
        slices = tuple(slice(start, end) for start, end in pairwise(edges))
        unsure, place = np.unique(sites, return_inverse=True)
        seeds = field.seeds(unsure)[place]
        low, high = field.low[criteria, sites], field.high[criteria, sites]
        return cls(criteria, sites, low, high, slices, seeds, len(field.low))

    @property
    def starts(self) -> IntArray:
        """Where the pairs of each criterion begin, and where all end, shape (m + 1,)."""
        return np.array([*(part.start for part in self.of_criterion), len(self.sites)], dtype=np.int64)

    def states(self, stream: PointStream) -> Words:
        """The state that the first draw of each pair is mixed from, shape (k,)."""
        words: Words = stream.states(self.seeds) + (self.criteria + 1).astype(np.uint64) * np.uint64(STEP)
        return words

    def draw(self, count: int, stream: PointStream) -> FloatArray:
        """Points of every pair in the next draws, uniform in its interval, shape (k, count)."""
        drawn = uniform(self.states(stream)[:, None] + stream.next(count) * np.uint64(stride_of(self.width)))
        drawn *= (self.high - self.low)[:, None]
        drawn += self.low[:, None]
        return np.minimum(drawn, self.high[:, None], out=drawn)


def stride_of(width: int) -> int:
    """By how much a state grows from one draw to the next, a site having numbers for ``width`` criteria in each."""
    return width * STEP % _WORD


def uniform(states: Words) -> FloatArray:
    """Numbers from 0 to below 1 of states of SplitMix64, in the shape of ``states``, which are used up."""
    drawn = np.empty(states.shape)
    flat, out = states.reshape(-1), drawn.reshape(-1)
    for start in range(0, len(flat), _NUMBERS_MIXED):
        words = mixed(flat[start : start + _NUMBERS_MIXED])
        words >>= np.uint64(_BEYOND_A_FLOAT)
        # signed, since NumPy is slow to turn unsigned numbers into floats
        np.multiply(words.view(np.int64), _UNIT, out=out[start : start + _NUMBERS_MIXED])
    return drawn


def mixed(words: Words) -> Words:
    """SplitMix64's mixing of states, in place."""
    moved = np.empty_like(words)
    for shift, factor in MIXERS:
        words ^= np.right_shift(words, np.uint64(shift), out=moved)
        words *= np.uint64(factor)
    words ^= np.right_shift(words, np.uint64(LAST_SHIFT), out=moved)
    return words
