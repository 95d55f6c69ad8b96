"""Building the wheel, installing it far from the checkout, and running what was installed there."""

from __future__ import annotations

import os
import re
import selectors
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import ROOT

BIN = Path(sys.executable).parent
UV = BIN / "uv"
RUN_LOCK = ROOT / "requirements-run.lock"
_ADDRESS = re.compile(r"http://[\d.]+:(\d+)/")


@dataclass(frozen=True)
class Installed:
    """An environment with the product in it, and an empty folder to stand in."""

    bin: Path
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the checkout, of this process's settings or of its user."""
        home = str(self.folder / "home")
        return {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": home, "SITEMATCH_HOME": home, "LANG": "C.UTF-8"}

    def run(self, *words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in the folder, and hold it to its exit status."""
        done = _run([self.bin / words[0], *words[1:]], self.folder, self.environment)
        assert done.returncode == status, done.stderr
        return done

    @contextmanager
    def serving(self, *words: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
        """Run a server until the block ends; gives the address that it prints."""
        command = [str(self.bin / words[0]), *words[1:]]
        variables = {**self.environment, **(environment or {})}
        process = subprocess.Popen(command, cwd=self.folder, env=variables, text=True, stderr=subprocess.PIPE)
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.communicate(timeout=20)


def _run(words: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [str(word) for word in words]
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        assert selector.select(timeout=60), "the server says nothing"
    line = process.stderr.readline()
    found = _ADDRESS.search(line)
    assert found, line + process.communicate(timeout=20)[1]
    return f"http://127.0.0.1:{found[1]}"


def run_uv(*words: str | Path, cwd: Path = ROOT) -> None:
    """Run uv from what it has kept; only where that does not suffice, from the registry that it is set to."""
    for offline in (["--offline"], []):
        done = _run([UV, *words, "--quiet", *offline], cwd, os.environ)
        if done.returncode == 0:
            return
    raise AssertionError(done.stderr)


def build(out: Path, *kinds: str, source: Path = ROOT) -> list[Path]:
    """Build with what the environment holds already, as the docs say."""
    run_uv("build", *kinds, "--no-build-isolation", "--python", sys.executable, "--out-dir", out, ".", cwd=source)
    return sorted((path for path in out.iterdir() if path.suffix in (".whl", ".gz")), key=lambda path: path.suffix)


def install(wheel: Path, environment: Path) -> Path:
    """A new environment with the locked packages and the wheel; gives its folder of programs."""
    run_uv("venv", "--python", sys.executable, environment)
    python = environment / "bin" / "python"
    run_uv("pip", "install", "--python", python, "--require-hashes", "-r", RUN_LOCK)
    run_uv("pip", "install", "--python", python, "--no-deps", wheel)
    return environment / "bin"


def get(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Ask a server of this machine, past any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(address, body, dict(headers or {})), timeout=60) as answer:
        return answer.status, answer.read().decode()


def files_under(folder: Path, relative_to: Path, leave: Sequence[str] = ("__pycache__",)) -> set[str]:
    return {
        path.relative_to(relative_to).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not set(leave) & set(path.parts)
    }


def clean_environment() -> dict[str, str]:
    """This process's, without what would lead an installed Python back to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SITEMATCH_"))}
