"""Which ferries take cars, and how fast they are."""

from __future__ import annotations

import pytest

from sitematch.packs.osm.ferries import duration_min, takes_cars
from sitematch.packs.osm.roads import NoRoad, Road, judge


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:20", 20),
        ("1:05", 65),
        ("00:02:30", 2.5),
        ("20", 20),
        ("20 min", 20),
        ("20 minutes", 20),
        ("1 h 30 min", 90),
        ("1h30m", 90),
        ("1.5 h", 90),
        ("2 tim", 120),
        ("PT20M", 20),
        ("PT1H30M", 90),
        ("PT90S", 1.5),
        ("P1DT2H", 1560),
        ("pt0.5h", 30),
        ("00:20-00:30", 25),
        ("00:00", None),
        ("0", None),
        ("", None),
        ("PT", None),
        ("P", None),
        ("soon", None),
        ("00:20-soon", None),
        ("1:2:3:4", None),
        ("-5", None),
    ],
)
def test_forms_of_a_duration(text: str, minutes: float | None) -> None:
    found = duration_min(text)

    assert found is minutes is None or found == pytest.approx(minutes)


@pytest.mark.parametrize(
    ("tags", "taken"),
    [
        ({}, True),
        ({"motor_vehicle": "yes"}, True),
        ({"motorcar": "yes", "access": "no"}, True),
        ({"motor_vehicle": "no"}, False),
        ({"access": "no"}, False),
        ({"foot": "yes"}, False),
        ({"foot": "yes", "bicycle": "yes"}, False),
        ({"foot": "yes", "motor_vehicle": "yes"}, True),
        ({"foot": "yes", "hgv": "yes"}, True),
        ({"foot": "yes", "ferry": "secondary"}, True),
        ({"access": "private"}, False),
    ],
)
def test_which_take_cars(tags: dict[str, str], taken: bool) -> None:
    assert takes_cars({"route": "ferry", **tags}) == taken


def test_a_ferry_is_entered_at_nodes_only_and_says_what_was_assumed() -> None:
    plain = judge({"route": "ferry", "duration": "00:10", "motor_vehicle": "yes"}, None)
    bare = judge({"route": "ferry"}, None)
    walkers = judge({"route": "ferry", "foot": "yes"}, None)

    assert isinstance(plain, Road)
    assert isinstance(bare, Road)
    assert plain.motorway
    assert (plain.duration_min, plain.notes) == (10, ())
    assert bare.forward_kmh == 20
    assert bare.notes == ("ferry_cars_not_stated", "duration_none")
    assert walkers == NoRoad("ferry_without_cars")
