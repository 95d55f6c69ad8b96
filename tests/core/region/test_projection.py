"""Degrees and the plane: longitude and easting come first, everywhere."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from sitematch.core.region.projection import degrees_to_plane, geometries_to_degrees, geometries_to_plane, plane_scale
from tests.examples import examples

LON, LAT = st.floats(11.0, 24.0), st.floats(55.0, 69.0)


def test_the_central_meridian_is_at_500_km_east_and_the_equator_at_0_north() -> None:
    assert degrees_to_plane(np.array([15.0]), np.array([0.0]))[0] == pytest.approx((500_000.0, 0.0), abs=1e-6)


def test_linkoping_lies_east_of_the_meridian_and_6_476_km_north() -> None:
    easting, northing = degrees_to_plane(np.array([15.62]), np.array([58.41]))[0]
    assert easting == pytest.approx(536_000, abs=500)
    assert northing == pytest.approx(6_475_000, abs=1_500)


@settings(deadline=None, max_examples=examples(100))
@given(LON, LAT)
def test_there_and_back_is_where_it_was(lon: float, lat: float) -> None:
    point = np.array([shapely.Point(lon, lat)], dtype=object)
    back = geometries_to_degrees(geometries_to_plane(point))[0]
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-9)


@pytest.mark.parametrize("place", [(15.0, 58.0), (24.9, 60.2), (11.0, 55.0), (5.3, 60.4)])
def test_the_scale_is_that_of_the_projection_itself(place: tuple[float, float]) -> None:
    lon, lat, _ = Geod(ellps="GRS80").fwd(*place, 33.0, 100.0)
    ends = degrees_to_plane(np.array([place[0], lon]), np.array([place[1], lat]))

    scale = plane_scale(np.array([place[0]]), np.array([place[1]]))

    assert scale[0] == pytest.approx(float(np.hypot(*(ends[1] - ends[0]))) / 100, rel=1e-4)
