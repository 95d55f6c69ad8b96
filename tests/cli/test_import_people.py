"""`sitematch region import-people`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

OUTLINE = [[14.9, 57.9], [15.3, 57.9], [15.3, 58.2], [14.9, 58.2], [14.9, 57.9]]
RUTA = "Ruta;Pop;Kommentar\n5030006431000;1 200;tät\n5040006432000;<3;\n5050006433000;..;\n5060006434000;-1;\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "region.toml").write_text('id = "toy"\nname = "Toyland"\n')
    feature = {
        "type": "Feature",
        "properties": {"code": "0001", "name": "Toy"},
        "geometry": {"type": "Polygon", "coordinates": [OUTLINE]},
    }
    outlines = {"type": "FeatureCollection", "features": [feature]}
    (folder / "municipalities.geojson").write_text(json.dumps(outlines))
    (tmp_path / "rutor.csv").write_text(RUTA, encoding="utf-8")
    return folder


def test_a_report_in_both_languages(sitematch: Command, pack: Path) -> None:
    file = pack.parent / "rutor.csv"
    ran = sitematch(
        "region", "import-people", file, "--region", pack, "--cell", "250", "--source", "SCB", "--date", "2023"
    )

    told = {" ".join(line.split()) for line in ran.out.splitlines()}
    assert ran.status == 0, ran.err
    assert told >= {
        "what value",
        "source SCB, 2023, stated",
        "places by the ids of their cells (250 m; the middle of each)",
        "coordinate system EPSG:3006, as such ids are",
        "column Pop population, by its heading",
        "columns passed over Kommentar",
        "rows 4, of them 1 written, 3 without anybody",
        "people 1,200",
        "population: protected cells 2, counted 0; those that say so hold at most 2",
        "population: negative cells 1, counted 0; their sum is -1",
        "people: 0001 Toy 1,200",
    }
    swedish = sitematch("region", "import-people", file, "--region", pack, "--lang", "sv").out
    told = {" ".join(line.split()) for line in swedish.splitlines()}
    assert told >= {
        "vad värde",
        "platser efter rutornas id (1000 m; mitten av var och en)",
        "människor 1 200",
        "population: skyddade celler 2, räknade som 0; de som säger det rymmer högst 2",
    }


def test_nobody_is_outside_where_a_pack_has_no_municipalities(sitematch: Command, pack: Path) -> None:
    (pack / "municipalities.geojson").unlink()

    ran = sitematch("region", "import-people", pack.parent / "rutor.csv", "--region", pack)

    assert ran.status == 0, ran.err
    assert "people" in ran.out
    assert "municipalities" not in ran.out
    assert "outside them" not in ran.out


def test_the_report_as_json_and_what_the_pack_then_holds(sitematch: Command, pack: Path) -> None:
    ran = sitematch("region", "import-people", pack.parent / "rutor.csv", "--region", pack, "--format", "json")
    document = json.loads(ran.out)
    checked = json.loads(sitematch("region", "check", pack, "--format", "json").out)

    assert (document["population"], document["in_region"], document["outside"]) == (1200, 1200, 0)
    assert document["columns"][0] == {"theirs": "Pop", "ours": "population", "told": "named"}
    assert (checked["population"], checked["rural_points"], checked["localities"]) == (1200, 1, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cell", "0"], "--cell 0: a cell has from 1"),
        (["--date", "i fjol"], "--date 'i fjol' has to be a date"),
        (["--method", "guessed"], "--method 'guessed': there are measured, stated"),
        (["--columns", "Pop"], "--columns 'Pop' has to be written as NAME=VALUE"),
        (["--crs", "EPSG:3009"], "the numbers fit EPSG:3006 (SWEREF 99 TM); give that with --crs EPSG:3006"),
    ],
)
def test_one_line_says_what_cannot_be(sitematch: Command, pack: Path, words: list[str], said: str) -> None:
    ran = sitematch("region", "import-people", pack.parent / "rutor.csv", "--region", pack, *words)

    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (pack / "localities.csv").exists()


def test_a_file_that_is_not_there(sitematch: Command, pack: Path) -> None:
    ran = sitematch("region", "import-people", pack / "none.csv", "--region", pack)
    assert (ran.status, ran.err.split(":")[0]) == (2, "file.unreadable")
