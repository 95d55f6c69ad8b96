"""Compiling small maps without a pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sitematch.packs.osm.compile import Account, RoadRows, compile_roads
from sitematch.packs.osm.scan import scan
from sitematch.packs.osm.source import look_at
from tests.packs.osm.build import Map

Compile = Callable[..., tuple[RoadRows, Account]]


@pytest.fixture
def compiled(tmp_path: Path) -> Compile:
    """The rows and the account of a map."""

    def make(drawn: Map, country: str | None = None, name: str = "map.osm") -> tuple[RoadRows, Account]:
        return compile_roads(scan(look_at(drawn.write(tmp_path / name)), "sv"), country)

    return make
