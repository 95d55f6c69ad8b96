"""Site files in, sites and a report out: every row is taken, mended or refused, and the report says how to mend it.

``read_upload`` and ``annotate`` are loaded when first asked for: what was read before needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitematch.intake.findings import Issue, Report, Severity, report_from_document
from sitematch.intake.options import IntakeOptions, Limits, SiteFile, read_pairs
from sitematch.intake.upload import Upload

if TYPE_CHECKING:
    from sitematch.intake.marks import annotate
    from sitematch.intake.reading import read_upload

__all__ = [
    "IntakeOptions",
    "Issue",
    "Limits",
    "Report",
    "Severity",
    "SiteFile",
    "Upload",
    "annotate",
    "read_pairs",
    "read_upload",
    "report_from_document",
]


def __getattr__(name: str) -> Any:
    if name == "read_upload":
        from sitematch.intake.reading import read_upload

        return read_upload
    if name == "annotate":
        from sitematch.intake.marks import annotate

        return annotate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
