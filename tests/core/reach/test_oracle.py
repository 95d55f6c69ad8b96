"""The oracle against what was worked out by hand."""

from __future__ import annotations

import pytest

from tests.core.reach import oracle
from tests.core.reach.cases import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_oracle_gives_the_hand_results(case: Case) -> None:
    found = oracle.nearest(case.world, case.site, case.facilities)
    assert found == (None if case.ds is None else (case.ds, case.via))
