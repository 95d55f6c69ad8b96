"""Drives to the nearest facility, against hand results and against the oracle."""

from __future__ import annotations

import pytest

from sitematch.core.metrics.metric import Kind
from sitematch.core.reach import column, reach_table
from sitematch.core.requirement.model import Measure
from tests.core.reach.cases import CASES, Case
from tests.core.reach.regions import Facility, nearest_port, outlines, region_of

TO_PORT = Measure("drive_min", Kind.NUMBER, to="port")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_engine_gives_the_hand_results(case: Case) -> None:
    found = nearest_port(case.world, case.site, case.facilities)
    assert found == (None if case.ds is None else (case.ds, case.via))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_column_says_the_minutes_the_facility_or_why_it_is_unknown(case: Case) -> None:
    region = region_of(case.world, [Facility(id_, "port", at) for id_, at in case.facilities.items()])
    answer = column(region, reach_table(region, outlines(case.site)), TO_PORT)
    assert answer is not None
    assert answer.reasons == (case.reason,)
    assert answer.unknown.tolist() == [case.ds is None]
    if case.ds is not None:
        assert answer.low == pytest.approx([case.ds / 600])
        assert answer.via[0] is not None
        assert answer.via[0].id == case.via
