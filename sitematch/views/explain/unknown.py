"""What is unknown of a site, whom to ask, what has to be the answer and what it is worth."""

from __future__ import annotations

from typing import Final

from sitematch.core.matching.result import CriterionOutcome, RankedSite, Verdict
from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.metric import Origin
from sitematch.views.explain.speech import Speech
from sitematch.views.explain.topics import bound_of
from sitematch.views.explain.worth import is_known
from sitematch.views.labels import ANY
from sitematch.views.words import marked, reason_text

_OF_THE_SITE: Final = frozenset({"no_road_near", "no_way"})
"""Why a reach is unknown that somebody at the site can clear up; all else is for the region's data to say."""


def unknown_words(site: RankedSite, speech: Speech) -> tuple[str, ...]:
    """A few sentences for each open question, in their order."""
    outcomes = {one.id: one for one in site.criteria}
    asked = [(outcomes[question.id], question.swing) for question in site.open_questions if question.id in outcomes]
    return tuple(_told(one, swing, site, speech) for one, swing in asked)


def _told(one: CriterionOutcome, swing: float, site: RankedSite, speech: Speech) -> str:
    said = [_what(one, site, speech)]
    if one.verdict is Verdict.UNKNOWN:
        said.append(_needed(one, speech))
    if swing > 0:
        form = marked("The answer is worth up to {points} point."), marked("The answer is worth up to {points} points.")
        said.append(speech.in_points(swing, *form))
    return " ".join(part for part in said if part)


def _what(one: CriterionOutcome, site: RankedSite, speech: Speech) -> str:
    """What is not known, and who may know it."""
    translate, topic = speech.translate, speech.topic(one)
    if one.metric == ANY:
        return _either(one, site, speech)
    if one.value is not None:
        text = translate("The requirement does not say what {value} is worth ({topic}): ask whoever set it.")
        return text.format(value=speech.told(one), topic=topic)
    if is_known(one):
        text = translate("Not known exactly: {topic} ({value}); {ask}.")
        return text.format(topic=topic, value=speech.told(one), ask=_ask(one, site, speech))
    if one.reason:
        text = translate("Not known: {topic} ({reason}); {ask}.")
        return text.format(topic=topic, reason=reason_text(one.reason, speech.lang), ask=_ask(one, site, speech))
    return translate("Not known: {topic}; {ask}.").format(topic=topic, ask=_ask(one, site, speech))


def _either(one: CriterionOutcome, site: RankedSite, speech: Speech) -> str:
    metrics = [str(member.get("metric")) for member in speech.criterion(one).get(ANY, ())]
    all_of_the_region = bool(metrics) and all(_by_reach(metric) for metric in metrics)
    text = speech.translate("Not known whether it meets {alternatives}; {ask}.")
    return text.format(alternatives=speech.topic(one), ask=_who(site, speech, of_the_region=all_of_the_region))


def _ask(one: CriterionOutcome, site: RankedSite, speech: Speech) -> str:
    return _who(site, speech, of_the_region=_by_reach(one.metric) and one.reason not in _OF_THE_SITE)


def _by_reach(metric: str) -> bool:
    return metric in CATALOGUE and CATALOGUE[metric].origin is Origin.REACH


def _who(site: RankedSite, speech: Speech, *, of_the_region: bool) -> str:
    if of_the_region:
        return speech.translate("the answer has to come from the region's data")
    who = site.municipality or site.municipality_code
    if not who:
        return speech.translate("ask whoever offers the site")
    return speech.translate("ask {who}").format(who=who)


def _needed(one: CriterionOutcome, speech: Speech) -> str:
    """What the answer has to be."""
    criterion = speech.criterion(one)
    must = criterion.get("must")
    if must is None:
        return speech.translate("The site stays in the list only if so.") if one.metric == ANY else ""
    text = speech.translate("The site stays in the list only if the answer is {bound}.")
    return text.format(bound=bound_of(criterion, must, speech.lang))
