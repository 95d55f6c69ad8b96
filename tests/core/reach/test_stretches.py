"""Where the time ends on a link: the engine against plain arithmetic, to the decisecond."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.reach.joining import join
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.reach.stretches import Arrival, arrivals, lines_of, reached
from sitematch.core.region.model import Access
from tests.core.reach.cases import ONE_WAY, ROAD
from tests.core.reach.oracle import Entry, Link, Outline, World, between, entry
from tests.core.reach.regions import ORIGIN, outlines, region_of, roads_of
from tests.core.reach.worlds import outlines_of_sites, worlds
from tests.examples import examples

EDGE = 1e-6
"""Fractions so near to where a stretch ends are on neither side."""
LONG_DS = 1 << 40


def arrival_at(world: World, site: Outline) -> tuple[RoadGraph, Arrival]:
    region = region_of(world)
    graph = RoadGraph.of(roads_of(world), region.access)
    entries = join(graph, outlines(site))
    assert entries.joined.all()
    return graph, arrivals(graph, entries, LONG_DS)[0]


def spans(world: World, site: Outline, limit_ds: int) -> list[tuple[int, float, float]]:
    inside, _ = reached(*arrival_at(world, site), limit_ds)
    return sorted(zip(inside.link.tolist(), inside.low.tolist(), inside.high.tolist(), strict=True))


# 10 km at 60 km/h are 6000 ds, 0.6 ds a metre; the half decisecond that is rounded down is 0.8333 m.
HALF_M = 0.5 / 0.6


def test_from_a_site_on_the_road_the_time_ends_on_both_sides() -> None:
    assert spans(ROAD, (4000.0, 0.0), 600) == [
        (0, pytest.approx((3000 - HALF_M) / 1e4), pytest.approx((5000 + HALF_M) / 1e4))
    ]


def test_the_leg_of_the_site_is_counted() -> None:
    """100 m beside the road: 156 ds are gone; 600 − 156 = 444 ds are 740 m."""
    assert spans(ROAD, (4000.0, 100.0), 600) == [
        (0, pytest.approx((3260 - HALF_M) / 1e4), pytest.approx((4740 + HALF_M) / 1e4))
    ]
    assert spans(ROAD, (4000.0, 100.0), 155) == []


def test_one_comes_along_a_one_way_link_only() -> None:
    assert spans(ONE_WAY, (4000.0, 0.0), 600) == [(0, pytest.approx((3000 - HALF_M) / 1e4), pytest.approx(0.4))]


def test_a_bent_link_is_cut_along_its_bends() -> None:
    world = replace(ROAD, links=(Link("A", "B", 10, 60, bends=((0.0, 5000.0), (10_000.0, 5000.0))),))
    graph, arrival = arrival_at(world, (0.0, 0.0))
    inside, _ = reached(graph, arrival, 1800)  # 0.3 of the link, 6 km: 5 up, 1 to the right
    (line,) = lines_of(graph, inside, graph.roads.lines)
    corners = np.array(line.coords) - ORIGIN
    assert corners == pytest.approx(np.array([[0, 0], [0, 5000], [1000 + 2 * HALF_M, 5000]]), abs=0.02)


def cost_ds(world: World, site: Entry, link: int, fraction: float) -> int | None:
    return between(world, Entry(link, fraction, 0.0), site)


@settings(deadline=None, max_examples=examples(60))
@given(worlds(), outlines_of_sites(), st.integers(0, 6000), st.data())
def test_a_place_on_a_link_is_in_a_stretch_exactly_if_its_drive_is_in_time(
    world: World, site: Outline, limit_ds: int, data: st.DataObject
) -> None:
    spot = entry(world, site)
    if spot is None:
        return
    graph, arrival = arrival_at(world, site)
    inside, outside = reached(graph, arrival, limit_ds)
    for link in range(len(world.links)):
        for fraction in data.draw(st.lists(st.floats(0.001, 0.999), min_size=3, max_size=3)):
            within, beyond = (
                [
                    (low, high)
                    for one, low, high in zip(s.link, s.low, s.high, strict=True)
                    if one == link and low <= fraction <= high
                ]
                for s in (inside, outside)
            )
            assert within or beyond
            if any(abs(fraction - edge) < EDGE for span in within + beyond for edge in span):
                continue
            cost = cost_ds(world, spot, link, fraction)
            assert bool(within) == (cost is not None and cost <= limit_ds)
            assert bool(beyond) != bool(within)


def test_what_takes_longer_than_the_limit_need_not_be_known() -> None:
    graph = RoadGraph.of(roads_of(ROAD), Access())
    entries = join(graph, outlines((4000.0, 0.0), (4000.0, 100.0)))
    near, far = arrivals(graph, entries, 3000), arrivals(graph, entries, LONG_DS)
    for limit_ds in (0, 600, 3000):
        for one, other in zip(near, far, strict=True):
            assert np.array_equal(reached(graph, one, limit_ds)[0].low, reached(graph, other, limit_ds)[0].low)
