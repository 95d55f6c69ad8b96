"""What leaving out turn restrictions does to drives: ``python -m tests.packs.osm.turn_restrictions EXTRACT``.

Random pairs of nodes, searched over the raw data with and without the ``restriction`` relations of the extract.
"""

from __future__ import annotations

import random
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.packs.osm.oracle import Raw, read, restricted, seconds

PAIRS = 200
SEED = 1
FELT_S = 0.05
"""Less than the tenth of a second to which times are rounded is no change."""


@dataclass(frozen=True)
class Effect:
    """Of the pairs that can be driven: how many take longer, or find no way any more, and by how much (seconds)."""

    restrictions: int
    driven: int
    longer: int
    cut_off: int
    mean_s: float
    more_s: tuple[float, ...]


def effect(raw: Raw, pairs: int = PAIRS, seed: int = SEED) -> Effect:
    """Measure it on so many random pairs."""
    draw, nodes = random.Random(seed), sorted(raw.edges)
    free, more, cut_off = [], [], 0
    for _ in range(pairs):
        start, end = draw.sample(nodes, 2)
        before = seconds(raw, start).get(end)
        if before is None:
            continue
        free.append(before)
        after = restricted(raw, start).get(end)
        cut_off += after is None
        if after is not None and after - before > FELT_S:
            more.append(after - before)
    number = len(raw.banned) + len(raw.only)
    return Effect(number, len(free), len(more), cut_off, statistics.mean(free or [0.0]), tuple(sorted(more)))


def told(found: Effect) -> str:
    """What was found, in sentences."""
    lines = [
        f"{found.restrictions} restrictions; {found.driven} pairs can be driven, in {found.mean_s:.0f} s on average",
        f"{found.longer} take longer ({found.longer / found.driven:.0%}), {found.cut_off} find no way",
    ]
    if found.more_s:
        mean_s = sum(found.more_s) / found.driven
        lines += [
            f"these by {statistics.median(found.more_s):.0f} s in the median, {max(found.more_s):.0f} s at most",
            f"all drives by {mean_s:.1f} s on average ({mean_s / found.mean_s:.1%})",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(told(effect(read(Path(sys.argv[1])))))
