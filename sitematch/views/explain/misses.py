"""A near miss in sentences: what it lacks and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sitematch.core.matching.result import NearMiss, Shortfall
from sitematch.views.explain.model import MissWords
from sitematch.views.explain.speech import Speech
from sitematch.views.explain.topics import bound_of, capital, unit_of
from sitematch.views.explain.worth import unknown_musts
from sitematch.views.labels import ANY
from sitematch.views.words import apart, marked, number


def miss_words(miss: NearMiss, speech: Speech) -> MissWords:
    """The sentences of a near miss; what it lacks least comes first."""
    nearest = sorted(miss.shortfalls, key=_relative)
    lacks = [f"{capital(speech.topic(one))}: {_lack(one, speech)}." for one in nearest]
    if unknown := unknown_musts(miss):
        topics = speech.all_of([speech.topic(one) for one in unknown])
        lacks.append(speech.translate("Not known besides: {topics}.").format(topics=topics))
    return MissWords(lacks=tuple(lacks), summary=_summary(miss, nearest, speech))


def _summary(miss: NearMiss, nearest: Sequence[Shortfall], speech: Speech) -> str:
    bound = sum(one.verdict is not None for one in miss.criteria)
    if bound > 1:
        text = speech.translate("Fails {failed} of {all} requirements: {list}.")
    else:
        text = speech.translate("Fails the only requirement: {list}.")
    return text.format(
        failed=number(float(len(nearest)), speech.lang),
        all=number(float(bound), speech.lang),
        list="; ".join(_in_short(one, speech) for one in nearest),
    )


def _in_short(one: Shortfall, speech: Speech) -> str:
    """A lack inside a sentence; an either/or has brackets of its own."""
    topic, lack = speech.topic(one), _lack(one, speech)
    return f"{topic}: {lack}" if one.metric == ANY else f"{topic} ({lack})"


def _lack(one: Shortfall, speech: Speech) -> str:
    """What a site has, and what is missing to what is required."""
    end, criterion = missed_end(one), speech.criterion(one)
    if one.metric == ANY:
        return _either(one, speech)
    if end is None:
        return speech.translate("{value}, where {bound} is required").format(
            value=speech.told(one), bound=bound_of(criterion, one.required, speech.lang)
        )
    short, over = marked("{gap} short of {bound}"), marked("{gap} over the limit of {bound}")
    if one.value_low != one.value_high:
        short, over = marked("at least {gap} short of {bound}"), marked("at least {gap} over the limit of {bound}")
    form = short if end == "min" else over
    by = speech.translate(form).format(
        gap=speech.amount(gap_figure(one, end, speech), unit_of(criterion)),
        bound=speech.amount(number(_limit(one, end), speech.lang), unit_of(criterion)),
    )
    return f"{speech.told(one, bound=one.required)}, {by}"


def gap_figure(one: Shortfall, end: str, speech: Speech) -> str:
    """The gap, to as many decimals as what the site has is told with, so that the three figures go together."""
    nearest, gap = one.value_high if end == "min" else one.value_low, one.gap or 0.0
    decimals = len(apart(nearest or 0.0, _limit(one, end), "en").partition(".")[2])
    return apart(round(gap, decimals) or gap, 0.0, speech.lang)


def _either(one: Shortfall, speech: Speech) -> str:
    if not isinstance(one.value, int | float) or one.value == 0:
        return speech.translate("none of them is met")
    form = marked("only {count} of them is met"), marked("only {count} of them are met")
    return speech.counted(int(one.value), *form)


def _limit(one: Shortfall, end: str) -> float:
    return float(one.required[end]) if isinstance(one.required, Mapping) else 0.0


def missed_end(one: Shortfall) -> str | None:
    """Which end of a bound on a number is missed."""
    low, high, required = one.value_low, one.value_high, one.required
    if low is None or high is None or one.gap is None or not isinstance(required, Mapping):
        return None
    return _end(low, high, required)


def _end(low: float, high: float, required: Mapping[str, Any]) -> str | None:
    if required.get("min") is not None and high < required["min"]:
        return "min"
    return "max" if required.get("max") is not None and low > required["max"] else None


def _relative(one: Shortfall) -> float:
    """How far off, in parts of the bound; 1 for what is no number."""
    end = missed_end(one)
    if end is None or one.gap is None:
        return 1.0
    return one.gap / (abs(_limit(one, end)) or 1.0)
