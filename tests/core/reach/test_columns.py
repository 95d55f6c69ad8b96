"""Columns of reach: values, intervals, sources, and why something is unknown."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sitematch.core.evidence import Method, Source
from sitematch.core.metrics.metric import Kind
from sitematch.core.reach import REASONS, column, reach_table, special_column
from sitematch.core.region.model import Region
from sitematch.core.requirement.model import Between, Measure, OneOf, Place, Truth
from sitematch.core.sites.columns import NumberColumn, Via
from tests.core.reach.cases import ONE_WAY, ROAD, box
from tests.core.reach.regions import Facility, Village, degrees, outlines, region_of

# Along the road of 10 km at 60 km/h: 1 km is 1 minute.
MIDDLE = (5000.0, 0.0)
OFF = (5000.0, 20_000.0)


def ask(region: Region, measure: Measure, *sites: object) -> NumberColumn:
    """The column as a match gets it: from the table if it can be, else by a search."""
    spots = outlines(*(sites or (MIDDLE,)))  # type: ignore[arg-type]
    return column(region, reach_table(region, spots), measure) or special_column(region, spots, measure)


def number(metric: str, **parameters: object) -> Measure:
    return Measure(metric, Kind.NUMBER, **parameters)  # type: ignore[arg-type]


def ends(answer: NumberColumn) -> list[tuple[float, float]]:
    return [(float(low), float(high)) for low, high in zip(answer.low, answer.high, strict=True)]


PORTS = (
    Facility("deep", "port", (9000.0, 0.0), (("draft_m", "12"), ("cargo", "container|ro-ro"), ("ice", "yes"))),
    Facility("unsaid", "port", (6000.0, 0.0)),
    Facility("shallow", "port", (5000.0, 0.0), (("draft_m", "4.5"), ("cargo", "bulk"), ("ice", "0"))),
)
PORT_REGION = region_of(ROAD, PORTS)
DEEP = ("draft_m", Between(min=10))


@pytest.mark.parametrize(
    ("where", "expected", "via"),
    [
        # The port of unknown draught may count, 1 minute away; the deep one surely does, after 4 minutes.
        ((DEEP,), (1.0, 4.0), "deep"),
        ((("draft_m", Between(max=4.5)),), (0.0, 0.0), "shallow"),
        ((("cargo", OneOf(("container", "oil"))),), (1.0, 4.0), "deep"),
        ((("ice", Truth(True)),), (1.0, 4.0), "deep"),
        ((("ice", Truth(False)),), (0.0, 0.0), "shallow"),
        # One bound that fails rules a port out, whatever is unknown besides.
        ((("id", OneOf(("deep", "shallow"))), DEEP), (4.0, 4.0), "deep"),
        ((("name", OneOf(("Unsaid",))),), (1.0, 1.0), "unsaid"),
    ],
)
def test_where_is_an_interval_from_what_may_to_what_surely_counts(
    where: tuple[tuple[str, object], ...], expected: tuple[float, float], via: str
) -> None:
    driven = ask(PORT_REGION, number("drive_min", to="port", where=where))
    assert ends(driven) == [expected]
    assert driven.via[0] == Via(via, via.title())
    straight = ask(PORT_REGION, number("distance_km", to="port", where=where))
    assert ends(straight) == [pytest.approx(expected, abs=1e-9)]  # 1 km is 1 minute here
    assert straight.via == driven.via


@pytest.mark.parametrize("metric", ["drive_min", "distance_km"])
@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ((("lighthouses", Between(min=1)),), "where_unknown"),  # no such attribute in the pack
        ((("draft_m", OneOf(("deep",))),), "where_unknown"),  # only the one that says nothing may
        ((("cargo", Between(min=1)),), "where_unknown"),  # no number
        ((("id", OneOf(("elsewhere",))),), "no_facility"),
    ],
)
def test_without_a_facility_that_surely_counts_it_is_unknown(metric: str, where: object, reason: str) -> None:
    answer = ask(PORT_REGION, number(metric, to="port", where=where))
    assert answer.unknown.tolist() == [True]
    assert (answer.reasons, answer.via, answer.sources) == ((reason,), (None,), (None,))


@pytest.mark.parametrize("metric", ["drive_min", "distance_km"])
def test_a_class_without_a_facility_is_unknown(metric: str) -> None:
    assert ask(PORT_REGION, number(metric, to="airport")).reasons == ("no_facility",)
    assert ask(PORT_REGION, number(metric, to="airport", where=(DEEP,))).reasons == ("no_facility",)


def test_localities_are_facilities_with_their_figures_as_attributes() -> None:
    villages = [
        Village("hamlet", (5000.0, 0.0), population=40, rural=True),
        Village("small", (6000.0, 0.0), population=500, groups=(("engineers", 7.0),)),
        Village("town", (8000.0, 0.0), population=20_000, workforce=float("nan")),
    ]
    region = region_of(ROAD, villages=villages, jobs=False)
    assert ask(region, number("drive_min", to="locality")).via == (Via("small", "Small"),)
    big = ("population", Between(min=20_000))
    assert ends(ask(region, number("drive_min", to="locality", where=(big,)))) == [(3.0, 3.0)]
    skilled = ("workforce_engineers", Between(min=5))
    assert ask(region, number("distance_km", to="locality", where=(skilled,))).via == (Via("small", "Small"),)
    working = ("workforce", Between(min=60))
    assert ask(region, number("drive_min", to="locality", where=(working,))).reasons == ("where_unknown",)
    busy = ("jobs", Between(min=1))  # not in the pack
    assert ask(region, number("drive_min", to="locality", where=(busy,))).reasons == ("where_unknown",)


def test_equal_straight_lines_go_to_the_smaller_id() -> None:
    region = region_of(ROAD, [Facility("z", "port", (4000.0, 0.0)), Facility("a", "port", (6000.0, 0.0))])
    assert ask(region, number("distance_km", to="port")).via == (Via("a", "A"),)


def test_straight_lines_start_at_the_nearest_point_of_the_outline_and_need_no_road() -> None:
    port = Facility("p", "port", (3000.0, 4000.0))
    region = region_of(None, [port])
    answer = ask(region, number("distance_km", to="port"), box(-1000, -1000, 0, 0))
    assert ends(answer) == [pytest.approx((5.0, 5.0), abs=1e-9)]  # from the corner (0, 0)
    lon, lat = degrees([(0.0, 7000.0)])
    place = Place("Ours", float(lon[0]), float(lat[0]))
    answer = ask(region, number("distance_km", to=place), box(-1000, -1000, 0, 0))
    assert ends(answer) == [pytest.approx((7.0, 7.0), abs=1e-6)]
    assert answer.via == (Via(None, "Ours"),)


def test_a_region_without_roads_leaves_every_drive_unknown() -> None:
    region = region_of(None, PORTS, [Village("v", MIDDLE)])
    lon, lat = degrees([MIDDLE])
    for measure in (
        number("drive_min", to="port"),
        number("drive_min", to="port", where=(DEEP,)),
        number("drive_min", to=Place("Ours", float(lon[0]), float(lat[0]))),
        number("population", within_min=30),
        number("workforce", within_min=30.5),
        number("jobs", within_min=30),
        number("attractions", within_min=30),
    ):
        assert ask(region, measure, MIDDLE, OFF).reasons == ("no_roads", "no_roads")


def test_a_site_far_from_every_road_is_unknown_and_never_zero() -> None:
    region = region_of(ROAD, [*PORTS, Facility("sight", "attraction", MIDDLE)], [Village("v", MIDDLE)])
    for measure in (
        number("drive_min", to="port"),
        number("drive_min", to="port", where=(DEEP,)),
        *(number(name, within_min=m) for name in ("population", "workforce", "jobs", "attractions") for m in (9, 9.5)),
    ):
        answer = ask(region, measure, OFF, MIDDLE)
        assert answer.unknown.tolist() == [True, False]
        assert answer.reasons == ("no_road_near", None)


def test_a_place_far_from_every_road_is_unknown() -> None:
    lon, lat = degrees([OFF])
    answer = ask(PORT_REGION, number("drive_min", to=Place("Ours", float(lon[0]), float(lat[0]))))
    assert (answer.reasons, answer.via) == (("no_road_near",), (None,))


def test_people_drive_to_the_site_and_jobs_are_driven_to() -> None:
    villages = [Village("west", (2000.0, 0.0), 100, 49, 3), Village("east", (8000.0, 0.0), 1000, 490, 30)]
    region = region_of(ONE_WAY, villages=villages)  # eastwards only
    assert ends(ask(region, number("population", within_min=90))) == [(100.0, 100.0)]
    assert ends(ask(region, number("workforce", within_min=90))) == [(49.0, 49.0)]
    assert ends(ask(region, number("jobs", within_min=90))) == [(30.0, 30.0)]


def test_the_boundary_is_inclusive_and_in_whole_deciseconds() -> None:
    region = region_of(ROAD, villages=[Village("v", (2000.0, 0.0))])  # exactly 3 minutes, 1800 ds
    for within_min, reached in ((3, 100.0), (2, 0.0), (2.9995, 100.0), (2.999, 0.0), (3.0001, 100.0)):
        assert ends(ask(region, number("population", within_min=within_min))) == [(reached, reached)]


def test_beyond_the_horizon_it_is_unknown() -> None:
    region = region_of(ROAD, [Facility("s", "attraction", MIDDLE)], [Village("v", MIDDLE)], horizon_min=30)
    for name in ("population", "workforce", "jobs", "attractions"):
        assert ask(region, number(name, within_min=30)).reasons == (None,)
        assert ask(region, number(name, within_min=30.5)).reasons == ("beyond_horizon",)
        assert ask(region, number(name, within_min=60)).reasons == ("beyond_horizon",)


def test_a_drive_is_never_cut_by_the_horizon() -> None:
    region = region_of(ROAD, [Facility("p", "port", (9000.0, 0.0))], horizon_min=1)
    assert ends(ask(region, number("drive_min", to="port"))) == [(4.0, 4.0)]


def test_workforce_is_unknown_where_someone_in_reach_has_an_unknown_one() -> None:
    villages = [
        Village("near", (4000.0, 0.0), 100, 49),
        Village("empty", (4500.0, 0.0), 0, float("nan")),
        Village("far", (2000.0, 0.0), 100, float("nan")),
    ]
    region = region_of(ROAD, villages=villages)
    assert ends(ask(region, number("workforce", within_min=2))) == [(49.0, 49.0)]
    assert ask(region, number("workforce", within_min=3)).reasons == ("no_workforce",)
    assert ask(region, number("workforce", within_min=3.5)).reasons == ("no_workforce",)
    assert ends(ask(region, number("population", within_min=3))) == [(200.0, 200.0)]


def test_groups_of_the_workforce() -> None:
    region = region_of(ROAD, villages=[Village("v", MIDDLE, groups=(("welders", 12.0),))])
    assert ends(ask(region, number("workforce", within_min=5, group="welders"))) == [(12.0, 12.0)]
    assert ends(ask(region, number("workforce", within_min=5.5, group="welders"))) == [(12.0, 12.0)]
    assert ask(region, number("workforce", within_min=5, group="pilots")).reasons == ("no_group",)


def test_what_the_region_does_not_know_is_unknown() -> None:
    region = region_of(ROAD, villages=[Village("v", MIDDLE)], jobs=False)
    assert ask(region, number("jobs", within_min=5)).reasons == ("no_jobs",)
    assert ask(region, number("attractions", within_min=5)).reasons == ("no_facility",)
    assert ask(region_of(ROAD), number("population", within_min=5)).reasons == ("no_people",)
    assert ask(region_of(ROAD), number("workforce", within_min=5)).reasons == ("no_people",)


def test_attractions_run_from_those_that_surely_count_to_those_that_may() -> None:
    sights = [
        Facility("a", "attraction", (5500.0, 0.0), (("level", "national"),)),
        Facility("b", "attraction", (6000.0, 0.0)),
        Facility("c", "attraction", (6500.0, 0.0), (("level", "local"),)),
        Facility("d", "attraction", (9900.0, 0.0), (("level", "national"),)),
    ]
    region = region_of(ROAD, sights)
    national = ("level", OneOf(("national",)))
    assert ends(ask(region, number("attractions", within_min=3))) == [(3.0, 3.0)]
    assert ends(ask(region, number("attractions", within_min=3, where=(national,)))) == [(1.0, 2.0)]
    assert ends(ask(region, number("attractions", within_min=0.5, where=(national,)))) == [(1.0, 1.0)]


def test_sources_name_the_roads_and_what_is_reached_on_them() -> None:
    region = region_of(ROAD, [*PORTS, Facility("s", "attraction", MIDDLE)], [Village("v", MIDDLE)])
    lon, lat = degrees([MIDDLE])
    place = Place("Ours", float(lon[0]), float(lat[0]))
    roads_and_people = Source("Roads; People", "2021-12-31", Method.DERIVED)  # the older date
    expected = {
        number("drive_min", to="port"): Source("Roads; Facilities", "2024-05-01", Method.DERIVED),
        number("drive_min", to="locality"): roads_and_people,
        number("drive_min", to=place): Source("Roads", "2024-05-01", Method.DERIVED),
        number("distance_km", to="port"): Source("Facilities", None, Method.DERIVED),
        number("population", within_min=5): roads_and_people,
        number("jobs", within_min=5): roads_and_people,
        number("attractions", within_min=5): Source("Roads; Facilities", "2024-05-01", Method.DERIVED),
    }
    assert {measure: ask(region, measure).sources[0] for measure in expected} == expected


def test_sums_are_exact_in_any_order() -> None:
    thirds = [Village(f"v{i}", MIDDLE, population=100, workforce=value) for i, value in enumerate([0.1] * 9 + [1e6])]
    forth, back = (region_of(ROAD, villages=villages) for villages in (thirds, thirds[::-1]))
    measure = number("workforce", within_min=5)
    assert ends(ask(forth, measure)) == ends(ask(back, measure))
    assert ask(forth, measure).low.tolist() == [math.fsum([0.1] * 9 + [1e6])]
    many = region_of(ROAD, villages=[Village(f"v{i}", MIDDLE, population=i) for i in range(1000)])
    assert ends(ask(many, number("population", within_min=1))) == [(499_500.0, 499_500.0)]


def test_no_site_at_all() -> None:
    region = region_of(ROAD, PORTS, [Village("v", MIDDLE)])
    empty = np.empty(0, dtype=object)
    table = reach_table(region, empty)
    for measure in (number("drive_min", to="port"), number("population", within_min=5)):
        answer = column(region, table, measure)
        assert answer is not None
        assert (len(answer.low), answer.reasons) == (0, ())
    assert len(special_column(region, empty, number("drive_min", to="port", where=(DEEP,))).low) == 0


def test_every_reason_has_its_own_code() -> None:
    assert len(set(REASONS)) == len(REASONS)
