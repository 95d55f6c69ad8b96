"""The workbook of 5,000 sites against XlsxWriter that writes the same cells and nothing else."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.measure import Goal

SITES = 5_000
GOAL = Goal("xlsx-of-5000-sites-over-bare-writer", 2.0)
Cells = list[tuple[str, list[Sequence[Any]]]]


def workbook_line(preset: str, home: str, rounds: int) -> str:
    """The ratio of the medians, after both workbooks were read back and found to hold the same cells."""
    from sitematch.views.xlsx_file import render_xlsx

    result, region = _many(preset, home)
    cells = _cells(result, region)

    def ours() -> bytes:
        return render_xlsx(result, region, "en")

    def bare() -> bytes:
        return _written(cells)

    if not all(a == b for a, b in zip(_read(ours()), _read(bare()), strict=True)):
        return f"INVALID {GOAL.name}"
    seconds: dict[Callable[[], bytes], list[float]] = {ours: [], bare: []}
    for _ in range(rounds):
        for contender, taken in seconds.items():
            start = time.perf_counter()
            contender()
            taken.append(time.perf_counter() - start)
    return GOAL.line(statistics.median(seconds[ours]) / statistics.median(seconds[bare]))


def _many(preset: str, home: str) -> tuple[Any, Any]:
    """A match over the embedded sites, each of them written down often enough."""
    from sitematch.service.matches import make_match, new_stamp
    from sitematch.service.presets import find_requirement
    from sitematch.wiring import open_desk

    desk = open_desk({"SITEMATCH_HOME": home}, lang="en")
    asked, stamp = find_requirement(preset, desk.pack, desk.region), new_stamp(desk.clock())
    result = make_match(asked, desk.published, desk.region, kept=desk.kept, stamp=stamp, lang="en")
    copies = -(-SITES // (len(result.ranked) + len(result.near_misses)))
    ranked = [replace(site, site_id=f"{site.site_id}-{i}") for site in result.ranked for i in range(copies)]
    misses = [replace(site, site_id=f"{site.site_id}-{i}") for site in result.near_misses for i in range(copies)]
    placed = tuple(replace(site, rank=rank) for rank, site in enumerate(ranked, start=1))
    return replace(result, ranked=placed, near_misses=tuple(misses[: SITES - len(placed)])), desk.region


def _cells(result: Any, region: Any) -> Cells:
    from sitematch.texts import translator
    from sitematch.views.xlsx_sheets import Sheet, sheets_of

    translate = translator("en")

    def rows(sheet: Sheet) -> list[Sequence[Any]]:
        empty = [[""] * min(1, sheet.still) + [translate(sheet.empty)]] if sheet.empty else []
        return [[translate(column.heading) for column in sheet.columns], *(list(sheet.rows) or empty)]

    return [(translate(sheet.name), rows(sheet)) for sheet in sheets_of(result, region, "en")]


def _written(cells: Cells) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in cells:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def _read(content: bytes) -> Iterator[tuple[Any, ...]]:
    """Every row of every sheet, its empty end left off."""
    from openpyxl import load_workbook

    for sheet in load_workbook(io.BytesIO(content), read_only=True).worksheets:
        yield (sheet.title,)
        for row in sheet.iter_rows(values_only=True):
            last = max((place for place, value in enumerate(row) if value not in (None, "")), default=-1)
            yield tuple("" if value is None else value for value in row[: last + 1])
