"""Whole commands; the yardstick is ``import geopandas``."""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from benchmarks.hundred_sites import write_hundred_sites
from benchmarks.measure import Goal, interleaved, run
from benchmarks.workbook import workbook_line

PRESET = "battery-plant"
YARDSTICK = "import geopandas"
TIME_GOALS = {
    "match-table": Goal("match-table", 0.6),
    "match-json": Goal("match-json", 0.6),
    "match-csv": Goal("match-csv", 0.6),
    "match-map": Goal("match-map", 1.8),
    "match-geojson": Goal("match-geojson", 2.2),
    "match-xlsx": Goal("match-xlsx", 2.2),
    "match-kml": Goal("match-kml", 2.2),
    "match-html": Goal("match-html", 2.2),
    "match-pdf": Goal("match-pdf", 3.0),
    "help": Goal("help", 0.3),
}
FILES = ("geojson", "xlsx", "kml", "html", "pdf")
MAP_SIZE = Goal("map-of-100-sites-mb", 1.0)
BYTES_PER_MB = 1_000_000


def lines(rounds: int) -> Iterator[str]:
    """A line for each promise of a command: its time or the size of what it writes."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _times(Path(folder), rounds)
        yield _map_size(Path(folder))
        yield workbook_line(PRESET, str(Path(folder) / "home"), min(3, rounds))


def _times(folder: Path, rounds: int) -> list[str]:
    environment = {"SITEMATCH_HOME": str(folder / "home"), "SITEMATCH_LANG": "en"}
    sitematch = [sys.executable, "-m", "sitematch"]
    match = [*sitematch, "match", PRESET]
    commands = {
        YARDSTICK: [sys.executable, "-c", YARDSTICK],
        "match-table": match,
        "match-json": [*match, "--format", "json"],
        "match-csv": [*match, "--format", "csv"],
        "match-map": [*match, "--map", str(folder / "map.html")],
        **{f"match-{form}": [*match, "--format", form, "-o", str(folder / f"list.{form}")] for form in FILES},
        "help": [*sitematch, "--help"],
    }
    if not _agree(match, environment):
        return [f"INVALID {name}" for name in TIME_GOALS]
    seconds = interleaved(commands, environment, rounds)
    return [goal.line(seconds[name] / seconds[YARDSTICK]) for name, goal in TIME_GOALS.items()]


def _agree(match: list[str], environment: dict[str, str]) -> bool:
    """Whether every form gives the same sites in the same order; also fills what is kept."""
    document = json.loads(run([*match, "--format", "json"], environment))
    rows = csv.DictReader(io.StringIO(run([*match, "--format", "csv"], environment).decode("utf-8-sig")))
    table = run(match, environment).decode()
    ranked = [site["site_id"] for site in document["ranked"]]
    in_table = [table.find(site["name"]) for site in document["ranked"]]
    same = [row["site_id"] for row in rows if row["rank"]] == ranked and in_table[0] >= 0
    return (
        bool(ranked) and same and all(_lists(form, [*match, "--format", form], document, environment) for form in FILES)
    )


def _lists(form: str, command: list[str], document: dict[str, Any], environment: dict[str, str]) -> bool:
    """Whether a file names every ranked site; in rows, in their order."""
    content, names = run(command, environment), [site["name"] for site in document["ranked"]]
    if form == "xlsx":
        from openpyxl import load_workbook

        rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2, values_only=True)
        return [row[1] for row in rows] == names
    if form == "pdf":
        from pypdf import PdfReader

        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        text = unescape(content.decode())
    flat = "".join(text.split())
    places = [flat.find("".join(name.split())) for name in names]
    return min(places) >= 0 and (form in ("html", "pdf") or places == sorted(places))


def _map_size(folder: Path) -> str:
    sites, page = folder / "hundred.geojson", folder / "hundred.html"
    write_hundred_sites(sites)
    environment = {"SITEMATCH_HOME": str(folder / "home"), "SITEMATCH_LANG": "en"}
    run([sys.executable, "-m", "sitematch", "match", PRESET, "--sites", str(sites), "--map", str(page)], environment)
    return MAP_SIZE.line(page.stat().st_size / BYTES_PER_MB)
