"""Makes the pictures of README from the worked example, in Chromium: ``make pictures``."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from sitematch.service.outputs import write_files
from sitematch.service.records import MatchWish, make_and_keep
from sitematch.web.app import create_app
from sitematch.web.listening import listen
from sitematch.wiring import open_desk

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "pictures"
EXAMPLE: Final = "holiday-resort"
CHROMIUM: Final = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
SIZE_PX: Final = {"width": 1120, "height": 700}
MOST_BYTES: Final = 300_000


def main() -> int:
    """Write the pictures and say how large they are; 1 where one is too large for a page."""
    pictures = take_pictures()
    write_files({FOLDER / name: content for name, content in pictures.items()})
    for name, content in pictures.items():
        sys.stdout.write(f"{(FOLDER / name).relative_to(FOLDER.parent.parent)} {len(content):,} bytes\n")
    return int(any(len(content) > MOST_BYTES for content in pictures.values()))


def take_pictures() -> dict[str, bytes]:
    """The map alone, and the list as the page shows it, by the names of their files."""
    with tempfile.TemporaryDirectory() as home, _served(Path(home)) as (address, match_id), _chromium() as browser:
        page = browser.new_page(viewport=SIZE_PX, reduced_motion="reduce", locale="en-GB", color_scheme="light")
        page.set_default_timeout(20_000)
        return {
            "map.png": _picture(page, f"{address}/api/matches/{match_id}/map?lang=en"),
            "list.png": _picture(page, f"{address}/matches/{match_id}?lang=en"),
        }


def _picture(page: Page, address: str) -> bytes:
    page.goto(address, wait_until="networkidle")
    return page.screenshot(animations="disabled")


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@contextmanager
def _served(home: Path) -> Iterator[tuple[str, str]]:
    """The application on a free port of this machine, with a match of the example made; its address and the id."""
    desk = open_desk({"SITEMATCH_HOME": str(home)}, lang="en")
    made = make_and_keep(desk, MatchWish(lang="en", preset=EXAMPLE))
    socket = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(desk), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}", made["id"]
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
