"""What a map says of a site in sentences: why it stands where it stands, what is unknown, who lives near it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from sitematch.core.evidence import Lang, Method
from sitematch.core.matching.result import CriterionOutcome, MatchResult, NearMiss, RankedSite
from sitematch.core.metrics.names import plain_name
from sitematch.texts import translator
from sitematch.views.cards import Card
from sitematch.views.explain import Words
from sitematch.views.map_parts import MANY_SITES
from sitematch.views.words import interval, marked, number, source_text

_PEOPLE: Final[Mapping[str, str]] = {
    "population": marked("{amount} people live within {minutes} minutes by car"),
    "workforce": marked("{amount} of the workforce live within {minutes} minutes by car"),
}
_GROUP: Final = marked("{amount} of the workforce in {group} live within {minutes} minutes by car")
FEW_UNKNOWNS: Final = 3
"""Of sites far down a long list: those worth most come first, and the table says of each value that it is unknown."""


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences of a site: ``gist`` stands in its row, ``near`` with its rings, all else on its card.

    ``takes`` is what a near miss would take, alone or with its neighbours.
    """

    gist: str
    why: tuple[str, ...]
    lacks: tuple[str, ...]
    unknown: tuple[str, ...]
    near: tuple[str, ...]
    takes: tuple[str, ...] = ()


def told_of(shown: Sequence[RankedSite | NearMiss], words: Words, result: MatchResult, lang: Lang) -> dict[str, Told]:
    """The sentences of each of these sites, by its id; all reasons and unknowns of the first ``MANY_SITES`` alone."""
    criteria = {str(one["id"]): one for one in result.requirement.get("criteria", ())}
    return {
        site.site_id: _told(site, words, near_lines(site, criteria, lang), in_full=row < MANY_SITES)
        for row, site in enumerate(shown)
    }


def _told(site: RankedSite | NearMiss, words: Words, near: tuple[str, ...], *, in_full: bool) -> Told:
    if isinstance(site, NearMiss):
        miss = words.misses[site.site_id]
        return Told(miss.summary, (), miss.lacks if in_full else (), (), near, words.offers.get(site.site_id, ()))
    said = words.sites[site.site_id]
    firm = (said.firmness,) if said.firmness else ()
    if not in_full:
        return Told(said.summary, (), (), said.unknown[:FEW_UNKNOWNS], near)
    return Told(said.summary, (*said.why, *firm), (), said.unknown, near)


def near_lines(site: RankedSite | NearMiss, criteria: Mapping[str, Mapping[str, Any]], lang: Lang) -> tuple[str, ...]:
    """How many people live within so many minutes of a site, as far as its match asked for it and it is known."""
    lines = (_near_line(one, criteria.get(one.id, {}), lang) for one in site.criteria)
    return tuple(dict.fromkeys(line for line in lines if line))


def _near_line(outcome: CriterionOutcome, criterion: Mapping[str, Any], lang: Lang) -> str:
    if outcome.metric not in _PEOPLE or outcome.value_low is None or outcome.value_high is None:
        return ""
    low, high, group = outcome.value_low, outcome.value_high, criterion.get("group")
    text = translator(lang)(_GROUP if group else _PEOPLE[outcome.metric])
    return text.format(
        amount=number(low, lang) if low == high else interval(low, high, lang),
        minutes=number(float(criterion.get("within_min", 0)), lang),
        group=plain_name(str(group)),
    )


def sparing_notes(cards: Sequence[Card], shown: Sequence[RankedSite | NearMiss], lang: Lang) -> list[Card]:
    """Cards that name the region's data in short: its sources stand on the page, and there are hundreds of cards."""
    translate = translator(lang)
    short = translate("derived from the region's data, see the sources of this page")
    sources = {one.source for site in shown for one in site.criteria if one.source is not None}
    derived = {source_text(source, lang) for source in sources if source.method is Method.DERIVED}
    return [
        replace(card, notes=tuple((letter, short if text in derived else text) for letter, text in card.notes))
        for card in cards
    ]


def place_words(place_url: str | None, lang: Lang) -> str:
    """What a link to another map says: to whose it leads."""
    if place_url is None:
        return ""
    translate = translator(lang)
    return translate("See the place on {host} (another website)").format(host=urlsplit(place_url).netloc)
