"""The pages, read as their user would."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sitematch.errors import SitematchError
from sitematch.web.problems import STATUS
from sitematch.web.templates import accepted


def match(client: TestClient, preset: str, lang: str = "en") -> str:
    answer = client.post(f"/matches?lang={lang}", data={"preset": preset})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_home_offers_every_preset(client: TestClient) -> None:
    page = client.get("/", headers={"Accept-Language": "en"}).text
    for row in client.get("/api/presets?lang=en").json()["items"]:
        assert f'value="{row["id"]}"' in page
        assert row["name"] in page


def test_a_preset_leads_to_its_list_and_map(client: TestClient) -> None:
    page = client.get(match(client, "holiday-resort")).text
    assert "Holiday resort" in page
    assert "<iframe" in page
    assert "Demo data" in page
    assert "first in all reasonable weightings" in page
    assert page.count("invented for sitematch, ") <= page.count("<table")


def test_swedish_is_the_language_where_none_is_preferred(client: TestClient) -> None:
    assert "Vad behöver intressenten?" in client.get("/", headers={"Accept-Language": ""}).text
    assert "Vad behöver intressenten?" in client.get("/?lang=sv", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    ("header", "lang"),
    [("en-GB,en;q=0.9,sv;q=0.8", "en"), ("de,sv;q=0.7,en;q=0.3", "sv"), ("de", "sv"), ("sv;q=x,en", "en"), ("", "sv")],
)
def test_the_browsers_languages_are_weighed(header: str, lang: str) -> None:
    assert accepted(header) == lang


def test_a_site_shows_what_is_not_known_in_its_place(client: TestClient) -> None:
    page = client.get("/sites/0583-lalandia-motala?lang=en").text
    assert "Lalandia" in page
    assert "unknown" in page
    assert "ha" in page


def test_a_page_that_is_not_there_is_a_page(client: TestClient) -> None:
    answer = client.get("/matches/aaaaaaaaaaaaaaaaaaaa", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_a_form_from_another_site_is_refused(client: TestClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.test"}):
        answer = client.post("/matches", data={"preset": "holiday-resort"}, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "form.not_own"


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "http://testserver"}, {}]
)
def test_a_form_of_the_page_itself_is_taken(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/matches", data={"preset": "holiday-resort"}, headers=headers)
    assert answer.status_code == 303


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"preset=" + b"a" * 20_000, FORM, 413),
        (b"preset=holiday-resort", "text/plain", 415),
        (b"--x\r\n", "multipart/form-data; boundary=x", 415),
        (b"preset=%ff", FORM, 400),
        (b"&".join(b"a=1" for _ in range(50)), FORM, 400),
        (b"other=1", FORM, 400),
        (b"preset=..%2f..%2fetc%2fpasswd", FORM, 404),
        (b"preset=a%0d%0ab", FORM, 404),
    ],
)
def test_forms_that_cannot_be(client: TestClient, content: bytes, kind: str, status: int) -> None:
    answer = client.post("/matches", content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_match_made_in_one_language_asks_in_the_readers(client: TestClient) -> None:
    address = match(client, "holiday-resort", "sv").partition("?")[0]
    swedish, english = client.get(f"{address}?lang=sv").text, client.get(f"{address}?lang=en").text
    assert "Hur mycket avloppsvatten" in swedish
    assert "How much waste water" in english
    assert "Hur mycket avloppsvatten" not in english
    drawn = client.get(f"/api{address}/map?lang=en").text
    assert "Not known: waste water; ask " in drawn
    assert "Inte känt" not in drawn
    assert "Hur mycket avloppsvatten" in client.get(f"/api{address}").text


def test_an_error_page_says_what_to_do_in_the_readers_language(client: TestClient) -> None:
    answer = client.get("/sites/nowhere?lang=sv", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Adressen kan vara felskriven" in answer.text
    assert "there is none" not in answer.text


def test_what_stands_beside_the_map_is_not_in_it_again(client: TestClient) -> None:
    address = match(client, "holiday-resort").partition("?")[0]
    page = client.get(address).text
    framed = client.get(f"/api{address}/map?framed=true").text
    alone = client.get(f"/api{address}/map").text
    assert "map?framed=true" in page
    assert "<h1>" in alone
    assert "<h1>" not in framed
    assert "Lalandia" in framed


def test_a_site_says_what_it_reaches_and_who_reaches_it(client: TestClient) -> None:
    page = client.get("/sites/0583-lalandia-motala?lang=en").text
    assert "Driving time: motorway junction" in page
    assert "Population within 45 min" in page
    assert "figures are known" in page
    assert "shore_distance_m" not in page


def test_every_error_has_its_status() -> None:
    kinds = set(SitematchError.__subclasses__())
    for kind in list(kinds):
        kinds |= set(kind.__subclasses__())
    abstract = {kind for kind in kinds if kind.__subclasses__()}
    assert kinds - abstract == set(STATUS)
