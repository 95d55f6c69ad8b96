"""Small worlds for tests: requirements and sites written as plain values, and how to draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from hypothesis import strategies as st

from sitematch.core.evidence import Method, Source
from sitematch.core.matching import MatchContext, MatchResult, match
from sitematch.core.metrics import CATALOGUE, Kind, Origin
from sitematch.core.requirement import Vocabulary, parse_requirement
from sitematch.core.requirement.model import Measure, Requirement
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn, Via
from sitematch.core.sites.measured import site_column
from sitematch.core.sites.sites import Sites, Visibility

STATED = Source("Motala kommun", "2024-03-01", Method.STATED)
VOCABULARY = Vocabulary(classes=frozenset({"port", "airport"}), groups=frozenset())
NAMES = {"0583": "Motala", "0581": "Norrköping"}

Value = Any
"""None, a number, a pair for an interval, a category, a boolean, or a list of members."""


@dataclass(frozen=True)
class Offer:
    """One site: its values by metric (of reach by ``metric:to``) and its cells in other columns."""

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)
    cells: Mapping[str, Any] = field(default_factory=dict)
    code: str | None = "0583"


def requirement(criteria: Sequence[Mapping[str, Any]], **more: Any) -> Requirement:
    """A requirement from its criteria as they are written."""
    document = {"schema": "sitematch.requirement/1", "id": "test", "criteria": [dict(c) for c in criteria], **more}
    return parse_requirement(document, VOCABULARY)


def numbers(values: Sequence[Value], source: Source | None = STATED) -> NumberColumn:
    """A column of numbers, of pairs for intervals, of None for unknown."""
    ends = [(-np.inf, np.inf) if v is None else v if isinstance(v, tuple) else (v, v) for v in values]
    low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T
    nothing = (None,) * len(values)
    return NumberColumn(
        low.copy(), high.copy(), nothing, nothing, tuple(source if v is not None else None for v in values)
    )


def categories(kind: Kind, values: Sequence[Value]) -> CategoryColumn:
    """A column of booleans, categories or lists of members."""
    members = [None if v is None else _members(v) for v in values]
    known = tuple(sorted({m for m in members if m is not None}))
    codes = np.array([-1 if m is None else known.index(m) for m in members], dtype=np.int64)
    sources = tuple(STATED if m is not None else None for m in members)
    return CategoryColumn(kind, codes, known, (None,) * len(values), sources)


def _members(value: Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return (value,) if isinstance(value, str) else tuple(sorted(value))


def sites_of(offers: Sequence[Offer]) -> Sites:
    """Sites in a row, ten metres square each, in the order given."""
    n = len(offers)
    stated = sorted({name for offer in offers for name in offer.values if ":" not in name})
    others = sorted({name for offer in offers for name in offer.cells})
    left = np.array([float(int.from_bytes(offer.id.encode()[-3:], "big") * 20) for offer in offers])
    return Sites(
        ids=tuple(offer.id for offer in offers),
        names=tuple(f"Site {offer.id}" for offer in offers),
        municipality_codes=tuple(offer.code for offer in offers),
        visibilities=(Visibility.PUBLIC,) * n,
        demo=(False,) * n,
        properties=(None,) * n,
        contacts=(None,) * n,
        sources=(STATED,) * n,
        outlines=np.asarray(shapely.box(left, 0.0, left + 10, 10.0), dtype=object).reshape(n),
        columns={name: _column(name, [offer.values.get(name) for offer in offers]) for name in stated},
        others={name: tuple(offer.cells.get(name) for offer in offers) for name in others},
    )


def _column(name: str, values: Sequence[Value]) -> Column:
    kind = CATALOGUE[name].kind
    return numbers(values) if kind is Kind.NUMBER else categories(kind, values)


def columns_of(asked: Requirement, offers: Sequence[Offer]) -> dict[Measure, Column]:
    """The values of every measure at every offer."""
    sites = sites_of(offers)
    return {measure: _values_of(measure, sites, offers) for measure in asked.measures}


def _values_of(measure: Measure, sites: Sites, offers: Sequence[Offer]) -> Column:
    if CATALOGUE[measure.metric].origin is not Origin.REACH:
        return site_column(sites, measure)
    column = numbers([offer.values.get(f"{measure.metric}:{measure.to}") for offer in offers])
    via = tuple(Via("p1", "Hamnen") if known else None for known in ~column.unknown)
    return NumberColumn(column.low, column.high, column.reasons, via, column.sources)


def context(**changes: Any) -> MatchContext:
    """A context with everything in its place."""
    told = {"region": "test", "municipalities": NAMES, "region_hash": "r", "engine": "0.1.0", "lang": "en"}
    return MatchContext(**{**told, "id": "m1", "created_at": "2026-01-01T00:00:00Z", **changes})


def run(asked: Requirement, offers: Sequence[Offer], **changes: Any) -> MatchResult:
    """The match of a requirement over offers."""
    return match(asked, sites_of(offers), columns_of(asked, offers), context(**changes))


# --- how to draw worlds: all numbers are such that weighted sums and shortfalls are exact in binary

_GRID = st.integers(0, 16).map(float)
_NUMBER = st.one_of(st.none(), _GRID, st.tuples(_GRID, _GRID).map(lambda pair: tuple(sorted(pair))))
_STAGES = ("none", "planbesked", "antagen")
_USES = ("industry", "logistics", "other")
_VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    "power_mw": _NUMBER,
    "owner_count": _NUMBER,
    "drive_min:port": st.one_of(st.none(), st.integers(0, 128).map(lambda eighths: eighths / 8), _NUMBER),
    "rail_siding": st.one_of(st.none(), st.booleans()),
    "plan_stage": st.one_of(st.none(), st.sampled_from(_STAGES)),
    "plan_use": st.one_of(st.none(), st.lists(st.sampled_from(_USES), min_size=1, max_size=2, unique=True)),
}
_END = st.sampled_from([0.0, 1.0, 2.0, 4.0, 8.0, 16.0])
_BETWEEN = st.one_of(
    st.builds(lambda low: {"min": low}, _END),
    st.builds(lambda high: {"max": high}, _END),
    st.tuples(_END, _END).map(lambda pair: {"min": min(pair), "max": max(pair)}),
)
_POINTS = st.sampled_from([0.0, 16.0, 32.0, 64.0, 96.0, 100.0])


def _bound_of(slot: str) -> st.SearchStrategy[Any]:
    if slot == "rail_siding":
        return st.booleans()
    listed = {"plan_stage": _STAGES, "plan_use": _USES}.get(slot)
    if listed is None:
        return _BETWEEN
    return st.lists(st.sampled_from(listed), min_size=1, max_size=2, unique=True).map(lambda some: {"one_of": some})


def _value_of(slot: str) -> st.SearchStrategy[Any]:
    keys = {"rail_siding": ("true", "false"), "plan_stage": _STAGES, "plan_use": _USES}.get(slot)
    if keys is None:
        knots = st.lists(st.sampled_from([0.0, 4.0, 8.0, 16.0]), min_size=2, max_size=4, unique=True).map(sorted)
        return knots.flatmap(lambda xs: st.tuples(*[_POINTS for _ in xs]).map(lambda ps: _listed(xs, ps)))
    return st.dictionaries(st.sampled_from(keys), _POINTS, min_size=1).map(lambda points: dict(sorted(points.items())))


def _listed(xs: Sequence[float], points: Sequence[float]) -> list[list[float]]:
    return [[x, y] for x, y in zip(xs, points, strict=True)]


def _measure_of(slot: str) -> dict[str, Any]:
    metric, _, to = slot.partition(":")
    return {"metric": metric, "to": to} if to else {"metric": metric}


@st.composite
def criteria_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to five criteria; the weights sum to 32."""
    slots = draw(st.lists(st.sampled_from(sorted(_VALUES)), min_size=1, max_size=5))
    ids = draw(st.permutations([f"c{i}" for i in range(len(slots) + 1)]))
    criteria = []
    for name, slot in zip(ids, slots, strict=False):
        parts = draw(st.sampled_from(["must", "value", "both"]))
        criterion: dict[str, Any] = {"id": name, **_measure_of(slot)}
        if parts != "value":
            criterion["must"] = draw(_bound_of(slot))
        if parts != "must":
            criterion["value"] = draw(_value_of(slot))
        criteria.append(criterion)
    valued = [criterion for criterion in criteria if "value" in criterion]
    for criterion in valued[1:]:
        criterion["weight"] = draw(st.integers(1, 7))
    if valued:
        valued[0]["weight"] = 32 - sum(criterion["weight"] for criterion in valued[1:])
    if draw(st.booleans()):
        members = draw(st.lists(st.sampled_from(sorted(_VALUES)), min_size=1, max_size=3))
        demands = [{**_measure_of(slot), "must": draw(_bound_of(slot))} for slot in members]
        criteria.append({"id": ids[-1], "any": demands, "at_least": draw(st.integers(1, len(demands)))})
    return criteria


def offers(least: int = 0, most: int = 7) -> st.SearchStrategy[list[Offer]]:
    """Offers with ids of their own, in any order."""
    values = st.fixed_dictionaries(dict(_VALUES))
    ids = st.lists(st.integers(0, 99), min_size=least, max_size=most, unique=True)
    return ids.flatmap(
        lambda numbers: st.tuples(*[values.map(lambda v, n=n: Offer(f"0583-{n}", v)) for n in numbers]).map(list)
    )
