"""Outlines that meet themselves very often: mending them would take the square of it in time and memory."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from sitematch.intake import mend
from tests.intake.world import feature, geojson, in_degrees, issues, read, square


def scribble(corners: int) -> list[list[float]]:
    at = np.random.default_rng(1).random((corners, 2)) * 0.01 + (15.62, 58.41)
    return [*at.tolist(), at[0].tolist()]


def upon_each_other(rings: int) -> list[list[list[float]]]:
    return [[list(corner) for corner in in_degrees(square())]] * rings


@pytest.mark.parametrize("rings", [upon_each_other(2_001), [scribble(20_000)]], ids=["rings", "scribble"])
def test_it_is_refused_and_never_mended(rings: list[list[list[float]]], monkeypatch: pytest.MonkeyPatch) -> None:
    upload = read(geojson(feature({"id": 1}, {"type": "Polygon", "coordinates": rings})))
    assert [issue.severity for issue in issues(upload, "geometry.invalid")] == ["error"]
    assert upload.report.refused == 1

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was mended")

    monkeypatch.setattr(mend.shapely, "make_valid", never)
    assert mend.mend(shapely.Polygon(rings[0], rings[1:])).geometry is None


def test_what_crosses_itself_often_is_mended_without_splitting_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[str] = []
    made = shapely.make_valid

    def spied(outline: shapely.Geometry, **options: object) -> shapely.Geometry:
        ways.append(str(options["method"]))
        return made(outline, **options)

    monkeypatch.setattr(mend.shapely, "make_valid", spied)
    mend.mend(shapely.Polygon(scribble(200)))
    mend.mend(shapely.Polygon(scribble(20)))
    assert ways == ["structure", "structure", "linework"]
