"""The report on site files as text for the terminal: what was read, each fault with its mend, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.metrics import CATALOGUE
from sitematch.intake import Issue, Report
from sitematch.intake.summary import HOW, ColumnTold, MissingFigure, Note
from sitematch.intake.upload import KEEPING, READING, ROWS, SITES
from sitematch.texts import translator
from sitematch.views.table import NO_VALUE, render_rows
from sitematch.views.words import marked, percent

STEPS: Final[Mapping[str, Text]] = {
    READING: Text("Läser", "Reading"),
    ROWS: Text("Tolkar raderna", "Making sense of the rows"),
    SITES: Text("Granskar platserna", "Checking the sites"),
    KEEPING: Text("Sparar det lästa", "Keeping what was read"),
}
"""What is shown while files are read."""
MOST_MISSING: Final = 8
MOST_UNLISTED: Final = 10
MOST_ROWS: Final = 3
"""Of rows with the same fault so many are named."""
_HEADINGS: Final = (marked("Row"), marked("Column"), marked("What"), marked("Code"), marked("Message"), marked("Mend"))
_SEVERITIES: Final = {"error": marked("error"), "warning": marked("warning"), "repaired": marked("mended")}
_COLUMNS: Final = (marked("Heading"), marked("Taken for"), marked("Why"))
_MISSING: Final = (
    marked("Missing"),
    marked("Column"),
    marked("At"),
    marked("Condition in"),
    marked("Asked for in"),
    marked("Weight"),
)


def render_report(report: Report, lang: Lang, *, colour: bool = False) -> str:
    """A sentence with the counts, a row for each issue, errors first, what headings were taken for, what is missing."""
    translate = translator(lang)
    counts = translate("{rows} rows read, {accepted} taken, {repaired} of them mended, {refused} refused").format(
        rows=report.rows, accepted=report.accepted, repaired=report.repaired, refused=report.refused
    )
    parts = [f"{report.file}: {counts}\n"]
    if report.issues:
        parts.append(_issues(report, lang, colour))
    parts += [_note(note) for note in report.notes]
    parts += _columns(report, lang, colour)
    parts += _unlisted(report, lang)
    parts += _missing(report, lang, colour)
    return "\n".join(parts)


def _note(note: Note) -> str:
    return f"{note.file}: {note.message}\n" if note.file else f"{note.message[:1].upper()}{note.message[1:]}\n"


def _issues(report: Report, lang: Lang, colour: bool) -> str:
    translate = translator(lang)
    several = any(issue.file for issue in report.issues)
    headings = [translate(heading) for heading in _HEADINGS]
    alike: dict[Issue, list[Issue]] = {}
    for issue in sorted(report.issues, key=lambda issue: issue.severity != "error"):
        alike.setdefault(replace(issue, row=None, line=None, value=None), []).append(issue)
    rows = [_row(issues, several, lang) for issues in alike.values()]
    if several:
        headings.insert(0, translate("File"))
    return render_rows(headings, rows, colour=colour)


def _row(issues: Sequence[Issue], several: bool, lang: Lang) -> list[str]:
    """One line for what is the same in several rows, of which the first are named."""
    translate, issue = translator(lang), issues[0]
    named = [issue.row_told(lang) or NO_VALUE for issue in issues[:MOST_ROWS]]
    left = len(issues) - len(named)
    more = [translate("and {count} more").format(count=left)] if left else []
    cells = [
        " ".join([", ".join(named), *more]),
        issue.column or NO_VALUE,
        translate(_SEVERITIES[issue.severity]),
        issue.code,
        issue.message,
        issue.fix,
    ]
    return [issue.file or NO_VALUE, *cells] if several else cells


def _columns(report: Report, lang: Lang, colour: bool) -> Iterator[str]:
    """What headings were taken for that are not our own names, and which are kept as they are."""
    translate = translator(lang)
    told = [column for column in report.columns if column.taken_for and column.how != "name"]
    if told:
        rows = [[_heading(c), _taken_for(c, lang), translate(HOW[c.how])] for c in told]
        title = translate("What the headings were taken for:")
        headings = [translate(heading) for heading in _COLUMNS]
        yield f"{title}\n\n{render_rows(headings, rows, colour=colour)}"
    kept = [_heading(column) for column in report.columns if column.taken_for is None]
    if kept:
        yield translate("Kept as they are: {headings}").format(headings=", ".join(kept)) + "\n"


def _heading(column: ColumnTold) -> str:
    return f"{column.file}: {column.heading}" if column.file else column.heading


def _taken_for(column: ColumnTold, lang: Lang) -> str:
    """The column as `--columns` takes it, behind its label."""
    name = column.taken_for or ""
    label = CATALOGUE[name].label.in_(lang) if name in CATALOGUE else None
    return f"{label} ({name})" if label else name


def _unlisted(report: Report, lang: Lang) -> Iterator[str]:
    """The drawn sites of which the list beside them says nothing, in one line."""
    translate, names = translator(lang), report.stated.unlisted
    if names:
        shown = ", ".join(names[:MOST_UNLISTED]) + (" …" if len(names) > MOST_UNLISTED else "")
        text = translate("Drawn, but not in the list: {count} of {all} sites: {names}")
        yield text.format(count=len(names), all=report.stated.sites, names=shown) + "\n"


def _missing(report: Report, lang: Lang, colour: bool) -> Iterator[str]:
    """The figures that are missing, those first that matter most."""
    if not report.missing:
        return
    translate = translator(lang)
    told = translate("Figures that are missing, those first on which most hangs in the region's preset requirements:")
    rows = [_figure(figure, report.stated.sites, lang) for figure in report.missing[:MOST_MISSING]]
    text = f"{told}\n\n" + render_rows([translate(heading) for heading in _MISSING], rows, colour=colour)
    left = len(report.missing) - MOST_MISSING
    if left > 0:
        text += translate("and {count} more; --format json has them all").format(count=left) + "\n"
    yield text


def _figure(figure: MissingFigure, sites: int, lang: Lang) -> list[str]:
    translate = translator(lang)
    return [
        figure.label,
        figure.column or translate("(the outline)"),
        translate("{lacking} of {all} sites").format(lacking=figure.sites, all=sites),
        str(len(figure.must)) if figure.must else NO_VALUE,
        str(len(figure.presets)),
        percent(figure.weight / len(figure.presets), lang) if figure.weight else NO_VALUE,
    ]
