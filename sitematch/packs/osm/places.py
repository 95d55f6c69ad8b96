"""Where the nodes of an extract lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.packs.osm.source import Source, told

if TYPE_CHECKING:
    from osmium.osm import Node

RECORD: Final = np.dtype([("id", "u8"), ("x", "i4"), ("y", "i4")])
"""How osmium keeps a node's place: ten-millionths of a degree, ``UNDEFINED`` where it has none."""
UNDEFINED: Final = 2_147_483_647
PER_DEGREE: Final = 10_000_000


@dataclass(frozen=True, eq=False)
class Places:
    """Where nodes lie: ids rising, shape (n,); longitudes and latitudes in ten-millionths of a degree."""

    ids: IntArray
    x: IntArray
    y: IntArray

    def find(self, refs: IntArray) -> IntArray:
        """The row of each id, -1 for one that is not there."""
        if not len(self.ids):
            return np.full(len(refs), -1, dtype=np.int64)
        rows = np.searchsorted(self.ids, refs)
        rows[rows == len(self.ids)] = 0
        return np.where(self.ids[rows] == refs, rows, -1)


def read_places(path: Path, source: Source, refs: IntArray) -> Places:
    """What osmium wrote of places; those of negative ids are read anew where the refs have such.

    A place that is none on earth is left out.
    """
    records = np.fromfile(path, dtype=RECORD)
    records = records[(records["x"] != UNDEFINED) & (records["id"] < 2**63)]
    ids = records["id"].astype(np.int64)
    if len(ids) and not (ids[1:] > ids[:-1]).all():
        order = np.argsort(ids, kind="stable")
        last = np.append(ids[order][1:] != ids[order][:-1], True)  # of an id that comes twice, the later place
        records, ids = records[order[last]], ids[order[last]]
    places = Places(ids, records["x"].astype(np.int64), records["y"].astype(np.int64))
    if (refs < 0).any():
        places = _with_new_nodes(places, source)
    held = (np.abs(places.x) <= 180 * PER_DEGREE) & (np.abs(places.y) <= 90 * PER_DEGREE)
    return places if held.all() else Places(places.ids[held], places.x[held], places.y[held])


def _with_new_nodes(places: Places, source: Source) -> Places:
    """The places of nodes with negative ids, too: an editor's, not yet uploaded. osmium's table has none of them."""
    import osmium

    found: dict[int, tuple[int, int]] = {}
    with told(source.path):
        for node in osmium.FileProcessor(osmium.io.File(str(source.path), source.format), osmium.osm.NODE):
            at = cast("Node", node).location
            if node.id < 0 and at.valid():
                found[node.id] = at.x, at.y
    ids = sorted(found)
    x, y = (np.array([found[i][axis] for i in ids], dtype=np.int64) for axis in (0, 1))
    return Places(
        np.concatenate([np.array(ids, dtype=np.int64), places.ids]),
        np.concatenate([x, places.x]),
        np.concatenate([y, places.y]),
    )
