"""The wheel holds all that the product needs, and runs away from the checkout as it runs in it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import sitematch
from hatch_build import DATA, DataHook
from scripts.fetch_assets import COPIES
from sitematch.cli.app import run
from tests.docs.pages import ROOT
from tests.package.installing import RUN_LOCK, Installed, build, clean_environment, files_under, get

OF_ONE_RUN = {"id": "", "created_at": ""}
REGISTRIES = [".".join(parts).encode() for parts in (("pypi", "org"), ("python" + "hosted", "org"), ("npmjs", "org"))]
NOT_OURS = (".git", ".venv", "node_modules", "vendor", "__pycache__", "dist", "build", "test-results")
NOT_OURS += (".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache")


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


# What it holds


def test_wheel_holds_the_whole_package_and_its_data(wheel: Path) -> None:
    package = files_under(ROOT / "sitematch", ROOT)
    data = {
        target + name.removeprefix(source)
        for source, target in DATA.items()
        for name in (files_under(ROOT / source, ROOT) if (ROOT / source).is_dir() else {source})
    }
    inside = names_in(wheel)

    assert {name for name in inside if ".dist-info/" not in name} == package | data
    assert {str(path.relative_to(ROOT)) for path in COPIES} <= inside
    assert {"sitematch/py.typed", "sitematch/_data/README.md", "sitematch/_data/ostergotland/region.toml"} <= inside
    assert any(name.endswith(".po") for name in inside)


def test_wheel_says_what_it_is(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        about = f"sitematch-{sitematch.__version__}.dist-info"
        metadata = archive.read(f"{about}/METADATA").decode()
        licence = archive.read(f"{about}/licenses/LICENSE")

    assert project["version"] == sitematch.__version__
    assert f"\nVersion: {sitematch.__version__}\n" in metadata
    needed = [name for line in project["dependencies"] for name in re.findall(r"^[\w.-]+", line)]
    assert [name for name in needed if not re.search(rf"^Requires-Dist: {name}\b", metadata, re.MULTILINE)] == []
    assert licence == (ROOT / "LICENSE").read_bytes()


def test_same_sources_give_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Twice from the checkout, and once more by way of the source distribution."""
    again, by_way_of = build(tmp_path / "wheel", "--wheel") + build(tmp_path / "both")[1:]

    assert again.read_bytes() == wheel.read_bytes() == by_way_of.read_bytes()
    with tarfile.open(next((tmp_path / "both").glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"sitematch/__init__.py", "data/README.md", "hatch_build.py", "LICENSE", "pyproject.toml"} <= names


def test_every_locked_package_has_hashes_and_no_address() -> None:
    entries = RUN_LOCK.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()

    assert len(entries) > 20
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry or "://" in entry] == []


def test_no_file_names_a_registry() -> None:
    ours = {name: (ROOT / name).read_bytes() for name in files_under(ROOT, ROOT, NOT_OURS)}

    assert "requirements.lock" in ours
    assert [name for name, content in ours.items() if any(registry in content for registry in REGISTRIES)] == []


# Building it


def test_editable_install_copies_no_data(tmp_path: Path) -> None:
    code = f"from hatchling import build; print(build.build_editable({str(tmp_path)!r}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(), text=True, capture_output=True, check=True)

    inside = names_in(tmp_path / done.stdout.strip())
    assert not any(name.startswith("sitematch/") for name in inside)
    assert any(name.endswith(".pth") for name in inside)


def test_wheel_without_the_scripts_of_maps_is_not_built(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="fetch_assets"):
        hook(tmp_path, "wheel").initialize("standard", {"force_include": {}})


@pytest.mark.parametrize(("target", "version"), [("wheel", "editable"), ("sdist", "standard")])
def test_only_a_wheel_takes_the_data_in(tmp_path: Path, target: str, version: str) -> None:
    asked: dict[str, Any] = {"force_include": {}}

    hook(tmp_path, target).initialize(version, asked)

    assert asked == {"force_include": {}}


def hook(root: Path, target: str) -> DataHook:
    return DataHook(str(root), {}, None, None, str(root), target)


# Running it, far from the checkout


def test_installed_package_is_not_the_checkout(installed: Installed) -> None:
    code = "import sitematch; from sitematch.packs import embedded_folder; print(sitematch.__file__, embedded_folder())"

    package, pack = map(Path, installed.run("python", "-c", code).stdout.split())

    assert not package.is_relative_to(ROOT)
    assert pack == package.parent / "_data" / "ostergotland"


def test_match_gives_what_it_gives_in_the_checkout(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SITEMATCH_HOME", str(tmp_path))
    words = ["match", "battery-plant", "--format", "json", "--lang", "sv"]
    assert run(words) == 0
    here = json.loads(capsys.readouterr().out)

    there = json.loads(installed.run("sitematch", *words).stdout)

    assert {**there, **OF_ONE_RUN} == {**here, **OF_ONE_RUN}


def test_map_is_written_where_one_stands(installed: Installed) -> None:
    done = installed.run("sitematch", "match", "battery-plant", "--map", "map.html")

    page = (installed.folder / "map.html").read_text(encoding="utf-8")
    assert "Törnskatefältet" in done.stdout
    assert "Törnskatefältet" in page
    assert "leaflet" in page.lower()
    assert {path.name for path in installed.folder.iterdir()} <= {"map.html", "home"}


def test_module_is_the_command(installed: Installed) -> None:
    as_module = installed.run("python", "-m", "sitematch", "--help").stdout

    assert as_module.replace("python -m sitematch", "sitematch") == installed.run("sitematch", "--help").stdout


def test_every_module_finds_what_it_imports(installed: Installed) -> None:
    """The locked packages suffice, those of imports inside functions among them."""
    found = sorted({name for path in (ROOT / "sitematch").rglob("*.py") for name in imported(path)})
    code = f"import importlib; print([importlib.import_module(name) for name in {found}] and 'all there')"

    assert {"folium", "geopandas", "sitematch.web.app"} <= set(found)
    assert installed.run("python", "-c", code).stdout == "all there\n"


def imported(path: Path) -> set[str]:
    """What a module imports anywhere, but for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return plain | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def test_python_code_finds_the_public_names(installed: Installed) -> None:
    code = "import sitematch; print(len(sitematch.match('holiday-resort').to_geodataframe()))"

    assert int(installed.run("python", "-c", code).stdout) > 50


def test_server_answers(installed: Installed) -> None:
    with installed.serving("sitematch", "serve", "--port", "0") as address:
        status, health = get(f"{address}/healthz")
        assert (status, json.loads(health)["version"]) == (200, sitematch.__version__)

        asked = json.dumps({"preset": "battery-plant"}).encode()
        status, made = get(f"{address}/api/matches", asked, {"content-type": "application/json"})
        assert status == 201
        found = json.loads(made)
        assert found["ranked"]

        assert "leaflet" in get(f"{address}/api/matches/{found['id']}/map")[1].lower()
        for path in ("/", f"/matches/{found['id']}", "/static/style.css", "/static/vendor/htmx.min.js"):
            assert get(f"{address}{path}")[0] == 200


def test_nothing_is_written_into_the_installed_package(installed: Installed, wheel: Path) -> None:
    package = Path(installed.run("python", "-c", "import sitematch; print(sitematch.__file__)").stdout).parent

    inside = {name for name in names_in(wheel) if name.startswith("sitematch/")}
    assert files_under(package, package.parent) == inside
