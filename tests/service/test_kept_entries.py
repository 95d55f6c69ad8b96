"""How people and facilities join large roads is computed once, and gives the same when it is looked up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sitematch.core.reach import network
from sitematch.core.region.model import Region
from sitematch.service.reach import reach_of_point
from sitematch.store.kept import Kept
from tests.core.reach.cases import ROAD
from tests.core.reach.regions import Facility, Village, degrees, region_of

PLACES = [Village("v", (2000.0, 300.0)), Village("w", (7000.0, -900.0)), Village("x", (0.0, 90_000.0))]
PORTS = [Facility("p", "port", (9000.0, 10.0)), Facility("s", "attraction", (4000.0, 0.0))]
LON, LAT = (float(values[0]) for values in degrees([(5000.0, 100.0)]))


def large(listing: str | None = "1" * 64, places: list[Village] = PLACES) -> Region:
    """A region of which the roads are kept as those of a large pack are."""
    region = region_of(ROAD, PORTS, places)
    assert region.roads is not None
    return replace(region, roads=replace(region.roads, listing=listing))


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Notes how many places the network itself joins, each time."""
    made: list[int] = []
    join = network.join

    def noted(graph: object, spots: list[object]) -> object:
        made.append(len(spots))
        return join(graph, spots)  # type: ignore[arg-type]

    monkeypatch.setattr(network, "join", noted)
    return made


def test_they_join_once_and_give_the_same_looked_up(tmp_path: Path, joined: list[int]) -> None:
    first = reach_of_point(large(), LON, LAT, Kept(tmp_path))
    assert sorted(joined) == [1, 1, 3]
    joined.clear()
    assert reach_of_point(large(), LON, LAT, Kept(tmp_path)) == first == reach_of_point(large(None), LON, LAT)
    assert sorted(joined) == [1, 1, 3]  # of the one without anything kept


def test_other_places_and_their_order_are_joined_anew(tmp_path: Path, joined: list[int]) -> None:
    for places in (PLACES, PLACES[::-1], PLACES[:2]):
        joined.clear()
        found = reach_of_point(large(places=places), LON, LAT, Kept(tmp_path))
        assert sorted(joined) == [1, 1, len(places)]
        assert found == reach_of_point(large(None, places), LON, LAT)


def test_of_small_roads_nothing_is_kept(tmp_path: Path) -> None:
    reach_of_point(large(None), LON, LAT, Kept(tmp_path))
    assert not (tmp_path / "entries").exists()
