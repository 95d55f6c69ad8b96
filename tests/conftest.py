"""What holds for the whole suite: no skip in CI, and the seconds that each room takes."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a red run is red again; `make torture` looks for new ones.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("torture", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

_seconds: dict[str, float] = defaultdict(float)
_not_run: list[str] = []


def _room(nodeid: str) -> str:
    parts = Path(nodeid.split("::")[0]).parts[1:-1]
    return "/".join(parts[:2]) or "."


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[_room(report.nodeid)] += report.duration
    if report.skipped or hasattr(report, "wasxfail"):
        _not_run.append(report.nodeid)


def pytest_deselected(items: list[pytest.Item]) -> None:
    _not_run.extend(item.nodeid for item in items)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("CI") == "true" and _not_run and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("seconds by room")
    for room, seconds in sorted(_seconds.items(), key=lambda pair: -pair[1]):
        terminalreporter.write_line(f"{seconds:8.2f}  {room}")
    if os.environ.get("CI") == "true" and _not_run:
        terminalreporter.section("not run: a failure in CI", red=True)
        for nodeid in _not_run:
            terminalreporter.write_line(nodeid)
