"""Which figures are missing, and which of them matter most."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.core.requirement import Vocabulary, read_requirement
from sitematch.core.requirement.model import Requirement
from sitematch.intake.findings import report_from_document
from sitematch.intake.missing import missing_figures, with_missing
from sitematch.intake.summary import Stated
from tests.examples import examples
from tests.intake.world import csv, feature, geojson, in_degrees, read, row, square

NOTHING = Stated(sites=4, outlines=4)


def requirement(id_: str, criteria: str) -> Requirement:
    text = f"schema: sitematch.requirement/1\nid: {id_}\nname: X\ncriteria:\n{criteria}"
    return read_requirement(text.encode(), Vocabulary(classes=frozenset({"port"}), groups=()), name=id_)


POWER = requirement(
    "power",
    """
  - {id: mw, metric: power_mw, must: {min: 10}, value: [[10, 0], [20, 100]], weight: 30}
  - {id: gas, metric: gas, value: {true: 100, false: 0}, weight: 10}
  - {id: port, metric: drive_min, to: port, must: {max: 30}}
""",
)
HALL = requirement(
    "hall",
    """
  - {id: hall, metric: footprint_fit, length_m: 100, width_m: 50, must: {min: 1}}
  - {id: mw, metric: power_mw, value: [[10, 0], [20, 100]], weight: 1}
  - {id: road, metric: attribute, name: road_class, must: {one_of: [BK4]}}
  - {id: out, any: [{metric: rail_siding, must: true}, {metric: drive_min, to: port, must: {max: 30}}]}
""",
)


def test_what_is_a_condition_comes_first_then_what_weighs_most() -> None:
    found = missing_figures(NOTHING, [POWER, HALL], "en")
    assert [(f.metric, f.column) for f in found] == [
        ("power_mw", "power_mw"),
        ("attribute", "road_class"),
        ("gas", "gas"),
        ("rail_siding", "rail_siding"),
    ]
    power, road, gas, siding = found
    assert (power.presets, power.must, power.sites) == (("power", "hall"), ("power",), 4)
    assert power.weight == approx(30 / 40 + 1)
    assert gas.weight == approx(10 / 40)
    assert (road.must, road.label) == (("hall",), "road_class")
    assert (siding.must, siding.presets, siding.weight) == ((), ("hall",), 0)


def test_reach_is_never_missing_in_a_file() -> None:
    assert all(f.metric != "drive_min" for f in missing_figures(NOTHING, [POWER, HALL], "en"))


def test_labels_are_in_the_readers_language() -> None:
    assert [missing_figures(NOTHING, [POWER], lang)[0].label for lang in ("sv", "en")] == ["Eleffekt", "Power"]


def test_what_every_site_states_is_not_missing_and_what_some_lack_is_counted() -> None:
    upload = read(geojson(row(1, power_mw=3, gas="ja", road_class="BK1"), row(2, power_mw=4, gas="okänt")))
    found = {f.column: f.sites for f in missing_figures(upload.report.stated, [POWER, HALL], "en")}
    assert found == {"gas": 1, "road_class": 1, "rail_siding": 2}


def test_without_outlines_what_only_they_tell_is_missing() -> None:
    point = feature({"id": 1, "area_ha": 12}, {"type": "Point", "coordinates": in_degrees(square())[0]})
    found = missing_figures(read(geojson(point, row(2))).report.stated, [HALL], "en")
    assert [(f.metric, f.column, f.sites) for f in found if f.metric == "footprint_fit"] == [("footprint_fit", None, 1)]


def test_nothing_is_missing_where_there_is_no_site() -> None:
    assert missing_figures(Stated(), [POWER, HALL], "en") == ()


def test_a_list_fills_what_the_layer_lacks() -> None:
    stated = read(geojson(row(1)), csv("id;power_mw\ns1;12\n", name="b.csv")).report.stated
    assert all(f.metric != "power_mw" for f in missing_figures(stated, [POWER], "en"))


def test_a_report_with_all_of_it_comes_back_from_its_document() -> None:
    upload = read(geojson(row(1, foo=1)), csv("id;power_mw\ns1;x\n", name="b.csv"))
    report = with_missing(upload.report, [POWER, HALL], "sv")
    assert report.missing
    assert report_from_document(report.to_document()) == report
    assert report_from_document(upload.report.to_document()) == upload.report


@pytest.mark.parametrize("requirements", [[], [POWER], [HALL, POWER]])
def test_the_rest_of_the_report_stays(requirements: list[Requirement]) -> None:
    report = read(geojson(row(1))).report
    assert replace(with_missing(report, requirements, "en"), missing=()) == report


@settings(deadline=None, max_examples=examples(50))
@given(st.integers(0, 5), st.integers(0, 5), st.permutations([POWER, HALL]))
def test_no_more_sites_lack_a_figure_than_there_are(sites: int, filled: int, order: list[Requirement]) -> None:
    stated = Stated(sites, min(sites, filled), {"power_mw": min(sites, filled)})
    found = missing_figures(stated, order, "en")
    assert all(0 < figure.sites <= sites for figure in found)
    assert [f.metric for f in found] == [f.metric for f in missing_figures(stated, order[::-1], "en")]
