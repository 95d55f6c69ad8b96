"""What it would take, and with which neighbours, told of a single site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sitematch.core.matching.result import AssembledSites, ChangedSite, MatchResult
from sitematch.views.explain.speech import Speech
from sitematch.views.explain.takes import all_needed
from sitematch.views.labels import value_text
from sitematch.views.words import status_word

MOST_SETS: Final = 2
"""So many sets that a site is in are told of it."""


def offers_by_site(result: MatchResult, speech: Speech) -> Mapping[str, tuple[str, ...]]:
    """Of each site that stands nearest in its municipality, or is enough with its neighbours, what is to be said."""
    said: dict[str, list[str]] = {}
    for row in result.would_take:
        for site in (row.nearest, row.instead):
            if site is not None and all(one.changeable for one in site.changes):
                said.setdefault(site.site_id, []).append(_takes(site, speech))
    told: dict[str, int] = {}
    for one in result.assemblies:
        for site_id in one.site_ids:
            told[site_id] = told.get(site_id, 0) + 1
            if told[site_id] <= MOST_SETS:
                said.setdefault(site_id, []).append(_together(one, site_id, speech))
    return {site_id: tuple(lines) for site_id, lines in said.items()}


def _takes(site: ChangedSite, speech: Speech) -> str:
    text = speech.translate("It would take {changes}.")
    return text.format(changes=all_needed(site.changes, speech))


def _together(one: AssembledSites, site_id: str, speech: Speech) -> str:
    others = [name for other, name in zip(one.site_ids, one.names, strict=True) if other != site_id]
    names, status = speech.all_of(others), status_word(one.status, speech.lang)
    if one.area_ha is None:
        return speech.translate("Together with {names}: {status}.").format(names=names, status=status)
    area = value_text(one.area_ha, "area_ha", "ha", speech.lang)
    return speech.translate("Together with {names}: {area}, {status}.").format(names=names, area=area, status=status)
