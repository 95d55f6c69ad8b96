"""What the page of a match shows: the same cards as its map, and what is said once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sitematch.core.evidence import Lang, Method
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite
from sitematch.service.forms import Outcome
from sitematch.views.cards import Card, card_of, wording_of
from sitematch.views.explain import words_of
from sitematch.views.labels import criterion_label, must_text, requirement_name
from sitematch.views.map_parts import MOST_NEAR_MISSES, MOST_RANKED
from sitematch.views.offers import offers_told
from sitematch.views.sources import region_sources

NEAREST: Final = 10
"""So many near misses stand open; the others one tap away."""


def match_page(outcome: Outcome) -> dict[str, Any]:
    """The values of the template ``match.html``."""
    shown, lang = outcome.shown, outcome.lang
    words = words_of(shown, lang)
    return {
        "result": shown,
        "name": requirement_name(shown.requirement, lang),
        "region": outcome.region,
        "ranked": _cards(shown.ranked[:MOST_RANKED], outcome),
        "nearest": _cards(shown.near_misses[:NEAREST], outcome),
        "others": _cards(shown.near_misses[NEAREST:MOST_NEAR_MISSES], outcome),
        "misses_shown": min(len(shown.near_misses), MOST_NEAR_MISSES),
        "asks": asked_for(shown.requirement, lang),
        "calls": words.list.calls,
        "calls_title": words.list.calls_title,
        "decides": words.list.decides,
        "offers": offers_told(words, lang),
        "has_demo": any(site.demo for site in _everyone(shown)),
        "demo_sources": demo_sources(shown),
        "sources": region_sources(outcome.region.sources, lang),
    }


def demo_sources(result: MatchResult) -> list[str]:
    """Who wrote the figures of the demo sites, each once."""
    said = (one.source for site in _everyone(result) if site.demo for one in site.criteria)
    return sorted({source.name for source in said if source is not None and source.method is Method.DEMO})


def asked_for(requirement: Mapping[str, Any], lang: Lang) -> list[str]:
    """Every criterion of a requirement document with its bound, in words."""
    criteria = requirement["criteria"]
    bounds = ("" if "any" in criterion else must_text(criterion, lang) for criterion in criteria)
    labels = (criterion_label(criterion, lang) for criterion in criteria)
    return [": ".join(filter(None, parts)) for parts in zip(labels, bounds, strict=True)]


def _everyone(result: MatchResult) -> list[RankedSite | NearMiss]:
    return [*result.ranked, *result.near_misses]


def _cards(sites: Sequence[RankedSite] | Sequence[NearMiss], outcome: Outcome) -> list[Card]:
    wording = wording_of(outcome.result, outcome.lang)
    return [card_of(site, site.site_id, wording) for site in sites]
