"""The areas of a map: small, unpacked as they were packed, said in words."""

from __future__ import annotations

import json
import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sitematch.core.reach.isochrones import Isochrone
from sitematch.views.map import render_map
from sitematch.views.map_areas import AREA_TOLERANCE_M, areas_on_page, packed, prepare_areas
from sitematch.views.map_parts import MapOptions
from tests.views.hostile import NAMES, hostile_match, hostile_region
from tests.views.samples import sites_of, small_match, small_region

LAKE = shapely.MultiPolygon(
    [
        shapely.box(15.0, 58.0, 15.5, 58.3).difference(shapely.box(15.1, 58.1, 15.2, 58.2)),
        shapely.box(16.0, 58.0, 16.1, 58.1),
    ]
)


def unpacked(text: str) -> list[int]:
    """The way back, as the script of the map goes it."""
    found, value, shift = [], 0, 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            found.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return found


def polygons(parts: list[list[str]], steps_per_deg: int) -> shapely.Geometry:
    shapes = []
    for rings in parts:
        found = []
        for ring in rings:
            steps, at, corners = unpacked(ring), [0, 0], []
            for i in range(0, len(steps), 2):
                at = [at[0] + steps[i], at[1] + steps[i + 1]]
                corners.append((at[0] / steps_per_deg, at[1] / steps_per_deg))
            found.append(corners)
        shapes.append(shapely.Polygon(found[0], found[1:]))
    return shapely.MultiPolygon(shapes)


@given(st.lists(st.integers(-(2**30) + 1, 2**30 - 1)))
def test_numbers_come_out_as_they_went_in(numbers: list[int]) -> None:
    text = packed(numbers)
    assert unpacked(text) == numbers
    assert all("?" <= character <= "~" for character in text)


def test_small_steps_take_one_character_each() -> None:
    assert len(packed([3, -4, 15, -16, 0])) == 5


def test_an_area_keeps_its_parts_and_holes() -> None:
    prepared = prepare_areas([Isochrone(15.0, LAKE, 10.0, 5.0, None, 8.0)])
    assert prepared["reason"] is None
    (time,) = prepared["times"]
    assert (time["within_min"], time["population"]) == (15, 10.0)
    found = polygons(time["parts"], prepared["steps_per_deg"])
    assert len(found.geoms) == 2
    assert len(found.geoms[0].interiors) + len(found.geoms[1].interiors) == 1
    apart = shapely.hausdorff_distance(found.boundary, LAKE.boundary)
    assert apart < (AREA_TOLERANCE_M + 20) / 50_000
    assert json.loads(json.dumps(prepared)) == prepared


def test_the_area_of_a_few_streets_is_drawn_as_finely_as_that_of_a_county() -> None:
    comb = shapely.union_all([shapely.box(24.94 + i * 0.002, 60.16, 24.941 + i * 0.002, 60.18) for i in range(8)])
    street = shapely.MultiPolygon([shapely.union(comb, shapely.box(24.94, 60.169, 24.955, 60.1695))])
    prepared = prepare_areas([Isochrone(2.0, street, 10.0, 5.0, None, 8.0)])
    found = polygons(prepared["times"][0]["parts"], prepared["steps_per_deg"])
    metres = 111_000
    assert shapely.hausdorff_distance(found.boundary, street.boundary) * metres < 3.0
    assert json.loads(json.dumps(areas_on_page(prepared, "Sörby", "sv")))["stepsPerDeg"] == prepared["steps_per_deg"]


def test_unknown_and_empty_areas_are_said_in_words() -> None:
    unknown = prepare_areas([Isochrone(m, None, None, None, "no_road_near", 0.0) for m in (15.0, 30.0)])
    said = areas_on_page(unknown, "Sörby", "sv")
    assert said["times"] == []
    assert said["said"].startswith("Det är inte känt varifrån Sörby nås med bil: ")
    empty = shapely.MultiPolygon()
    known = prepare_areas(
        [Isochrone(2.5, empty, 0.0, 0.0, None, 8.0), Isochrone(100.0, LAKE, None, None, "beyond_horizon", 8.0)]
    )
    said = areas_on_page(known, "Sörby", "en")
    assert [time["text"] for time in said["times"]] == [
        "within 2.5 min: from nowhere",
        "within 100 min: people not known, further than the region's data reach",
    ]
    assert "1,000 m" in said["said"]


def areas_map(lang: str = "sv", **options: object) -> str:
    result = small_match()
    areas = {"0583-1": prepare_areas([Isochrone(15.0, LAKE, 1234.0, 500.0, None, 8.0)])}
    return render_map(
        result,
        sites_of(result),
        small_region(),
        lang,
        MapOptions(areas=areas, **options),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_has_a_button_and_a_choice_for_each_site_with_areas(lang: str) -> None:
    page = areas_map(lang)
    assert page.count('class="reached" aria-pressed') == 1
    assert re.findall(r'name="reached" value="([^"]*)"', page) == ["", "site-0"]
    (data,) = re.findall(r'id="map-data">(.*?)</script>', page, re.DOTALL)
    (time,) = json.loads(data)["areas"]["site-0"]["times"]
    assert re.search(r"1\s?,?234", time["text"])
    result = small_match()
    plain = render_map(result, sites_of(result), small_region(), lang)  # type: ignore[arg-type]
    assert 'class="reached"' not in plain
    assert 'name="reached" value' not in plain


def test_names_of_others_stand_in_the_data_as_text() -> None:
    result = hostile_match()
    areas = {s.site_id: prepare_areas([Isochrone(15.0, None, None, None, "no_roads", 0.0)]) for s in result.ranked}
    page = render_map(result, sites_of(result), hostile_region(), "sv", MapOptions(areas=areas))
    (data,) = re.findall(r'id="map-data">(.*?)</script>', page, re.DOTALL)
    assert not set(data) & set("<>&\u2028\u2029")
    said = [one["said"] for one in json.loads(data)["areas"].values()]
    assert any(name in text for name in NAMES for text in said)
    assert "alert(1)</script>" not in page
