"""Prints a ``RATIO name value goal ok|short`` line for each promise; the yardstick is ``import geopandas``."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.hundred_sites import write_hundred_sites
from benchmarks.measure import Goal, interleaved, run

PRESET = "battery-plant"
YARDSTICK = "import geopandas"
TIME_GOALS = {
    "match-table": Goal("match-table", 0.6),
    "match-json": Goal("match-json", 0.6),
    "match-csv": Goal("match-csv", 0.6),
    "match-map": Goal("match-map", 1.8),
    "help": Goal("help", 0.3),
}
MAP_SIZE = Goal("map-of-100-sites-mb", 1.0)
BYTES_PER_MB = 1_000_000


def main() -> int:
    """Measure everything; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="counted rounds of each command")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        lines = [*_times(Path(folder), rounds), _map_size(Path(folder))]
    print("\n".join(lines))
    return int(any(line.endswith("short") or line.startswith("INVALID") for line in lines))


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
    return bool(ranked) and [row["site_id"] for row in rows if row["rank"]] == ranked and in_table[0] >= 0


def _map_size(folder: Path) -> str:
    sites, page = folder / "hundred.geojson", folder / "hundred.html"
    write_hundred_sites(sites)
    environment = {"SITEMATCH_HOME": str(folder / "home"), "SITEMATCH_LANG": "en"}
    run([sys.executable, "-m", "sitematch", "match", PRESET, "--sites", str(sites), "--map", str(page)], environment)
    return MAP_SIZE.line(page.stat().st_size / BYTES_PER_MB)


if __name__ == "__main__":
    sys.exit(main())
