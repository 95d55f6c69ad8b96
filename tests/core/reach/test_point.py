"""The reach of one point, as it is printed."""

from __future__ import annotations

import pytest

from sitematch.core.reach import point_reach
from sitematch.core.region.model import STANDARD_CLASSES
from sitematch.errors import WrongUse
from tests.core.reach.cases import ROAD
from tests.core.reach.oracle import Point
from tests.core.reach.regions import Facility, Village, degrees, region_of

PORT = Facility("p", "port", (9000.0, 0.0))
MARINA = Facility("m", "marina", (9000.0, 50_000.0))
REGION = region_of(ROAD, [PORT, MARINA], [Village("v", (2000.0, 0.0), 100, float("nan"))], horizon_min=4)


def at(spot: Point) -> tuple[float, float]:
    lon, lat = degrees([spot])
    return float(lon[0]), float(lat[0])


def test_the_document_of_a_point() -> None:
    lon, lat = at((5000.0, 0.0))
    document = point_reach(REGION, lon, lat).to_document()
    assert list(document) == ["lon", "lat", "facilities", "curve", "reason", "sources"]
    assert (document["lon"], document["lat"], document["reason"]) == (lon, lat, None)
    by_class = {row["class"]: row for row in document["facilities"]}
    assert list(by_class) == [*STANDARD_CLASSES, "marina"]
    assert by_class["port"] == {"class": "port", "minutes": 4.0, "id": "p", "name": "P"}
    assert by_class["marina"] == {"class": "marina", "minutes": None, "id": None, "name": None}
    assert document["curve"] == [
        {"minute": 0, "population": 0.0, "workforce": 0.0},
        {"minute": 1, "population": 0.0, "workforce": 0.0},
        {"minute": 2, "population": 0.0, "workforce": 0.0},
        {"minute": 3, "population": 100.0, "workforce": None},
        {"minute": 4, "population": 100.0, "workforce": None},
    ]
    assert document["sources"] == [
        {"name": "Roads", "date": "2024-05-01", "method": "stated"},
        {"name": "People", "date": "2021-12-31", "method": "estimated"},
        {"name": "Facilities", "date": None, "method": "stated"},
    ]


@pytest.mark.parametrize(
    ("spot", "region", "reason"),
    [((5000.0, 20_000.0), REGION, "no_road_near"), ((5000.0, 0.0), region_of(None, [PORT], horizon_min=4), "no_roads")],
)
def test_an_unknown_reach_says_why(spot: Point, region: object, reason: str) -> None:
    found = point_reach(region, *at(spot))  # type: ignore[arg-type]
    assert found.reason == reason
    assert [row.minute for row in found.curve] == [0, 1, 2, 3, 4]
    assert {(row.population, row.workforce) for row in found.curve} == {(None, None)}
    assert {facility.minutes for facility in found.facilities} == {None}
    assert all(facility.reason for facility in found.facilities)


@pytest.mark.parametrize("spot", [(0.0, 0.0), (-180.0, -90.0), (180.0, 90.0), (105.0, 0.0)])
def test_any_point_of_the_earth_may_be_asked_for(spot: Point) -> None:
    assert point_reach(REGION, *spot).reason == "no_road_near"


@pytest.mark.parametrize("spot", [(181.0, 0.0), (15.0, 90.5), (float("nan"), 58.0), (15.0, float("inf"))])
def test_no_point_in_degrees_is_refused(spot: Point) -> None:
    with pytest.raises(WrongUse, match="longitude"):
        point_reach(REGION, *spot)
