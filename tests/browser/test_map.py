"""The map of a match in a real Chromium, opened as a file without a network."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from sitematch.views.map import render_map
from sitematch.views.map_parts import MapOptions
from tests.browser.conftest import Watch, axe_findings
from tests.views.hostile import NAMES, hostile_match, hostile_region
from tests.views.samples import match_of, near_miss, ranked, sites_of, small_match, small_region


def opened(context: BrowserContext, folder: Path, page_text: str, watch: Watch | None = None) -> Page:
    """A page from a file, watched from the first moment."""
    file = folder / "map.html"
    file.write_text(page_text, encoding="utf-8")
    page = context.new_page()
    (watch or Watch()).over(page)
    page.goto(file.as_uri())
    return page


def small_map(lang: str = "sv") -> str:
    result = small_match()
    return render_map(result, sites_of(result), small_region(), "en" if lang == "en" else "sv")


def crowded_map() -> str:
    """Forty sites within a few kilometres, and twenty near misses among them."""
    sites = tuple(ranked(i + 1, f"0583-{i}", f"Område {i}", open=bool(i % 3)) for i in range(40))
    misses = tuple(near_miss(f"0561-{i}", f"Bortfall {i}") for i in range(20))
    result = match_of(sites, misses)
    corners = {
        row.site_id: (520_000.0 + 1_300 * (i * 7 % 23), 6_480_000.0 + 1_300 * (i * 5 % 19))
        for i, row in enumerate([*sites, *misses])
    }
    return render_map(result, sites_of(result, corners), small_region(), "sv")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_it_opens_without_a_network_a_message_or_an_error(offline: BrowserContext, tmp_path: Path, lang: str) -> None:
    watch = Watch()
    page = opened(offline, tmp_path, small_map(lang), watch)
    assert page.locator(".mark").count() == 5
    assert page.locator("path.outline").count() == 5
    assert page.locator("path.municipality").count() == 3
    for box in page.locator(".panel input").all():
        box.check()
    page.locator(".mark").first.click()
    assert page.locator(".leaflet-popup").count() == 1
    assert watch.everything == []


def test_the_watch_sees_what_it_looks_for(offline: BrowserContext, tmp_path: Path) -> None:
    bad = "<img src='https://tiles.example/1.png'><script>console.log('x'); alert(1); missing()</script>"
    watch = Watch()
    page = opened(offline, tmp_path, bad, watch)
    page.wait_for_load_state()
    assert watch.requests == ["https://tiles.example/1.png"]
    assert "log: x" in watch.messages
    assert watch.errors == ["missing is not defined"]
    assert watch.dialogs == ["1"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_serious(offline: BrowserContext, tmp_path: Path, lang: str) -> None:
    page = opened(offline, tmp_path, small_map(lang))
    assert axe_findings(page) == []
    for group in page.locator("details").all():
        group.evaluate("group => { group.open = true; }")
    for box in page.locator(".panel input").all():
        box.check()
    page.locator(".mark").first.focus()
    page.keyboard.press("Enter")
    assert axe_findings(page) == []


def test_axe_finds_nothing_serious_on_a_phone(phone: BrowserContext, tmp_path: Path) -> None:
    page = opened(phone, tmp_path, small_map())
    page.locator(".panel summary").click()
    assert axe_findings(page) == []


def test_axe_finds_what_is_wrong(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, "<!DOCTYPE html><html><body><img src='data:,'><button></button></body></html>")
    assert {finding.split(":")[0] for finding in axe_findings(page)} >= {"html-has-lang", "image-alt", "button-name"}


@pytest.mark.parametrize("guarded", [True, False], ids=["with its policy", "without any policy"])
def test_hostile_names_are_shown_as_text(offline: BrowserContext, tmp_path: Path, guarded: bool) -> None:
    result = hostile_match()
    text = render_map(result, sites_of(result), hostile_region(), "sv")
    if not guarded:
        text, cut = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        assert cut == 1
    watch = Watch()
    page = opened(offline, tmp_path, text, watch)
    for box in page.locator(".panel input").all():
        box.check()
    for i, site in enumerate([*result.ranked, *result.near_misses]):
        page.locator(f"#site-{i} .show").dispatch_event("click")
        assert page.locator(".leaflet-popup h3").text_content() == site.name
        assert site.name in (page.locator(".leaflet-popup").text_content() or "")
    titles = set()
    for facility in page.locator(".facility[role=button]").all():
        facility.focus()
        page.keyboard.press("Enter")
        titles.add(page.locator(".leaflet-popup h3").text_content())
    assert titles == set(NAMES[:4])
    assert page.locator("body :is(img, iframe, svg[onload])").count() == 0
    assert watch.everything == []


def test_the_same_names_do_run_where_they_are_parsed(offline: BrowserContext, tmp_path: Path) -> None:
    """The control: were a name pasted as HTML, these pages would show a dialog."""
    ran = []
    for name in NAMES[:2]:
        watch = Watch()
        page = opened(offline, tmp_path, f"<!DOCTYPE html><script>const a = 0;</script><p>{name}</p>", watch)
        page.wait_for_load_state()
        ran.append(watch.dialogs)
    assert ran == [["1"], ["1"]]


def test_the_policy_stops_a_script_that_was_smuggled_in(offline: BrowserContext, tmp_path: Path) -> None:
    watch = Watch()
    smuggled = small_map().replace("</body>", "<script>alert(2)</script><img src=x onerror=alert(3)></body>")
    page = opened(offline, tmp_path, smuggled, watch)
    assert page.locator(".mark").count() == 5
    assert watch.dialogs == []
    assert any("Content Security Policy" in message for message in watch.messages)


def test_a_served_map_runs_under_a_policy_with_a_nonce(browser: Browser) -> None:
    result = small_match()
    text = render_map(result, sites_of(result), small_region(), "sv", MapOptions(nonce="bm9uY2U"))
    policy = "default-src 'none'; script-src 'nonce-bm9uY2U'; style-src 'nonce-bm9uY2U'; img-src data:"
    context = browser.new_context()
    page = context.new_page()
    watch = Watch()
    watch.over(page)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    page.route("http://map.test/**", lambda route: route.fulfill(body=text, headers=headers))
    page.goto("http://map.test/map")
    page.locator(".mark").first.click()
    assert page.locator(".leaflet-popup h3").count() == 1
    assert watch.everything == []
    context.close()


@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_keyboard_reaches_a_site_and_opens_it(offline: BrowserContext, tmp_path: Path, key: str) -> None:
    page = opened(offline, tmp_path, small_map())
    page.locator(".folium-map").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('mark')"):
            break
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name in {"1, Sörby norra, uppfyller kraven, Motala", "Åtvid östra, faller bort, Åtvidaberg"}
    page.keyboard.press(key)
    dialog = page.get_by_role("dialog")
    assert dialog.get_attribute("aria-label") in name
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name


def test_a_card_says_all_that_is_known_of_a_site(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    page.locator("#site-1 summary").click()
    page.locator("#site-1 .show").click()
    card = (page.locator(".leaflet-popup").inner_text()).replace("\u00a0", " ")
    for part in (
        "Bråstorp",
        "plats 2 · ◐ oklar · Motala · reserverad",
        "20,1 poäng av 100, 9,6–30,6 beroende på det okända",
        "40–80 MW",
        "krav: minst 50 MW",
        "◐ inte känt",
        "Motala kommun, 2024-03-01, uppgiven",
        "okänt (ingen väg är nära nog)",
        "Inte känt exakt: eleffekt (40–80 MW); fråga Motala.",
        "Svaret är värt upp till 21 poäng.",
    ):
        assert part in card


def test_layers_are_switched(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    page.get_by_role("checkbox", name="faller bort").uncheck()
    assert page.locator(".mark.fails").count() == 0
    assert page.locator("path.outline").count() == 3
    assert page.locator(".leaflet-marker-pane .facility").count() == 0
    page.get_by_role("checkbox", name="hamn").check()
    assert page.locator(".leaflet-marker-pane .facility").count() == 1
    page.get_by_role("checkbox", name="kommuner").uncheck()
    assert page.locator("path.municipality").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_no_number_and_no_name_covers_another(browser: Browser, tmp_path: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True, reduced_motion="reduce")
    page = opened(context, tmp_path, crowded_map())
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.mark:not(.fails):not(.small) .badge, .place:not(.gone) span')]
            .map((one) => one.getBoundingClientRect()).map((r) => [r.left, r.top, r.right, r.bottom])"""
    )
    assert len(boxes) > 15
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)
    context.close()


def test_the_whole_region_is_in_view_beside_the_panel(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    view = page.locator(".folium-map").bounding_box()
    beside = page.locator(".panel").bounding_box()
    assert view is not None
    assert beside is not None
    areas = [page.locator("path.municipality").nth(i).bounding_box() for i in range(3)]
    for area in areas:
        assert area is not None
        assert area["x"] >= view["x"]
        assert area["x"] + area["width"] <= beside["x"]
        assert area["y"] >= view["y"]
        assert area["y"] + area["height"] <= view["y"] + view["height"]


@pytest.mark.parametrize("framed", [False, True], ids=["alone", "framed"])
def test_a_map_that_opens_without_room_is_right_once_it_has_some(
    browser: Browser, tmp_path: Path, framed: bool
) -> None:
    result = small_match()
    text = render_map(result, sites_of(result), small_region(), "sv", MapOptions(framed=framed))
    context = browser.new_context(viewport={"width": 30, "height": 10}, offline=True, reduced_motion="reduce")
    watch = Watch()
    page = opened(context, tmp_path, text, watch)
    page.wait_for_load_state()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function("document.querySelector('.folium-map').offsetWidth > 800")
    areas = [page.locator("path.municipality").nth(i).bounding_box() for i in range(3)]
    assert all(area is not None and area["x"] >= 0 and area["width"] > 50 for area in areas)
    assert page.locator(".list").count() == (0 if framed else 1)
    assert watch.everything == []
    context.close()


def test_a_phone_scrolls_down_only(phone: BrowserContext, tmp_path: Path) -> None:
    result = small_match()
    long = "Industriområdetmedettmycketlångtnamnsominteharnågotmellanrumalls " * 2
    result = replace(result, ranked=tuple(replace(s, name=long, municipality=long) for s in result.ranked))
    page = opened(phone, tmp_path, render_map(result, sites_of(result), small_region(), "sv"))
    for group in page.locator("details").all():
        group.evaluate("group => { group.open = true; }")
    page.locator("#site-0 .show").dispatch_event("click")
    assert page.locator(".leaflet-popup").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_popup_fits_a_phone(phone: BrowserContext, tmp_path: Path) -> None:
    page = opened(phone, tmp_path, small_map())
    page.locator(".mark.open").first.tap()
    popup = page.locator(".leaflet-popup").bounding_box()
    view = page.locator(".folium-map").bounding_box()
    assert popup is not None
    assert view is not None
    assert popup["x"] >= view["x"]
    assert popup["x"] + popup["width"] <= view["x"] + view["width"]
    assert popup["y"] >= view["y"]


@pytest.mark.parametrize("width", [1280, 360])
def test_no_word_of_a_popup_is_cut_off(browser: Browser, tmp_path: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    page = opened(context, tmp_path, small_map("sv"))
    page.evaluate("for (const group of document.querySelectorAll('details.group')) group.open = true")
    cells = "[...document.querySelectorAll('.leaflet-popup :is(th, td)')]"
    verdicts = []
    for row in page.locator(".list .site").all():
        row.locator(".show").evaluate("(button) => button.click()")
        verdicts += page.evaluate(f"{cells}.map((one) => one.textContent)")
        assert page.evaluate(f"{cells}.filter((one) => one.scrollWidth > one.clientWidth).length") == 0
    assert any("inte uppfyllt" in text for text in verdicts)
    context.close()


def test_without_scripts_the_list_has_everything(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = opened(context, tmp_path, small_map())
    assert page.locator(".site").count() == 5
    page.locator("#site-1 summary").click()
    assert "40–80" in page.locator("#site-1").inner_text()
    assert page.locator("noscript p").is_visible()
    context.close()


def test_row_and_mark_light_each_other(offline: BrowserContext, tmp_path: Path) -> None:
    page = opened(offline, tmp_path, small_map())
    page.locator("#site-0 summary").hover()
    assert page.locator(".mark.lit").get_attribute("aria-label") == "1, Sörby norra, uppfyller kraven, Motala"
    page.locator(".mark.qualifies").hover()
    assert page.locator(".site.lit").get_attribute("id") == "site-0"
