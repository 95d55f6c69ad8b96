"""The user's own file back with its faults marked: one column more, all else as it was."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.errors import WrongUse
from sitematch.intake.findings import Issue, Report
from sitematch.intake.formats import format_of, read_table
from sitematch.intake.options import IntakeOptions, SiteFile, told_apart
from sitematch.intake.our_marks import BETWEEN, HEADING, Marks, unmarked
from sitematch.intake.tables import RawTable

ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "csv": (".csv", ".txt", ".tsv"),
    "geojson": (".geojson", ".json"),
    "gpkg": (".gpkg",),
    "shp": (".zip",),
    "xlsx": (".xlsx", ".xlsm"),
}
"""What the name of a file of each format ends in."""
SEVERAL: Final = ".zip"


def annotate(files: Sequence[SiteFile], report: Report, options: IntakeOptions | None = None) -> bytes:
    """The files of a report with what was found in each row behind it: the file itself, or a zip archive of several.

    Args:
        files: all files that the report is of, in its order.
        report: as it came of reading these files.
        options: how they were read.

    Raises:
        SiteFileRefused: a file cannot be read, or, a Shapefile, cannot take another column.
    """
    options = options or IntakeOptions()
    if len(files) == 1:
        return _annotated(files[0], report.issues, options)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in told_apart(files):
            own = [issue for issue in report.issues if issue.file == file.name]
            archive.writestr(zipfile.ZipInfo(PurePath(file.name).name), _annotated(file, own, options))
    return buffer.getvalue()


def check_target(files: Sequence[SiteFile], target: str, lang: Lang) -> None:
    """Whether the annotated files can stand under that name.

    Raises:
        WrongUse: the name ends in what another format has; says in what it has to end.
        SiteFileRefused: the file is of a kind that is not read.
    """
    endings: Collection[str] = (SEVERAL,)
    what = f"{len(files)} files come back as one zip archive"
    if len(files) == 1:
        endings = ENDINGS[format_of(files[0], lang)]
        endings = dict.fromkeys((PurePath(files[0].name).suffix.lower() or endings[0], *endings))
        what = f"{files[0].name} comes back in its own format"
    if PurePath(target).suffix.lower() not in endings:
        raise WrongUse(f"--annotate {target}: {what}; give it a name that ends in {next(iter(endings))}")


def _annotated(file: SiteFile, issues: Sequence[Issue], options: IntakeOptions) -> bytes:
    table = unmarked(read_table(file, options))
    marks = _marks_of(issues, options.lang)
    kind = format_of(file, options.lang)
    if kind == "geojson":
        from sitematch.intake.marked_text import mark_geojson

        return mark_geojson(file, marks, options.lang)
    if kind == "csv":
        from sitematch.intake.marked_text import mark_csv

        return mark_csv(file, table, marks, options)
    if kind == "xlsx":
        from sitematch.intake.marked_sheet import mark_xlsx

        return mark_xlsx(file, table, marks)
    return _marked_layer(kind, file, table, marks, options)


def _marked_layer(kind: str, file: SiteFile, table: RawTable, marks: Marks, options: IntakeOptions) -> bytes:
    from sitematch.intake.marked_layer import mark_geopackage, mark_zipped_shapefile

    lines = table.lines or ()
    texts = {lines[row - 1]: text for row, text in marks.rows.items()}
    write = mark_geopackage if kind == "gpkg" else mark_zipped_shapefile
    return write(file, table, marks.heading, texts, options)


def _marks_of(issues: Sequence[Issue], lang: Lang) -> Marks:
    by_row: dict[int | None, list[str]] = defaultdict(list)
    for issue in issues:
        by_row[issue.row].append(told(issue))
    rows = {row: BETWEEN.join(texts) for row, texts in by_row.items() if row is not None}
    return Marks(HEADING.in_(lang), rows, BETWEEN.join(by_row[None]), issues)


def told(issue: Issue) -> str:
    """What is wrong and how to mend it, with the column that it is about."""
    column = f"{issue.column}: " if issue.column else ""
    return f"[{issue.code}] {column}{issue.message}; {issue.fix}"
