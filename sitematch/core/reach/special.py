"""Measures that take a search of their own: a prospect's place, facilities narrowed by ``where``, odd times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.reach import reasons
from sitematch.core.reach.answers import (
    COUNTS,
    DISTANCE,
    Reasons,
    assemble,
    count_column,
    count_key,
    known_reason,
    limit_ds,
    minutes,
    named,
    source_of,
    unknown_column,
)
from sitematch.core.reach.curves import ATTRACTION_CLASS, within
from sitematch.core.reach.hierarchy import PreparedRoads
from sitematch.core.reach.joining import Entries, join, points
from sitematch.core.reach.members import counted, members, members_xy
from sitematch.core.reach.network import RegionNetwork, network_of
from sitematch.core.reach.search import nearest, nearest_keys
from sitematch.core.reach.straight import nearest_straight
from sitematch.core.region.model import Region
from sitematch.core.region.projection import degrees_to_plane
from sitematch.core.requirement.model import Measure, Place
from sitematch.core.sites.columns import NumberColumn, Via
from sitematch.units import METRES_PER_KM


@dataclass(frozen=True, eq=False)
class _Sites:
    """The outlines that are asked about, joined to the roads when a measure needs it."""

    region: Region
    outlines: GeometryArray
    prepared: PreparedRoads | None

    @cached_property
    def network(self) -> RegionNetwork:
        network = network_of(self.region, self.prepared)
        assert network is not None, "asked for a drive in a region without roads"
        return network

    @cached_property
    def entries(self) -> Entries:
        return join(self.network.graph, self.outlines)

    def __len__(self) -> int:
        return len(self.outlines)


def special_columns(
    region: Region, outlines: GeometryArray, measures: Iterable[Measure], prepared: PreparedRoads | None = None
) -> dict[Measure, NumberColumn]:
    """The columns of any measures of reach over n outlines (EPSG:3006), each by a search of its own.

    ``prepared``: the region's roads as a hierarchy, where they were prepared; it changes no answer.
    """
    sites = _Sites(region, outlines, prepared)
    return {measure: _column(sites, measure) for measure in measures}


def special_column(region: Region, outlines: GeometryArray, measure: Measure) -> NumberColumn:
    """The column of any measure of reach over n outlines (EPSG:3006), by a search of its own."""
    return special_columns(region, outlines, [measure])[measure]


def _column(sites: _Sites, measure: Measure) -> NumberColumn:
    reason = known_reason(sites.region, measure)
    if reason is not None:
        return unknown_column(len(sites), reason)
    if measure.metric in COUNTS:
        return _count(sites, measure)
    if isinstance(measure.to, Place):
        return _to_place(sites, measure, measure.to)
    return _to_class(sites, measure, str(measure.to))


def _count(sites: _Sites, measure: Measure) -> NumberColumn:
    among: tuple[BoolArray | None, BoolArray | None] = (None, None)
    if measure.where:
        among = counted(sites.region, members(sites.region, ATTRACTION_CLASS), measure.where)
    network, entries, name, limit = sites.network, sites.entries, count_key(measure), limit_ds(measure)
    low = within(network, entries, name, limit, among[0])
    high = within(network, entries, name, limit, among[1]) if measure.where else low
    return count_column(sites.region, measure, entries.joined, (low, high))


def _to_place(sites: _Sites, measure: Measure, place: Place) -> NumberColumn:
    xy = degrees_to_plane(np.array([place.lon]), np.array([place.lat]))
    via, source = [Via(None, place.name)] * len(sites), source_of(sites.region, measure)
    if measure.metric == DISTANCE:
        metres, _ = nearest_straight(sites.outlines, xy)
        return assemble(_both(metres / METRES_PER_KM), (), via, source)
    graph, entries = sites.network.graph, sites.entries
    entry = join(graph, points(xy))
    ds, _ = nearest(graph, entries, nearest_keys(graph, entry, sites.prepared))
    unknown: Reasons = (
        (~entries.joined, reasons.NO_ROAD_NEAR),
        (~entry.joined.repeat(len(sites)), reasons.NO_ROAD_NEAR),
        (ds < 0, reasons.NO_WAY),
    )
    return assemble(_both(minutes(ds)), unknown, via, source)


def _to_class(sites: _Sites, measure: Measure, class_: str) -> NumberColumn:
    """From the nearest facility that may count to the nearest that surely does."""
    of = members(sites.region, class_)
    sure, may = (np.flatnonzero(mask) for mask in counted(sites.region, of, measure.where))
    if not len(may):
        return unknown_column(len(sites), reasons.NO_FACILITY)
    find = _straight if measure.metric == DISTANCE else _driven
    low, _ = find(sites, class_, may)
    high, row = find(sites, class_, sure)
    via = named(of.via, np.append(sure, -1)[row])
    unknown: Reasons = (
        (False if measure.metric == DISTANCE else ~sites.entries.joined, reasons.NO_ROAD_NEAR),
        (np.isinf(low), reasons.NO_WAY),
        (np.isinf(high), reasons.WHERE_UNKNOWN),
    )
    return assemble((low, high), unknown, via, source_of(sites.region, measure))


def _straight(sites: _Sites, class_: str, rows: IntArray) -> tuple[FloatArray, IntArray]:
    metres, row = nearest_straight(sites.outlines, members_xy(sites.region, members(sites.region, class_))[rows])
    return metres / METRES_PER_KM, row


def _driven(sites: _Sites, class_: str, rows: IntArray) -> tuple[FloatArray, IntArray]:
    graph, facilities = sites.network.graph, sites.network.entries_of(class_).take(rows)
    ds, row = nearest(graph, sites.entries, nearest_keys(graph, facilities, sites.prepared))
    return np.where(ds < 0, np.inf, minutes(ds)), row


def _both(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    return values, values
