"""What the tags of a way mean for a car."""

from __future__ import annotations

import pytest

from sitematch.packs.osm.access import BLOCKING, OPEN, SHUT, shuts
from sitematch.packs.osm.roads import NoRoad, Road, judge
from sitematch.packs.osm.speeds import CLASSES
from tests.packs.osm.build import road


def judged(tags: dict[str, str], country: str | None = "SE") -> Road | NoRoad:
    return judge(tags, country)


def reason(tags: dict[str, str]) -> str | None:
    verdict = judged(tags)
    return verdict.reason if isinstance(verdict, NoRoad) else None


def ways(tags: dict[str, str]) -> tuple[bool, bool]:
    verdict = judged(tags)
    assert isinstance(verdict, Road)
    return verdict.forward, verdict.backward


@pytest.mark.parametrize("highway", CLASSES)
def test_every_class_from_motorway_to_service_is_driven(highway: str) -> None:
    assert isinstance(judged({"highway": highway}), Road)


@pytest.mark.parametrize(
    "highway", ["track", "path", "footway", "cycleway", "pedestrian", "busway", "steps", "raceway", "bridleway", "nope"]
)
def test_what_no_car_drives_is_left_out(highway: str) -> None:
    assert reason({"highway": highway, "motor_vehicle": "yes"}) == "not_for_cars"


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({"area": "yes"}, "area"),
        ({"construction": "yes"}, "building"),
        ({"construction": "primary"}, "building"),
        ({"construction": "minor"}, None),
        ({"smoothness": "impassable"}, "impassable"),
        ({"service": "emergency_access"}, "no_access"),
        ({"access": "no"}, "no_access"),
        ({"access": "private"}, "no_access"),
        ({"motor_vehicle": "permit"}, "no_access"),
        ({"vehicle": "forestry;agricultural"}, "no_access"),
        ({"access": "destination"}, None),
        ({"motor_vehicle": "delivery"}, None),
        ({"access": "customers"}, None),
        ({"motor_vehicle": "agricultural;destination"}, None),
        ({"access": "no", "motor_vehicle": "yes"}, None),
        ({"access": "yes", "motorcar": "no"}, "no_access"),
        ({"motor_vehicle": "no", "motorcar": "yes"}, None),
        ({"vehicle": "no", "access": "yes"}, "no_access"),
        ({"access": "no", "bus": "yes"}, "no_access"),
        ({"access": "nonsense"}, None),
        ({"motorcar": "nonsense", "access": "no"}, "no_access"),
        ({"access:conditional": "no @ night"}, None),
        ({"motor_vehicle:forward": "no", "motor_vehicle:backward": "no"}, "no_access"),
    ],
)
def test_who_may_drive(tags: dict[str, str], why: str | None) -> None:
    assert reason(road(tags)) == why


def test_no_word_of_access_means_both() -> None:
    assert not OPEN & SHUT


FORWARD, BACKWARD, BOTH = (True, False), (False, True), (True, True)


@pytest.mark.parametrize(
    ("tags", "driven"),
    [
        ({}, BOTH),
        ({"oneway": "yes"}, FORWARD),
        ({"oneway": "true"}, FORWARD),
        ({"oneway": "1"}, FORWARD),
        ({"oneway": "-1"}, BACKWARD),
        ({"oneway": "reverse"}, BACKWARD),
        ({"oneway": "no"}, BOTH),
        ({"oneway": "reversible"}, BOTH),
        ({"oneway": "alternating"}, BOTH),
        ({"oneway": "perhaps"}, BOTH),
        ({"junction": "roundabout"}, FORWARD),
        ({"junction": "circular"}, FORWARD),
        ({"junction": "roundabout", "oneway": "no"}, BOTH),
        ({"junction": "roundabout", "oneway": "-1"}, BACKWARD),
        ({"junction": "roundabout", "oneway": "perhaps"}, FORWARD),
        ({"highway": "motorway"}, FORWARD),
        ({"highway": "motorway", "oneway": "no"}, BOTH),
        ({"highway": "motorway_link"}, BOTH),
        ({"highway": "motorway_link", "oneway": "yes"}, FORWARD),
        ({"highway": "trunk"}, BOTH),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, BOTH),
        ({"oneway:bicycle": "yes"}, BOTH),
        ({"oneway:conditional": "yes @ night"}, BOTH),
        ({"motor_vehicle:backward": "no"}, FORWARD),
        ({"access:forward": "no"}, BACKWARD),
    ],
)
def test_directions(tags: dict[str, str], driven: tuple[bool, bool]) -> None:
    assert ways(road(tags)) == driven


@pytest.mark.parametrize(
    ("tags", "motorway"),
    [
        ({"highway": "motorway"}, True),
        ({"highway": "motorway_link"}, True),
        ({"highway": "trunk", "motorroad": "yes"}, True),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk_link"}, False),
        ({"highway": "primary", "motorroad": "no"}, False),
    ],
)
def test_what_is_entered_at_nodes_only(tags: dict[str, str], motorway: bool) -> None:
    verdict = judged(tags)

    assert isinstance(verdict, Road)
    assert verdict.motorway == motorway


def test_notes_say_what_was_assumed() -> None:
    plain, bare = judged(road()), judged({"highway": "tertiary", "oneway": "reversible"})

    assert isinstance(plain, Road)
    assert isinstance(bare, Road)
    assert plain.notes == ()
    assert bare.notes == ("oneway_changing", "maxspeed_none")


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "bollard", "bicycle": "yes"}, True),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "gate", "status": "closed"}, True),
        ({"barrier": "gate", "locked": "yes", "motorcar": "destination"}, False),
        ({"barrier": "lift_gate"}, False),
        ({"barrier": "toll_booth"}, False),
        ({"barrier": "cattle_grid"}, False),
        ({"barrier": "kerb"}, False),
        ({"barrier": "block"}, True),
        ({"barrier": "yes"}, True),
    ],
)
def test_barriers(tags: dict[str, str], closed: bool) -> None:
    assert shuts(tags) == closed
    assert "gate" not in BLOCKING
