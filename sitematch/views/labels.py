"""What a criterion is called, what it asks for, and what a site has, in words of either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import CriterionOutcome, PlainValue, Shortfall
from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.names import plain_name
from sitematch.texts import translator
from sitematch.views.words import NBSP, apart, interval, marked, number, reason_text

_CLASSES: Final[Mapping[str, str]] = {
    "motorway_junction": marked("motorway junction"),
    "rail_station": marked("railway station"),
    "rail_terminal": marked("rail freight terminal"),
    "port": marked("port"),
    "airport": marked("airport"),
    "university": marked("university"),
    "hospital": marked("hospital"),
    "substation": marked("substation"),
    "attraction": marked("attraction"),
    "locality": marked("town or village"),
}
_UNITS: Final[Mapping[str, str]] = {
    "persons": marked("persons"),
    "jobs": marked("jobs"),
    "attractions": marked("attractions"),
    "months": marked("months"),
    "owners": marked("owners"),
    "SEK/m²": marked("SEK/m²"),
    "m³/d": marked("m³/day"),
}
_ONE: Final[Mapping[str, str]] = {
    "persons": marked("person"),
    "jobs": marked("job"),
    "attractions": marked("attraction"),
    "months": marked("month"),
    "owners": marked("owner"),
}
_TRUTHS: Final[Mapping[bool, str]] = {True: marked("yes"), False: marked("no")}
_PROPER_NAMES: Final = frozenset({"natura2000"})
ANY: Final = "any"


def class_word(name: str, lang: Lang) -> str:
    """A facility class as a word; one that a region pack added by its own name."""
    return translator(lang)(_CLASSES.get(name, plain_name(name)))


def unit_word(unit: str, lang: Lang, *, one: bool = False) -> str:
    """A unit as it is written in the language, behind a single one if need be."""
    return translator(lang)((_ONE if one else _UNITS).get(unit, _UNITS.get(unit, unit)))


def column_label(name: str, lang: Lang) -> str:
    """What a column of the sites is called: as the metric of that name, else by its own name, readable."""
    if name in CATALOGUE:
        return CATALOGUE[name].label.in_(lang)
    words = plain_name(name)
    return words[:1].upper() + words[1:]


def criteria_labels(requirement: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    """What each criterion of a requirement document is called, by its id, in the document's order."""
    return {criterion["id"]: criterion_label(criterion, lang) for criterion in requirement.get("criteria", ())}


def criterion_label(criterion: Mapping[str, Any], lang: Lang) -> str:
    """What a criterion of a requirement document asks about: ``Driving time: port``."""
    if ANY in criterion:
        return _either(criterion, lang)
    translate = translator(lang)
    metric = CATALOGUE.get(criterion["metric"])
    label = metric.label.in_(lang) if metric else str(criterion["metric"])
    if criterion["metric"] == "attribute":
        label = column_label(str(criterion.get("name", label)), lang)
    if "to" in criterion:
        to = criterion["to"]
        label += f": {class_word(to, lang) if isinstance(to, str) else to['name']}"
    if "group" in criterion:
        label += f" ({plain_name(criterion['group'])})"
    if "within_min" in criterion:
        label += " " + translate("within {minutes} min").format(minutes=number(float(criterion["within_min"]), lang))
    if "length_m" in criterion and "width_m" in criterion:
        sides = (number(float(criterion[side]), lang) for side in ("length_m", "width_m"))
        label += f" {f'{NBSP}×{NBSP}'.join(sides)}{NBSP}m"
    if criterion.get("where"):
        bounds = (
            f"{plain_name(name)} {bound_text(bound, None, None, lang)}" for name, bound in criterion["where"].items()
        )
        label += f" ({', '.join(bounds)})"
    return label


def _either(criterion: Mapping[str, Any], lang: Lang) -> str:
    translate = translator(lang)
    members = [f"{criterion_label(m, lang)} {must_text(m, lang)}".strip() for m in criterion[ANY]]
    members[1:] = [_within_a_line(text, m) for text, m in zip(members[1:], criterion[ANY][1:], strict=True)]
    at_least = criterion.get("at_least", 1)
    if at_least == 1:
        return _joined_by_or(members, lang)
    return translate("at least {count} of: {members}").format(count=at_least, members="; ".join(members))


def _within_a_line(label: str, criterion: Mapping[str, Any]) -> str:
    """A label as it is written inside a line; names of their own, and columns, keep the capitals that they have."""
    name = criterion.get("name")
    if name is not None and name not in CATALOGUE:
        first = plain_name(name)[:1]
    else:
        first = label[:1] if criterion["metric"] in _PROPER_NAMES else label[:1].lower()
    return first + label[1:]


def must_text(criterion: Mapping[str, Any], lang: Lang) -> str:
    """The bound of a criterion in words: ``at least 100 ha``; "" without one, and for a plain yes."""
    must = criterion.get("must")
    if must is None or must is True:
        return ""
    metric = CATALOGUE.get(criterion.get("metric", ""))
    return bound_text(must, criterion.get("metric"), metric.unit if metric else None, lang)


def bound_text(bound: Any, metric: str | None, unit: str | None, lang: Lang) -> str:
    """A bound as given in a document, in words."""
    translate = translator(lang)
    if not isinstance(bound, Mapping):
        return value_text(bound, metric, None, lang)
    if "one_of" in bound:
        return _joined_by_or([value_text(member, metric, None, lang) for member in bound["one_of"]], lang)
    if "at_least" in bound:
        return translate("at least {amount}").format(amount=bound["at_least"])
    low, high = bound.get("min"), bound.get("max")
    return _with_unit(interval(_float(low), _float(high), lang), unit, lang)


def value_text(value: PlainValue, metric: str | None, unit: str | None, lang: Lang) -> str:
    """A value that is known: a figure with its unit, yes or no, a category's word, or several of them."""
    translate = translator(lang)
    if isinstance(value, bool):
        return translate(_TRUTHS[value])
    if isinstance(value, int | float):
        return _with_unit(number(float(value), lang), unit, lang)
    if isinstance(value, tuple | list):
        return ", ".join(value_text(member, metric, unit, lang) for member in value)
    return translate("unknown") if value is None else _category_word(value, metric, lang)


def outcome_text(outcome: CriterionOutcome | Shortfall, lang: Lang, bound: Any = None) -> str:
    """What a site has of a criterion: value, interval, or that it is unknown and, where more can be said, why.

    A number that misses its ``bound`` by little is written so that it does not look as if it held it.
    """
    translate = translator(lang)
    end = _missed_end(outcome, bound)
    if end is not None and isinstance(outcome.value, int | float):
        return _with_unit(apart(float(outcome.value), end[1], lang), outcome.unit, lang)
    if outcome.metric == ANY and outcome.value is not None:
        return translate("{count} surely met").format(count=number(float(outcome.value), lang))  # type: ignore[arg-type]
    if outcome.value is not None:
        return value_text(outcome.value, outcome.metric, outcome.unit, lang)
    if outcome.value_low is not None or outcome.value_high is not None:
        return _with_unit(interval(outcome.value_low, outcome.value_high, lang), outcome.unit, lang)
    reason = getattr(outcome, "reason", None)
    return translate("unknown") + (f" ({reason_text(reason, lang)})" if reason else "")


def shortfall_text(shortfall: Shortfall, label: str, lang: Lang) -> str:
    """What a site lacks and by how much: ``Power: 38 MW, asked for at least 50 MW (12 MW short)``."""
    translate = translator(lang)
    end = _missed_end(shortfall, shortfall.required)
    text = translate("{label}: {value}, asked for {bound}").format(
        label=label,
        value=outcome_text(shortfall, lang, shortfall.required),
        bound=bound_text(_bound(shortfall.required), shortfall.metric, shortfall.unit, lang),
    )
    if shortfall.gap is None or end is None:
        return text
    gap = _with_unit(apart(shortfall.gap, 0.0, lang), shortfall.unit, lang)
    by = translate("{gap} short") if end[0] == "min" else translate("{gap} too much")
    return f"{text} ({by.format(gap=gap)})"


def _missed_end(outcome: CriterionOutcome | Shortfall, bound: Any) -> tuple[str, float] | None:
    """Which end of a bound on a number is missed, and where it lies."""
    low, high = outcome.value_low, outcome.value_high
    if low is None or high is None or not isinstance(bound, Mapping):
        return None
    if bound.get("min") is not None and high < bound["min"]:
        return "min", float(bound["min"])
    if bound.get("max") is not None and low > bound["max"]:
        return "max", float(bound["max"])
    return None


def requirement_name(requirement: Mapping[str, Any], lang: Lang) -> str:
    """The name of a requirement in the language, else in whichever it has, else its id."""
    name = requirement.get("name") or str(requirement.get("id", ""))
    if isinstance(name, Mapping):
        return str(name.get(lang) or next(iter(name.values()), requirement.get("id", "")))
    return str(name)


def _bound(required: Any) -> Any:
    """The bound of a shortfall as ``bound_text`` takes it; a boolean may stand in a mapping of one."""
    if isinstance(required, Mapping) and len(required) == 1:
        (only,) = required.values()
        return only if isinstance(only, bool) else required
    return required


def _joined_by_or(parts: Sequence[str], lang: Lang) -> str:
    translate = translator(lang)
    word = translate("or")
    return f" {word} ".join(parts)


def _category_word(value: str, metric: str | None, lang: Lang) -> str:
    known = CATALOGUE.get(metric or "")
    if known and value in known.categories:
        return known.category_labels[known.categories.index(value)].in_(lang)
    return value


def _with_unit(text: str, unit: str | None, lang: Lang) -> str:
    return f"{text}{NBSP}{unit_word(unit, lang, one=text == '1')}" if unit else text


def _float(end: Any) -> float | None:
    return None if end is None else float(end)
