"""Many lines at once give the area that each gives."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from sitematch.core.reach import buffers


def streets(n: int, block_m: float, seed: int) -> np.ndarray:
    """A jittered grid of streets with some left out, so that blocks of all sizes lie between."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(n), np.arange(n))
    at = np.stack([x, y], axis=2) * block_m + rng.normal(0, block_m / 8, (n, n, 2))
    lines = [*np.stack([at[:, :-1], at[:, 1:]], axis=2).reshape(-1, 2, 2)]
    lines += [*np.stack([at[:-1], at[1:]], axis=2).reshape(-1, 2, 2)]
    kept = [line for line in lines if rng.random() > 0.3 or line[0, 0] < 2 * block_m]
    return np.asarray(shapely.linestrings(kept), dtype=object)


@pytest.mark.parametrize("width_m", [120.0, 300.0, 500.0])
@pytest.mark.parametrize("block_m", [90.0, 300.0, 700.0])
def test_the_short_way_gives_the_same_area(width_m: float, block_m: float) -> None:
    lines = streets(24, block_m, 1)
    plain = shapely.union_all(shapely.buffer(lines, width_m, quad_segs=buffers.ARC))
    found = buffers.within(lines, width_m)
    assert found.is_valid
    # a cell may reach into what the corners of a round end cut off, and no farther
    assert shapely.area(shapely.difference(plain, found)) == pytest.approx(0.0, abs=1e-3)
    widest = shapely.union_all(shapely.buffer(lines, width_m, quad_segs=64))
    assert shapely.area(shapely.difference(found, widest)) < 1e-4 * widest.area


def test_no_line_has_no_area() -> None:
    assert buffers.within(np.array([], dtype=object), 100.0).is_empty
