"""A file of people as columns and shapes: CSV and GeoPackage as intake reads them, Parquet by pyarrow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from sitematch.core.evidence import Text
from sitematch.core.sites.words import fold
from sitematch.intake.child import Answer
from sitematch.intake.csv_file import decode_text, heading_line, parse_lines
from sitematch.intake.findings import refused
from sitematch.intake.formats import FOREIGN, SQLITE, ZIP
from sitematch.intake.gdal import ask_gdal, declared_crs
from sitematch.intake.options import IntakeOptions, Limits, SiteFile
from sitematch.intake.tables import tidy_headings
from sitematch.intake.wordings import EMPTY, TOO_MANY_ROWS
from sitematch.packs.people_import.columns import WORDS, known_words
from sitematch.packs.people_import.parquet import read_parquet
from sitematch.packs.people_import.table import PeopleTable, shapes_of_wkb
from sitematch.packs.people_import.words import NO_POPULATION, NOT_READ, SEVERAL_LAYERS

PARQUET: Final = b"PAR1"
LIMITS: Final = Limits(size_mb=2_000, unpacked_mb=8_000, rows=2_000_000)
"""A country's cells of 250 m are a million."""
ANY_ZIP: Final = Text("ett zip-arkiv (eller en Excelfil)", "a zip archive (or an Excel file)")
JSON: Final = Text("JSON", "JSON")


def read_people_file(file: SiteFile, options: IntakeOptions) -> PeopleTable:
    """A file as a table of at least one row, told by its first bytes.

    Raises:
        SiteFileRefused: it is of another kind, cannot be read, is empty or too large.
    """
    content = file.content
    if content.startswith(PARQUET):
        table = read_parquet(file, options)
    elif content.startswith(SQLITE):
        table = _geopackage(file, options)
    else:
        _refuse_foreign(file, options)
        table = _csv(file, options)
    if not table.rows:
        raise refused(EMPTY, options.lang, file.name)
    return table


def _refuse_foreign(file: SiteFile, options: IntakeOptions) -> None:
    kind = next((kind for beginning, kind in FOREIGN if file.content.startswith(beginning)), None)
    if file.content.startswith(ZIP):
        kind = ANY_ZIP
    if file.content.lstrip()[:1] in (b"{", b"["):
        kind = JSON
    if file.content.lstrip()[:1] == b"<":
        kind = Text("XML", "XML")
    if kind is not None:
        raise refused(NOT_READ, options.lang, file.name, kind=kind)


def _csv(file: SiteFile, options: IntakeOptions) -> PeopleTable:
    text = decode_text(file, options.lang)
    reading = IntakeOptions(columns=_known(options.columns), lang=options.lang, limits=options.limits)
    lines = parse_lines(text, file, reading)
    if not lines:
        raise refused(EMPTY, options.lang, file.name)
    top = heading_line(lines, reading.columns)
    width = max((place + 1 for place, cell in enumerate(lines[top]) if cell.strip()), default=0)
    headings, rows = tidy_headings(lines[top][:width]), lines[top + 1 :]
    columns = list(zip_longest(*rows, fillvalue=""))[:width]
    columns += [("",) * len(rows)] * (width - len(columns))
    return PeopleTable(file.name, "csv", headings, dict(zip(headings, columns, strict=True)), len(rows))


def _known(given: Collection[str]) -> dict[str, str]:
    """Headings that a file of people may have: known ones and those that the caller names."""
    return dict.fromkeys([*known_words(), *given], "")


def _geopackage(file: SiteFile, options: IntakeOptions) -> PeopleTable:
    parts = {".gpkg": file.content}
    answer = ask_gdal("GPKG", parts, file, options)
    notes: tuple[str, ...] = ()
    if "layers" in answer.values:
        best = _layer_with_people(answer.values["layers"], file, options)
        notes = tuple(layer["name"] for layer in answer.values["layers"] if layer["name"] != best)
        answer = ask_gdal("GPKG", parts, file, options, layer=best)
    return _of_answer(answer, file, options, notes)


def _layer_with_people(layers: Sequence[Mapping[str, Any]], file: SiteFile, options: IntakeOptions) -> str:
    """The one layer that has a column of population."""
    words = {fold(word) for word in WORDS["population"]}
    words |= {fold(theirs) for theirs, ours in options.columns.items() if ours == "population"}
    names = [str(layer["name"]) for layer in layers if any(fold(heading) in words for heading in layer["headings"])]
    if len(names) > 1:
        raise refused(SEVERAL_LAYERS, options.lang, file.name, layers=", ".join(names))
    if not names:
        headings = ", ".join(dict.fromkeys(heading for layer in layers for heading in layer["headings"]))
        raise refused(NO_POPULATION, options.lang, file.name, headings=headings)
    return names[0]


def _of_answer(answer: Answer, file: SiteFile, options: IntakeOptions, notes: tuple[str, ...]) -> PeopleTable:
    values, limits = answer.values, options.limits
    if values["count"] > limits.rows:
        raise refused(TOO_MANY_ROWS, options.lang, file.name, limit=limits.rows)
    headings = tidy_headings(values["names"])
    columns = dict(zip(headings, values["columns"], strict=True))
    shapes = shapes_of_wkb(answer.shapes)
    placed = shapes is not None
    declared = declared_crs(values["crs"]) if placed else None
    return PeopleTable(file.name, "gpkg", headings, columns, values["count"], shapes, declared, not placed, notes)
