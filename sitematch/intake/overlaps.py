"""Sites that overlap each other, or published ones: told at the later row, once a pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.core.sites.sites import Sites
from sitematch.intake.findings import Notebook
from sitematch.intake.options import IntakeOptions
from sitematch.intake.records import Record
from sitematch.intake.wordings import OVERLAP, OVERLAP_SEVERAL

OVERLAP_M2: Final = 100.0
MOST_NAMED: Final = 3
MOST_COMPARED: Final = 200
"""So many neighbours of one site are looked at; in a heap of more, those say enough."""
MOST_PAIRS: Final = 20_000_000
"""So many pairs of boxes that meet are looked at in all: a file of nothing but heaps shows that early on."""
AT_ONCE, PAIRS_AT_ONCE = 4_096, 1_000_000
"""So many sites are asked for their neighbours together, fewer where they have many."""


def check_overlaps(
    records: Sequence[Record], published: Sites | None, options: IntakeOptions, notebook: Notebook
) -> None:
    """Notes sites that overlap another of the upload (once a pair, at the later row) or a published one.

    The work is that of a search tree of boxes: n log n while few boxes meet.
    """
    areas = [record for record in records if isinstance(record.geometry, shapely.Polygon | shapely.MultiPolygon)]
    own = np.array([record.geometry for record in areas], dtype=object)
    names = [record.texts.get("name") or record.site_id for record in areas]
    others, other_names = _published(areas, published, options)
    names += other_names
    for place, over, shared in _overlaps(np.concatenate([own, others]), len(own)):
        named = ", ".join(names[other] for other in over[:MOST_NAMED])
        wording = OVERLAP if len(over) <= MOST_NAMED else OVERLAP_SEVERAL
        areas[place].note(notebook, wording, others=named, area=float(shared[0]))


def _overlaps(geometries: GeometryArray, own: int) -> Iterator[tuple[int, list[int], FloatArray]]:
    """Each of the first ``own`` geometries that overlaps earlier ones or any of the others: which, and by how much.

    The largest overlap comes first.
    """
    tree = shapely.STRtree(geometries)
    bounds = shapely.bounds(geometries)
    looked, place, step = 0, 0, 64
    while place < own and looked < MOST_PAIRS:
        rows, near = tree.query(geometries[place : min(place + step, own)])
        looked += len(rows)
        rows = rows + place
        place += step
        step = int(min(AT_ONCE, max(1, step * PAIRS_AT_ONCE / max(len(rows), 1)), step * 4))
        rows, near = _worth_a_look(rows, near, bounds, own)
        shared = shapely.area(shapely.intersection(geometries[near], geometries[rows]))
        over = shared > OVERLAP_M2
        yield from _by_row(rows[over], near[over], shared[over])


def _worth_a_look(rows: np.ndarray, near: np.ndarray, bounds: FloatArray, own: int) -> tuple[np.ndarray, np.ndarray]:
    """The pairs in which the other is earlier, or none of ours, whose boxes share enough; of each row not too many."""
    asked = (near < rows) | (near >= own)
    rows, near = rows[asked], near[asked]
    order = np.lexsort((near, rows))
    rows, near = rows[order], near[order]
    first = np.searchsorted(rows, rows, side="left")
    few = np.arange(len(rows)) - first < MOST_COMPARED
    rows, near = rows[few], near[few]
    low, high = np.maximum(bounds[rows, :2], bounds[near, :2]), np.minimum(bounds[rows, 2:], bounds[near, 2:])
    enough = np.prod(high - low, axis=1) > OVERLAP_M2
    return rows[enough], near[enough]


def _by_row(rows: np.ndarray, near: np.ndarray, shared: FloatArray) -> Iterator[tuple[int, list[int], FloatArray]]:
    order = np.lexsort((near, -shared, rows))
    rows, near, shared = rows[order], near[order], shared[order]
    edges = [0, *(np.flatnonzero(np.diff(rows)) + 1).tolist(), len(rows)] if len(rows) else []
    for start, end in pairwise(edges):
        yield int(rows[start]), near[start:end].tolist(), shared[start:end]


def _published(
    areas: Sequence[Record], published: Sites | None, options: IntakeOptions
) -> tuple[GeometryArray, list[str]]:
    """Outlines and names of the published sites that stay beside the upload."""
    if published is None:
        return np.empty(0, dtype=object), []
    replaced = {record.site_id for record in areas}
    rows = [
        row
        for row, site_id in enumerate(published.ids)
        if site_id not in replaced
        and not (options.mode == "replace" and published.municipality_codes[row] == options.municipality)
    ]
    return published.outlines[rows], [published.names[row] for row in rows]
