"""Files made to do harm, by name: what each tries, and how it is made. ``python -m tests.intake.hostile NAME``."""

from __future__ import annotations

import io
import json
import resource
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from benchmarks.measure import peak_bytes
from sitematch.errors import SiteFileRefused
from sitematch.intake import SiteFile
from tests.intake.layers import altered, gpkg, parts, script, zipped
from tests.intake.test_layers import area, rows
from tests.intake.test_xlsx import HEADINGS, SHEET, remade, site, xlsx
from tests.intake.world import csv, feature, geojson, in_degrees, polygon, read, row, square, wkt

SECRET: Final = "TOPSECRET"
TURNED: Final = "\u202ecod.exe\u2066\x07\x1b[31mred\x00\u200f"


@dataclass(frozen=True)
class Bait:
    """What a file may point at: a file of the disk that has a secret in it, and a port on which somebody listens."""

    secret: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/x"


Made = Callable[[Bait], SiteFile]
CHEAP: dict[str, Made] = {}
"""Those that a few thousand instructions deal with."""
CHILD: dict[str, Made] = {}
"""Those that start a process."""
LONG: dict[str, Made] = {}
"""Those that take memory or time."""


def vrt(source: str) -> bytes:
    layer = (
        f'<OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource><SrcLayer>secret</SrcLayer></OGRVRTLayer>'
    )
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>".encode()


def gdalg(source: str) -> bytes:
    return json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {source}"}).encode()


@cache
def layer() -> SiteFile:
    return gpkg([area(), area(1)], rows(2), layer="t")


@cache
def shapefile() -> Mapping[str, bytes]:
    return parts([area()], rows(1))


@cache
def book() -> SiteFile:
    return xlsx(HEADINGS, site())


def ring_of(count: int) -> list[list[float]]:
    angles = np.linspace(0, 2 * np.pi, count + 1)
    middle = shapely.Point(square()[0]).buffer(1).centroid
    ring = np.column_stack([middle.x + 300 * np.cos(angles), middle.y + 300 * np.sin(angles)])
    ring[-1] = ring[0]
    return ring.tolist()


for ending in ("gpkg", "geojson", "csv", "shp", "xlsx", "zip", "txt"):
    CHEAP[f"a VRT to a file as .{ending}"] = lambda bait, e=ending: SiteFile(f"a.{e}", vrt(bait.secret))
    CHEAP[f"a VRT to an address as .{ending}"] = lambda bait, e=ending: SiteFile(f"a.{e}", vrt(f"/vsicurl/{bait.url}"))
    CHEAP[f"a GDAL pipeline as .{ending}"] = lambda bait, e=ending: SiteFile(f"a.{e}", gdalg(bait.secret))
for beginning in ("", "/vsicurl/", "/vsizip//vsicurl/", "WFS:", "OAPIF:", "GPKG:", "PG:host=127.0.0.1 "):
    CHEAP[f"a text that is a source, {beginning or 'plain'}"] = lambda bait, b=beginning: SiteFile(
        "a.csv", f"{b}{bait.url}\n".encode()
    )
for title, text in {
    "KML with an entity of a file": '<!DOCTYPE k [<!ENTITY x SYSTEM "file://{secret}">]><kml><name>&x;</name></kml>',
    "GML that laughs": "<!DOCTYPE g [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><gml>&b;</gml>",
    "GML with a schema elsewhere": '<gml xsi:schemaLocation="x {url}"/>',
    "SVG": '<svg onload="x"/>',
}.items():
    CHEAP[title] = lambda bait, t=text: SiteFile(
        "a.geojson", t.replace("{secret}", bait.secret).replace("{url}", bait.url).encode()
    )
for title, coordinates in {
    "no numbers": [[float("nan"), 58.4], [15.7, 58.4], [15.7, 58.5], [float("nan"), 58.4]],
    "endless numbers": [[float("inf"), 58.4], [15.7, 58.4], [15.7, 58.5], [float("inf"), 58.4]],
    "numbers beyond measure": [[1e308, 58.4], [15.7, 58.4], [15.7, 58.5], [1e308, 58.4]],
    "whole numbers beyond measure": [[10**400, 58], [15.7, 58.4], [15.7, 58.5], [10**400, 58]],
    "numbers next to nothing": [[15.6, 58.4], [15.6 + 1e-9, 58.4], [15.6, 58.4 + 1e-9], [15.6, 58.4]],
    "texts": [["15", "58"], ["16", "58"], ["16", "59"], ["15", "58"]],
    "lists in lists": json.loads("[" * 200 + "]" * 200),
}.items():
    CHEAP[f"coordinates that are {title}"] = lambda bait, c=coordinates: geojson(
        row(9), feature({"id": "x"}, {"type": "Polygon", "coordinates": [c]})
    )
CHEAP |= {
    "JSON nested a hundred thousand deep": lambda bait: SiteFile("a.json", b'{"a":' * 100_000),
    "lists nested a hundred thousand deep": lambda bait: SiteFile("a.json", b"[" * 100_000),
    "features nested deep": lambda bait: SiteFile("a.json", b'{"features":[' * 50_000),
    "a number of five thousand digits": lambda bait: SiteFile("a.json", b'{"features":[' + b"9" * 5000 + b"]}"),
    "collections in collections": lambda bait: geojson(feature({"id": 1}, _collections(200))),
    "a link for a system": lambda bait: geojson(row(), crs={"type": "link", "properties": {"href": bait.url}}),
    "half signs for keys": lambda bait: geojson(row(1, **{"\ud800": "\udfff"})),
    "names that turn and ring": lambda bait: geojson(row(1, namn=TURNED, **{TURNED: TURNED})),
    "a name that turns the file's": lambda bait: SiteFile(TURNED + ".geojson", geojson(row(1)).content),
    "a path for a name": lambda bait: SiteFile("../../../../etc/passwd", geojson(row(1)).content),
    "a source for a name": lambda bait: SiteFile(f"/vsicurl/{bait.url}", geojson(row(1)).content),
    "markup for a name": lambda bait: geojson(row(1, namn="<script>alert(1)</script>{{ 7*7 }}${7*7}")),
    "formulas in a CSV": lambda bait: csv(f'id;namn;wkt\n=1+1;=HYPERLINK("{bait.url}");"{wkt()}"\n'),
    "SQL in a CSV": lambda bait: csv(f'id;namn;wkt\n1"; DROP TABLE sites; --;x;"{wkt()}"\n'),
    "a quote that never ends": lambda bait: csv('id;namn;wkt\n1;"' + "x;\n" * 5000),
    "three thousand columns": lambda bait: csv(";".join(f"c{i}" for i in range(3000)) + "\n1\n"),
    "nothing but separators": lambda bait: csv(";" * 100_000),
    "zero bytes in a text": lambda bait: SiteFile("a.csv", b"id;wkt\n\0\0\0;x\n"),
    "a program": lambda bait: SiteFile("a.csv", b"\x7fELF" + bytes(range(256))),
    "a pickle": lambda bait: SiteFile("a.csv", b"\x80\x04\x95cposix\nsystem\n"),
    "WKT nested deep": lambda bait: csv('id;wkt\n1;"' + "GEOMETRYCOLLECTION(" * 500 + '"\n'),
    "WKT that is to be read slowly": lambda bait: csv('id;wkt\n1;"POLYGON (' + "(" * 3000 + " " * 9000 + '"\n'),
    "a number that is to be read slowly": lambda bait: csv(f'id;power_mw;wkt\n1;{"1 " * 2000}x;"{wkt()}"\n'),
    "an archive in an archive": lambda bait: zipped({"a.zip": zipped(shapefile()).content}),
    "two thousand members": lambda bait: zipped({f"{i}.shp": b"" for i in range(2001)}),
    "a path out of an archive": lambda bait: zipped({**shapefile(), "../../x.shp": b"x"}),
    "a path from the root of an archive": lambda bait: zipped({**shapefile(), "/etc/x.shp": b"x"}),
    "a drive in an archive": lambda bait: zipped({**shapefile(), "C:\\x.shp": b"x"}),
    "a link in an archive": lambda bait: _with_link(bait.secret),
    "a bomb for a Shapefile": lambda bait: zipped({"a.shp": b"\0" * (40 << 20), "a.shx": b"", "a.dbf": b""}),
    "a bomb for a workbook": lambda bait: remade(book(), {SHEET: lambda xml: xml + b" " * (40 << 20)}),
    "entities in a workbook": lambda bait: remade(
        book(), {SHEET: lambda xml: f'<!DOCTYPE x [<!ENTITY y SYSTEM "file://{bait.secret}">]>'.encode() + xml}
    ),
    "a binary workbook": lambda bait: zipped({"xl/workbook.bin": b"x"}, "a.xlsx"),
    "a database that is no layer": lambda bait: altered(SiteFile("a.gpkg", b""), script("CREATE TABLE t (x)")),
}
for title, text in {
    "a view": "CREATE VIEW v AS SELECT * FROM sqlite_master",
    "an endless view": "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x FROM c",
    "a trigger that loads a program": "CREATE TRIGGER e AFTER INSERT ON t BEGIN SELECT load_extension('/tmp/x'); END",
    "a table that is computed": "CREATE VIRTUAL TABLE f USING fts5(x)",
    "a layer that is the schema": "UPDATE gpkg_contents SET table_name = 'sqlite_master'",
    "a layer whose name is SQL": "UPDATE gpkg_contents SET table_name = '\"; DROP TABLE t; --'",
    "geometries that are texts": "UPDATE gpkg_geometry_columns SET column_name = 'namn'",
    "an index that lies": "DELETE FROM gpkg_ogr_contents; UPDATE sqlite_sequence SET seq = 9000000000",
}.items():
    CHILD[f"a GeoPackage with {title}"] = lambda bait, t=text: altered(layer(), script(t))
for part in ("shp", "dbf", "shx", "prj"):
    CHILD[f"a Shapefile whose .{part} is a VRT"] = lambda bait, p=part: zipped(
        {**shapefile(), f"sites.{p}": vrt(f"/vsicurl/{bait.url}")}
    )
CHILD |= {
    "a GeoPackage with geometries that are noise": lambda bait: altered(layer(), _with_noise),
    "a GeoPackage whose system is an address": lambda bait: altered(
        layer(), script(f"UPDATE gpkg_spatial_ref_sys SET definition = '/vsicurl/{bait.url}', organization = 'z'")
    ),
    "half a GeoPackage": lambda bait: SiteFile("a.gpkg", layer().content[:9000]),
    "a GeoPackage with noise in it": lambda bait: SiteFile(
        "a.gpkg", layer().content[:5000] + b"\xff" * 3000 + layer().content[8000:]
    ),
    "a Shapefile that counts wrong": lambda bait: zipped(
        {**shapefile(), "sites.dbf": _patched(shapefile()["sites.dbf"], 4, b"\xff\xff\xff\x7f")}
    ),
    "a workbook that calls": lambda bait: xlsx(HEADINGS, site(name=f'=WEBSERVICE("{bait.url}")')),
    "a workbook that says it is huge": lambda bait: remade(
        book(), {SHEET: lambda xml: xml.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')}
    ),
    "a workbook with noise for a sheet": lambda bait: remade(book(), {SHEET: lambda xml: b"\xff" * 999}),
    "a workbook whose sheets are elsewhere": lambda bait: remade(
        book(), {"xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"worksheets/sheet1.xml", bait.url.encode())}
    ),
}
LONG |= {
    "a million corners in GeoJSON": lambda bait: geojson(
        feature({"id": 1}, polygon(ring_of(1_000_000))), crs={"type": "name", "properties": {"name": "EPSG:3006"}}
    ),
    "a million corners in a GeoPackage": lambda bait: gpkg([shapely.Polygon(ring_of(1_000_000))], rows(1)),
    "ten thousand columns in a workbook": lambda bait: xlsx([f"c{i}" for i in range(10_000)], list(range(10_000))),
    "ten thousand columns in GeoJSON": lambda bait: geojson(row(1, **{f"c{i}": i for i in range(10_000)})),
    "three hundred thousand rows": lambda bait: csv("id;namn\n" + "".join(f"{i};x\n" for i in range(300_000))),
    "a bomb of cells within the bounds": lambda bait: remade(
        book(), {SHEET: lambda xml: xml.replace(b"</sheetData>", b"<row><c/></row>" * 1_200_000 + b"</sheetData>")}
    ),
    "ten thousand sites on one spot": lambda bait: geojson(*[feature({"id": i}, polygon()) for i in range(10_000)]),
    "a list of ten million nothings": lambda bait: SiteFile("a.json", b"[" + b"0," * 10_000_000 + b"0]"),
    "an outline of a hundred thousand holes": lambda bait: geojson(
        feature({"id": 1}, {"type": "Polygon", "coordinates": [in_degrees(square()), *[in_degrees(square())] * 20_000]})
    ),
}
HOSTILE: Final[Mapping[str, Made]] = {**CHEAP, **CHILD, **LONG}


def _collections(depth: int) -> dict[str, object]:
    deep: dict[str, object] = {"type": "Point", "coordinates": [15.6, 58.4]}
    for _ in range(depth):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    return deep


def _with_noise(database: sqlite3.Connection) -> None:
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute("UPDATE t SET geom = x'47500003000000000103000000ffffffff00'")


def _patched(content: bytes, place: int, instead: bytes) -> bytes:
    return content[:place] + instead + content[place + len(instead) :]


def _with_link(target: str) -> SiteFile:
    link = zipfile.ZipInfo("sites.prj")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, target)
        for name, content in shapefile().items():
            if not name.endswith("prj"):
                archive.writestr(name, content)
    return SiteFile("a.zip", buffer.getvalue())


def told(file: SiteFile) -> str:
    """All that is said of a file: a refusal in a line, or its report and what is kept of its sites."""
    try:
        upload = read(file)
    except SiteFileRefused as refused:
        line = str(refused)
        assert line.startswith(refused.code)
        assert "\n" not in line
        assert not any(sign in line for sign in "\x07\x1b\x00")
        return line
    report = upload.report
    assert report.rows == report.accepted + report.refused
    sites = upload.sites
    return json.dumps(report.to_document()) + str((sites.ids, sites.names, sites.others, sites.contacts))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret.geojson"
        secret.write_text(SECRET)
        assert SECRET not in told(HOSTILE[sys.argv[1]](Bait(str(secret), 9)))
    sys.stdout.write(str(peak_bytes() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024))
