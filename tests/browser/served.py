"""A real server in a process of its own, and a region pack in which every name tries to break the page."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.views.hostile import NAMES

WEST, SOUTH = 15.0, 58.0


@dataclass(frozen=True)
class Served:
    """A server that answers at ``address``, which has no slash at its end."""

    address: str
    process: subprocess.Popen[str]

    def stop(self) -> int:
        """Ask it to end, as a service manager does, and wait for that."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[Served]:
    """``sitematch serve`` on a free port of this machine, with a store of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SITEMATCH_")}
    environment |= {"SITEMATCH_HOME": str(home), **{f"SITEMATCH_{name}": value for name, value in settings.items()}}
    process = subprocess.Popen(
        [sys.executable, "-m", "sitematch", "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        address = next((word for word in line.split() if word.startswith("http://")), None)
        assert address is not None, line + process.stderr.read()
        yield Served(address.rstrip("/"), process)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


def hostile_pack(folder: Path) -> Path:
    """A region pack with one of ``NAMES`` wherever a name can stand."""
    folder.mkdir()
    text = json.dumps
    (folder / "region.toml").write_text(
        f'id = "hostile"\nname = {text(NAMES[0])}\n[municipalities]\nfile = "municipalities.geojson"\n'
        f'[localities]\nfile = "localities.csv"\n[sources.roads]\nname = {text(NAMES[1])}\nmethod = "stated"\n',
        encoding="utf-8",
    )
    squares = [_square(WEST + i, SOUTH, 1.0) for i in (0, 1)]
    codes = [{"code": f"000{i + 1}", "name": NAMES[i]} for i in (0, 1)]
    _layer(folder / "municipalities.geojson", zip(codes, squares, strict=True))
    spots = [(WEST + 0.1 + 0.2 * i, SOUTH + 0.3 + 0.05 * i) for i in range(len(NAMES))]
    named = [{"id": f"n{i}", "lat": y, "lon": x, "name": NAMES[i]} for i, (x, y) in enumerate(spots)]
    _table(folder / "road_nodes.csv", named)
    links = [{"from": f"n{i}", "to": f"n{i + 1}", "km": 15, "speed_kmh": 90, "road": NAMES[i]} for i in range(6)]
    _table(folder / "road_links.csv", links)
    _table(folder / "facilities.csv", [{**one, "class": "port", "cargo": NAMES[2]} for one in named])
    _table(folder / "localities.csv", [{**one, "population": 5000} for one in named])
    (folder / "requirements").mkdir()
    criteria: list[dict[str, Any]] = [
        {"id": "land", "metric": "area_ha", "must": {"min": 40}},
        {"id": "port", "metric": "drive_min", "to": "port", "value": [[0, 100], [90, 0]], "weight": 1},
        {"id": "own", "metric": "attribute", "name": NAMES[1], "must": {"one_of": [NAMES[0], NAMES[3]]}},
        {"id": "none", "metric": "attribute", "name": NAMES[3], "must": True},
        {
            "id": "plant",
            "metric": "drive_min",
            "to": {"name": NAMES[4], "lon": 15.5, "lat": 58.3},
            "must": {"max": 900},
        },
    ]
    asked = {"schema": "sitematch.requirement/1", "id": "hostile", "name": NAMES[3], "criteria": criteria}
    (folder / "requirements" / "hostile.yaml").write_text(json.dumps(asked), encoding="utf-8")
    (folder / "sites").mkdir()
    stated = [
        {"id": name, "name": name, "property": name, "contact": name, "source": name, NAMES[1]: NAMES[i % 2 * 3]}
        for i, name in enumerate(NAMES)
    ]
    areas = [_square(x, y, 0.002 if i % 2 else 0.02) for i, (x, y) in enumerate(spots)]
    _layer(folder / "sites" / "sites.geojson", zip(stated, areas, strict=True))
    return folder


def _square(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _layer(path: Path, features: Any) -> None:
    rows = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for properties, ring in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")


def _table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
