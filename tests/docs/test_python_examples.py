"""Every Python example of a page is run, in the order in which it stands there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import blocks

PAGES = sorted({block.page for block in blocks("python")})


@pytest.mark.parametrize("name", PAGES)
def test_python_runs(name: str, at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    at(name)
    names: dict[str, object] = {"__name__": "example"}

    for block in blocks("python"):
        if block.page == name:
            exec(compile("\n" * (block.line - 1) + block.text, block.page, "exec"), names)

    assert "Traceback" not in capsys.readouterr().err


def test_there_are_examples() -> None:
    assert {"docs/python.md", "docs/start-engineer.md"} <= set(PAGES)
