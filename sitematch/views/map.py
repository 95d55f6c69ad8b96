"""The map of a match: one HTML file that opens without a network, made by folium."""

from __future__ import annotations

from typing import Any

from sitematch.core.evidence import Lang, Method, Source
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite, Status
from sitematch.core.region.model import Region
from sitematch.core.sites.sites import Sites
from sitematch.texts import translator
from sitematch.views.backdrop import Backdrop, prepare_backdrop
from sitematch.views.cards import Card, card_of, wording_of
from sitematch.views.explain import words_of
from sitematch.views.labels import requirement_name
from sitematch.views.legend import legend_of
from sitematch.views.map_areas import areas_on_page
from sitematch.views.map_facts import place_words, sparing_notes, told_of
from sitematch.views.map_joined import joined_shapes
from sitematch.views.map_parts import LEAST_NEAR_MISSES, MANY_SITES, MOST_SITES, DrawnSite, MapOptions
from sitematch.views.shapes import MANY_TOLERANCE_M, MAP_TOLERANCE_M, thin_geometries
from sitematch.views.sources import region_sources
from sitematch.views.words import status_text


def render_map(
    result: MatchResult, sites: Sites, region: Region | Backdrop, lang: Lang, options: MapOptions | None = None
) -> str:
    """The map of a match as one HTML page; the same inputs give the same bytes.

    Args:
        result: the match; every figure on the map is one of its.
        sites: the sites that were matched; one that is no longer among them stands in the list without a shape.
        region: the region, or its backdrop as ``prepare_backdrop`` made it.
        lang: the language of the page.
        options: see ``MapOptions``.

    Raises:
        OutputFailed: the scripts that go into the page are not installed.
    """
    from sitematch.views.map_page import assemble

    options = options or MapOptions()
    backdrop = region if isinstance(region, Backdrop) else prepare_backdrop(region)
    page, drawn = page_of(result, sites, backdrop, lang, options)
    return assemble(page, drawn, backdrop, lang, options)


def page_of(
    result: MatchResult, sites: Sites, backdrop: Backdrop, lang: Lang, options: MapOptions
) -> tuple[dict[str, Any], list[DrawnSite]]:
    """What the page around a map says, and the sites that are drawn on it."""
    ranked = result.ranked[: options.most_ranked]
    room = max(LEAST_NEAR_MISSES, MOST_SITES - len(ranked))
    near_misses = result.near_misses[: min(options.most_near_misses, room)]
    cards, drawn = _cards_and_shapes((*ranked, *near_misses), result, sites, lang, options)
    words = words_of(result, lang)
    fails = max(len(result.near_misses), result.counts.fails)
    page: dict[str, Any] = {
        **_heading(result, backdrop, lang),
        "summary": words.list.summary,
        "told": told_of((*ranked, *near_misses), words, result, lang),
        "link_words": place_words(options.place_url, lang),
        "ranked": cards[: len(ranked)],
        "near_misses": cards[len(ranked) :],
        "ranked_count": len(result.ranked),
        "near_misses_count": fails,
        "ranked_cut": _cut(len(ranked), len(result.ranked), lang),
        "near_misses_cut": _cut(len(near_misses), fails, lang),
        "sources": _sources(backdrop, lang),
        "credit": _credit(options, lang),
        "legend": legend_of(result, backdrop, lang),
        "joined": joined_shapes(result, sites),
        "reached": [card for card in cards if card.site_id in options.areas],
        "areas": {
            card.row: areas_on_page(options.areas[card.site_id], card.name, lang)
            for card in cards
            if card.site_id in options.areas
        },
    }
    return page, drawn


def _cards_and_shapes(
    shown: tuple[RankedSite | NearMiss, ...], result: MatchResult, sites: Sites, lang: Lang, options: MapOptions
) -> tuple[list[Card], list[DrawnSite]]:
    import shapely

    from sitematch.core.region.projection import geometries_to_degrees

    at = {site_id: row for row, site_id in enumerate(sites.ids)}
    there = [site for site in shown if site.site_id in at]
    outlines = sites.outlines[[at[site.site_id] for site in there]]
    points = shapely.get_coordinates(geometries_to_degrees(shapely.point_on_surface(outlines)))
    places = {
        site.site_id: (round(float(x), 5), round(float(y), 5)) for site, (x, y) in zip(there, points, strict=True)
    }
    tolerance_m = MAP_TOLERANCE_M if len(there) <= MANY_SITES else MANY_TOLERANCE_M
    wording = wording_of(result, lang)
    cards = [
        card_of(site, f"site-{i}", wording, _link(places.get(site.site_id), options)) for i, site in enumerate(shown)
    ]
    if len(shown) > MANY_SITES:
        cards = sparing_notes(cards, shown, lang)
    by_id = {card.site_id: card for card in cards}
    ranks = {site.site_id: site.rank if isinstance(site, RankedSite) else None for site in there}
    shapes = zip(there, thin_geometries(outlines, tolerance_m), strict=True)
    drawn = [DrawnSite(by_id[s.site_id], ranks[s.site_id], shape, places[s.site_id]) for s, shape in shapes]
    return cards, drawn


def _heading(result: MatchResult, backdrop: Backdrop, lang: Lang) -> dict[str, Any]:
    translate, counts = translator(lang), result.counts
    name = requirement_name(result.requirement, lang)
    lines = [
        f"{status_text(Status.QUALIFIES, lang)}: {counts.qualifies}",
        f"{status_text(Status.OPEN, lang)}: {counts.open}",
        f"{status_text(Status.FAILS, lang)}: {counts.fails}",
    ]
    if counts.left_out:
        lines.append(translate("{count} sold, left out").format(count=counts.left_out))
    everyone: list[RankedSite | NearMiss] = [*result.ranked, *result.near_misses]
    return {
        "title": f"{name} · {backdrop.name}",
        "heading": name,
        "subtitle": " · ".join([backdrop.name, result.created_at[:10]]),
        "counts": lines,
        "has_demo": any(site.demo for site in everyone),
        "has_scores": any(site.score is not None for site in result.ranked),
    }


def _cut(shown: int, there: int, lang: Lang) -> str:
    translate = translator(lang)
    return (
        translate("The first {shown} of {there} are shown.").format(shown=shown, there=there) if shown < there else ""
    )


def _link(at: tuple[float, float] | None, options: MapOptions) -> str | None:
    if at is None or options.place_url is None or not options.place_url.startswith(("https://", "http://")):
        return None
    return options.place_url.replace("{lat}", str(at[1])).replace("{lon}", str(at[0]))


def _sources(backdrop: Backdrop, lang: Lang) -> list[tuple[str, str]]:
    found = {key: Source(one["name"], one["date"], Method(one["method"])) for key, one in backdrop.sources.items()}
    return region_sources(found, lang)


def _credit(options: MapOptions, lang: Lang) -> str:
    translate = translator(lang)
    parts = [translate("Drawn with Leaflet and folium"), options.tiles_attribution if options.tiles_url else ""]
    return " · ".join(part for part in parts if part)
