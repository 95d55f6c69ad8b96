"""Whatever stands in a file, it is read, refused row by row, or refused as a whole in one line of words."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitematch.errors import SiteFileRefused
from sitematch.intake import SiteFile, annotate
from sitematch.intake.meanings import METRIC_COLUMNS
from sitematch.store.site_layers import sites_from_bytes, sites_to_bytes
from tests.examples import examples
from tests.intake.world import codes, feature, geojson, in_degrees, issues, read, row, square

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["okänt", "12–15", "ca 3", "ja", "\ud800", "\x00", "2021", "J, Z", "12 MW"]),
)
keys = st.text(max_size=3)


def nested(inner):
    return st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=2))


values = st.recursive(scalars, nested, max_leaves=6)
words = ["id", "namn", "kommun", "yta", "pris", "status", "source", "source_date", "visibility", "foo", *METRIC_COLUMNS]
headings = st.one_of(st.sampled_from(words), st.text(max_size=6))
kinds = st.sampled_from(["Point", "Polygon", "MultiPolygon", "GeometryCollection", "x"])
near_geometry = st.fixed_dictionaries(
    {"type": kinds, "coordinates": values, "geometries": st.lists(values, max_size=2)}
)
rows = st.tuples(st.dictionaries(headings, values, max_size=5), st.one_of(st.just(...), near_geometry, values))


def outcome(content: bytes):
    """Sites that can be kept and a report that can be told, or a refusal in one line."""
    try:
        upload = read(SiteFile("a.geojson", content), lang="sv")
    except SiteFileRefused as refused:
        assert str(refused).startswith(refused.code)
        assert "\n" not in str(refused)
        str(refused).encode()
        return None
    report = upload.report
    assert report.rows == report.accepted + report.refused
    assert 0 <= report.repaired <= report.accepted
    assert len(upload.sites) <= report.accepted
    json.dumps(report.to_document(), ensure_ascii=False, allow_nan=False).encode()
    for issue in report.issues:
        assert "\n" not in issue.told()
    assert sites_from_bytes(sites_to_bytes(upload.sites)).ids == upload.sites.ids
    annotate([SiteFile("a.geojson", content)], report)
    return upload


@settings(deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, max_size=3))
def test_any_properties_and_any_geometry(written) -> None:
    outcome(geojson(row(9), *(feature(properties, shape) for properties, shape in written)).content)


@settings(deadline=None, max_examples=examples(60))
@given(values)
def test_any_json_document(document) -> None:
    outcome(json.dumps(document).encode())
    outcome(json.dumps({"type": "FeatureCollection", "features": [document], "crs": document}).encode())


def test_halves_of_signs_and_control_characters_never_get_through() -> None:
    upload = outcome(geojson(row(1, id="\ud800x", namn="A\x00\x1bB", **{"\udfff": "\ud800"})).content)
    assert upload.sites.ids == ("0511-~EF~BF~BDx",)
    assert upload.sites.names == ("A B",)


def test_deep_geometry_is_refused_without_harm() -> None:
    deep = {"type": "Point", "coordinates": [15.6, 58.4]}
    for _ in range(300):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    assert codes(read(geojson(feature({"id": 1}, deep)))) == ["geometry.not_polygon"]
    for depth in (100, 300, 500, 700, 900, 1200):
        text = geojson(row(1, foo="DEEP", power_mw="DEEP")).content.replace(b'"DEEP"', b"[" * depth + b"]" * depth)
        try:
            outcome(text)
        except SiteFileRefused as refused:
            assert refused.code == "file.unreadable"
    lists = json.loads("[" * 400 + "]" * 400)
    assert codes(read(geojson(feature({"id": 1}, {"type": "Polygon", "coordinates": lists})))) == ["geometry.invalid"]


def test_a_heap_of_equal_outlines_does_not_take_for_ever() -> None:
    ring = in_degrees(square())
    heap = [feature({"id": i}, {"type": "Polygon", "coordinates": [ring]}) for i in range(400)]
    assert len(issues(read(geojson(*heap)), "geometry.overlap")) == 399


def test_names_of_files_are_only_ever_shown() -> None:
    for name in ("!a.geojson", "../../etc/passwd", "/vsicurl/http://x/a.geojson", "a\nb.geojson", "", "GPKG:x"):
        file = SiteFile(name, geojson(row(1)).content)
        assert read(file).report.file == name
