"""Prints the peak memory of this process in bytes: a million nodes read and prepared, the curves of 10,000 sites."""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.measure import peak_bytes
from benchmarks.reach import Setting
from sitematch.core.region.model import Roads

SITES = 10_000


def main() -> None:
    """Do the work and print the peak."""
    with np.load(sys.argv[1]) as columns:
        values = {name: columns[name] for name in columns.files}
    nodes, links = len(values["node_lon"]), len(values["km"])
    texts = {"node_ids": tuple(map(str, range(nodes))), "road": ("",) * links, "wkt": (None,) * links}
    found = Setting.of(Roads(**values, **texts), SITES).curves()
    assert found.shape[0] == SITES
    print(peak_bytes())


if __name__ == "__main__":
    main()
