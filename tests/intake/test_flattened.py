"""Heights and measures are left out in every format, which the report says once a file and counts nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
import shapely

from sitematch.intake import SiteFile, report_from_document
from sitematch.views.report import render_report
from tests.intake.layers import gpkg, shp
from tests.intake.test_xlsx import xlsx
from tests.intake.world import csv, feature, geojson, in_degrees, issues, polygon, read, square, wkt

FLAT = shapely.Polygon(square())
NEXT = shapely.Polygon(square(east_m=8000))
RAISED, MEASURED, BOTH = "Z", "M", "ZM"


def lifted(area: shapely.Polygon, kind: str) -> shapely.Polygon:
    """The area with a height, a measure, or both, at each corner."""
    corners = (f"{x} {y}" + " 7.5" * len(kind) for x, y in shapely.get_coordinates(area))
    return shapely.from_wkt(f"POLYGON {kind} (({', '.join(corners)}))")


def layer(kind: str) -> SiteFile:
    return gpkg([lifted(FLAT, kind), lifted(NEXT, kind)], [{"id": "a"}, {"id": "b"}], geometry_type="Unknown")


def shapefile(kind: str) -> SiteFile:
    return shp([lifted(FLAT, kind), lifted(NEXT, kind)], [{"id": "a"}, {"id": "b"}], geometry_type="Unknown")


def text(kind: str, east_m: float = 5000) -> str:
    corners = ", ".join(f"{x} {y}" + " 7.5" * len(kind) for x, y in in_degrees(square(east_m=east_m)))
    return f"POLYGON {kind} (({corners}))"


def table(kind: str) -> SiteFile:
    return csv(f'id;wkt\na;"{text(kind)}"\nb;"{text(kind, 8000)}"\n')


def book(kind: str) -> SiteFile:
    return xlsx(("id", "wkt"), ("a", text(kind)), ("b", text(kind, 8000)))


def collection(kind: str) -> SiteFile:
    more = [7.5] * len(kind)
    rings = [[[x, y, *more] for x, y in in_degrees(square(east_m=east_m))] for east_m in (5000, 8000)]
    return geojson(*(feature({"id": i}, polygon(ring)) for i, ring in zip("ab", rings, strict=True)))


ALL = [(make, kind) for make in (layer, shapefile, table, book) for kind in (RAISED, MEASURED, BOTH)]


@pytest.mark.parametrize(
    ("make", "kind"),
    [*((m, k) for m, k in ALL if (m, k) != (shapefile, BOTH)), (collection, RAISED), (collection, BOTH)],
)
def test_heights_and_measures_are_left_out_and_told(make: Callable[[str], SiteFile], kind: str) -> None:
    upload = read(make(kind))

    report = upload.report
    assert (report.accepted, report.repaired, report.refused) == (2, 0, 0)
    assert issues(upload, "geometry.invalid") == []
    assert [(note.rows, note.file) for note in report.notes] == [(2, None)]
    assert "heights or measures of 2 rows" in report.notes[0].message
    assert not shapely.has_z(upload.sites.outlines).any()
    assert np.allclose(shapely.area(upload.sites.outlines), FLAT.area, rtol=1e-4)


@pytest.mark.parametrize(
    "file",
    [
        gpkg([FLAT], [{"id": "a"}]),
        shp([FLAT], [{"id": "a"}]),
        csv(f'id;wkt\na;"{wkt()}"\n'),
        geojson(feature({"id": "a"})),
        csv("id;lon;lat;area_ha\na;15.5;58.5;3\n"),
    ],
)
def test_flat_sites_are_not_spoken_of(file: SiteFile) -> None:
    assert read(file).report.notes == ()


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "GeometryCollection", "geometries": [polygon([(*xy, 3.0) for xy in in_degrees(square())])]},
        polygon([(*xy, 3.0) for xy in in_degrees(square())[:-1]]),
    ],
)
def test_in_collections_and_open_rings_too(geometry: dict[str, object]) -> None:
    upload = read(geojson(feature({"id": "a"}, json.loads(json.dumps(geometry)))))

    assert upload.report.accepted == 1
    assert [note.rows for note in upload.report.notes] == [1]


def test_each_file_has_its_note_and_the_report_says_it_in_both_languages() -> None:
    flat = geojson(feature({"id": "c"}, polygon(in_degrees(square(east_m=2000)))), name="flat.geojson")
    for lang, words in (("sv", "höjder eller mått på 2 rader"), ("en", "heights or measures of 2 rows")):
        report = read(collection(RAISED), flat, lang=lang).report
        assert [note.file for note in report.notes] == ["sites.geojson"]
        assert words in render_report(report, lang)
        assert report_from_document(json.loads(json.dumps(report.to_document()))) == report


@pytest.mark.parametrize(
    "written",
    [
        "CURVEPOLYGON (CIRCULARSTRING (15 58, 15.01 58.01, 15.02 58, 15.01 57.99, 15 58))",
        "MULTISURFACE (CURVEPOLYGON (CIRCULARSTRING (15 58, 15.01 58.01, 15.02 58, 15.01 57.99, 15 58)))",
        "CIRCULARSTRING (15 58, 15.01 58.01, 15.02 58)",
        "COMPOUNDCURVE (CIRCULARSTRING (15 58, 15.01 58.01, 15.02 58), (15.02 58, 15 58))",
    ],
)
def test_arcs_in_text_are_refused_for_what_they_are(written: str) -> None:
    upload = read(csv(f'id;wkt\na;"{wkt()}"\nb;"{written}"\n'))

    (issue,) = issues(upload, "geometry.invalid")
    assert (issue.row, issue.severity) == (2, "error")
    assert "arcs" in issue.message
    assert "GeoPackage" in issue.fix
    assert (upload.report.accepted, upload.report.refused) == (1, 1)
