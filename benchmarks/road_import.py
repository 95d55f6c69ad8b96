"""Importing roads from a generated extract of 50,000 ways against a bare pass of osmium, with locations, over it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np

from benchmarks.measure import Goal, interleaved_calls

WAYS = 50_000
NODES_OF_A_WAY = 9
GOAL = Goal("import-roads-over-bare-osmium-pass", 4.0)
_CLASSES = ("residential", "service", "tertiary", "secondary", "primary", "unclassified", "motorway", "footway")
_STEP_DEG = 0.01


def lines(rounds: int) -> Iterator[str]:
    """The ratio of the medians, after the import was found to hold every kilometre that osmium itself measures."""
    with tempfile.TemporaryDirectory() as folder:
        yield _line(Path(folder), rounds)


def _line(folder: Path, rounds: int) -> str:
    import osmium

    from sitematch.service.road_import import import_roads

    extract, pack = folder / "generated.osm.pbf", folder / "pack"
    generate(extract, WAYS)
    pack.mkdir()
    (pack / "region.toml").write_text('id = "generated"\n', encoding="utf-8")

    def bare() -> None:
        for _ in osmium.FileProcessor(str(extract)).with_locations():
            pass

    if not np.isclose(import_roads(extract, pack).km, _km(extract), rtol=0.005):
        return f"INVALID {GOAL.name}"
    seconds = interleaved_calls({"import": lambda: import_roads(extract, pack), "bare": bare}, rounds)
    return GOAL.line(seconds["import"] / seconds["bare"])


def generate(path: Path, ways: int, seed: int = 1) -> None:
    """A grid of crooked roads, so many between its crossings, with the tags that roads have."""
    import osmium
    from osmium.osm.mutable import Node, Way

    draw = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(ways / 2))) + 1
    between = NODES_OF_A_WAY - 2
    corners = np.arange(side * side).reshape(side, side) + 1
    pairs = np.concatenate(
        [
            np.stack([corners[:-1].ravel(), corners[1:].ravel()], 1),
            np.stack([corners[:, :-1].ravel(), corners[:, 1:].ravel()], 1),
        ]
    )[:ways]
    at = np.stack(np.divmod(np.arange(side * side), side), 1) * _STEP_DEG + (15.0, 58.0)
    share = np.arange(1, between + 1)[:, None] / (between + 1)
    inner = at[pairs[:, :1] - 1] * (1 - share) + at[pairs[:, 1:] - 1] * share
    inner += draw.normal(scale=2e-4, size=inner.shape)
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for i, place in enumerate([*at.tolist(), *inner.reshape(-1, 2).tolist()], start=1):
            writer.add_node(Node(id=i, version=1, location=tuple(place)))
        for i, (start, end) in enumerate(pairs.tolist()):
            first = side * side + i * between + 1
            nodes = [start, *range(first, first + between), end]
            writer.add_way(Way(id=i + 1, version=1, nodes=nodes, tags=_tags(draw, i)))


def _tags(draw: np.random.Generator, number: int) -> dict[str, str]:
    tags = {"highway": _CLASSES[int(draw.integers(len(_CLASSES)))], "name": f"Gata {number % 997}"}
    if draw.random() < 0.5:
        tags["maxspeed"] = str(draw.choice([30, 40, 50, 70, 80]))
    if draw.random() < 0.2:
        tags["oneway"] = "yes"
    if draw.random() < 0.5:
        tags |= {"surface": "asphalt", "lit": "yes"}
    return tags


def _km(path: Path) -> float:
    """The length of what cars drive, as osmium tells it on a sphere."""
    import osmium

    ways = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    driven = (cast("Any", way) for way in ways if way.is_way() and cast("Any", way).tags["highway"] != "footway")
    return sum(osmium.geom.haversine_distance(way.nodes) for way in driven) / 1_000
