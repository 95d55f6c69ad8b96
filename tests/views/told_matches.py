"""Matches to be told: those of every preset at the embedded sites, and ones made of anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sitematch.core.evidence import Method, Source
from sitematch.core.matching.result import (
    Counts,
    CriterionOutcome,
    MatchResult,
    NearMiss,
    OpenQuestion,
    RankedSite,
    RobustnessResult,
    Shortfall,
    Status,
    Verdict,
)
from sitematch.core.metrics import CATALOGUE
from sitematch.core.requirement import with_draws
from sitematch.core.sites.columns import Via
from sitematch.service.matches import Stamp, make_match
from sitematch.service.presets import preset_ids, read_preset
from sitematch.wiring import open_desk
from tests.views.hostile import NAMES

DRAWS = 400


def preset_matches(home: Path) -> dict[str, MatchResult]:
    """Every preset held against the embedded sites, in few draws."""
    desk = open_desk({"SITEMATCH_HOME": str(home), "SITEMATCH_LANG": "en"})
    stamp = Stamp("told", datetime(2026, 11, 24, tzinfo=UTC).isoformat())
    return {
        preset: make_match(
            with_draws(read_preset(preset, desk.pack, desk.region), DRAWS),
            desk.published,
            desk.region,
            kept=desk.kept,
            stamp=stamp,
            lang="en",
        )
        for preset in preset_ids(desk.pack)
    }


_NUMBERS = st.floats(-1e9, 1e9) | st.sampled_from([0.0, 1.0, 50.0, 100.0])
_POINTS = st.floats(0, 100)
_TEXTS = st.sampled_from([*NAMES, "", "{count}", "}{", "Sörby"]) | st.text(max_size=8)
_MUSTS: dict[str, Any] = {
    "area_ha": {"min": 100},
    "drive_min": {"max": 15},
    "rail_siding": True,
    "heritage": {"one_of": ["none"]},
}
_METRICS = st.sampled_from([*CATALOGUE, "any", "attribute"])


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A requirement document; not one that would be taken, but any that could be told."""
    criteria: list[dict[str, Any]] = []
    for i, metric in enumerate(draw(st.lists(_METRICS, max_size=5))):
        criterion: dict[str, Any] = {"id": f"c{i}"}
        if metric == "any":
            criterion |= {"at_least": draw(st.integers(1, 3)), "any": [{"metric": "rail_siding", "must": True}] * 2}
        else:
            criterion["metric"] = metric
            must = draw(st.none() | st.sampled_from([_MUSTS.get(metric), {"min": 1}, {"one_of": ["a", "b"]}, False]))
            criterion |= {"must": must} if must is not None else {}
            criterion |= draw(st.sampled_from([{}, {"to": "port"}, {"to": {"name": "{x}", "lon": 1, "lat": 2}}]))
            criterion |= draw(st.sampled_from([{}, {"name": "shore_distance_m"}, {"where": {"draft_m": {"min": 10}}}]))
            criterion |= draw(st.sampled_from([{}, {"rank": 1}, {"within_min": 45, "group": "it"}]))
        criteria.append(criterion)
    weights = draw(st.sampled_from(["given", "ordinal", "none"]))
    return {"id": "any", "criteria": criteria, **draw(st.sampled_from([{}, {"robustness": {"weights": weights}}]))}


@st.composite
def outcomes(draw: st.DrawFn, criterion: dict[str, Any]) -> CriterionOutcome:
    """A criterion at a site: a number, an interval, a word, several words, nothing at all."""
    ends = sorted(draw(st.tuples(_NUMBERS, _NUMBERS)))
    value, low, high = draw(
        st.sampled_from(
            [(ends[0], ends[0], ends[0]), (None, ends[0], ends[1]), (None, None, ends[1]), (None, None, None)]
            + [(v, None, None) for v in ("none", "{x}", True, ("a", "b"))]
        )
    )
    if "any" in criterion:  # how many of its members surely hold
        value = low = high = draw(st.integers(0, 2))
    points = sorted(draw(st.tuples(_POINTS, _POINTS)))
    if draw(st.booleans()):
        points[1] = points[0]
    valued = draw(st.booleans())
    return CriterionOutcome(
        id=criterion["id"],
        metric=criterion.get("metric", "any"),
        verdict=draw(st.none() | st.sampled_from(Verdict)),
        value=value,
        value_low=low,
        value_high=high,
        unit=draw(st.sampled_from([None, "ha", "persons"])),
        points_low=points[0] if valued else None,
        points_high=points[1] if valued else None,
        weight=draw(st.floats(0, 1)) if valued else None,
        via=draw(st.none() | st.builds(Via, st.none(), _TEXTS)),
        reason=draw(st.none() | st.sampled_from(["no_road_near", "no_people", "{x}"])),
        source=draw(st.none() | st.builds(Source, _TEXTS, st.none() | st.just("2021-05"), st.sampled_from(Method))),
    )


@st.composite
def matches(draw: st.DrawFn) -> MatchResult:
    """Any result at all, however unlikely."""
    requirement = draw(documents())
    scored = draw(st.booleans())
    ranked = tuple(draw(_ranked(requirement, i, scored=scored)) for i in range(1, draw(st.integers(0, 4)) + 1))
    missed = tuple(draw(_missed(requirement, i)) for i in range(draw(st.integers(0, 3))))
    is_open = sum(site.status is Status.OPEN for site in ranked)
    more = draw(st.integers(0, 2))
    return MatchResult(
        id="x",
        run_hash="x",
        engine="x",
        created_at="x",
        region="x",
        requirement=requirement,
        counts=Counts(len(ranked) + len(missed) + more, len(ranked) - is_open, is_open, len(missed) + more, 0),
        ranked=ranked,
        near_misses=missed,
        robustness=RobustnessResult(
            draws=draw(st.integers(1, 20_000)),
            acceptability={},
            central_weights={site.site_id: draw(st.none() | st.just({"c0": 0.9})) for site in ranked},
            confidence={},
        ),
    )


@st.composite
def _ranked(draw: st.DrawFn, requirement: dict[str, Any], rank: int, *, scored: bool) -> RankedSite:
    criteria = tuple(draw(outcomes(criterion)) for criterion in requirement["criteria"])
    asked = [one for one in criteria if one.verdict is Verdict.UNKNOWN or one.points_low != one.points_high]
    return RankedSite(
        rank=rank,
        site_id=f"s{rank}",
        name=draw(_TEXTS),
        municipality_code=draw(st.sampled_from([None, "0583"])),
        municipality=draw(st.sampled_from([None, "Motala"])),
        status=draw(st.sampled_from([Status.QUALIFIES, Status.OPEN])),
        availability=draw(st.sampled_from([None, "available", "reserved", "x"])),
        demo=draw(st.booleans()),
        score=draw(_POINTS) if scored else None,
        score_low=0.0 if scored else None,
        score_high=100.0 if scored else None,
        first_share=draw(st.floats(0, 1)) if scored else None,
        rank_low=draw(st.integers(1, rank)),
        rank_high=draw(st.integers(rank, 9)),
        criteria=criteria,
        open_questions=tuple(OpenQuestion(one.id, one.metric, "?", draw(_POINTS)) for one in asked),
    )


@st.composite
def _missed(draw: st.DrawFn, requirement: dict[str, Any], i: int) -> NearMiss:
    criteria = tuple(draw(outcomes(criterion)) for criterion in requirement["criteria"])
    musts = {criterion["id"]: criterion.get("must", {"at_least": 1}) for criterion in requirement["criteria"]}
    shortfalls = tuple(
        Shortfall(one.id, one.metric, one.value, one.value_low, one.value_high, musts[one.id], gap, one.unit)
        for one in criteria
        if one.verdict is Verdict.FAILS
        for gap in [draw(st.none() | _NUMBERS)]
    )
    return NearMiss(
        f"m{i}", draw(_TEXTS), None, None, None, False, None, None, None, shortfalls=shortfalls, criteria=criteria
    )


def with_first(result: MatchResult, **changes: Any) -> MatchResult:
    """The same match with something else about its first site."""
    return replace(result, ranked=(replace(result.ranked[0], **changes), *result.ranked[1:]))
