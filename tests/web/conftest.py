"""The application on embedded data, asked in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sitematch.web.app import create_app
from sitematch.wiring import open_desk


@pytest.fixture(scope="session")
def web_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web-home")


@pytest.fixture(scope="session")
def client(web_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(open_desk({"SITEMATCH_HOME": str(web_home)})), follow_redirects=False) as made:
        yield made
