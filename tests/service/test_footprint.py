from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from pytest import approx

from sitematch.core.metrics import Kind
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.footprint import Rectangle
from sitematch.service import footprint
from sitematch.service.footprint import footprint_columns, footprints_document
from sitematch.store.kept import Kept
from tests.core.matching.build import Offer, sites_of

SQUARES = np.array(
    [shapely.box(500_000, 6_470_000, 500_000 + side, 6_470_000 + side) for side in (10, 20)], dtype=object
)
SITES = replace(sites_of([Offer("0583-b"), Offer("0583-a")]), outlines=SQUARES)
LONG = Measure("footprint_fit", Kind.NUMBER, length_m=20.0, width_m=5.0)
SQUARE = Measure("footprint_fit", Kind.NUMBER, length_m=5.0, width_m=5.0)


def test_kept_equals_fresh_and_is_not_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = footprint_columns(SITES, [LONG, SQUARE], Kept(tmp_path))
    monkeypatch.setattr(footprint, "footprint_bounds", None)
    again = footprint_columns(SITES.take([1, 0]), [SQUARE, LONG], Kept(tmp_path))
    for measure in (LONG, SQUARE):
        assert again[measure].low[::-1] == approx(fresh[measure].low)
        assert again[measure].sources == fresh[measure].sources
    assert fresh[SQUARE].low == approx(np.array([2, 4]) / 0.9996)


def test_other_sides_are_computed_anew(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    assert footprint_columns(SITES, [LONG], kept)[LONG].low[0] != approx(
        footprint_columns(SITES, [SQUARE], kept)[SQUARE].low[0]
    )
    assert footprint_columns(SITES, [], kept) == {}


def test_the_document_has_a_row_a_site_in_their_order() -> None:
    rows = footprints_document(SITES, Rectangle(20, 5))["sites"]
    assert [row["site_id"] for row in rows] == list(SITES.ids)
    assert rows[0]["fit"] == approx(footprint_columns(SITES, [LONG], Kept(None))[LONG].low[0])
