"""The page with the whole list in a real Chromium, opened as a file without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from sitematch.core.matching.result import MatchResult
from sitematch.core.region.model import Region
from sitematch.views.backdrop import prepare_backdrop
from sitematch.views.html_file import render_html
from tests.browser.conftest import Watch, axe_findings
from tests.views.hostile import TEXTS, everywhere, hostile_match, hostile_region, region_everywhere
from tests.views.samples import sites_of, small_match, small_region


def opened(
    context: BrowserContext,
    folder: Path,
    watch: Watch | None = None,
    result: MatchResult | None = None,
    region: Region | None = None,
    lang: str = "sv",
) -> Page:
    result = result or small_match()
    backdrop = prepare_backdrop(region or small_region())
    file = folder / "list.html"
    file.write_text(render_html(result, sites_of(result), backdrop, "en" if lang == "en" else "sv"), encoding="utf-8")
    page = context.new_page()
    (watch or Watch()).over(page)
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_it_opens_without_a_network_and_axe_finds_nothing(offline: BrowserContext, tmp_path: Path, lang: str) -> None:
    watch = Watch()
    page = opened(offline, tmp_path, watch, lang=lang)
    assert page.locator(".mark").count() == 5
    assert axe_findings(page) == []
    for group in page.locator("details").all():
        group.evaluate("group => { group.open = true; }")
    assert axe_findings(page) == []
    assert watch.everything == []


def test_a_row_leads_to_its_figures_and_a_button_to_the_map(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path)
    page.get_by_role("link", name="Bråstorp").click()
    assert page.locator("#site-1 table").is_visible()
    page.locator("#site-1 .show").click()
    assert page.locator(".leaflet-popup h3").inner_text() == "Bråstorp"
    assert page.locator("#map").evaluate("map => map.getBoundingClientRect().top < innerHeight")


def test_a_mark_opens_its_card_and_the_map_stays_in_view(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path)
    page.locator("#map").scroll_into_view_if_needed()
    page.locator(".mark").first.click()
    assert page.locator(".leaflet-popup table").is_visible()
    assert page.locator(".leaflet-popup").evaluate("box => box.getBoundingClientRect().bottom > 0")


def test_nothing_lies_sideways_on_a_phone(phone: BrowserContext, tmp_path: Path) -> None:
    page = opened(phone, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert axe_findings(page) == []


@pytest.mark.parametrize("place", [0, 2, 9, 11, 13, 15])
def test_texts_of_others_run_nothing_and_break_nothing(phone: BrowserContext, tmp_path: Path, place: int) -> None:
    watch = Watch()
    page = opened(phone, tmp_path, watch, everywhere(TEXTS[place]), region_everywhere(TEXTS[place]))
    page.locator(".mark").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert watch.everything == []


def test_many_hostile_texts_at_once_run_nothing(offline: BrowserContext, tmp_path: Path) -> None:
    watch = Watch()
    page = opened(offline, tmp_path, watch, hostile_match(), hostile_region())
    for box in page.locator(".panel input").all():
        box.check()
    assert watch.everything == []


def test_it_prints_the_figures_and_the_map_without_its_buttons(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path)
    page.emulate_media(media="print")
    assert page.locator("#site-0 table").is_visible()
    assert page.locator(".folium-map").is_visible()
    for hidden in (".leaflet-control-zoom", ".panel", "#site-0 .show"):
        assert not page.locator(hidden).first.is_visible()
