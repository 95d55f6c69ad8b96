from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.evidence import Method, Source
from sitematch.core.metrics import Kind
from sitematch.core.sites.columns import CategoryColumn, NumberColumn, Via
from sitematch.core.sites.sites import Sites, Visibility
from sitematch.errors import Unreadable
from sitematch.store.site_layers import sites_from_bytes, sites_to_bytes
from tests.examples import examples

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.one_of(st.none(), texts)
sources = st.builds(Source, texts, st.one_of(st.none(), st.just("2024-01-01")), st.sampled_from(Method))
coordinates = st.floats(-1e7, 1e7)
scalars = st.one_of(
    st.none(), texts, st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False)
)
cells = st.one_of(scalars, st.lists(texts, max_size=3).map(tuple))


@st.composite
def outlines(draw) -> shapely.Geometry:
    x, y, size = draw(coordinates), draw(coordinates), draw(st.floats(1, 1e4))
    box = shapely.box(x, y, x + size, y + size)
    return draw(
        st.sampled_from([box, shapely.MultiPolygon([box]), shapely.Point(x, y), box.difference(box.buffer(-size / 4))])
    )


@st.composite
def layers(draw) -> Sites:
    n = draw(st.integers(0, 4))

    def of(strategy):
        return tuple(draw(st.lists(strategy, min_size=n, max_size=n)))

    numbers = st.floats(allow_nan=False)
    number = NumberColumn(
        np.array(of(numbers), dtype=np.float64),
        np.array(of(numbers), dtype=np.float64),
        of(maybe),
        of(st.one_of(st.none(), st.builds(Via, maybe, texts))),
        of(st.one_of(st.none(), sources)),
    )
    values = (("a",), ("a", "ö"))
    category = CategoryColumn(
        draw(st.sampled_from([Kind.SET, Kind.CATEGORY, Kind.BOOLEAN])),
        np.array(of(st.integers(-1, 1)), dtype=np.int64),
        values,
        of(maybe),
        of(st.one_of(st.none(), sources)),
    )
    shapes = np.empty(n, dtype=object)
    shapes[:] = of(outlines())
    return Sites(
        ids=of(texts),
        names=of(texts),
        municipality_codes=of(maybe),
        visibilities=of(st.sampled_from(Visibility)),
        demo=of(st.booleans()),
        properties=of(maybe),
        contacts=of(maybe),
        sources=of(sources),
        outlines=shapes,
        columns={"power_mw": number, "plan_use": category},
        others={draw(texts): of(cells)},
    )


def assert_same(one: Sites, other: Sites) -> None:
    for name in ("ids", "names", "municipality_codes", "visibilities", "demo", "properties", "contacts", "sources"):
        assert getattr(one, name) == getattr(other, name)
    assert [type(cell) for cells in one.others.values() for cell in cells] == [
        type(cell) for cells in other.others.values() for cell in cells
    ]
    assert dict(one.others) == dict(other.others)
    assert shapely.to_wkb(one.outlines).tolist() == shapely.to_wkb(other.outlines).tolist()
    assert list(one.columns) == list(other.columns)
    for name, column in one.columns.items():
        there = other.columns[name]
        assert type(column) is type(there)
        assert column.reasons == there.reasons
        assert column.sources == there.sources
        if isinstance(column, NumberColumn):
            assert column.low.tobytes() == there.low.tobytes()
            assert column.high.tobytes() == there.high.tobytes()
            assert column.via == there.via
        else:
            assert column.codes.tolist() == there.codes.tolist()
            assert (column.kind, column.values) == (there.kind, there.values)


@settings(deadline=None, max_examples=examples(100))
@given(layers())
def test_sites_come_back_exactly(sites: Sites) -> None:
    data = sites_to_bytes(sites)
    back = sites_from_bytes(data)
    assert_same(sites, back)
    assert sites_to_bytes(back) == data


@settings(deadline=None, max_examples=examples(100))
@given(layers(), st.data())
def test_damaged_bytes_are_told(sites: Sites, data: st.DataObject) -> None:
    whole = sites_to_bytes(sites)
    cut = data.draw(st.integers(0, len(whole) - 1))
    if cut == len(whole) - 1 and not len(sites):
        return
    with pytest.raises(Unreadable):
        sites_from_bytes(whole[:cut])


@pytest.mark.parametrize("rest", [b"", b" sites 1\n", b" sites 1\n{}\n", b" sites 0\n{}\n", b" sites 1\n[]\n"])
def test_foreign_bytes_are_told(rest: bytes) -> None:
    with pytest.raises(Unreadable, match="read the site files again"):
        sites_from_bytes(b"sitematch" + rest)


def test_arrays_that_come_back_can_be_worked_on() -> None:
    shapes = np.array([shapely.Point(1, 2)], dtype=object)
    column = NumberColumn(np.array([1.0]), np.array([2.0]), (None,), (None,), (None,))
    source = Source("s", None, Method.STATED)
    one = ("x",)
    sites = Sites(one, one, one, (Visibility.PUBLIC,), (False,), one, one, (source,), shapes, {"area_ha": column}, {})
    back = sites_from_bytes(sites_to_bytes(sites)).columns["area_ha"]
    assert isinstance(back, NumberColumn)
    back.low[0] = 5.0
    assert back.low.dtype == np.float64
    assert back.low.dtype.isnative


def test_reading_needs_neither_pyproj_nor_pandas() -> None:
    code = (
        "import sys, sitematch.store.site_layers; print([m for m in ('pyproj', 'pandas', 'scipy') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
