"""Which published site a row without an id is: told by its property, its name or its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

import numpy as np
import shapely

from sitematch.core.sites.ids import split_site_id
from sitematch.core.sites.sites import Sites
from sitematch.core.sites.words import clean
from sitematch.intake.records import Record

SHARED: Final = 0.5
"""Outlines are of one site if they share at least so much of what they cover together (Jaccard 1901)."""
POINT_M: Final = 50.0
"""So far may a point have been moved."""

_Key = tuple[str | None, str]


def property_key(text: str) -> str:
    """A property's designation, or a name, as it is compared: without case and blanks (`Ås 1:2` is not `As 1:2`)."""
    return clean(text).casefold().replace(" ", "")


def known_ids(records: Sequence[Record], taken: Collection[str], published: Sites | None) -> dict[int, str]:
    """The ids of published sites that records without one are, by the ``id()`` of the record.

    A site is known by its property, else by its name, where only one row and one published site have it; else by its
    place, so that one that was moved a little, or has another name now, stays the site that it was.

    Args:
        records: drawn rows without an id, their municipality told.
        taken: ids that other rows of the upload have.
        published: in which sites to look; None for none.
    """
    if published is None or not records:
        return {}
    free: dict[int, tuple[str | None, str]] = {}
    for row, site_id in enumerate(published.ids):
        parts = split_site_id(site_id)
        if parts is not None and parts[1] not in taken:
            free[row] = parts
    found: dict[int, str] = {}
    left = list(records)
    for theirs, ours in (
        (lambda row: published.properties[row], lambda record: record.texts.get("property")),
        (lambda row: published.names[row], lambda record: record.texts.get("name")),
    ):
        left = _by_text(left, free, found, theirs, ours)
    for record, row in _by_place(left, free, published):
        found[id(record)] = free[row][1]
    return found


def _by_text(
    records: Sequence[Record],
    free: dict[int, _Key],
    found: dict[int, str],
    theirs: Callable[[int], str | None],
    ours: Callable[[Record], str | None],
) -> list[Record]:
    """Takes published sites with a text that one record alone has; gives the records that are left."""
    rows: dict[_Key, list[int]] = defaultdict(list)
    for row, (code, _) in free.items():
        rows[code, property_key(theirs(row) or "")].append(row)
    keys = [(record.code, property_key(ours(record) or "")) for record in records]
    count = Counter(keys)
    left = []
    for record, key in zip(records, keys, strict=True):
        if key[1] and count[key] == 1 and len(rows[key]) == 1:
            found[id(record)] = free.pop(rows[key][0])[1]
        else:
            left.append(record)
    return left


def _by_place(records: Sequence[Record], free: dict[int, _Key], published: Sites) -> Iterator[tuple[Record, int]]:
    """The pairs of records and published sites that lie most on each other, each in one pair."""
    placed = [record for record in records if record.geometry is not None]
    rows = np.array(sorted(free), dtype=np.int64)
    if not placed or not len(rows):
        return
    shapes = np.array([record.geometry for record in placed], dtype=object)
    mine, theirs = shapely.STRtree(published.outlines[rows]).query(shapes, predicate="dwithin", distance=POINT_M)
    pairs = []
    for at, other in zip(mine.tolist(), rows[theirs].tolist(), strict=True):
        likeness = _likeness(shapes[at], published.outlines[other])
        if likeness > 0 and free[other][0] == placed[at].code:
            pairs.append((-likeness, at, other))
    used: set[tuple[str, int]] = set()
    for _, at, other in sorted(pairs):
        if not {("row", at), ("site", other)} & used:
            used |= {("row", at), ("site", other)}
            yield placed[at], other


def _likeness(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """How much two sites lie on each other, from 0 (not one site) to 1."""
    if shapely.get_dimensions(one) < 2 or shapely.get_dimensions(other) < 2:
        metres = float(shapely.distance(one, other))
        return max(0.0, 1 - metres / POINT_M)
    shared = float(shapely.area(shapely.intersection(one, other)))
    union = float(shapely.area(one) + shapely.area(other)) - shared
    return shared / union if shared >= SHARED * union else 0.0
