"""A match as one web page that opens without a network: the whole list in words and tables, with its map."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite
from sitematch.core.sites.sites import Sites
from sitematch.views.backdrop import Backdrop
from sitematch.views.cards import Card
from sitematch.views.cuts import shown_lines, weights_of
from sitematch.views.explain import Words, words_of
from sitematch.views.map import page_of
from sitematch.views.map_parts import MapOptions
from sitematch.views.offers import offers_told
from sitematch.views.requirement_rows import requirement_rows
from sitematch.views.words import percent, status_text

MOST_RANKED: Final = 300
MOST_NEAR_MISSES: Final = 200


def render_html(
    result: MatchResult, sites: Sites, backdrop: Backdrop, lang: Lang, options: MapOptions | None = None
) -> str:
    """The page; the same inputs give the same bytes. Scripts and policy are those of the map.

    ``options``: links and areas, as for the map; how much is drawn is the page's own.

    Raises:
        OutputFailed: the scripts that go into the page are not installed.
    """
    from sitematch.views.map_page import assemble

    options = replace(options or MapOptions(), full=True, most_ranked=MOST_RANKED, most_near_misses=MOST_NEAR_MISSES)
    page, drawn = page_of(result, sites, backdrop, lang, options)
    words = words_of(result, lang)
    page |= {
        "ranked_cut": " ".join(shown_lines(result, len(page["ranked"]), None, lang)),
        "near_misses_cut": " ".join(shown_lines(result, None, len(page["near_misses"]), lang)),
        "run": result.run_hash,
        "scored": any(site.score is not None for site in result.ranked),
        "summary": words.list.summary,
        "decides": words.list.decides,
        "calls_title": words.list.calls_title,
        "calls": words.list.calls,
        "warnings": result.warnings,
        "sections": [
            _section(site, card, words, lang) for site, card in zip(result.ranked, page["ranked"], strict=False)
        ],
        "lacking": [_lacking(site, card, words) for site, card in _pairs(result, page)],
        "offers": offers_told(words, lang),
        "requirement": _requirement(result, lang),
    }
    return assemble(page, drawn, backdrop, lang, options)


def _section(site: RankedSite, card: Card, words: Words, lang: Lang) -> dict[str, Any]:
    said = words.sites[site.site_id]
    return {
        "card": card,
        "status_text": status_text(site.status, lang),
        "first": "" if site.first_share is None else percent(site.first_share, lang),
        "why": said.why,
        "firmness": said.firmness or "",
        "unknown": said.unknown,
    }


def _pairs(result: MatchResult, page: dict[str, Any]) -> list[tuple[NearMiss, Card]]:
    return list(zip(result.near_misses, page["near_misses"], strict=False))


def _lacking(site: NearMiss, card: Card, words: Words) -> dict[str, Any]:
    return {"card": card, "lacks": words.misses[site.site_id].lacks}


def _requirement(result: MatchResult, lang: Lang) -> list[dict[str, Any]]:
    shares, rows = weights_of(result), []
    for row in requirement_rows(result.requirement, lang):
        share = shares.get(row.id)
        rows.append({**asdict(row), "share": "" if share is None else percent(share, lang)})
    return rows
