"""Reach of sites and points: computed once, kept, and looked up from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

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
from sitematch.core.reach.hierarchy import PreparedRoads
from sitematch.core.region.model import Region, Roads
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import Column, NumberColumn, Via
from sitematch.core.sites.sites import Sites
from sitematch.service.kept_entries import join_from_kept
from sitematch.service.kept_rows import Keys, Rows, Shelf, keys_of, look_up
from sitematch.service.prepared_roads import prepared_of
from sitematch.store.kept import Kept, key_of

_TABLES, _COLUMNS = "reach", "reach_columns"
_CURVE = "curve:"
_BY_CLASS = ("drive_ds", "drive_via", "straight_m", "straight_via")


def reach_of_point(region: Region, lon: float, lat: float, kept: Kept | None = None) -> PointReach:
    """The reach of a point in degrees; ``kept``: where large networks are kept as they were prepared.

    Raises:
        WrongUse: coordinates that are no degrees.
    """
    if kept is None:
        return point_reach(region, lon, lat)
    return point_reach(region, lon, lat, ready_roads(region, kept, searches=1 + len(region.classes)))


def reach_columns(region: Region, sites: Sites, measures: Iterable[Measure], kept: Kept) -> dict[Measure, Column]:
    """The columns of all measures of reach among ``measures``, in the order of the sites.

    What was computed before for the same outline and region is looked up, whichever sites it came with; what is new
    is kept.
    """
    asked = [measure for measure in dict.fromkeys(measures) if measure.metric in REACH_METRICS]
    if not asked:
        return {}
    shelves = _Shelves(kept, region, reach_key(region), keys_of(sites.outlines))
    table = _table(shelves, sites.outlines)
    found = {measure: column(region, table, measure) for measure in asked}
    special = _special(shelves, sites.outlines, [measure for measure in asked if found[measure] is None])
    return {measure: found[measure] or special[measure] for measure in asked}


def kept_table(region: Region, outlines: GeometryArray, kept: Kept) -> ReachTable:
    """The reach of n outlines (EPSG:3006), looked up as far as it was computed before."""
    return _table(_Shelves(kept, region, reach_key(region), keys_of(outlines)), outlines)


@dataclass(frozen=True, eq=False, slots=True)
class _Shelves:
    """Where the reach of outlines in one region is kept, and which outlines are asked for."""

    kept: Kept
    region: Region
    key: str
    outlines: Keys


def reach_key(region: Region) -> str:
    """All that reach depends on besides the outline: where sites tie between roads their order counts as well."""
    roads = [] if region.roads is None else _in_order(region.roads)
    return key_of(REACH_VERSION, region.content_hash, *roads)


def _in_order(roads: Roads) -> list[bytes | str]:
    """Nodes and links as the pack lists them, of which its hash says nothing."""
    if roads.listing is not None:
        return [roads.listing]
    links = [roads.from_node, roads.to_node, roads.km, roads.speed_kmh, roads.oneway, roads.motorway]
    texts = ["\n".join(roads.node_ids), "\n".join(wkt or "" for wkt in roads.wkt)]
    return [*texts, *(column.tobytes() for column in links)]


def _table(shelves: _Shelves, outlines: GeometryArray) -> ReachTable:
    found = look_up(Shelf(shelves.kept, _TABLES, shelves.key, mapped=True), shelves.outlines)
    if found.complete:
        return _table_of(found.rows())
    prepared = _prepared(shelves, len(found.missing))
    return _table_of(found.rows(_rows_of_table(reach_table(shelves.region, outlines[found.missing], prepared))))


def _prepared(shelves: _Shelves, n_outlines: int) -> PreparedRoads | None:
    return ready_roads(shelves.region, shelves.kept, searches=n_outlines + len(shelves.region.classes))


def ready_roads(region: Region, kept: Kept, searches: int) -> PreparedRoads | None:
    """The roads as a hierarchy where that pays; people and facilities have joined them after this."""
    prepared = prepared_of(region, kept, searches)
    join_from_kept(region, prepared, kept, reach_key(region))
    return prepared


def _rows_of_table(table: ReachTable) -> Rows:
    by_class = {name: np.ascontiguousarray(getattr(table, name).T) for name in _BY_CLASS}
    by_minute = {_CURVE + name: values for name, values in table.curves.items()}
    return Rows({"joined": table.joined, **by_class, **by_minute}, {"classes": list(table.classes)})


def _table_of(rows: Rows) -> ReachTable:
    curves = {name.removeprefix(_CURVE): array for name, array in rows.arrays.items() if name.startswith(_CURVE)}
    by_class: dict[str, Any] = {name: np.ascontiguousarray(rows.arrays[name].T) for name in _BY_CLASS}
    return ReachTable(rows.arrays["joined"], tuple(rows.meta["classes"]), curves=curves, **by_class)


def _special(shelves: _Shelves, outlines: GeometryArray, measures: Sequence[Measure]) -> Mapping[Measure, NumberColumn]:
    """Measures by searches of their own; those that lack the same outlines are computed together."""
    region = shelves.region
    found = {measure: look_up(_shelf_of(shelves, measure), shelves.outlines) for measure in measures}
    together: dict[bytes, list[Measure]] = {}
    for measure, kept in found.items():
        if not kept.complete:
            together.setdefault(kept.missing.tobytes(), []).append(measure)
    fresh: dict[Measure, Rows] = {}
    for group in together.values():
        missing = found[group[0]].missing
        made = special_columns(region, outlines[missing], group, _prepared(shelves, len(missing)))
        fresh |= {measure: _rows_of_column(column) for measure, column in made.items()}
    return {measure: _column_of(region, measure, kept.rows(fresh.get(measure))) for measure, kept in found.items()}


def _shelf_of(shelves: _Shelves, measure: Measure) -> Shelf:
    return Shelf(shelves.kept, _COLUMNS, key_of(shelves.key, repr(measure)), mapped=False)


def _rows_of_column(made: NumberColumn) -> Rows:
    reasons, via = np.empty((2, len(made.reasons)), dtype=object)
    reasons[:] = made.reasons
    via[:] = [None if one is None else [one.id, one.name] for one in made.via]
    return Rows({"low": made.low, "high": made.high, "reasons": reasons, "via": via})


def _column_of(region: Region, measure: Measure, rows: Rows) -> NumberColumn:
    reasons = tuple(rows.arrays["reasons"].tolist())
    via = tuple(None if one is None else Via(*one) for one in rows.arrays["via"].tolist())
    source = source_of(region, measure)
    sources = tuple(source if reason is None else None for reason in reasons)
    return NumberColumn(rows.arrays["low"], rows.arrays["high"], reasons, via, sources)
