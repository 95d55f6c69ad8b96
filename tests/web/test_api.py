"""The HTTP interface: matches, look-ups, and every error as a problem document."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sitematch.core.metrics import CATALOGUE
from sitematch.web.app import create_app
from sitematch.wiring import open_desk

REQUIREMENT = {
    "schema": "sitematch.requirement/1",
    "id": "land",
    "criteria": [{"id": "land", "metric": "area_ha", "must": {"min": 5}, "value": [[5, 0], [50, 100]], "weight": 1}],
}


@pytest.fixture(scope="module")
def made(client: TestClient) -> dict[str, Any]:
    answer = client.post("/api/matches", json={"preset": "holiday-resort"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 201
    result: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/api/matches/{result['id']}"
    return result


def nonces_of(page: str) -> list[str | None]:
    """The nonce of each script and style of a page; a block of data is neither."""
    found: list[str | None] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in ("script", "style") and dict(attrs).get("type") != "application/json":
                found.append(dict(attrs).get("nonce"))

    Reader().feed(page)
    return found


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]
    return body


def test_a_match_comes_back_the_same(client: TestClient, made: dict[str, Any]) -> None:
    assert client.get(f"/api/matches/{made['id']}").json() == made


def test_top_draws_and_seed_are_heeded(client: TestClient) -> None:
    answer = client.post("/api/matches?top=2&draws=50&seed=9", json={"preset": "light-manufacturing"}).json()
    assert len(answer["ranked"]) == 2
    assert answer["requirement"]["robustness"] == {"weights": answer["requirement"]["robustness"]["weights"]} | {
        key: value for key, value in answer["requirement"]["robustness"].items() if key != "weights"
    }
    assert (answer["requirement"]["robustness"]["draws"], answer["requirement"]["robustness"]["seed"]) == (50, 9)
    assert client.get(f"/api/matches/{answer['id']}").json() == answer


def test_exports_list_what_the_match_lists(client: TestClient, made: dict[str, Any]) -> None:
    ranked = [row["site_id"] for row in made["ranked"]]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/matches/{made['id']}.csv").text)))
    assert [row["site_id"] for row in rows if row["rank"]] == ranked
    features = client.get(f"/api/matches/{made['id']}.geojson").json()["features"]
    assert [f["properties"]["site_id"] for f in features if f["properties"]["rank"] is not None] == ranked
    assert client.get(f"/api/matches/{made['id']}.json").json() == made


def test_the_map_is_a_page_that_may_ask_nobody(client: TestClient, made: dict[str, Any]) -> None:
    answer = client.get(f"/api/matches/{made['id']}/map")
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'self'" in policy
    nonce = policy.split("'nonce-")[1].split("'")[0]
    nonces = nonces_of(answer.text)
    assert len(nonces) > 2
    assert set(nonces) == {nonce}
    assert made["ranked"][0]["name"] in answer.text


def test_a_requirement_and_the_same_by_preset_give_one_hash(client: TestClient, made: dict[str, Any]) -> None:
    presets = client.get("/api/presets").json()["items"]
    document = next(p["requirement"] for p in presets if p["id"] == "holiday-resort")
    assert client.post("/api/matches", json=document).json()["run_hash"] == made["run_hash"]


def test_every_fault_of_a_requirement_has_its_path(client: TestClient) -> None:
    faulty = json.loads(json.dumps(REQUIREMENT))
    faulty["criteria"][0]["weight"] = -1
    faulty["criterai"] = []
    body = problem(client.post("/api/matches", json=faulty), 422, "requirement.refused")
    assert {fault["path"] for fault in body["errors"]} == {"criterai", "criteria[0].weight"}
    assert all(fault["message"] for fault in body["errors"])


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "document.unreadable"),
        (b"\xff", "application/json", 400, "document.unreadable"),
        (b"[" * 100_000, "application/json", 400, "document.unreadable"),
        (b'{"a": NaN}', "application/json", 422, "requirement.refused"),
        (b"[]", "application/json", 422, "requirement.refused"),
        (b"3", "application/json", 422, "requirement.refused"),
        (b"schema: x", "application/yaml", 415, "media_type.unsupported"),
        (b'{"preset": 3}', "application/json", 422, "requirement.refused"),
        (b'{"preset": "nowhere"}', "application/json", 422, "requirement.refused"),
        (b" " * 2_000_001, "application/json", 413, "body.too_large"),
    ],
)
def test_bodies_that_cannot_be(client: TestClient, content: bytes, kind: str, status: int, code: str) -> None:
    problem(client.post("/api/matches", content=content, headers={"content-type": kind}), status, code)


@pytest.mark.parametrize(
    "path",
    [
        "/api/matches/aaaaaaaaaaaaaaaaaaaa",
        "/api/matches/..%2f..%2fetc",
        "/api/matches/aaaaaaaaaaaaaaaaaaaa.csv",
        "/api/matches/aaaaaaaaaaaaaaaaaaaa/map",
        "/api/sites/nowhere",
        "/api/nowhere",
        "/static/../app.py",
    ],
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    problem(client.get(path), 404, "not_found")


def test_a_form_that_does_not_exist_is_404(client: TestClient, made: dict[str, Any]) -> None:
    problem(client.get(f"/api/matches/{made['id']}.doc"), 404, "not_found")


@pytest.mark.parametrize(
    "query",
    [
        "/api/sites?bbox=1,2,3",
        "/api/sites?bbox=16,58,15,59",
        "/api/sites?bbox=nan,58,15,59",
        "/api/sites?limit=0",
        "/api/sites?limit=10001",
        "/api/sites?offset=-1",
        "/api/reach?lon=15",
        "/api/reach?lon=900&lat=58",
        "/api/reach?lon=nan&lat=58",
        "/api/reach?lon=x&lat=58",
        "/api/reach?lon=15&lat=58&within=0",
        "/api/reach?lon=15&lat=58&within=soon&f=geojson",
        "/api/reach?lon=15&lat=58&within=",
        "/api/reach?lon=15&lat=58&f=kml",
    ],
)
def test_queries_that_cannot_be_are_400(client: TestClient, query: str) -> None:
    problem(client.get(query), 400, "query.invalid")


def test_a_method_that_is_not_there_is_405_and_says_which_are(client: TestClient) -> None:
    answer = client.delete("/api/sites")
    problem(answer, 405, "method.not_allowed")
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/api/sites", "/healthz", "/static/style.css", "/nowhere"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    apart = {"x-request-id", "date"}
    assert {k: v for k, v in head.headers.items() if k not in apart} == {
        k: v for k, v in got.headers.items() if k not in apart
    }


def test_no_answer_leads_to_a_host_that_the_caller_named(client: TestClient) -> None:
    for path in ("/api/sites/", "/matches/", "//evil.test/x", "/%2f%2fevil.test"):
        answer = client.get(path, headers={"Host": "evil.test"})
        assert answer.status_code == 404
        assert "location" not in answer.headers


def test_records_that_cannot_be_kept_are_said_plainly(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "matches").write_text("a file where a folder has to be")
    with TestClient(create_app(open_desk({"SITEMATCH_HOME": str(tmp_path)}))) as client:
        body = problem(client.post("/api/matches?draws=1", json={"preset": "holiday-resort"}), 500, "internal")
    assert str(tmp_path) not in json.dumps(body)
    assert "the match cannot be kept" in caplog.text
    assert "Traceback" not in caplog.text


def test_many_matches_at_once_are_each_their_own(client: TestClient) -> None:
    def make(seed: int) -> dict[str, Any]:
        answer = client.post(f"/api/matches?seed={seed}&draws=500", json={"preset": "battery-plant"})
        assert answer.status_code == 201
        document: dict[str, Any] = answer.json()
        return document

    with ThreadPoolExecutor(20) as pool:
        together = list(pool.map(make, range(20)))
    assert len({one["id"] for one in together}) == 20
    assert [one["run_hash"] for one in together] == [make(seed)["run_hash"] for seed in range(20)]


def test_sites_are_listed_paged_and_found(client: TestClient) -> None:
    whole = client.get("/api/sites?limit=10000").json()
    assert whole["total"] == len(whole["items"]) >= 60
    assert client.get("/api/sites?limit=5&offset=3").json()["items"] == whole["items"][3:8]
    motala = client.get("/api/sites?municipality=0583&limit=10000").json()
    assert {row["municipality_code"] for row in motala["items"]} == {"0583"}
    first = whole["items"][0]
    assert client.get(f"/api/sites/{first['site_id']}").json() == first
    assert {"site_id", "name", "municipality_code", "geometry", "attributes", "demo"} <= first.keys()


def test_a_box_finds_the_sites_that_touch_it(client: TestClient) -> None:
    whole = client.get("/api/sites?limit=10000").json()["items"]
    west, south, east, north = 15.4, 58.3, 15.8, 58.5
    found = client.get(f"/api/sites?bbox={west},{south},{east},{north}&limit=10000").json()

    def corners(row: dict[str, Any]) -> list[list[float]]:
        shape = row["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        return [point for polygon in polygons for ring in polygon for point in ring]

    inside = {
        row["site_id"]
        for row in whole
        if any(west <= lon <= east and south <= lat <= north for lon, lat in corners(row))
    }
    assert inside
    assert inside <= {row["site_id"] for row in found["items"]}
    assert found["total"] < len(whole)


def test_metrics_and_presets_are_listed(client: TestClient) -> None:
    assert [row["id"] for row in client.get("/api/metrics").json()["items"]] == list(CATALOGUE)
    assert client.get("/api/presets").json()["total"] >= 10


def test_the_areas_from_which_a_point_is_reached(client: TestClient) -> None:
    asked = client.get("/api/reach?lon=15.6&lat=58.4&within=15,30&f=geojson")
    assert asked.headers["content-type"] == "application/geo+json"
    assert [f["properties"]["within_min"] for f in asked.json()["features"]] == [15, 30]
    accepted = client.get("/api/reach?lon=15.6&lat=58.4&within=15,30", headers={"Accept": "application/geo+json"})
    assert accepted.json() == asked.json()
    assert accepted.headers["vary"] == "Accept"
    plain = client.get("/api/reach?lon=15.6&lat=58.4&within=30&f=json", headers={"Accept": "application/geo+json"})
    assert plain.headers["content-type"] == "application/json"
    (within,) = plain.json()["within"]
    assert within["population"] == asked.json()["features"][1]["properties"]["population"]
    nowhere = client.get("/api/reach?lon=20&lat=58&f=geojson").json()
    assert {(f["geometry"], f["properties"]["reason"]) for f in nowhere["features"]} == {(None, "no_road_near")}


def test_reach_of_a_point(client: TestClient) -> None:
    reach = client.get("/api/reach?lon=15.6&lat=58.4").json()
    assert reach["reason"] is None
    assert len(reach["curve"]) == 91


def test_alive_ready_and_described(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["region"] == "ostergotland"
    assert "/api/matches" in client.get("/openapi.json").json()["paths"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/sites", "/nowhere", "/static/style.css", "/openapi.json"])
def test_every_answer_carries_its_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors" in headers["content-security-policy"]
    assert headers["x-request-id"]


def test_what_nobody_foresaw_says_nothing_of_the_inside(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("sitematch.web.api_lookups.reach_of_point", broken)
    body = problem(client.get("/api/reach?lon=15&lat=58"), 500, "internal")
    assert "secret" not in json.dumps(body)
