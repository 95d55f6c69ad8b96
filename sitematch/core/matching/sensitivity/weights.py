"""How far one weight has to move, the others keeping their proportions, until another site is first.

With the weight of criterion j moved by t, and the others scaled to fill what is left of 1, the lead of site a over b is
D + t · (d − D) / (1 − w), where D is the lead as it is, d the lead in points on j and w the weight of j: linear in t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, IntArray

_SAME: Final = 1e-12
"""Changes of a weight nearer to each other than this are one: they come of dividing, and so are rounded."""


@dataclass(frozen=True, eq=False, slots=True)
class ListAsArrays:
    """The scores of n listed sites in the order of the list, and their places in the order that settles ties."""

    scores: FloatArray
    places: IntArray


@dataclass(frozen=True, slots=True)
class WeightTurn:
    """By how much a weight has to move, and the site (by its place in the list) that is first then.

    ``beyond``: at the change itself the sites tie and the list stands as it is; any further it does not.
    """

    change: float
    up: bool
    beyond: bool
    first: int


@dataclass(frozen=True, eq=False, slots=True)
class _Lead:
    """The lead of one site over each of the n in dependence on the change t: ``now + t · rate``, rate 0 over itself.

    ``zero`` is the t at which the lead is gone, NaN where it never changes; ``wins`` says who it beats at a tie.
    """

    now: FloatArray
    rate: FloatArray
    zero: FloatArray
    wins: BoolArray

    @classmethod
    def of(cls, listed: ListAsArrays, points: FloatArray, share: float, site: int) -> _Lead:
        now, here = listed.scores[site] - listed.scores, points[site] - points
        rate = (here - now) / (1.0 - share)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            zero = -now / rate
        # alike on the criterion, two sites tie where it alone counts: there and nowhere else
        zero = np.where((here == 0.0) & (now != 0.0), 1.0 - share, zero)
        zero[rate == 0.0] = np.nan
        return cls(now, rate, zero, listed.places[site] < listed.places)


def weight_turn(listed: ListAsArrays, points: FloatArray, share: float, site: int) -> WeightTurn | None:
    """The smallest change of a weight that takes the first place from the first site, or brings another one there.

    Args:
        listed: the list.
        points: of its sites on the criterion, the middle of what is known, shape (n,).
        share: the normalised weight, below 1; it may move from 0 to 1, both included.
        site: the place of the site in the list, 0 for the first.

    Returns:
        None where no weight from 0 to 1 does it.
    """
    if share >= 1.0 or len(listed.scores) < 2:
        return None
    lead = _Lead.of(listed, points, share, site)
    return _lost(listed, lead, share) if site == 0 else _won(lead, share, site)


def _lost(listed: ListAsArrays, lead: _Lead, share: float) -> WeightTurn | None:
    """Where the first site is overtaken first, upwards or downwards."""
    # a lead of nothing is lost at once, towards where it shrinks
    up, zero = lead.rate < 0.0, lead.zero
    inside = np.where(up, zero < 1.0 - share - _SAME, zero > _SAME - share)
    at_end = np.where(up, zero < 1.0 - share + _SAME, zero > -_SAME - share) & ~lead.wins
    there = np.flatnonzero(inside | at_end)
    if not len(there):
        return None
    least = np.abs(zero[there]).min()
    nearest = there[np.abs(zero[there]) <= least + _SAME]
    upwards = bool(up[nearest].any())
    nearest = nearest[up[nearest] == upwards]
    first, beyond = _overtaking(listed, lead, nearest)
    change = float(np.clip(zero[first], -share, 1.0 - share)) + 0.0
    return WeightTurn(change, upwards, beyond, first)


def _overtaking(listed: ListAsArrays, lead: _Lead, nearest: IntArray) -> tuple[int, bool]:
    """Of sites that come level at one point the one that is then first, and whether only beyond it."""
    at_once = nearest[~lead.wins[nearest]]
    if len(at_once):
        return int(at_once[np.argmin(listed.places[at_once])]), False
    fastest = nearest[np.lexsort((listed.places[nearest], -np.abs(lead.rate[nearest])))]
    return int(fastest[0]), True


def _won(lead: _Lead, share: float, site: int) -> WeightTurn | None:
    """The nearest weight at which a site is ahead of all others: they leave it an interval of changes, or none."""
    others = np.arange(len(lead.now)) != site
    still = others & np.isnan(lead.zero)
    if ((lead.now < 0.0) | ((lead.now == 0.0) & ~lead.wins))[still].any():
        return None
    rising, falling = others & (lead.rate > 0.0), others & (lead.rate < 0.0)
    low = max(-share, lead.zero[rising].max(initial=-np.inf))
    high = min(1.0 - share, lead.zero[falling].min(initial=np.inf))
    low_open = bool((rising & ~lead.wins & (lead.zero >= low - _SAME)).any())
    high_open = bool((falling & ~lead.wins & (lead.zero <= high + _SAME)).any())
    if low > high + _SAME or (low > high - _SAME and (low_open or high_open)):
        return None
    # it is not first as things stand, so that 0 is outside the interval
    up = low >= 0.0 if low_open else low > 0.0
    change, beyond = (low, low_open) if up else (high, high_open)
    return WeightTurn(float(change) + 0.0, up, beyond, site)
