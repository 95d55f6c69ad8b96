"""The sheets of what it would take, a row a change, and of sites put together, a row a set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitematch.core.matching.result import Change, ChangedAssembly, ChangedSite, MatchResult, WouldTake
from sitematch.texts import translator
from sitematch.views.cards import Wording
from sitematch.views.explain import Words
from sitematch.views.labels import ANY, bound_text, unit_word, value_text
from sitematch.views.words import interval, marked, status_text

Cell = str | float | int | None
_NEAREST, _INSTEAD, _TOGETHER = marked("nearest"), marked("nearest that can be changed"), marked("put together")


def take_rows(result: MatchResult, wording: Wording) -> Iterator[Sequence[Cell]]:
    """Every change of every municipality's nearest site, of the nearest that can be changed, of sites put together."""
    translate = translator(wording.lang)
    for row in result.would_take:
        offers = ((_NEAREST, row.nearest), (_INSTEAD, row.instead), (_TOGETHER, row.assembly))
        for which, offer in offers:
            if offer is not None:
                yield from _changes(row, translate(which), offer, wording)


def _changes(
    row: WouldTake, which: str, offer: ChangedSite | ChangedAssembly, wording: Wording
) -> Iterator[Sequence[Cell]]:
    translate = translator(wording.lang)
    if isinstance(offer, ChangedAssembly):
        names, ids = offer.names, offer.site_ids
    else:
        names, ids = (offer.name,), (offer.site_id,)
    unknown = "; ".join(wording.labels.get(name, name) for name in offer.unknown)
    demo = translate("demo") if row.nearest.demo else None
    for change in offer.changes or (None,):
        yield (
            row.municipality or row.municipality_code,
            ", ".join(names),
            which,
            *_change(change, wording),
            unknown,
            demo,
            change.id if change else None,
            ", ".join(ids),
        )


def _change(change: Change | None, wording: Wording) -> tuple[Cell, ...]:
    """What a criterion has and would take; where nothing is left to change, only that."""
    lang = wording.lang
    translate = translator(lang)
    if change is None:
        return translate("no change"), None, None, None, None, None
    return (
        wording.labels.get(change.id, change.id),
        _has(change, wording),
        _takes(change, wording),
        change.gap,
        unit_word(change.unit, lang) if change.unit else None,
        translate("yes") if change.changeable else translate("no"),
    )


def _has(change: Change, wording: Wording) -> Cell:
    if isinstance(change.was, int | float) and not isinstance(change.was, bool):
        return change.was
    if change.was is not None:
        return value_text(change.was, change.metric, None, wording.lang)
    return interval(change.was_low, change.was_high, wording.lang)


def _takes(change: Change, wording: Wording) -> Cell:
    """A number as a number; of an either/or how many have to hold."""
    if change.metric == ANY or (isinstance(change.to, int | float) and not isinstance(change.to, bool)):
        return float(change.to)
    given = {"one_of": list(change.to)} if isinstance(change.to, tuple) else change.to
    return bound_text(given, change.metric, None, wording.lang)


def joined_rows(result: MatchResult, words: Words, wording: Wording) -> Iterator[Sequence[Cell]]:
    """Every set of neighbouring sites that is enough together."""
    translate = translator(wording.lang)
    for one, said in zip(result.assemblies, words.joined, strict=True):
        yield (
            ", ".join(one.names),
            ", ".join(one.municipalities),
            status_text(one.status, wording.lang),
            len(one.site_ids),
            one.area_ha,
            one.owner_count,
            one.score,
            one.score_low,
            one.score_high,
            "; ".join(wording.labels.get(name, name) for name in one.unknown),
            said,
            translate("demo") if one.demo else None,
            ", ".join(one.site_ids),
        )
