"""What the draws are made over: a field of sites, their unsure points, and the two streams of random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.random import PCG64, Generator

from sitematch.core.arrays import FloatArray, IntArray

_NUMBERS_IN_CHUNK: Final = 8_000_000
_MOST_DRAWS_IN_CHUNK: Final = 1_000


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """Sites in the order that settles ties, and their points by criterion (ids in order), each of shape (m, n)."""

    low: FloatArray
    high: FloatArray

    def take(self, sites: IntArray) -> Field:
        """Some of the sites, in their order."""
        return Field(self.low[:, sites], self.high[:, sites])


@dataclass(frozen=True, slots=True)
class Draws:
    """How many draws to make, and from which seed."""

    count: int
    seed: int

    def streams(self) -> tuple[Generator, Generator]:
        """One stream for weights and one, far along the same sequence, for points."""
        return Generator(PCG64(self.seed)), Generator(PCG64(self.seed).jumped())

    def chunks(self, numbers_in_draw: int) -> Iterator[int]:
        """How many draws to make at a time, so that memory stays bounded; by the size of the task alone."""
        size = max(1, min(_MOST_DRAWS_IN_CHUNK, _NUMBERS_IN_CHUNK // max(1, numbers_in_draw)))
        yield from [size] * (self.count // size)
        if self.count % size:
            yield self.count % size


@dataclass(frozen=True, eq=False, slots=True)
class Unsure:
    """The pairs of criterion and site whose points are an interval, criterion by criterion; k entries each.

    ``of_criterion`` has a slice of the pairs for each criterion.
    """

    criteria: IntArray
    sites: IntArray
    low: FloatArray
    high: FloatArray
    of_criterion: tuple[slice, ...]

    @classmethod
    def of(cls, field: Field) -> Unsure:
        """The unsure pairs of a field."""
        criteria, sites = np.nonzero(field.low != field.high)
        edges = np.searchsorted(criteria, np.arange(len(field.low) + 1)).tolist()
        slices = tuple(slice(start, end) for start, end in pairwise(edges))
        return cls(criteria, sites, field.low[criteria, sites], field.high[criteria, sites], slices)

    def draw(self, count: int, generator: Generator) -> FloatArray:
        """Points of every pair, uniform in its interval, shape (k, count)."""
        drawn = np.ascontiguousarray(generator.random((count, len(self.sites))).T)
        drawn *= (self.high - self.low)[:, None]
        drawn += self.low[:, None]
        return np.minimum(drawn, self.high[:, None], out=drawn)
