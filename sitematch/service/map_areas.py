"""From where the first sites of a match are reached in time, drawn once and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import shapely

from sitematch.core.region.model import Region
from sitematch.service.forms import Outcome
from sitematch.service.reach import reach_key
from sitematch.store.kept import Kept, key_of

_KIND: Final = "areas"
_PEOPLE: Final = frozenset({"population", "workforce"})
MOST_TIMES_ON_MAP: Final = 4


def areas_of(outcome: Outcome, kept: Kept) -> dict[str, Any]:
    """By site id, what a map needs to draw the areas of the first sites of a match; none without a ranked site."""
    from sitematch.views.map_areas import MOST_SITES_WITH_AREAS

    rows = {site_id: row for row, site_id in enumerate(outcome.sites.ids)}
    first = [site.site_id for site in outcome.shown.ranked[:MOST_SITES_WITH_AREAS] if site.site_id in rows]
    minutes = minutes_of(outcome.shown.requirement)
    key = _key(outcome.region, minutes) if first else ""
    return {
        site_id: _areas(outcome.region, outcome.sites.outlines[rows[site_id]], minutes, (kept, key))
        for site_id in first
    }


def minutes_of(requirement: Mapping[str, Any]) -> tuple[float, ...]:
    """The minutes of the areas: those within which people are asked for, unless the usual ones have them all."""
    from sitematch.service.isochrones import WITHIN_MIN

    asked = {float(one["within_min"]) for one in _criteria(requirement) if one.get("metric") in _PEOPLE}
    return WITHIN_MIN if asked <= set(WITHIN_MIN) else tuple(sorted(asked)[:MOST_TIMES_ON_MAP])


def _criteria(requirement: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for criterion in requirement.get("criteria", ()):
        yield from criterion.get("any", (criterion,))


def _key(region: Region, minutes: tuple[float, ...]) -> str:
    from sitematch.core.reach.isochrones import ISOCHRONES_VERSION
    from sitematch.views.map_areas import AREAS_FORMAT

    return key_of(ISOCHRONES_VERSION, str(AREAS_FORMAT), reach_key(region), repr(minutes))


def _areas(
    region: Region, outline: shapely.Geometry, minutes: tuple[float, ...], shelf: tuple[Kept, str]
) -> dict[str, Any]:
    kept, key = shelf[0], key_of(shelf[1], shapely.to_wkb(outline))
    content = kept.get_bytes(_KIND, key)
    if content is not None:
        found: dict[str, Any] = json.loads(content)
        return found
    from sitematch.service.isochrones import isochrones_of
    from sitematch.views.map_areas import prepare_areas

    made = prepare_areas(isochrones_of(region, outline, minutes, kept))
    kept.put_bytes(_KIND, key, json.dumps(made).encode())
    return made
