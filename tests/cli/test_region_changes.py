"""What changed roads mean for sites, at the command line: as if the pack had been built so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command

REGION = 'id = "toy"\nname = "Toyland"\n[reach]\nhorizon_min = 60\n[workforce]\nshare = 0.5\n'
NODES = "id,lat,lon\nwest,58.4,15.0\nmiddle,58.4,15.2\neast,58.4,15.4\nnorth,58.6,15.2\n"
LINKS = {
    "west-middle": "west,middle,12,60",
    "middle-east": "middle,east,12,60",
    "middle-north": "middle,north,23,60",
}
PEOPLE = "id,name,lat,lon,population\nw,Wby,58.4,15.0,1000\ne,Eby,58.4,15.4,3000\nn,Nby,58.6,15.2,500\n"
FACILITIES = "id,class,name,lat,lon\np,port,Hamnen,58.4,15.4\n"
SITES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": name, "name": name.title()},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]],
            },
        }
        for name, x, y in (("near-west", 15.01, 58.4), ("near-north", 15.2, 58.58), ("far", 16.5, 59.5))
    ],
}


def pack(folder: Path, links: list[str], nodes: str = NODES) -> Path:
    folder.mkdir()
    files = {"region.toml": REGION, "road_nodes.csv": nodes, "localities.csv": PEOPLE, "facilities.csv": FACILITIES}
    files["road_links.csv"] = "\n".join(["from,to,km,speed_kmh", *links, ""])
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    (tmp_path / "sites.geojson").write_text(json.dumps(SITES), encoding="utf-8")
    return pack(tmp_path / "toy", list(LINKS.values()))


@pytest.fixture
def told(sitematch: Command, toy: Path, tmp_path: Path) -> Any:
    """The document of some changes of the toy region."""

    def tell(*lines: str, region: Path = toy) -> Any:
        file = tmp_path / "changes.csv"
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        options = ("--region", region, "--sites", tmp_path / "sites.geojson", "--format", "json")
        ran = sitematch("region", "changes", file, *options)
        assert ran.status == 0, ran.err
        return json.loads(ran.out)

    return tell


def figures(document: Any, site: str) -> dict[tuple[object, ...], tuple[float | None, float | None, bool]]:
    """What changes for a site, by what is measured."""
    (row,) = (row for row in document["sites"] if row["name"] == site)
    return {(f["metric"], f.get("class", f.get("within_min"))): (f["from"], f["to"], f["gain"]) for f in row["figures"]}


def test_a_slower_road_and_a_closed_one(told: Any) -> None:
    slow = told("from,to,speed_kmh", "middle,east,20")
    assert [row["name"] for row in slow["sites"]] == ["Near-West", "Near-North"]
    found = figures(slow, "Near-West")
    before, after, gain = found["drive_min", "port"]
    assert (after - before, gain) == (pytest.approx(24, abs=0.1), False)
    assert found["population", 30] == (4000, 1000, False)
    shut = figures(told("from,to,closed", "east,middle,1"), "Near-North")
    assert shut["drive_min", "port"][1] is None
    assert slow["counts"] == {"considered": 3, "gain": 0, "lose": 2}
    assert slow["changes"] == [{"line": 2, "from": "middle", "to": "east", "what": "changed"}]


def test_a_new_road_gains_minutes_and_people_and_reaches_a_site_that_no_road_was_near(told: Any) -> None:
    bridge = told("from,to,new,speed_kmh", "north,15.0 58.4,1,80", "east,16.5 59.5,1,100")
    assert figures(bridge, "Near-North")["population", 30] == (500, 1500, True)
    far = figures(bridge, "Far")
    assert far["drive_min", "port"][0] is None
    assert far["drive_min", "port"][1] > 80
    assert bridge["counts"]["gain"] == len(bridge["sites"])


def test_the_figures_are_those_of_a_pack_that_was_built_so(told: Any, tmp_path: Path) -> None:
    lines = ("from,to,closed,new,km,speed_kmh", "west,middle,1,,,", "middle,north,,,,90", "west,north,,1,30,50")
    links = [LINKS["middle-east"], "middle,north,23,90", "west,north,30,50"]
    there = told(*lines)
    undo = ("from,to,closed,new,km,speed_kmh", "west,middle,,1,12,60", "middle,north,,,,60", "west,north,1,,,")
    back = told(*undo, region=pack(tmp_path / "built", links))
    for site in ("Near-West", "Near-North"):
        forth = figures(there, site)
        again = figures(back, site)
        assert {key: (to, from_) for key, (from_, to, _) in forth.items()} == {
            key: (from_, to) for key, (from_, to, _) in again.items()
        }


def test_for_people_in_both_languages(sitematch: Command, toy: Path, tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text("from,to,closed\nmiddle,east,1\n", encoding="utf-8")
    options = ("--region", toy, "--sites", tmp_path / "sites.geojson")
    english = sitematch("region", "changes", file, *options).out
    swedish = sitematch("region", "changes", file, *options, "--lang", "sv").out
    assert "middle – east: closed" in english
    assert "3 sites: 0 gain, 2 lose something by it." in english
    assert "3 områden: 0 vinner, 2 förlorar något på det." in swedish
    assert "middle – east: stängd" in swedish
    assert "Near-West" in english
    assert "worse" in english
    assert "sämre" in swedish


def test_changes_that_change_nothing_for_a_site(sitematch: Command, toy: Path, tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text("from,to,speed_kmh\nmiddle,east,60\n", encoding="utf-8")
    ran = sitematch("region", "changes", file, "--region", toy, "--sites", tmp_path / "sites.geojson")
    assert "3 sites: 0 gain, 0 lose something by it." in ran.out
    assert "Before" not in ran.out


def test_a_wrong_file_ends_with_2_and_one_line_that_says_where(sitematch: Command, toy: Path, tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text("from,to,closed\nmiddle,west,1\nwest,east,1\n", encoding="utf-8")
    ran = sitematch("region", "changes", file, "--region", toy)
    assert (ran.status, ran.out) == (2, "")
    assert "changes.csv, line 3, column 2: there is no link between 'west' and 'east'" in ran.err
    assert ran.err.count("\n") == 1


def test_a_region_without_roads_has_none_to_change(sitematch: Command, toy: Path, tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text("from,to,closed\nmiddle,west,1\n", encoding="utf-8")
    for name in ("road_nodes.csv", "road_links.csv"):
        (toy / name).unlink()
    ran = sitematch("region", "changes", file, "--region", toy, "--sites", tmp_path / "sites.geojson")
    assert ran.status == 2
    assert "has no roads that could change" in ran.err
