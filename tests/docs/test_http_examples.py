"""Every ``curl`` example is sent to the application and answered."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sitematch.web.app import create_app
from sitematch.wiring import open_desk
from tests.docs.pages import Command, commands, page

HOST = "http://127.0.0.1:8000"


@dataclass
class Wish:
    """What a ``curl`` line asks for."""

    method: str = "GET"
    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


def wish_of(command: Command) -> Wish:
    wish, words = Wish(), list(command.words[1:])
    while words:
        word = words.pop(0)
        if word == "-X":
            wish.method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(":")
            wish.headers[name] = value.strip()
        elif word in ("-d", "--data"):
            wish.body = words.pop(0)
        elif word in ("-o", "--output"):
            words.pop(0)
        elif not word.startswith("-"):
            wish.address = word
    return wish


def body_of(wish: Wish) -> str | None:
    """What is sent: as it stands there, or the file that ``@`` names."""
    if wish.body is None or not wish.body.startswith("@"):
        return wish.body
    return Path(wish.body[1:]).read_text(encoding="utf-8")


@pytest.fixture
def client(at: Callable[[str], Path]) -> TestClient:
    """An application over the settings of a reader."""
    at("docs/http.md")
    return TestClient(create_app(open_desk(os.environ)), base_url=HOST)


def test_examples_are_answered(client: TestClient) -> None:
    """In the order of the pages; ``$ID`` is the match that was made last."""
    made, asked = "", commands("curl")
    assert asked
    for command in asked:
        wish = wish_of(command)
        assert wish.address.startswith(HOST), command
        address = wish.address.replace("$ID", made).replace("$id", made)

        answer = client.request(wish.method, address, headers=wish.headers, content=body_of(wish))

        expected = command.status or (201 if wish.method == "POST" else 200)
        assert answer.status_code == expected, (command, answer.text)
        if answer.status_code == 201:
            made = answer.json()["id"]
            assert answer.headers["location"] == f"/api/matches/{made}"


def test_shown_problem_is_what_is_answered(client: TestClient) -> None:
    command = next(command for command in commands("curl") if command.status == 422)
    shown = [block.text for block in page("http.md").blocks if block.language == "json"][-1]

    answer = client.post("/api/matches", headers=wish_of(command).headers, content=body_of(wish_of(command)))

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == json.loads(shown)


def test_list_and_page_answer(client: TestClient) -> None:
    site = client.get("/api/sites", params={"limit": 1}).json()["items"][0]

    section = page("http.md").section("Looking up")
    assert [key for key in site if f"`{key}`" not in section] == []
    assert client.get(f"/api/sites/{site['site_id']}").json() == site
