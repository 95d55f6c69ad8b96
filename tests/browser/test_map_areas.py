"""From where a site is reached by car, in a real Chromium: drawn, told, chosen by keyboard, taken away, printed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import BrowserContext, Page

from sitematch.core.reach.isochrones import Isochrone, isochrones
from sitematch.views.html_file import render_html
from sitematch.views.map import render_map
from sitematch.views.map_areas import prepare_areas
from sitematch.views.map_parts import MapOptions
from tests.browser.conftest import Watch, axe_findings
from tests.browser.test_map import opened
from tests.views.samples import sites_of, small_match, small_region

RESULT = small_match()
SITES = sites_of(RESULT)
MINUTES = (15.0, 30.0, 45.0, 60.0)


def areas() -> dict[str, object]:
    """Those of the region's own roads for the first site, made up for the second; the third cannot join."""
    (first,) = isochrones(small_region(), SITES.outlines[:1], MINUTES)
    disc = shapely.MultiPolygon(
        [shapely.Point(15.6, 58.5).buffer(0.1).difference(shapely.Point(15.6, 58.5).buffer(0.04))]
    )
    second = [Isochrone(20.0, disc, 4_321.0, 2_000.0, None, 8.0)]
    third = [Isochrone(m, None, None, None, "no_road_near", 0.0) for m in MINUTES]
    return {
        site.site_id: prepare_areas(found) for site, found in zip(RESULT.ranked, (first, second, third), strict=True)
    }


@pytest.fixture(scope="module")
def options() -> MapOptions:
    return MapOptions(areas=areas())  # type: ignore[arg-type]


def shown(
    context: BrowserContext, folder: Path, options: MapOptions, lang: str = "sv", watch: Watch | None = None
) -> Page:
    page = render_map(RESULT, SITES, small_region(), "en" if lang == "en" else "sv", options)
    return opened(context, folder, page, watch)


def told(page: Page) -> str:
    return page.locator(".areas-note").inner_text().replace("\u00a0", " ")


def test_areas_are_off_at_first_then_drawn_told_and_taken_away(
    offline: BrowserContext, tmp_path: Path, options: MapOptions
) -> None:
    watch = Watch()
    page = shown(offline, tmp_path, options, watch=watch)
    assert page.locator("path.reach").count() == 0
    assert told(page) == ""
    page.locator("#site-0 summary").click()
    button = page.locator("#site-0").get_by_role("button", name="Nås med bil från …")
    button.click()
    assert page.locator("path.reach").count() == 4
    assert button.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("radio", name="Sörby norra").is_checked()
    lines = [line for line in told(page).splitlines() if line.startswith("inom")]
    assert [line.split(":")[0] for line in lines] == [f"inom {minutes:g} min" for minutes in MINUTES]
    assert "personer" in lines[-1]
    assert page.locator(".areas-note .reach-sign i").count() == 4 + 3 + 2 + 1
    assert axe_findings(page) == []
    page.get_by_role("button", name="Ta bort områdena").click()
    assert page.locator("path.reach").count() == 0
    assert told(page) == ""
    assert page.get_by_role("radio", name="inget område").is_checked()
    assert page.evaluate("document.activeElement.className") == "reached"
    assert watch.everything == []


def test_the_areas_lie_where_they_belong_with_their_holes(
    offline: BrowserContext, tmp_path: Path, options: MapOptions
) -> None:
    page = shown(offline, tmp_path, options, "en")
    areas = page.evaluate("JSON.parse(document.getElementById('map-data').textContent).areas['site-1']")
    ring_of = f"(text) => sitematchAreas.ring(text, {areas['stepsPerDeg']})"
    outer, hole = ([(x, y) for y, x in page.evaluate(ring_of, ring)] for ring in areas["times"][0]["parts"][0])
    ring = shapely.Polygon(outer, [hole])
    assert ring.is_valid
    for shape, radius in ((shapely.Polygon(outer), 0.1), (shapely.Polygon(hole), 0.04)):
        apart = np.hypot(*(shapely.get_coordinates(shape) - [15.6, 58.5]).T)
        assert apart == pytest.approx(np.full(len(apart), radius), abs=0.002)
    page.get_by_role("radio", name="Bråstorp").check()
    path = page.locator("path.reach")
    assert path.count() == 1
    assert str(path.get_attribute("d")).count("M") == 2
    box, view = path.bounding_box(), page.locator(".folium-map").bounding_box()
    assert box is not None
    assert view is not None
    assert view["x"] <= box["x"] <= box["x"] + box["width"] <= view["x"] + view["width"]
    assert view["y"] <= box["y"] <= box["y"] + box["height"] <= view["y"] + view["height"]
    assert page.locator(".place.ring:not(.gone)").inner_text().replace("\u00a0", " ") == "20 min"
    assert "within 20 min: 4,321 people" in told(page)


def test_one_site_at_a_time_and_never_with_rings(offline: BrowserContext, tmp_path: Path, options: MapOptions) -> None:
    page = shown(offline, tmp_path, options)
    page.locator(".mark.qualifies").click()
    page.locator(".leaflet-popup button.reached").click()
    assert page.locator(".leaflet-popup").count() == 0
    assert page.locator("path.reach").count() == 4
    page.get_by_role("radio", name="Bråstorp").check()
    assert page.locator("path.reach").count() == 1
    assert page.locator("#site-0 button.reached").get_attribute("aria-pressed") == "false"
    page.locator("#site-1 summary").click()
    page.locator("#site-1 .rings").click()
    assert (page.locator("path.reach").count(), page.locator("path.ring").count()) == (0, 3)
    assert told(page) == ""
    page.locator("#site-1 button.reached").click()
    assert (page.locator("path.reach").count(), page.locator("path.ring").count()) == (1, 0)
    page.locator("#site-1 button.reached").click()
    assert page.locator("path.reach").count() == 0


def test_a_site_that_cannot_join_has_words_and_no_area(
    offline: BrowserContext, tmp_path: Path, options: MapOptions
) -> None:
    page = shown(offline, tmp_path, options)
    page.get_by_role("radio", name="Skäggetorp").check()
    assert page.locator("path.reach").count() == 0
    assert told(page).startswith("Det är inte känt varifrån Skäggetorp nås med bil: ")
    assert page.get_by_role("button", name="Ta bort områdena").is_visible()


def test_by_keyboard_alone(offline: BrowserContext, tmp_path: Path, options: MapOptions) -> None:
    page = shown(offline, tmp_path, options, "en")
    page.get_by_role("radio", name="of none").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("path.reach").count() == 4
    page.keyboard.press("ArrowDown")
    assert page.locator("path.reach").count() == 1
    page.locator("#site-0 summary").focus()
    page.keyboard.press("Enter")
    page.locator("#site-0 button.reached").focus()
    page.keyboard.press("Space")
    assert page.locator("path.reach").count() == 4


def test_on_a_phone_what_is_drawn_stays_clear_of_the_note(
    phone: BrowserContext, tmp_path: Path, options: MapOptions
) -> None:
    page = shown(phone, tmp_path, options)
    page.locator("#site-1 summary").tap()
    page.locator("#site-1 button.reached").tap()
    area, note = page.locator("path.reach").bounding_box(), page.locator(".areas-note").bounding_box()
    assert area is not None
    assert note is not None
    assert area["y"] + area["height"] <= note["y"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_on_a_phone_the_panel_makes_way_for_what_was_chosen_in_it(
    phone: BrowserContext, tmp_path: Path, options: MapOptions
) -> None:
    page = shown(phone, tmp_path, options)
    page.locator(".panel summary").tap()
    page.get_by_role("radio", name="Sörby norra").tap()
    assert page.locator("path.reach").count() == 4
    assert not page.get_by_role("radio", name="Sörby norra").is_visible()
    assert page.evaluate("document.activeElement.parentElement.className") == "panel"
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Sörby norra").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="Bråstorp").is_checked()
    assert page.get_by_role("radio", name="Bråstorp").is_visible()


def test_paper_has_the_areas_and_what_they_say(offline: BrowserContext, tmp_path: Path, options: MapOptions) -> None:
    page = shown(offline, tmp_path, options)
    page.get_by_role("radio", name="Sörby norra").check()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("path.reach").count() == 4
    assert "inom 15 min" in told(page)
    assert not page.locator(".areas-note button").is_visible()
    inks = page.evaluate("[...document.querySelectorAll('path.reach')].map((one) => getComputedStyle(one).fill)")
    assert set(inks) == {"rgb(0, 0, 0)"}


def test_the_page_with_the_whole_list_has_them_too(
    offline: BrowserContext, tmp_path: Path, options: MapOptions
) -> None:
    from sitematch.views.backdrop import prepare_backdrop

    watch = Watch()
    text = render_html(RESULT, SITES, prepare_backdrop(small_region()), "sv", options)
    page = opened(offline, tmp_path, text, watch)
    page.locator("#site-0 button.reached").click()
    assert page.locator("path.reach").count() == 4
    assert "inom 60 min" in told(page)
    assert watch.everything == []
