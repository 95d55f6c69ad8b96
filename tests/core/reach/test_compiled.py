"""Compiled code works where nothing can be kept of it, and takes mapped arrays as well as others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sitematch.core.reach.hierarchy.compiled import I4, I8, given, kernel, made

SOURCE = """
def summed(values, found):
    for place in range(len(values)):
        found[place] = values[place] + 1
    return len(values)
"""


def test_a_function_whose_code_can_be_kept_nowhere_is_compiled_all_the_same() -> None:
    """Code of no file has no folder for what is compiled, as an installation that is read only has none."""
    space: dict[str, Any] = {}
    exec(SOURCE, space)
    summed = kernel(I8(given(I4), made(I8)))(space["summed"])
    found = np.zeros(3, dtype=np.int64)
    assert summed(np.array([1, 2, 3], dtype=np.int32), found) == 3
    assert found.tolist() == [2, 3, 4]


def test_mapped_read_only_arrays_are_taken(tmp_path: Path) -> None:
    space: dict[str, Any] = {}
    exec(SOURCE, space)
    summed = kernel(I8(given(I4), made(I8)))(space["summed"])
    path = tmp_path / "values"
    path.write_bytes(np.array([5, 6], dtype=np.int32).tobytes())
    found = np.zeros(2, dtype=np.int64)
    assert summed(np.memmap(path, dtype=np.int32, mode="r").view(np.ndarray), found) == 2
    assert found.tolist() == [6, 7]
