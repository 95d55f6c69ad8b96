"""The layer panel of a map, which is its legend too: each layer's sign, word and number."""

from __future__ import annotations

from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult, Status
from sitematch.texts import translator
from sitematch.views.backdrop import Backdrop
from sitematch.views.labels import class_word
from sitematch.views.map_joined import apart
from sitematch.views.words import STATUS_FORMS, status_word


def legend_of(result: MatchResult, backdrop: Backdrop, lang: Lang) -> list[dict[str, Any]]:
    """The groups of the layer panel: each layer with its sign, its word and how many there are of it."""
    translate, counts = translator(lang), result.counts
    numbers = {Status.QUALIFIES: counts.qualifies, Status.OPEN: counts.open, Status.FAILS: counts.fails}
    sites = [_item(str(s), "badge " + str(s), STATUS_FORMS[s], status_word(s, lang), numbers[s], True) for s in numbers]
    if together := len(apart(result)):
        sites.append(_item("joined", "together", "", translate("enough together"), together, True))
    signs = facility_signs(backdrop, lang)
    facilities = [
        _item(f"facility_{i}", "facility", signs[name], class_word(name, lang), len(rows), False)
        for i, (name, rows) in enumerate(backdrop.facilities.items())
    ]
    background = [
        _item("municipalities", "area", "", translate("municipalities"), None, True),
        _item("roads", "stroke", "", translate("large roads"), None, True),
        _item("towns", "dot", "", translate("towns and villages"), None, True),
    ]
    groups = [
        {"title": translate("Sites"), "layers": sites},
        {"title": translate("Facilities"), "layers": facilities},
        {"title": translate("Background"), "layers": background},
    ]
    return [group for group in groups if group["layers"]]


def _item(layer: str, sign_class: str, sign: str, label: str, count: int | None, on: bool) -> dict[str, Any]:
    shown = "" if count is None else str(count)
    return {"layer": layer, "sign_class": sign_class, "sign": sign, "label": label, "count": shown, "on": on}


def facility_signs(backdrop: Backdrop, lang: Lang) -> dict[str, str]:
    """One or two letters for each class of facility, from its word, no two alike."""
    signs: dict[str, str] = {}
    for name in backdrop.facilities:
        word = class_word(name, lang)
        letters = [c for c in word if not c.isspace()]
        offers = [letters[0].upper(), *(letters[0].upper() + c for c in letters[1:])] if letters else ["?"]
        signs[name] = next((offer for offer in offers if offer not in signs.values()), offers[0])
    return signs
