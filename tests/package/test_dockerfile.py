"""The image is built as a checkout is, and runs as its wheel does.

There is no container engine here: the file is read, its steps are held against the checkout, and those of them that
need no other machine are run in folders of their own. What is left untried is the steps of Debian (apt-get, useradd),
`make setup` in that image, and the image itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.package.dockerfile import Step, is_ignored, read_stages
from tests.package.installing import BIN, Installed, files_under, get

BUILD, RUN = read_stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8")
NOT_HERE = ("apt-get", "make", "useradd")
FETCHED = ("sitematch/views/assets/vendor", "sitematch/web/static/vendor")
PORT = "8000"


def copied() -> set[str]:
    """Every file that gets into the first stage, by its name in the checkout."""
    names: set[str] = set()
    for step in BUILD.of("COPY"):
        *sources, _ = step.words
        for source in sources:
            path = ROOT / source
            assert path.exists(), source
            names |= files_under(path, ROOT) if path.is_dir() else {source}
    return {name for name in names if not is_ignored(name, IGNORE)}


def commands(step: Step) -> list[str]:
    return step.rest.split(" && ")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """What the first stage makes, made in folders that stand for those of the image."""
    root = tmp_path_factory.mktemp("image")
    source = root / "src"
    for name in copied():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    for folder in FETCHED:  # as `make setup` puts them there
        shutil.copytree(ROOT / folder, source / folder)
    for step in BUILD.of("RUN"):
        for line in commands(step):
            if line.split()[0] not in NOT_HERE:
                at_home = line.replace(".venv/bin/", f"{BIN}/").replace("/usr/bin/python3", sys.executable)
                shell(at_home.replace("/opt/sitematch", f"{root}/opt"), source)
    folder = root / "elsewhere"
    folder.mkdir()
    return Installed(root / "opt" / "bin", folder)


def shell(line: str, folder: Path) -> None:
    """Run a line as the image's shell would: from what uv has kept, else from the registry that it is set to."""
    for offline in ({"UV_OFFLINE": "1"}, {}):
        environment = {**os.environ, **offline}
        done = subprocess.run(
            ["sh", "-euc", line], cwd=folder, env=environment, text=True, capture_output=True, check=False
        )
        if done.returncode == 0:
            return
    raise AssertionError(f"{line}\n{done.stderr}")


# The first stage: as in a checkout


def test_stages_stand_on_the_same_named_release() -> None:
    assert BUILD.base == RUN.base == "debian:12-slim"
    assert BUILD.name == "build"


def test_set_up_is_that_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lines = [line for step in BUILD.of("RUN") for line in commands(step)]
    with_uv = [line.replace("/opt/sitematch", "~/sitematch") for line in lines if "/uv " in line]

    assert "make setup" in lines
    assert re.search(r"^setup:.*\n\t@scripts/setup\.sh", makefile, re.MULTILINE)
    assert "make setup" in readme
    assert len(with_uv) == 4
    assert "\n".join(with_uv) in readme
    assert "fresh Debian 12 with git, make and Python 3.11" in readme


def test_all_that_set_up_reads_is_copied() -> None:
    scripts = "".join((ROOT / "scripts" / name).read_text(encoding="utf-8") for name in ("setup.sh", "fetch_assets.py"))
    named = {path.name for path in ROOT.iterdir() if path.is_file() and path.name in scripts}

    assert {"requirements.lock", "package-lock.json", "pyproject.toml"} <= named
    assert named | {"Makefile", ".npmrc", "package.json", "scripts/setup.sh"} <= copied()


def test_nothing_made_or_private_is_copied() -> None:
    wanted = ("data/", "scripts/", "sitematch/")

    assert [name for name in copied() if "/" in name and not name.startswith(wanted)] == []
    assert [name for name in copied() if name.startswith(FETCHED) or "__pycache__" in name] == []


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        (".git/config", True),
        (".venv/bin/python", True),
        (".mypy_cache/3.11/x.json", True),
        ("sitematch/__pycache__/x.pyc", True),
        ("sitematch/views/assets/vendor/leaflet.js", True),
        ("sitematch/views/assets/map.js", False),
        ("data/sources/README.md", False),
        (".npmrc", False),
    ],
)
def test_what_stays_outside(name: str, ignored: bool) -> None:
    assert is_ignored(name, IGNORE) is ignored


# What is installed


def test_locked_packages_and_the_wheel_alone_are_installed() -> None:
    installs = [line for step in BUILD.of("RUN") for line in commands(step) if " pip install " in line]
    packages, wheel = installs

    assert packages.endswith("--require-hashes -r requirements-run.lock")
    assert wheel.endswith("--no-deps dist/*.whl")
    assert [step.words for step in RUN.of("COPY")] == [["--from=build", "/opt/sitematch", "/opt/sitematch"]]


def test_copied_files_suffice_for_the_same_wheel(image: Installed, wheel: Path) -> None:
    (made,) = (image.folder.parent / "src" / "dist").glob("*.whl")

    assert made.name == wheel.name
    assert made.read_bytes() == wheel.read_bytes()


def test_image_runs_every_command(image: Installed) -> None:
    entry = RUN.only("ENTRYPOINT").words

    assert "battery-plant" in image.run(*entry, "presets").stdout
    assert entry[0] in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]


# How it runs


def test_user_is_not_root() -> None:
    user = RUN.only("USER").rest
    made = next(line for step in RUN.of("RUN") for line in commands(step) if line.startswith("useradd"))

    assert int(user) > 0
    assert f"--uid {user} " in made
    last = [step.word for step in RUN.steps].index("USER")
    assert not {"RUN", "COPY", "ADD"} & {step.word for step in RUN.steps[last:]}


def test_what_is_kept_lies_in_the_volume_and_belongs_to_the_user() -> None:
    home = RUN.variables["SITEMATCH_HOME"]
    made = next(line for step in RUN.of("RUN") for line in commands(step) if line.startswith("useradd"))

    assert RUN.only("VOLUME").rest == home == RUN.only("WORKDIR").rest
    assert f"--home-dir {home} --create-home" in made


def test_one_port_everywhere() -> None:
    serve = RUN.only("CMD").words

    assert RUN.only("EXPOSE").rest == serve[serve.index("--port") + 1] == PORT
    assert serve[serve.index("--host") + 1] == "0.0.0.0"
    assert PORT in RUN.only("HEALTHCHECK").rest


def test_programs_are_found_on_the_path() -> None:
    assert RUN.variables["PATH"].split(":")[0] == "/opt/sitematch/bin"


def test_served_instance_is_healthy_until_it_ends(image: Installed) -> None:
    options, check = RUN.only("HEALTHCHECK").rest.split("CMD ", 1)
    served = [*RUN.only("ENTRYPOINT").words, *("0" if word == PORT else word for word in RUN.only("CMD").words)]
    variables = {"LANG": RUN.variables["LANG"], "SITEMATCH_HOME": str(image.folder / "volume")}

    with image.serving(*served, environment=variables) as address:
        port = address.rpartition(":")[2]
        asked = [word.replace(PORT, port) for word in json.loads(check)]
        assert get(f"{address}/healthz")[0] == 200
        image.run(*asked)

    assert "--interval=" in options
    image.run(*asked, status=1)
