"""Where the nodes of an extract lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sitematch.core.arrays import IntArray
from sitematch.packs.osm.osmium_run import Job, run
from sitematch.packs.osm.source import Source

RECORD: Final = np.dtype([("id", "u8"), ("x", "i4"), ("y", "i4")])
"""How osmium keeps a node's place: ten-millionths of a degree, ``UNDEFINED`` where it has none."""
UNDEFINED: Final = 2_147_483_647
PER_DEGREE: Final = 10_000_000
_NONE: Final = np.zeros((0, 3), dtype=np.int64)


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
        places = _with_new_nodes(places, source, path.parent)
    held = (np.abs(places.x) <= 180 * PER_DEGREE) & (np.abs(places.y) <= 90 * PER_DEGREE)
    return places if held.all() else Places(places.ids[held], places.x[held], places.y[held])


def _with_new_nodes(places: Places, source: Source, folder: Path) -> Places:
    """The places of nodes with negative ids, too."""
    lines = folder / "new_nodes"
    run(source, Job(lines, kinds="n", new_nodes=True))
    found = np.loadtxt(lines, dtype=np.int64, ndmin=2).reshape(-1, 3) if lines.stat().st_size else _NONE
    _, last = np.unique(found[::-1, 0], return_index=True)
    found = found[::-1][last]
    ids, x, y = (np.concatenate([found[:, i], old]) for i, old in enumerate((places.ids, places.x, places.y)))
    return Places(ids, x, y)
