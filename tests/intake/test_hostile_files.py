"""Files made to do harm: each is read or refused in one line, and nothing goes out of the machine or stays on it."""

from __future__ import annotations

import io
import json
import socket
import tempfile
import threading
import zipfile

import numpy as np
import pytest
import shapely

from sitematch.errors import SiteFileRefused
from sitematch.intake import SiteFile, child, gdal
from tests.intake.layers import altered, gpkg, parts, script, zipped
from tests.intake.test_layers import area, rows
from tests.intake.test_xlsx import HEADINGS, SHEET, remade, site, xlsx
from tests.intake.world import read

SECRET = "TOPSECRET"
WHOLE = {"file.unreadable", "file.driver_not_allowed", "file.too_large", "file.empty", "crs.unsupported", "crs.missing"}


@pytest.fixture
def listener():
    """A server that nobody may call; gives its port and who did."""
    calls: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    stop = threading.Event()

    def wait() -> None:
        while not stop.is_set():
            try:
                calls.append(server.accept()[1])
            except TimeoutError:
                continue

    thread = threading.Thread(target=wait)
    thread.start()
    yield server.getsockname()[1], calls
    stop.set()
    thread.join()
    server.close()


def outcome(file: SiteFile):
    try:
        upload = read(file)
    except SiteFileRefused as refused:
        assert refused.code in WHOLE
        assert "\n" not in str(refused)
        assert SECRET not in str(refused)
        return refused.code
    report = json.dumps(upload.report.to_document(), ensure_ascii=False)
    assert SECRET not in report
    assert SECRET not in str(upload.sites.names) + str(upload.sites.others)
    return (upload.report.accepted, upload.report.refused)


def vrt(source: str) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource>'
        "<SrcLayer>secret</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def gdalg(source: str) -> bytes:
    return json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {source}"}).encode()


def good_gpkg() -> SiteFile:
    return gpkg([area(), area(1)], rows(2), layer="t")


def shapefile(**changed: bytes) -> SiteFile:
    members = parts([area()], rows(1))
    return zipped({**members, **{f"sites.{ending}": content for ending, content in changed.items()}})


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.csv", "a.shp", "a.xlsx", "a.zip", "a.txt", "a.vrt"])
def test_files_that_point_at_others_read_nothing_and_call_nobody(name: str, tmp_path, listener) -> None:
    port, calls = listener
    secret = tmp_path / "secret.geojson"
    secret.write_text(json.dumps({"type": "FeatureCollection", "features": [{"properties": {"namn": SECRET}}]}))
    sources = [str(secret), f"/vsicurl/http://127.0.0.1:{port}/x.geojson", f"http://127.0.0.1:{port}/x", "WFS:http://x"]
    for source in (*sources, f"WFS:http://127.0.0.1:{port}/"):
        for content in (vrt(source), b"\xef\xbb\xbf \n" + vrt(source), gdalg(source)):
            assert outcome(SiteFile(name, content)) == "file.driver_not_allowed"
        assert outcome(SiteFile(name, source.encode())) in WHOLE
    assert calls == []


def test_parts_of_a_shapefile_that_point_elsewhere(tmp_path, listener) -> None:
    port, calls = listener
    remote = f"/vsicurl/http://127.0.0.1:{port}/x"
    for ending in ("shp", "dbf", "shx", "prj", "cpg"):
        for content in (vrt(remote), remote.encode(), b""):
            outcome(shapefile(**{ending: content}))
    outcome(shapefile(vrt=vrt(remote), xml=vrt(remote), qix=b"x", sbn=b"x"))
    assert calls == []


VIEWS = {
    "view": "CREATE VIEW v AS SELECT * FROM sqlite_master",
    "view as layer": "CREATE VIEW v AS SELECT 1 AS fid; INSERT INTO gpkg_contents (table_name, data_type, identifier)"
    " VALUES ('v', 'attributes', 'v')",
    "endless view": "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
    " SELECT x AS fid FROM c",
    "trigger": "CREATE TRIGGER evil AFTER INSERT ON t BEGIN SELECT load_extension('/tmp/x'); END",
    "virtual table": "CREATE VIRTUAL TABLE f USING fts5(x)",
}


@pytest.mark.parametrize("text", VIEWS.values(), ids=VIEWS)
def test_databases_with_programs_in_them(text: str) -> None:
    assert outcome(altered(good_gpkg(), script(text))) == "file.unreadable"


def test_databases_that_are_no_geopackage_or_lie_about_what_they_have(listener) -> None:
    port, calls = listener
    assert outcome(altered(SiteFile("a.gpkg", b""), script("CREATE TABLE t (x)"))) == "file.driver_not_allowed"
    for text in (
        "DELETE FROM gpkg_contents",
        "UPDATE gpkg_contents SET table_name = 'sqlite_master'",
        "UPDATE gpkg_contents SET table_name = '\"; DROP TABLE t; --'",
        "DELETE FROM gpkg_geometry_columns",
        "UPDATE gpkg_geometry_columns SET column_name = 'namn'",
        "UPDATE gpkg_geometry_columns SET column_name = 'no such'",
        "DROP TABLE gpkg_geometry_columns",
        "DELETE FROM gpkg_spatial_ref_sys",
        "UPDATE gpkg_spatial_ref_sys SET definition = 'x', organization = 'y'",
        f"UPDATE gpkg_spatial_ref_sys SET definition = '/vsicurl/http://127.0.0.1:{port}/x', organization = 'z'",
        "UPDATE gpkg_contents SET srs_id = -1; UPDATE gpkg_geometry_columns SET srs_id = -1",
    ):
        outcome(altered(good_gpkg(), script(text)))
    assert calls == []


@pytest.mark.parametrize("place", [16, 100, 1000, 4096, 9000, 20_000])
def test_a_damaged_geopackage(place: int) -> None:
    content = good_gpkg().content
    outcome(SiteFile("a.gpkg", content[:place]))
    outcome(SiteFile("a.gpkg", content[:place] + b"\xff" * 64 + content[place + 64 :]))


def test_zip_bombs_and_nested_archives() -> None:
    bomb = zipped({"a.shp": b"\0" * (40 << 20), "a.shx": b"", "a.dbf": b""})
    assert outcome(bomb) == "file.too_large"
    assert outcome(zipped({"a.zip": bomb.content})) == "file.driver_not_allowed"
    assert outcome(zipped({"sites.geojson": b"{}"})) == "file.driver_not_allowed"
    assert outcome(zipped({f"{i}.shp": b"" for i in range(2001)})) == "file.unreadable"
    lying = zipped(parts([area()], rows(1))).content
    place = lying.index(b"PK\x01\x02") + 24
    assert outcome(SiteFile("a.zip", lying[:place] + b"\x01\0\0\0" + lying[place + 4 :])) in WHOLE


@pytest.mark.parametrize("name", ["../a.shp", "/etc/a.shp", "x/../../a.shp", "C:\\a.shp", "..\\a.shp"])
def test_paths_out_of_a_zip(name: str) -> None:
    members = parts([area()], rows(1))
    assert outcome(zipped({**members, name: b"x"})) == "file.unreadable"


def test_links_in_a_zip() -> None:
    link = zipfile.ZipInfo("sites.prj")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        for name, content in parts([area()], rows(1)).items():
            if not name.endswith("prj"):
                archive.writestr(name, content)
    assert outcome(SiteFile("a.zip", buffer.getvalue())) == "file.unreadable"


def test_shapefiles_that_lie_about_their_size() -> None:
    members = parts([area(), area(1)], rows(2))
    for ending, place in (("dbf", 4), ("dbf", 8), ("dbf", 10), ("shp", 24), ("shp", 104), ("shp", 144), ("shx", 100)):
        for number in (0, 2**31 - 1):
            content = members[f"sites.{ending}"]
            changed = content[:place] + number.to_bytes(4, "little") + content[place + 4 :]
            outcome(zipped({**members, f"sites.{ending}": changed}))


def test_workbooks_that_reach_out(listener) -> None:
    port, calls = listener
    url = f"http://127.0.0.1:{port}/x"
    link = f'=HYPERLINK("{url}")'
    assert outcome(xlsx(HEADINGS, site(name=link), site(name=f'=WEBSERVICE("{url}")', at=7000, own_id="b"))) == (0, 2)
    outside = f'<!DOCTYPE x SYSTEM "{url}"><!ENTITY % y SYSTEM "{url}">'.encode()
    assert outcome(remade(xlsx(HEADINGS, site()), {SHEET: lambda xml: outside + xml})) == "file.unreadable"
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="x/externalLink" Target="{url}" TargetMode="External"/></Relationships>'
    )
    outcome(remade(xlsx(HEADINGS, site()), {}, {"xl/worksheets/_rels/sheet1.xml.rels": relation.encode()}))
    assert calls == []


def test_coordinates_and_outlines_beyond_measure() -> None:
    far = shapely.box(1e307, 1e307, 1e308, 1e308)
    assert outcome(gpkg([far, area()], rows(2))) == (1, 1)
    angles = np.linspace(0, 2 * np.pi, 200_002)[:-1]
    middle = area().centroid
    ring = np.column_stack([middle.x + 300 * np.cos(angles), middle.y + 300 * np.sin(angles)])
    assert outcome(gpkg([shapely.Polygon(ring)], rows(1))) == "file.too_large"


def test_names_with_signs_that_turn_or_ring() -> None:
    odd = "\u202eabc\x07\x1b[31m"
    outcome(gpkg([area()], [{"id": odd, "namn": odd, odd: odd}], layer="t"))
    outcome(SiteFile(odd + "\n.gpkg", good_gpkg().content))


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for file in (good_gpkg(), SiteFile("a.gpkg", good_gpkg().content[:3000]), shapefile(dbf=b"x" * 99), shapefile()):
        outcome(file)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_takes_too_long_or_too_much_is_ended(monkeypatch) -> None:
    file = good_gpkg()
    with monkeypatch.context() as patch:
        patch.setattr(child, "WALL_S", 0.001)
        assert outcome(file) == "file.unreadable"
    with monkeypatch.context() as patch:
        patch.setattr(child, "MEMORY_BYTES", 1 << 20)
        assert outcome(file) == "file.unreadable"
    assert outcome(file) == (2, 0)


def test_a_process_that_ends_before_it_was_asked_is_no_fault_of_ours(tmp_path) -> None:
    script = tmp_path / "child.py"
    script.write_text("")
    longer_than_a_pipe_holds = {"path": "x" * 1_000_000}
    assert child.run_child(script, longer_than_a_pipe_holds, str(tmp_path), {}) == child.Answer(child.HEAVY)


def test_drivers_that_nobody_knew_of_are_left_out_too(monkeypatch) -> None:
    monkeypatch.setattr(gdal, "DRIVERS", ("GPKG", "CSV"))
    assert outcome(good_gpkg()) == (2, 0)
    assert outcome(shapefile()) == (1, 0)
