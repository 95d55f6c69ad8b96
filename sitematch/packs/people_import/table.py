"""The common form into which every file of people is read: columns of cells, and shapes if it has any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray
from sitematch.packs.people_import.numbers import Cells


@dataclass(frozen=True, eq=False, slots=True)
class PeopleTable:
    """A file of people: each column of n cells by its heading.

    ``shapes``: geometries in the file's coordinates, None where a row has none; None for a file that has no geometry
    of its own. ``declared``: the system that the file names. ``plain_degrees``: numbers that can be degrees are.
    ``format``: ``csv``, ``gpkg`` or ``parquet``.
    """

    file: str
    format: str
    headings: tuple[str, ...]
    columns: Mapping[str, Cells]
    rows: int
    shapes: GeometryArray | None = None
    declared: str | None = None
    plain_degrees: bool = True
    notes: tuple[str, ...] = ()


def shapes_of_wkb(wkb: Sequence[bytes | None]) -> GeometryArray | None:
    """Geometries of WKB, None for those that are damaged; None if there is nothing in any row."""
    if not any(wkb):
        return None
    with np.errstate(invalid="ignore"):
        found: GeometryArray = shapely.from_wkb(np.array([one or None for one in wkb], dtype=object), "ignore")
    return found
