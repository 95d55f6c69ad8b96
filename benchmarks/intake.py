"""Checking site files whole, against reading them with GeoPandas, looking at their validity and projecting them."""

from __future__ import annotations

import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

from benchmarks.measure import Goal

POLYGONS, VERTICES, FEW = 100_000, 60, 10
GROWTH = (12_500, 25_000, 50_000, 100_000)
CORNERS = (15, 30, 60, 120)
ENDINGS = ("gpkg", "geojson", "zip", "csv", "xlsx")
LINEAR = 1.35
"""Twice the rows may take so much more than twice the time."""
GOALS = {
    "gpkg": (Goal("intake-gpkg", 2.5), Goal("intake-gpkg-memory", 2.0)),
    "geojson": (Goal("intake-geojson", 2.5), Goal("intake-geojson-memory", 2.0)),
}
FEW_GOALS = {ending: Goal(f"intake-ten-rows-{ending}", 1.5) for ending in ENDINGS}
YARDSTICK = "import geopandas"
RIVAL = """
import json, sys
import geopandas
sites = geopandas.read_file(sys.argv[1])
valid, plane = sites.is_valid, sites.to_crs(3006)
print(json.dumps({"rows": len(plane), "valid": int(valid.sum()), "area_m2": float(plane.area.sum())}))
"""
OURS = """
import json, sys
from pathlib import Path
from sitematch.intake import IntakeOptions, SiteFile, read_upload
from sitematch.wiring import open_desk
path = Path(sys.argv[1])
file, region = SiteFile(path.name, path.read_bytes()), open_desk(region=None, lang="en").region
upload = read_upload([file], IntakeOptions(), region)
areas = [float(outline.area) for outline in upload.sites.outlines]
print(json.dumps({"rows": upload.report.rows, "valid": upload.report.accepted, "area_m2": sum(areas)}))
"""


def lines(rounds: int) -> Iterator[str]:
    """The promises, then how time grows with rows and with corners, and what the other formats take."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _large(Path(folder), max(1, rounds // 4))
        yield from _few(Path(folder), rounds)
        yield from _growth(Path(folder))


def write_sites(path: Path, rows: int, vertices: int = VERTICES) -> Path:
    """So many sites of so many corners in a grid in Östergötland, none over another, in the format of the ending."""
    side = math.ceil(math.sqrt(rows))
    east = 520_000 + 100.0 * (np.arange(rows) % side)
    north = 6_450_000 + 100.0 * (np.arange(rows) // side)
    angles = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radii = 40 + 5 * np.random.default_rng(1).random((rows, vertices))
    xy = np.stack([east[:, None] + radii * np.cos(angles), north[:, None] + radii * np.sin(angles)], axis=-1)
    shapes = shapely.polygons(np.concatenate([xy, xy[:, :1]], axis=1))
    columns = {
        "id": np.array([f"s{row}" for row in range(rows)], dtype=object),
        "namn": np.array([f"Område {row}" for row in range(rows)], dtype=object),
        "power_mw": np.arange(rows) % 90 * 1.0,
    }
    WRITERS[path.suffix](path, shapes, columns)
    return path


def _layer(path: Path, shapes: np.ndarray, columns: Mapping[str, np.ndarray]) -> None:
    import pyogrio.raw

    from sitematch.core.region.projection import geometries_to_degrees

    degrees = path.suffix == ".geojson"
    written = path if path.suffix != ".zip" else path.with_suffix(".shz")
    pyogrio.raw.write(
        written,
        shapely.to_wkb(geometries_to_degrees(shapes) if degrees else shapes),
        list(columns.values()),
        list(columns),
        geometry_type="Polygon",
        crs="EPSG:4326" if degrees else "EPSG:3006",
        driver={".geojson": "GeoJSON", ".gpkg": "GPKG"}.get(path.suffix, "ESRI Shapefile"),
    )
    if written != path:
        written.rename(path)


def _table(path: Path, shapes: np.ndarray, columns: Mapping[str, np.ndarray]) -> None:
    import csv

    from sitematch.core.region.projection import geometries_to_degrees

    texts = shapely.to_wkt(geometries_to_degrees(shapes), rounding_precision=7)
    rows = [[*columns, "wkt"], *([*cells] for cells in zip(*columns.values(), texts, strict=True))]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Områden")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)


WRITERS = {".gpkg": _layer, ".geojson": _layer, ".zip": _layer, ".csv": _table, ".xlsx": _table}


def _large(folder: Path, rounds: int) -> Iterator[str]:
    yield f"{POLYGONS:,} polygons of {VERTICES} corners: check whole | GeoPandas: read, is_valid, to_crs"
    for ending, (time_goal, memory_goal) in GOALS.items():
        path = write_sites(folder / f"large.{ending}", POLYGONS)
        if not _agree(path):
            yield f"INVALID {time_goal.name}"
            continue
        runs = [(_measured(_check(path, folder)), _measured(_python(RIVAL, path))) for _ in range(rounds)]
        own, theirs = (
            tuple(statistics.median(side) for side in zip(*runs_of, strict=True)) for runs_of in zip(*runs, strict=True)
        )
        yield f"{ending}: {own[0]:.2f} s, {own[1]:,.0f} MB | {theirs[0]:.2f} s, {theirs[1]:,.0f} MB"
        yield time_goal.line(own[0] / theirs[0])
        yield memory_goal.line(own[1] / theirs[1])
        path.unlink()


def _agree(path: Path) -> bool:
    """Whether both ways count the same rows and valid outlines, and measure the same area on the plane."""
    ours, theirs = (
        json.loads(subprocess.run(_python(code, path), capture_output=True, check=True).stdout)
        for code in (OURS, RIVAL)
    )
    same = all(ours[name] == theirs[name] for name in ("rows", "valid"))
    return same and math.isclose(ours["area_m2"], theirs["area_m2"], rel_tol=1e-9)


def _few(folder: Path, rounds: int) -> Iterator[str]:
    yield f"{FEW} rows, the whole command: time in {YARDSTICK}"
    paths = {ending: write_sites(folder / f"few.{ending}", FEW) for ending in ENDINGS}
    seconds: dict[str, list[float]] = {name: [] for name in (*ENDINGS, YARDSTICK)}
    for turn in range(rounds + 1):
        for name in seconds:
            command = _check(paths[name], folder) if name in paths else [sys.executable, "-c", YARDSTICK]
            taken = _measured(command)[0]
            if turn:
                seconds[name].append(taken)
    yardstick = statistics.median(seconds[YARDSTICK])
    for ending, goal in FEW_GOALS.items():
        yield goal.line(statistics.median(seconds[ending]) / yardstick)


def _growth(folder: Path) -> Iterator[str]:
    yield "seconds of check by rows (of 60 corners) and by corners (of 25,000 rows)"
    for title, sizes in (
        ("rows", [(rows, VERTICES) for rows in GROWTH]),
        ("corners", [(GROWTH[1], c) for c in CORNERS]),
    ):
        taken = []
        for rows, corners in sizes:
            path = write_sites(folder / "growing.gpkg", rows, corners)
            taken.append(min(_measured(_check(path, folder))[0] for _ in range(2)))
            path.unlink()
        shown = ", ".join(
            f"{max(size) if title == 'rows' else size[1]:,}: {s:.2f}" for size, s in zip(sizes, taken, strict=True)
        )
        yield f"{title}: {shown}"
        worst = max(later / before for before, later in pairwise(taken))
        yield Goal(f"intake-doubled-{title}", 2 * LINEAR).line(worst)
    yield f"{POLYGONS:,} rows in other formats"
    for ending in ("zip", "csv", "xlsx"):
        path = write_sites(folder / f"other.{ending}", POLYGONS)
        seconds, megabytes = _measured(_check(path, folder))
        yield f"{ending}: {seconds:.2f} s, {megabytes:,.0f} MB"
        path.unlink()


def _check(path: Path, folder: Path) -> list[str]:
    """The whole command, with a region that was read before, and a home in which nothing of this file is kept."""
    warm = folder / "warm"
    if not warm.exists():
        other = write_sites(folder / "other.csv", 1)
        subprocess.run(_command(warm, other), check=True, capture_output=True)
    home = Path(tempfile.mkdtemp(dir=folder)) / "home"
    shutil.copytree(warm, home)
    return _command(home, path)


def _command(home: Path, path: Path) -> list[str]:
    return ["env", f"SITEMATCH_HOME={home}", sys.executable, "-m", "sitematch", "check", str(path)]


def _python(code: str, path: Path) -> list[str]:
    return [sys.executable, "-c", code, str(path)]


def _measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of a command, and the most memory in MB of it and of its processes together, as the system saw it."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peaks: dict[int, float] = {}
    while child.poll() is None:
        for process in _family(child.pid):
            peaks[process] = max(peaks.get(process, 0.0), _peak_mb(process))
        time.sleep(0.03)
    seconds = time.perf_counter() - start
    if child.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command)} ended with {child.returncode}: {child.stderr.read().decode() if child.stderr else ''}"
        )
    return seconds, sum(peaks.values())


def _family(process: int) -> Iterator[int]:
    """A process, and all that it started."""
    parents = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError):
                parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
    found = [process]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return iter(found)


def _peak_mb(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(found.split()[1]) / 1024
