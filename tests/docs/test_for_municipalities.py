"""The officer's way, gone once as the page for municipalities tells it: check, read, mend in Excel, check again."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sitematch.cli.app import run
from tests.docs.pages import page

PAGE = page("for-municipalities.md")
LAYER, LIST, MENDED = "ledig-mark.geojson", "uppgifter.xlsx", "uppgifter-rattade.xlsx"
WHERE = ("--municipality", "0583", "--lang", "sv")


@pytest.fixture
def report(at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    folder = at(PAGE.name)

    def checked(*files: str | Path, status: int = 0) -> dict[str, Any]:
        assert run(["check", *map(str, files), *WHERE, "--format", "json"]) == status
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    checked.folder = folder  # type: ignore[attr-defined]
    return checked


def told() -> list[tuple[int, str]]:
    """The faults that the page tells: the row of the sheet, and the column."""
    rows = re.findall(r"^\| rad (\d+) \| ([^|]+) \|", PAGE.text, re.MULTILINE)
    return [(int(line), column.strip()) for line, column in rows]


def test_the_report_is_what_the_page_tells(report: Callable[..., dict[str, Any]]) -> None:
    found = report(LAYER, LIST, status=1)
    errors = [issue for issue in found["issues"] if issue["severity"] == "error"]
    assert (found["rows"], found["accepted"], found["refused"]) == (6, 3, 3)
    assert [(issue["line"], issue["column"]) for issue in errors] == told()
    assert [issue["value"] for issue in errors] == ["ca tolv", "Hagby 1:5", "kanske"]
    assert all(issue["message"] in PAGE.text for issue in errors)
    assert found["stated"]["unlisted"] == ["Hagby 1:4"]
    assert {issue["code"] for issue in found["issues"] if issue["severity"] != "error"} == {"id.missing"}


def test_what_is_missing_comes_in_the_order_of_what_hangs_on_it(report: Callable[..., dict[str, Any]]) -> None:
    missing = report(LAYER, LIST, status=1)["missing"]
    assert [figure["column"] for figure in missing[:2]] == ["plan_use", "ready_months"]
    weights = [(len(figure["must"]), figure["weight"]) for figure in missing]
    assert weights == sorted(weights, reverse=True)
    assert all(set(figure["must"]) <= set(figure["presets"]) for figure in missing)
    filled = {figure["column"] for figure in report(LAYER, MENDED)["missing"] if figure["sites"] == 3}
    assert {"rail_siding", "plan_stage", "ownership"} & {figure["column"] for figure in missing}
    assert not {"rail_siding", "plan_stage", "ownership", "power_mw"} & filled


def test_mended_in_excel_where_it_is_marked_it_is_clean(report: Callable[..., dict[str, Any]], capsys) -> None:
    folder: Path = report.folder  # type: ignore[attr-defined]
    target = folder / "marked.zip"
    assert run(["check", LAYER, LIST, *WHERE, "--annotate", str(target)]) == 1
    capsys.readouterr()
    with zipfile.ZipFile(target) as archive:
        marked = archive.read(LIST)
        (folder / "layer-back.geojson").write_bytes(archive.read(LAYER))
    book = load_workbook(io.BytesIO(marked))
    sheet = book.active
    assert sheet is not None
    red = [cell for row in sheet.iter_rows(min_row=4, max_col=7) for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"]
    assert [cell.coordinate for cell in red] == ["C4", "A5", "F6"]
    for cell, text in zip(red, (12, "Hagby 1:4", "nej"), strict=True):
        assert "sitematch:" in cell.comment.text
        cell.value = text
    book.save(folder / "mended.xlsx")
    found, shown = report("layer-back.geojson", "mended.xlsx"), report(LAYER, MENDED)
    assert [issue["code"] for issue in found["issues"]] == ["id.missing"]
    assert (found["accepted"], found["refused"]) == (6, 0)
    assert found["stated"] == shown["stated"]
