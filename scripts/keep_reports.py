"""Writes ``docs/reports``: the reports on five files that are really out there, as an officer reads them.

The files stay where they are; only what is said of them is kept. Run with the folder that has them::

    python scripts/keep_reports.py FOLDER
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from sitematch.cli.app import run

TARGET: Final = Path(__file__).resolve().parent.parent / "docs" / "reports"
KEPT: Final[Mapping[str, str]] = {
    "no-crs": "uk-west-devon.csv",
    "register": "uk-new-forest.csv",
    "empty-geopackage": "sites_economiques.gpkg",
    "text-coordinates": "stringcoord.geojson",
    "arcs": "curvepolygon.gpkg",
}
"""By the name of the report: the file."""
LANG: Final = "sv"


def report_on(path: Path) -> str:
    """What the command says of a file, with the command before it and its exit status."""
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        status = run(["check", str(path), "--lang", LANG])
    lines = [line.rstrip() for line in told.getvalue().replace(str(path), path.name).splitlines()]
    return "\n".join([f"$ sitematch check {path.name} --lang {LANG}  # exit status {status}", *lines, ""])


def main(folder: Path) -> None:
    """Writes every report."""
    TARGET.mkdir(exist_ok=True)
    for name, file in KEPT.items():
        (TARGET / f"{name}.txt").write_text(report_on(folder / file), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
