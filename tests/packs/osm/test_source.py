"""Files that are no extract, or none that can be read to its end, are refused in one line that says why."""

from __future__ import annotations

import bz2
import gzip
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from sitematch.errors import Unreadable
from sitematch.packs.osm.scan import Extract, scan
from sitematch.packs.osm.source import look_at
from tests.packs.osm.build import Map, road, row

TWO = Map(nodes=row(1, 2, 3), ways={10: ((1, 2), road()), 11: ((2, 3), road())})
MANY = Map(nodes=row(*range(1, 5_000), step=1e-5), ways={i: ((i, i + 1), road()) for i in range(1, 4_999)})


def read(path: Path) -> Extract:
    return scan(look_at(path), "sv")


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


@pytest.mark.parametrize("ending", [".osm", ".osm.pbf", ".osm.bz2", ".osm.gz"])
def test_every_format_is_read_alike(tmp_path: Path, ending: str) -> None:
    extract = read(TWO.write(tmp_path / f"map{ending}"))

    assert extract.way_ids.tolist() == [10, 11]
    assert extract.refs.tolist() == [1, 2, 2, 3]
    assert extract.read == {"nodes": 3, "ways": 2, "barriers": 0}


def test_a_name_in_capitals_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "MAP.OSM").write_text(TWO.xml(), encoding="utf-8")

    assert len(read(tmp_path / "MAP.OSM").way_ids) == 2


@pytest.mark.parametrize("name", ["map.txt", "map.pbf", "map.osm.zip", "map.shp", "osm", "map.osm.xz"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TWO.xml(), encoding="utf-8")

    assert ".osm.pbf, .osm.bz2, .osm.gz, .osm" in refused(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.osm.pbf", b"hello world, this is no map", "no .osm.pbf file by its content"),
        ("a.osm.pbf", b"", "no .osm.pbf file by its content"),
        ("a.osm", b"", "no .osm file by its content"),
        ("a.osm", b"hello", "no .osm file by its content"),
        ("a.osm", b"<html><body>404</body></html>", "does not begin with <osm>"),
        ("a.osm", b"<osmChange version='0.6'></osmChange>", "changes to a map"),
        ("a.osm", b"<osm/>", "version"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='58' lon='15'>", "no element found"),
        ("a.osm", b"<osm version='0.6'><node id='x' lat='58' lon='15'/></osm>", "illegal id"),
        ("a.osm", b"<osm version='0.6'><node id='99999999999999999999' lat='5' lon='1'/></osm>", "illegal id"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='x' lon='15'/></osm>", "wrong format for coordinate"),
        ("a.osm.gz", b"\x1f\x8bnonsense", "damaged"),
        ("a.osm.bz2", b"BZh9nonsense", "damaged"),
        ("a.osm.gz", gzip.compress(b"hello"), "does not begin with <osm>"),
        ("a.osm.bz2", bz2.compress(b"<gpx/>"), "does not begin with <osm>"),
        ("a.osm.pbf", b"<osm version='0.6'/>", "is a .osm file by its content"),
        ("a.osm.gz", bz2.compress(b"<osm/>"), "is a .osm.bz2 file by its content"),
    ],
)
def test_content_that_is_no_extract(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert says in refused(path)


@pytest.mark.parametrize("ending", [".osm.pbf", ".osm.bz2", ".osm.gz", ".osm"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_file_is_refused(tmp_path: Path, ending: str, share: float) -> None:
    whole = MANY.write(tmp_path / f"whole{ending}").read_bytes()
    path = tmp_path / f"cut{ending}"
    path.write_bytes(whole[: int(len(whole) * share)])

    refused(path)


def test_a_full_disk_is_told_before_it_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(total=100, used=100, free=0))

    assert "set TMPDIR" in refused(TWO.write(tmp_path / "a.osm"))


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.osm").mkdir()

    assert "No such file" in refused(tmp_path / "none.osm")
    assert "directory" in refused(tmp_path / "folder.osm").lower()


def test_a_history_is_refused(tmp_path: Path) -> None:
    text = TWO.xml()
    newer = text[text.index("<way id='11'") :].replace("version='1'", "version='2'")
    path = tmp_path / "a.osm"
    path.write_text(text.replace("</osm>", newer), encoding="utf-8")

    assert "way 11 in several versions" in refused(path)


def test_a_file_that_says_that_it_is_a_history_is_refused(tmp_path: Path) -> None:
    import osmium

    path = tmp_path / "a.osm.pbf"
    file = osmium.io.File(str(path))
    file.has_multiple_object_versions = True
    with osmium.SimpleWriter(file) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, version=1, location=(15.0, 58.0)))

    assert "history" in refused(path)


def test_objects_that_were_deleted_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_text(
        TWO.xml()
        .replace("<way id='11' version='1'>", "<way id='11' version='2' visible='false'>")
        .replace("<node id='3' version='1'", "<node id='3' version='2' visible='false'"),
        encoding="utf-8",
    )

    extract = read(path)

    assert extract.way_ids.tolist() == [10]
    assert extract.dropped == {"deleted": 1}


def test_the_same_way_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    text = TWO.xml()
    way = text[text.index("<way id='11'") : text.index("</osm>")]
    path.write_text(text.replace("</osm>", way + "</osm>"), encoding="utf-8")

    extract = read(path)

    assert extract.way_ids.tolist() == [10, 11]
    assert extract.dropped == {"duplicate_ways": 1}


def test_large_and_negative_ids_keep_their_value(tmp_path: Path) -> None:
    large = 2**53 + 1
    nodes = {large: (15.0, 58.0), -1: (15.1, 58.0), -large: (15.2, 58.0)}

    extract = read(Map(nodes=nodes, ways={-5: ((large, -1, -large), road())}).write(tmp_path / "a.osm"))

    assert extract.refs.tolist() == [large, -1, -large]
    assert extract.places.ids.tolist() == [-large, -1, large]
    assert extract.places.x.tolist() == [152_000_000, 151_000_000, 150_000_000]


@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_the_order_of_nodes_does_not_matter(tmp_path: Path, order: str) -> None:
    nodes = row(1, 2, 3)
    drawn = Map(nodes=nodes if order == "sorted" else dict(reversed(nodes.items())), ways=TWO.ways)

    assert read(drawn.write(tmp_path / "a.osm")).places.ids.tolist() == [1, 2, 3]


def test_hard_names_are_read_as_they_are_written(tmp_path: Path) -> None:
    name = 'Å, "ö"=%<&> \n 50%25 \U0001f697 last'

    extract = read(Map(nodes=row(1, 2), ways={1: ((1, 2), road(name=name))}).write(tmp_path / "a.osm.pbf"))

    assert extract.labels == (name,)


@pytest.mark.parametrize(
    ("top", "date"),
    [
        ("<osm version='0.6' timestamp='2024-05-06T00:00:00Z'>", "2024-05-06"),
        ("<osm version='0.6'><meta osm_base='2025-01-02T03:04:05Z'/>", "2025-01-02"),
        ("<osm version='0.6'>", "2023-07-08"),
    ],
)
def test_the_date_is_the_extracts_else_its_newest_ways(tmp_path: Path, top: str, date: str) -> None:
    path = tmp_path / "a.osm"
    text = TWO.xml().replace("<osm version='0.6'>", top)
    text = text.replace("<way id='10' version='1'", "<way id='10' version='1' timestamp='2020-01-01T00:00:00Z'")
    text = text.replace("<way id='11' version='1'", "<way id='11' version='1' timestamp='2023-07-08T00:00:00Z'")
    path.write_text(text, encoding="utf-8")

    assert read(path).date == date


def test_the_country_is_the_one_that_speeds_name_most(tmp_path: Path) -> None:
    speeds = ["SE:urban", "FI:urban", "FI:rural", "50"]
    ways = {i: ((1, 2), road(maxspeed=speed)) for i, speed in enumerate(speeds, start=1)}

    assert read(Map(nodes=row(1, 2), ways=ways).write(tmp_path / "a.osm")).country == "FI"


BOMBS = {
    "entities": "<!DOCTYPE osm [<!ENTITY a '"
    + "a" * 1_000
    + "'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 20}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><osm version='0.6'><node id='1' lat='1' lon='1'><tag k='highway' v='&i;'/></node></osm>",
    "external": "<!DOCTYPE osm [<!ENTITY x SYSTEM '{secret}'>]><osm version='0.6'><node id='1' lat='1' lon='1'>"
    "<tag k='highway' v='&x;'/></node></osm>",
    "nested": "<osm version='0.6'>" + "<x>" * 100_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_hostile_xml_is_refused_in_little_memory_and_time(tmp_path: Path, bomb: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET", encoding="utf-8")
    path = tmp_path / "a.osm"
    path.write_text(BOMBS[bomb].replace("{secret}", secret.as_uri()), encoding="utf-8")
    code = f"from tests.packs.osm.test_source import read\nfrom pathlib import Path\nread(Path({str(path)!r}))"

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, preexec_fn=bounded, check=False)

    assert done.returncode == 1, done.stderr
    assert "sitematch.errors.Unreadable" in done.stderr.splitlines()[-1]
    assert "TOPSECRET" not in done.stderr


@pytest.mark.parametrize("bad", [b"AB\xff\xfe\xc3GH\xc3", b"AB\x00DEFGH", b"ABCDEFG\xf0"])
def test_names_that_are_no_utf8_are_told_and_the_process_lives_on(tmp_path: Path, bad: bytes) -> None:
    import osmium

    plain, path = tmp_path / "plain.osm", tmp_path / "a.osm.pbf"
    plain.write_text(Map(nodes=row(1, 2), ways={1: ((1, 2), road(name="ABCDEFGH"))}).xml(), encoding="utf-8")
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,pbf_compression=none")) as writer:
        for thing in osmium.FileProcessor(str(plain)):
            writer.add(thing)
    path.write_bytes(path.read_bytes().replace(b"ABCDEFGH", bad))
    code = f"from tests.packs.osm.test_source import read\nfrom pathlib import Path\nread(Path({str(path)!r}))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1, done.stderr
    assert "sitematch.errors.Unreadable" in done.stderr.splitlines()[-1]


def test_doctypes_of_other_files_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TWO.xml().replace("<osm ", f"<!DOCTYPE osm SYSTEM '{(tmp_path / 'none.dtd').as_uri()}'><osm ", 1)
    path = tmp_path / "a.osm"
    path.write_text(text, encoding="utf-8")

    assert len(read(path).way_ids) == 2


def test_progress_is_told_as_shares(tmp_path: Path) -> None:
    shares: list[float] = []
    keep: Callable[[float], None] = shares.append

    scan(look_at(MANY.write(tmp_path / "a.osm")), "sv", keep)

    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares)
