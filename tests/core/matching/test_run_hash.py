from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.evidence import FileSource, Method, Source
from sitematch.core.matching.run_hash import outlines_hash, run_hash, sites_hash
from sitematch.core.metrics import Kind
from sitematch.core.sites.columns import CategoryColumn, NumberColumn
from sitematch.core.sites.sites import Sites, Visibility
from tests.core.matching.build import Offer, categories, context, numbers, requirement, sites_of
from tests.examples import examples

POWER = {"id": "power", "metric": "power_mw", "must": {"min": 50}}
RAIL = {"id": "rail", "metric": "rail_siding", "must": True}
OFFERS = [
    Offer(
        "0583-1", {"power_mw": 12.0, "plan_use": ["industry", "office"], "area_ha": 1.0}, {"road": "BK1", "lanes": 2}
    ),
    Offer("0583-2", {"power_mw": (3.0, 5.0), "rail_siding": True, "area_ha": 2.0}, {"road": None, "lanes": 2.5}),
    Offer("0581-3", {}, {"road": "BK4", "lanes": None}, code="0581"),
]
SITES = sites_of(OFFERS)


def geometries(*wkt: str) -> Any:
    return np.array([shapely.from_wkt(text) for text in wkt], dtype=object)


def reversed_sites(sites: Sites) -> Sites:
    return sites.take(list(reversed(range(len(sites)))))


def test_the_hash_is_of_all_that_a_result_follows_from() -> None:
    first = run_hash(requirement([POWER]), SITES, context())
    assert len(first) == 64
    assert first != run_hash(requirement([RAIL]), SITES, context())
    assert first != run_hash(requirement([POWER], robustness={"seed": 2}), SITES, context())
    assert first != run_hash(requirement([POWER]), SITES.take([0, 1]), context())
    assert first != run_hash(requirement([POWER]), SITES, context(region_hash="other"))
    assert first != run_hash(requirement([POWER]), SITES, context(engine="0.2.0"))


def test_neither_clock_nor_id_nor_language_nor_any_order_enters() -> None:
    first = run_hash(requirement([POWER, RAIL]), SITES, context())
    later = context(id="m2", created_at="2027-01-01T00:00:00Z", lang="sv", warnings=("look",))
    assert first == run_hash(requirement([RAIL, POWER]), reversed_sites(SITES), later)


@settings(deadline=None, max_examples=examples(20))
@given(st.permutations(range(len(OFFERS))))
def test_rows_in_any_order(order: Sequence[int]) -> None:
    # built anew in another order, so that categories have other codes too
    offers = [OFFERS[row] for row in order]
    assert sites_hash(sites_of(offers)) == sites_hash(SITES)


def test_columns_in_any_order() -> None:
    columns, others = (dict(reversed(named.items())) for named in (SITES.columns, SITES.others))
    assert sites_hash(replace(SITES, columns=columns, others=others)) == sites_hash(SITES)


def test_a_column_of_nothing_is_as_good_as_none() -> None:
    columns = {**SITES.columns, "gas": categories(Kind.BOOLEAN, [None] * 3), "power_kv": numbers([None] * 3)}
    others = {**SITES.others, "note": ("", None, "-")}
    assert sites_hash(replace(SITES, columns=columns, others=others)) == sites_hash(SITES)


def test_whole_numbers_are_the_same_however_a_file_holds_them() -> None:
    as_text = {**SITES.others, "lanes": ("2", "2.5", "")}
    as_floats = {**SITES.others, "lanes": (2.0, 2.5, None)}
    assert sites_hash(replace(SITES, others=as_text)) == sites_hash(replace(SITES, others=as_floats))


def changed_power(low: float) -> NumberColumn:
    power = SITES.columns["power_mw"]
    assert isinstance(power, NumberColumn)
    ends = power.low.copy()
    ends[1] = low
    return NumberColumn(ends, power.high, power.reasons, power.via, power.sources)


def resourced() -> CategoryColumn:
    rail = SITES.columns["rail_siding"]
    assert isinstance(rail, CategoryColumn)
    sources = (None, Source("Trafikverket", "2025-01-01", Method.STATED), None)
    return CategoryColumn(rail.kind, rail.codes, rail.values, rail.reasons, sources)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: replace(s, names=("Other", *s.names[1:])),
        lambda s: replace(s, municipality_codes=(None, *s.municipality_codes[1:])),
        lambda s: replace(s, visibilities=(Visibility.REGION, *s.visibilities[1:])),
        lambda s: replace(s, demo=(True, *s.demo[1:])),
        lambda s: replace(s, properties=("Berga 1:1", *s.properties[1:])),
        lambda s: replace(s, contacts=("Anna", *s.contacts[1:])),
        lambda s: replace(s, sources=(Source("x", None, Method.DEMO), *s.sources[1:])),
        lambda s: replace(s, outlines=shapely.transform(s.outlines, lambda xy: xy + 0.01)),
        lambda s: replace(s, columns={**s.columns, "power_mw": changed_power(2.9999999)}),
        lambda s: replace(s, columns={**s.columns, "rail_siding": resourced()}),
        lambda s: replace(s, columns={**s.columns, "plan_use": categories(Kind.SET, [["industry"], None, None])}),
        lambda s: replace(s, others={**s.others, "road": ("BK2", None, "BK4")}),
    ],
)
def test_whatever_is_stated_enters(change: Callable[[Sites], Sites]) -> None:
    assert sites_hash(change(SITES)) != sites_hash(SITES)


def test_the_name_of_a_file_is_no_source() -> None:
    def said_by(source: Source) -> Sites:
        power = numbers([12.0, None, None], source)
        return replace(SITES, sources=(source,) * 3, columns={**SITES.columns, "power_mw": power})

    def of(kind: type[Source], name: str) -> str:
        return sites_hash(said_by(kind(name, "2024-01-01", Method.STATED)))

    assert of(FileSource, "sites.geojson") == of(FileSource, "export.csv")
    assert of(Source, "motala.se") != of(Source, "norrkoping.se")


def test_what_is_measured_on_an_outline_follows_from_it() -> None:
    remeasured = replace(SITES, columns={**SITES.columns, "area_ha": numbers([1.0 + 1e-15, 2.0, None])})
    assert sites_hash(remeasured) == sites_hash(SITES)


def test_of_a_point_the_stated_area_enters() -> None:
    at_points = replace(SITES, outlines=shapely.centroid(SITES.outlines))
    other = replace(at_points, columns={**SITES.columns, "area_ha": numbers([1.5, 2.0, None])})
    assert sites_hash(other) != sites_hash(at_points)


def test_how_a_format_writes_a_shape_does_not_enter() -> None:
    one = geometries("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2))")
    same = geometries(
        "POLYGON ((10 10, 10 0, 0 0, 0 10, 10 10), (4 4, 2 4, 2 2, 4 2, 4 4))",
        "MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2)))",
        "POLYGON Z ((0 0 7, 10 0 7, 10 10 7, 0 10 7, 0 0 7), (2 2 7, 2 4 7, 4 4 7, 4 2 7, 2 2 7))",
        "POLYGON ((0 0, 10 0.000000001, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2))",
    )
    assert {outlines_hash(same[i : i + 1]) for i in range(len(same))} == {outlines_hash(one)}
    moved = geometries("POLYGON ((0 0, 10 0, 10 10.001, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2))")
    assert outlines_hash(moved) != outlines_hash(one)


def test_parts_in_any_order_and_points() -> None:
    first = geometries("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", "POINT (1 2)")
    second = geometries("MULTIPOLYGON (((5 5, 6 5, 6 6, 5 5)), ((0 0, 1 0, 1 1, 0 0)))", "POINT (1 2)")
    assert outlines_hash(first) == outlines_hash(second)
    assert outlines_hash(first) != outlines_hash(first[::-1])


def test_no_sites_at_all() -> None:
    assert len(sites_hash(SITES.take([]))) == 64
