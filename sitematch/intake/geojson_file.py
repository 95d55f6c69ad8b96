"""GeoJSON as a raw table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.sites.words import shown
from sitematch.intake.findings import refused
from sitematch.intake.geojson_shapes import shapes_of_geojson
from sitematch.intake.json_features import NotPlain, read_members
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.shapes import KINDS, Shape
from sitematch.intake.tables import OUR_MARKS, RawCell, RawTable, tidy_headings, tidy_text
from sitematch.intake.wordings import (
    CRS_UNSUPPORTED,
    DRIVER_NOT_ALLOWED,
    NOT_GEOJSON,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UNREADABLE,
)

GEOMETRIES: Final = KINDS | {"GeometryCollection"}
FOREIGN: Final = {
    "Topology": Text("TopoJSON", "TopoJSON"),
    "gdal_streamed_alg": Text("ett GDAL-flöde", "a GDAL pipeline"),
}
AT_ONCE: Final = 1_024
"""So many features are taken together."""
BYTE_ORDER_MARK: Final = "\ufeff"
TOO_DEEP: Final = Text("för många nivåer i varandra", "nested too deeply")
TOO_MANY_DIGITS: Final = Text("ett tal med för många siffror", "a number of too many digits")


def read_geojson(file: SiteFile, options: IntakeOptions) -> RawTable:
    """A FeatureCollection, a Feature or a bare geometry.

    Raises:
        SiteFileRefused: it is no JSON, no GeoJSON, or too large.
    """
    limits, lang = options.limits, options.lang
    read = _streamed(file, options) or _whole(file, options)
    keys = tuple(dict.fromkeys(key for row in read.properties for key in row if not key.startswith(OUR_MARKS)))
    if len(keys) > limits.columns:
        raise refused(TOO_MANY_COLUMNS, lang, file.name, limit=limits.columns)
    headings = tidy_headings(keys)
    by_key = dict(zip(keys, headings, strict=True))
    return RawTable(
        file=file.name,
        headings=headings,
        rows=[{by_key[key]: _cell(value) for key, value in row.items() if key in by_key} for row in read.properties],
        shapes=read.shapes,
        declared_crs=_declared_crs(read.document, file, lang),
        feature_ids=read.ids,
    )


@dataclass(slots=True)
class _Features:
    """Features as they are read: what they say, where they are, their ids; ``document``: all that stands beside."""

    properties: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    ids: list[RawCell] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)

    def take(self, features: Sequence[Any], file: SiteFile, options: IntakeOptions) -> None:
        """Some more features."""
        found = [feature if isinstance(feature, dict) else {} for feature in features]
        self.properties += [_properties(feature) for feature in found]
        self.shapes += shapes_of_geojson([feature.get("geometry") for feature in found])
        self.ids += [_cell(feature.get("id")) for feature in found]
        if len(self.properties) > options.limits.rows:
            raise refused(TOO_MANY_ROWS, options.lang, file.name, limit=options.limits.rows)


def _streamed(file: SiteFile, options: IntakeOptions) -> _Features | None:
    """The features of a plain FeatureCollection, taken one after the other; None of anything else."""
    read, some = _Features(), list[Any]()
    try:
        for key, value in read_members(text_of_json(file.content).removeprefix(BYTE_ORDER_MARK)):
            if key is not None:
                read.document[key] = value
                continue
            some.append(value)
            if len(some) == AT_ONCE:
                read.take(some, file, options)
                some.clear()
    except (NotPlain, ValueError, RecursionError):
        return None
    if read.document.get("type") != "FeatureCollection" or not (some or read.properties):
        return None
    read.take(some, file, options)
    return read


def _whole(file: SiteFile, options: IntakeOptions) -> _Features:
    features, document = _features(parse_json(file, options.lang), file, options.lang)
    read = _Features(document=document)
    read.take(features, file, options)
    return read


def parse_json(file: SiteFile, lang: Lang) -> Any:
    """The file as JSON values.

    Raises:
        SiteFileRefused: it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(text_of_json(file.content))
    except json.JSONDecodeError as error:
        why = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise refused(UNREADABLE, lang, file.name, why=why) from None
    except (ValueError, RecursionError) as error:
        why_deep = TOO_DEEP if isinstance(error, RecursionError) else TOO_MANY_DIGITS
        raise refused(UNREADABLE, lang, file.name, why=why_deep) from None


def text_of_json(content: bytes) -> str:
    """JSON as text: UTF-8, UTF-16 or UTF-32, and what is neither as Windows wrote it."""
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _features(document: Any, file: SiteFile, lang: Lang) -> tuple[list[Any], dict[str, Any]]:
    kind = document.get("type") if isinstance(document, dict) else type(document).__name__
    if isinstance(document, dict):
        if kind == "FeatureCollection" and isinstance(document.get("features"), list):
            return document["features"], document
        if kind == "Feature":
            return [document], document
        if isinstance(kind, str) and kind in GEOMETRIES:
            return [{"geometry": document}], document
    if isinstance(kind, str) and kind in FOREIGN:
        raise refused(DRIVER_NOT_ALLOWED, lang, file.name, kind=FOREIGN[kind])
    raise refused(NOT_GEOJSON, lang, file.name, type=shown(tidy_text(str(kind))))


def _declared_crs(document: Mapping[str, Any], file: SiteFile, lang: Lang) -> str | None:
    """The name in the `crs` member of GeoJSON before 2016; a link, or anything else, is not followed."""
    member = document.get("crs")
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    named = properties if isinstance(properties, dict) else {}
    name = named.get("name", named.get("code"))
    if isinstance(name, str | int) and not isinstance(name, bool):
        return tidy_text(str(name))
    raise refused(CRS_UNSUPPORTED, lang, file.name, crs=shown(json.dumps(member)))


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _cell(value: Any) -> RawCell:
    """A value of JSON as a cell; what is nested is kept as text."""
    if isinstance(value, str):
        return tidy_text(value)
    if isinstance(value, list) and not any(isinstance(member, list | dict) for member in value):
        return tuple(_cell(member) for member in value)
    return _as_text(value) if isinstance(value, list | dict) else value


def _as_text(value: Any) -> str:
    try:
        return tidy_text(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        return "…"
