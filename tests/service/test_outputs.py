"""Files are written whole or not at all."""

import os
from pathlib import Path

import pytest

from sitematch.errors import OutputFailed
from sitematch.service.outputs import check_writable, write_files


def test_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_files({tmp_path / "a.csv": b"a", tmp_path / "b.html": b"b"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"a", "b.html": b"b"}


def test_one_that_cannot_be_written_leaves_all_as_they_were(tmp_path: Path) -> None:
    old = tmp_path / "a.csv"
    old.write_bytes(b"old")
    with pytest.raises(OutputFailed, match=r"missing/b\.html: cannot be written \(No such file or directory\)"):
        write_files({old: b"new", tmp_path / "missing" / "b.html": b"b"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert old.read_bytes() == b"old"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputFailed, match="folder"):
        write_files({tmp_path: b"x"})
    assert list(tmp_path.iterdir()) == []


def test_the_rights_of_the_file_before_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_files({path: b"new"})
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_files({link: b"new"})
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_device_is_written_to(tmp_path: Path) -> None:
    write_files({Path(os.devnull): b"gone"})
    assert Path(os.devnull).is_char_device()


def test_asking_whether_a_file_can_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    old = tmp_path / "a.csv"
    old.write_bytes(b"old")
    for path in (old, tmp_path / "new.csv", Path(os.devnull)):
        check_writable(path)
    for path in (tmp_path, tmp_path / "missing" / "b.html"):
        with pytest.raises(OutputFailed, match="cannot be written"):
            check_writable(path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"old"}
