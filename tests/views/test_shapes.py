from __future__ import annotations

import json

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.region.projection import geometries_to_plane
from sitematch.views.shapes import thin_geometries
from tests.examples import examples

EAST = st.floats(250_000, 930_000)
NORTH = st.floats(6_100_000, 7_700_000)


@settings(deadline=None, max_examples=examples(100))
@given(EAST, NORTH, st.floats(0.05, 3000), st.floats(0.05, 3000))
def test_no_shape_vanishes_however_small(east: float, north: float, width: float, height: float) -> None:
    outline = np.array([shapely.box(east, north, east + width, north + height)], dtype=object)
    shape = shapely.from_geojson(json.dumps(thin_geometries(outline)[0]))
    assert shape.area > 0


def test_a_thinned_shape_is_off_by_metres_at_most() -> None:
    angles = np.linspace(0, 2 * np.pi, 361)[:-1]
    ring = np.column_stack([540_000 + 600 * np.cos(angles), 6_480_000 + 600 * np.sin(angles)])
    outline = np.array([shapely.polygons(ring)], dtype=object)
    (geometry,) = thin_geometries(outline)
    shape = geometries_to_plane(np.array([shapely.from_geojson(json.dumps(geometry))], dtype=object))
    assert shapely.hausdorff_distance(shape, outline)[0] < 6.5
    assert shapely.get_num_coordinates(shape)[0] < 60


def test_points_and_several_parts_are_kept() -> None:
    two = shapely.MultiPolygon(
        [shapely.box(540_000, 6_480_000, 540_500, 6_480_500), shapely.box(541_000, 6e6, 542_000, 6.1e6)]
    )
    point, parts = thin_geometries(np.array([shapely.Point(540_000, 6_480_000), two], dtype=object))
    assert point["type"] == "Point"
    assert len(parts["coordinates"]) == 2
