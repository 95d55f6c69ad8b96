"""A ranked site in sentences: why it stands where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sitematch.core.matching.result import CriterionOutcome, RankedSite, Verdict
from sitematch.views.explain.firmness import firmness_of
from sitematch.views.explain.model import SiteWords
from sitematch.views.explain.speech import Speech, in_full, points_text
from sitematch.views.explain.topics import capital
from sitematch.views.explain.unknown import unknown_words
from sitematch.views.explain.worth import differences, is_known, strengths_and_weaknesses, unknown_musts, valued
from sitematch.views.words import marked, number

FEW_VALUED: Final = 3
"""With so few criteria that give points, each is told."""
_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")
_AVAILABILITIES: Final = {
    "planned": marked("The site is planned, not ready yet."),
    "option": marked("Somebody has an option on the site."),
    "reserved": marked("The site is reserved."),
    "sold": marked("The site is sold."),
}


def site_words(site: RankedSite, above: RankedSite | None, speech: Speech) -> SiteWords:
    """The sentences of a ranked site; ``above`` is the one a rank higher."""
    why = [_requirements(site, speech)]
    why += _met(site, speech) if site.score is None else _points(site, speech)
    if above is not None:
        why.append(_below(site, above, speech))
    return SiteWords(
        why=(*why, *_caveats(site, speech)),
        unknown=unknown_words(site, speech),
        firmness=firmness_of(site, speech),
        summary=_summary(site, speech),
    )


def _requirements(site: RankedSite, speech: Speech) -> str:
    bound = [one for one in site.criteria if one.verdict is not None]
    unknown = unknown_musts(site)
    if not bound:
        return speech.translate("No requirement is set that a site could fail.")
    if not unknown:
        return speech.counted(
            len(bound), marked("Meets the only requirement."), marked("Meets all {count} requirements.")
        )
    if len(bound) == 1:
        text = speech.translate("It is not known whether it meets the only requirement: {topics}.")
    else:
        text = speech.translate("Meets {met} of {all} requirements; not known: {topics}.")
    return text.format(
        met=number(float(len(bound) - len(unknown)), speech.lang),
        all=number(float(len(bound)), speech.lang),
        topics=speech.all_of([speech.topic(one) for one in unknown]),
    )


def _met(site: RankedSite, speech: Speech) -> list[str]:
    """Where nothing gives points: what it has of each requirement that it meets."""
    met = [one for one in site.criteria if one.verdict is Verdict.MEETS]
    told = [f"{speech.topic(one)} ({speech.told(one, bound=speech.criterion(one).get('must'))})" for one in met]
    return [speech.translate("Met: {list}.").format(list="; ".join(told))] if told else []


def _points(site: RankedSite, speech: Speech) -> list[str]:
    """Which criteria give it most, and cost it most, of the score; each if they are few."""
    counted = valued(site)
    if len(counted) <= FEW_VALUED:
        told = "; ".join(in_full(one, speech) for one in counted)
        return [speech.translate("Its points: {list}.").format(list=told)] if counted else []
    gains, losses = strengths_and_weaknesses(site)
    said = [speech.translate("Strongest on {list}.").format(list=_each(gains, speech))] if gains else []
    if losses:
        said.append(speech.translate("Held back most by {list}.").format(list=_each(losses, speech)))
    else:
        said.append(speech.translate("Nothing that is known of it costs it any points."))
    return said


def _each(outcomes: Sequence[CriterionOutcome], speech: Speech) -> str:
    return speech.all_of([in_full(one, speech) for one in outcomes])


def _below(site: RankedSite, above: RankedSite, speech: Speech) -> str:
    translate = speech.translate
    gap = (above.score or 0.0) - (site.score or 0.0)
    if gap > 0:
        form = marked("{points} point below {name}"), marked("{points} points below {name}")
        text = speech.in_points(gap, *form, name=above.name)
        return f"{text}{lead(above, site, speech)}."
    if len(unknown_musts(above)) < len(unknown_musts(site)):
        text = translate("Level with {name}, which is listed first because less is unknown of its requirements.")
    else:
        text = translate("Level with {name}, which is listed first by its identifier alone.")
    return text.format(name=above.name)


def lead(ahead: RankedSite, behind: RankedSite, speech: Speech, *, leading: bool = False) -> str:
    """On what the one ahead gains most over the other, as the end of a sentence; "" where on nothing.

    The one that the sentence is about stands first: the one behind, unless it is ``leading``.
    """
    for size, one, other in differences(ahead, behind)[:1]:
        if size > 0:
            subject, object_ = (one, other) if leading else (other, one)
            return speech.translate(", most of all on {topic}: {points} against {other_points} of 100 points").format(
                topic=speech.topic(one), points=_worth(subject, speech), other_points=_worth(object_, speech)
            )
    return ""


def _worth(one: CriterionOutcome, speech: Speech) -> str:
    points = points_text(one.points_low or 0.0, one.points_high or 0.0, speech.lang)
    return f"{points} ({speech.told(one)})"


def _caveats(site: RankedSite, speech: Speech) -> list[str]:
    """What a reader has to know before he relies on it: how free it is, whether it is real, how old its figures are."""
    said = []
    if site.availability in _AVAILABILITIES:
        said.append(speech.translate(_AVAILABILITIES[site.availability]))
    if site.demo:
        said.append(speech.translate("Demo data: the site is not offered by its municipality."))
    return [*said, *_oldest(site, speech)]


def _oldest(site: RankedSite, speech: Speech) -> list[str]:
    dated = [(one.source.date, one) for one in site.criteria if one.source and _DATE.fullmatch(one.source.date or "")]
    if not dated:
        return []
    oldest = min(str(date) for date, _ in dated)
    about = [speech.topic(one) for date, one in dated if date == oldest]
    more = len(about) - 1
    form = marked("Oldest figures: {date} ({topic} and {count} more).")
    if not more:
        form = marked("Oldest figure: {date} ({topic}).")
    return [speech.translate(form).format(date=oldest, topic=about[0], count=number(float(more), speech.lang))]


def _summary(site: RankedSite, speech: Speech) -> str:
    parts = [_in_short(site, speech)] if site.score is not None else [_requirements(site, speech).rstrip(".")]
    unknown = unknown_musts(site)
    if site.score is not None and unknown:
        topics = speech.all_of([speech.topic(one) for one in unknown])
        parts.append(speech.translate("not known whether it meets: {topics}").format(topics=topics))
    return f"{capital('; '.join(part for part in parts if part))}."


def _in_short(site: RankedSite, speech: Speech) -> str:
    translate = speech.translate
    gains, losses = strengths_and_weaknesses(site)
    if len(valued(site)) == 1 and is_known(only := valued(site)[0]):
        points = points_text(only.points_low or 0.0, only.points_high or 0.0, speech.lang)
        return translate("{points} of 100 points for {topic}").format(points=points, topic=_short(only, speech))
    if gains and losses:
        text = translate("strongest on {gain}, held back most by {loss}")
        return text.format(gain=_short(gains[0], speech), loss=_short(losses[0], speech))
    if gains:
        return translate("strongest on {gain}").format(gain=_short(gains[0], speech))
    if losses:
        return translate("held back most by {loss}").format(loss=_short(losses[0], speech))
    return translate("nothing is known of what gives points")


def _short(one: CriterionOutcome, speech: Speech) -> str:
    return f"{speech.topic(one)} ({speech.told(one)})"
