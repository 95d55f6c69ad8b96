from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from sitematch.core.matching.result import MatchResult
from sitematch.views import html_file
from sitematch.views.backdrop import prepare_backdrop
from sitematch.views.html_file import render_html
from tests.views.hostile import TEXTS, everywhere, region_everywhere
from tests.views.read_back import Element, page
from tests.views.samples import match_of, near_miss, ranked, sites_of, small_match, small_region


def html_of(result: MatchResult) -> str:
    return render_html(result, sites_of(result), prepare_backdrop(small_region()), "en")


def sites(shown: Element, name: str = "Site by site") -> list[Element]:
    (section,) = [one for one in shown.all("section") if any(head.text == name for head in one.all("h2"))]
    return section.all("li", "site")


def test_the_list_has_every_ranked_site_with_its_score_and_a_way_to_its_figures() -> None:
    shown = page(html_of(small_match()))
    first, second, third = shown.all("table", "listed")[0].all("tbody")[0].all("tr")
    assert first.all("a")[0].text == "Sörby norra"
    assert first.all("td", "status")[0].text == "● qualifies"
    assert [one.text for one in first.all("td", "number")] == ["58.6", ">99%"]
    assert second.all("td", "number")[0].text == "20.1 (9.6–30.6)"
    assert "demo" in third.text
    assert first.all("a")[0].attributes["href"] == f"#{sites(shown)[0].attributes['id']}"


def test_each_site_has_reasons_figures_and_sources() -> None:
    first, second, _ = sites(page(html_of(small_match())))
    assert first.all("h3")[0].text == "1 Sörby norra"
    land = first.all("tbody")[0].all("tr")[0].text
    assert land.startswith("Area a 132.1 ha")
    assert "needs at least 100 ha" in land
    assert "● met" in land
    assert "Motala kommun, 2024-03-01, stated" in first.all("p", "notes")[0].text
    assert "Hur mycket eleffekt kan området få?" in second.text
    assert len(first.all("p")) > 3


def test_near_misses_say_what_lacks_and_have_their_figures_too() -> None:
    miss, _ = sites(page(html_of(small_match())), "Near misses, nearest first")
    assert miss.all("h3")[0].text == "○ Åtvid östra"
    assert [one.text for one in miss.all("ul")[0].all("li")]
    assert miss.all("tbody")[0].all("tr")[0].text.startswith("Area a 88 ha")


def test_nothing_runs_but_what_the_page_brought() -> None:
    text = html_of(small_match())
    shown = page(text)
    (policy,) = [one.attributes["content"] for one in shown.all("meta") if one.attributes.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    for kind in ("script", "style"):
        for found in re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    for one in [element for name in ("a", "link", "script", "img", "iframe") for element in shown.all(name)]:
        assert (one.attributes.get("href") or one.attributes.get("src") or "#").startswith(("#", "data:"))
    assert not re.search(r"<\w[^>]*\sstyle=", text)


def test_the_map_finds_a_row_and_a_card_for_each_of_its_marks() -> None:
    text = html_of(small_match())
    rows = {one.attributes["id"]: one for one in page(text).all("li", "site")}
    wanted = set(re.findall(r'"row": "(site-\d+)"', text))
    assert len(wanted) == 5
    assert all(len(rows[row].all("div", "card")) == len(rows[row].all("button", "show")) == 1 for row in wanted)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_of_others_is_text(text: str) -> None:
    result, plain = everywhere(text), everywhere("plain")
    made = page(render_html(result, sites_of(result), prepare_backdrop(region_everywhere(text)), "sv"))
    usual = page(render_html(plain, sites_of(plain), prepare_backdrop(region_everywhere("plain")), "sv"))
    for name in ("script", "img", "iframe", "svg", "style", "a", "li", "h3"):
        assert len(made.all(name)) == len(usual.all(name)), name
    assert "49" not in made.all("h1")[0].text


def test_without_a_site_it_says_so() -> None:
    shown = page(html_of(match_of((), ())))
    assert "No site is in the list." in shown.text
    assert shown.all("li", "site") == []
    assert "at least 100 ha" in shown.text


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_file, "MOST_RANKED", 3)
    monkeypatch.setattr(html_file, "MOST_NEAR_MISSES", 1)
    misses = (near_miss("m", "M"), near_miss("n", "N"))
    shown = page(html_of(match_of(tuple(ranked(i + 1, f"s{i}", f"S{i}") for i in range(5)), misses)))
    assert len(sites(shown)) == 3
    assert "The first 3 of 5 ranked sites are here." in shown.text
    assert "The first 1 of 2 near misses are here." in shown.text


def test_the_same_match_gives_the_same_bytes_at_any_time_of_day() -> None:
    later = replace(small_match(), id="other", created_at="2026-11-24T17:30:00Z")
    assert html_of(small_match()) == html_of(later)
