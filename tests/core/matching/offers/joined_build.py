"""Worlds of neighbouring parcels for tests, and how to draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from hypothesis import strategies as st

from sitematch.core.matching import MatchResult, match
from sitematch.core.metrics import CATALOGUE, Origin
from sitematch.core.requirement.model import Requirement
from sitematch.core.sites.measured import site_column
from tests.core.matching.build import Offer, columns_of, context, sites_of
from tests.core.matching.offers.joined_oracle import pairs

CELL_M = 100.0
"""Parcels stand in a grid of this width, each as much smaller as the way to the next."""


@dataclass(frozen=True)
class Parcel:
    """An offer at a place of the grid, so many metres away from the next."""

    offer: Offer
    at: tuple[int, int]
    gap_m: float = 0.0

    @property
    def outline(self) -> shapely.Polygon:
        """Its outline, in metres."""
        x, y = self.at[0] * CELL_M, self.at[1] * CELL_M
        return shapely.box(x, y, x + CELL_M - self.gap_m, y + CELL_M - self.gap_m)


def parcel(name: str, at: tuple[int, int], area_ha: float, gap_m: float = 0.0, **values: Any) -> Parcel:
    """A parcel in Motala with its area and other values."""
    return Parcel(Offer(f"0583-{name}", {"area_ha": area_ha, **values}), at, gap_m)


def gaps(parcels: Sequence[Parcel]) -> dict[tuple[int, int], float]:
    """How far all pairs of parcels are apart, in metres."""
    return {(i, j): shapely.distance(parcels[i].outline, parcels[j].outline) for i, j in pairs(len(parcels))}


def run_joined(asked: Requirement, parcels: Sequence[Parcel], **changes: Any) -> MatchResult:
    """The match of a requirement over parcels."""
    given = [parcel.offer for parcel in parcels]
    outlines = np.empty(len(parcels), dtype=object)
    outlines[:] = [parcel.outline for parcel in parcels]
    sites = replace(sites_of(given), outlines=outlines)
    columns = {
        measure: column if CATALOGUE[measure.metric].origin is Origin.REACH else site_column(sites, measure)
        for measure, column in columns_of(asked, given).items()
    }
    return match(asked, sites, columns, context(**changes))


_AREAS = st.sampled_from([2.0, 4.0, 8.0, 16.0])
_VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "owner_count": st.sampled_from([1.0, 1.0, 1.0, 2.0, None, (1.0, 3.0)]),
    "power_mw": st.sampled_from([10.0, 20.0, 20.0, 20.0, 20.0, None, (5.0, 15.0), 2.0]),
    "plan_stage": st.sampled_from(["laga_kraft", "laga_kraft", "antagen", "antagen", None, "none"]),
    "plan_use": st.sampled_from([["industry"], ["industry", "logistics"], ["logistics"], None]),
    "rail_siding": st.sampled_from([True, True, True, False, None]),
    "drive_min:port": st.sampled_from([5.0, 5.0, 20.0, 20.0, 45.0, None]),
}
_PARTS: Mapping[str, Any] = {
    "owners": {"metric": "owner_count", "must": {"max": 4}},
    "power": {"metric": "power_mw", "must": {"min": 10}},
    "plan": {"metric": "plan_stage", "must": {"one_of": ["antagen", "laga_kraft"]}},
    "use": {"metric": "plan_use", "must": {"one_of": ["industry"]}},
    "port": {"metric": "drive_min", "to": "port", "must": {"max": 30}},
    "either": {
        "any": [{"metric": "rail_siding", "must": True}, {"metric": "drive_min", "to": "port", "must": {"max": 10}}]
    },
    "roomy": {
        "any": [{"metric": "area_ha", "must": {"min": 24}}, {"metric": "plan_use", "must": {"one_of": ["logistics"]}}]
    },
    "two": {
        "any": [
            {"metric": "rail_siding", "must": True},
            {"metric": "owner_count", "must": {"max": 3}},
            {"metric": "plan_stage", "must": {"one_of": ["laga_kraft"]}},
        ],
        "at_least": 2,
    },
}


ROOM = {"id": "room", "metric": "footprint_fit", "length_m": 150, "width_m": 30, "must": {"min": 1}}
"""Fits no parcel, but two beside each other in a row, whatever their gaps, if these are bridged."""

World = tuple[list[dict[str, Any]], list[Parcel]]


def worlds(most: int = 9, codes: Sequence[str] = ("0583",)) -> st.SearchStrategy[World]:
    """Criteria and parcels in some cells of a grid of four by three, sorted by id."""
    places = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=3, max_size=most, unique=True)
    land = st.fixed_dictionaries(
        {"min": st.sampled_from([12.0, 20.0, 30.0])}, optional={"max": st.sampled_from([40.0, 64.0])}
    )
    others = st.lists(st.sampled_from(sorted(_PARTS)), max_size=3, unique=True)
    return st.tuples(
        st.tuples(land, others).map(lambda drawn: _criteria(*drawn)),
        places.flatmap(lambda at: st.tuples(*[_parcel(i, place, codes) for i, place in enumerate(at)])).map(_by_id),
    )


def _criteria(land: Mapping[str, float], others: Sequence[str]) -> list[dict[str, Any]]:
    asked = [{"id": name, **_PARTS[name]} for name in others]
    return [{"id": "land", "metric": "area_ha", "must": dict(land)}, *asked]


def _by_id(parcels: Sequence[Parcel]) -> list[Parcel]:
    return sorted(parcels, key=lambda one: one.offer.id)


def _parcel(number: int, at: tuple[int, int], codes: Sequence[str]) -> st.SearchStrategy[Parcel]:
    values = st.fixed_dictionaries({"area_ha": _AREAS, **_VALUES})
    return st.builds(
        lambda values, gap, code: Parcel(Offer(f"{code}-{number:02}", values, code=code), at, gap),
        values,
        st.sampled_from([0.0, 20.0, 40.0]),
        st.sampled_from(list(codes)),
    )
