"""Reads an upload: files in, sites and a report out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from sitematch.core.region.model import Region
from sitematch.core.sites.cells import CellFault
from sitematch.core.sites.sites import Sites
from sitematch.errors import WrongUse
from sitematch.intake.assembly import assemble
from sitematch.intake.basics import read_basic
from sitematch.intake.checks import check_dates, check_values
from sitematch.intake.columns import Layout, lay_out
from sitematch.intake.examples import without_example
from sitematch.intake.figures import measure, settle_prices, settle_units
from sitematch.intake.findings import Notebook, Report, issue_of, refused
from sitematch.intake.formats import read_table
from sitematch.intake.ground import Ground, ground_of
from sitematch.intake.headings import given_meanings, own_column_near
from sitematch.intake.identity import give_ids, refuse_shared_ids
from sitematch.intake.joining import join_lists, refuse_lists_of_refused, stated_by
from sitematch.intake.meanings import BASE_COLUMNS, GIVEN, METRIC_COLUMNS, PLACE_COLUMNS, SITE_ID, Meaning
from sitematch.intake.options import IntakeOptions, SiteFile, told_apart
from sitematch.intake.our_marks import unmarked
from sitematch.intake.outlines import mend_outlines, take_points, tell_municipalities
from sitematch.intake.overlaps import check_overlaps
from sitematch.intake.placing import place_rows
from sitematch.intake.records import Record
from sitematch.intake.rows import Fill, read_rows
from sitematch.intake.stored import keep_stored
from sitematch.intake.summary import ColumnTold, Note
from sitematch.intake.tables import RawTable
from sitematch.intake.told_columns import columns_told
from sitematch.intake.upload import READING, ROWS, SITES, Step, Upload
from sitematch.intake.values import read_value
from sitematch.intake.wordings import FLATTENED, NO_HEADINGS
from sitematch.texts import translator

OF_EACH_SITE: Final = frozenset({"id", SITE_ID, *PLACE_COLUMNS})
"""Columns that no two sites have in common."""


def read_upload(
    files: Sequence[SiteFile],
    options: IntakeOptions,
    region: Region,
    demo: bool = False,
    published: Sites | None = None,
    on_step: Step = lambda step, share: None,
) -> Upload:
    """Several files as one upload.

    Args:
        files: at least one.
        options: how to read them.
        region: its municipalities say where sites are.
        demo: mark the sites as invented.
        published: the sites of the region that the caller may see, for overlaps, updates and lists.
        on_step: is told the step under way, of ``STEPS`` of ``upload``, and what share of it is done.

    Raises:
        SiteFileRefused: a file as a whole cannot be taken; begins with the issue's code.
        WrongUse: an option names a column, a value or a municipality that cannot be.
    """
    files = told_apart(files)
    ground = ground_of(region)
    check_municipality(options, ground)
    tables: list[RawTable] = []
    for place, file in enumerate(files):
        on_step(READING, place / len(files))
        tables.append(unmarked(read_table(file, options)))
    fill = read_fill(options, tables, ground)
    notebook = Notebook()
    records: list[Record] = []
    columns: list[ColumnTold] = []
    for place, table in enumerate(tables):
        on_step(ROWS, place / len(tables))
        notebook.found += table.notes
        given = given_meanings(options.columns, table.headings)
        layout = lay_out(table, given, frozenset(ground.codes), notebook)
        columns += columns_told(table, layout, given, len(files) > 1)
        if not layout.read and table.shapes is None:
            raise refused(NO_HEADINGS, options.lang, table.file)
        own_fill = fill_of(fill, layout, ground)
        own_table, rows = without_example(table, read_rows(table, layout, own_fill, ground, notebook), notebook)
        place_rows(own_table, rows, ground, options, notebook)
        records += rows
    on_step(SITES, 0.0)
    taken, measured_ha = _settle(records, ground, options, published, notebook)
    erased = {record.site_id: frozenset(record.erased) for record in taken if record.erased}
    report = replace(
        make_report(files, records, notebook, options), columns=tuple(columns), stated=stated_by(records, taken)
    )
    return Upload(lambda: assemble(taken, measured_ha, demo), report, erased)


def _settle(
    records: Sequence[Record], ground: Ground, options: IntakeOptions, published: Sites | None, notebook: Notebook
) -> tuple[list[Record], dict[int, float]]:
    """The records that become sites, and their measured areas, after all that rows do to each other."""
    mend_outlines(records, notebook)
    tell_municipalities(records, ground, options, notebook)
    give_ids(records, published, notebook)
    refuse_shared_ids(records, notebook)
    sites = join_lists(records, published, ground, options, notebook)
    keep_stored([record for record in sites if not record.refused], published, options)
    take_points(sites, notebook)
    refuse_lists_of_refused(records, notebook)
    taken = [record for record in sites if not record.refused and record.geometry is not None]
    measured_ha = measure(taken)
    settle_units(taken, measured_ha, notebook)
    settle_prices(taken, measured_ha)
    check_values(taken, measured_ha, notebook)
    check_dates([record for record in records if not record.refused], options.today, notebook)
    check_overlaps(taken, published, options, notebook)
    return taken, measured_ha


def make_report(
    files: Sequence[SiteFile], records: Sequence[Record], notebook: Notebook, options: IntakeOptions
) -> Report:
    """The report of an upload; issues by file, then row, those of a whole file first."""
    place_of = {file.name: place for place, file in enumerate(files)}
    found = sorted(notebook.found, key=lambda finding: (place_of[finding.file], finding.row or 0))
    refused = sum(record.refused for record in records)
    return Report(
        file=", ".join(file.name for file in files),
        rows=len(records),
        accepted=len(records) - refused,
        repaired=sum(record.mended and not record.refused for record in records),
        refused=refused,
        issues=tuple(issue_of(finding, options.lang, len(files) > 1) for finding in found),
        notes=_notes(notebook, options, len(files) > 1),
    )


def _notes(notebook: Notebook, options: IntakeOptions, name_file: bool) -> tuple[Note, ...]:
    """One of each file of whose outlines heights or measures were dropped."""
    translate = translator(options.lang)
    return tuple(
        Note(translate(FLATTENED).format(count=count), count, file if name_file else None)
        for file, count in notebook.flattened.items()
        if count
    )


def check_municipality(options: IntakeOptions, ground: Ground) -> None:
    """Raises WrongUse for a municipality that is not of the region."""
    if options.municipality is not None and options.municipality not in ground.codes:
        known = ", ".join(ground.codes) or "none"
        raise WrongUse(f"--municipality {options.municipality!r} is not of {ground.region_name}; it can be {known}")


def read_fill(options: IntakeOptions, tables: Sequence[RawTable], ground: Ground) -> Fill:
    """What `--columns` and `--set` say, checked against the files.

    Raises:
        WrongUse: a heading that no file has, a column that is none, or a value that it cannot have.
    """
    headings = [heading for table in tables for heading in table.headings]
    for theirs, ours in options.columns.items():
        if ours not in GIVEN:
            raise WrongUse(f"--columns '{theirs}={ours}': {ours!r} is no column of ours{_near(ours)}")
        if not given_meanings({theirs: ours}, headings):
            raise WrongUse(f"--columns '{theirs}={ours}': no file has a column {theirs!r}; it has {_some(headings)}")
    for table in tables:
        _check_given_once(options, table)
    ours_set = {}
    kept_set = {}
    for column, value in options.set.items():
        if column in GIVEN:
            _check_set(column, GIVEN[column], value, ground)
            ours_set[GIVEN[column].column] = (GIVEN[column], value)
        elif column in headings:
            kept_set[column] = value
        else:
            raise WrongUse(f"--set '{column}={value}': {column!r} is no column that can be set{_near(column)}")
    return Fill(ours_set, kept_set)


def fill_of(fill: Fill, layout: Layout, ground: Ground) -> Fill:
    """What is set in one table: the file's own heading stands for the column of ours that it is read as.

    Raises:
        WrongUse: that column cannot have the value.
    """
    ours = {heading: layout.read[heading] for heading in fill.kept if heading in layout.read}
    for heading, meaning in ours.items():
        _check_set(heading, meaning, fill.kept[heading], ground)
    return Fill(
        {**fill.ours, **{meaning.column: (meaning, fill.kept[heading]) for heading, meaning in ours.items()}},
        {heading: value for heading, value in fill.kept.items() if heading not in ours},
    )


def _check_given_once(options: IntakeOptions, table: RawTable) -> None:
    given = [meaning.column for meaning in given_meanings(options.columns, table.headings).values()]
    twice = next((column for column in given if given.count(column) > 1), None)
    if twice:
        raise WrongUse(f"--columns makes two columns of {table.file} into {twice}; name one")


def _check_set(named: str, meaning: Meaning, value: str, ground: Ground) -> None:
    column = meaning.column
    if column in OF_EACH_SITE:
        raise WrongUse(
            f"--set '{named}={value}': {column} is each site's own and cannot be set for all; write it there"
        )
    if column in BASE_COLUMNS:
        read: object = read_basic(column, value, ground)
    else:
        read = read_value(meaning, value, "2000-01-01")
    if read is None or isinstance(read, CellFault):
        raise WrongUse(f"--set '{named}={value}': {value!r} is no value of {column}")


def _near(name: str) -> str:
    near = own_column_near(name)
    known = ", ".join((*BASE_COLUMNS, *METRIC_COLUMNS))
    return f"; did you mean {near!r}?" if near else f"; it can be {known}"


def _some(headings: Iterable[str]) -> str:
    return ", ".join(repr(heading) for heading in dict.fromkeys(headings)) or "none"
