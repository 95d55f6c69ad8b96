"""A match as GeoJSON: a feature a site, in longitude and latitude."""

from __future__ import annotations

import json
from typing import Final

from sitematch.core.matching.result import MatchResult
from sitematch.core.sites.sites import Sites
from sitematch.views.flat import columns_of, flat_rows
from sitematch.views.shapes import shapes_by_id

_FIRST: Final = ("site_id", "name", "municipality_code", "rank", "status", "score")


def render_geojson(result: MatchResult, sites: Sites) -> str:
    """The ranked in order, then the near misses with ``rank`` null.

    Properties are the columns of the CSV file, numbers unrounded, statuses and verdicts as codes.
    ``sites`` are those that were matched; a site that is no longer among them has no geometry.
    """
    columns = [*_FIRST, *(name for name in columns_of(result) if name not in _FIRST)]
    rows = list(flat_rows(result))
    shapes = shapes_by_id(sites, [row["site_id"] for row in rows])
    features = [
        {
            "type": "Feature",
            "id": row["site_id"],
            "properties": {name: row.get(name) for name in columns},
            "geometry": shapes.get(row["site_id"]),
        }
        for row in rows
    ]
    document = {"type": "FeatureCollection", "name": str(result.requirement.get("id", "match")), "features": features}
    return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
