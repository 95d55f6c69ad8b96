"""One wheel, and one installation of it, for all tests of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.installing import Installed, build, install


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = build(tmp_path_factory.mktemp("dist"), "--wheel")
    return made


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(install(wheel, tmp_path_factory.mktemp("venv") / "v"), tmp_path_factory.mktemp("elsewhere"))
