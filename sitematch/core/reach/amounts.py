"""Amounts as whole numbers, so that sums of them are exact, whatever their order and whoever adds them up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray

_EXACT_BITS: Final = 52
"""Whole numbers whose sum stays below 2^53 are added exactly, in floats as well, in any order."""
_LEAST_EXPONENT: Final = -500
"""Amounts whose sum is below 2^-500 need no finer unit."""
_SUM_ERROR: Final = 1e-9
"""NumPy's sums are nearer than this to the true ones, relatively."""


@dataclass(frozen=True, eq=False, slots=True)
class WholeParts:
    """Amounts of shape (m,) as two whole numbers each, in a coarse and a fine unit; ``unknown`` where not known."""

    coarse: IntArray
    fine: IntArray
    units: tuple[float, float]
    unknown: BoolArray


def whole_parts(values: FloatArray) -> WholeParts:
    """Amounts split into whole multiples of powers of two so large that sums of them are exact.

    A sum of both parts is thus rounded once: it does not depend on the order of the places, nor falls from step to
    step.
    """
    left = np.nan_to_num(values)
    parts, units = [], []
    for _ in range(2):
        unit = math.ldexp(1.0, max(_exponent_of_sum(np.abs(left)), _LEAST_EXPONENT) - _EXACT_BITS)
        part = np.rint(left / unit)
        left = left - part * unit
        parts.append(part.astype(np.int64))
        units.append(unit)
    return WholeParts(parts[0], parts[1], (units[0], units[1]), np.isnan(values))


def _exponent_of_sum(values: FloatArray) -> int:
    """The binary exponent of the sum of some positive numbers, as of the true sum."""
    total = float(values.sum())
    below, above = (math.frexp(total * (1.0 + error))[1] for error in (-_SUM_ERROR, _SUM_ERROR))
    return below if below == above else math.frexp(math.fsum(values))[1]


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """Several amounts as whole numbers, shape (m, kinds), of which ``summed`` makes each of them again."""

    parts: Mapping[str, WholeParts]
    kinds: Mapping[str, tuple[int | None, int | None, int | None]]
    whole: IntArray

    def summed(self, sums: IntArray) -> dict[str, FloatArray]:
        """Sums of ``whole``, of shape (…, kinds), as sums of the amounts; NaN where one that is not known is among."""
        found = {}
        for name, (coarse, fine, unknown) in self.kinds.items():
            total = np.zeros(sums.shape[:-1])
            for kind, unit in zip((coarse, fine), self.parts[name].units, strict=True):
                if kind is not None:
                    total += sums[..., kind] * unit
            if unknown is not None:
                total[sums[..., unknown] > 0] = np.nan
            found[name] = total
        return found


def columns_of(parts: Mapping[str, WholeParts], n_places: int) -> Columns:
    """Whole parts side by side; one that is 0 everywhere has no column."""
    whole: list[IntArray] = []

    def column(part: IntArray | BoolArray) -> int | None:
        if not part.any():
            return None
        whole.append(part.astype(np.int64))
        return len(whole) - 1

    kinds = {name: (column(part.coarse), column(part.fine), column(part.unknown)) for name, part in parts.items()}
    return Columns(parts, kinds, np.array(whole, dtype=np.int64).reshape(len(whole), n_places).T.copy())


def summed_by_step(step: IntArray, whole: IntArray, last: int) -> IntArray:
    """Sums of whole amounts, shape (m, kinds), at steps up to each of 0 … ``last``, for steps of shape (k, m).

    Returns:
        Shape (k, last + 1, kinds).
    """
    row, place = np.nonzero(step <= last)
    cell = row * (last + 1) + step[row, place]
    sums = np.zeros((len(step), last + 1, whole.shape[1]), dtype=np.int64)
    for kind in range(whole.shape[1]):
        by_step = np.bincount(cell, weights=whole[place, kind], minlength=len(step) * (last + 1))
        sums[..., kind] = by_step.reshape(len(step), last + 1).cumsum(axis=1).astype(np.int64)
    return sums
