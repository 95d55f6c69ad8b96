"""Matching: a million sites, robustness, whole commands over kept reach, footprints."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import footprints, million, smaa
from benchmarks.hundred_sites import write_hundred_sites
from benchmarks.measure import Goal, interleaved, interleaved_calls, run
from benchmarks.million_memory import peak_over_columns
from benchmarks.million_rivals import Duck, Told, best, by_numpy, by_scikit_criteria, criteria_of
from sitematch.core.matching.scoring.forms import Labour
from sitematch.core.matching.scoring.ranking import Ranking, rank_columns
from sitematch.core.requirement.model import Requirement
from sitematch.core.sites.columns import Column

TOP: Final = 20
OVER_SUM: Final = Goal("million-top-20-over-numpy-sum", 4.0)
OVER_SCIKIT: Final = Goal("million-top-20-over-scikit-criteria", 50.0, at_least=True)
OVER_DUCKDB: Final = Goal("million-top-20-over-duckdb", 50.0, at_least=True)
MEMORY: Final = Goal("million-peak-memory-over-columns", 1.5)
COLD: Final = {
    "demo sites": Goal("cold-match-over-import-geopandas", 0.5),
    "--sites": Goal("cold-match-of-a-file-over-import-geopandas", 0.5),
}
PRESET: Final = "battery-plant"
YARDSTICK: Final = "import geopandas"
_ONE_THREAD: Final = Labour(1, compiled=True)
_TOLERANCE: Final = 1e-9
_SLOW_ROUNDS: Final = 1


def lines(rounds: int) -> Iterator[str]:
    """A line for each promise; tables of what else was measured between them."""
    requirement = million.asked()
    columns = million.columns_of(requirement)
    yield from _million(requirement, columns, rounds)
    with tempfile.TemporaryDirectory() as folder:
        yield MEMORY.line(peak_over_columns(columns, Path(folder)))
    del columns
    yield from smaa.lines(rounds)
    with tempfile.TemporaryDirectory() as folder:
        yield from _cold(Path(folder), rounds)
    yield from footprints.lines()


def _million(requirement: Requirement, columns: Mapping[Any, Column], rounds: int) -> Iterator[str]:
    """One thread for everybody; the rivals' scores of every listed site are ours before anything is timed."""
    criteria, duck = criteria_of(requirement, columns), Duck(criteria_of(requirement, columns), threads=1)
    whole = rank_columns(requirement, columns, None)
    assert whole.scores is not None
    by_row = np.argsort(whole.rows)
    expected = whole.rows[by_row], whole.scores.middle[by_row]
    for goal, listed in ((OVER_SCIKIT, by_scikit_criteria(criteria)), (OVER_DUCKDB, duck.listed())):
        if not (np.array_equal(listed[0], expected[0]) and np.allclose(listed[1], expected[1], 0, _TOLERANCE)):
            yield f"INVALID {goal.name}"
            return
    arrays = million.arrays_of(columns)
    fast = {
        "np.sum": lambda: [np.sum(array) for array in arrays],
        "ours": lambda: rank_columns(requirement, columns, TOP, _ONE_THREAD),
        "ours, all scores": lambda: rank_columns(requirement, columns, None, _ONE_THREAD),
        "ours, NumPy form": lambda: rank_columns(requirement, columns, TOP, Labour(1, compiled=False)),
    }
    slow = {
        "ours again": fast["ours"],
        "scikit-criteria": lambda: best(by_scikit_criteria(criteria), TOP),
        "DuckDB": lambda: duck.best(TOP),
        "NumPy by hand": lambda: best(by_numpy(criteria), TOP),
    }
    if not all(slow[name]() == whole.rows[:TOP].tolist() for name in ("scikit-criteria", "NumPy by hand")):
        yield f"INVALID {OVER_SCIKIT.name}"
        return
    if not _same(duck.best(TOP), rank_columns(requirement, columns, TOP)):
        yield f"INVALID {OVER_DUCKDB.name}"
        return
    seconds = interleaved_calls(fast, rounds) | interleaved_calls(slow, _SLOW_ROUNDS)
    mega = sum(array.nbytes for array in arrays) / 1e6
    counts = whole.counts
    yield f"{counts.considered} sites × {len(criteria)} criteria, {mega:.0f} MB, {counts.fails} fail, one thread: " + (
        ", ".join(f"{name} {1000 * taken:.1f} ms" for name, taken in seconds.items())
    )
    yield OVER_SUM.line(seconds["ours"] / seconds["np.sum"])
    yield OVER_SCIKIT.line(seconds["scikit-criteria"] / seconds["ours again"])
    yield OVER_DUCKDB.line(seconds["DuckDB"] / seconds["ours again"])


def _same(told: Told, ours: Ranking) -> bool:
    counts, rows, scores = told
    assert ours.scores is not None
    own = np.stack([ours.scores.low, ours.scores.middle, ours.scores.high])
    statuses = (ours.counts.considered, ours.counts.qualifies, ours.counts.open, ours.counts.fails)
    return counts == statuses and rows == ours.rows.tolist() and np.allclose(scores, own, 0, _TOLERANCE)


def _cold(folder: Path, rounds: int) -> Iterator[str]:
    sites, environment = folder / "hundred.geojson", {"SITEMATCH_HOME": str(folder / "home"), "SITEMATCH_LANG": "en"}
    write_hundred_sites(sites)
    match = [sys.executable, "-m", "sitematch", "match", PRESET]
    commands = {YARDSTICK: [sys.executable, "-c", YARDSTICK], "demo sites": match}
    commands["--sites"] = [*match, "--sites", str(sites)]
    first = {name: run(command, environment) for name, command in commands.items()}
    if any(run(command, environment) != first[name] for name, command in commands.items()):
        yield from (f"INVALID {goal.name}" for goal in COLD.values())
        return
    seconds = interleaved(commands, environment, rounds)
    for name, goal in COLD.items():
        yield goal.line(seconds[name] / seconds[YARDSTICK])
