"""One Chromium for all browser tests, and what watches over a page in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Watch:
    """What a page did that a good page does not do; ``own`` is where its requests may go."""

    own: tuple[str, ...] = ("file:", "data:", "http://map.test/")
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def everything(self) -> list[str]:
        """All of it."""
        return [*self.requests, *self.messages, *self.errors, *self.dialogs]

    def over(self, page: Page) -> None:
        """Begin to watch: requests beyond the file itself, console, errors, dialogs."""

        def seen(request: Any) -> None:
            if not request.url.startswith(self.own):
                self.requests.append(request.url)

        def dialog(shown: Any) -> None:
            self.dialogs.append(shown.message)
            shown.dismiss()

        page.on("request", seen)
        page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", dialog)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    """A desktop without a network."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without a network."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, offline=True, has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


def axe_findings(page: Page | Frame) -> list[str]:
    """Serious and critical findings of axe on a page as it is now."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
