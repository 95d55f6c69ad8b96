"""The report on site files as text for the terminal: what was read, and each fault with its mend."""

from __future__ import annotations

from typing import Final

from sitematch.core.evidence import Lang
from sitematch.intake import Issue, Report
from sitematch.texts import translator
from sitematch.views.table import NO_VALUE, render_rows
from sitematch.views.words import marked

_HEADINGS: Final = (marked("Row"), marked("Column"), marked("What"), marked("Code"), marked("Message"), marked("Mend"))
_SEVERITIES: Final = {"error": marked("error"), "warning": marked("warning"), "repaired": marked("mended")}


def render_report(report: Report, lang: Lang, *, colour: bool = False) -> str:
    """A sentence with the counts, then a row for each issue, errors first within the order of the file."""
    translate = translator(lang)
    counts = translate("{rows} rows read, {accepted} taken, {repaired} of them mended, {refused} refused").format(
        rows=report.rows, accepted=report.accepted, repaired=report.repaired, refused=report.refused
    )
    text = f"{report.file}: {counts}\n"
    if not report.issues:
        return text
    several = any(issue.file for issue in report.issues)
    headings = [translate(heading) for heading in _HEADINGS]
    rows = [_row(issue, several, lang) for issue in report.issues]
    if several:
        headings.insert(0, translate("File"))
    return f"{text}\n{render_rows(headings, rows, colour=colour)}"


def _row(issue: Issue, several: bool, lang: Lang) -> list[str]:
    cells = [
        issue.row_told(lang) or NO_VALUE,
        issue.column or NO_VALUE,
        translator(lang)(_SEVERITIES[issue.severity]),
        issue.code,
        issue.message,
        issue.fix,
    ]
    return [issue.file or NO_VALUE, *cells] if several else cells
