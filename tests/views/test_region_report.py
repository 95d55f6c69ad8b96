"""The report on a pack at the terminal."""

from __future__ import annotations

from sitematch.views.region_report import render_region_report

DOCUMENT = {
    "id": "toy",
    "name": "Toyland",
    "folder": "packs/toy",
    "content_hash": "abc",
    "nodes": 12_345,
    "links": 1_500,
    "motorway_links": 20,
    "components": 2,
    "localities": 3,
    "rural_points": 1_000,
    "population": 1_999.6,
    "off_network": 100.0,
    "off_network_share": 0.05,
    "facilities": {"port": 2},
    "municipalities": [
        {"code": "0001", "name": "Toy", "population": 1_000.0, "off_network": 100.0},
        {"code": None, "name": None, "population": 999.6, "off_network": 0.0},
    ],
    "presets": 1,
    "demo_sites": 0,
    "warnings": ["look here", "and there"],
}


def told(lang: str) -> list[str]:
    text = render_region_report(DOCUMENT, "sv" if lang == "sv" else "en")
    return [" ".join(line.replace("\u00a0", "_").split()) for line in text.splitlines()]


def test_a_pack_in_english() -> None:
    lines = told("en")

    assert lines[:3] == ["what value", "region toy (Toyland)", "folder packs/toy"]
    assert {
        "road nodes 12,345",
        "road links 1,500, of them 20 of motorways",
        "localities 3 and 1,000 rural points",
        "people 2,000",
        "people too far from a road 100 (5.0%)",
        "facilities: port 2",
        "people: 0001 Toy 1,000, 100 too far from a road",
        "people: elsewhere 1,000, 0 too far from a road",
    } <= set(lines)
    assert lines[-2:] == ["warning look here", "warning and there"]


def test_a_pack_in_swedish() -> None:
    assert {
        "vad värde",
        "noder i vägnätet 12_345",
        "väglänkar 1_500, varav 20 motorvägar",
        "människor för långt från en väg 100 (5,0_%)",
        "målpunkter: port 2",
        "människor: annanstans 1_000, varav 0 för långt från en väg",
        "varning look here",
    } <= set(told("sv"))
