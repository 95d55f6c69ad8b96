from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Proj
from pytest import approx
from shapely import affinity

from sitematch.core.region.projection import degrees_to_plane
from sitematch.core.sites.footprint import Fit, Rectangle, footprint_fit, ground_scale, site_fits
from sitematch.errors import WrongUse
from tests.core.sites.footprint_oracle import best_of_all_tried
from tests.examples import examples

box = shapely.box
ELL = shapely.union(box(0, 0, 30, 10), box(0, 0, 10, 30))
U = shapely.difference(box(0, 0, 30, 30), box(10, 10, 20, 30))
RING = shapely.difference(box(0, 0, 30, 30), box(14, 14, 16, 16))
CONVEX, OTHERWISE = 1e-4, 5e-3


def fit_of(site: shapely.Geometry, length: float, width: float) -> Fit:
    """The fit, with all that every fit has to keep."""
    fit = footprint_fit(site, Rectangle(length, width))
    assert fit.scale <= fit.at_most
    if fit.outline is None:
        assert (fit.scale, fit.angle_deg) == (0.0, None)
        return fit
    size = max(np.ptp(shapely.get_coordinates(site), axis=0))
    assert shapely.covers(shapely.buffer(site, 1e-8 * size), fit.outline)
    assert fit.outline.area == approx(fit.scale**2 * length * width, rel=1e-6)
    corners = shapely.get_coordinates(fit.outline)
    sides = np.hypot(*np.diff(corners, axis=0).T)
    assert sorted(sides[:2]) == approx(sorted([fit.scale * length, fit.scale * width]), rel=1e-5)
    long_side = corners[1] - corners[0] if sides[0] > sides[1] else corners[2] - corners[1]
    if length > width:
        assert fit.angle_deg is not None
        assert math.sin(math.radians(fit.angle_deg) - math.atan2(long_side[1], long_side[0])) == approx(0, abs=1e-6)
    return fit


# Published: an 11 × 1 rectangle fits into a 10 × b rectangle if and only if b >= 6.41680 (Carver's condition).


@pytest.mark.parametrize(("b", "fits"), [(6.4232, True), (6.41681, True), (6.41679, False), (6.4104, False)])
def test_an_11_by_1_rectangle_in_a_10_by_b_rectangle(b: float, fits: bool) -> None:
    assert (fit_of(box(0, 0, 10, b), 11, 1).scale > 1) == fits


@pytest.mark.parametrize(
    ("site", "length", "width", "scale"),
    [
        (ELL, 10, 10, 1.0),
        (ELL, 30, 10, 1.0),
        (ELL, 10, 30, 1.0),
        (ELL, 20, 5, 1.5),
        (U, 30, 10, 1.0),
        (U, 25, 9, 10 / 9),
        (RING, 14, 14, 1.0),
        (RING, 30, 14, 1.0),
        (RING, 20, 10, 1.4),
        (shapely.MultiPolygon([box(0, 0, 4, 4), box(4, 10, 12, 14)]), 8, 4, 1.0),
        (shapely.MultiPolygon([box(0, 0, 4, 4), box(4, 10, 12, 14)]), 4, 4, 1.0),
        (shapely.Polygon([(0, 0), (30, 0), (0, 30)]), 1, 1, 15.0),
    ],
)
def test_shapes_that_can_be_told_by_hand(site: shapely.Geometry, length: float, width: float, scale: float) -> None:
    for angle in (0.0, 23.0, 90.0):
        fit = fit_of(affinity.rotate(site, angle, origin=(0, 0)), length, width)
        assert fit.scale == approx(scale, rel=1e-6)
        assert fit.at_most <= scale * (1 + OTHERWISE)


@settings(deadline=None, max_examples=examples(25))
@given(st.floats(0.5, 5_000), st.floats(0.5, 5_000), st.floats(0, 180), st.floats(-1e6, 1e6), st.floats(6.1e6, 7.7e6))
def test_a_site_of_just_that_size_fits_at_1(length: float, width: float, angle: float, x: float, y: float) -> None:
    site = affinity.translate(affinity.rotate(box(0, 0, length, width), angle, origin=(0, 0)), x, y)
    fit = fit_of(site, length, width)
    # coordinates of millions of metres hold about a nanometre
    assert fit.scale == approx(1, abs=1e-8 + 1e-8 / min(length, width))
    assert fit.at_most == approx(1, abs=CONVEX)


points = st.tuples(st.integers(0, 40), st.integers(0, 40))


@st.composite
def convex_sites(draw: st.DrawFn) -> shapely.Polygon:
    hull = shapely.convex_hull(shapely.MultiPoint(draw(st.lists(points, min_size=3, max_size=9))))
    return hull if isinstance(hull, shapely.Polygon) and hull.area > 20 else box(0, 0, 9, 7)


@st.composite
def other_sites(draw: st.DrawFn) -> shapely.Geometry:
    """Some boxes and a hull joined, others cut out."""
    corners = draw(st.lists(st.tuples(points, st.integers(2, 20), st.integers(2, 20)), min_size=2, max_size=5))
    boxes = [box(x, y, x + w, y + h) for (x, y), w, h in corners]
    kept = shapely.union_all([draw(convex_sites()), *boxes[::2]])
    left = shapely.difference(kept, shapely.union_all(boxes[1::2]))
    return left if left.area > 20 else ELL


rectangles = st.tuples(st.floats(1, 20), st.floats(1, 20))


@settings(deadline=None, max_examples=examples(15))
@given(convex_sites(), rectangles)
def test_a_convex_site_is_exact(site: shapely.Polygon, sides: tuple[float, float]) -> None:
    fit = fit_of(site, *sides)
    assert fit.at_most <= fit.scale * (1 + CONVEX)
    assert fit.at_most >= best_of_all_tried(site, *sides)


@settings(deadline=None, max_examples=examples(8))
@given(other_sites(), rectangles)
def test_any_site_is_exact_enough(site: shapely.Geometry, sides: tuple[float, float]) -> None:
    fit = fit_of(site, *sides)
    assert fit.at_most <= fit.scale * (1 + OTHERWISE)
    assert fit.at_most >= best_of_all_tried(site, *sides)


@settings(deadline=None, max_examples=examples(8))
@given(other_sites(), rectangles, st.floats(0, 360), st.floats(0.01, 1000))
def test_turning_moving_and_scaling_change_nothing_else(
    site: shapely.Geometry, sides: tuple[float, float], angle: float, factor: float
) -> None:
    fit = fit_of(site, *sides)
    moved = affinity.translate(affinity.rotate(site, angle, origin=(0, 0)), 500, -300)
    assert fit_of(moved, *sides).scale == approx(fit.scale, rel=OTHERWISE)
    larger = affinity.scale(site, factor, factor, origin=(0, 0))
    assert fit_of(larger, *sides).scale == approx(fit.scale * factor, rel=OTHERWISE)
    assert fit_of(site, *(side * factor for side in sides)).scale == approx(fit.scale / factor, rel=OTHERWISE)
    assert fit_of(site, *reversed(sides)).scale == approx(fit.scale, rel=OTHERWISE)


@settings(deadline=None, max_examples=examples(8))
@given(other_sites(), other_sites(), rectangles)
def test_a_larger_site_fits_no_less(a: shapely.Geometry, b: shapely.Geometry, sides: tuple[float, float]) -> None:
    whole = shapely.union(a, b)
    assert fit_of(whole, *sides).at_most >= fit_of(a, *sides).scale


HOLED = shapely.difference(
    box(0, 0, 330, 310),
    shapely.union_all([box(x + 3, y + 4, x + 8, y + 8) for x in range(0, 330, 10) for y in range(0, 310, 10)]),
)


def test_a_thousand_holes() -> None:
    assert shapely.get_num_interior_rings(HOLED) == 1023
    fit = fit_of(HOLED, 20, 10)
    assert fit.scale >= 0.6 * (1 - OTHERWISE)  # between two rows, 6 m apart
    assert fit.at_most >= 0.6


@pytest.mark.parametrize("width", [1e-1, 1e-3, 1e-6])
def test_needles(width: float) -> None:
    strip = affinity.rotate(box(0, 0, 1000, width), 33)
    assert fit_of(strip, 50, 20).scale == approx(width / 20, rel=CONVEX)
    corner = fit_of(shapely.Polygon([(0, 0), (1000, 0), (1000, width)]), 50, 20)
    assert 0 < corner.scale < width / 20


def test_sites_that_cross_or_touch_themselves() -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    half = shapely.Polygon([(0, 0), (5, 5), (0, 10)])
    assert footprint_fit(bow_tie, Rectangle(5, 2)).scale == approx(fit_of(half, 5, 2).scale, rel=OTHERWISE)
    # a hole that touches the outline at a point and another that cuts the way through but for a gap
    pinched = shapely.difference(
        box(0, 0, 30, 30),
        shapely.union_all([shapely.Polygon([(0, 15), (10, 10), (10, 20)]), box(10, 14, 29, 16)]),
    )
    assert fit_of(pinched, 30, 10).scale == approx(1.0, rel=OTHERWISE)


@pytest.mark.parametrize("site", [shapely.Polygon(), shapely.LineString([(0, 0), (9, 9)]), shapely.Point(1, 1)])
def test_what_has_no_area_fits_nothing(site: shapely.Geometry) -> None:
    assert footprint_fit(site, Rectangle(1, 1)) == Fit(0.0, 0.0, None, None)


@pytest.mark.parametrize("factor", [1e-6, 1e7])
def test_rectangles_far_smaller_or_larger_than_the_site(factor: float) -> None:
    assert fit_of(ELL, 20 * factor, 5 * factor).scale == approx(1.5 / factor, rel=OTHERWISE)


def test_a_search_that_ends_early_says_so_by_its_bound() -> None:
    slender = fit_of(ELL, 30, 0.003)
    longest = math.hypot(30, 15)  # from a corner past the inner one, for a rectangle of no width
    assert slender.scale < slender.at_most
    assert slender.at_most > longest / 30 * 0.999


@pytest.mark.parametrize("sides", [(0, 5), (5, 0), (-1, 5), (math.inf, 5), (math.nan, 5)])
def test_a_rectangle_that_cannot_be_is_refused(sides: tuple[float, float]) -> None:
    with pytest.raises(WrongUse, match="give a number of metres above 0"):
        Rectangle(*sides)


def test_the_scale_of_the_projection_is_that_of_pyproj() -> None:
    lon, lat = (part.ravel() for part in np.meshgrid(np.linspace(10.5, 24.5, 15), np.linspace(55, 69.5, 12)))
    east, north = degrees_to_plane(lon, lat).T
    expected = Proj("EPSG:3006").get_factors(lon, lat).meridional_scale
    assert ground_scale(east, north) == approx(expected, rel=2e-6)
    assert ground_scale(np.array([500_000.0]), np.array([6_470_000.0])) == approx(0.9996, abs=1e-9)


def test_on_a_site_the_metres_are_those_of_the_ground() -> None:
    outlines = np.array([box(500_000, 6_470_000, 500_700, 6_470_350), shapely.Point(5e5, 6.5e6)], dtype=object)
    on_land, point = site_fits(outlines, Rectangle(700, 350))
    assert on_land is not None and on_land.scale == approx(1 / 0.9996, rel=1e-6)
    assert point is None
