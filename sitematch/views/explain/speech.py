"""What all sentences of one match share: its language, its criteria, how its weights were drawn; and their figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import CriterionOutcome, MatchResult, NearMiss, RankedSite, Shortfall
from sitematch.texts import Translate, translator
from sitematch.views.explain.topics import joined, told, topic
from sitematch.views.labels import unit_word
from sitematch.views.words import NBSP, apart, marked, number, percent

FEW_DRAWS: Final = 10
"""So few draws are counted out; a share with an error of its own size would say less."""
_ONE: Final = "1"
_NOTHING: Final = "0"
_NORMAL_95: Final = 1.96
_WEIGHTINGS: Final[Mapping[str, str]] = {
    "given": marked("reasonable weightings"),
    "ordinal": marked("weightings in the given order of importance"),
    "none": marked("possible weightings"),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """``criteria`` as the document has them and ``topics`` in words, both by criterion id."""

    result: MatchResult
    lang: Lang
    translate: Translate
    criteria: Mapping[str, Mapping[str, Any]]
    topics: Mapping[str, str]

    @property
    def weighting(self) -> str:
        """Around what the weights were drawn: ``given``, ``ordinal`` or ``none``."""
        return str((self.result.requirement.get("robustness") or {}).get("weights", "given"))

    @property
    def shares(self) -> Mapping[str, float]:
        """The weight of each criterion that gives points, of all weights together."""
        anyone: list[RankedSite | NearMiss] = [*self.result.ranked[:1], *self.result.near_misses[:1]]
        return {one.id: one.weight for site in anyone[:1] for one in site.criteria if one.weight is not None}

    def name_of(self, site_id: str) -> str:
        """The name of a listed site; its id where a shortened list lacks it."""
        named = (site.name for site in self.result.ranked if site.site_id == site_id)
        return next(named, site_id)

    def topic(self, one: Any) -> str:
        """What an outcome, a question or a shortfall is about."""
        return self.topics.get(one.id) or topic({"metric": one.metric, "id": one.id}, self.lang)

    def criterion(self, one: Any) -> Mapping[str, Any]:
        """The criterion of an outcome, a question or a shortfall, as the document has it."""
        return self.criteria.get(one.id, {"metric": one.metric, "id": one.id})

    def told(self, one: CriterionOutcome | Shortfall, *, bound: Any = None) -> str:
        """What a site has of a criterion."""
        return told(one, self.criterion(one), self.lang, bound=bound)

    def all_of(self, parts: Sequence[str]) -> str:
        """``a, b and c``."""
        return joined(parts, self.translate("and"))

    def counted(self, count: int, one: str, many: str, **more: str) -> str:
        """The text for one or for several, each with ``{count}`` and whatever else it has."""
        return self.translate(one if count == 1 else many).format(count=number(float(count), self.lang), **more)

    def in_points(self, points: float, one: str, many: str, **more: str) -> str:
        """The text for one point of the score or for any other number, with ``{points}`` and whatever else it has."""
        figure = points_text(points, points, self.lang)
        if points > 0 and figure == _NOTHING:
            figure = self.translate("less than {points}").format(points=number(0.1, self.lang))
        form = one if figure == _ONE else many
        return self.translate(form).format(points=figure, **more)

    def amount(self, figure: str, unit: str | None) -> str:
        """A figure that is written already, with its unit."""
        return f"{figure}{NBSP}{unit_word(unit, self.lang, one=figure == '1')}" if unit else figure


def speech_of(result: MatchResult, lang: Lang) -> Speech:
    """How to speak of a match in a language."""
    criteria = {str(criterion["id"]): criterion for criterion in result.requirement.get("criteria", ())}
    topics = {id_: topic(criterion, lang) for id_, criterion in criteria.items()}
    return Speech(result, lang, translator(lang), criteria, topics)


def points_text(low: float, high: float, lang: Lang) -> str:
    """Points with at most one decimal; what is not 0 or 100 never looks like it."""
    texts = [_points(end, lang) for end in (low, high)]
    return texts[0] if texts[0] == texts[1] else "–".join(texts)


def in_full(one: CriterionOutcome, speech: Speech) -> str:
    """What a site has of a criterion, and what that is worth: ``132 ha: 32.1 of 100 points, 30% of the weight``."""
    assert one.points_low is not None and one.points_high is not None and one.weight is not None
    return speech.translate("{topic} ({value}: {points} of 100 points, {weight} of the weight)").format(
        topic=speech.topic(one),
        value=speech.told(one),
        points=points_text(one.points_low, one.points_high, speech.lang),
        weight=percent(one.weight, speech.lang),
    )


def first_in(share: float, speech: Speech) -> str:
    """How often a site is first, with the error that comes of drawing; without a full stop.

    ``first in 62% of reasonable weightings (± 1 percentage point)``
    """
    translate, draws = speech.translate, speech.result.robustness.draws
    weightings = translate(_WEIGHTINGS.get(speech.weighting, _WEIGHTINGS["given"]))
    count, tried = round(share * draws), number(float(draws), speech.lang)
    if count <= 0:
        return translate("first in none of {tried} {weightings}").format(tried=tried, weightings=weightings)
    if count >= draws:
        return translate("first in all of {tried} {weightings}").format(tried=tried, weightings=weightings)
    if min(count, draws - count) <= FEW_DRAWS:
        text = translate("first in {count} of {tried} {weightings}")
        return text.format(count=number(float(count), speech.lang), tried=tried, weightings=weightings)
    points, margin = _with_margin(share, draws, speech)
    return translate("first in {share} of {weightings} (± {margin})").format(
        share=points, weightings=weightings, margin=margin
    )


def _with_margin(share: float, draws: int, speech: Speech) -> tuple[str, str]:
    """A share in per cent and the half-width of its 95 % interval in percentage points, to the same decimals."""
    half = 100 * _NORMAL_95 * math.sqrt(share * (1 - share) / draws)
    decimals = 0 if half >= 0.5 else 1 if half >= 0.05 else 2
    half = math.ceil(half * 10**decimals - 1e-9) / 10**decimals
    figure = number(round(100 * share, decimals), speech.lang)
    text = f"{figure}\u00a0%" if speech.lang == "sv" else f"{figure}%"
    form = marked("{points} percentage point") if half == 1 else marked("{points} percentage points")
    return text, speech.translate(form).format(points=number(half, speech.lang))


def _points(points: float, lang: Lang) -> str:
    rounded = round(points, 1)
    for end in (0.0, 100.0):
        if rounded == end:
            return apart(points, end, lang)
    return number(rounded, lang)
