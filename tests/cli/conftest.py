"""The command line run in this process, its home in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sitematch.cli.app import run


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all: what is kept is kept by content, so tests cannot disturb each other."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def sitematch(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``sitematch`` with these words."""
    monkeypatch.setenv("SITEMATCH_HOME", str(home))
    monkeypatch.setenv("SITEMATCH_LANG", "en")
    monkeypatch.delenv("SITEMATCH_REGION", raising=False)

    def command(*words: str | Path) -> Ran:
        status = run([str(word) for word in words])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return command
