from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.views.backdrop import prepare_backdrop
from sitematch.views.svg_map import WIDTH, View, render_svg
from sitematch.views.svg_room import Room, around
from tests.examples import examples
from tests.views.hostile import TEXTS, everywhere, region_everywhere
from tests.views.samples import match_of, near_miss, ranked, sites_of, small_match, small_region

SVG = "{http://www.w3.org/2000/svg}"


def drawn(count: int = 0) -> ET.Element:
    result = small_match()
    if count:
        sites = tuple(ranked(i + 1, f"s{i}", f"Område {i}", open=bool(i % 2)) for i in range(count))
        result = match_of(sites, tuple(near_miss(f"m{i}", f"Bortfall {i}") for i in range(count)))
    corners = {
        row.site_id: (520_000.0 + 900 * (i % 9), 6_490_000.0 + 900 * (i // 9))
        for i, row in enumerate([*result.ranked, *result.near_misses])
    }
    return ET.fromstring(
        render_svg(result, sites_of(result, corners if count else None), prepare_backdrop(small_region()), "sv")
    )


def texts(picture: ET.Element) -> list[str]:
    return [one.text or "" for one in picture.iter(f"{SVG}text")]


def test_ranked_sites_stand_by_number_and_places_by_name() -> None:
    written = texts(drawn())
    assert {"1", "2", "3", "Motala", "Linköping", "E4", "34"} <= set(written)
    assert written.count("Motala") == 1
    assert any(text.endswith(" km") for text in written)


def test_near_misses_are_rings() -> None:
    assert len([one for one in drawn().iter(f"{SVG}circle") if one.get("r") == "5"]) == 2


def test_numbers_cover_no_other_where_there_is_room() -> None:
    discs = [one for one in drawn(12).iter(f"{SVG}circle") if one.get("r") == "11"]
    places = [shapely.Point(float(one.get("cx", "")), float(one.get("cy", ""))) for one in discs]
    assert len(places) > 8
    assert all(a.distance(b) >= 22 for a, b in combinations(places, 2))


def test_north_is_up_and_east_is_right_and_angles_are_kept() -> None:
    view = View(west=15.0, north=70.0, scale=100.0, height=500)
    x, y = view.xy((15.5, 58.0))
    east, south = view.xy((15.6, 58.0))[0] - x, view.xy((15.5, 57.9))[1] - y
    assert east > 0
    assert south > 0
    assert east / south == pytest.approx(shapely_ratio(), rel=2e-3)


def shapely_ratio() -> float:
    """A tenth of a degree eastwards over one southwards, on the ground at 58° N."""
    from pyproj import Geod

    earth = Geod(ellps="sphere")
    return float(earth.inv(15.5, 58.0, 15.6, 58.0)[2] / earth.inv(15.5, 58.0, 15.5, 57.9)[2])


@settings(deadline=None, max_examples=examples(50))
@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)), max_size=40))
def test_what_settles_in_a_room_covers_nothing(points: list[tuple[float, float]]) -> None:
    room = Room(200, 200)
    boxes = [shapely.box(*around(*spot, 10)) for x, y in points if (spot := room.settle(x, y, 10)) is not None]
    assert all(a.intersection(b).area < 1e-6 for a, b in combinations(boxes, 2))
    assert all(box.bounds[0] >= 0 and box.bounds[3] <= 200 for box in boxes)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_name_is_more_than_text(text: str) -> None:
    result = everywhere(text)
    picture = ET.fromstring(render_svg(result, sites_of(result), prepare_backdrop(region_everywhere(text)), "sv"))
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= {
        "svg", "title", "rect", "path", "circle", "line", "text"
    }  # fmt: skip
    assert all(len(written) <= 60 for written in texts(picture))


def test_it_is_as_wide_as_it_says_and_the_same_each_time() -> None:
    result, backdrop = small_match(), prepare_backdrop(small_region())
    first = render_svg(result, sites_of(result), backdrop, "sv")
    assert first == render_svg(result, sites_of(result), backdrop, "sv")
    assert ET.fromstring(first).get("width") == f"{WIDTH:g}"


def test_sites_that_are_no_longer_there_are_left_out() -> None:
    result = small_match()
    picture = ET.fromstring(render_svg(result, sites_of(result).take([1]), prepare_backdrop(small_region()), "sv"))
    assert "2" in texts(picture)
    assert "1" not in texts(picture)
