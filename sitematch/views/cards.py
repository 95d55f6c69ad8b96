"""A site as lines of text: what its row in a list and its card on a map say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import CriterionOutcome, MatchResult, NearMiss, OpenQuestion, RankedSite, Status
from sitematch.texts import translator
from sitematch.views.ages import age_mark, day_of
from sitematch.views.labels import criteria_labels, must_text, outcome_text, shortfall_text
from sitematch.views.words import (
    availability_mark,
    first_text,
    interval,
    percent,
    score_text,
    source_text,
    status_text,
    status_word,
    verdict_word,
)

_VERDICT_FORMS: Final = {"meets": "●", "unknown": "◐", "fails": "○"}
_WIDE_FROM: Final = 100


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a site: what, how much, against which bound, worth how much; ``note`` leads to who says so."""

    label: str
    value: str
    bound: str
    via: str
    verdict: str
    verdict_class: str
    points: str
    note: str


@dataclass(frozen=True, slots=True)
class Card:
    """One site as text.

    ``row`` is its element's id, ``place`` its municipality, ``spoken`` what a screen reader says of its mark,
    ``notes`` the sources of its figures, each once, with the letter that stands at the criteria it covers.
    """

    row: str
    site_id: str
    status: str
    status_text: str
    number: str
    wide: bool
    name: str
    place: str
    where: str
    is_line: str
    spoken: str
    score: str
    score_range: str
    score_line: str
    bar_low: float
    bar_high: float
    lacks: tuple[str, ...]
    criteria: tuple[CriterionLine, ...]
    notes: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What all cards of a match share: its language, its day, and what its criteria are called and ask for."""

    lang: Lang
    labels: dict[str, str]
    bounds: dict[str, str]
    musts: dict[str, Any]
    day: date | None = None


def wording_of(result: MatchResult, lang: Lang) -> Wording:
    """The labels and bounds of a match's criteria in a language."""
    criteria: list[dict[str, Any]] = list(result.requirement.get("criteria", ()))
    bounds = {str(criterion["id"]): must_text(criterion, lang) for criterion in criteria}
    musts = {str(criterion["id"]): criterion.get("must") for criterion in criteria}
    return Wording(lang, criteria_labels(result.requirement, lang), bounds, musts, day_of(result.created_at[:10]))


def card_of(site: RankedSite | NearMiss, row: str, wording: Wording, link: str | None = None) -> Card:
    """A ranked site or a near miss as text."""
    lang = wording.lang
    status = str(site.status) if isinstance(site, RankedSite) else str(Status.FAILS)
    number = str(site.rank) if isinstance(site, RankedSite) else ""
    where = _where(site, wording)
    ends = (site.score_low, site.score_high)
    letters = _letters(site, lang)
    spread = ends[0] is not None and ends[1] is not None and ends[0] != ends[1]
    return Card(
        row=row,
        site_id=site.site_id,
        status=status,
        status_text=status_text(status, lang),
        number=number,
        wide=isinstance(site, RankedSite) and site.rank >= _WIDE_FROM,
        name=site.name,
        place=site.municipality or site.municipality_code or "",
        where=where,
        is_line=_is_line(site, status, where, lang),
        spoken=", ".join(part for part in (number, site.name, status_word(status, lang), where) if part),
        score="" if site.score is None else score_text(site.score, lang),
        score_range=_range(site, lang) if spread else "",
        score_line=_score_line(site, lang),
        bar_low=round(site.score_low or 0.0, 1),
        bar_high=round(site.score_high or 0.0, 1),
        lacks=_lacks(site, wording),
        criteria=tuple(_criterion_line(outcome, letters, wording) for outcome in site.criteria),
        notes=tuple((letter, text) for text, letter in letters.items()),
        questions=tuple(question_text(q, site, lang) for q in getattr(site, "open_questions", ())),
        link=link,
    )


def _where(site: RankedSite | NearMiss, wording: Wording) -> str:
    lang, translate = wording.lang, translator(wording.lang)
    demo = translate("demo") if site.demo else None
    place = site.municipality or site.municipality_code
    marks = (availability_mark(site.availability, lang), demo, age_mark(site, wording.day, lang))
    return " · ".join(part for part in (place, *marks) if part)


def _is_line(site: RankedSite | NearMiss, status: str, where: str, lang: Lang) -> str:
    translate = translator(lang)
    place = translate("rank {rank}").format(rank=site.rank) if isinstance(site, RankedSite) else None
    return " · ".join(part for part in (place, status_text(status, lang), where) if part)


def _range(site: RankedSite | NearMiss, lang: Lang) -> str:
    low, high = round(site.score_low or 0.0, 1), round(site.score_high or 0.0, 1)
    return f"({interval(low, high, lang)})"


def _score_line(site: RankedSite | NearMiss, lang: Lang) -> str:
    translate = translator(lang)
    if site.score is None or site.score_low is None or site.score_high is None:
        return ""
    if site.score_low == site.score_high:
        parts = [translate("{score} points of 100").format(score=score_text(site.score, lang))]
    else:
        text = translate("{score} points of 100, {range} by what is unknown")
        ends = interval(round(site.score_low, 1), round(site.score_high, 1), lang)
        parts = [text.format(score=score_text(site.score, lang), range=ends)]
    if isinstance(site, RankedSite):
        if site.first_share is not None:
            parts.append(first_text(site.first_share, lang))
        if site.rank_low != site.rank_high:
            parts.append(translate("rank {low} to {high}").format(low=site.rank_low, high=site.rank_high))
    return "; ".join(parts)


def _lacks(site: RankedSite | NearMiss, wording: Wording) -> tuple[str, ...]:
    if isinstance(site, RankedSite):
        return ()
    return tuple(shortfall_text(s, wording.labels.get(s.id, s.id), wording.lang) for s in site.shortfalls)


def _letters(site: RankedSite | NearMiss, lang: Lang) -> dict[str, str]:
    """A letter for each source of a site's figures, in the order in which they come up."""
    texts = dict.fromkeys(source_text(one.source, lang) for one in site.criteria if one.source is not None)
    return {text: ascii_lowercase[i % 26] * (i // 26 + 1) for i, text in enumerate(texts)}


def question_text(question: OpenQuestion, site: RankedSite | NearMiss, lang: Lang) -> str:
    """What to ask, of which site, and by how much the answer could move its score."""
    translate = translator(lang)
    text = question.ask if site.name in question.ask else f"{site.name}: {question.ask}"
    if question.swing <= 0:
        return text
    moved = translate("up to {points} points").format(points=score_text(question.swing, lang))
    return f"{text} ({moved})"


def _criterion_line(outcome: CriterionOutcome, letters: dict[str, str], wording: Wording) -> CriterionLine:
    lang, translate = wording.lang, translator(wording.lang)
    verdict = "" if outcome.verdict is None else str(outcome.verdict)
    bound = wording.bounds.get(outcome.id, "")
    return CriterionLine(
        label=wording.labels.get(outcome.id, outcome.id),
        value=outcome_text(outcome, lang, wording.musts.get(outcome.id)),
        bound=translate("needs {bound}").format(bound=bound) if bound else "",
        via=outcome.via.name if outcome.via else "",
        verdict=f"{_VERDICT_FORMS[verdict]} {verdict_word(verdict, lang)}" if verdict else "",
        verdict_class=verdict,
        points=_points(outcome, lang),
        note=letters[source_text(outcome.source, lang)] if outcome.source else "",
    )


def _points(outcome: CriterionOutcome, lang: Lang) -> str:
    translate = translator(lang)
    low, high = outcome.points_low, outcome.points_high
    if low is None or high is None or outcome.weight is None:
        return ""
    shown = score_text(low, lang) if low == high else interval(round(low, 1), round(high, 1), lang)
    text = translate("{points} p, weight\u00a0{weight}")
    return text.format(points=shown, weight=percent(outcome.weight, lang))
