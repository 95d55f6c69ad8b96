"""The report on a region pack, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.views.table import render_rows
from sitematch.views.words import number

_HEADINGS: Final = (Text("vad", "what"), Text("värde", "value"))


def render_region_report(document: Mapping[str, Any], lang: Lang, *, colour: bool = False) -> str:
    """What the pack holds and what is doubtful about it, a line each.

    Args:
        document: what ``RegionReport.to_document`` gives; its warnings are shown as they are.
        lang: the language.
        colour: for a person at a terminal.
    """
    rows = [(label.in_(lang), value) for label, value in _rows(document, lang)]
    return render_rows([heading.in_(lang) for heading in _HEADINGS], rows, colour=colour)


def _rows(document: Mapping[str, Any], lang: Lang) -> Iterator[tuple[Text, str]]:
    links, motorways = number(document["links"], lang), number(document["motorway_links"], lang)
    places, rural = number(document["localities"], lang), number(document["rural_points"], lang)
    yield Text("region", "region"), f"{document['id']} ({document['name']})"
    yield Text("mapp", "folder"), document["folder"]
    yield Text("innehåll", "content"), document["content_hash"]
    yield Text("noder i vägnätet", "road nodes"), number(document["nodes"], lang)
    of_motorways = Text(f"{links}, varav {motorways} motorvägar", f"{links}, of them {motorways} of motorways")
    yield Text("väglänkar", "road links"), of_motorways.in_(lang)
    yield Text("delar av nätet", "parts of the network"), number(document["components"], lang)
    and_rural = Text(f"{places} och {rural} punkter på landsbygden", f"{places} and {rural} rural points")
    yield Text("orter", "localities"), and_rural.in_(lang)
    yield Text("människor", "people"), number(round(document["population"]), lang)
    off = f"{number(round(document['off_network']), lang)} ({_percent(document['off_network_share'], lang)})"
    yield Text("människor för långt från en väg", "people too far from a road"), off
    for kind, count in document["facilities"].items():
        yield Text(f"målpunkter: {kind}", f"facilities: {kind}"), number(count, lang)
    for row in document["municipalities"]:
        yield _people(row, lang)
    yield Text("mallar", "presets"), number(document["presets"], lang)
    yield Text("demoområden", "demo sites"), number(document["demo_sites"], lang)
    for warning in document["warnings"]:
        yield Text("varning", "warning"), warning


def _people(row: Mapping[str, Any], lang: Lang) -> tuple[Text, str]:
    whose = f"{row['code']} {row['name']}" if row["code"] else Text("annanstans", "elsewhere").in_(lang)
    people, off = (number(round(row[key]), lang) for key in ("population", "off_network"))
    told = Text(f"{people}, varav {off} för långt från en väg", f"{people}, {off} too far from a road")
    return Text(f"människor: {whose}", f"people: {whose}"), told.in_(lang)


def _percent(share: float, lang: Lang) -> str:
    text = f"{share:.1%}"
    return text.replace(".", ",").replace("%", "\u00a0%") if lang == "sv" else text
