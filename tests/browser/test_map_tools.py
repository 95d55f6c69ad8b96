"""What a reader can ask of the map, in a real Chromium: pointing, searching, measuring, printing, a thousand sites."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import BrowserContext, Page
from pyproj import Geod

from sitematch.core.evidence import Method, Source
from sitematch.core.matching.result import MatchResult, Verdict
from sitematch.core.sites.sites import Sites
from sitematch.views.map import render_map
from sitematch.views.map_parts import MapOptions
from tests.browser.conftest import Watch, axe_findings
from tests.browser.test_map import opened, small_map
from tests.views.hostile import NAMES, hostile_match, hostile_region
from tests.views.samples import REQUIREMENT, match_of, near_miss, outcome, ranked, sites_of, small_match, small_region

RINGS = ["5\u00a0km", "10\u00a0km", "25\u00a0km"]
WITHIN = {"id": "people", "metric": "population", "within_min": 45, "value": [[0, 0], [9e5, 100]], "weight": 1}


def people_match() -> MatchResult:
    """The small match, asked for people too; the first site's figures are of 2018."""
    result = small_match()
    people = outcome("people", "population", 797_284.0, None, unit="persons", source=None)
    old = tuple(
        replace(one, source=Source("Kommunen", "2018-05-01", Method.STATED)) for one in result.ranked[0].criteria
    )
    first = replace(result.ranked[0], criteria=(*old, people))
    requirement = {**REQUIREMENT, "criteria": [*REQUIREMENT["criteria"], WITHIN]}
    return replace(result, ranked=(first, *result.ranked[1:]), requirement=requirement)


def drawn(result: MatchResult, **options: Any) -> str:
    return render_map(result, sites_of(result), small_region(), "sv", MapOptions(**options))


def names_in_list(page: Page) -> list[str]:
    return [name.inner_text() for name in page.locator(".list .site .name").all() if name.is_visible()]


def test_a_shape_lights_its_row_and_is_labelled(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    hint = page.locator(".hint")
    assert not hint.is_visible()
    page.locator("path.outline.qualifies").dispatch_event("mouseover")
    assert page.locator(".site.lit").get_attribute("id") == "site-0"
    assert page.locator(".mark.lit").count() == 1
    assert hint.inner_text() == "1 · Sörby norra"
    page.locator("path.outline.qualifies").dispatch_event("mouseout")
    assert page.locator(".lit").count() == 0
    assert not hint.is_visible()
    page.locator("#site-1 summary").focus()
    assert "open" in str(page.locator("path.outline.lit").get_attribute("class"))
    assert hint.inner_text() == "2 · Bråstorp"
    page.keyboard.press("Escape")
    assert not hint.is_visible()


def test_a_label_is_in_view_and_no_markup(offline: BrowserContext, tmp_path: Path) -> None:
    result = hostile_match()
    watch = Watch()
    page = opened(offline, tmp_path, render_map(result, sites_of(result), hostile_region(), "sv"), watch)
    view = page.locator(".map").bounding_box()
    assert view is not None
    names = [*(site.name for site in result.ranked), *(miss.name for miss in result.near_misses)]
    for i, name in enumerate(names):
        page.locator(f"#site-{i}").dispatch_event("mouseenter")
        assert name in str(page.locator(".hint").text_content())
        box = page.locator(".hint").bounding_box()
        assert box is not None
        assert box["x"] >= view["x"]
        assert box["x"] + box["width"] <= view["x"] + view["width"] + 1
    page.locator("#search").fill(NAMES[1])
    assert watch.everything == []


FINDS = {
    "sorby": ["Sörby norra"],
    "NORRA motala": ["Sörby norra"],
    "linkö": ["Skäggetorp"],
    "åtvidaberg": ["Åtvid östra", "Adelsnäs"],
    "a": ["Sörby norra", "Bråstorp", "Skäggetorp", "Åtvid östra", "Adelsnäs"],
    "sörbå": [],
}


def test_the_search_finds_names_and_municipalities(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    ranked_names = ["Sörby norra", "Bråstorp", "Skäggetorp"]
    assert names_in_list(page) == ranked_names
    field, said = page.get_by_label("Sök namn eller kommun"), page.get_by_role("status").first
    for query, found in FINDS.items():
        field.fill(query)
        assert names_in_list(page) == found
        assert said.inner_text() == (f"{len(found)} av 5 områden hittade" if found else "Inget område hittades")
        assert page.locator(".mark.hit").count() == len(found)
        assert page.locator(".mark.dim").count() == page.locator("path.outline.dim").count() == 5 - len(found)
    page.get_by_role("checkbox", name="oklar").uncheck()
    page.get_by_role("checkbox", name="oklar").check()
    assert page.locator(".mark.dim").count() == 5
    field.fill("")
    assert names_in_list(page) == ranked_names
    assert said.inner_text() == ""
    assert page.locator(".dim, .hit").count() == 0


def test_the_search_is_worked_by_keyboard_alone(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map("en"))
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("brås")
    assert page.get_by_role("status").first.inner_text() == "1 of 5 sites found"
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").get_attribute("aria-label") == "Bråstorp"
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    assert page.get_by_label("Search by name or municipality").input_value() == ""
    assert len(names_in_list(page)) == 3


def test_rings_are_drawn_told_and_taken_away(offline: BrowserContext, tmp_path: Path) -> None:
    watch = Watch()
    page = opened(offline, tmp_path, drawn(people_match()), watch)
    page.locator(".mark.qualifies").click()
    page.locator(".leaflet-popup .rings").click()
    assert page.locator(".leaflet-popup").count() == 0
    assert page.locator("path.ring").count() == 3
    assert [name.inner_text() for name in page.locator(".place.ring:not(.gone)").all()] == RINGS
    told = page.locator(".rings-note").inner_text().replace("\u00a0", " ")
    assert "Ringar på 5, 10 och 25 km runt Sörby norra, fågelvägen." in told
    assert "797 284 personer bor inom 45 minuter med bil" in told
    widest, view = page.locator("path.ring").last.bounding_box(), page.locator(".folium-map").bounding_box()
    assert widest is not None
    assert view is not None
    assert view["x"] <= widest["x"] <= widest["x"] + widest["width"] <= view["x"] + view["width"]
    assert view["y"] <= widest["y"] <= widest["y"] + widest["height"] <= view["y"] + view["height"]
    assert axe_findings(page) == []
    page.get_by_role("button", name="Ta bort ringarna").click()
    assert page.locator("path.ring, .place.ring").count() == 0
    assert page.locator(".rings-note").inner_text() == ""
    page.locator("#site-1 summary").click()
    button = page.locator("#site-1").get_by_role("button", name="Avstånd 5, 10 och 25 km")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert "Bråstorp" in page.locator(".rings-note").inner_text()
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator("path.ring").count() == 0
    assert watch.everything == []


def test_rings_are_geodesic(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    earth = Geod(ellps="WGS84")
    for lon_0, lat_0, km in ((15.6, 58.4, 25), (20.2, 67.9, 5), (-70.0, -33.4, 10), (0.0, 0.0, 25)):
        points = page.evaluate(f"sitematchTools.circle([{lon_0}, {lat_0}], {km})")
        lon, lat = np.array(points).T
        bearings, _, metres = earth.inv(np.full(len(lon), lon_0), np.full(len(lat), lat_0), lon, lat)
        assert metres == pytest.approx(np.full(len(lon), km * 1000.0), abs=0.01)
        assert np.diff(np.unwrap(bearings, period=360)) == pytest.approx(
            np.full(len(lon) - 1, 360 / len(lon)), abs=1e-6
        )
        assert len(lon) >= 90


def test_a_card_says_how_old_figures_are_and_where_its_link_leads(offline: BrowserContext, tmp_path: Path) -> None:
    watch = Watch()
    page = opened(offline, tmp_path, drawn(people_match(), place_url="https://karta.example/?n={lat}&e={lon}"), watch)
    assert "uppgifter från 2018" in page.locator("#site-0 .where").inner_text()
    assert "uppgifter från" not in page.locator("#site-1").inner_text()
    page.locator(".mark.qualifies").click()
    assert "uppgifter från 2018" in page.locator(".leaflet-popup .is").inner_text()
    link = page.locator(".leaflet-popup").get_by_role("link", name="Se platsen på karta.example (en annan webbplats)")
    assert str(link.get_attribute("href")).startswith("https://karta.example/?n=58.")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert watch.everything == []
    with offline.expect_page() as other:
        link.click()
    assert other.value.evaluate("window.opener") is None


def test_a_reader_without_eyes_finds_landmarks_headings_and_names(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map("en"))
    for role in ("banner", "main", "navigation", "search"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("region", name="Map", exact=True).count() == 1
    assert page.get_by_role("heading", level=1).inner_text() == "Battery plant"
    headings = [heading.inner_text() for heading in page.get_by_role("heading", level=2).all()]
    assert headings == ["Ranked sites", "Near misses, nearest first", "Sources"]
    assert page.get_by_role("checkbox", name="motorway junction 1", exact=True).count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "list"


def test_on_a_phone_the_list_comes_first_and_the_map_is_one_tap_away(phone: BrowserContext, tmp_path: Path) -> None:
    page = opened(phone, tmp_path, small_map())
    assert page.locator("#site-0 .name").is_visible()
    page.get_by_role("link", name="Till kartan").tap()
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 60
    page.locator(".mark.open").first.tap()
    page.locator(".leaflet-popup .rings").tap()
    assert page.locator("path.ring").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_paper_has_the_list_and_the_map_and_no_controls(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    before = page.locator(".folium-map").bounding_box()
    assert page.pdf(format="A4").count(b"/Type /Page\n") in (1, 2)
    assert page.locator(".folium-map").bounding_box() == before
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})
    for name in (".panel", ".search", ".leaflet-bar", ".jump", ".show", ".rings"):
        assert not page.locator(name).first.is_visible(), name
    assert names_in_list(page) == ["Sörby norra", "Bråstorp", "Skäggetorp", "Åtvid östra", "Adelsnäs"]
    assert page.locator("#site-0 .gist").is_visible()
    view = page.locator(".folium-map").bounding_box()
    assert view is not None
    assert view["width"] <= 681
    for i in range(3):
        area = page.locator("path.municipality").nth(i).bounding_box()
        assert area is not None
        assert view["x"] <= area["x"] <= area["x"] + area["width"] <= view["x"] + view["width"]
    inks = page.evaluate(
        """[...document.querySelectorAll('.site *, .head *, .mark .badge')].map((one) => getComputedStyle(one).color)"""
    )
    assert set(inks) == {"rgb(0, 0, 0)"}
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".folium-map").bounding_box() == before
    assert len(names_in_list(page)) == 3


def thousand_sites() -> MatchResult:
    """Nine hundred ranked sites and as many near misses, each with fifteen criteria."""
    sites = [ranked(i + 1, f"0583-{i}", f"Område {i}", open=bool(i % 3)) for i in range(900)]
    misses = [near_miss(f"0561-{i}", f"Bortfall {i}") for i in range(900)]
    return match_of(
        tuple(replace(one, criteria=(one.criteria * 3)[:15]) for one in sites),
        tuple(replace(one, criteria=(one.criteria * 3)[:15]) for one in misses),
    )


def jagged_sites(result: MatchResult) -> Sites:
    """Outlines of sixty corners, all over the small region."""
    rows = [*result.ranked, *result.near_misses]
    rng = np.random.default_rng(1)
    angles = np.linspace(0, 2 * np.pi, 61)[:-1]
    radii = 400 + 150 * rng.random((len(rows), 60))
    x, y = rng.uniform(485_000, 595_000, len(rows)), rng.uniform(6_475_000, 6_515_000, len(rows))
    rings = np.stack([x[:, None] + radii * np.cos(angles), y[:, None] + radii * np.sin(angles)], axis=2)
    return replace(sites_of(result), outlines=np.asarray(shapely.polygons(rings), dtype=object))


def test_a_thousand_sites_can_be_sent_opened_searched_and_read(offline: BrowserContext, tmp_path: Path) -> None:
    result = thousand_sites()
    assert sum(one.verdict is Verdict.MEETS for one in result.ranked[0].criteria) >= 10
    text = render_map(result, jagged_sites(result), small_region(), "sv")
    assert len(text.encode()) < 7_000_000
    watch = Watch()
    offline.set_default_timeout(30_000)
    page = opened(offline, tmp_path, text, watch)
    assert page.locator(".mark").count() == page.locator("path.outline").count() == 1000
    assert "De första 100 av 900 visas." in str(page.locator(".list").text_content())
    page.locator("#search").fill("område 776")
    assert page.locator("#found").inner_text() == "1 av 1000 områden hittade"
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup h3").inner_text() == "Område 776"
    assert "Inte känt" in page.locator(".leaflet-popup").inner_text()
    assert watch.everything == []
