"""The kept reports are what the command still says of files of the same make; the files themselves are not needed."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from scripts.keep_reports import KEPT, TARGET, report_on
from tests.docs.pages import page
from tests.intake.layers import altered, gpkg, script

REGISTER = (
    "OrganisationURI,SiteReference,SiteNameAddress,SiteplanURL,CoordinateReferenceSystem,GeoY,GeoX,Hectares,"
    "OwnershipStatus,PlanningStatus,PermissionType,PermissionDate,PlanningHistory,Deliverable,NetDwellingsRangeFrom,"
    "NetDwellingsRangeTo,HazardousSubstances,Notes,FirstAddedDate,LastUpdatedDate,EndDate"
)
SAID = ("fel", "varning", "lagat")


def register(**changes: str) -> list[str]:
    row = dict.fromkeys(REGISTER.split(","), "")
    row |= {"CoordinateReferenceSystem": "WGS84", "GeoY": "50.80", "GeoX": "-1.60", "Hectares": "0.5"}
    row |= {"OwnershipStatus": "not owned by a public authority", "PlanningStatus": "permissioned"}
    row |= {"LastUpdatedDate": "2020-03-24", "FirstAddedDate": "2017-12-20"}
    return list((row | changes).values())


def table(*rows: list[str], encoding: str = "cp1252") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([REGISTER.split(","), *rows])
    return buffer.getvalue().encode(encoding)


def a_register() -> bytes:
    rows = [register(SiteReference=f"NF{n}", SiteNameAddress=f"Rue du Café {n}", GeoY=f"50.{80 + n}") for n in range(6)]
    rows[0][8] = "mixed ownership; unknown ownership"
    worded = register(SiteReference="NF9", Hectares="Total site area is 6.2ha, of which 2.1ha is brownfield")
    return table(*rows, worded)


def metres_without_a_system() -> bytes:
    return table(register(SiteReference="W1", GeoX="245826", GeoY="86676", CoordinateReferenceSystem=""))


def an_empty_database() -> bytes:
    square = shapely.box(0, 0, 1, 1)

    def emptied(database: sqlite3.Connection) -> None:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("DELETE FROM sites")

    return gpkg([square], [{"site_nom": "x"}], crs="EPSG:2154", change=emptied).content


def coordinates_as_text() -> bytes:
    line = {"type": "LineString", "coordinates": [["12.5", "56.1"], ["12.6", "56.2"]]}
    point = {"type": "Point", "coordinates": [-77.0, 38.9]}
    shapes = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in (line, point)]
    return json.dumps({"type": "FeatureCollection", "features": shapes}).encode()


def a_layer_with_arcs() -> bytes:
    """A CURVEPOLYGON of one CIRCULARSTRING (ISO 13249-3), in the header of a GeoPackage's geometry."""
    circle = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (1.0, -1.0), (0.0, 0.0)]
    arcs = struct.pack("<BII", 1, 8, len(circle)) + b"".join(struct.pack("<dd", *point) for point in circle)
    blob = b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BII", 1, 10, 1) + arcs

    def curved(database: sqlite3.Connection) -> None:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE sites SET geom = ?", (blob,))

    file = gpkg([shapely.box(0, 0, 1, 1)], [{"namn": ""}], crs="EPSG:4326", spatial_index=False)
    return altered(altered(file, curved), script("ALTER TABLE sites DROP COLUMN namn")).content


ALIKE: dict[str, Callable[[], bytes]] = {
    "no-crs": metres_without_a_system,
    "register": a_register,
    "empty-geopackage": an_empty_database,
    "text-coordinates": coordinates_as_text,
    "arcs": a_layer_with_arcs,
}


def findings(text: str) -> set[str]:
    """What a report says, without its rows: each finding, its numbers, quoted cells and lists of headings left out."""
    found = set()
    for line in text.splitlines():
        cells = re.split(r"\s{2,}", line.strip())
        if len(cells) >= 5 and cells[2] in SAID:
            said = " | ".join(cells[1:])
            found.add(re.sub(r"\d[\d.,-]*", "#", re.sub(r"”[^”]*”", "”…”", said)))
    return found


def outline(text: str) -> list[str]:
    """The lines of a report that stand in any report of its kind: what it ends with, its headings, its sections."""
    kept = [line for line in text.splitlines() if line and not re.split(r"\s{2,}", line.strip())[2:3]]
    return [re.sub(r"\d+", "#", line.split(": ")[0]) for line in kept if not line.startswith("och ")]


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_report_is_what_is_still_said(name: str, at: Callable[[str], Path], tmp_path: Path) -> None:
    at("docs/for-municipalities.md")
    path = tmp_path / KEPT[name]
    path.write_bytes(ALIKE[name]())
    kept, now = (TARGET / f"{name}.txt").read_text(encoding="utf-8"), report_on(path)
    assert findings(now) == findings(kept)
    assert outline(now) == outline(kept)


def test_every_kept_report_has_its_line_in_the_page() -> None:
    text = page("for-municipalities.md").text
    assert {path.stem for path in TARGET.iterdir()} == set(KEPT) == set(ALIKE)
    assert all(f"(reports/{name}.txt)" in text for name in KEPT)
