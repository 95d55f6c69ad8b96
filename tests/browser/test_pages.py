"""The pages in a real Chromium, from a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.conftest import Watch, axe_findings
from tests.browser.served import Served, hostile_pack, serving
from tests.views.hostile import NAMES

Opener = Callable[..., AbstractContextManager[tuple[Page, Watch]]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("pages-home")) as server:
        yield server


@pytest.fixture
def opener(browser: Browser) -> Opener:
    """Opens an address in a fresh browser, watched from the first moment."""

    @contextmanager
    def opened(address: str, *, width: int = 1280, scripts: bool = True) -> Iterator[tuple[Page, Watch]]:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            has_touch=width < 500,
        )
        context.set_default_timeout(30_000)
        page, watch = context.new_page(), Watch(own=(address, "data:"))
        watch.over(page)
        page.goto(address)
        yield page, watch
        context.close()

    return opened


def matched(page: Page, preset: str, lang: str = "en") -> None:
    page.goto(f"{page.url.split('/?')[0].rstrip('/')}/?lang={lang}")
    page.locator(f"button[value={preset}]").click()
    page.wait_for_url("**/matches/*")


def map_of(page: Page) -> Frame:
    """The frame of the map, once its marks stand in it."""
    page.frame_locator(".map iframe").locator(".mark").first.wait_for()
    (frame,) = (frame for frame in page.frames if "framed=true" in frame.url)
    return frame


def test_an_adviser_goes_from_a_brief_to_a_site(served: Served, opener: Opener) -> None:
    with opener(served.address) as (page, watch):
        matched(page, "holiday-resort")
        assert page.locator("h1").inner_text() == "Holiday resort"
        assert page.locator(".ranked > li").count() == 5
        frame = map_of(page)
        assert frame.locator(".mark:not(.fails)").count() == 5
        assert frame.locator("h1").count() == 0
        first = page.locator(".ranked > li").first
        first.locator("summary").click()
        assert "28.3" in first.locator("table.criteria").inner_text()
        assert "invented for sitematch" in page.locator(".note").inner_text()
        page.get_by_role("link", name="Svenska").click()
        assert page.locator("h1").inner_text() == "Semesteranläggning"
        assert "Fråga först: Motala: Hur mycket avloppsvatten" in page.locator(".ranked > li").first.inner_text()
        page.locator(".ranked a").first.click()
        assert "Lalandia" in page.locator("h1").inner_text()
        assert "Körtid: motorvägspåfart" in page.locator("main").inner_text()
        assert watch.everything == []


def test_row_and_mark_light_each_other(served: Served, opener: Opener) -> None:
    with opener(served.address) as (page, watch):
        matched(page, "battery-plant")
        frame = map_of(page)
        page.locator(".ranked > li").nth(1).hover()
        frame.locator(".mark.lit").wait_for()
        assert frame.locator(".mark.lit .badge").inner_text() == "2"
        frame.locator(".mark[aria-label^='3, ']").hover()
        expect(page.locator(".ranked > li.lit")).to_have_count(1)
        assert page.locator(".ranked > li.lit .badge").inner_text() == "3"
        hidden = page.locator("details .misses > li").last
        name = hidden.locator("a").text_content() or ""
        frame.locator(f".mark[aria-label*='{name}']").press("Enter")
        expect(hidden).to_be_visible()
        assert frame.locator(".leaflet-popup h3").text_content() == name
        assert watch.everything == []


def test_axe_finds_nothing_serious(served: Served, opener: Opener) -> None:
    with opener(served.address) as (page, _):
        assert axe_findings(page) == []
        matched(page, "holiday-resort", "sv")
        frame = map_of(page)
        page.locator(".asked summary").click()
        page.locator(".ranked summary").first.click()
        assert axe_findings(page) == []
        assert axe_findings(frame) == []
        for path in ("/sites/0583-lalandia-motala", "/sites/nowhere"):
            page.goto(served.address + path)
            assert axe_findings(page) == []


def test_a_phone_scrolls_down_only(served: Served, opener: Opener) -> None:
    with opener(served.address, width=360) as (page, watch):

        def widths() -> tuple[int, str]:
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            return page.evaluate("document.documentElement.scrollWidth"), page.url

        assert widths() == (360, page.url)
        matched(page, "battery-plant", "sv")
        assert widths() == (360, page.url)
        page.get_by_role("link", name="Till kartan").click()
        assert (page.locator(".map iframe").bounding_box() or {})["y"] < 200
        frame = map_of(page)
        frame.locator(".mark.qualifies").first.tap()
        frame.locator(".leaflet-popup").wait_for()
        assert frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert watch.everything == []
        for path in ("/sites/0583-lalandia-motala", "/nowhere"):
            page.goto(served.address + path)
            assert widths() == (360, page.url)


def test_without_scripts_the_pages_say_everything(served: Served, opener: Opener) -> None:
    with opener(served.address, scripts=False) as (page, watch):
        matched(page, "holiday-resort")
        assert page.locator(".ranked > li").count() == 5
        page.locator(".ranked summary").first.click()
        assert page.locator(".ranked table").first.is_visible()
        page.locator(".misses a").first.click()
        assert "figures are known" in page.locator("main").inner_text()
        assert watch.everything == []


def test_hostile_names_are_shown_as_text(opener: Opener, tmp_path: Path) -> None:
    pack = hostile_pack(tmp_path / "pack")
    with serving(tmp_path / "home", REGION=str(pack)) as server, opener(server.address) as (page, watch):
        assert page.locator("h2").inner_text() == NAMES[3]
        matched(page, "hostile")
        assert page.locator("h1").inner_text() == NAMES[3]
        frame = map_of(page)
        for box in frame.locator(".panel input[data-layer^=facility]").all():
            box.dispatch_event("click")
        for i in range(4):
            frame.locator(f"#site-{i} .show").dispatch_event("click")
            assert frame.locator(".leaflet-popup h3").text_content() in NAMES
        sites = [link.get_attribute("href") or "" for link in page.locator(".who a").all()]
        assert len(sites) == len(NAMES)
        for place in (page, frame):
            assert place.locator(":is(img, iframe:not([title]), svg[onload])").count() == 0
        for site in sites:
            page.goto(server.address + site)
            assert page.locator("h1").inner_text().split()[:3] in [name.split()[:3] for name in NAMES]
        assert watch.everything == []
        assert server.stop() == 0
