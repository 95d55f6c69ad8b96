"""Open questions: what to ask for a site, in words that can be sent as they are, the weightiest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.matching.result import CriterionOutcome, OpenQuestion, Verdict
from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.verdicts import UNKNOWN
from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Kind, Origin
from sitematch.core.metrics.names import plain_name
from sitematch.core.requirement.model import AnyOf, Between, Bound, Measure, OneOf, Place
from sitematch.core.sites.columns import Column

_COLUMN: Final = Text("Vad gäller för området i fråga om ”{name}”?", "What is “{name}” at the site?")
_CONCERNS: Final = Text("Det gäller {what}.", "It concerns {what}.")
_WITHIN: Final = Text("högst {minutes:g} minuter", "at most {minutes:g} minutes")
_LEAST: Final = Text("{name} minst {end:g}", "{name} at least {end:g}")
_MOST: Final = Text("{name} högst {end:g}", "{name} at most {end:g}")
_OR: Final = Text(" eller ", " or ")
_TRUTHS: Final[Mapping[bool, Text]] = {True: Text("ja", "yes"), False: Text("nej", "no")}
_BY_REASON: Final[Mapping[str, Text]] = {
    "no_road_near": Text(
        "Vilken väg leder till området? I vägnätet finns ingen nära nog.",
        "Which road leads to the site? The road network has none near enough.",
    ),
    "no_way": Text(
        "Hur når man området med bil? Vägnätet har ingen väg dit.",
        "How is the site reached by car? The road network has no way there.",
    ),
}
_FACILITIES: Final[Mapping[str, Text]] = {
    "motorway_junction": Text("motorvägspåfart", "motorway junction"),
    "rail_station": Text("järnvägsstation", "railway station"),
    "rail_terminal": Text("godsterminal på järnväg", "rail freight terminal"),
    "port": Text("hamn", "port"),
    "airport": Text("flygplats", "airport"),
    "university": Text("universitet", "university"),
    "hospital": Text("sjukhus", "hospital"),
    "substation": Text("transformatorstation", "substation"),
    "attraction": Text("besöksmål", "attraction"),
    "locality": Text("tätort", "town or village"),
}


def is_open(outcome: CriterionOutcome) -> bool:
    """Whether more knowledge could change a verdict or the points."""
    return outcome.verdict is Verdict.UNKNOWN or outcome.points_low != outcome.points_high


def open_questions(
    outcomes: Sequence[CriterionOutcome], asks: Mapping[str, str], municipality: str | None, name: str
) -> tuple[OpenQuestion, ...]:
    """What is not known of one site, by falling swing, then in the order of the document.

    Args:
        outcomes: every criterion at the site.
        asks: the question of each open criterion, by its id.
        municipality: whom to ask.
        name: the site's name.
    """
    addressee = f"{municipality}: " if municipality else ""
    questions = [
        OpenQuestion(each.id, each.metric, f"{addressee}{asks[each.id]} ({name})", swing(each))
        for each in outcomes
        if is_open(each)
    ]
    return tuple(sorted(questions, key=lambda question: -question.swing))


def swing(outcome: CriterionOutcome) -> float:
    """By how many points of the score an answer could move the site; 0 without a value function."""
    if outcome.weight is None or outcome.points_low is None or outcome.points_high is None:
        return 0.0
    return outcome.weight * (outcome.points_high - outcome.points_low)


def question(assessment: Assessment, columns: Mapping[Measure, Column], row: int, lang: Lang) -> str:
    """What to ask about one criterion at one site; of an either/or about each member that is not known."""
    criterion = assessment.criterion
    if not isinstance(criterion, AnyOf):
        return question_about(criterion.measure, columns[criterion.measure].reasons[row], lang)
    asked = [
        question_about(member.measure, columns[member.measure].reasons[row], lang)
        for member, codes in zip(criterion.members, assessment.members, strict=True)
        if codes[row] == UNKNOWN
    ]
    return " ".join(dict.fromkeys(asked))


def question_about(measure: Measure, reason: str | None, lang: Lang) -> str:
    """What to ask when a measure is not known, ``reason`` being why, as far as that is known."""
    metric = CATALOGUE[measure.metric]
    if metric.kind is Kind.BY_USE:
        meant = CATALOGUE.get(measure.name or "")
        return meant.ask.in_(lang) if meant else _COLUMN.in_(lang).format(name=plain_name(measure.name or ""))
    if metric.origin is not Origin.REACH:
        return metric.ask.in_(lang)
    by_reason = _BY_REASON.get(reason or "")
    if by_reason is not None:
        return by_reason.in_(lang)
    what = ", ".join(_particulars(measure, lang))
    return f"{metric.ask.in_(lang)} {_CONCERNS.in_(lang).format(what=what)}" if what else metric.ask.in_(lang)


def _particulars(measure: Measure, lang: Lang) -> list[str]:
    """The parameters of a measure of reach, in words."""
    said = []
    if isinstance(measure.to, Place):
        said.append(measure.to.name)
    elif measure.to is not None:
        said.append(_FACILITIES[measure.to].in_(lang) if measure.to in _FACILITIES else plain_name(measure.to))
    if measure.within_min is not None:
        said.append(_WITHIN.in_(lang).format(minutes=measure.within_min))
    if measure.group is not None:
        said.append(plain_name(measure.group))
    for name, bound in measure.where:
        said.extend(_bound(plain_name(name), bound, lang))
    return said


def _bound(name: str, bound: Bound, lang: Lang) -> list[str]:
    if isinstance(bound, Between):
        ends = ((_LEAST, bound.min), (_MOST, bound.max))
        return [text.in_(lang).format(name=name, end=end) for text, end in ends if end is not None]
    if isinstance(bound, OneOf):
        return [f"{name} {_OR.in_(lang).join(bound.members)}"]
    return [f"{name} {_TRUTHS[bound.value].in_(lang)}"]
