"""Where packs are found: the embedded one, and those of the home folder by their ids."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import sitematch
from sitematch.errors import NotFound
from sitematch.packs import embedded_folder, known_packs
from sitematch.packs.found import EMBEDDED


def put(home: Path, pack: Path, name: str) -> Path:
    target = home / "regions" / name
    shutil.copytree(pack, target)
    return target


def test_the_embedded_pack_lies_beside_the_package():
    assert (embedded_folder() / "region.toml").is_file()
    assert [pack.id for pack in known_packs(Path("no-such-home"))] == [EMBEDDED]


def test_in_an_installed_program_the_pack_lies_inside_the_package(tmp_path, monkeypatch):
    inside = tmp_path / "sitematch" / "_data" / EMBEDDED
    inside.mkdir(parents=True)
    (inside / "region.toml").write_text('id = "ostergotland"')
    monkeypatch.setattr(sitematch, "__file__", str(tmp_path / "sitematch" / "__init__.py"))
    assert embedded_folder() == inside


def test_a_program_without_its_pack_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sitematch, "__file__", str(tmp_path / "sitematch" / "__init__.py"))
    with pytest.raises(NotFound, match="install sitematch anew"):
        embedded_folder()


def test_packs_of_the_home_folder_are_known_by_their_ids(make_pack, tmp_path):
    folder = put(tmp_path, make_pack(), "whatever")
    (tmp_path / "regions" / "no-pack").mkdir()
    packs = known_packs(tmp_path)
    assert [pack.id for pack in packs] == [EMBEDDED, "toy"]
    assert (packs[1].name, packs[1].folder, packs[1].fault) == ("Toyland", folder, None)


def test_a_pack_of_ones_own_wins_over_the_embedded_one(make_pack, tmp_path):
    folder = put(tmp_path, make_pack({"region.toml": f'id = "{EMBEDDED}"'}), "mine")
    assert [(pack.id, pack.folder) for pack in known_packs(tmp_path)] == [(EMBEDDED, folder)]


def test_a_refused_pack_is_listed_with_its_fault(make_pack, tmp_path):
    put(tmp_path, make_pack({"region.toml": "id = 3"}), "broken")
    broken = known_packs(tmp_path)[0]
    assert broken.id == "broken"
    assert broken.fault is not None
    assert "id is 3" in broken.fault


def test_an_id_that_two_packs_have_is_a_fault_of_the_second(make_pack, tmp_path):
    first, second = put(tmp_path, make_pack(), "a"), put(tmp_path, make_pack(folder="toy2"), "b")
    packs = {pack.id: pack for pack in known_packs(tmp_path)}
    assert packs["toy"].folder == first
    assert packs["b"].folder == second
    assert "its id 'toy' is that of" in (packs["b"].fault or "")
