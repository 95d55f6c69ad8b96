"""What is found in a file, free of language, and the report that is made of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

from sitematch.core.evidence import Lang, Text
from sitematch.errors import SiteFileRefused
from sitematch.intake.summary import ColumnTold, MissingFigure, Note, Stated
from sitematch.texts import Translate, translator

FindingValue = str | int | float | tuple[float, float] | Text | Sequence[Text]
"""What fills a gap of a text: floats are written in the reader's way, pairs of them as an interval."""
SIGNIFICANT: Final = 4
"""So many digits of a figure are shown."""
LineIn = Literal["file", "sheet", "layer"]


class Line(NamedTuple):
    """Where a row stands in the user's own program.

    ``number``: the line of a text file, the row of a sheet, the key or record number of a layer's feature.
    """

    number: int
    inside: LineIn


_LINES: Final[dict[LineIn, str]] = {
    "file": "line {line} in the file",
    "sheet": "line {line} in the sheet",
    "layer": "feature {line} in the layer",
}


class Severity(StrEnum):
    """What becomes of the row: refused, taken, or taken after mending."""

    ERROR = "error"
    WARNING = "warning"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind of finding: its code, its severity, and its English texts with places for values."""

    code: str
    severity: Severity
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``row`` counts data rows from 1 and is None where it concerns the file; so with ``column``.

    ``line``: where the row stands in the user's own program; ``cell``: what stands in the column, as it is shown.
    """

    wording: Wording
    file: str
    row: int | None = None
    column: str | None = None
    values: tuple[tuple[str, FindingValue], ...] = ()
    line: Line | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding in the reader's language. ``file`` is None where the upload is one file.

    ``line``: the number of the row in the user's own program, and ``line_in`` what it counts in: the lines of a text
    ``file``, the rows of a ``sheet``, the features of a ``layer``. ``value``: what stands in the column.
    """

    row: int | None
    column: str | None
    severity: Severity
    code: str
    message: str
    fix: str
    file: str | None = None
    line: int | None = None
    line_in: LineIn | None = None
    value: str | None = None

    def told(self, lang: Lang = "en") -> str:
        """The issue as one line: where, what, and how to mend it."""
        row = self.row_told(lang)
        place = [part for part in (self.file, row and f"{translator(lang)('row')} {row}", self.column) if part]
        return f"{', '.join(place)}: {self.message}; {self.fix}" if place else f"{self.message}; {self.fix}"

    def row_told(self, lang: Lang) -> str | None:
        """The number of the row, and where it stands in the user's own program; None where it concerns the file."""
        if self.row is None:
            return None
        if self.line is None or self.line_in is None or (self.line_in == "layer" and self.line == self.row):
            return str(self.row)
        return f"{self.row} ({translator(lang)(_LINES[self.line_in]).format(line=self.line)})"

    def to_document(self) -> dict[str, Any]:
        """The issue as plain JSON values."""
        document: dict[str, Any] = {"row": self.row, "column": self.column, "severity": str(self.severity)}
        document |= {"code": self.code, "message": self.message, "fix": self.fix}
        document |= {"line": self.line, "line_in": self.line_in, "value": self.value}
        return document if self.file is None else document | {"file": self.file}


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the rows of an upload, and everything that was found.

    ``columns``: what each heading was taken for. ``stated``: how many sites fill which columns. ``missing``: the
    figures that they lack and that matter, those first that matter most. ``notes``: what is no fault and was done to
    rows all the same.
    """

    file: str
    rows: int
    accepted: int
    repaired: int
    refused: int
    issues: tuple[Issue, ...]
    columns: tuple[ColumnTold, ...] = ()
    stated: Stated = field(default_factory=Stated)
    missing: tuple[MissingFigure, ...] = ()
    notes: tuple[Note, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        counts = {"rows": self.rows, "accepted": self.accepted, "repaired": self.repaired, "refused": self.refused}
        return {
            "file": self.file,
            **counts,
            "issues": [issue.to_document() for issue in self.issues],
            "columns": [column.to_document() for column in self.columns],
            "stated": self.stated.to_document(),
            "missing": [figure.to_document() for figure in self.missing],
            "notes": [note.to_document() for note in self.notes],
        }


def report_from_document(document: dict[str, Any]) -> Report:
    """The report that ``to_document`` was called on."""
    issues = tuple(Issue(**issue | {"severity": Severity(issue["severity"])}) for issue in document["issues"])
    columns = tuple(ColumnTold(**column) for column in document["columns"])
    stated = Stated(**document["stated"] | {"unlisted": tuple(document["stated"]["unlisted"])})
    missing = tuple(
        MissingFigure(**figure | {"presets": tuple(figure["presets"]), "must": tuple(figure["must"])})
        for figure in document["missing"]
    )
    notes = tuple(Note(**note) for note in document["notes"])
    told = {"issues": issues, "columns": columns, "stated": stated, "missing": missing, "notes": notes}
    return Report(**document | told)


@dataclass(slots=True)
class Notebook:
    """Findings as they come up while an upload is read.

    ``flattened``: of how many rows of each file heights or measures were dropped.
    """

    found: list[Finding] = field(default_factory=list)
    flattened: dict[str, int] = field(default_factory=dict)

    def note(
        self, wording: Wording, file: str, row: int | None = None, column: str | None = None, **values: FindingValue
    ) -> None:
        """Write down a finding of a file, a row (from 1) and a column."""
        self.found.append(Finding(wording, file, row, column, tuple(values.items())))


def issue_of(finding: Finding, lang: Lang, name_file: bool) -> Issue:
    """A finding as an issue in one language."""
    translate = translator(lang)
    values = (("column", finding.column or ""), *finding.values)
    message = _fill(finding.wording.message, values, lang, translate)
    fix = _fill(finding.wording.fix, values, lang, translate)
    return Issue(
        row=finding.row,
        column=finding.column,
        severity=finding.wording.severity,
        code=finding.wording.code,
        message=message,
        fix=fix,
        file=finding.file if name_file else None,
        line=finding.line.number if finding.line else None,
        line_in=finding.line.inside if finding.line else None,
        value=finding.cell,
    )


def refused(wording: Wording, lang: Lang, file: str, **values: FindingValue) -> SiteFileRefused:
    """The error that refuses a whole file, in the caller's language."""
    translate, pairs = translator(lang), tuple(values.items())
    message = _fill(wording.message, pairs, lang, translate)
    text = f"{file}: {message}; {_fill(wording.fix, pairs, lang, translate)}"
    return SiteFileRefused(wording.code, " ".join(text.splitlines()))


def figure(value: float, lang: Lang) -> str:
    """A figure to four significant digits, none of a whole part left out: `1,250.5`, in Swedish `1 250,5`."""
    decimals = max(0, SIGNIFICANT - 1 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return text.replace(",", "\u00a0").replace(".", ",") if lang == "sv" else text


def _fill(text: str, values: tuple[tuple[str, FindingValue], ...], lang: Lang, translate: Translate) -> str:
    def spoken(value: FindingValue | float) -> object:
        if isinstance(value, Text):
            return value.in_(lang)
        if isinstance(value, float):
            return figure(value, lang)
        if isinstance(value, str | int):
            return value
        parts = [part.in_(lang) if isinstance(part, Text) else figure(part, lang) for part in value]
        return ", ".join(parts) if any(isinstance(part, Text) for part in value) else "–".join(dict.fromkeys(parts))

    return translate(text).format_map({name: spoken(value) for name, value in values})
