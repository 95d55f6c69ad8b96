"""Reach of sites and points: computed once, kept, and looked up from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.core.reach import (
    REACH_METRICS,
    REACH_VERSION,
    PointReach,
    ReachTable,
    column,
    point_reach,
    reach_table,
    source_of,
    special_columns,
)
from sitematch.core.region.model import Region, Roads
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import Column, NumberColumn, Via
from sitematch.core.sites.sites import Sites, take_column
from sitematch.store.kept import Entry, Kept, key_of

_TABLES, _COLUMNS = "reach", "reach_columns"
_CURVE = "curve:"


def reach_of_point(region: Region, lon: float, lat: float) -> PointReach:
    """The reach of a point in degrees.

    Raises:
        WrongUse: coordinates that are no degrees.
    """
    return point_reach(region, lon, lat)


def reach_columns(region: Region, sites: Sites, measures: Iterable[Measure], kept: Kept) -> dict[Measure, Column]:
    """The columns of all measures of reach among ``measures``, in the order of the sites.

    What was computed before for the same outlines and region is looked up; what is new is kept.
    """
    asked = [measure for measure in dict.fromkeys(measures) if measure.metric in REACH_METRICS]
    if not asked:
        return {}
    order = sorted(range(len(sites)), key=lambda row: sites.ids[row])
    outlines = sites.outlines[np.array(order, dtype=np.int64)]
    shelf = _Shelf(kept, region, _key(region, outlines))
    table = _table(shelf, outlines)
    found = {measure: column(region, table, measure) for measure in asked}
    special = _special(shelf, outlines, [measure for measure in asked if found[measure] is None])
    back = np.argsort(np.array(order, dtype=np.int64))
    return {measure: take_column(found[measure] or special[measure], back) for measure in asked}


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where the reach of one set of outlines in one region is kept."""

    kept: Kept
    region: Region
    key: str


def _key(region: Region, outlines: GeometryArray) -> str:
    """Everything that reach depends on: where sites tie between roads the order of the roads counts as well."""
    roads = [] if region.roads is None else _in_order(region.roads)
    return key_of(REACH_VERSION, region.content_hash, *roads, *shapely.to_wkb(outlines).tolist())


def _in_order(roads: Roads) -> list[bytes | str]:
    """Nodes and links as the pack lists them, of which its hash says nothing."""
    if roads.listing is not None:
        return [roads.listing]
    links = [roads.from_node, roads.to_node, roads.km, roads.speed_kmh, roads.oneway, roads.motorway]
    texts = ["\n".join(roads.node_ids), "\n".join(wkt or "" for wkt in roads.wkt)]
    return [*texts, *(column.tobytes() for column in links)]


def _table(shelf: _Shelf, outlines: GeometryArray) -> ReachTable:
    entry = shelf.kept.get(_TABLES, shelf.key)
    if entry is not None:
        return _table_from(entry)
    table = reach_table(shelf.region, outlines)
    shelf.kept.put(_TABLES, shelf.key, _entry_of(table))
    return table


def _entry_of(table: ReachTable) -> Entry:
    arrays = {name: getattr(table, name) for name in ("joined", "drive_ds", "drive_via", "straight_m", "straight_via")}
    by_minute = {_CURVE + name: values for name, values in table.curves.items()}
    return Entry({**arrays, **by_minute}, {"classes": list(table.classes)})


def _table_from(entry: Entry) -> ReachTable:
    curves = {name.removeprefix(_CURVE): array for name, array in entry.arrays.items() if name.startswith(_CURVE)}
    rest: dict[str, Any] = {name: array for name, array in entry.arrays.items() if not name.startswith(_CURVE)}
    return ReachTable(classes=tuple(entry.meta["classes"]), curves=curves, **rest)


def _special(shelf: _Shelf, outlines: GeometryArray, measures: Sequence[Measure]) -> Mapping[Measure, NumberColumn]:
    keys = {measure: key_of(shelf.key, repr(measure)) for measure in measures}
    entries = {measure: shelf.kept.get(_COLUMNS, key) for measure, key in keys.items()}
    known = {m: _column_from(shelf.region, m, entry) for m, entry in entries.items() if entry is not None}
    fresh = special_columns(shelf.region, outlines, [m for m in measures if m not in known])
    for measure, made in fresh.items():
        shelf.kept.put(_COLUMNS, keys[measure], _column_entry(made))
    return {**known, **fresh}


def _column_entry(made: NumberColumn) -> Entry:
    via = [None if one is None else [one.id, one.name] for one in made.via]
    return Entry({"low": made.low, "high": made.high}, {"reasons": list(made.reasons), "via": via})


def _column_from(region: Region, measure: Measure, entry: Entry) -> NumberColumn:
    reasons = tuple(entry.meta["reasons"])
    via = tuple(None if one is None else Via(*one) for one in entry.meta["via"])
    source = source_of(region, measure)
    sources = tuple(source if reason is None else None for reason in reasons)
    return NumberColumn(entry.arrays["low"], entry.arrays["high"], reasons, via, sources)
