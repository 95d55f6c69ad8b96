"""A site too far from every road: its reach is unknown wherever it is shown, and never zero."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sitematch.web.app import create_app
from sitematch.wiring import open_desk
from tests.cli.conftest import Command

FILES = {
    "region.toml": """
id = "toy"
name = "Toyland"
[access]
max_km = 3
[reach]
horizon_min = 60
[workforce]
share = 0.5
""",
    "road_nodes.csv": "id,lat,lon\nwest,58.4,15.0\neast,58.4,15.4\n",
    "road_links.csv": "from,to,km,speed_kmh\nwest,east,24,60\n",
    "localities.csv": (
        "id,name,lat,lon,population,jobs,workforce_it\nw,Wby,58.4,15.0,1000,10,50\ne,Eby,58.4,15.4,3000,30,60\n"
    ),
    "facilities.csv": "id,class,name,lat,lon,draft_m\np,port,Hamnen,58.4,15.4,9\na,attraction,Zoo,58.4,15.2,\n",
    "requirements/far.yaml": """
schema: sitematch.requirement/1
id: far
name: Far
criteria:
  - {id: port, metric: drive_min, to: port, must: {max: 600}, value: [[5, 100], [60, 0]], weight: 10}
  - {id: deep, metric: drive_min, to: port, where: {draft_m: {min: 5}}, must: {max: 600}}
  - {id: town, metric: drive_min, to: locality, must: {max: 600}}
  - {id: plant, metric: drive_min, to: {name: Plant, lon: 15.2, lat: 58.4}, must: {max: 600}}
  - {id: people, metric: population, within_min: 45, must: {min: 1}, value: [[0, 0], [4000, 100]], weight: 10}
  - {id: odd, metric: population, within_min: 44.5, must: {max: 9000}}
  - {id: workers, metric: workforce, within_min: 45, must: {max: 9000}}
  - {id: group, metric: workforce, within_min: 45, group: it, must: {max: 9000}}
  - {id: jobs, metric: jobs, within_min: 45, must: {max: 9000}}
  - {id: sights, metric: attractions, within_min: 45, must: {max: 9000}}
""",
    "sites/sites.csv": ("id,name,lon,lat,area_ha\nnear,Nearfield,15.1,58.41,20\nfar,Farfield,15.2,58.44,20\n"),
}
UNKNOWN_EVERYWHERE = {"port", "deep", "town", "plant", "people", "odd", "workers", "group", "jobs", "sights"}


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "toy"


@pytest.fixture
def match(sitematch: Command, toy: Path) -> Any:
    def in_form(form: str, *words: str | Path) -> str:
        ran = sitematch("match", "far", "--region", toy, "--draws", "50", "--format", form, *words)
        assert ran.status == 0, ran.err
        return ran.out

    return in_form


def test_verdicts_values_and_points(match: Any) -> None:
    document = json.loads(match("json"))
    (far,) = (site for site in document["ranked"] if site["site_id"].endswith("-far"))
    assert {criterion["id"] for criterion in far["criteria"]} == UNKNOWN_EVERYWHERE
    for criterion in far["criteria"]:
        assert (criterion["verdict"], criterion["reason"]) == ("unknown", "no_road_near"), criterion["id"]
        assert [criterion[key] for key in ("value", "value_low", "value_high", "via")] == [None] * 4
    assert (far["status"], far["score_low"], far["score_high"]) == ("open", 0, 100)
    assert {question["id"] for question in far["open_questions"]} == UNKNOWN_EVERYWHERE
    (near,) = (site for site in document["ranked"] if site["site_id"].endswith("-near"))
    assert near["status"] == "qualifies"


def test_cells_of_files(match: Any) -> None:
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(match("csv")))}
    assert {rows["Farfield"][f"{id_}.value"] for id_ in UNKNOWN_EVERYWHERE} == {""}
    assert {rows["Farfield"][f"{id_}.verdict"] for id_ in UNKNOWN_EVERYWHERE} == {"unknown"}
    features = json.loads(match("geojson"))["features"]
    (far,) = (f["properties"] for f in features if f["properties"]["name"] == "Farfield")
    assert {far[f"{id_}.value"] for id_ in UNKNOWN_EVERYWHERE} == {None}


@pytest.mark.parametrize(("lang", "says"), [("en", "no road is near enough"), ("sv", "ingen väg är nära nog")])
def test_words_of_page_map_and_globe(match: Any, tmp_path: Path, lang: str, says: str) -> None:
    page = tmp_path / "map.html"
    forms = [match(form, "--lang", lang, "--map", page) for form in ("html", "kml")]
    for text in (*forms, page.read_text(encoding="utf-8")):
        told = unescape(text)
        assert says in told
        assert not re.search(r"(?<![\d.,])0 (persons|personer|min)\b", told)


def test_a_point(sitematch: Command, toy: Path) -> None:
    found = json.loads(sitematch("reach", "15.2", "58.44", "--region", toy, "--format", "json").out)
    assert found["reason"] == "no_road_near"
    assert {facility["minutes"] for facility in found["facilities"]} == {None}
    assert {(row["population"], row["workforce"]) for row in found["curve"]} == {(None, None)}
    printed = sitematch("reach", "15.2", "58.44", "--region", toy).out
    assert printed.startswith("Unknown: no road is near enough.")
    (curve,) = re.findall(r"Population.*?\n\n", printed, flags=re.DOTALL)
    assert re.findall(r"^ *(\d+) +(\S+) +(\S+)$", curve, flags=re.MULTILINE) == [
        (str(minute), "–", "–") for minute in (0, 15, 30, 45, 60)
    ]


def test_on_the_web(toy: Path, tmp_path: Path) -> None:
    environment = {"SITEMATCH_HOME": str(tmp_path / "home"), "SITEMATCH_REGION": str(toy)}
    with TestClient(create_app(open_desk(environment)), follow_redirects=False) as client:
        (site_id,) = (row["site_id"] for row in client.get("/api/sites").json()["items"] if row["name"] == "Farfield")
        page = unescape(client.get(f"/sites/{site_id}?lang=en").text)
        assert page.count("no road is near enough") >= 4
        assert not re.search(r"(?<![\d.,])0\s(persons|min)\b", page)
        reach = client.get("/api/reach?lon=15.2&lat=58.44").json()
    assert reach["reason"] == "no_road_near"
    assert {row["population"] for row in reach["curve"]} == {None}
