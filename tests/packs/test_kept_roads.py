"""Roads of a large pack come from what is kept as they come from the files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from sitematch.core.reach import reach_table
from sitematch.core.region.model import Roads
from sitematch.core.region.projection import degrees_to_plane
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
    monkeypatch.setattr(kept_roads, "SETTLED_NS", -(10**18))


def read_from_files(monkeypatch):
    monkeypatch.setattr(kept_roads, "read_roads", lambda *given: pytest.fail("read anew"))


def links_of(roads: Roads) -> list[tuple[object, ...]]:
    """What the links are, in the order of the pack, whatever the numbers of the nodes."""
    nodes = [(roads.node_ids[i], roads.node_lon[i], roads.node_lat[i], *roads.node_xy[i]) for i in range(3)]
    ends = [(nodes[a], nodes[b]) for a, b in zip(roads.from_node, roads.to_node, strict=True)]
    lines = shapely.to_wkb(roads.lines)
    values = (roads.km, roads.speed_kmh, roads.oneway, roads.motorway, roads.road, (w or "" for w in roads.wkt))
    return list(zip(ends, *values, lines, strict=True))


def test_what_is_kept_equals_what_was_read(make_pack, tmp_path, monkeypatch):
    pack, kept = make_pack({"road_links.csv": LINKS}), Kept(tmp_path / "kept")
    first = read_pack(pack, kept)
    read_from_files(monkeypatch)
    again = read_pack(pack, kept)
    monkeypatch.undo()
    plain = read_pack(pack)
    assert again.content_hash == first.content_hash == plain.content_hash
    assert plain.roads is not None
    for region in (first, again):
        assert region.roads is not None
        assert links_of(region.roads) == links_of(plain.roads)
        assert region.roads.listing is not None


def test_sites_reach_the_same_on_what_is_kept(make_pack, tmp_path):
    """Nodes have other numbers there, lines are not drawn again, and pieces are looked up in blocks."""
    pack, kept = make_pack({"road_links.csv": LINKS}), Kept(tmp_path / "kept")
    corners = [(15.0, 58.0), (15.03, 58.02), (15.06, 57.98), (15.09, 58.05), (15.3, 58.4)]
    sites = shapely.buffer(shapely.points(degrees_to_plane(*np.array(corners).T)), [1, 400, 900, 2000, 50])
    told = []
    for region in (read_pack(pack, kept), read_pack(pack, kept), read_pack(pack)):
        table = reach_table(region, sites)
        told.append(
            [table.joined.tolist(), *(a.tobytes() for a in (table.drive_ds, table.drive_via, table.straight_m))]
        )
        told[-1] += [values.tobytes() for values in table.curves.values()]
    assert told[0] == told[1] == told[2]
    assert told[0][0] == [True, True, True, True, False]


def test_nodes_that_lie_close_together_stand_close_together(make_pack, tmp_path):
    nodes = "id,lat,lon\nn1,58.0,15.0\nn2,58.1,15.2\nn3,58.0,15.001\n"
    roads = read_pack(make_pack({"road_nodes.csv": nodes}), Kept(tmp_path / "kept")).roads
    assert roads is not None
    assert list(roads.node_ids) == ["n1", "n3", "n2"]


def test_files_that_did_not_change_are_not_even_read(make_pack, tmp_path, monkeypatch):
    pack, kept = make_pack({"road_links.csv": LINKS}), Kept(tmp_path / "kept")
    first = read_pack(pack, kept)
    opened = []
    read = Path.read_bytes

    def noted(path: Path) -> bytes:
        opened.append(path.name)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    assert read_pack(pack, kept).content_hash == first.content_hash
    assert not {"road_nodes.csv", "road_links.csv"} & set(opened)
    monkeypatch.setattr(kept_roads, "SETTLED_NS", 10**18)
    (pack / "road_nodes.csv").touch()
    for _ in range(2):  # changed just now: looked into each time
        opened.clear()
        assert read_pack(pack, kept).content_hash == first.content_hash
        assert {"road_nodes.csv", "road_links.csv"} <= set(opened)


def test_a_pack_at_another_place_is_the_same(make_pack, tmp_path, monkeypatch):
    kept = Kept(tmp_path / "kept")
    first = read_pack(make_pack({"road_links.csv": LINKS}), kept)
    read_from_files(monkeypatch)
    assert read_pack(make_pack({"road_links.csv": LINKS}, "moved"), kept).content_hash == first.content_hash


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


def test_a_pack_without_roads_keeps_none(make_pack, tmp_path):
    pack = make_pack({"road_nodes.csv": None, "road_links.csv": None})
    assert read_pack(pack, Kept(tmp_path / "kept")).roads is None
    assert not (tmp_path / "kept").exists()
