"""The requirement as a sheet that a prospect fills in: from cells to a requirement, and back."""

from sitematch.intake.requirement_form.columns import COLUMNS, HEADER, Column, HeaderLine
from sitematch.intake.requirement_form.reading import read_requirement_form
from sitematch.intake.requirement_form.writing import FormRow, header_cells, rows_of

__all__ = [
    "COLUMNS",
    "HEADER",
    "Column",
    "FormRow",
    "HeaderLine",
    "header_cells",
    "read_requirement_form",
    "rows_of",
]
