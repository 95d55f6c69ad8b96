"""One reason for another rank as a sentence: what a figure was and is, what is asked, what it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final

from sitematch.core.evidence import Lang, Method, Source
from sitematch.core.matching.result import CriterionOutcome, Verdict
from sitematch.core.metrics.names import plain_name
from sitematch.core.sites.columns import Via
from sitematch.texts import translator
from sitematch.views.explain.topics import bound_of, capital, told, topic
from sitematch.views.labels import ANY
from sitematch.views.words import marked, percent, score_text, source_text

Row = Mapping[str, Any]

_BECAME: Final[Mapping[str, str]] = {
    "data": marked("{what}: {was} became {now}"),
    "region": marked("{what}: {was} became {now}, for the region's data changed"),
    "reach": marked("{what}: {was} became {now}, for the region's data or the site's outline changed"),
    "engine": marked("{what}: another version of the program values it otherwise"),
}
_ASKED: Final[Mapping[str, str]] = {
    "added": marked("Now asked for: {what}"),
    "removed": marked("No longer asked for: {what}"),
    "changed": marked("What is asked changed: {what}"),
    "weight": marked("{what} weighs {now} instead of {was}"),
}
_VERDICTS: Final[Mapping[tuple[str | None, str | None], str]] = {
    ("meets", "fails"): marked("so that the site now fails"),
    ("unknown", "fails"): marked("so that the site now fails"),
    (None, "fails"): marked("which the site fails"),
    ("fails", "meets"): marked("so that the site no longer fails"),
    ("fails", "unknown"): marked("so that the site no longer surely fails"),
    ("fails", None): marked("which the site failed"),
    ("meets", "unknown"): marked("so that it is no longer known whether the site meets it"),
    ("unknown", "meets"): marked("so that the site now surely meets it"),
    (None, "unknown"): marked("and it is not known whether the site meets it"),
}
_NEVER: Final = "nothing"


@dataclass(frozen=True)
class Told:
    """The two results that are told of."""

    before: Row
    after: Row
    lang: Lang

    @cached_property
    def criteria(self) -> tuple[dict[str, Row], dict[str, Row]]:
        """The criteria of the first and of the second requirement, by id."""
        first, second = (
            {str(criterion["id"]): criterion for criterion in document["requirement"]["criteria"]}
            for document in (self.before, self.after)
        )
        return first, second


def phrase(reason: Row, results: Told) -> str:
    """One reason, with what the score gained by it and what became of the requirement, as a sentence."""
    translate, lang = translator(results.lang), results.lang
    first, second = results.criteria
    criterion = second.get(reason["id"]) or first.get(reason["id"]) or {"id": reason["id"], "metric": reason["id"]}
    form = _ASKED[reason["what"]] if reason["kind"] == "requirement" else _BECAME[reason["kind"]]
    was, now = _ends(reason, results)
    said = [translate(form).format(what=_what(criterion, lang), was=was, now=now)]
    if reason.get("what") == "changed":
        said[0] += _asked_otherwise(first.get(reason["id"], {}), second.get(reason["id"], {}), lang)
    if reason.get("points"):
        said.append(_gained(float(reason["points"]), lang))
    verdict = _VERDICTS.get((reason.get("verdict_from"), reason.get("verdict_to", _NEVER)))
    if verdict is not None:
        said.append(translate(verdict))
    return capital(", ".join(said)) + "."


def _what(criterion: Row, lang: Lang) -> str:
    """A criterion by its id, which whoever wrote the requirement knows, and what it asks about."""
    name, about = str(criterion["id"]), topic(criterion, lang)
    return about if plain_name(name) == about else f"{name} ({about})"


def _ends(reason: Row, results: Told) -> tuple[str, str]:
    """What was and what is: a weight, or a figure with who says it."""
    if reason.get("what") == "weight":
        shares = (
            reason[end].get("weight") if isinstance(reason[end], Mapping) else reason[end] for end in ("from", "to")
        )
        was, now = ("–" if share is None else percent(float(share), results.lang) for share in shares)
        return was, now
    if reason["kind"] == "requirement":
        return "", ""
    first, second = results.criteria
    was_told, now_told = (
        _figure(reason, end, criteria.get(reason["id"], {}), results.lang)
        for end, criteria in (("from", first), ("to", second))
    )
    return was_told, now_told


def _figure(reason: Row, end: str, criterion: Row, lang: Lang) -> str:
    row = reason[end]
    outcome = outcome_of({**row, "id": reason["id"], "metric": reason["metric"]})
    text = told(outcome, criterion, lang, bound=criterion.get("must"))
    # who says it is told of what is new, and of what was only where somebody else said that
    if outcome.source is None or (end == "from" and _source(reason["to"]) == outcome.source):
        return text
    return f"{text} ({source_text(outcome.source, lang)})"


def outcome_of(row: Row) -> CriterionOutcome:
    """An outcome of a document, as far as this version knows it."""
    read: dict[str, Any] = {field.name: row.get(field.name) for field in fields(CriterionOutcome)}
    value, verdict, via = row.get("value"), row.get("verdict"), row.get("via")
    read["value"] = tuple(value) if isinstance(value, list) else value
    read["verdict"] = Verdict(verdict) if verdict in set(Verdict) else None
    read["via"] = Via(via.get("id"), str(via.get("name"))) if isinstance(via, Mapping) else None
    read["source"] = _source(row)
    return CriterionOutcome(**read)


def _source(row: Row) -> Source | None:
    source = row.get("source")
    if not isinstance(source, Mapping) or source.get("method") not in set(Method):
        return None
    return Source(str(source.get("name")), source.get("date"), Method(source["method"]))


def _gained(points: float, lang: Lang) -> str:
    shown = score_text(abs(points), lang)
    sign = "+" if points > 0 else "−"
    form = marked("{points} point") if shown in ("1.0", "1,0") else marked("{points} points")
    return translator(lang)(form).format(points=f"{sign}{shown}")


def _asked_otherwise(was: Row, now: Row, lang: Lang) -> str:
    """What of a criterion was changed: its bound, its points, or what it is about."""
    translate = translator(lang)
    parts = []
    if ANY not in was and ANY not in now and was.get("must") != now.get("must"):
        ends = [
            translate("no bound") if one.get("must") is None else bound_of(one, one["must"], lang) for one in (was, now)
        ]
        parts.append(translate("{was}, then {now}").format(was=ends[0], now=ends[1]))
    if was.get("value") != now.get("value"):
        parts.append(translate("other points"))
    if topic(was, lang) != topic(now, lang):
        parts.append(translate("before: {topic}").format(topic=topic(was, lang)))
    return f" ({'; '.join(parts)})" if parts else ""
