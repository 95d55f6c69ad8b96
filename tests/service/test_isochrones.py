"""Minutes as they are written, and the document of areas."""

from __future__ import annotations

import json

import pytest
import shapely

from sitematch.errors import WrongUse
from sitematch.service.isochrones import isochrone_document, parse_within, people_of_point
from sitematch.store.kept import Kept
from tests.core.reach.cases import ROAD
from tests.core.reach.regions import Village, degrees, region_of

NOTHING = Kept(None)
REGION = region_of(ROAD, [], [Village("v", (2000.0, 0.0), 100.0, 49.0)], horizon_min=8)
LON, LAT = (float(axis[0]) for axis in degrees([(4000.0, 100.0)]))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15,30,45,60", (15, 30, 45, 60)),
        ("60, 15 ,15", (15, 60)),
        ("12.5", (12.5,)),
        ("0.01", (0.01,)),
        ("1440", (1440,)),
    ],
)
def test_minutes_are_sorted_and_told_once(text: str, minutes: tuple[float, ...]) -> None:
    assert parse_within(text, "--within") == minutes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "'0' is no number of minutes above 0"),
        ("15,-3", "'-3' is no number"),
        ("soon", "'soon' is no number"),
        ("15,,30", "a number is missing"),
        ("", "a number is missing"),
        ("nan", "'nan' is no number"),
        ("inf", "up to 1440"),
        ("1441", "up to 1440"),
        ("15;30", "commas between: 15,30,45,60"),
        (",".join(map(str, range(1, 14))), "13 times are too many; ask for 12"),
    ],
)
def test_what_is_no_list_of_minutes_is_refused_with_the_right_form(text: str, said: str) -> None:
    with pytest.raises(WrongUse, match=r"^within '") as refusal:
        parse_within(text, "within")
    assert said in str(refusal.value)


def test_the_document_is_geojson_in_degrees() -> None:
    document = isochrone_document(REGION, LON, LAT, (3.0, 10.0), NOTHING)
    assert list(document) == ["type", "features", "sources"]
    assert [source["name"] for source in document["sources"]] == ["Roads", "People"]
    near, far = document["features"]
    assert near["properties"] == {
        "within_min": 3,
        "population": 100.0,
        "workforce": 49.0,
        "reason": None,
        "tolerance_m": 8.0,
    }
    assert far["properties"]["reason"] == "beyond_horizon"
    shape = shapely.from_geojson(json.dumps(near["geometry"]))
    assert shape.is_valid
    # 1800 − 156 ds for the own leg are 2740 m of road on either side
    lon, lat = degrees([(4000 - 2730.0, 0.0), (4000 + 2730.0, 0.0), (4000 - 2780.0, 0.0), (4000 + 2780.0, 0.0)])
    assert shapely.contains_xy(shape, lon, lat).tolist() == [True, True, False, False]


def test_people_and_points_that_cannot_be() -> None:
    assert [row.to_document() for row in people_of_point(REGION, LON, LAT, (5.0,), NOTHING)] == [
        {"within_min": 5, "population": 100.0, "workforce": 49.0, "reason": None}
    ]
    for ask in (isochrone_document, people_of_point):
        with pytest.raises(WrongUse, match="longitude"):
            ask(REGION, 181.0, LAT, (5.0,), NOTHING)
