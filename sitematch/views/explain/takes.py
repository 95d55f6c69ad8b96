"""What it would take of a municipality without a site in the list, told apart by what anyone can change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sitematch.core.matching.result import Change, ChangedAssembly, Shortfall, WouldTake
from sitematch.core.metrics import CATALOGUE, Origin
from sitematch.core.sites.measured import FOOTPRINT_FIT
from sitematch.views.explain.misses import gap_figure, missed_end
from sitematch.views.explain.model import TakeWords
from sitematch.views.explain.speech import Speech
from sitematch.views.explain.topics import alternative, bound_of, joined, unit_of
from sitematch.views.labels import ANY, value_text
from sitematch.views.words import marked, number


def takes_of(rows: Iterable[WouldTake], speech: Speech) -> tuple[TakeWords, ...]:
    """What each municipality's nearest site would take; those where the same rules out every site are told in one."""
    never: dict[str, list[str]] = {}
    for row in rows:
        if row.fixed:
            never.setdefault(_ruled_out(row, speech), []).append(_place(row))
    told: dict[str, TakeWords] = {}
    for row in rows:
        if not row.fixed:
            told[row.municipality_code] = TakeWords((_place(row),), _said(row, speech))
            continue
        reasons = _ruled_out(row, speech)
        if reasons in never:
            told[row.municipality_code] = _never(never.pop(reasons), reasons, speech)
    return tuple(told.values())


def _place(row: WouldTake) -> str:
    return row.municipality or row.municipality_code


def _said(row: WouldTake, speech: Speech) -> tuple[str, ...]:
    said = _nearest(row, _place(row), speech)
    if row.assembly is not None and all(one.changeable for one in row.assembly.changes):
        said += _together(row.assembly, speech)
    return tuple(said)


def all_needed(changes: Iterable[Change], speech: Speech) -> str:
    """Changes in one line, without a full stop."""
    return "; ".join(needed(one, speech) for one in changes)


def needed(one: Change, speech: Speech) -> str:
    """One change: ``area: 12 ha more (100 ha instead of 88 ha)``, ``plan stage: adopted instead of review``."""
    topic, short = speech.topic(one), _shortfall(one, speech)
    if one.metric == ANY:
        return topic if one.to > 1 else _any_of_it(one, speech)
    if one.to is True:
        return topic
    end, bound = missed_end(short), bound_of(speech.criterion(one), short.required, speech.lang)
    if one.metric == FOOTPRINT_FIT and end == "min":
        return speech.translate("{topic} (now {value})").format(topic=topic, value=speech.told(short))
    if end is None:
        text = speech.translate("{topic}: {bound} instead of {value}")
        return text.format(topic=topic, bound=bound, value=speech.told(short))
    more = marked("{topic}: {gap} more ({limit} instead of {value})")
    less = marked("{topic}: {gap} less ({limit} instead of {value})")
    form = more if end == "min" else less
    return speech.translate(form).format(
        topic=topic,
        gap=speech.amount(gap_figure(short, end, speech), unit_of(speech.criterion(one))),
        limit=_limit(one, speech),
        value=speech.told(short, bound=short.required),
    )


def _any_of_it(one: Change, speech: Speech) -> str:
    """What of an either/or anyone can bring about; all of it where nobody can."""
    members = list(speech.criterion(one).get(ANY, ()))
    able = [member for member in members if _is_changeable(member)] or members
    told = joined([alternative(member, speech.lang) for member in able], speech.translate("or"))
    return told if len(able) == 1 else speech.translate("either {members}").format(members=told)


def _is_changeable(member: Mapping[str, Any]) -> bool:
    """Whether someone can change what a demand asks about, as the core has it of a measure."""
    metric = CATALOGUE[str(member["metric"])]
    named = CATALOGUE.get(str(member.get("name", "")))
    return named.changeable if named is not None and named.origin is not Origin.REACH else metric.changeable


def _ruled_out(row: WouldTake, speech: Speech) -> str:
    return _reasons([one for one in row.nearest.changes if one.id in row.fixed], speech)


def _never(places: Sequence[str], reasons: str, speech: Speech) -> TakeWords:
    """Why nothing in anyone's hands brings a site of these municipalities into the list."""
    text = speech.translate("No site in {places} can qualify: at every one, {reasons}. That cannot be changed.")
    said = text.format(places=joined(places, speech.translate("or")), reasons=reasons)
    return TakeWords(tuple(places), (said,))


def _nearest(row: WouldTake, place: str, speech: Speech) -> list[str]:
    site, translate = row.nearest, speech.translate
    stuck = [one for one in site.changes if not one.changeable]
    if not stuck:
        text = translate("{place}: {site} would take {changes}.")
        said = [text.format(place=place, site=site.name, changes=all_needed(site.changes, speech))]
        return said + _unknown(site.unknown, speech)
    text = translate("{place}: {site} comes nearest, but there, {reasons}. That cannot be changed.")
    said = [text.format(place=place, site=site.name, reasons=_reasons(stuck, speech))]
    if row.instead is None:
        return [*said, translate("At each of the other sites there, something else cannot be changed.")]
    text = translate("{site} would take {changes}.")
    said.append(text.format(site=row.instead.name, changes=all_needed(row.instead.changes, speech)))
    return said + _unknown(row.instead.unknown, speech)


def _together(assembly: ChangedAssembly, speech: Speech) -> list[str]:
    names = speech.all_of(assembly.names)
    if assembly.changes:
        text = speech.translate("Put together, {names} would take less: {changes}.")
    else:
        text = speech.translate("Put together, {names} would be in the list as they are.")
    said = [text.format(names=names, changes=all_needed(assembly.changes, speech))]
    return said + _unknown(assembly.unknown, speech)


def _unknown(ids: Iterable[str], speech: Speech) -> list[str]:
    topics = [speech.topics.get(name, name) for name in ids]
    text = speech.translate("Not known besides: {topics}.")
    return [text.format(topics=speech.all_of(topics))] if topics else []


def _reasons(changes: Iterable[Change], speech: Speech) -> str:
    return speech.all_of([_reason(one, speech) for one in changes])


def _reason(one: Change, speech: Speech) -> str:
    """What stands in the way: ``the drive to the nearest port is over 60 min``."""
    topic, short = speech.topic(one), _shortfall(one, speech)
    if one.metric == ANY:
        none, few = (
            marked("none of these can be had: {members}"),
            marked("fewer than {count} of these can be had: {members}"),
        )
        text = speech.translate(few if one.to > 1 else none)
        return text.format(count=number(float(one.to), speech.lang), members=_members(one, speech))
    end = missed_end(short)
    if end is None:
        return speech.translate("{topic} is {values}").format(topic=topic, values=_not_allowed(one, speech))
    form = marked("{topic} is under {limit}") if end == "min" else marked("{topic} is over {limit}")
    return speech.translate(form).format(topic=topic, limit=_limit(one, speech))


def _not_allowed(one: Change, speech: Speech) -> str:
    """The categories that fail a criterion, one of which every site has that fails it."""
    metric = str(speech.criterion(one).get("name", one.metric))
    others = [category for category in CATALOGUE[metric].categories if category not in one.to]
    return joined([value_text(category, metric, None, speech.lang) for category in others], speech.translate("or"))


def _members(one: Change, speech: Speech) -> str:
    members = [alternative(member, speech.lang) for member in speech.criterion(one).get(ANY, ())]
    return joined(members, speech.translate("or"))


def _limit(one: Change, speech: Speech) -> str:
    return speech.amount(number(float(one.to), speech.lang), unit_of(speech.criterion(one)))


def _shortfall(one: Change, speech: Speech) -> Shortfall:
    """A change as the lack that it would end."""
    required = {"at_least": one.to} if one.metric == ANY else speech.criterion(one).get("must", one.to)
    return Shortfall(one.id, one.metric, one.was, one.was_low, one.was_high, required, one.gap, one.unit)
