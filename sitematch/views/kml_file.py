"""A match as KML 2.2: the ranked sites with their outlines, for globes and maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult, RankedSite, Status
from sitematch.core.sites.sites import Sites
from sitematch.texts import translator
from sitematch.views.cards import Wording, card_of, wording_of
from sitematch.views.explain import SiteWords, words_of
from sitematch.views.flat import Flat, columns_of, flat_rows
from sitematch.views.labels import requirement_name
from sitematch.views.plain_text import line_text, xml_text
from sitematch.views.shapes import shapes_by_id

_KML: Final = "http://www.opengis.net/kml/2.2"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA: Final = "site"
_NAME: Final = "name"
"""Has an element of its own."""
_COLOURS: Final = {Status.QUALIFIES: "60550b", Status.OPEN: "005aa8"}
"""Blue, green, red, as KML has it."""
_TYPES: Final = ((bool, "bool"), (int, "int"), (float, "double"))


def render_kml(result: MatchResult, sites: Sites, lang: Lang) -> bytes:
    """The ranked sites in order; the same inputs give the same bytes.

    Each has its name, its outline, a description in plain text (a ``<`` in it stays one), and every column of the CSV
    file as typed data, statuses and verdicts as codes. A site that is no longer among ``sites`` has no outline.
    """
    kml = ET.Element("kml", {"xmlns": _KML})
    document = ET.SubElement(kml, "Document")
    _text(document, "name", requirement_name(result.requirement, lang))
    words, wording = words_of(result, lang), wording_of(result, lang)
    _text(document, "description", _plain([words.list.summary, *words.list.decides, *_demo(result, lang)]))
    for status in _COLOURS:
        _style(document, status)
    rows = dict(zip((site.site_id for site in result.ranked), flat_rows(result), strict=False))
    types = _types(result, rows.values())
    _schema(document, types)
    shapes = shapes_by_id(sites, list(rows))
    folder = ET.SubElement(document, "Folder")  # a layer, also where it is empty
    _text(folder, "name", translator(lang)("Ranked sites"))
    for site in result.ranked:
        mark = ET.SubElement(folder, "Placemark", {"id": f"rank-{site.rank}"})
        _text(mark, "name", site.name)
        _text(mark, "description", _plain(_reasons(site, words.sites[site.site_id], wording)))
        _text(mark, "styleUrl", f"#{site.status}")
        _data(mark, rows[site.site_id], types)
        if site.site_id in shapes:
            _geometry(mark, shapes[site.site_id])
    ET.indent(kml)
    return _DECLARATION + ET.tostring(kml, encoding="unicode").encode() + b"\n"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, name)
    made.text = xml_text(text)
    return made


def _plain(lines: Sequence[str]) -> str:
    """Lines as plain text: what shows descriptions as HTML finds no markup in them."""
    return "\n".join(line_text(line) for line in lines if line).replace("<", "&lt;")


def _demo(result: MatchResult, lang: Lang) -> list[str]:
    demo = any(site.demo for site in result.ranked)
    return [translator(lang)("Demo data: sites marked demo are invented.")] if demo else []


def _reasons(site: RankedSite, words: SiteWords, wording: Wording) -> list[str]:
    card = card_of(site, "", wording)
    return [card.is_line, card.score_line, *words.why, *([words.firmness] if words.firmness else []), *words.unknown]


def _style(document: ET.Element, status: Status) -> None:
    style = ET.SubElement(document, "Style", {"id": str(status)})
    line = ET.SubElement(style, "LineStyle")
    _text(line, "color", f"ff{_COLOURS[status]}")
    _text(line, "width", "3")
    fill = ET.SubElement(style, "PolyStyle")
    _text(fill, "color", f"59{_COLOURS[status]}")


def _types(result: MatchResult, rows: Iterable[Flat]) -> dict[str, str]:
    """The type of each column: that of all its values, else text."""
    found: dict[str, str] = {}
    everything = list(rows)
    for column in columns_of(result):
        if column == _NAME:
            continue
        kinds = {_type_of(row.get(column)) for row in everything} - {None}
        if kinds <= {"int", "double"} and len(kinds) > 1:
            kinds = {"double"}
        found[column] = str(kinds.pop()) if len(kinds) == 1 else "string"
    return found


def _type_of(value: Any) -> str | None:
    if value is None:
        return None
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "string")


def _schema(document: ET.Element, types: Mapping[str, str]) -> None:
    schema = ET.SubElement(document, "Schema", {"name": _SCHEMA, "id": _SCHEMA})
    for name, kind in types.items():
        ET.SubElement(schema, "SimpleField", {"type": kind, "name": xml_text(name)})


def _data(mark: ET.Element, row: Flat, types: Mapping[str, str]) -> None:
    extended = ET.SubElement(ET.SubElement(mark, "ExtendedData"), "SchemaData", {"schemaUrl": f"#{_SCHEMA}"})
    for name in types:
        value = row.get(name)
        if value is not None:
            cell = ET.SubElement(extended, "SimpleData", {"name": xml_text(name)})
            cell.text = ("1" if value else "0") if isinstance(value, bool) else xml_text(str(value))


def _geometry(parent: ET.Element, geometry: Mapping[str, Any]) -> None:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        _text(ET.SubElement(parent, "Point"), "coordinates", _positions([coordinates]))
    elif kind == "Polygon":
        _polygon(parent, coordinates)
    elif kind == "MultiPolygon":
        several = ET.SubElement(parent, "MultiGeometry")
        for part in coordinates:
            _polygon(several, part)


def _polygon(parent: ET.Element, rings: Sequence[Any]) -> None:
    polygon = ET.SubElement(parent, "Polygon")
    for place, ring in enumerate(rings):
        border = ET.SubElement(polygon, "outerBoundaryIs" if place == 0 else "innerBoundaryIs")
        _text(ET.SubElement(border, "LinearRing"), "coordinates", _positions(ring))


def _positions(points: Sequence[Sequence[float]]) -> str:
    return " ".join(f"{lon!r},{lat!r}" for lon, lat, *_ in points)
