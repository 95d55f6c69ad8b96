"""``sitematch region import-roads`` at the terminal."""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path

import pytest

from sitematch.cli.progress import progress
from sitematch.core.evidence import Text
from sitematch.packs.osm import compile as compiling
from sitematch.packs.osm import facilities, ferries, network, opl, roads, speeds
from sitematch.service.road_import import STEPS as WORK
from sitematch.views import road_import
from tests.cli.conftest import Command
from tests.packs.osm.build import Map, road, row

TOWN = Map(
    nodes=row(1, 2, 3),
    ways={10: ((1, 2, 4), road()), 11: ((2, 3), {"highway": "residential"})},
    node_tags={3: {"amenity": "hospital"}, 1: {"power": "substation"}},
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "region.toml").write_text('id = "toy"\nname = "Toyland"\n', encoding="utf-8")
    return folder


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return TOWN.write(tmp_path / "town.osm")


def test_the_report_is_a_table_in_both_languages(sitematch: Command, pack: Path, town: Path) -> None:
    english = sitematch("region", "import-roads", town, "--region", pack, "--facilities")
    swedish = sitematch("region", "import-roads", town, "--region", pack, "--facilities", "--lang", "sv")

    assert (english.status, english.err) == (0, "")
    assert re.search(r"^left out: nodes that are missing +1$", english.out, re.MULTILINE)
    assert re.search(r"^defaulted: no speed stated: that of the class +1$", english.out, re.MULTILINE)
    assert re.search(r"^facilities: hospital +1$", english.out, re.MULTILINE)
    assert re.search(r"^utelämnat: noder som saknas +1$", swedish.out, re.MULTILINE)
    assert re.search(r"^målpunkter, utelämnade: .* +1$", swedish.out, re.MULTILINE)


def test_the_report_as_json(sitematch: Command, pack: Path, town: Path, tmp_path: Path) -> None:
    ran = sitematch("region", "import-roads", town, "--region", pack, "--format", "json", "-o", tmp_path / "r.json")

    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert document["links"] == 2
    assert document["facilities"] is None
    assert sitematch("region", "check", pack).status == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nothing.osm.pbf", "--region", "toy"), "nothing.osm.pbf: cannot be read (No such file or directory)"),
        (("town.txt", "--region", "toy"), "town.txt: is no extract by its name"),
        (("town.osm", "--region", "elsewhere"), "elsewhere: is not a folder"),
        (("town.osm", "--region", "."), "region.toml: is not there"),
        (("town.osm",), "--region"),
    ],
)
def test_what_goes_wrong_is_one_line(
    sitematch: Command, pack: Path, town: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(town.parent)

    ran = sitematch("region", "import-roads", *words)

    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert says in ran.err


def test_every_code_has_its_words() -> None:
    """Codes stand in the code as texts: each of those has to be in one of the tables."""
    known = {**road_import._DEFAULTED, **road_import._DROPPED, **road_import._FACILITIES_LEFT_OUT}
    modules = (compiling, facilities, ferries, network, opl, roads, speeds)
    source = "\n".join(inspect.getsource(module) for module in modules)
    counted = set(re.findall(r"(?:dropped|left_out|notes)\[\"(\w+)\"\]", source))
    noted = set(re.findall(r"\"((?:maxspeed|oneway|duration|ferry)_[a-z_]+)\"", source))
    reasons = set(re.findall(r"(?:NoRoad\(|return )\"([a-z_]+)\"", source)) & set(road_import._DROPPED)

    assert (counted | noted | reasons) - {"maxspeed_none"} <= set(known)
    assert {"missing_nodes", "no_access", "duration_unlikely"} <= counted | noted | reasons
    assert all(isinstance(text, Text) and text.sv != text.en for text in known.values())


def test_every_step_has_its_words() -> None:
    assert tuple(road_import.STEPS) == WORK


def test_progress_is_for_people(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with progress({"one": "First", "two": "Second"}) as step:
        assert step is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress({"one": "First", "two": "Second"}) as step:
        assert step is not None
        step("one", 0.5)
        step("two", 0.0)

    told = capsys.readouterr()
    assert told.out == ""
    assert "First" in told.err
    assert "Second" in told.err


def test_a_report_that_cannot_be_written_leaves_the_pack_as_it_was(sitematch: Command, pack: Path, town: Path) -> None:
    people = town.with_name("people.csv")
    people.write_text("lon,lat,population\n15.0,58.0,10\n", encoding="utf-8")

    for words in (("import-roads", town), ("import-people", people)):
        ran = sitematch("region", *words, "--region", pack, "-o", pack.parent / "missing" / "report.json")

        assert ran.status == 2
        assert "report.json: cannot be written (No such file or directory)" in ran.err
        assert [file.name for file in pack.iterdir()] == ["region.toml"]
