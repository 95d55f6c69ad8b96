"""The page on importing roads says what the code does: endings, classes, defaults, words of access, facilities."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from sitematch.packs.osm import access, facilities, ferries, merging, roads, source, speeds
from sitematch.service import road_import
from tests.docs.pages import page

PAGE = page("import-roads.md")


def table(section: str, first: str) -> dict[str, list[str]]:
    """The rows under the heading row that begins with a word, by their first cell."""
    lines = PAGE.section(section).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first} |"))
    found = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
        found[cells[0]] = cells[1:]
    return found


def words(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def test_defaults_by_class() -> None:
    said = {highway: (float(kmh), limit) for highway, (kmh, limit) in table("Speeds", "class").items()}

    assert said == {highway: (rule.most_kmh, rule.limit) for highway, rule in speeds.CLASSES.items()}


def test_general_limits_by_country() -> None:
    said = {country: tuple(map(float, limits)) for country, limits in table("Speeds", "country").items()}

    assert said == {"–": tuple(speeds.GENERAL), **{code: tuple(limits) for code, limits in speeds.COUNTRIES.items()}}


def test_forms_and_figures_of_speeds() -> None:
    section = " ".join(PAGE.section("Speeds").split())

    assert f"`walk` ({speeds.WALK_KMH:g} km/h)" in section
    assert f"`none` ({speeds.UNLIMITED_KMH:g})" in section
    assert set(speeds.TYPE_KEYS) <= words(section)
    ferry = PAGE.section("What becomes a road")
    assert f"else {ferries.FERRY_KMH:g} km/h" in ferry
    assert "from {:g} to {:g} km/h".format(*ferries.FERRY_SPEEDS_KMH) in ferry


def test_classes_of_roads() -> None:
    named = words(PAGE.section("What becomes a road"))

    assert {highway for highway in speeds.CLASSES if not highway.endswith("_link")} <= named
    assert set(access.HIERARCHY) <= named
    assert "highway=construction" in named
    assert set(roads._ROUNDABOUTS) <= named
    assert set(roads._CHANGING) <= named


@pytest.mark.parametrize(
    "word", ["no", "private", "permit", "residents", "employees", "agricultural", "forestry", "bus"]
)
def test_words_that_shut(word: str) -> None:
    assert word in access.SHUT
    assert word in words(PAGE.section("What becomes a road"))


@pytest.mark.parametrize("word", ["destination", "customers", "delivery"])
def test_words_that_keep_a_road(word: str) -> None:
    assert word in access.OPEN
    assert word in words(PAGE.section("What becomes a road"))


def test_endings_and_licence() -> None:
    assert all(f"`{ending}`" in PAGE.text for ending in source.FORMATS)
    assert source.LICENCE in " ".join(PAGE.text.split())
    assert road_import.NEAR_DEG == 0.25
    assert "a quarter of a degree" in " ".join(PAGE.section("What is refused").split())


def test_facilities() -> None:
    section = PAGE.section("Facilities")
    named = words(section)

    assert {f"{key}={value}" for key, value in facilities.TAGS} <= named
    assert set(facilities.ATTRIBUTES) <= named
    assert f"within {merging.SAME_M / 1_000:g} km are one" in " ".join(section.split())
    assert f"are one within {merging.SAME_JUNCTION_M / 1_000:g} km" in " ".join(section.split())


def test_keys_of_the_report() -> None:
    named = words(PAGE.section("The report"))

    assert {field.name for field in fields(road_import.RoadImport)} <= named
    assert {"number", "largest", "links_apart", "sizes"} <= named
    assert f"of the first {road_import.MOST_SIZES}" in PAGE.section("The report")


def test_the_limits_name_what_is_left_out() -> None:
    section = page("known-limits.md").section("Roads from OpenStreetMap")

    assert "Turn restrictions are left out" in section
    assert "python -m tests.packs.osm.turn_restrictions" in section
