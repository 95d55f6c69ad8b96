"""The one way in: a result in, its sentences out."""

from __future__ import annotations

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite
from sitematch.views.explain.joining import joined_words
from sitematch.views.explain.lists import list_words
from sitematch.views.explain.misses import miss_words
from sitematch.views.explain.model import MissWords, SiteWords, WhenAsked, Words
from sitematch.views.explain.offers import offers_by_site
from sitematch.views.explain.sites import site_words
from sitematch.views.explain.speech import speech_of
from sitematch.views.explain.takes import takes_of


def words_of(result: MatchResult, lang: Lang) -> Words:
    """Everything that can be said of a match in plain sentences; those of a site are made when they are asked for."""
    speech = speech_of(result, lang)
    above = (None, *result.ranked)
    ranked = {site.site_id: (site, over) for site, over in zip(result.ranked, above, strict=False)}
    missed = {miss.site_id: miss for miss in result.near_misses}

    def of_site(row: tuple[RankedSite, RankedSite | None]) -> SiteWords:
        return site_words(*row, speech)

    def of_miss(miss: NearMiss) -> MissWords:
        return miss_words(miss, speech)

    return Words(
        list=list_words(speech),
        sites=WhenAsked(ranked, of_site),
        misses=WhenAsked(missed, of_miss),
        takes=takes_of(result.would_take, speech),
        offers=offers_by_site(result, speech),
        joined=tuple(joined_words(one, speech) for one in result.assemblies),
    )
