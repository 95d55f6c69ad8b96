"""Sites that are enough together as the map draws them: one line around each set, as many sets as share no site."""

from __future__ import annotations

from typing import Any, Final

from sitematch.core.matching.result import AssembledSites, MatchResult
from sitematch.core.sites.sites import Sites
from sitematch.views.shapes import thin_geometries

MOST_JOINED: Final = 100


def apart(result: MatchResult) -> list[AssembledSites]:
    """The first sets of which no two share a site; lines around sets that overlap could not be told apart."""
    taken: set[str] = set()
    chosen = []
    for one in result.assemblies:
        if taken.isdisjoint(one.site_ids):
            taken.update(one.site_ids)
            chosen.append(one)
    return chosen[:MOST_JOINED]


def joined_shapes(result: MatchResult, sites: Sites) -> list[dict[str, Any]]:
    """The line around each of these sets as a GeoJSON geometry in degrees; a set of which a site is gone has none."""
    chosen = apart(result)
    if not chosen:
        return []
    import numpy as np

    from sitematch.core.matching.offers.joined_room import joined_outline

    at = {site_id: row for row, site_id in enumerate(sites.ids)}
    gap_m = float((result.requirement.get("assembly") or {}).get("max_gap_m", 0.0))
    there = [one for one in chosen if all(site_id in at for site_id in one.site_ids)]
    whole = [joined_outline(sites.outlines[[at[site_id] for site_id in one.site_ids]], gap_m) for one in there]
    outlines = np.empty(len(whole), dtype=object)
    outlines[:] = whole
    return thin_geometries(outlines)
