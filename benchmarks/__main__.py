"""Prints a ``RATIO name value goal ok|short`` line for each promise, after all contenders gave equal answers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks import commands, intake, matching, reach, road_import

PARTS: Mapping[str, Callable[[int], Iterator[str]]] = {
    "commands": commands.lines,
    "intake": intake.lines,
    "match": matching.lines,
    "reach": reach.lines,
    "road_import": road_import.lines,
}
"""Each part yields its lines as it has them; other lines than RATIO and INVALID are tables for the reader."""


def main() -> int:
    """Measure the parts that are asked for; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all unless given")
    parser.add_argument("--rounds", type=int, default=9, help="counted rounds of each contender")
    parser.add_argument("--osm", type=Path, help="an OpenStreetMap extract on which reach is measured as well")
    asked = parser.parse_args()
    unknown = [part for part in asked.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    parts = {**PARTS, "reach": partial(reach.lines, osm=asked.osm)}
    kept = True
    for part in asked.parts or PARTS:
        for line in parts[part](asked.rounds):
            print(line, flush=True)
            kept &= not (line.endswith("short") or line.startswith("INVALID"))
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
