"""Links lead somewhere, every page is listed, and the pages speak of the product alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from scripts.document_metrics import TARGET, document
from tests.docs.pages import ROOT, Page, page, pages

ELSEWHERE = ("http://", "https://", "mailto:")
INSIDE_TALK = re.compile(r"CONTRACT|§|\bTODO\b|/work/|\bFIXME\b")


def links() -> Iterator[tuple[Page, str]]:
    for one in pages():
        for link in one.links:
            if not link.startswith(ELSEWHERE):
                yield one, link


@pytest.mark.parametrize(
    ("one", "link"), list(links()), ids=lambda part: part.name if isinstance(part, Page) else str(part)
)
def test_link_leads_somewhere(one: Page, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (one.path.parent / path).resolve() if path else one.path

    assert target.is_relative_to(ROOT)
    assert target.exists()
    if anchor:
        assert anchor in Page(target).anchors


def test_index_lists_every_page() -> None:
    index = page("README.md")
    listed = {link.partition("#")[0] for link in index.links}

    assert {one.path.name for one in pages() if one.path.parent == index.path.parent} - {"README.md"} <= listed


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_page_is_about_the_product(one: Page) -> None:
    assert INSIDE_TALK.findall(one.text) == []


def test_metrics_page_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == document(), "run scripts/document_metrics.py"
