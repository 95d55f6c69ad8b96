"""The presets: in both languages, with the origin of every figure, and telling sites and municipalities apart."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from sitematch.core.matching.result import MatchResult
from sitematch.core.region.model import Region
from sitematch.core.requirement import Vocabulary, read_requirement
from sitematch.core.requirement.model import AnyOf, Criterion, Requirement, Weights
from sitematch.packs import read_pack
from sitematch.service.matches import make_match, new_stamp
from sitematch.service.presets import list_presets
from sitematch.wiring import open_desk

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


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MatchResult]:
    """Every preset held against the demo sites, by its id."""
    environment = {"SITEMATCH_HOME": str(tmp_path_factory.mktemp("home"))}
    desk = open_desk(environment, region="ostergotland", lang="en")
    return {
        each.id: make_match(
            each.requirement, desk.published, desk.region, kept=desk.kept, stamp=new_stamp(desk.clock()), lang=desk.lang
        )
        for each in list_presets(desk.pack, desk.region)
    }


def test_every_preset_parts_the_demo_sites(results: dict[str, MatchResult]) -> None:
    assert set(results) >= IDS
    for name, result in results.items():
        assert result.counts.left_out == 2, name
        assert len(result.ranked) >= 4, name
        assert len(result.near_misses) > result.counts.considered / 3, name
        assert all(row.demo for row in result.ranked), name


def test_different_municipalities_lead(results: dict[str, MatchResult]) -> None:
    leaders = {name: result.ranked[0].municipality for name, result in results.items()}
    assert len(set(leaders.values())) >= 5, leaders
    assert len({result.ranked[0].site_id for result in results.values()}) >= 8


def test_what_no_layer_holds_comes_out_as_a_question(results: dict[str, MatchResult]) -> None:
    for name, result in results.items():
        attributes = {
            each["id"]
            for each in result.requirement["criteria"]
            if each.get("metric") == "attribute" and "value" in each
        }
        asked = {question.id for row in result.ranked for question in row.open_questions}
        assert attributes & asked or not attributes, name


def test_motala_leads_for_the_holiday_resort(results: dict[str, MatchResult]) -> None:
    leaders = results["holiday-resort"].ranked[:3]
    assert "0583-lalandia-motala" in {row.site_id for row in leaders}


def test_no_preset_is_decided_by_figures_that_nobody_knows(results: dict[str, MatchResult]) -> None:
    """The leader is known well enough that asking could not turn its score over."""
    for name, result in results.items():
        leader = result.ranked[0]
        assert leader.score_low is not None and leader.score_high is not None
        assert leader.score_high - leader.score_low < 20, name
