"""The whole list in sentences: what decides who is in it, who leads it, and how firmly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from sitematch.core.matching.result import CriterionOutcome, NearMiss, RankedSite
from sitematch.views.explain.calls import call_words
from sitematch.views.explain.model import ListWords
from sitematch.views.explain.sites import lead
from sitematch.views.explain.speech import Speech, first_in
from sitematch.views.explain.turns import of_the_first
from sitematch.views.explain.worth import middle, unknown_musts, valued
from sitematch.views.words import marked, number, percent, score_text

LEADERS: Final = 5
NAMED: Final = 3
_DRAWN: Final[Mapping[str, str]] = {
    "given": marked(
        "{draws} weightings were tried: each weight up to {tolerance} lower or higher, unknowns at random."
    ),
    "ordinal": marked("{draws} weightings were tried: any weights in the given order, unknowns at random."),
    "none": marked("{draws} weightings were tried: any weights at all, unknowns at random."),
}


def list_words(speech: Speech) -> ListWords:
    """The sentences of a whole match."""
    decides = [
        *_costly(speech),
        *_weighty(speech),
        *_leaders(speech),
        *_firm(speech),
        *of_the_first(speech),
        *_demo(speech),
    ]
    title, calls = call_words(speech)
    return ListWords(decides=tuple(decides), calls_title=title, calls=calls, summary=_summary(speech))


def _costly(speech: Speech) -> list[str]:
    """Which requirements cost most sites, and how many sites fail a single one."""
    misses, fails = speech.result.near_misses, speech.result.counts.fails
    if not misses:
        return []
    said = []
    if len(misses) < fails:
        text = speech.translate("{fails} sites fail; the {count} nearest of them are counted here.")
        said.append(text.format(fails=_figure(fails, speech), count=_figure(len(misses), speech)))
    form = marked("{count} site fails, on: {list}."), marked("{count} sites fail, most often on: {list}.")
    failed = Counter(one.id for miss in misses for one in miss.shortfalls)
    said.append(speech.counted(len(misses), *form, list=_tally(failed, speech)))
    single = Counter(miss.shortfalls[0].id for miss in misses if len(miss.shortfalls) == 1)
    if single and len(misses) > 1:
        form = (
            marked("{count} of them fails a single requirement: {list}."),
            marked("{count} of them fail a single requirement, most often: {list}."),
        )
        said.append(speech.counted(single.total(), *form, list=_tally(single, speech)))
    return said


def _tally(counts: Mapping[str, int], speech: Speech) -> str:
    """How many sites each criterion costs, the most first, then in the order of the document."""
    order = {id_: place for place, id_ in enumerate(speech.criteria)}
    most = sorted(counts, key=lambda id_: (-counts[id_], order.get(id_, len(order))))[:NAMED]
    form = marked("{topic} ({count} site)"), marked("{topic} ({count} sites)")
    return "; ".join(speech.counted(counts[id_], *form, topic=speech.topics.get(id_, id_)) for id_ in most)


def _weighty(speech: Speech) -> list[str]:
    """What weighs most among that which gives points."""
    anyone: list[RankedSite | NearMiss] = [*speech.result.ranked[:1], *speech.result.near_misses[:1]]
    if not anyone:
        return []
    counted = sorted(valued(anyone[0]), key=lambda one: -(one.weight or 0.0))
    if not counted:
        return [speech.translate("Nothing gives points: the sites of which least is unknown are listed first.")]
    told = "; ".join(f"{speech.topic(one)} ({percent(one.weight or 0.0, speech.lang)})" for one in counted[:NAMED])
    form = marked("What weighs most: {list}.")
    if any("rank" in criterion for criterion in speech.criteria.values()):
        form = marked("What weighs most, by the given order of importance: {list}.")
    return [speech.translate(form).format(list=told)]


def _leaders(speech: Speech) -> list[str]:
    """What tells the first site from the second, and the leading ones from each other."""
    ranked = speech.result.ranked
    if len(ranked) < 2 or ranked[0].score is None or ranked[1].score is None:
        return []
    first, second = ranked[:2]
    names = {"first": first.name, "second": second.name}
    gap = ranked[0].score - ranked[1].score
    if gap > 0:
        form = marked("{first} leads {second} by {points} point"), marked("{first} leads {second} by {points} points")
        said = f"{speech.in_points(gap, *form, **names)}{lead(first, second, speech, leading=True)}."
    else:
        said = speech.translate("{first} and {second} share the highest score.").format(**names)
    return [said, *_spread(ranked[:LEADERS], speech)]


def _spread(leaders: Sequence[RankedSite], speech: Speech) -> list[str]:
    """Which criterion tells the leading sites apart most."""
    by_id: dict[str, list[CriterionOutcome]] = {}
    for site in leaders:
        for one in valued(site):
            by_id.setdefault(one.id, []).append(one)
    spreads = {id_: max(map(middle, ones)) - min(map(middle, ones)) for id_, ones in by_id.items()}
    widest = max(spreads, key=spreads.__getitem__, default=None)
    if len(leaders) < 3 or widest is None or spreads[widest] <= 0:
        return []
    form = (
        marked("Among the first {count}, {topic} makes the largest difference: up to {points} point."),
        marked("Among the first {count}, {topic} makes the largest difference: up to {points} points."),
    )
    topic = speech.topic(by_id[widest][0])
    return [speech.in_points(spreads[widest], *form, count=_figure(len(leaders), speech), topic=topic)]


def _firm(speech: Speech) -> list[str]:
    """How firm the first place is: over the weightings, over the unknown points, over the unknown requirements."""
    result, translate = speech.result, speech.translate
    if not result.ranked or result.ranked[0].first_share is None or result.counts.qualifies + result.counts.open < 2:
        return []
    first = result.ranked[0]
    said = [f"{first.name}: {first_in(first.first_share or 0.0, speech)}.", *_drawn(speech)]
    rivals = [site.name for site in result.ranked[1:] if site.rank_low == 1]
    if rivals:
        text = translate("Depending on how the unknowns turn out, the first place could also go to: {names}.")
    elif first.rank_high > 1:
        text = translate("Depending on how the unknowns turn out, another site could take the first place.")
    else:
        text = translate("No unknown that bears on points can take the first place from {name}.")
    said.append(text.format(names=_some(rivals, speech), name=first.name))
    if unknown := unknown_musts(first):
        topics = speech.all_of([speech.topic(one) for one in unknown])
        said.append(translate("It is not known whether {name} meets: {topics}.").format(name=first.name, topics=topics))
    return said


def _drawn(speech: Speech) -> list[str]:
    """What the weightings were that the first place was put to."""
    form = _DRAWN.get(speech.weighting)
    if form is None:
        return []
    asked = speech.result.requirement.get("robustness") or {}
    tolerance = percent(float(asked.get("tolerance", 0.25)), speech.lang)
    return [speech.translate(form).format(draws=_figure(speech.result.robustness.draws, speech), tolerance=tolerance)]


def _some(names: Sequence[str], speech: Speech) -> str:
    shown, more = ", ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return shown
    return speech.translate("{names} and {count} more").format(names=shown, count=_figure(more, speech))


def _demo(speech: Speech) -> list[str]:
    demo = sum(site.demo for site in speech.result.ranked)
    form = marked("{count} site in the list is demo data."), marked("{count} sites in the list are demo data.")
    return [speech.counted(demo, *form)] if demo else []


def _summary(speech: Speech) -> str:
    counts, translate = speech.result.counts, speech.translate
    if not counts.considered:
        return translate("No site was held against the requirement.")
    forms = marked("{count} surely meets every requirement"), marked("{count} surely meet every requirement")
    parts = [speech.counted(counts.qualifies, *forms)] if counts.qualifies else []
    if counts.open:
        form = marked("{count} may do so") if parts else marked("{count} may meet every requirement")
        parts.append(translate(form).format(count=_figure(counts.open, speech)))
    if not parts:
        parts.append(translate("none meets every requirement"))
    sites = speech.counted(counts.considered, marked("{count} site"), marked("{count} sites"))
    text = f"{sites}: {speech.all_of(parts)}"
    for first in speech.result.ranked[:1]:
        if first.score is not None:
            leading = translate("{name} is first with {score} points of 100")
            text += "; " + leading.format(name=first.name, score=score_text(first.score, speech.lang))
    return f"{text}."


def _figure(count: int, speech: Speech) -> str:
    return number(float(count), speech.lang)
