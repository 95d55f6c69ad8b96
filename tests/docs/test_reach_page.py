"""The page on reach says the figures by which areas are drawn."""

from __future__ import annotations

from sitematch.core.reach import isochrone_area, isochrones
from sitematch.service import isochrones as asked
from sitematch.service import map_areas
from sitematch.views import map_areas as drawn
from tests.docs.pages import page

WORDS = {3: "three", 4: "four"}


def test_widths_tolerances_and_bounds_of_areas() -> None:
    said = " ".join(page("reach.md").section("Isochrones").split())

    *narrow, widest = sorted(isochrone_area.RIM_M)
    assert f"all within {', '.join(f'{m:g}' for m in narrow)} or {widest:,.0f} m belongs" in said
    assert f"more than {widest:,.0f} m from every road is in no area" in said
    assert said.count(f"{isochrone_area.ROAD_M:g} m o") == 2
    assert f"thinned by at most {isochrones.TOLERANCE_M:g} m" in said
    assert f"more than {isochrones.MOST_CORNERS:,} corners" in said
    assert f"first {WORDS[drawn.MOST_SITES_WITH_AREAS]} sites" in said
    assert f"thinned by at most {drawn.AREA_TOLERANCE_M:g} m" in said
    assert f"first {WORDS[map_areas.MOST_TIMES_ON_MAP]} within which" in said
    *shorter, longest = (f"{minutes:g}" for minutes in asked.WITHIN_MIN)
    assert f"of {', '.join(shorter)} and {longest} minutes" in said


def test_what_can_be_asked_for() -> None:
    section = " ".join(page("commands.md").section("reach").split())

    assert f"at most {asked.MOST_MIN:,.0f}, {isochrones.MOST_TIMES} at most" in section
    assert ",".join(f"{minutes:g}" for minutes in asked.WITHIN_MIN) in section
