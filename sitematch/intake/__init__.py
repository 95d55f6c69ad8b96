"""Site files in, sites and a report out: every row is taken, mended or refused, and the report says how to mend it."""

from sitematch.intake.annotate import annotate
from sitematch.intake.findings import Issue, Report, Severity, report_from_document
from sitematch.intake.options import IntakeOptions, Limits, SiteFile, read_pairs
from sitematch.intake.reading import Upload, read_upload

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
