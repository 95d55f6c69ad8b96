"""Writes the data of the embedded region pack from ``sources`` and the libraries; the same bytes each time.

Run as ``python data/build_ostergotland.py [FOLDER]``; without a folder it writes into ``data/ostergotland``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pack_people import corrected_localities, county_people, lakes, municipality_outlines, outside_people
from pack_roads import Network, local_roads

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
COUNTY = "05"

Row = Mapping[str, object]


def main(target: Path) -> None:
    """Write the CSV files of the pack."""
    target.mkdir(parents=True, exist_ok=True)
    facilities = [_tidied(row) for row in rows_of("facilities")]
    nodes, links = rows_of("road_nodes"), rows_of("road_links")
    water, outlines = lakes(SOURCES / "lakes.geojson"), municipality_outlines()
    network = Network(nodes, links, water)
    localities = corrected_localities(rows_of("geonames_corrections"))
    people = county_people(localities, rows_of("municipalities"), outlines, water)
    people += outside_people(localities, outlines, network, COUNTY)
    new_nodes, new_links = local_roads(people, network)
    write(target / "municipalities.csv", [{k: row[k] for k in ("code", "name")} for row in rows_of("municipalities")])
    write(target / "localities.csv", people)
    write(target / "road_nodes.csv", nodes + new_nodes)
    write(target / "road_links.csv", links + new_links)
    write(target / "facilities.csv", facilities)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a source."""
    with (SOURCES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write rows under the headings of the first one."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _tidied(row: dict[str, str]) -> dict[str, str]:
    """A facility as in the source, but for a remark inside a set, which would be no member that can be asked for."""
    return row | {"cargo": row["cargo"].replace(" (site-wide)", "")}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "ostergotland")
