"""`sitematch footprint`: how large a rectangle fits on each site, and where."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod
from pytest import approx

from tests.cli.conftest import Command
from tests.cli.test_match import site, write_sites


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    """A site with an outline, and one of which only a point is known."""
    point = site("point", 15.65, area_ha=4)
    point["geometry"] = {"type": "Point", "coordinates": [15.65, 58.41]}
    return write_sites(tmp_path / "offered.geojson", site("outline", 15.60), point)


def test_the_rectangle_has_the_size_that_is_told(sitematch: Command, offered: Path) -> None:
    ran = sitematch("footprint", offered, "--length", "200", "--width", "100", "--format", "json")
    assert ran.status == 0
    document = json.loads(ran.out)
    assert list(document) == ["sites"]
    by_id = {row["site_id"].rsplit("-", 1)[-1]: row for row in document["sites"]}
    found = by_id["outline"]
    assert set(found) == {"site_id", "fit", "fit_at_most", "angle_deg", "rectangle", "reason"}
    assert found["fit"] <= found["fit_at_most"] <= found["fit"] * 1.005
    assert 0 <= found["angle_deg"] < 180
    (ring,) = found["rectangle"]["coordinates"]
    lon, lat = np.array(ring).T
    _, _, sides_m = Geod(ellps="GRS80").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert sorted(sides_m) == approx(np.array([100, 100, 200, 200]) * found["fit"], rel=1e-4)


def test_a_point_has_no_shape(sitematch: Command, offered: Path) -> None:
    ran = sitematch("footprint", offered, "--length", "200", "--width", "100", "--format", "json")
    found = next(row for row in json.loads(ran.out)["sites"] if row["site_id"].endswith("point"))
    assert {name: found[name] for name in found if name != "site_id"} == {
        "fit": None,
        "fit_at_most": None,
        "angle_deg": None,
        "rectangle": None,
        "reason": "no_outline",
    }


@pytest.mark.parametrize(("lang", "heading"), [("en", "Fits at scale"), ("sv", "Ryms i skala")])
def test_the_table_speaks_the_language(sitematch: Command, offered: Path, lang: str, heading: str) -> None:
    ran = sitematch("footprint", offered, "--length", "200", "--width", "100", "--lang", lang)
    assert heading in ran.out
    assert len(ran.out.splitlines()) == 3


@pytest.mark.parametrize("length", ["0", "-5", "inf", "nan"])
def test_sides_that_cannot_be_are_refused_in_a_line(sitematch: Command, offered: Path, length: str) -> None:
    ran = sitematch("footprint", offered, "--length", length, "--width", "100")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "above 0" in ran.err


def test_a_file_that_is_not_there(sitematch: Command, tmp_path: Path) -> None:
    ran = sitematch("footprint", tmp_path / "none.geojson", "--length", "200", "--width", "100")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
