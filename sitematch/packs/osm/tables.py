"""Compiled roads and facilities as the CSV files of a pack."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sitematch.packs.osm.compile import RoadRows

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
