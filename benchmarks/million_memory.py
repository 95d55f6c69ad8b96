"""How much memory the best twenty of the million take: a process of its own, started with a folder of arrays."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.million import arrays_of, asked, columns_of
from sitematch.core.matching.scoring.forms import Labour
from sitematch.core.matching.scoring.ranking import rank_columns
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn

_KB = 1024


def peak_over_columns(columns: Mapping[Any, Column], folder: Path) -> float:
    """The peak of the process above what it held before it had the columns, over the bytes of the columns."""
    for number, array in enumerate(arrays_of(columns)):
        np.save(folder / f"{number}.npy", array)
    command = [sys.executable, "-m", "benchmarks.million_memory", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def main(folder: Path) -> None:
    """Print the ratio."""
    requirement = asked()
    few = columns_of(requirement, 1_000)
    rank_columns(requirement, few, 20, Labour(compiled=True))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, bytes_held = _status("VmRSS"), 0
    loaded = {}
    for number, array in enumerate(arrays_of(few)):
        loaded[id(array)] = np.load(folder / f"{number}.npy")
        bytes_held += loaded[id(array)].nbytes
    rank_columns(requirement, {measure: _with(column, loaded) for measure, column in few.items()}, 20)
    print((_status("VmHWM") - before) / bytes_held)


def _with(column: Column, loaded: Mapping[int, Any]) -> Column:
    if isinstance(column, CategoryColumn):
        return replace(column, codes=loaded[id(column.codes)])
    assert isinstance(column, NumberColumn)
    return replace(column, low=loaded[id(column.low)], high=loaded[id(column.high)])


def _status(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * _KB


if __name__ == "__main__":
    main(Path(sys.argv[1]))
