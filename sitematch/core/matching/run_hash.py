"""The run hash: one name for requirement, sites, region data and engine, as values in a canonical order.

Neither the order of rows, columns or criteria nor the format of a file enters: sites come by id, columns by name,
outlines normalised, numbers as IEEE 754, and a column in which nothing is known is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.evidence import FileSource, Source
from sitematch.core.matching.context import MatchContext
from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Origin
from sitematch.core.requirement import canonical_document
from sitematch.core.requirement.model import Requirement
from sitematch.core.sites.columns import Column, NumberColumn
from sitematch.core.sites.measured import cell_text
from sitematch.core.sites.sites import Sites

_POINT: Final = 0
_MULTI: Final = (4, 5, 6)

_AT_A_TIME: Final = 10_000

_GRID_M: Final = 1e-4
"""Coordinates count to a tenth of a millimetre: below that stands what writing them as text has left."""


@dataclass(frozen=True, slots=True)
class RunHashes:
    """SHA-256, in hexadecimal, of all that a result follows from, and of its parts."""

    run: str
    requirement: str
    sites: str


def run_hash(requirement: Requirement, sites: Sites, context: MatchContext) -> str:
    """SHA-256, in hexadecimal, of all that a result follows from."""
    return run_hashes(requirement, sites, context).run


def run_hashes(requirement: Requirement, sites: Sites, context: MatchContext) -> RunHashes:
    """The run hash, and the hashes of requirement and sites that went into it."""
    asked, offered = canonical_document(requirement), sites_hash(sites)
    run = _digest({"requirement": asked, "sites": offered, "region": context.region_hash, "engine": context.engine})
    return RunHashes(run, _digest(asked), offered)


def sites_hash(sites: Sites) -> str:
    """SHA-256 of all that is given of the sites: outlines, stated values with their sources, other columns as text.

    What is measured on an outline follows from it and does not enter.
    """
    order = np.array(sorted(range(len(sites)), key=sites.ids.__getitem__), dtype=np.int64)
    points = shapely.get_type_id(sites.outlines) == _POINT
    columns = {
        name: _column(column, order, points if CATALOGUE[name].origin is Origin.OUTLINE else None)
        for name, column in sites.columns.items()
    }
    return _digest(
        {
            "ids": _Many(sites.ids, order),
            "names": _Many(sites.names, order),
            "municipality_codes": _Many(sites.municipality_codes, order),
            "visibilities": _Many(sites.visibilities, order),
            "demo": _Many(sites.demo, order),
            "properties": _Many(sites.properties, order),
            "contacts": _Many(sites.contacts, order),
            "sources": _Many(sites.sources, order, _source),
            "outlines": outlines_hash(sites.outlines[order]),
            "columns": {name: values for name, values in columns.items() if values is not None},
            "others": {name: _Many(c, order, cell_text) for name, c in sites.others.items() if _says_anything(c)},
        }
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Many:
    """A list that may be very long: what ``told`` makes of the values at ``rows``, as it is written."""

    values: Sequence[Any] | IntArray
    rows: IntArray
    told: Callable[[Any], Any] = lambda value: value

    def parts(self) -> Iterator[list[Any]]:
        """Some thousand entries at a time."""
        for start in range(0, len(self.rows), _AT_A_TIME):
            yield [self.told(self.values[row]) for row in self.rows[start : start + _AT_A_TIME].tolist()]


def _says_anything(cells: Sequence[Any]) -> bool:
    return any(cell_text(cell) is not None for cell in cells)


def outlines_hash(outlines: GeometryArray) -> str:
    """SHA-256 of geometries as shapes: where a ring begins, which way it runs and a multipart of one do not count."""
    flat = shapely.force_2d(outlines)
    single = np.isin(shapely.get_type_id(flat), _MULTI) & (shapely.get_num_geometries(flat) == 1)
    flat = np.where(single, shapely.get_geometry(flat, 0), flat)
    snapped = shapely.transform(flat, lambda xy: np.round(xy / _GRID_M) + 0.0)
    hashed = hashlib.sha256()
    for wkb in shapely.to_wkb(shapely.normalize(snapped), byte_order=1):
        hashed.update(len(wkb).to_bytes(8, "little"))
        hashed.update(wkb)
    return hashed.hexdigest()


def _column(column: Column, order: IntArray, counted: BoolArray | None) -> dict[str, Any] | None:
    """A column of the catalogue by value, None if nothing in it is known; of ``counted`` rows only, if given."""
    known = ~column.unknown if counted is None else ~column.unknown & counted
    rows = order[known[order]]
    if not len(rows):
        return None
    values: Any
    if isinstance(column, NumberColumn):
        values = [_bytes_hash(column.low[rows]), _bytes_hash(column.high[rows])]
    else:
        values = _Many(column.codes, rows, lambda code: column.values[code])
    return {
        "known": _bytes_hash(known[order].astype(np.float64)),
        "values": values,
        "sources": _Many(column.sources, rows, _source),
    }


def _bytes_hash(values: FloatArray) -> str:
    # adding 0.0 turns -0.0 into 0.0
    return hashlib.sha256((values + 0.0).astype("<f8").tobytes()).hexdigest()


def _source(source: Source | None) -> tuple[str | None, str | None, str] | None:
    if source is None:
        return None
    # a file's name changes with its format, which may not enter
    name = None if isinstance(source, FileSource) else source.name
    return name, source.date, str(source.method)


def _digest(document: Any) -> str:
    """SHA-256 of a document as JSON, keys in order, which is never held as a whole."""
    hashed = hashlib.sha256()
    for text in _texts(document):
        hashed.update(text.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        between = "{"
        for key in sorted(value):
            yield f"{between}{_json(key)}:"
            yield from _texts(value[key])
            between = ","
        yield "}" if value else "{}"
    elif isinstance(value, _Many):
        between = "["
        for part in value.parts():
            yield between + _json(part)[1:-1]
            between = ","
        yield "]" if len(value.rows) else "[]"
    else:
        yield _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
