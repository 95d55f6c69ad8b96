"""Hierarchies of large networks: made once, kept in two parts, mapped from then on, and never any other answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sitematch.core.reach import choice, hierarchy, reach_table
from sitematch.core.reach.choice import Way
from sitematch.core.region.model import Region
from sitematch.service import prepared_roads
from sitematch.service.prepared_roads import prepared_of
from sitematch.store.kept import Kept
from tests.core.reach.oracle import Link, World
from tests.core.reach.regions import Facility, Village, outlines, region_of

N = 6
NODES = {f"{x}-{y}": (x * 1000.0, y * 1000.0) for x in range(N) for y in range(N)}
LINKS = tuple(
    Link(f"{x}-{y}", f"{x + right}-{y + up}", 1.1 + 0.01 * ((x * 7 + y * 3) % 5), 50)
    for right, up in ((1, 0), (0, 1))
    for x in range(N - right)
    for y in range(N - up)
)
WORLD = World(NODES, LINKS)
SITES = outlines((500.0, 100.0), (2500.0, 3100.0), (4900.0, 4900.0))


def region(world: World = WORLD) -> Region:
    ports = [Facility("p", "port", (0.0, 0.0)), Facility("q", "port", (5000.0, 5000.0))]
    return region_of(world, ports, [Village("v", (3000.0, 3000.0)), Village("w", (0.0, 5000.0))], horizon_min=20)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Takes every network for a large one, and notes what is computed of it."""
    steps: list[str] = []

    def noted(name: str) -> None:
        step = getattr(hierarchy, name)

        def step_noted(*arguments: object) -> object:
            steps.append(name)
            return step(*arguments)

        monkeypatch.setattr(prepared_roads, name, step_noted)

    monkeypatch.setattr(prepared_roads, "LARGE_NODES", 4)
    for where in (prepared_roads, choice):
        monkeypatch.setattr(where, "way_of", lambda *_: Way.HIERARCHY)
    for name in ("node_order", "complete", "customize"):
        noted(name)
    return steps


def test_what_is_kept_is_mapped_and_answers_alike(tmp_path: Path, made: list[str]) -> None:
    kept = Kept(tmp_path)
    first = region()
    prepared = prepared_of(first, kept, searches=10)
    assert prepared is not None
    assert sorted(made) == ["complete", "customize", "node_order"]
    assert prepared_of(first, kept, searches=10) is prepared
    again = prepared_of(other := region(), kept, searches=10)
    assert len(made) == 3
    assert again is not None
    assert not again.topology.heads.flags.writeable
    one, another = reach_table(first, SITES, prepared), reach_table(other, SITES, again)
    assert one.drive_ds.tobytes() == another.drive_ds.tobytes()
    assert all(np.array_equal(one.curves[name], another.curves[name]) for name in one.curves)


def test_other_times_or_one_way_roads_of_the_same_map_are_customized_only(tmp_path: Path, made: list[str]) -> None:
    kept = Kept(tmp_path)
    prepared_of(region(), kept, searches=10)
    made.clear()
    for change in ({"kmh": 80.0}, {"oneway": True}):
        changed = region(replace(WORLD, links=(replace(LINKS[0], **change), *LINKS[1:])))  # type: ignore[arg-type]
        assert prepared_of(changed, kept, searches=10) is not None
    assert made == ["customize", "customize"]


def test_another_map_is_prepared_anew(tmp_path: Path, made: list[str]) -> None:
    kept = Kept(tmp_path)
    prepared_of(region(), kept, searches=10)
    made.clear()
    prepared_of(region(replace(WORLD, links=LINKS[1:])), kept, searches=10)
    assert sorted(made) == ["complete", "customize", "node_order"]


def test_small_networks_and_small_work_are_not_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert prepared_of(region(), Kept(tmp_path), searches=1_000_000) is None
    monkeypatch.setattr(prepared_roads, "LARGE_NODES", 4)
    assert prepared_of(region(), Kept(tmp_path), searches=10) is None
    assert prepared_of(region(), Kept(None), searches=1_000_000_000) is None
    assert prepared_of(replace(region(), roads=None), Kept(tmp_path), searches=10) is None
    assert not list(tmp_path.iterdir())


def test_damaged_files_are_made_again(tmp_path: Path, made: list[str]) -> None:
    kept = Kept(tmp_path)
    prepared_of(region(), kept, searches=10)
    made.clear()
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        path.write_bytes(path.read_bytes()[:-7])
    assert prepared_of(region(), kept, searches=10) is not None
    assert sorted(made) == ["complete", "customize", "node_order"]
