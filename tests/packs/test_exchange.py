"""A pack is replaced whole or not at all, wherever the process is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sitematch.errors import OutputFailed
from sitematch.packs import exchange
from sitematch.packs.replacing import replace_files

OLD = {"region.toml": b"old toml", "road_nodes.csv": b"old nodes", "sites/demo.csv": b"sites"}
NEW = {"road_nodes.csv": b"new nodes", "road_links.csv": b"new links", "region.toml": b"new toml"}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "region" / "toy"
    for name, content in OLD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def beside(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir()]


def test_files_are_replaced_and_the_others_stay(pack: Path) -> None:
    (pack / "road_nodes.csv").chmod(0o640)

    replace_files(pack, NEW)

    assert held(pack) == OLD | NEW
    assert (pack / "road_nodes.csv").stat().st_mode & 0o777 == 0o640
    assert beside(pack) == ["toy"]


def test_it_is_done_in_one_step(pack: Path) -> None:
    before = pack.stat().st_ino

    assert exchange.exchanged(pack, NEW)

    assert pack.stat().st_ino != before
    assert held(pack) == OLD | NEW


def test_a_link_to_a_pack_stays_a_link(pack: Path) -> None:
    link = pack.parent / "link"
    link.symlink_to(pack, target_is_directory=True)

    replace_files(link, NEW)

    assert link.is_symlink()
    assert held(pack) == OLD | NEW


def test_who_stands_in_the_folder_stays_in_it(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pack)

    replace_files(Path(), NEW)

    assert held(Path()) == held(pack) == OLD | NEW


def test_where_folders_cannot_be_exchanged_files_are(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_change_places", lambda one, other: False)

    replace_files(pack, NEW)

    assert held(pack) == OLD | NEW
    assert beside(pack) == ["toy"]


def test_what_cannot_be_written_leaves_the_pack_as_it_was(pack: Path) -> None:
    with pytest.raises(OutputFailed, match="as it was"):
        replace_files(pack, NEW | {"none/such.csv": b""})

    assert held(pack) == OLD
    assert beside(pack) == ["toy"]


def test_what_others_left_is_cleared_away_after_a_day(pack: Path) -> None:
    stale, fresh = pack.parent / ".sitematch-stale", pack.parent / ".sitematch-fresh"
    for folder in (stale, fresh):
        (folder / "toy").mkdir(parents=True)
    os.utime(stale, (0, 0))

    replace_files(pack, NEW)

    assert sorted(beside(pack)) == [".sitematch-fresh", "toy"]


@pytest.mark.parametrize(
    "moment", [*(f"os.fsync:{i}" for i in range(3)), "exchange._change_places:0", "shutil.rmtree:0"]
)
def test_who_is_killed_leaves_the_old_or_the_new(pack: Path, moment: str) -> None:
    function, _, times = moment.partition(":")
    code = f"""
import os, shutil, signal
from pathlib import Path
from sitematch.packs import exchange
from sitematch.packs.replacing import replace_files
left = {times}
def die(*args, **more):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
{function} = die
replace_files(Path({str(pack)!r}), {NEW!r})
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == -signal.SIGKILL, done.stderr
    assert held(pack) == (OLD | NEW if function == "shutil.rmtree" else OLD)
    replace_files(pack, NEW)
    assert held(pack) == OLD | NEW
