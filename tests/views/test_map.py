from __future__ import annotations

import ast
import html
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

import sitematch
from sitematch.errors import OutputFailed
from sitematch.views import assets
from sitematch.views.backdrop import backdrop_from, prepare_backdrop
from sitematch.views.map import render_map
from sitematch.views.map_parts import MapOptions
from tests.views.hostile import NAMES, hostile_match, hostile_region
from tests.views.samples import match_of, near_miss, ranked, sites_of, small_match, small_region

ROOT = Path(sitematch.__file__).parent.parent
VIEWS = ROOT / "sitematch" / "views"


def small_map(**options: object) -> str:
    result = small_match()
    return render_map(result, sites_of(result), small_region(), "sv", MapOptions(**options))  # type: ignore[arg-type]


def own_part(page: str) -> str:
    """The page without the vendored scripts and styles, which mention addresses in comments."""
    for text in (*assets.scripts()[:2], *assets.styles()[:2]):
        assert text in page
        page = page.replace(text, "")
    return page


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert small_map() == small_map()
    kept = backdrop_from(prepare_backdrop(small_region()).to_document())
    assert kept is not None
    result = small_match()
    assert render_map(result, sites_of(result), kept, "sv") == small_map()


def test_the_page_says_its_language_and_title_and_lets_people_zoom() -> None:
    result = small_match()
    for lang, title in (("sv", "Batterifabrik · Trekommun"), ("en", "Battery plant · Trekommun")):
        page = render_map(result, sites_of(result), small_region(), lang)  # type: ignore[arg-type]
        assert page.startswith("<!DOCTYPE html>")
        assert f'<html lang="{lang}">' in page
        assert f"<title>{title}</title>" in page
        assert "user-scalable" not in page
        assert "maximum-scale" not in page


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nothing_in_the_page_points_outside(lang: str) -> None:
    page = own_part(render_map(hostile_match(), sites_of(hostile_match()), small_region(), lang))  # type: ignore[arg-type]
    assert "://" not in page
    assert not re.search(r"cdn|unpkg|jsdelivr|googleapis|bootstrap|jquery", page, re.IGNORECASE)
    for attribute in re.findall(r'\b(?:src|href)="([^"]*)"', page):
        assert attribute.startswith(("#", "data:")), attribute


def test_the_styles_bring_their_images_along() -> None:
    for css in assets.styles():
        assert all(url.startswith("data:") for url in re.findall(r"url\(([^)]*)\)", css))
    assert "data:image/svg+xml;base64," in assets.styles()[1]


def test_every_asset_is_vendored_or_ours() -> None:
    text = (ROOT / "scripts" / "fetch_assets.py").read_text(encoding="utf-8")
    for name in (*assets.SCRIPTS, *assets.STYLES):
        assert (VIEWS / "assets" / name).is_file()
        if name.startswith("vendor/"):
            assert f'"{name.removeprefix("vendor/")}"' in text


def test_a_missing_asset_is_told_with_its_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    assets.scripts.cache_clear()
    try:
        with pytest.raises(OutputFailed, match="make setup"):
            small_map()
    finally:
        monkeypatch.undo()
        assets.scripts.cache_clear()


def test_folium_parses_no_text_of_others() -> None:
    banned = {"Popup", "Tooltip", "GeoJsonPopup", "GeoJsonTooltip", "Html", "IFrame", "Icon", "LayerControl", "DivIcon"}
    for path in sorted(VIEWS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom | ast.Import) else []
            names += [node.attr] if isinstance(node, ast.Attribute) else []
            names += [k.arg or "" for k in node.keywords] if isinstance(node, ast.Call) else []
            assert not banned & set(names), path
            assert not {"popup", "tooltip"} & set(names), path


def test_our_script_parses_no_text_as_html() -> None:
    script = "".join(assets.scripts()[2:])
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "bindTooltip", "eval(", "Function("):
        assert word not in script


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_nowhere_as_it_is(name: str) -> None:
    result = hostile_match()
    page = own_part(render_map(result, sites_of(result), hostile_region(), "sv"))
    assert "alert(1)</script>" not in page
    assert "<img" not in page
    assert "<iframe" not in page
    if "<" in name:
        assert name not in page


def test_the_data_of_scripts_cannot_end_them() -> None:
    result = hostile_match()
    page = render_map(result, sites_of(result), hostile_region(), "sv")
    (data,) = re.findall(r'<script type="application/json" id="map-data">(.*?)</script>', page, re.DOTALL)
    assert not set(data) & set("<>&\u2028\u2029")
    assert json.loads(data)["facilities"][0]["names"] == [NAMES[0]]


def test_no_text_of_others_goes_through_folium() -> None:
    """Branca renders what it has rendered once more: ``{{ 7 * 7 }}`` in a name would run."""
    result = hostile_match()
    page = render_map(result, sites_of(result), hostile_region(), "sv")
    folium_script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[-1]
    assert "alert" not in folium_script
    assert "7 * 7" not in folium_script
    assert "{{ 7 * 7 }}" in page


def test_the_file_forbids_all_but_its_own_scripts() -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', small_map())
    rules = dict(part.strip().split(" ", 1) for part in html.unescape(policy).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy
    assert rules["script-src"].count("sha256-") == 6


def test_a_served_map_carries_the_nonce_on_every_script_and_style() -> None:
    page = small_map(nonce="n0nce")
    assert "Content-Security-Policy" not in page
    assert len(re.findall(r"<(?:script|style)\b", own_part(page))) == 10  # one of them holds data
    assert page.count('<script nonce="n0nce">') == 6
    assert page.count('<style nonce="n0nce">') == 3


def test_tiles_come_only_where_they_were_asked_for() -> None:
    assert "L.tileLayer(" not in own_part(small_map())
    page = small_map(tiles_url="https://{s}.tiles.example/{z}/{x}/{y}.png", tiles_attribution="<b>© Kartverket</b>")
    assert "https://{s}.tiles.example/{z}/{x}/{y}.png" in page
    assert "img-src data: https://*.tiles.example;" in page
    assert "&lt;b&gt;© Kartverket&lt;/b&gt;" in page
    assert "<b>© Kartverket" not in page


def test_a_site_links_to_another_map_where_that_is_set() -> None:
    page = small_map(place_url="https://karta.example/?n={lat}&e={lon}")
    assert re.search(r'href="https://karta\.example/\?n=58\.\d+&amp;e=14\.\d+" target="_blank" rel="noopener', page)
    assert "karta.example" not in small_map(place_url="javascript:karta.example")


def test_a_hundred_sites_make_a_file_that_can_be_sent() -> None:
    rng = np.random.default_rng(1)
    many = tuple(ranked(i + 1, f"0583-{i}", f"Område {i}", open=bool(i % 2)) for i in range(100))
    result = match_of(tuple(replace(s, criteria=s.criteria * 2) for s in many), ())
    sites = sites_of(result, {s.site_id: (0.0, 0.0) for s in many})
    angles = np.linspace(0, 2 * np.pi, 61)[:-1]
    outlines = []
    for _ in many:
        radius = 400 + 150 * rng.random(60)
        x, y = rng.uniform(485_000, 595_000), rng.uniform(6_475_000, 6_515_000)
        outlines.append(shapely.Polygon(np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])))
    sites = replace(sites, outlines=np.array(outlines, dtype=object))
    assert len(render_map(result, sites, small_region(), "sv").encode()) < 1_000_000


def test_more_sites_than_are_drawn_are_counted() -> None:
    result = match_of(
        tuple(ranked(i + 1, f"a{i}", f"A{i}") for i in range(5)), tuple(near_miss(f"b{i}", f"B{i}") for i in range(5))
    )
    page = render_map(result, sites_of(result), small_region(), "en", MapOptions(most_ranked=3, most_near_misses=2))
    assert "The first 3 of 5 are shown." in page
    assert "The first 2 of 5 are shown." in page
    assert ">A2<" in page
    assert ">A3<" not in page
    assert ">B2<" not in page


def test_a_site_that_has_gone_or_is_only_a_point_is_still_listed() -> None:
    result = small_match()
    sites = sites_of(result).take([1, 2, 3, 4])
    sites = replace(sites, outlines=np.array([shapely.Point(500_000, 6_490_000), *sites.outlines[1:]], dtype=object))
    page = render_map(result, sites, small_region(), "sv")
    assert ">Sörby norra<" in page
    assert page.count('"row": "site-') == 4
    assert '"type": "Point"' in page


def test_a_region_without_roads_or_outlines_still_has_a_map() -> None:
    region = small_region()
    bare = replace(
        region, roads=None, municipalities=replace(region.municipalities, codes=(), names=(), load_outlines=_nothing)
    )
    result = match_of((), ())
    page = render_map(result, sites_of(result), bare, "sv")
    assert "Inget område är med i listan." in page


def _nothing() -> np.ndarray:
    return np.empty(0, dtype=object)


def test_demo_sites_and_those_not_free_are_marked() -> None:
    page = small_map()
    assert '<p class="demo-mark">Demodata</p>' in page
    assert " · Linköping · demo<" in page
    assert " · Motala · reserverad<" in page
    real = match_of((ranked(1, "a", "A"),), ())
    assert "emodata" not in render_map(real, sites_of(real), small_region(), "sv")


def test_the_list_has_every_figure_of_a_site() -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", small_map().split("<body>")[1])).replace("\u00a0", " ")
    for part in (
        "58,6 poäng av 100; etta i >99 % av de rimliga viktningarna".replace(">", "&gt;"),
        "20,1 poäng av 100, 9,6–30,6 beroende på det okända",
        "Areal a 132,1 ha krav: minst 100 ha ● uppfyllt 32,1 p, vikt 30 %",
        "Källor: a Motala kommun, 2024-03-01, uppgiven ; b vägnät, 2026-11-24, härledd",
        "Trafikplats Motala",
        "okänt (ingen väg är nära nog) krav: högst 15 min ◐ inte känt",
        "Inte känt exakt: eleffekt (40–80 MW); fråga Motala.",
        "Svaret är värt upp till 21 poäng.",
        "Faller på 2 av 6 krav: eleffekt (49,998 MW, 0,002 MW under kravet på 50 MW)",
        "49,998 MW krav: minst 50 MW ○ inte uppfyllt",
    ):
        assert part in text
