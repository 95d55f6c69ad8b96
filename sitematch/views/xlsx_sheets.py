"""What the sheets of a workbook hold: a match as tables, one row a site, a figure, a lack, a question or a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sitematch.core.evidence import Lang, Source
from sitematch.core.matching.result import CriterionOutcome, MatchResult, NearMiss, RankedSite, Shortfall, Status
from sitematch.core.region.model import Region
from sitematch.texts import translator
from sitematch.views.cards import Wording, wording_of
from sitematch.views.cuts import shown_lines, weights_of
from sitematch.views.explain import Words, words_of
from sitematch.views.labels import bound_text, outcome_text, requirement_name, shortfall_text, unit_word, value_text
from sitematch.views.requirement_rows import requirement_rows
from sitematch.views.sources import region_sources
from sitematch.views.words import (
    availability_word,
    interval,
    marked,
    method_word,
    reason_text,
    status_text,
    verdict_word,
)
from sitematch.views.xlsx_columns import (
    ABOUT,
    CRITERIA,
    JOINED,
    LIST,
    NEAR_MISSES,
    QUESTIONS,
    REQUIREMENT,
    SOURCES,
    TAKES,
    Column,
)
from sitematch.views.xlsx_offers import joined_rows, take_rows

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under headings; ``still`` columns at the left stay in view, ``empty`` is said where there is no row."""

    name: str
    columns: Sequence[Column]
    rows: Iterator[Sequence[Cell]]
    still: int = 0
    empty: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """A match with the words for it."""

    result: MatchResult
    region: Region
    lang: Lang
    wording: Wording
    words: Words


def sheets_of(result: MatchResult, region: Region, lang: Lang) -> list[Sheet]:
    """The sheets of a match, in the order in which they stand; every figure is one of the result's."""
    told = _Told(result, region, lang, wording_of(result, lang), words_of(result, lang))
    nothing, alone = marked("No site is in the list."), marked("No neighbouring sites are enough together.")
    everyone = marked("Every municipality that offers a site has one in the list.")
    return [
        Sheet(marked("List"), LIST, _listed(told), 2, nothing),
        Sheet(marked("Criteria by site"), CRITERIA, _figures(told), 2),
        Sheet(marked("Near misses"), NEAR_MISSES, _lacks(told), 2, marked("No site fails a demand.")),
        Sheet(marked("Put together"), JOINED, joined_rows(result, told.words, told.wording), 1, alone),
        Sheet(marked("What it would take"), TAKES, take_rows(result, told.wording), 2, everyone),
        Sheet(marked("Open questions"), QUESTIONS, _asked(told), 2, marked("Nothing is left to ask.")),
        Sheet(marked("Sources"), SOURCES, _sources(told), 1),
        Sheet(marked("Requirement"), REQUIREMENT, _demands(told), 1),
        Sheet(marked("About"), ABOUT, _about(told), 1),
    ]


def _listed(told: _Told) -> Iterator[Sequence[Cell]]:
    for site in told.result.ranked:
        words, first = told.words.sites[site.site_id], next(iter(site.open_questions), None)
        yield (
            site.rank,
            *_site(site, told.lang),
            site.score,
            site.score_low,
            site.score_high,
            site.first_share,
            site.rank_low,
            site.rank_high,
            *_marks(site, told.lang),
            "\n".join(words.why),
            "\n".join(words.unknown),
            words.firmness,
            first.ask if first else None,
            first.swing if first else None,
            site.site_id,
        )


def _site(site: RankedSite | NearMiss, lang: Lang) -> tuple[Cell, ...]:
    status = site.status if isinstance(site, RankedSite) else Status.FAILS
    return site.name, site.municipality or site.municipality_code, status_text(status, lang)


def _marks(site: RankedSite | NearMiss, lang: Lang) -> tuple[Cell, Cell]:
    available = None if site.availability is None else availability_word(site.availability, lang)
    return available, translator(lang)("demo") if site.demo else None


def _figures(told: _Told) -> Iterator[Sequence[Cell]]:
    everyone: list[RankedSite | NearMiss] = [*told.result.ranked, *told.result.near_misses]
    for site in everyone:
        rank = site.rank if isinstance(site, RankedSite) else None
        named = _site(site, told.lang)
        for one in site.criteria:
            yield (rank, *named, *_figure(one, told), *_source(one.source, told.lang), one.id, site.site_id)


def _figure(one: CriterionOutcome, told: _Told) -> tuple[Cell, ...]:
    lang = told.lang
    return (
        told.wording.labels.get(one.id, one.id),
        _value(one, lang),
        one.value_low,
        one.value_high,
        unit_word(one.unit, lang) if one.unit else None,
        _bound(told.wording.musts.get(one.id), one, lang),
        verdict_word(one.verdict, lang) if one.verdict else None,
        one.points_low,
        one.points_high,
        one.weight,
        one.via.name if one.via else None,
        reason_text(one.reason, lang) if one.reason else None,
    )


def _value(one: CriterionOutcome | Shortfall, lang: Lang) -> Cell:
    """A number as a number; else words, without the unit, which has a column of its own."""
    if one.metric == "any":
        return outcome_text(one, lang)
    if isinstance(one.value, int | float) and not isinstance(one.value, bool):
        return one.value
    if one.value is not None:
        return value_text(one.value, one.metric, None, lang)
    return interval(one.value_low, one.value_high, lang)


def _bound(must: Any, one: CriterionOutcome, lang: Lang) -> Cell:
    return None if must is None else bound_text(must, one.metric, one.unit, lang)


def _source(source: Source | None, lang: Lang) -> tuple[Cell, Cell, Cell]:
    return (None, None, None) if source is None else (source.name, source.date, method_word(source.method, lang))


def _lacks(told: _Told) -> Iterator[Sequence[Cell]]:
    for place, site in enumerate(told.result.near_misses, start=1):
        named, marks = _site(site, told.lang), _marks(site, told.lang)
        for short in site.shortfalls:
            label = told.wording.labels.get(short.id, short.id)
            yield (
                place,
                *named,
                *marks,
                site.score,
                len(site.shortfalls),
                label,
                _value(short, told.lang),
                bound_text(short.required, short.metric, short.unit, told.lang),
                short.gap,
                unit_word(short.unit, told.lang) if short.unit else None,
                shortfall_text(short, label, told.lang),
                short.id,
                site.site_id,
            )


def _asked(told: _Told) -> Iterator[Sequence[Cell]]:
    likely = {(row["site_id"], row["id"]): row for row in told.result.next_questions}
    for site in told.result.ranked:
        for question in site.open_questions:
            label = told.wording.labels.get(question.id, question.id)
            row = likely.get((site.site_id, question.id), {})
            changes = row.get("first_changes"), row.get("leading_changes")
            named = (site.rank, *_site(site, told.lang), label)
            yield (*named, question.ask, question.swing, *changes, question.id, site.site_id)


def _sources(told: _Told) -> Iterator[Sequence[Cell]]:
    """Who says the figures of the sites, the one with most of them first; then who says what the region is made of."""
    figures: Counter[Source] = Counter()
    labels: dict[Source, dict[str, None]] = {}
    everyone: list[RankedSite | NearMiss] = [*told.result.ranked, *told.result.near_misses]
    for site in everyone:
        for one in site.criteria:
            if one.source is not None:
                figures[one.source] += 1
                labels.setdefault(one.source, {})[told.wording.labels.get(one.id, one.id)] = None
    for source, count in sorted(figures.items(), key=lambda pair: (-pair[1], pair[0].name, pair[0].date or "")):
        yield (*_source(source, told.lang), count, "; ".join(labels[source]))
    for key, source in told.region.sources.items():
        for what, _ in region_sources({key: source}, told.lang):
            yield (*_source(source, told.lang), None, what)


def _demands(told: _Told) -> Iterator[Sequence[Cell]]:
    shares = weights_of(told.result)
    for row in requirement_rows(told.result.requirement, told.lang):
        yield row.label, row.bound, row.points, row.weight, shares.get(row.id), row.id


def _about(told: _Told) -> Iterator[Sequence[Cell]]:
    translate, result = translator(told.lang), told.result
    everyone: list[RankedSite | NearMiss] = [*result.ranked, *result.near_misses]
    yield translate("Requirement"), requirement_name(result.requirement, told.lang)
    yield translate("Region"), told.region.name
    yield translate("Date"), result.created_at[:10]
    yield translate("Run"), result.run_hash
    yield translate("Program"), f"sitematch {result.engine}"
    yield translate("Result"), told.words.list.summary
    if any(site.demo for site in everyone):
        yield translate("Demo data"), translate("Demo data: sites marked demo are invented.")
    for line in shown_lines(result, len(result.ranked), len(result.near_misses), told.lang):
        yield translate("Cut"), line
    for text in told.words.list.decides:
        yield translate("What decides"), text
    for text in told.words.list.calls:
        yield translate("Worth a call"), text
    for warning in result.warnings:
        yield translate("Warning"), warning
