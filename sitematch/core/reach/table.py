"""What is known of the reach of sites in general: computed once when sites come in, then only looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.reach.curves import curves
from sitematch.core.reach.hierarchy import PreparedRoads
from sitematch.core.reach.joining import Entries, join
from sitematch.core.reach.members import members, members_xy
from sitematch.core.reach.network import RegionNetwork, network_of
from sitematch.core.reach.search import nearest
from sitematch.core.reach.straight import nearest_straight
from sitematch.core.region.model import Region

REACH_VERSION: Final = "reach/3"
"""Changes whenever the same sites and region would give another table: what was kept before is not used then."""


@dataclass(frozen=True, eq=False, slots=True)
class ReachTable:
    """The reach of n sites.

    ``joined``: whether a site meets a road, shape (n,). By class of facility, in the order of ``classes``, shape
    (c, n): ``drive_ds``, the drive to the nearest in deciseconds, -1 without a way; ``straight_m``, the straight
    line; ``drive_via`` and ``straight_via``, which facility that is, as its place in ``members``, -1 if none.
    ``curves``: by name, amounts within each whole minute to the horizon, shape (n, horizon + 1), NaN where unknown;
    a name is missing where the region has no such figures.
    """

    joined: BoolArray
    classes: tuple[str, ...]
    drive_ds: IntArray
    drive_via: IntArray
    straight_m: FloatArray
    straight_via: IntArray
    curves: Mapping[str, FloatArray]

    def __len__(self) -> int:
        return len(self.joined)


def reach_table(region: Region, outlines: GeometryArray, prepared: PreparedRoads | None = None) -> ReachTable:
    """The reach of n outlines (EPSG:3006), each independent of the others and of their order.

    ``prepared``: the region's roads as a hierarchy, where they were prepared; it changes no answer.
    """
    network = network_of(region, prepared)
    driven = None if network is None else (network, join(network.graph, outlines))
    return table_of(region, straight_lines(region, outlines), driven)


@dataclass(frozen=True, eq=False, slots=True)
class StraightLines:
    """Straight lines from n outlines to the nearest of each class, as in a ``ReachTable``: no road touches them."""

    classes: tuple[str, ...]
    metres: FloatArray
    via: IntArray


def straight_lines(region: Region, outlines: GeometryArray) -> StraightLines:
    """The straight lines of n outlines (EPSG:3006)."""
    classes, n = tuple(sorted(class_ for class_ in region.classes if len(members(region, class_)))), len(outlines)
    found = [nearest_straight(outlines, members_xy(region, members(region, class_))) for class_ in classes]
    metres = np.array([m for m, _ in found], dtype=np.float64).reshape(len(classes), n)
    return StraightLines(classes, metres, _stacked([via for _, via in found], n))


def table_of(region: Region, straight: StraightLines, driven: tuple[RegionNetwork, Entries] | None) -> ReachTable:
    """The reach of n sites of which the straight lines are known and the entries to a network, if there is one."""
    n, classes = straight.metres.shape[1], straight.classes
    joined, drives, by_minute = np.zeros(n, dtype=bool), [_nowhere(n)] * len(classes), {}
    if driven is not None:
        network, entries = driven
        joined = entries.joined
        drives = [nearest(network.graph, entries, keys) for keys in network.keys_of_all(classes)]
        by_minute = curves(network, entries, region.horizon_min)
    drive_ds, drive_via = _stacked([ds for ds, _ in drives], n), _stacked([via for _, via in drives], n)
    return ReachTable(joined, classes, drive_ds, drive_via, straight.metres, straight.via, by_minute)


def _nowhere(n: int) -> tuple[IntArray, IntArray]:
    return np.full(n, -1), np.full(n, -1)


def _stacked(rows: list[IntArray], n: int) -> IntArray:
    return np.array(rows, dtype=np.int64).reshape(len(rows), n)
