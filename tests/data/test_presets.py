"""The presets: in both languages, with the origin of every figure, and telling sites and municipalities apart."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from sitematch.core.region.model import Region
from sitematch.core.requirement import Vocabulary, read_requirement
from sitematch.core.requirement.model import AnyOf, Criterion, Requirement, Weights
from sitematch.packs import read_pack

PACK = Path(__file__).parents[2] / "data" / "ostergotland"
FILES = sorted((PACK / "requirements").glob("*.yaml"))
IDS = {
    "aerospace-defence",
    "back-office",
    "battery-plant",
    "data-centre",
    "food-processing",
    "holiday-resort",
    "life-science-laboratory",
    "light-manufacturing",
    "logistics-terminal",
    "process-industry",
}
ORIGINS = ("publicly reported", "adviser's", "general knowledge")
FIGURE = re.compile(
    r"(must|value|weight|rank|within_min|jobs|length_m|width_m|where|to|tolerance|assembly): *[\[{]?.*\d"
)


@cache
def region() -> Region:
    return read_pack(PACK)


@cache
def preset(path: Path) -> Requirement:
    vocabulary = Vocabulary(classes=region().classes, groups=region().workforce_groups)
    return read_requirement(path.read_bytes(), vocabulary, path.name)


def wishes(requirement: Requirement) -> list[Criterion]:
    return [c for c in requirement.criteria if isinstance(c, Criterion) and c.value is not None]


def test_there_are_at_least_these_ten() -> None:
    assert {preset(path).id for path in FILES} >= IDS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_preset_is_complete(path: Path) -> None:
    requirement = preset(path)
    assert requirement.id == path.stem
    assert isinstance(requirement.name, dict) and set(requirement.name) == {"sv", "en"}
    assert requirement.sector and requirement.jobs
    assert 8 <= len(requirement.criteria) <= 15
    assert len(wishes(requirement)) >= 6
    assert any(isinstance(criterion, AnyOf) for criterion in requirement.criteria)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_says_where_it_comes_from(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        content, _, comment = line.partition("#")
        if FIGURE.search(content):
            assert comment.strip(), f"{path.name}, line {number}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_comments_name_an_origin(path: Path) -> None:
    """A bound's comment is one of three things: a report, an adviser's judgement, or general knowledge."""
    for line in path.read_text(encoding="utf-8").splitlines():
        content, _, comment = line.partition("#")
        if content.strip().startswith(("weight:", "rank:", "value:")) and comment:
            assert any(origin in comment for origin in ORIGINS), line


def test_no_preset_insists_on_the_draught_of_a_port() -> None:
    for path in FILES:
        for criterion in preset(path).criteria:
            members = criterion.members if isinstance(criterion, AnyOf) else (criterion,)
            for member in members:
                if member.must is not None:
                    assert "draft_m" not in dict(member.measure.where), f"{path.stem}: {criterion.id}"


def test_the_presets_use_what_a_requirement_can_say() -> None:
    presets = [preset(path) for path in FILES]
    assert sum(any(c.rank is not None for c in wishes(p)) for p in presets) >= 2
    assert {p.robustness.weights for p in presets} == set(Weights)
    assert any(p.assembly is not None for p in presets)
    assert sum(any(m.metric == "attribute" for m in p.measures) for p in presets) >= 8
    assert any(m.where for p in presets for m in p.measures)
    assert any(m.length_m for p in presets for m in p.measures)


def test_the_holiday_resort_is_lalandia_as_it_was_reported() -> None:
    requirement = preset(PACK / "requirements" / "holiday-resort.yaml")
    assert requirement.jobs == 340
    population = next(m for m in requirement.measures if m.metric == "population")
    assert population.within_min == 90
