"""Valid files after chance has been at them: no traceback, and no row lost without a line in the report."""

from __future__ import annotations

import random

import pytest

from tests.examples import examples
from tests.intake.fuzzing import judge, mutated, run, valid_files

SEED = 20_261_124


@pytest.mark.parametrize("kind", ["geojson", "csv", "xlsx", "gpkg", "shp"])
def test_the_files_are_good_before(kind: str) -> None:
    upload = judge(valid_files()[kind])
    assert upload is not None
    assert (upload.report.refused, upload.report.issues) == (0, ())


@pytest.mark.parametrize(
    ("kinds", "count"),
    [(("geojson", "csv"), 300), (("xlsx", "gpkg", "shp"), 18)],
    ids=["in this process", "in another"],
)
def test_mutated_files(kinds: tuple[str, ...], count: int) -> None:
    told = run(SEED, examples(count), kinds)
    assert sum(sum(found.values()) for found in told.values()) == examples(count), f"seed {SEED}"
    assert all(min(found.values()) > 0 for found in told.values())


def test_a_case_can_be_made_again() -> None:
    assert mutated("csv", random.Random("csv 7")) == mutated("csv", random.Random("csv 7"))
