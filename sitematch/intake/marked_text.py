"""Faults marked in CSV and GeoJSON: what is there stays as it is written, sign by sign where it can."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.intake.csv_file import decode_text, encoding_of, separator_of
from sitematch.intake.findings import refused
from sitematch.intake.geojson_file import TOO_DEEP, parse_json
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.our_marks import BETWEEN, Marks, free_heading, is_ours, our_places
from sitematch.intake.tables import RawTable, tidy_text
from sitematch.intake.wordings import UNREADABLE


def mark_geojson(file: SiteFile, marks: Marks, lang: Lang) -> bytes:
    """One property more for each feature with a fault, and a member beside the features for the whole file."""
    document: Any = parse_json(file, lang)
    features = document["features"] if document.get("type") == "FeatureCollection" else [document]
    properties = [_properties(feature) for feature in features]
    known = dict.fromkeys(key for own in properties for key in own)
    ours = [key for key in known if is_ours(tidy_text(key), (own.get(key) for own in properties))]
    heading = free_heading(marks.heading, (key for key in known if key not in ours))
    for number, (feature, own) in enumerate(zip(features, properties, strict=True), start=1):
        added = {heading: marks.rows[number]} if number in marks.rows else {}
        if isinstance(feature, dict) and feature.get("type") == "Feature" and (added or ours):
            feature["properties"] = {key: value for key, value in own.items() if key not in ours} | added
    if marks.whole:
        document |= {marks.heading: marks.whole}
    try:
        return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")
    except RecursionError:
        raise refused(UNREADABLE, lang, file.name, why=TOO_DEEP) from None


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def mark_csv(file: SiteFile, table: RawTable, marks: Marks, options: IntakeOptions) -> bytes:
    """One column more, in the file's own encoding, separator and line ends; its heading says what concerns the file."""
    text = decode_text(file, options.lang)
    separator = separator_of(text, options.columns)
    lines = _lines(text, separator)
    row_of = {number: row for row, number in enumerate(table.lines or (), start=1)}
    headings = next(cells for number, cells, _ in lines if number == table.headings_at)
    ours = our_places([tidy_text(cell) for cell in headings], [cells for n, cells, _ in lines if n in row_of])
    width = max(len(cells) - _beyond(cells, ours) for _, cells, _ in lines)
    heading = free_heading(marks.heading, table.headings)
    written = []
    for number, cells, raw in lines:
        if number == table.headings_at:
            mark = BETWEEN.join(filter(None, (heading, marks.whole)))
        elif number in row_of:
            mark = marks.rows.get(row_of[number], "")
        else:
            written.append(raw)
            continue
        own, body = _without(cells, raw, ours, separator)
        written.append(_behind(body, raw, width - own, mark, separator))
    encoding = encoding_of(file.content)
    sign = codecs.BOM_UTF16_LE if encoding == "utf-16" else b""
    return sign + "".join(written).encode("utf-16-le" if sign else encoding, "replace")


def _lines(text: str, separator: str) -> list[tuple[int, list[str], str]]:
    """Where each row begins, its cells, and its text with its line ends."""
    physical = list(io.StringIO(text, newline=""))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[tuple[int, list[str], str]] = []
    start = 0
    for cells in reader:
        found.append((start + 1, cells, "".join(physical[start : reader.line_num])))
        start = reader.line_num
    return found


def _beyond(cells: Sequence[str], ours: Sequence[int]) -> int:
    return sum(place < len(cells) for place in ours)


def _without(cells: Sequence[str], raw: str, ours: Sequence[int], separator: str) -> tuple[int, str]:
    """How many cells of a line are the user's, and the line as she wrote it; written anew where marks were in it."""
    body = raw.rstrip("\r\n")
    if not _beyond(cells, ours):
        return len(cells), body
    own = [cell for place, cell in enumerate(cells) if place not in ours]
    return len(own), _written(own, separator)


def _behind(body: str, raw: str, missing: int, mark: str, separator: str) -> str:
    end = raw[len(raw.rstrip("\r\n")) :]
    return body + separator * (missing + 1) + _written([mark], separator) + end


def _written(cells: Sequence[str], separator: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\r\n").writerow(cells)
    text = buffer.getvalue().removesuffix("\r\n")
    return "" if text == '""' else text
