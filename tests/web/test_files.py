"""The files of a match over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from sitematch.service.forms import MEDIA_TYPES
from tests.views.read_back import page, pdf_text, sheets, squeezed


@pytest.fixture(scope="module")
def made(client: TestClient) -> dict[str, Any]:
    answer = client.post("/api/matches?top=4", json={"preset": "holiday-resort"}, headers={"Accept-Language": "en"})
    result: dict[str, Any] = answer.json()
    return result


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_each_is_saved_under_its_type_and_comes_out_the_same_again(
    form: str, client: TestClient, made: dict[str, Any]
) -> None:
    first, second = (client.get(f"/api/matches/{made['id']}.{form}?lang=sv") for _ in range(2))
    assert first.status_code == 200
    assert first.headers["content-type"] == MEDIA_TYPES[form]
    assert first.headers["content-disposition"] == f'attachment; filename="{made["id"]}.{form}"'
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.content == second.content


def test_they_hold_the_match_in_the_language_that_is_asked_for(client: TestClient, made: dict[str, Any]) -> None:
    def file(form: str, lang: str) -> bytes:
        return client.get(f"/api/matches/{made['id']}.{form}?lang={lang}").content

    names = [site["name"] for site in made["ranked"]]
    assert [row["Site"] for row in sheets(file("xlsx", "en"))["List"]] == names
    named = {"sv": "Öppna frågor", "en": "Open questions"}
    questions = {lang: sheets(file("xlsx", lang))[sheet][0] for lang, sheet in named.items()}
    assert "Hur mycket" in str(questions["sv"])
    assert "How much" in str(questions["en"])
    assert squeezed("Vad som avgör") in pdf_text(file("pdf", "sv"))
    assert page(file("html", "en").decode()).all("html")[0].attributes["lang"] == "en"
    assert file("kml", "sv").count(b"<Placemark") == len(names) == 4


def test_a_form_that_there_is_not_is_not_found(client: TestClient, made: dict[str, Any]) -> None:
    answer = client.get(f"/api/matches/{made['id']}.docx")
    assert answer.status_code == 404
    assert "xlsx, pdf, html, kml" in answer.json()["detail"]


def test_the_page_of_a_match_leads_to_each(client: TestClient, made: dict[str, Any]) -> None:
    shown = page(client.get(f"/matches/{made['id']}?lang=sv").text)
    links = {link.attributes["href"] for link in shown.all("p", "downloads")[0].all("a")}
    assert {f"/api/matches/{made['id']}.{form}?lang=sv" for form in MEDIA_TYPES} <= links
