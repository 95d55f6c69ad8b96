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
    assert "First in" in page


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
    answer = client.post("/matches", data={"preset": "holiday-resort"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def test_every_error_has_its_status() -> None:
    kinds = set(SitematchError.__subclasses__())
    for kind in list(kinds):
        kinds |= set(kind.__subclasses__())
    abstract = {kind for kind in kinds if kind.__subclasses__()}
    assert kinds - abstract == set(STATUS)
