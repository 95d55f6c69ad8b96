"""What changed between two results, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sitematch.core.evidence import Lang
from sitematch.texts import Translate, translator
from sitematch.views.explain.difference_phrases import Told, phrase
from sitematch.views.words import marked, number

Row = Mapping[str, Any]

MOST_REASONS: Final = 5
_HEAD: Final = ("id", "run_hash", "created_at", "engine", "region")
_ABSENT: Final[Mapping[tuple[str, str | None], str]] = {
    ("new", None): marked("It was not among the sites of the first result."),
    ("gone", None): marked("It is not among the sites of the second result."),
    ("not_shown", "from"): marked("The first result does not show it: it shows only a part of its sites."),
    ("not_shown", "to"): marked("The second result does not show it: it shows only a part of its sites."),
}
_OTHERS: Final = (
    ("entered", marked("{names} entered the list above it.")),
    ("left", marked("{names} left the list from above it.")),
    ("passed_by", marked("{names} moved past it.")),
    ("overtook", marked("It moved past {names}.")),
)
_PARTS: Final[Mapping[str | None, str]] = {
    "roads": marked("The region's roads changed."),
    "people": marked("The region's people changed."),
    "facilities": marked("The facilities of the region changed."),
    "municipalities": marked("The region's municipalities changed."),
    "region": marked("The region's settings changed."),
    None: marked("The region's data changed."),
}


def told_difference(before: Row, after: Row, found: Row, lang: Lang) -> dict[str, Any]:
    """A difference with a sentence beside each of its rows: ``text`` of a cause, ``because`` of a change."""
    voice = _Voice(Told(before, after, lang), translator(lang), lang)
    changes = [
        {
            "site_id": row["site_id"],
            "name": row["name"],
            "rank_from": row["rank_from"],
            "rank_to": row["rank_to"],
            "because": voice.because(row),
            "score_from": row["score_from"],
            "score_to": row["score_to"],
            "reasons": row["reasons"],
        }
        for row in found["changes"]
    ]
    return {
        "from": {key: before[key] for key in _HEAD},
        "to": {key: after[key] for key in _HEAD},
        "causes": [{**row, "text": voice.cause(row)} for row in found["causes"]],
        "changes": changes,
    }


@dataclass(frozen=True, slots=True)
class _Voice:
    told: Told
    translate: Translate
    lang: Lang

    def because(self, change: Row) -> str:
        """Why one site has another rank."""
        said = []
        own = [reason for reason in change["reasons"] if reason["kind"] != "others"]
        for reason in own[:MOST_REASONS]:
            said.append(self._own(reason))
        if len(own) > MOST_REASONS:
            said.append(self.translate("{count} more reasons.").format(count=len(own) - MOST_REASONS))
        for reason in change["reasons"]:
            if reason["kind"] == "others":
                said += self._others(reason, same_score=change["score_from"] == change["score_to"])
        return " ".join(said) or self.translate("Nothing that the results hold tells why.")

    def _own(self, reason: Row) -> str:
        form = _ABSENT.get((reason["kind"], reason.get("result")))
        if form is not None:
            return self.translate(form)
        if reason["kind"] == "engine" and "id" not in reason:
            return self.translate("The program is another version, which ranks otherwise.")
        return phrase(reason, self.told)

    def _others(self, reason: Row, *, same_score: bool) -> list[str]:
        said = [self.translate("Its own score did not change.")] if same_score else []
        for group, form in _OTHERS:
            if reason[group]:
                names = self._names(reason[group], int(reason[f"{group}_count"]))
                said.append(self.translate(form).format(names=names))
        return said

    def _names(self, some: Sequence[Row], count: int) -> str:
        shown, more = ", ".join(row["name"] for row in some), count - len(some)
        if more <= 0:
            return shown
        return self.translate("{names} and {count} more").format(names=shown, count=number(float(more), self.lang))

    def cause(self, row: Row) -> str:
        """What differs between the results as a whole."""
        kind, translate = row["kind"], self.translate
        if kind == "engine":
            text = translate("The program is another version: {was}, then {now}.")
            return text.format(was=row["from"], now=row["to"])
        if kind == "region" and row["part"] == "id":
            text = translate("The results are over different regions: {was}, then {now}.")
            return text.format(was=row["from"], now=row["to"])
        if kind == "region":
            form = _PARTS.get(row["part"], _PARTS[None])
            return translate(form)
        if kind == "sites":
            return self._sites(row)
        if kind == "shown":
            form = marked("The first result shows {shown} of its {there} ranked sites.")
            if row["result"] == "to":
                form = marked("The second result shows {shown} of its {there} ranked sites.")
            return translate(form).format(shown=row["shown"], there=row["there"])
        return self._requirement(row)

    def _sites(self, row: Row) -> str:
        forms = (
            ("new", marked("1 site is new"), marked("{count} sites are new")),
            ("gone", marked("1 site is gone"), marked("{count} sites are gone")),
            ("changed", marked("1 site has other figures"), marked("{count} sites have other figures")),
        )
        said = [
            self.translate(one if len(row[key]) == 1 else many).format(count=number(float(len(row[key])), self.lang))
            for key, one, many in forms
            if row[key]
        ]
        return f"{'; '.join(said)}."

    def _requirement(self, row: Row) -> str:
        forms = {
            "id": marked("The requirement is another: {was}, then {now}."),
            "robustness": marked("How weightings are drawn changed, which moves no rank."),
            "assembly": marked("How neighbouring sites may be put together changed, which moves no rank."),
        }
        form = forms.get(row["what"])
        if form is not None:
            return self.translate(form).format(was=row["from"], now=row["to"])
        return phrase({**row, "points": None}, self.told)
