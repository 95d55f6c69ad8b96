"""What holds for every reach, whatever the world."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.metrics.metric import Kind
from sitematch.core.reach import ReachTable, column, reach_table, special_column
from sitematch.core.region.model import Region
from sitematch.core.requirement.model import Measure
from tests.core.reach.oracle import Outline, World
from tests.core.reach.regions import Facility, Village, outlines, region_of
from tests.core.reach.worlds import facilities, outlines_of_sites, villages, worlds
from tests.examples import examples

SITES = st.lists(outlines_of_sites(), min_size=2, max_size=4)
HORIZON_MIN = 12


def asked(region: Region, table: ReachTable) -> list[tuple[object, ...]]:
    """What a table says of each of its sites, as plain values."""
    found: list[list[object]] = [[] for _ in range(len(table))]
    for measure in (
        *(
            Measure(metric, Kind.NUMBER, to=to)
            for metric in ("drive_min", "distance_km")
            for to in ("port", "locality")
        ),
        *(Measure(name, Kind.NUMBER, within_min=m) for name in ("population", "workforce", "jobs") for m in (2, 12)),
    ):
        answer = column(region, table, measure)
        assert answer is not None
        for row, values in enumerate(zip(answer.low, answer.high, answer.reasons, answer.via, strict=True)):
            found[row].append(values)
    return [tuple(row) for row in found]


@settings(deadline=None, max_examples=examples(25))
@given(worlds(), SITES, facilities(), villages())
def test_a_site_is_what_it_is_whoever_else_is_there(
    world: World, sites: list[Outline], ports: list[Facility], places: list[Village]
) -> None:
    region = region_of(world, ports, places, horizon_min=HORIZON_MIN)
    together = asked(region, reach_table(region, outlines(*sites)))
    turned = asked(region, reach_table(region, outlines(*sites[::-1])))
    alone = [asked(region, reach_table(region, outlines(site)))[0] for site in sites]
    assert together == turned[::-1] == alone


@settings(deadline=None, max_examples=examples(25))
@given(worlds(), SITES, facilities(), villages(), st.randoms(use_true_random=False))
def test_the_order_of_facilities_people_and_nodes_does_not_matter(
    world: World, sites: list[Outline], ports: list[Facility], places: list[Village], random: object
) -> None:
    def mixed(rows: list) -> list:  # type: ignore[type-arg]
        return sorted(rows, key=lambda _: random.random())  # type: ignore[attr-defined]

    region = region_of(world, ports, places, horizon_min=HORIZON_MIN)
    other_world = replace(world, nodes=dict(mixed(list(world.nodes.items()))))
    other = region_of(other_world, mixed(ports), mixed(places), horizon_min=HORIZON_MIN)
    spots = outlines(*sites)
    assert asked(region, reach_table(region, spots)) == asked(other, reach_table(other, spots))


@settings(deadline=None, max_examples=examples(25))
@given(worlds(), SITES, facilities("attraction"), villages())
def test_curves_never_fall(
    world: World, sites: list[Outline], attractions: list[Facility], places: list[Village]
) -> None:
    region = region_of(world, attractions, places, horizon_min=HORIZON_MIN)
    table = reach_table(region, outlines(*sites))
    assert {"attractions", "jobs"} <= set(table.curves)
    for name, values in table.curves.items():
        rising = np.nan_to_num(values, nan=np.inf)  # once unknown it stays so to the horizon
        assert (rising[:, 1:] >= rising[:, :-1]).all(), name
        assert np.isnan(values[~table.joined]).all(), name


@settings(deadline=None, max_examples=examples(25))
@given(worlds(), SITES, facilities(), villages())
def test_a_search_of_its_own_gives_what_the_table_gives(
    world: World, sites: list[Outline], ports: list[Facility], places: list[Village]
) -> None:
    region = region_of(world, ports, places, horizon_min=HORIZON_MIN)
    spots = outlines(*sites)
    table = reach_table(region, spots)
    for measure in (
        Measure("drive_min", Kind.NUMBER, to="port"),
        Measure("distance_km", Kind.NUMBER, to="port"),
        Measure("workforce", Kind.NUMBER, within_min=7),
        Measure("attractions", Kind.NUMBER, within_min=7),
        Measure("drive_min", Kind.NUMBER, to="hospital"),
    ):
        looked_up, searched = column(region, table, measure), special_column(region, spots, measure)
        assert looked_up is not None
        assert np.array_equal(looked_up.low, searched.low)
        assert np.array_equal(looked_up.high, searched.high)
        assert (looked_up.reasons, looked_up.via) == (searched.reasons, searched.via)
        assert looked_up.sources == searched.sources


@settings(deadline=None, max_examples=examples(25))
@given(worlds(), outlines_of_sites(), villages(), st.floats(0, HORIZON_MIN), st.floats(0, HORIZON_MIN))
def test_more_time_never_reaches_fewer(
    world: World, site: Outline, places: list[Village], one: float, other: float
) -> None:
    region = region_of(world, villages=places, horizon_min=HORIZON_MIN)
    less, more = (
        special_column(region, outlines(site), Measure("population", Kind.NUMBER, within_min=minutes))
        for minutes in sorted((one, other))
    )
    assert less.low[0] <= more.low[0]
