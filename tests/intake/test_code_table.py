"""Every code in every format: one file with a fault of each kind a row, and small ones for what concerns the whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

import pytest
import shapely

from sitematch.errors import SiteFileRefused
from sitematch.intake import Issue, Limits, SiteFile, Upload, wordings
from sitematch.intake.findings import Wording
from sitematch.intake.formats import READERS
from tests.intake.layers import gpkg, parts, shp, zipped
from tests.intake.test_xlsx import SHEET, remade, xlsx
from tests.intake.world import crs, csv, feature, geojson, read, square, to_epsg

FORMATS: Final = tuple(READERS)
HEADINGS: Final = (
    "id",
    "namn",
    "power_mw",
    "area_ha",
    "fibre",
    "slope_pct",
    "aktualitet",
    "pris",
    "status",
    "vägklass",
)
SHORT: Final = 10
"""Longer headings are cut in a Shapefile."""


class Fault(NamedTuple):
    """A row that has one: its cells, its shape in EPSG:4326, and what has to be told of it."""

    code: str
    severity: str
    column: str | None
    fix: str
    cells: dict[str, Any]
    shape: shapely.Geometry | None


def polygon(ring: list[list[float]]) -> shapely.Polygon:
    return shapely.Polygon(to_epsg(ring, 4326))


def at(place: int, side_m: float = 500) -> shapely.Polygon:
    return polygon(square(800 + place % 20 * 900, 800 + place // 20 * 900, side_m))


def bow_tie() -> shapely.Polygon:
    ring = square(3000, 9000)
    ring[1], ring[2] = ring[2], ring[1]
    return polygon(ring)


def spiked() -> shapely.Polygon:
    ring = square(6000, 9000)
    x, y = ring[2]
    ring[2:2] = [[x + 1, y - 100], [x + 1, y - 101], [x - 1, y - 100.5]]
    return polygon(ring)


def turned() -> shapely.Polygon:
    return shapely.transform(at(5), lambda xy: xy[:, ::-1])


FAULTS: Final = (
    Fault("geometry.missing", "error", "id", "draw the site", {}, None),
    Fault("geometry.invalid", "error", None, "draw the outline again", {}, bow_tie()),
    Fault("geometry.invalid", "repaired", None, "check the outline", {}, spiked()),
    Fault("geometry.outside_municipality", "warning", None, "check the site", {}, polygon(square(20_500, 500))),
    Fault("geometry.outside_municipality", "error", None, "--crs", {}, polygon(square(45_000))),
    Fault("geometry.tiny", "warning", None, "left-over of drawing", {}, at(8, 9)),
    Fault("geometry.overlap", "warning", None, "where the boundary runs", {}, polygon(square(6100, 9100))),
    Fault("area.differs", "warning", "area_ha", "correct the one that is wrong", {"area_ha": "99"}, at(10)),
    Fault("value.suspicious", "warning", "power_mw", "check the number and its unit", {"power_mw": "40000"}, at(11)),
    Fault("value.not_a_number", "error", "power_mw", "write 12", {"power_mw": "ca tolv"}, at(12)),
    Fault("value.out_of_range", "error", "slope_pct", "from 0 to 100", {"slope_pct": "120"}, at(13)),
    Fault("value.not_allowed", "error", "fibre", "write yes or no", {"fibre": "kanske"}, at(14)),
    Fault("date.stale", "warning", "aktualitet", "the date of the check", {"aktualitet": "1999-01-01"}, at(15)),
    Fault("id.duplicate", "error", "id", "its own id", {"id": "twice"}, at(16)),
    Fault("id.duplicate", "error", "id", "its own id", {"id": "twice"}, at(17)),
)
OF_THE_FILE: Final = {
    "crs.axis_swapped": ("error", None, "--swap-axes"),
    "id.missing": ("warning", None, "add a column id"),
    "column.unknown": ("warning", "vägklass", "--columns"),
    "column.ambiguous": ("warning", "status", "--columns"),
    "column.unit": ("warning", "pris", "--columns"),
}
WHOLE: Final = (
    *("file.unreadable", "file.driver_not_allowed", "file.too_large", "file.empty", "crs.missing", "crs.unsupported"),
)
APART: Final = ("geometry.not_polygon",)
"""Told of a file of points: a Shapefile holds one kind of geometry."""
IMPOSSIBLE: Final[dict[tuple[str, str], str]] = {}
"""Cells of the table, by code and format, that no file can fill, with the reason."""


def made(kind: str, rows: list[dict[str, Any]], shapes: list[Any], system: str | None = "EPSG:4326") -> SiteFile:
    """The same rows in any format; all cells are texts."""
    texts = ["" if shape is None else shapely.to_wkt(shape, rounding_precision=9) for shape in shapes]
    headings = [*rows[0], "wkt", *(["crs"] if system else [])]
    lines = [[*row.values(), text, *([system] if system else [])] for row, text in zip(rows, texts, strict=True)]
    if kind == "csv":
        quoted = "\n".join(
            ";".join(f'"{"" if cell is None else cell}"' for cell in line) for line in [headings, *lines]
        )
        return csv(quoted + "\n")
    if kind == "xlsx":
        return xlsx(headings, *lines)
    if kind == "geojson":
        written = [None if shape is None else shapely.geometry.mapping(shape) for shape in shapes]
        members = {"crs": crs(int(system.split(":")[1]))} if system else {}
        return geojson(*(feature(row, shape) for row, shape in zip(rows, written, strict=True)), **members)
    points = isinstance(shapes[0], shapely.Point)
    more = {"geometry_type": "Point" if points else "Polygon", "crs": system}
    return (gpkg if kind == "gpkg" else shp)(shapes, rows, **more)


@cache
def upload(kind: str) -> Upload:
    """What comes of the file with all faults."""
    rows = [dict.fromkeys(HEADINGS, None) | {"id": f"r{row}", "namn": f"Ås {row}"} for row in range(len(FAULTS))]
    rows = [row | fault.cells for row, fault in zip(rows, FAULTS, strict=True)]
    rows += [{**dict.fromkeys(HEADINGS, None), "id": f"g{i}", "namn": f"God {i}"} for i in range(3)]
    rows[-3] |= {"id": None, "vägklass": "BK1", "pris": "777", "status": "ledig"}
    rows[-2] |= {"status": "samråd", "pris": "350"}
    shapes = [*(fault.shape for fault in FAULTS), at(0), at(1), turned()]
    return read(made(kind, [{h: row[h] or "" for h in HEADINGS} for row in rows], shapes), municipality="0511")


def heading(kind: str, column: str | None) -> str | None:
    if column is None or kind != "shp":
        return column
    return column.encode()[:SHORT].decode(errors="ignore")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("row", range(1, len(FAULTS) + 1), ids=lambda row: f"{row} {FAULTS[row - 1].code}")
def test_a_fault_of_a_row(kind: str, row: int) -> None:
    fault = FAULTS[row - 1]
    told = [issue for issue in upload(kind).report.issues if issue.row == row]
    assert [(issue.code, issue.severity, issue.column) for issue in told] == [
        (fault.code, fault.severity, heading(kind, fault.column))
    ]
    assert fault.fix in told[0].fix
    assert told[0].fix
    assert told[0].message


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("code", OF_THE_FILE)
def test_a_fault_of_a_column_or_the_file(kind: str, code: str) -> None:
    severity, column, fix = OF_THE_FILE[code]
    told: list[Issue] = [issue for issue in upload(kind).report.issues if issue.code == code]
    assert [(issue.row, issue.severity, issue.column) for issue in told] == [(None, severity, heading(kind, column))]
    assert fix in told[0].fix


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_else_is_told_and_no_row_is_lost(kind: str) -> None:
    report = upload(kind).report
    assert {issue.code for issue in report.issues} == {fault.code for fault in FAULTS} | set(OF_THE_FILE)
    refused = sum(fault.severity == "error" for fault in FAULTS) + 1
    assert (report.rows, report.refused, report.repaired) == (len(FAULTS) + 3, refused, 1)


@pytest.mark.parametrize("kind", FORMATS)
def test_points_without_an_area(kind: str) -> None:
    report = read(made(kind, [{"id": "a"}, {"id": "b"}], [at(0).centroid, at(1).centroid])).report
    assert [(issue.row, issue.code, issue.severity) for issue in report.issues] == [
        (1, APART[0], "error"),
        (2, APART[0], "error"),
    ]


def good(kind: str) -> SiteFile:
    return made(kind, [{"id": "a"}, {"id": "b"}], [at(0), at(1)])


def damaged(kind: str) -> SiteFile:
    content = {
        "geojson": b'{"type": "FeatureCollection", "features": [',
        "csv": b"id;wkt\n\0\0",
        "gpkg": good("gpkg").content[:3000],
    }
    if kind == "xlsx":
        return remade(good(kind), {SHEET: lambda xml: xml[: len(xml) // 2]})
    if kind == "shp":
        return zipped({name: part for name, part in parts([at(0)], [{"id": "a"}]).items() if not name.endswith("dbf")})
    return SiteFile(f"a.{kind}", content[kind])


def nowhere(kind: str) -> SiteFile:
    return made(kind, [{"id": "a"}], [shapely.box(1000, 1000, 2000, 2000)], None)


def empty(kind: str) -> SiteFile:
    if kind == "geojson":
        return geojson()
    if kind in ("csv", "xlsx"):
        return csv("id;namn;wkt\n") if kind == "csv" else xlsx(["id", "namn", "wkt"])
    return (gpkg if kind == "gpkg" else shp)([], [], crs="EPSG:3006")


REFUSED: Final[dict[str, Callable[[str], tuple[SiteFile, dict[str, Any]]]]] = {
    "file.unreadable": lambda kind: (damaged(kind), {}),
    "file.driver_not_allowed": lambda kind: (SiteFile(f"a.{kind}", b"<OGRVRTDataSource/>"), {}),
    "file.too_large": lambda kind: (good(kind), {"limits": Limits(rows=1)}),
    "file.empty": lambda kind: (empty(kind), {}),
    "crs.missing": lambda kind: (nowhere(kind), {}),
    "crs.unsupported": lambda kind: (made(kind, [{"id": "a"}], [at(0)], "EPSG:2154"), {}),
}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("code", REFUSED)
def test_a_file_that_is_refused_as_a_whole(kind: str, code: str) -> None:
    file, options = REFUSED[code](kind)
    with pytest.raises(SiteFileRefused) as caught:
        read(file, **options)
    assert caught.value.code == code
    assert str(caught.value).startswith(f"{code}: {file.name}: ")
    assert "; " in str(caught.value)


def test_every_code_stands_in_the_table() -> None:
    codes = {found.code for found in vars(wordings).values() if isinstance(found, Wording)}
    assert codes == {fault.code for fault in FAULTS} | set(OF_THE_FILE) | set(APART) | set(REFUSED)
    assert all(reason and code in codes and kind in FORMATS for (code, kind), reason in IMPOSSIBLE.items())
    assert set(REFUSED) == set(WHOLE)
