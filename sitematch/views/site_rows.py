"""A site as a row of plain values, its outline as GeoJSON in degrees."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely

from sitematch.core.metrics.metric import Kind
from sitematch.core.region.projection import geometries_to_degrees
from sitematch.core.sites.columns import Column, NumberColumn
from sitematch.core.sites.sites import Sites


def site_row(sites: Sites, row: int) -> dict[str, Any]:
    """One site with all that is known of it; what is unknown is null, an interval ``[low, high]``."""
    outline = geometries_to_degrees(sites.outlines[row : row + 1])[0]
    source = sites.sources[row]
    attributes = {name: value_of(column, row) for name, column in sites.columns.items()}
    attributes |= {name: _plain(cells[row]) for name, cells in sites.others.items()}
    return {
        "site_id": sites.ids[row],
        "name": sites.names[row],
        "municipality_code": sites.municipality_codes[row],
        "property": sites.properties[row],
        "contact": sites.contacts[row],
        "demo": sites.demo[row],
        "source": {"name": source.name, "date": source.date, "method": source.method.value},
        "geometry": json.loads(shapely.to_geojson(outline)),
        "attributes": attributes,
    }


def value_of(column: Column, row: int) -> Any:
    """A cell as a plain value: null where unknown."""
    if column.unknown[row]:
        return None
    if isinstance(column, NumberColumn):
        low, high = float(column.low[row]), float(column.high[row])
        return low if low == high else [low if np.isfinite(low) else None, high if np.isfinite(high) else None]
    members = column.values[int(column.codes[row])]
    if column.kind is Kind.BOOLEAN:
        return members == ("true",)
    return list(members) if column.kind is Kind.SET else members[0]


def _plain(cell: Any) -> Any:
    return list(cell) if isinstance(cell, tuple) else cell
