"""Verdicts and scores of any number of sites, slice by slice.

A slice is as many sites as fit a processor's cache. Slices are independent of each other, and each site's sums are made
in the order of the criteria's ids, so that neither their size nor the number of threads changes a bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.matching.scoring.forms import AS_IT_PAYS, Form, Labour, Told, form_for
from sitematch.core.matching.scoring.scores import Scores
from sitematch.core.matching.scoring.steps import Steps
from sitematch.core.matching.scoring.verdicts import verdicts_of_any

_SLICE: Final = 65_536
_PAYS_THE_LOADING: Final = 10_000_000
_PAYS_ONCE_LOADED: Final = 200_000
"""The compiled form pays from so many values of sites on; from fewer where the compiler is loaded already."""


@dataclass(frozen=True, eq=False, slots=True)
class Tally:
    """How n sites fare on a whole requirement.

    ``failing`` and ``unknown``: how many musts each fails, and how many are unknown there, shape (n,). ``scores`` is
    None without a value function.
    """

    failing: IntArray
    unknown: IntArray
    scores: Scores | None


@dataclass(frozen=True, eq=False, slots=True)
class Bench:
    """Room for the work on one slice: sums of shape (3, n), rows and counts of shape (n,)."""

    sums: FloatArray
    rows: NDArray[np.uint32]
    failing: NDArray[np.uint16]
    unknown: NDArray[np.uint16]

    @classmethod
    def of(cls, parts: Sequence[slice]) -> Bench:
        """Room for the largest of some slices."""
        n = max((part.stop - part.start for part in parts), default=0)
        counts = np.empty((2, n), dtype=np.uint16)
        return cls(np.empty((3, n)), np.empty(n, dtype=np.uint32), counts[0], counts[1])


def tally(steps: Steps, labour: Labour = AS_IT_PAYS) -> Tally:
    """Verdicts and scores of every site; the same for any labour."""
    how = as_it_pays(labour, steps)
    form = form_for(how)
    counts = np.empty((2, steps.n), dtype=np.uint16)
    ends = np.empty((3, steps.n if steps.values else 0))

    def work(parts: Sequence[slice]) -> None:
        bench = Bench.of(parts)
        for part in parts:
            n = part.stop - part.start
            judge(steps, form, part, bench)
            counts[0, part], counts[1, part] = bench.failing[:n], bench.unknown[:n]
            if steps.values:
                bench.rows[:n], bench.sums[:] = np.arange(n), 0.0
                for value in steps.values:
                    form.add(value, part, bench.rows[:n], bench.sums)
                ends[:, part] = means(bench.sums[:, :n], steps)

    over_slices(steps.n, how, work)
    failing, unknown = counts.astype(np.int64)
    return Tally(failing, unknown, Scores(*ends) if steps.values else None)


def judge(steps: Steps, form: Form, part: slice, bench: Bench) -> None:
    """Count the musts that the sites of a slice fail, and those that are unknown there."""
    n = part.stop - part.start
    failing, unknown = bench.failing[:n], bench.unknown[:n]
    failing[:], unknown[:] = 0, 0
    for must in steps.musts:
        if must.at_least is None:
            form.judge(must.tests[0], part, failing, unknown)
        else:
            codes = [form.codes(test, part) for test in must.tests]
            form.count(verdicts_of_any(codes, must.at_least), failing, unknown)


def means(sums: FloatArray, steps: Steps) -> FloatArray:
    """Scores from sums of weight × points, within 0 and 100; the shape stays."""
    scores: FloatArray = np.clip(sums / steps.total_weight, 0.0, 100.0)
    return scores


def as_it_pays(labour: Labour, steps: Steps) -> Labour:
    """Compiled where there is enough to do."""
    return labour.settled(steps.numbers, _PAYS_THE_LOADING, _PAYS_ONCE_LOADED)


def over_slices(n: int, labour: Labour, work: Callable[[Sequence[slice]], Told]) -> list[Told]:
    """What ``work`` tells of the slices of ``n`` sites, each thread going through a share of its own."""
    parts = [slice(start, min(start + _SLICE, n)) for start in range(0, n, _SLICE)]
    several = min(labour.processors(), len(parts))
    if several <= 1:
        return [work(parts)]
    return labour.together(work, [parts[share::several] for share in range(several)])
