"""The user's own file back with its faults marked: two columns more, all else as it was."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sitematch.errors import WrongUse
from sitematch.intake.csv_file import decode_text, encoding_of, heading_line, separator_of
from sitematch.intake.findings import Issue, Report, refused
from sitematch.intake.formats import format_of
from sitematch.intake.geojson_file import TOO_DEEP, parse_json
from sitematch.intake.options import SiteFile
from sitematch.intake.tables import OUR_MARKS
from sitematch.intake.wordings import UNREADABLE

FAULTS: Final = OUR_MARKS + "faults"
MENDS: Final = OUR_MARKS + "mends"
_BETWEEN: Final = " | "

Marks = tuple[str, str]
"""What is wrong in a row, and how to mend it."""


def annotate(files: Sequence[SiteFile], report: Report, given: Collection[str] = ()) -> bytes:
    """The file of a report with what was found in each row behind it.

    In CSV two columns are added and nothing else is changed; in GeoJSON two properties, and the values of all others
    stay. What concerns the whole file stands in GeoJSON beside the features, in CSV behind the headings.

    Args:
        files: the one file that the report is of.
        report: as it came of reading that file.
        given: the headings that the caller said the meaning of.

    Raises:
        WrongUse: several files, of which only one can be written back, or one that is neither CSV nor GeoJSON.
    """
    if len(files) != 1:
        raise WrongUse("--annotate writes one file back; give one file, or check them one by one")
    file = files[0]
    by_row: dict[int | None, list[Issue]] = defaultdict(list)
    for issue in report.issues:
        by_row[issue.row].append(issue)
    marks = {row: _marks(issues) for row, issues in by_row.items()}
    kind = format_of(file, "en")
    if kind not in ("geojson", "csv"):
        raise WrongUse("--annotate writes CSV and GeoJSON back; save the file in one of them, or read the report")
    return _geojson(file, marks) if kind == "geojson" else _csv(file, marks, given)


def _marks(issues: Sequence[Issue]) -> Marks:
    faults = [f"[{issue.code}] {f'{issue.column}: ' if issue.column else ''}{issue.message}" for issue in issues]
    return _BETWEEN.join(faults), _BETWEEN.join(issue.fix for issue in issues)


def _geojson(file: SiteFile, marks: Mapping[int | None, Marks]) -> bytes:
    document: Any = parse_json(file, "en")
    features = document["features"] if document.get("type") == "FeatureCollection" else [document]
    for number, feature in enumerate(features, start=1):
        if number in marks and isinstance(feature, dict) and feature.get("type") == "Feature":
            properties = feature.get("properties")
            feature["properties"] = _marked(properties if isinstance(properties, dict) else {}, marks[number])
    if None in marks:
        document = _marked(document, marks[None])
    try:
        return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")
    except RecursionError:
        raise refused(UNREADABLE, "en", file.name, why=TOO_DEEP) from None


def _marked(properties: dict[str, Any], marks: Marks) -> dict[str, Any]:
    return properties | dict(zip((FAULTS, MENDS), marks, strict=True))


def _csv(file: SiteFile, marks: Mapping[int | None, Marks], given: Collection[str]) -> bytes:
    text = decode_text(file, "en")
    separator = separator_of(text, given)
    lines = _lines(text, separator)
    filled = [place for place, (cells, _) in enumerate(lines) if any(cell and not cell.isspace() for cell in cells)]
    top = heading_line([lines[place][0] for place in filled], given)
    row_of = {place: number for number, place in enumerate(filled[top + 1 :], start=1)}
    width = max(len(cells) for cells, _ in lines)
    written = []
    for place, (cells, raw) in enumerate(lines):
        behind: Sequence[str] = marks.get(row_of[place], ("", "")) if place in row_of else ()
        if place == filled[top]:
            behind = (FAULTS, _BETWEEN.join((MENDS, *marks.get(None, ()))))
        written.append(_behind(raw, width - len(cells), behind, separator) if behind else raw)
    encoding = encoding_of(file.content)
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16" else b""
    return mark + "".join(written).encode("utf-16-le" if mark else encoding, "replace")


def _lines(text: str, separator: str) -> list[tuple[list[str], str]]:
    """The cells of each row, and its text with its line ends."""
    physical = text.splitlines(keepends=True)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[tuple[list[str], str]] = []
    start = 0
    for cells in reader:
        found.append((cells, "".join(physical[start : reader.line_num])))
        start = reader.line_num
    return found


def _behind(raw: str, missing: int, cells: Sequence[str], separator: str) -> str:
    body = raw.rstrip("\r\n")
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="").writerow(cells)
    return body + separator * (missing + 1) + buffer.getvalue() + raw[len(body) :]
