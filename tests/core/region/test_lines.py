"""Lines as coordinates measure what their geometries measure, and blocks find what is near."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.arrays import GeometryArray
from sitematch.core.region import blocks as module
from sitematch.core.region.blocks import Blocks, places_on_curve
from sitematch.core.region.lines import Lines
from tests.examples import examples

spots = st.tuples(st.integers(-50, 50), st.integers(-50, 50))
networks = st.lists(st.lists(spots, min_size=2, max_size=5), max_size=8)


def geometries(lines: list[list[tuple[int, int]]]) -> GeometryArray:
    made: GeometryArray = np.empty(len(lines), dtype=object)
    made[:] = [shapely.LineString(line) for line in lines]
    return made


@settings(deadline=None, max_examples=examples(40))
@given(networks, networks, st.data())
def test_lines_are_their_geometries(
    one: list[list[tuple[int, int]]], other: list[list[tuple[int, int]]], data: st.DataObject
) -> None:
    lines, given_ = Lines.of(geometries(one)), geometries(one)
    assert shapely.equals_exact(lines.geometries(), given_).all()
    assert lines.length_m == pytest.approx(shapely.length(given_))
    assert lines.line_of(np.arange(len(lines.xy))).tolist() == lines.line_of_each_corner().tolist()
    both = lines.then(Lines.of(geometries(other)))
    assert shapely.equals_exact(both.geometries(), geometries(one + other)).all()
    rows = np.array(data.draw(st.lists(st.integers(0, len(one) - 1), max_size=5)) if one else [], dtype=np.int64)
    taken, fresh = lines.take(rows), Lines.of(given_[rows])
    assert [a.tobytes() for a in (taken.starts, taken.xy, taken.at_m)] == [
        a.tobytes() for a in (fresh.starts, fresh.xy, fresh.at_m)
    ]


@settings(deadline=None, max_examples=examples(40))
@given(networks, st.lists(st.tuples(spots, spots), max_size=3))
def test_blocks_hold_every_piece_and_find_those_in_a_box(
    network: list[list[tuple[int, int]]], corners: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    lines = Lines.of(geometries(network))
    pieces = lines.pieces(np.arange(len(network)) % 3 != 1)
    assert len(pieces) == sum(len(line) - 1 for i, line in enumerate(network) if i % 3 != 1)
    boxes = np.array([[*np.minimum(*pair), *np.maximum(*pair)] for pair in corners], dtype=np.float64).reshape(-1, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECES", 3)
        blocks = Blocks.of(lines, pieces)
        near = blocks.near(boxes)
    assert sorted(blocks.order.tolist()) == pieces.tolist()
    assert near.tolist() == sorted(set(near.tolist()))
    ends = np.stack([lines.xy[pieces], lines.xy[pieces + 1]], axis=1)
    met = [bool(shapely.intersects(shapely.box(*b), shapely.linestrings(ends)).any()) for b in boxes.tolist()]
    inside = shapely.intersects(shapely.box(*boxes.T)[:, None], shapely.linestrings(ends)[None, :]).any(axis=0)
    assert set(pieces[inside].tolist()) <= set(near.tolist())
    assert any(met) <= bool(len(near))


def test_the_curve_goes_through_each_quarter_before_the_next() -> None:
    quarters = places_on_curve(np.array([[0, 0], [10, 0], [0, 10], [10, 10], [1, 1], [9, 9]], dtype=np.float64))
    assert np.argsort(quarters).tolist() == [0, 4, 1, 2, 5, 3]
    assert places_on_curve(np.zeros((3, 2))).tolist() == [0, 0, 0]
    assert len(places_on_curve(np.empty((0, 2)))) == 0
