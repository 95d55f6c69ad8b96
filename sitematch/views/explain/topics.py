"""What a criterion is about, as a phrase inside a sentence, and what a site has of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import CriterionOutcome, Shortfall
from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.names import plain_name
from sitematch.texts import Translate, translator
from sitematch.views.labels import ANY, bound_text, class_word, outcome_text, unit_word, value_text
from sitematch.views.words import NBSP, marked, number

_TO: Final = "to"
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
_NAMES_OF_THEIR_OWN: Final = frozenset({"natura2000"})
_FIT: Final = "footprint_fit"
_TIMES: Final[Mapping[str, str]] = {
    _FIT: marked("{factor} times that size"),
    "elongation": marked("{factor} times as long as wide"),
}
"""Numbers that are factors are told as such."""


def topic(criterion: Mapping[str, Any], lang: Lang) -> str:
    """What a criterion asks about: ``the drive to the nearest port``, ``population within 45 min by car``."""
    translate = translator(lang)
    if ANY in criterion:
        parts, least = [alternative(member, lang) for member in criterion[ANY]], criterion.get("at_least", 1)
        if least == 1:
            return (
                parts[0]
                if len(parts) == 1
                else translate("either {members}").format(members=joined(parts, translate("or")))
            )
        return translate("at least {count} of {members}").format(count=least, members=joined(parts, translate("and")))
    phrase = _PHRASES.get(str(criterion.get("metric")))
    return phrase(criterion, lang, translate) if phrase else _named(criterion, lang)


def alternative(member: Mapping[str, Any], lang: Lang) -> str:
    """A member of an either/or with its bound: ``rail siding``, ``the drive to the nearest port (at most 30 min)``."""
    must = member.get("must")
    about = topic(member, lang)
    return about if must is None or must is True else f"{about} ({bound_of(member, must, lang)})"


def bound_of(criterion: Mapping[str, Any], bound: Any, lang: Lang) -> str:
    """A bound on what a criterion asks about, with its unit."""
    translate, metric = translator(lang), criterion.get("metric")
    if isinstance(bound, Mapping) and "one_of" in bound:
        members = [value_text(member, metric, None, lang) for member in bound["one_of"]]
        return joined(members, translate("or"))
    if metric == _FIT and bound == {"min": 1}:
        return translate("yes")
    return as_factor(bound_text(bound, metric, unit_of(criterion), lang), metric, translate)


def unit_of(criterion: Mapping[str, Any]) -> str | None:
    """The unit of a criterion's numbers; a column of the sites may say it at the end of its name."""
    metric = str(criterion.get("metric"))
    if metric == "attribute":
        name = str(criterion.get("name", ""))
        return CATALOGUE[name].unit if name in CATALOGUE else _column(name)[1]
    return CATALOGUE[metric].unit if metric in CATALOGUE else None


def told(outcome: CriterionOutcome | Shortfall, criterion: Mapping[str, Any], lang: Lang, *, bound: Any = None) -> str:
    """What a site has: ``132 ha``, ``58 min to Norrköpings hamn``; that it is unknown, and why, where that is said."""
    translate, text = translator(lang), outcome_text(outcome, lang, bound)
    if isinstance(outcome.value, tuple | list):
        members = [value_text(member, outcome.metric, None, lang) for member in outcome.value]
        text = joined(members, translate("and"))
    known = outcome.value_low is not None or outcome.value_high is not None
    if known:
        text = as_factor(text, outcome.metric, translate)
    if known and outcome.metric == "attribute" and outcome.unit is None and (unit := unit_of(criterion)):
        text += NBSP + unit_word(unit, lang)
    via = getattr(outcome, "via", None)
    if via is None or outcome.value is None or isinstance(criterion.get(_TO), Mapping):
        return text
    return translate("{value} to {place}").format(value=text, place=via.name)


def joined(parts: Sequence[str], word: str) -> str:
    """``a, b and c``, by the word for "and" or "or"; parts that have such a word or commas are kept apart by ``;``."""
    bare = [_IN_BRACKETS.sub("", part) for part in parts]
    tangled = len(parts) > 1 and any(f" {word} " in part or ", " in part for part in bare)
    mark = ";" if tangled else ","
    last = f"{mark} {word} " if tangled else f" {word} "
    return last.join(part for part in (f"{mark} ".join(parts[:-1]), *parts[-1:]) if part)


def capital(text: str) -> str:
    """A phrase as it begins a sentence."""
    return text[:1].upper() + text[1:]


def as_factor(text: str, metric: str | None, translate: Translate) -> str:
    """A figure that is a factor as such: ``1.2 times that size``; any other as it is."""
    form = _TIMES.get(metric or "")
    return translate(form).format(factor=text) if form else text


def _named(criterion: Mapping[str, Any], lang: Lang) -> str:
    """A metric by its label, a column by its name."""
    metric = str(criterion.get("metric", criterion.get("id", "")))
    if metric == "attribute":
        name = str(criterion.get("name", metric))
        return _label(name, lang) if name in CATALOGUE else _column(name)[0]
    return _label(metric, lang)


def _label(metric: str, lang: Lang) -> str:
    if metric not in CATALOGUE:
        return plain_name(metric)
    label = CATALOGUE[metric].label.in_(lang)
    return label if metric in _NAMES_OF_THEIR_OWN else label[:1].lower() + label[1:]


def _column(name: str) -> tuple[str, str | None]:
    """A column's name apart from the unit that stands at its end: ``shore distance``, ``m``."""
    plain = plain_name(name)
    if plain.endswith(")") and "(" not in name and " (" in plain:
        words, _, unit = plain[:-1].rpartition(" (")
        return words, unit
    return plain, None


def _drive(criterion: Mapping[str, Any], lang: Lang, translate: Translate) -> str:
    return translate("the drive to {place}").format(place=_place(criterion, lang, translate))


def _line(criterion: Mapping[str, Any], lang: Lang, translate: Translate) -> str:
    return translate("the distance as the crow flies to {place}").format(place=_place(criterion, lang, translate))


def _place(criterion: Mapping[str, Any], lang: Lang, translate: Translate) -> str:
    to = criterion.get(_TO, "")
    if isinstance(to, Mapping):
        return str(to.get("name", ""))
    place = translate("the nearest {kind}").format(kind=class_word(str(to), lang))
    return _narrowed(place, criterion, lang, translate)


def _narrowed(what: str, criterion: Mapping[str, Any], lang: Lang, translate: Translate) -> str:
    where = criterion.get("where")
    if not where:
        return what
    bounds = [_where(name, bound, lang) for name, bound in where.items()]
    return translate("{what} with {bounds}").format(what=what, bounds=joined(bounds, translate("and")))


def _where(name: str, bound: Any, lang: Lang) -> str:
    words, unit = (_label(name, lang), None) if name in CATALOGUE else _column(name)
    return f"{words} {bound_text(bound, None, unit, lang)}"


def _within(criterion: Mapping[str, Any], lang: Lang, translate: Translate) -> str:
    what = _label(str(criterion["metric"]), lang)
    if criterion.get("group"):
        what += f" ({plain_name(str(criterion['group']))})"
    minutes = number(float(criterion.get("within_min", 0)), lang)
    near = translate("{what} within {minutes} min by car").format(what=what, minutes=minutes)
    return _narrowed(near, criterion, lang, translate)


def _footprint(criterion: Mapping[str, Any], lang: Lang, translate: Translate) -> str:
    length, width = (number(float(criterion.get(side, 0)), lang) for side in ("length_m", "width_m"))
    return translate("room for a plant of {length} × {width} m").format(length=length, width=width)


def _appeal(_: Mapping[str, Any], __: Lang, translate: Translate) -> str:
    return translate("appeal against the zoning plan")


_Phrase = Callable[[Mapping[str, Any], Lang, Translate], str]
_PHRASES: Final[Mapping[str, _Phrase]] = {
    "drive_min": _drive,
    "distance_km": _line,
    "population": _within,
    "workforce": _within,
    "jobs": _within,
    "attractions": _within,
    "footprint_fit": _footprint,
    "plan_appealed": _appeal,
}
