"""A small match, written down by hand: three municipalities side by side, five sites, one criterion of each kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely

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
from sitematch.core.region.model import Access, Facilities, Localities, Municipalities, Region, Roads
from sitematch.core.sites.columns import Via
from sitematch.core.sites.sites import Sites, Visibility

STATED = Source("Motala kommun", "2024-03-01", Method.STATED)
DERIVED = Source("vägnät", "2026-11-24", Method.DERIVED)
DEMO = Source("demo", None, Method.DEMO)

REQUIREMENT: dict[str, Any] = {
    "schema": "sitematch.requirement/1",
    "id": "battery-plant",
    "name": {"sv": "Batterifabrik", "en": "Battery plant"},
    "criteria": [
        {"id": "land", "metric": "area_ha", "must": {"min": 100}, "value": [[100, 0], [200, 100]], "weight": 30},
        {"id": "power", "metric": "power_mw", "must": {"min": 50}, "value": [[50, 0], [150, 100]], "weight": 70},
        {"id": "junction", "metric": "drive_min", "to": "motorway_junction", "must": {"max": 15}},
        {"id": "plan", "metric": "plan_use", "must": {"one_of": ["industry", "mixed"]}},
        {
            "id": "rail",
            "at_least": 1,
            "any": [
                {"metric": "rail_siding", "must": True},
                {"metric": "drive_min", "to": "port", "must": {"max": 30}},
            ],
        },
        {"id": "class", "metric": "attribute", "name": "road_class", "must": {"one_of": ["BK1"]}},
    ],
    "robustness": {"weights": "given", "tolerance": 0.25, "draws": 1000, "seed": 1},
}


def outcome(name: str, metric: str, value: Any, verdict: Verdict | None, **more: Any) -> CriterionOutcome:
    """An outcome of which only what differs from the plainest has to be said."""
    number = value if isinstance(value, float) else None
    plain: dict[str, Any] = {
        "id": name,
        "metric": metric,
        "verdict": verdict,
        "value": value,
        "value_low": number,
        "value_high": number,
        "unit": None,
        "points_low": None,
        "points_high": None,
        "weight": None,
        "via": None,
        "reason": None,
        "source": STATED,
    }
    return CriterionOutcome(**{**plain, **more})


def criteria_known() -> tuple[CriterionOutcome, ...]:
    """Every bound met, everything known."""
    return (
        outcome("land", "area_ha", 132.14, Verdict.MEETS, unit="ha", points_low=32.14, points_high=32.14, weight=0.3),
        outcome("power", "power_mw", 120.0, Verdict.MEETS, unit="MW", points_low=70.0, points_high=70.0, weight=0.7),
        outcome(
            "junction",
            "drive_min",
            7.25,
            Verdict.MEETS,
            unit="min",
            via=Via("junction-1", "Trafikplats Motala"),
            source=DERIVED,
        ),
        outcome("plan", "plan_use", ("industry", "logistics"), Verdict.MEETS),
        outcome("rail", "any", 1.0, Verdict.MEETS, source=None),
        outcome("class", "attribute", "BK1", Verdict.MEETS),
    )


def criteria_open() -> tuple[CriterionOutcome, ...]:
    """Power as an interval over the bound, the junction not reached."""
    known = criteria_known()
    return (
        known[0],
        outcome(
            "power",
            "power_mw",
            None,
            Verdict.UNKNOWN,
            value_low=40.0,
            value_high=80.0,
            unit="MW",
            points_low=0.0,
            points_high=30.0,
            weight=0.7,
        ),
        outcome("junction", "drive_min", None, Verdict.UNKNOWN, unit="min", reason="no_road_near", source=None),
        *known[3:],
    )


def criteria_failing() -> tuple[CriterionOutcome, ...]:
    """Too small, and no power to speak of."""
    known = criteria_known()
    return (
        outcome("land", "area_ha", 88.0, Verdict.FAILS, unit="ha", points_low=0.0, points_high=0.0, weight=0.3),
        outcome("power", "power_mw", 49.998, Verdict.FAILS, unit="MW", points_low=0.0, points_high=0.0, weight=0.7),
        *known[2:],
    )


def ranked(rank: int, site_id: str, name: str, **more: Any) -> RankedSite:
    """A ranked site; ``open=True`` for one with unknowns."""
    is_open = more.pop("open", False)
    plain: dict[str, Any] = {
        "rank": rank,
        "site_id": site_id,
        "name": name,
        "municipality_code": "0583",
        "municipality": "Motala",
        "status": Status.OPEN if is_open else Status.QUALIFIES,
        "availability": "available",
        "demo": False,
        "score": 20.142 if is_open else 58.642,
        "score_low": 9.642 if is_open else 58.642,
        "score_high": 30.642 if is_open else 58.642,
        "first_share": 0.0 if is_open else 0.995,
        "rank_low": rank,
        "rank_high": rank,
        "criteria": criteria_open() if is_open else criteria_known(),
        "open_questions": (
            (
                OpenQuestion("power", "power_mw", "Hur mycket eleffekt kan området få?", 21.0),
                OpenQuestion("junction", "drive_min", "Hur långt är det till påfarten?", 0.0),
            )
            if is_open
            else ()
        ),
    }
    return RankedSite(**{**plain, **more})


def near_miss(site_id: str, name: str, **more: Any) -> NearMiss:
    """A site that lacks 12 ha and 2 kW."""
    plain: dict[str, Any] = {
        "site_id": site_id,
        "name": name,
        "municipality_code": "0561",
        "municipality": "Åtvidaberg",
        "availability": "available",
        "demo": False,
        "score": 0.0,
        "score_low": 0.0,
        "score_high": 0.0,
        "shortfalls": (
            Shortfall("land", "area_ha", 88.0, 88.0, 88.0, {"min": 100}, 12.0, "ha"),
            Shortfall("power", "power_mw", 49.998, 49.998, 49.998, {"min": 50}, 0.002, "MW"),
        ),
        "criteria": criteria_failing(),
    }
    return NearMiss(**{**plain, **more})


def next_question(site_id: str, **more: Any) -> dict[str, Any]:
    """A question of the whole list, as a result holds it."""
    plain: dict[str, Any] = {
        "site_id": site_id,
        "name": "Bråstorp",
        "rank": 2,
        "municipality_code": "0583",
        "municipality": "Motala",
        "id": "power",
        "metric": "power_mw",
        "ask": "Motala: Hur mycket eleffekt kan området få? (Bråstorp)",
        "answer_from": "site",
        "swing": 21.0,
        "holds": None,
        "first_changes": 0.0,
        "leading_changes": 0.0,
        "draws": 1000,
        **more,
    }
    return plain | {"effect": plain["first_changes"] + plain["leading_changes"]}


def match_of(ranked_sites: tuple[RankedSite, ...], near_misses: tuple[NearMiss, ...], **more: Any) -> MatchResult:
    """A match of these sites."""
    counts = Counts(
        considered=len(ranked_sites) + len(near_misses),
        qualifies=sum(site.status is Status.QUALIFIES for site in ranked_sites),
        open=sum(site.status is Status.OPEN for site in ranked_sites),
        fails=len(near_misses),
        left_out=0,
    )
    plain: dict[str, Any] = {
        "id": "abc123",
        "run_hash": "f00dfeed" * 8,
        "engine": "0.1.0",
        "created_at": "2026-11-24T09:05:00Z",
        "region": "trekommun",
        "requirement": REQUIREMENT,
        "counts": counts,
        "ranked": ranked_sites,
        "near_misses": near_misses,
        "robustness": RobustnessResult(1000, {}, {}, {}),
    }
    return MatchResult(**{**plain, **more})


def small_match() -> MatchResult:
    """One that qualifies, one open and reserved, one demo site, two near misses."""
    return match_of(
        (
            ranked(1, "0583-1", "Sörby norra"),
            ranked(2, "0583-2", "Bråstorp", open=True, availability="reserved"),
            ranked(3, "0580-7", "Skäggetorp", open=True, municipality="Linköping", municipality_code="0580", demo=True),
        ),
        (near_miss("0561-1", "Åtvid östra"), near_miss("0561-2", "Adelsnäs", demo=True, availability="planned")),
    )


def sites_of(result: MatchResult, corners: dict[str, tuple[float, float]] | None = None) -> Sites:
    """A square kilometre for each site of a match, in a row through the three municipalities unless told where."""
    rows = [*result.ranked, *result.near_misses]
    n = len(rows)
    places = corners or {row.site_id: (486_000.0 + 21_000 * i, 6_490_000.0 + 1_700 * i) for i, row in enumerate(rows)}
    squares = [shapely.box(x, y, x + 1_000, y + 1_000) for x, y in (places[row.site_id] for row in rows)]
    return Sites(
        ids=tuple(row.site_id for row in rows),
        names=tuple(row.name for row in rows),
        municipality_codes=tuple(row.municipality_code for row in rows),
        visibilities=(Visibility.PUBLIC,) * n,
        demo=tuple(row.demo for row in rows),
        properties=(None,) * n,
        contacts=(None,) * n,
        sources=(STATED,) * n,
        outlines=np.array(squares, dtype=object),
        columns={},
        others={},
    )


def small_region() -> Region:
    """Three municipalities of 40 × 50 km side by side, a motorway through them, three towns, four facilities."""
    boxes = [shapely.box(480_000 + 40_000 * i, 6_470_000, 520_000 + 40_000 * i, 6_520_000) for i in range(3)]
    outlines = np.array(boxes, dtype=object)
    nobody = np.zeros(3)
    return Region(
        id="trekommun",
        name="Trekommun",
        lang="sv",
        access=Access(),
        horizon_min=90,
        roads=small_roads(),
        facilities=Facilities(
            ids=("a", "b", "c", "d"),
            classes=("motorway_junction", "rail_station", "port", "skidlift"),
            names=("Trafikplats Motala", "Motala C", "Motala hamn", "Öjeberget"),
            lon=np.array([15.04, 15.05, 15.03, 15.6]),
            lat=np.array([58.51, 58.54, 58.55, 58.6]),
            attributes={},
        ),
        localities=Localities(
            ids=("1", "2", "3"),
            names=("Motala", "Linköping", "Glesbygd"),
            lon=np.array([15.04, 15.62, 16.2]),
            lat=np.array([58.54, 58.51, 58.5]),
            rural=np.array([False, False, True]),
            municipality_codes=("0583", "0580", "0561"),
            population=np.array([30_000.0, 115_000.0, 400.0]),
            workforce=nobody,
            groups={},
            jobs=None,
            attributes={},
        ),
        municipalities=Municipalities(
            codes=("0583", "0580", "0561"), names=("Motala", "Linköping", "Åtvidaberg"), load_outlines=lambda: outlines
        ),
        sources={
            "roads": Source("Vägar, prov", "2026-11-24", Method.ESTIMATED),
            "people": Source("GeoNames (CC BY 4.0)", "2026-11-24", Method.STATED),
            "facilities": Source("Målpunkter, prov", None, Method.ESTIMATED),
            "municipalities": Source("SCB", "2025", Method.STATED),
        },
        content_hash="0" * 64,
    )


def small_roads() -> Roads:
    """A motorway from west to east, a national road with a bend, and a lane that no map of a county shows."""
    return Roads(
        node_ids=("w", "m", "e", "n"),
        node_lon=np.array([14.7, 15.6, 16.4, 15.62]),
        node_lat=np.array([58.5, 58.5, 58.5, 58.7]),
        from_node=np.array([0, 1, 1, 0]),
        to_node=np.array([1, 2, 3, 3]),
        km=np.array([52.0, 46.0, 22.0, 60.0]),
        speed_kmh=np.array([110.0, 110.0, 80.0, 50.0]),
        oneway=np.zeros(4, dtype=bool),
        motorway=np.array([True, True, False, False]),
        road=("E4", "E4", "34", "local"),
        wkt=(None, None, "LINESTRING (15.6 58.5, 15.7 58.6, 15.62 58.7)", None),
    )


def renamed(result: MatchResult, names: list[str]) -> MatchResult:
    """The same match with other names on its ranked sites."""
    return replace(result, ranked=tuple(replace(s, name=n) for s, n in zip(result.ranked, names, strict=False)))
