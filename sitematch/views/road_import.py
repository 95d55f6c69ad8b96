"""What an import of roads did, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.views.table import render_rows
from sitematch.views.words import number

STEPS: Final[Mapping[str, Text]] = {
    "reading": Text("Läser", "Reading"),
    "joining": Text("Kopplar ihop vägarna", "Joining the roads"),
    "facilities": Text("Söker målpunkter", "Looking for facilities"),
    "writing": Text("Skriver", "Writing"),
}
_HEADINGS: Final = (Text("vad", "what"), Text("värde", "value"))
_DEFAULTED: Final[Mapping[str, Text]] = {
    "maxspeed_none": Text("ingen hastighet angiven: klassens", "no speed stated: that of the class"),
    "maxspeed_variable": Text("skyltad hastighet växlar: klassens", "the posted speed changes: that of the class"),
    "maxspeed_unreadable": Text("hastigheten går inte att läsa: klassens", "unreadable speed: that of the class"),
    "maxspeed_by_type": Text(
        "hastighet enligt zon eller allmän gräns (SE:urban)", "speed by zone or general limit (SE:urban)"
    ),
    "maxspeed_list": Text("flera hastigheter: den lägsta", "several speeds: the lowest"),
    "oneway_changing": Text("riktningen växlar: öppen åt båda håll", "the direction changes: open both ways"),
    "oneway_unreadable": Text("enkelriktning går inte att läsa: antas inte", "unreadable one-way: not assumed"),
    "ferry_cars_not_stated": Text(
        "färja som inte säger vad den tar: bilar antas", "ferry that names no users: cars assumed"
    ),
    "duration_none": Text("färja utan restid: 20 km/h", "ferry without duration: 20 km/h"),
    "duration_unreadable": Text("färjans restid går inte att läsa: 20 km/h", "unreadable ferry duration: 20 km/h"),
    "duration_unlikely": Text("orimlig restid för färja: 20 km/h", "unlikely ferry duration: 20 km/h"),
    "duration_of_clipped": Text("avklippt färja: 20 km/h", "clipped ferry: 20 km/h"),
}
_DROPPED: Final[Mapping[str, Text]] = {
    "not_for_cars": Text("vägar som bilar inte kör", "ways that cars do not drive"),
    "no_access": Text("stängda för allmänna bilar", "closed to the public's cars"),
    "building": Text("under byggnad eller planerade", "under construction or proposed"),
    "area": Text("ytor", "areas"),
    "impassable": Text("oframkomliga", "impassable"),
    "ferry_without_cars": Text("färjor utan bilar", "ferries without cars"),
    "deleted": Text("borttagna objekt", "deleted objects"),
    "duplicate_ways": Text("vägar som står två gånger", "ways that stand there twice"),
    "too_short": Text("vägar med färre än två noder", "ways of fewer than two nodes"),
    "missing_nodes": Text("noder som saknas", "nodes that are missing"),
    "clipped_ways": Text("vägar som delas där", "ways that are split there"),
    "lone_nodes": Text("ensamma noder som blev över", "lone nodes that were left"),
    "repeated_nodes": Text("noder två gånger i rad", "nodes twice in a row"),
    "zero_length": Text("länkar utan längd", "links of no length"),
    "repeated_links": Text("länkar ritade två gånger", "links drawn twice"),
}
_FACILITIES_LEFT_OUT: Final[Mapping[str, Text]] = {
    "no_railway": Text("stationer för annat än tåg", "stations of other things than trains"),
    "no_airport": Text("flygfält utan trafik (ingen IATA-kod)", "airfields without traffic (no IATA code)"),
    "no_voltage": Text("transformatorstationer utan spänning", "substations without voltage"),
    "no_motorway": Text("avfarter från annat än motorväg", "exits of other roads than motorways"),
    "marina": Text("småbåtshamnar", "marinas"),
    "disused": Text("nedlagda", "disused"),
    "no_place": Text("vars läge saknas", "whose place is missing"),
    "merged": Text("ritade flera gånger", "drawn several times"),
}


def render_road_import(document: Mapping[str, Any], lang: Lang, *, colour: bool = False) -> str:
    """What was read, made, defaulted and dropped, a line each."""
    rows = [(label.in_(lang), value) for label, value in _rows(document, lang)]
    return render_rows([heading.in_(lang) for heading in _HEADINGS], rows, colour=colour)


def _rows(document: Mapping[str, Any], lang: Lang) -> Iterator[tuple[Text, str]]:
    source, read, parts = document["source"], document["read"], document["parts"]
    yield Text("region", "region"), f"{document['region']} ({document['name']})"
    yield Text("källa", "source"), ", ".join(filter(None, [source["name"], source.get("date")]))
    yield Text("land för hastigheter", "country of speeds"), document["country"] or "–"
    yield Text("lästa vägar", "ways read"), number(read["ways"], lang)
    yield Text("lästa noder", "nodes read"), number(read["nodes"], lang)
    for kind, count in document["ways"].items():
        yield Text(f"  {kind}", f"  {kind}"), number(count, lang)
    yield Text("noder i nätet", "nodes of the network"), number(document["nodes"], lang)
    yield Text("länkar", "links"), number(document["links"], lang)
    yield Text("  enkelriktade", "  one-way"), number(document["oneway_links"], lang)
    yield Text("  nås bara i noder", "  entered at nodes only"), number(document["motorway_links"], lang)
    yield Text("kilometer", "kilometres"), number(document["km"], lang)
    yield Text("delar av nätet", "parts of the network"), number(parts["number"], lang)
    yield Text("  länkar utanför den största", "  links outside the largest"), number(parts["links_apart"], lang)
    yield Text("stängda bommar och hinder", "closed barriers"), number(document["shut_barriers"], lang)
    yield from _counted(Text("antaget", "defaulted"), document["defaulted"], _DEFAULTED, lang)
    yield from _counted(Text("utelämnat", "left out"), document["dropped"], _DROPPED, lang)
    yield from _facilities(document, lang)


def _facilities(document: Mapping[str, Any], lang: Lang) -> Iterator[tuple[Text, str]]:
    if document["facilities"] is None:
        return
    if not document["facilities"]:
        yield Text("målpunkter", "facilities"), number(0, lang)
    for kind, count in document["facilities"].items():
        yield Text(f"målpunkter: {kind}", f"facilities: {kind}"), number(count, lang)
    label = Text("målpunkter, utelämnade", "facilities left out")
    yield from _counted(label, document["facilities_left_out"], _FACILITIES_LEFT_OUT, lang)
    for kind, count in document["facilities_kept"].items():
        yield Text(f"paketets egna kvar: {kind}", f"the pack's own kept: {kind}"), number(count, lang)


def _counted(
    label: Text, counts: Mapping[str, int], words: Mapping[str, Text], lang: Lang
) -> Iterator[tuple[Text, str]]:
    for code, count in counts.items():
        what = words[code]
        yield Text(f"{label.sv}: {what.sv}", f"{label.en}: {what.en}"), number(count, lang)
