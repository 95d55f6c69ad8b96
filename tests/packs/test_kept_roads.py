"""Roads of a large pack come from what is kept as they come from the files."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sitematch.core.region.model import Roads
from sitematch.errors import RegionRefused
from sitematch.packs import kept_roads, read_pack
from sitematch.store.kept import Kept

LINKS = (
    "from,to,km,speed_kmh,oneway,motorway,road,wkt\n"
    'n1,n2,6,60,1,0,Åvägen,"LINESTRING (15 58, 15.05 58.01, 15.1 58)"\n'
    "n2,n3,11.5,70,,1,,\n"
)


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(kept_roads, "LARGE_BYTES", 1)


def read_from_files(monkeypatch):
    monkeypatch.setattr(kept_roads, "read_roads", lambda *given: pytest.fail("read anew"))


def test_what_is_kept_equals_what_was_read(make_pack, tmp_path, monkeypatch):
    pack, kept = make_pack({"road_links.csv": LINKS}), Kept(tmp_path / "kept")
    first = read_pack(pack, kept)
    read_from_files(monkeypatch)
    again = read_pack(pack, kept)
    assert again.content_hash == first.content_hash == read_hash_without_cache(pack, monkeypatch)
    assert first.roads is not None
    assert again.roads is not None
    for field in dataclasses.fields(Roads):
        one, other = getattr(first.roads, field.name), getattr(again.roads, field.name)
        assert type(one) is type(other)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype
            assert np.array_equal(one, other)
        else:
            assert one == other


def read_hash_without_cache(pack, monkeypatch) -> str:
    monkeypatch.undo()
    return read_pack(pack).content_hash


def test_the_speed_factor_is_that_of_the_pack_not_what_was_kept(make_pack, tmp_path, monkeypatch):
    pack, kept = make_pack({"road_links.csv": LINKS}), Kept(tmp_path / "kept")
    first = read_pack(pack, kept)
    read_from_files(monkeypatch)
    (pack / "region.toml").write_text('id = "toy"\n[roads]\nspeed_factor = 0.5\n')
    slower = read_pack(pack, kept)
    assert first.roads is not None
    assert slower.roads is not None
    assert slower.roads.time_ds == pytest.approx(2 * first.roads.time_ds)
    assert slower.content_hash != first.content_hash


@pytest.mark.parametrize("file", ["road_nodes.csv", "road_links.csv"])
def test_a_changed_file_is_read_anew(make_pack, tmp_path, file):
    pack, kept = make_pack({"road_links.csv": LINKS}), Kept(tmp_path / "kept")
    first = read_pack(pack, kept)
    text = (pack / file).read_text()
    (pack / file).write_text(text.replace("11.5", "12.5").replace("58.1,", "58.101,"))
    assert read_pack(pack, kept).content_hash != first.content_hash


def test_roads_with_faults_are_not_kept(make_pack, tmp_path):
    pack, kept = make_pack({"road_links.csv": LINKS.replace("n2,n3", "n2,n9")}), Kept(tmp_path / "kept")
    for _ in range(2):
        with pytest.raises(RegionRefused, match="to is 'n9'"):
            read_pack(pack, kept)


def test_a_name_with_the_separator_in_it_is_read_each_time(make_pack, tmp_path):
    pack, kept = make_pack({"road_links.csv": LINKS.replace("Åvägen", "Å\x1ev")}), Kept(tmp_path / "kept")
    for _ in range(2):
        roads = read_pack(pack, kept).roads
        assert roads is not None
        assert roads.road == ("Å\x1ev", "")


def test_a_pack_without_roads_keeps_none(make_pack, tmp_path):
    pack = make_pack({"road_nodes.csv": None, "road_links.csv": None})
    assert read_pack(pack, Kept(tmp_path / "kept")).roads is None
    assert not (tmp_path / "kept").exists()
