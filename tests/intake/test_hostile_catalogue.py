"""Every hostile file: no traceback, no other file read, nobody called, nothing left behind, within memory and time."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.examples import examples
from tests.intake.hostile import CHEAP, CHILD, HOSTILE, LONG, SECRET, Bait, told
from tests.intake.test_hostile_files import listener  # noqa: F401 - a fixture

AT_LEAST = 60
MOST_MB, MOST_CPU_S = 1_000, 20
BYTES_PER_MB = 1_000_000
ALL = examples(1) > 1
SAMPLE = list(CHILD) if ALL else random.Random(6).sample(list(CHILD), 8)


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) == len(CHEAP) + len(CHILD) + len(LONG)
    assert len(HOSTILE) >= AT_LEAST


@pytest.mark.parametrize("name", [*CHEAP, *SAMPLE])
def test_a_hostile_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener) -> None:  # noqa: F811
    port, calls = listener
    secret = tmp_path / "secret.geojson"
    secret.write_text(json.dumps({"type": "FeatureCollection", "features": [{"properties": {"namn": SECRET}}]}))
    file = HOSTILE[name](Bait(str(secret), port))
    left = tmp_path / "left"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    assert SECRET not in told(file)
    assert list(left.iterdir()) == []
    assert calls == []


@pytest.mark.parametrize("name", list(HOSTILE) if ALL else ["a workbook that says it is huge"])
def test_a_hostile_file_stays_within_bounds(name: str) -> None:
    command = [sys.executable, "-m", "tests.intake.hostile", name]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        assert child.stderr is not None
        told, faults = child.stdout.read(), child.stderr.read().decode()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, faults
    assert int(told) / BYTES_PER_MB < MOST_MB
    assert used.ru_utime + used.ru_stime < MOST_CPU_S
