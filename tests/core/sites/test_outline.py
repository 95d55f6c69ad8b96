from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from pytest import approx

from sitematch.core.evidence import Method, Source
from sitematch.core.region.projection import geometries_to_degrees, geometries_to_plane
from sitematch.core.sites.outline import elongations, geodesic_areas_ha, measured_column
from tests.examples import examples

EAST, NORTH = 530_000.0, 6_470_000.0


def in_array(*geometries: shapely.Geometry) -> np.ndarray:
    return np.array(geometries, dtype=object)


def box(width: float, height: float, east: float = EAST, north: float = NORTH) -> shapely.Polygon:
    return shapely.box(east, north, east + width, north + height)


def test_a_square_kilometre_on_the_plane_is_a_little_more_on_the_ground() -> None:
    area = geodesic_areas_ha(in_array(box(1000, 1000)))[0]
    assert area == approx(100 / 0.9996**2, rel=1e-4)


def test_a_cell_of_the_grid_agrees_with_its_exact_area_on_the_ellipsoid() -> None:
    dense = shapely.segmentize(shapely.box(15.0, 58.0, 15.1, 58.1), 0.0005)
    a, f = 6378137.0, 1 / 298.257222101
    e = np.sqrt(f * (2 - f))

    def zone(lat: float) -> float:  # area between the equator and a latitude, for one radian of longitude
        s = np.sin(np.radians(lat))
        return a * a * (1 - e * e) / 2 * (s / (1 - (e * s) ** 2) + np.arctanh(e * s) / e)

    exact = (zone(58.1) - zone(58.0)) * np.radians(0.1) / 1e4
    assert geodesic_areas_ha(geometries_to_plane(in_array(dense)))[0] == approx(exact, rel=1e-7)


def test_holes_are_taken_off_and_parts_added_whatever_way_the_rings_run() -> None:
    hole = shapely.get_coordinates(box(100, 100, EAST + 200, NORTH + 200))
    shell = shapely.get_coordinates(box(1000, 1000))
    with_hole = [shapely.Polygon(s, [h]) for s in (shell, shell[::-1]) for h in (hole, hole[::-1])]
    parts = shapely.MultiPolygon([with_hole[0], box(500, 500, EAST + 5000)])
    whole, small, other = geodesic_areas_ha(
        in_array(box(1000, 1000), box(100, 100, EAST + 200, NORTH + 200), box(500, 500, EAST + 5000))
    )
    assert geodesic_areas_ha(in_array(*with_hole)) == approx([whole - small] * 4, rel=1e-9)
    assert geodesic_areas_ha(in_array(parts))[0] == approx(whole - small + other, rel=1e-9)


def test_the_areas_are_those_of_the_geodesic_library_for_whole_polygons() -> None:
    outlines = in_array(box(1000, 300), shapely.Point(EAST, NORTH).buffer(400))
    ellipsoid = Geod(ellps="GRS80")
    expected = [abs(ellipsoid.geometry_area_perimeter(o)[0]) / 1e4 for o in geometries_to_degrees(outlines)]
    assert geodesic_areas_ha(outlines) == approx(expected, rel=1e-9)


@settings(deadline=None, max_examples=examples(30))
@given(
    st.floats(265_000, 920_000),
    st.floats(6_130_000, 7_680_000),
    st.floats(100, 14_000),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.3, 1)), min_size=5, max_size=40),
)
def test_the_areas_are_those_of_the_geodesic_library_anywhere_in_sweden(east, north, size, corners) -> None:
    turns = np.sort([turn for turn, _ in corners]) + np.arange(len(corners))
    angles, radii = turns / len(corners) * 2 * np.pi, size / 2 * np.array([radius for _, radius in corners])
    outline = shapely.Polygon(np.column_stack([east + radii * np.cos(angles), north + radii * np.sin(angles)]))
    expected = abs(Geod(ellps="GRS80").geometry_area_perimeter(geometries_to_degrees(in_array(outline))[0])[0]) / 1e4
    assert geodesic_areas_ha(in_array(outline))[0] == approx(expected, rel=5e-8, abs=1e-8)


def test_points_have_no_area_and_no_elongation() -> None:
    points = in_array(shapely.Point(EAST, NORTH))
    assert geodesic_areas_ha(points).tolist() == [0.0]
    assert np.isnan(elongations(points)).all()
    assert geodesic_areas_ha(np.empty(0, dtype=object)).shape == (0,)


@pytest.mark.parametrize(("width", "height"), [(100, 100), (300, 100), (100, 300), (1000, 7)])
def test_the_elongation_of_a_rectangle_at_any_angle(width: float, height: float) -> None:
    for angle in (0, 17, 45, 89.5):
        turned = shapely.affinity.rotate(box(width, height), angle)
        assert elongations(in_array(turned))[0] == approx(max(width, height) / min(width, height), rel=1e-6)


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=4, max_size=9, unique=True))
def test_no_rectangle_at_any_angle_has_less_area(corners: list[tuple[int, int]]) -> None:
    hull = shapely.convex_hull(shapely.MultiPoint(corners))
    if not isinstance(hull, shapely.Polygon) or hull.area < 100:
        return
    found = elongations(in_array(shapely.affinity.translate(hull, EAST, NORTH)))[0]
    xy = shapely.get_coordinates(hull)
    angles = np.radians(np.arange(0, 180, 0.25))
    along = np.ptp(xy @ np.vstack([np.cos(angles), np.sin(angles)]), axis=0)
    across = np.ptp(xy @ np.vstack([-np.sin(angles), np.cos(angles)]), axis=0)
    assert found >= 1 - 1e-9
    edges = np.diff(xy, axis=0)
    turned = np.arctan2(edges[:, 1], edges[:, 0])
    sides = [(np.ptp(xy @ [np.cos(t), np.sin(t)]), np.ptp(xy @ [-np.sin(t), np.cos(t)])) for t in turned]
    least = min(a * b for a, b in sides)
    assert least <= (along * across).min() + 1e-6
    ratios = [max(a, b) / min(a, b) for a, b in sides if a * b <= least * (1 + 1e-9)]
    assert any(found == approx(ratio, rel=1e-9) for ratio in ratios)


def test_measured_values_as_a_column() -> None:
    source = Source("kartan", "2024-01-01", Method.MEASURED)
    column = measured_column(np.array([2.0, np.nan]), (source, source))
    assert column.low.tolist() == [2.0, -np.inf]
    assert column.high.tolist() == [2.0, np.inf]
    assert column.reasons == (None, "no_outline")
    assert column.sources == (source, None)
