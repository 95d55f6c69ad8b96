"""Compiled roads and facilities as the CSV files of a pack."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sitematch.packs.facilities import COLUMNS
from sitematch.packs.osm.compile import RoadRows
from sitematch.packs.osm.facilities import ATTRIBUTES
from sitematch.packs.osm.merging import Thing
from sitematch.packs.tables import Table

NODE_HEADINGS: Final = ("id", "lat", "lon")
LINK_HEADINGS: Final = ("from", "to", "km", "speed_kmh", "oneway", "motorway", "road", "wkt")


def nodes_csv(rows: RoadRows) -> bytes:
    """``road_nodes.csv``."""
    return csv_bytes(NODE_HEADINGS, zip(rows.node_ids, rows.lat.tolist(), rows.lon.tolist(), strict=True))


def links_csv(rows: RoadRows) -> bytes:
    """``road_links.csv``."""
    ids = rows.node_ids
    columns = (
        [ids[i] for i in rows.tail.tolist()],
        [ids[i] for i in rows.head.tolist()],
        rows.km.tolist(),
        [int(kmh) if kmh.is_integer() else kmh for kmh in rows.speed_kmh.tolist()],
        rows.oneway.astype(int).tolist(),
        rows.motorway.astype(int).tolist(),
        rows.road,
        rows.wkt,
    )
    return csv_bytes(LINK_HEADINGS, zip(*columns, strict=True))


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as UTF-8, lines ending in a newline alone."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", errors="replace")


def facilities_csv(things: Sequence[Thing], before: Table | None) -> bytes:
    """``facilities.csv`` with these things in place of all rows of their classes; the other rows stay as they are.

    Args:
        things: what was found.
        before: the pack's facilities, None if it has no such file.
    """
    found = {thing.cls for thing in things}
    old = before.headings if before is not None else COLUMNS
    headings = [*old, *(name for name in ATTRIBUTES if name not in old)]
    rows: list[Sequence[str]] = []
    if before is not None:
        columns = [before.texts(heading) for heading in headings]
        rows += [cells for cells in zip(*columns, strict=True) if cells[headings.index("class")] not in found]
    taken = {cells[headings.index("id")] for cells in rows}
    for thing in things:
        key = thing.key if thing.key not in taken else f"{thing.key}-{thing.cls}"
        taken.add(key)
        values = {"id": key, "class": thing.cls, "name": thing.name, "lat": thing.lat, "lon": thing.lon}
        values |= thing.attributes
        rows.append([str(values.get(heading, "")) for heading in headings])
    return csv_bytes(headings, rows)
