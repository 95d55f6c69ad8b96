"""Looking up published sites: by id, by municipality, by a box on the map."""

from __future__ import annotations

import math
from typing import Any
from weakref import WeakKeyDictionary

import shapely

from sitematch.core.region.projection import geometries_to_degrees
from sitematch.core.sites.sites import Sites
from sitematch.errors import NotFound, WrongUse
from sitematch.service.desk import Desk
from sitematch.views.site_rows import site_row

Box = tuple[float, float, float, float]
_indexes: WeakKeyDictionary[Sites, Any] = WeakKeyDictionary()


def parse_bbox(text: str) -> Box:
    """A box as ``minlon,minlat,maxlon,maxlat`` in degrees.

    Raises:
        WrongUse: four numbers in that order are not what is there.
    """
    form = f"bbox {text!r}: write it as minlon,minlat,maxlon,maxlat in degrees"
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise WrongUse(form) from None
    in_range = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if not in_range or not all(map(math.isfinite, (west, south, east, north))):
        raise WrongUse(f"{form}, the smaller first")
    return west, south, east, north


def find_sites(desk: Desk, box: Box | None, municipality: str | None, *, limit: int, offset: int) -> dict[str, Any]:
    """A page of the sites that touch a box and lie in a municipality (each if given), by id."""
    sites = desk.published
    rows = range(len(sites)) if box is None else _in_box(sites, box)
    if municipality is not None:
        rows = [i for i in rows if sites.municipality_codes[i] == municipality]
    shown = list(rows)[offset : offset + limit]
    return {"items": [site_row(sites, i) for i in shown], "total": len(rows)}


def site_by_id(desk: Desk, site_id: str) -> dict[str, Any]:
    """One site with all that is stated of it.

    Raises:
        NotFound: none of that id that the principal may see.
    """
    if site_id not in desk.published.ids:
        raise NotFound(f"site {site_id!r}: there is none of that id")
    return site_row(desk.published, desk.published.ids.index(site_id))


def _in_box(sites: Sites, box: Box) -> list[int]:
    if len(sites) == 0:
        return []
    index, outlines = _index_of(sites)
    near = sorted(index.intersection(box))
    window = shapely.box(*box)
    return [i for i in near if shapely.intersects(outlines[i], window)]


def _index_of(sites: Sites) -> tuple[Any, Any]:
    if sites not in _indexes:
        from rtree.index import Index

        outlines = geometries_to_degrees(sites.outlines)
        index = Index((i, tuple(bounds), None) for i, bounds in enumerate(shapely.bounds(outlines)))
        _indexes[sites] = (index, outlines)
    found: tuple[Any, Any] = _indexes[sites]
    return found
