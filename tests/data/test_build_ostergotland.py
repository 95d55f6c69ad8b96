"""The committed pack is what its builder writes, byte by byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"


def test_the_builder_writes_the_committed_pack(tmp_path):
    subprocess.run([sys.executable, DATA / "build_ostergotland.py", tmp_path / "built"], check=True)
    built = {path.name: path.read_bytes() for path in (tmp_path / "built").iterdir()}
    assert set(built) == {"localities.csv", "road_nodes.csv", "road_links.csv", "facilities.csv", "municipalities.csv"}
    for name, content in built.items():
        assert content == (DATA / "ostergotland" / name).read_bytes(), name
