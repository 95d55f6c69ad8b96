"""What the first place hangs on, in sentences: one weight, or one figure, that would give it to another site.

A figure is rounded away from what it is now, so that what is said of it holds for the rounded one too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from sitematch.core.matching.result import RankedSite
from sitematch.units import DECISECONDS_PER_MINUTE
from sitematch.views.explain.speech import Speech
from sitematch.views.explain.topics import as_factor, topic, unit_of
from sitematch.views.labels import ANY, unit_word, value_text
from sitematch.views.words import NBSP, marked, number, percent

_WEIGHS: Final[Mapping[tuple[str, bool], str]] = {
    ("up", True): marked("If {topic} weighed more than {to} instead of {given}, {name} would be first."),
    ("up", False): marked("If {topic} weighed {to} or more instead of {given}, {name} would be first."),
    ("down", True): marked("If {topic} weighed less than {to} instead of {given}, {name} would be first."),
    ("down", False): marked("If {topic} weighed {to} or less instead of {given}, {name} would be first."),
}
_ALONE: Final = marked("{name} would be first only if {topic} counted alone.")
_NOT_AT_ALL: Final = marked("If {topic} did not count at all, {name} would be first.")
_AMOUNTS: Final[Mapping[tuple[str, bool], str]] = {
    ("up", True): marked("more than {amount}"),
    ("up", False): marked("at least {amount}"),
    ("down", True): marked("less than {amount}"),
    ("down", False): marked("at most {amount}"),
}
_LOSES: Final = marked("{name} would lose the first place to {other} with {figure} instead of {given} ({topic}).")
_FALLS: Final = marked("{name} would fall out of the list with {figure} instead of {given} ({topic}).")
_FALLS_BEFORE: Final = marked(
    "{name} would fall out of the list with {figure} instead of {given} ({topic}); {other} would be first."
)
_WINS: Final = marked("{name} would be first with {figure} instead of {given} ({topic}).")


def of_the_first(speech: Speech) -> list[str]:
    """What takes the first place away: the smallest change of one weight, and of one figure."""
    row = next(iter(speech.result.sensitivity), None)
    first = next(iter(speech.result.ranked), None)
    if row is None or first is None or first.score is None or row["site_id"] != first.site_id:
        return []
    said, alone = [], speech.result.counts.qualifies + speech.result.counts.open == 1
    if speech.weighting != "none" and not alone and len(speech.shares) > 1:
        said += [_weight(one, speech) for one in row["weights"][:1]] or [
            speech.translate("No change of a single weight takes the first place from {name}.").format(name=first.name)
        ]
    said += [_figure(one, first.name, speech) for one in row["figures"][:1]] or [
        speech.translate("No change of a single known figure takes the first place from {name}.").format(
            name=first.name
        )
    ]
    return said


def of_another(site: RankedSite, speech: Speech) -> list[str]:
    """What would bring a site to the first place that does not have it."""
    row = next((row for row in speech.result.sensitivity if row["site_id"] == site.site_id), None)
    if row is None or site.rank == 1 or site.score is None:
        return []
    weights = row["weights"][:1] if speech.weighting != "none" else []
    said = [_weight(one, speech) for one in weights]
    said += [_figure(one, site.name, speech) for one in row["figures"][:1]]
    return said or [speech.translate("No single weight and no single known figure could bring it to the first place.")]


def _weight(one: Mapping[str, Any], speech: Speech) -> str:
    up, beyond = one["direction"] == "up", bool(one["beyond"])
    form = _WEIGHS[str(one["direction"]), beyond]
    if one["to"] in (0.0, 1.0) and not beyond:
        form = _ALONE if one["to"] else _NOT_AT_ALL
    return speech.translate(form).format(
        topic=speech.topics.get(str(one["id"]), str(one["id"])),
        to=percent(_away(float(one["to"]), 2, up=up), speech.lang),
        given=percent(float(one["from"]), speech.lang),
        name=speech.name_of(str(one["first"])),
    )


def _figure(one: Mapping[str, Any], name: str, speech: Speech) -> str:
    criterion = speech.criteria.get(str(one["id"]), {})
    if one["member"] is not None and ANY in criterion:
        criterion = criterion[ANY][one["member"]]
    form = _WINS if one["first"] is not None and speech.name_of(str(one["first"])) == name else _LOSES
    if one["leaves"]:
        form = _FALLS if one["first"] is None else _FALLS_BEFORE
    return speech.translate(form).format(
        name=name,
        other=speech.name_of(str(one["first"])),
        topic=topic(criterion, speech.lang),
        figure=_other(one, criterion, speech),
        given=_amount(one["from"], criterion, speech),
    )


def _other(one: Mapping[str, Any], criterion: Mapping[str, Any], speech: Speech) -> str:
    """The other value; of a number on which side of which end."""
    if one["change"] is None:
        return _amount(one["to"], criterion, speech)
    up, to, beyond = one["direction"] == "up", float(one["to"]), bool(one["beyond"])
    if one["leaves"] and one["unit"] == "min":  # a bound holds up to half a tenth of a second
        tenths = to * DECISECONDS_PER_MINUTE
        to, beyond = (math.floor(tenths) if up else math.ceil(tenths)) / DECISECONDS_PER_MINUTE, True
    shown = _amount(_away(to, _decimals(to), up=up), criterion, speech)
    return speech.translate(_AMOUNTS[str(one["direction"]), beyond]).format(amount=shown)


def _amount(value: Any, criterion: Mapping[str, Any], speech: Speech) -> str:
    metric = str(criterion.get("metric"))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value_text(value, metric, None, speech.lang)
    text, unit = number(float(value), speech.lang), unit_of(criterion)
    if unit:
        text += NBSP + unit_word(unit, speech.lang, one=text == "1")
    return as_factor(text, metric, speech.translate)


def _decimals(value: float) -> int:
    """As many as the figure is written with."""
    size = abs(value)
    return 0 if size >= 1000 else 1 if size >= 10 else 2


def _away(value: float, decimals: int, *, up: bool) -> float:
    """A value rounded upwards or downwards; what the rounding of floats has added does not count."""
    scale: float = 10.0**decimals
    whole = math.ceil(value * scale - 1e-6) if up else math.floor(value * scale + 1e-6)
    return whole / scale
