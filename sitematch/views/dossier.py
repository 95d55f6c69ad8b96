"""What a printed match says, as plain data for the template that sets it: every text on one line and fit for paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sitematch.core.evidence import Lang, Method, Source
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite
from sitematch.core.sites.sites import Sites
from sitematch.texts import translator
from sitematch.views.backdrop import Backdrop
from sitematch.views.cards import Card, Wording, card_of, wording_of
from sitematch.views.cuts import shown_lines, weights_of
from sitematch.views.explain import SiteWords, Words, words_of
from sitematch.views.labels import requirement_name
from sitematch.views.offers import offers_told
from sitematch.views.plain_text import printed_text
from sitematch.views.requirement_rows import requirement_rows
from sitematch.views.sources import region_sources
from sitematch.views.words import marked, percent, status_text

MOST_SITES: Final = 20
"""So many of the ranked have a section of their own."""
MOST_LISTED: Final = 200
MOST_MISSES: Final = 100
_MOST_OF_A_NAME: Final = 120
_MOST_OF_A_TEXT: Final = 1_200
_WORDS: Final = {
    "kicker": marked("Shortlist of sites"),
    "demo": marked("Demo data"),
    "page": marked("Page"),
    "decides": marked("What decides"),
    "list": marked("The list"),
    "nobody": marked("No site is in the list."),
    "rank": marked("#"),
    "site": marked("Site"),
    "status": marked("Status"),
    "scale": marked("0–100"),
    "score": marked("Score"),
    "first": marked("First in"),
    "scale_note": marked(
        "The dark part of a bar is certain, the pale part possible: it hangs on what is not known. "
        "First in: the share of reasonable weightings that put the site first."
    ),
    "map": marked("Map"),
    "sites": marked("Site by site"),
    "criterion": marked("Criterion"),
    "value": marked("Has"),
    "bound": marked("Asked for"),
    "verdict": marked("Verdict"),
    "points": marked("Points · weight"),
    "sources": marked("Sources"),
    "ask": marked("Worth asking"),
    "contact": marked("Contact"),
    "misses": marked("Near misses, nearest first"),
    "lacks": marked("Lacks"),
    "requirement": marked("What was asked for"),
    "value_points": marked("Points"),
    "weight": marked("Weight"),
    "region_sources": marked("Sources of the region's data"),
}
_MAP_KEY: Final = marked(
    "Numbers: rank in the list; filled: qualifies, half: open. Rings: near misses. "
    "Municipalities, large roads and towns behind."
)
_JOINED_KEY: Final = marked("Dashed lines: neighbouring sites that are enough together.")
_READING: Final = marked(
    "Score: from 0 to 100, by the points and weights of the requirement alone; other sites do not change it. "
    "What is not known is never filled in: it widens the score to a span. Every figure has its source by letter."
)

Data = dict[str, Any]


def dossier_of(result: MatchResult, sites: Sites, backdrop: Backdrop, lang: Lang) -> Data:
    """Everything that the printed match says, in the order in which it says it."""
    translate, words, wording = translator(lang), words_of(result, lang), wording_of(result, lang)
    everyone: list[RankedSite | NearMiss] = [*result.ranked, *result.near_misses]
    said = {key: translate(text) for key, text in _WORDS.items()}
    name = requirement_name(result.requirement, lang)
    contacts = dict(zip(sites.ids, sites.contacts, strict=True))
    return {
        "lang": lang,
        "title": _named(name).strip() or said["kicker"],
        "short": printed_text(name, 60),
        "facts": _said(" · ".join([backdrop.name, result.created_at[:10], result.run_hash[:8]])),
        "demo": translate("Demo data: sites marked demo are invented.") if any(s.demo for s in everyone) else "",
        "summary": _said(words.list.summary),
        "decides": _all(words.list.decides),
        "calls_title": words.list.calls_title,
        "calls": _all(words.list.calls),
        "warnings": _all(result.warnings),
        "scored": any(site.score is not None for site in everyone),
        "listed": [_listed(site, wording) for site in result.ranked[:MOST_LISTED]],
        "list_cut": shown_lines(result, min(len(result.ranked), MOST_LISTED), None, lang),
        "map_alt": translate("Map of the sites"),
        "map_key": " ".join(map(translate, (_MAP_KEY, *((_JOINED_KEY,) if result.assemblies else ())))),
        "sites": [_section(s, wording, words, contacts.get(s.site_id)) for s in result.ranked[:MOST_SITES]],
        "sites_cut": _sections_cut(result, lang),
        "misses": [_miss(site, wording, words) for site in result.near_misses[:MOST_MISSES]],
        "misses_cut": shown_lines(result, None, min(len(result.near_misses), MOST_MISSES), lang),
        "offers": [[title, _all(told)] for title, told in offers_told(words, lang)],
        "requirement": _requirement(result, lang),
        "sources": [[what, _said(text)] for what, text in region_sources(_sources(backdrop), lang)],
        "reading": translate(_READING),
        "words": said,
    }


def _said(text: str) -> str:
    return printed_text(text, _MOST_OF_A_TEXT)


def _named(text: str) -> str:
    return printed_text(text, _MOST_OF_A_NAME)


def _all(texts: Iterable[str]) -> list[str]:
    return [_said(text) for text in texts]


def _listed(site: RankedSite, wording: Wording) -> Data:
    card = card_of(site, "", wording)
    first = "" if site.first_share is None else percent(site.first_share, wording.lang)
    return {**_head(card, wording.lang), "score": card.score, "range": card.score_range, "first": first} | {
        "low": card.bar_low,
        "high": card.bar_high,
    }


def _head(card: Card, lang: Lang) -> Data:
    return {
        "rank": card.number,
        "name": _named(card.name),
        "where": _said(card.where),
        "status": card.status,
        "status_text": status_text(card.status, lang),
    }


def _section(site: RankedSite, wording: Wording, words: Words, contact: str | None) -> Data:
    card = card_of(site, "", wording)
    return {
        **_head(card, wording.lang),
        "score_line": card.score_line,
        "told": _told(words.sites[site.site_id]),
        "criteria": [
            {
                "label": _said(line.label),
                "value": _said(line.value),
                "via": _said(line.via),
                "bound": _said(wording.bounds.get(one.id, "")),
                "verdict": line.verdict,
                "verdict_class": line.verdict_class,
                "points": line.points,
                "note": line.note,
            }
            for one, line in zip(site.criteria, card.criteria, strict=True)
        ],
        "notes": [[letter, _said(text)] for letter, text in card.notes],
        "questions": _all(card.questions),
        "contact": _said(contact or ""),
    }


def _told(words: SiteWords) -> list[str]:
    return _all(text for text in (" ".join(words.why), words.firmness) if text)


def _miss(site: NearMiss, wording: Wording, words: Words) -> Data:
    card = card_of(site, "", wording)
    return {**_head(card, wording.lang), "lacks": _all(words.misses[site.site_id].lacks)}


def _sections_cut(result: MatchResult, lang: Lang) -> list[str]:
    if len(result.ranked) <= MOST_SITES:
        return []
    translate = translator(lang)
    text = translate("Only the first {count} of the list have a section; the others stand in the list.")
    return [text.format(count=MOST_SITES)]


def _requirement(result: MatchResult, lang: Lang) -> list[Data]:
    shares: Mapping[str, float | None] = weights_of(result)
    rows = []
    for row in requirement_rows(result.requirement, lang):
        share = shares.get(row.id)
        texts = {"label": _said(row.label), "bound": _said(row.bound), "points": _said(row.points)}
        rows.append({**texts, "weight": "" if share is None else percent(share, lang)})
    return rows


def _sources(backdrop: Backdrop) -> dict[str, Source]:
    return {key: Source(one["name"], one["date"], Method(one["method"])) for key, one in backdrop.sources.items()}
