from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest
import shapely

from sitematch.core.region.projection import geometries_to_plane
from sitematch.views.kml_file import render_kml
from tests.views.hostile import TEXTS, everywhere
from tests.views.samples import match_of, ranked, renamed, sites_of, small_match

KML = "{http://www.opengis.net/kml/2.2}"
ORDER = ("name", "description", "styleUrl", "ExtendedData", "Point", "Polygon", "MultiGeometry")


def small_kml() -> bytes:
    result = small_match()
    return render_kml(result, sites_of(result), "sv")


def read(content: bytes, folder: Path) -> Any:
    path = folder / "sites.kml"
    path.write_bytes(content)
    return pyogrio.read_dataframe(path)


def test_gdal_reads_the_ranked_with_their_outlines_and_typed_data(tmp_path: Path) -> None:
    rows = read(small_kml(), tmp_path)
    assert list(rows["Name"]) == ["Sörby norra", "Bråstorp", "Skäggetorp"]
    assert list(rows["rank"]) == [1, 2, 3]
    assert list(rows["status"]) == ["qualifies", "open", "open"]
    assert list(rows["score"]) == pytest.approx([58.642, 20.142, 20.142])
    assert list(rows["land.value"]) == pytest.approx([132.14] * 3)
    assert rows["rank"].dtype.kind == "i"
    assert rows["score"].dtype.kind == "f"
    assert [bool(demo) for demo in rows["demo"]] == [False, False, True]
    assert rows["power.value"][1] == "[40.0, 80.0]"
    assert rows["land.source"][0] == "Motala kommun, 2024-03-01, stated"
    shapes = geometries_to_plane(np.array(rows.geometry, dtype=object))
    assert np.all(shapely.hausdorff_distance(shapes, sites_of(small_match()).outlines[:3]) < 0.02)


def test_holes_parts_and_points_come_through(tmp_path: Path) -> None:
    result = match_of(tuple(ranked(i + 1, f"s{i}", f"S{i}") for i in range(3)), ())
    square = shapely.box(500_000, 6_490_000, 501_000, 6_491_000)
    shapes = [
        square.difference(shapely.box(500_400, 6_490_400, 500_600, 6_490_600)),
        shapely.MultiPolygon([square, shapely.box(502_000, 6_490_000, 503_000, 6_491_000)]),
        square.centroid,
    ]
    sites = replace(sites_of(result), outlines=np.array(shapes, dtype=object))
    rows = read(render_kml(result, sites, "en"), tmp_path)
    again = geometries_to_plane(np.array(rows.geometry, dtype=object))
    assert [shape.geom_type for shape in again] == ["Polygon", "MultiPolygon", "Point"]
    assert np.all(shapely.hausdorff_distance(again, sites.outlines) < 0.02)
    assert len(again[0].interiors) == 1


def test_elements_stand_in_the_order_of_the_standard() -> None:
    root = ET.fromstring(small_kml())
    assert root.tag == f"{KML}kml"
    for mark in root.iter(f"{KML}Placemark"):
        names = [ORDER.index(child.tag.removeprefix(KML)) for child in mark]
        assert names == sorted(names)
    styles = {f"#{style.get('id')}" for style in root.iter(f"{KML}Style")}
    assert {mark.findtext(f"{KML}styleUrl") for mark in root.iter(f"{KML}Placemark")} <= styles
    fields = {field.get("name") for field in root.iter(f"{KML}SimpleField")}
    assert {cell.get("name") for cell in root.iter(f"{KML}SimpleData")} <= fields


def test_the_description_gives_the_reasons_in_the_language() -> None:
    root = ET.fromstring(small_kml())
    first = next(root.iter(f"{KML}Placemark")).findtext(f"{KML}description") or ""
    assert "plats 1" in first
    assert "uppfyller kraven" in first
    assert "58,6 poäng av 100" in first


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_of_others_is_text(text: str, tmp_path: Path) -> None:
    result = everywhere(text)
    content = render_kml(result, sites_of(result), "sv")
    root = ET.fromstring(content)
    assert all("<" not in (one.text or "") for one in root.iter(f"{KML}description"))
    assert {one.tag.removeprefix(KML) for one in root.iter()} <= {
        "kml", "Document", "name", "description", "Style", "LineStyle", "PolyStyle", "color", "width", "Schema",
        "SimpleField", "Folder", "Placemark", "styleUrl", "ExtendedData", "SchemaData", "SimpleData", "Polygon",
        "outerBoundaryIs", "LinearRing", "coordinates",
    }  # fmt: skip
    assert len(read(content, tmp_path)) == 3


def test_an_ampersand_reads_as_one() -> None:
    result = renamed(small_match(), ["R&D <b>"])
    mark = next(ET.fromstring(render_kml(result, sites_of(result), "sv")).iter(f"{KML}Placemark"))
    assert mark.findtext(f"{KML}name") == "R&D <b>"


def test_without_a_ranked_site_it_is_valid_and_empty(tmp_path: Path) -> None:
    empty = match_of((), small_match().near_misses)
    content = render_kml(empty, sites_of(empty), "sv")
    assert list(ET.fromstring(content).iter(f"{KML}Placemark")) == []
    assert len(read(content, tmp_path)) == 0


def test_a_site_that_has_gone_since_has_no_outline() -> None:
    result = small_match()
    first, second, _ = ET.fromstring(render_kml(result, sites_of(result).take([1, 2]), "sv")).iter(f"{KML}Placemark")
    assert first.find(f"{KML}Polygon") is None
    assert second.find(f"{KML}Polygon") is not None


def test_the_same_match_gives_the_same_bytes() -> None:
    assert small_kml() == small_kml()
