"""Neighbouring sites that are enough together, in sentences."""

from __future__ import annotations

from sitematch.core.matching.result import AssembledSites, JoinedFit
from sitematch.views.explain.speech import Speech
from sitematch.views.explain.topics import capital
from sitematch.views.labels import value_text
from sitematch.views.words import apart, interval, number, score_text, status_word


def joined_words(one: AssembledSites, speech: Speech) -> str:
    """Which sites, how large and how many owners together, where they stand, and what is not known of them."""
    translate = speech.translate
    names, places = speech.all_of(one.names), speech.all_of(one.municipalities)
    figures = [part for part in (_area(one, speech), _owners(one, speech)) if part]
    head = f"{names} ({places})" if places else names
    said = [f"{head}: {', '.join([*figures, status_word(one.status, speech.lang)])}."]
    if one.unknown:
        topics = speech.all_of([speech.topics.get(name, name) for name in one.unknown])
        said.append(translate("Not known: {topics}.").format(topics=topics))
    said += [_room(fit, speech) for fit in one.footprints]
    return " ".join([*said, *_points(one, speech)])


def _area(one: AssembledSites, speech: Speech) -> str:
    if one.area_ha is None:
        return ""
    return speech.translate("{area} together").format(area=value_text(one.area_ha, "area_ha", "ha", speech.lang))


def _owners(one: AssembledSites, speech: Speech) -> str:
    return "" if one.owner_count is None else value_text(one.owner_count, "owner_count", "owners", speech.lang)


def _room(fit: JoinedFit, speech: Speech) -> str:
    sides = (number(side, speech.lang) for side in (fit.length_m, fit.width_m))
    topic = speech.translate("room for a plant of {length} × {width} m").format(
        **dict(zip(("length", "width"), sides, strict=True))
    )
    factor = speech.translate("{factor} times that size").format(factor=apart(fit.fit, 1.0, speech.lang))
    return f"{capital(topic)}: {factor}."


def _points(one: AssembledSites, speech: Speech) -> list[str]:
    if one.score is None or one.score_low is None or one.score_high is None:
        return []
    score = score_text(one.score, speech.lang)
    if one.score_low == one.score_high:
        return [speech.translate("{score} points of 100").format(score=score) + "."]
    ends = interval(round(one.score_low, 1), round(one.score_high, 1), speech.lang)
    text = speech.translate("{score} points of 100, {range} by what is unknown")
    return [text.format(score=score, range=ends) + "."]
