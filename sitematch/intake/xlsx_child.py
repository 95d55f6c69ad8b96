"""Reads the sheets of a workbook with openpyxl, in a process of its own that can do nothing else.

Run as a script; imports nothing of the package but ``shut_in``, by its path. The job comes as JSON on stdin, the answer
goes to stdout as a line of JSON: the lines of every sheet, or ``{"fault": …}``.
"""

from __future__ import annotations

import encodings
import json
import re
import runpy
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

UNNEEDED: Final = ("numpy", "pandas", "PIL", "lxml")
"""Not needed to read, and slow to load."""
NOT_CALCULATED: Final = "#NOT CALCULATED!"
"""Stands for a formula whose result was never stored."""
SHEET_LINES: Final = 1 << 20
"""A sheet has no more lines."""
PERCENT_DIGITS: Final = 12
_FORMULA: Final = re.compile(rb"[<:]f[\s>/]")

Line = list[Any]


class Fault(Exception):
    """The workbook is not read; the argument says why."""


def main() -> None:
    """Shuts the process in, reads, answers."""
    job = json.load(sys.stdin)
    walls = runpy.run_path(job["shut_in"])
    walls["bound"](job, UNNEEDED)
    warnings.simplefilter("ignore")  # the library warns of looks and drop-down lists that it passes over
    try:
        from openpyxl import load_workbook

        answer: dict[str, Any] = {"walls": walls["lock"]([str(Path.cwd()), *encodings.__path__])}
        answer["sheets"] = [sheet for sheet in read_sheets(load_workbook, job) if sheet["lines"]]
    except Fault as fault:
        answer = {"fault": str(fault)}
    except Exception:  # the library raises whatever a damaged part leads to
        answer = {"fault": "damaged"}
    sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def read_sheets(load_workbook: Any, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of each sheet that have anything in them, and their numbers."""

    def workbook(data_only: bool) -> Any:
        return load_workbook(job["path"], read_only=True, data_only=data_only, keep_links=False)

    formulas = None
    for sheet in (values := workbook(data_only=True)).worksheets:
        twin = None
        if any(_FORMULA.search(part) for part in parts(sheet)):
            formulas = formulas or workbook(data_only=False)
            twin = lines_of(formulas[sheet.title], job)
        numbered = enumerate(calculated(lines_of(sheet, job), twin), start=1)
        kept = [(number, line) for number, line in numbered if any(cell is not None for cell in line)]
        yield {
            "title": sheet.title,
            "numbers": [number for number, _ in kept],
            "lines": [line for _, line in kept],
        }
    values.close()


def parts(sheet: Any) -> Iterator[bytes]:
    """The XML of a sheet, bit by bit, each with the end of the one before."""
    end = b""
    with sheet._get_source() as source:
        while part := source.read(1 << 20):
            yield end + part
            end = part[-2:]


def lines_of(sheet: Any, job: dict[str, Any]) -> Iterator[Line]:
    """The lines of a sheet, however large it says it is."""
    sheet.reset_dimensions()
    filled = 0
    for place, cells in enumerate(sheet.iter_rows()):
        line = [cell_of(cell) for cell in cells]
        while line and line[-1] is None:
            line.pop()
        filled += bool(line)
        if place >= SHEET_LINES or filled > job["rows"]:
            raise Fault("rows")
        if len(line) > job["columns"]:
            raise Fault("columns")
        yield line


def calculated(values: Iterator[Line], formulas: Iterator[Line] | None) -> Iterator[Line]:
    """Lines in which a formula without a stored result is marked, so that it is not taken for an empty cell."""
    if formulas is None:
        yield from values
        return
    nothing: Line = []
    for line, twin in zip_longest(values, formulas, fillvalue=nothing):
        yield [
            NOT_CALCULATED if own is None and isinstance(formula, str) and formula.startswith("=") else own
            for own, formula in zip_longest(line, twin)
        ]


def cell_of(cell: Any) -> Any:
    """A cell as it is typed; dates as ISO text, percentages as the number that is seen."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return round(value * 100, PERCENT_DIGITS) if "%" in (cell.number_format or "") else value
    text = str(value)
    return text if text.strip() else None


if __name__ == "__main__":
    main()
