"""A match in a notebook shows its map, in a frame that reaches nothing around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

import sitematch
from tests.browser.conftest import Watch


def test_map_is_drawn_in_its_closed_frame(
    offline: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEMATCH_HOME", str(tmp_path))
    notebook = tmp_path / "notebook.html"
    shown = sitematch.match("holiday-resort", draws=10)._repr_html_()
    notebook.write_text(f'<!doctype html><meta charset="utf-8"><title>A notebook</title>{shown}', encoding="utf-8")
    page, watch = offline.new_page(), Watch()
    watch.over(page)

    page.goto(notebook.as_uri())
    inside = page.frames[1]
    inside.wait_for_selector(".leaflet-marker-icon")

    assert inside.evaluate("window.origin") == "null"
    assert watch.everything == []
