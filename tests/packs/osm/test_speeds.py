"""Posted speeds in all their forms, and the defaults where none is posted."""

from __future__ import annotations

import pytest

from sitematch.packs.osm.speeds import CLASSES, COUNTRIES, GENERAL, country_of, default_kmh, read_speed, speed_of


@pytest.mark.parametrize(
    ("value", "kmh", "note"),
    [
        ("50", 50, None),
        ("50.5", 50.5, None),
        ("7,5", 7.5, None),
        ("50 km/h", 50, None),
        ("50kmh", 50, None),
        ("30 mph", 48.28032, None),
        ("30mph", 48.28032, None),
        ("5 knots", 9.26, None),
        ("SE:urban", 50, None),
        ("se:rural", 70, None),
        ("FI:urban", 50, None),
        ("FI:motorway", 120, None),
        ("DE:rural", 100, None),
        ("DE:zone:30", 30, None),
        ("DE:zone30", 30, None),
        ("SE:30", 30, None),
        ("GB:nsl_single", 97, None),
        ("UK:nsl_dual", 113, None),
        ("GB:zone:20 mph", 32.18688, None),
        ("BE-VLG:rural", 70, None),
        ("SE:living_street", 7, None),
        ("XX:urban", 50, None),
        ("XX:motorway", 110, None),
        ("walk", 7, None),
        ("none", 130, None),
        ("50;70", 50, "maxspeed_list"),
        ("70|50|70", 50, "maxspeed_list"),
        ("70;signals", 70, "maxspeed_list"),
        ("signals", None, "maxspeed_variable"),
        ("variable", None, "maxspeed_variable"),
        ("signals;variable", None, "maxspeed_variable"),
        ("0", None, "maxspeed_unreadable"),
        ("999", None, "maxspeed_unreadable"),
        ("-50", None, "maxspeed_unreadable"),
        ("fast", None, "maxspeed_unreadable"),
        ("SE:nonsense", None, "maxspeed_unreadable"),
        ("50 @ (06:00-18:00)", None, "maxspeed_unreadable"),
        ("1e400", None, "maxspeed_unreadable"),
        ("٥٠", None, "maxspeed_unreadable"),
        ("", None, "maxspeed_unreadable"),
    ],
)
def test_forms_of_a_posted_speed(value: str, kmh: float | None, note: str | None) -> None:
    found, said = read_speed(value)

    assert said == note
    assert found is kmh is None or found == pytest.approx(kmh, rel=1e-9)


def test_a_conditional_speed_is_not_the_posted_one() -> None:
    tags = {"maxspeed": "80", "maxspeed:conditional": "50 @ wet", "maxspeed:hgv": "70", "maxspeed:advisory": "40"}

    assert speed_of(tags, "primary", "SE").kmh == 80
    assert speed_of({"maxspeed:conditional": "50 @ wet"}, "primary", "SE").note == "maxspeed_none"


def test_a_direction_has_its_own_speed_where_it_is_posted() -> None:
    tags = {"maxspeed": "50", "maxspeed:backward": "70"}

    assert speed_of(tags, "primary", None, ":forward").kmh == 50
    assert speed_of(tags, "primary", None, ":backward").kmh == 70


@pytest.mark.parametrize("key", ["maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic"])
def test_a_general_limit_or_zone_counts_where_no_figure_is_posted(key: str) -> None:
    assert speed_of({key: "SE:urban"}, "tertiary", "FI").kmh == 50
    assert speed_of({key: "SE:urban"}, "tertiary", "FI").note == "maxspeed_by_type"
    assert speed_of({key: "SE:urban", "maxspeed": "40"}, "tertiary", "FI").kmh == 40
    assert speed_of({key: "SE:urban", "maxspeed": "signals"}, "tertiary", "FI").kmh == 50
    assert speed_of({key: "sign"}, "tertiary", "FI").note == "maxspeed_none"


def test_a_default_is_the_countrys_limit_but_no_more_than_the_class_bears() -> None:
    assert default_kmh("motorway", "DE") == 130
    assert default_kmh("motorway", "IS") == 90
    assert default_kmh("motorway", None) == GENERAL.motorway
    assert default_kmh("primary", "SE") == 70
    assert default_kmh("primary", "DE") == 80
    assert default_kmh("residential", "SE") == 40
    assert default_kmh("tertiary", "FI", motorroad=True) == 100
    assert default_kmh("trunk_link", "FI", motorroad=True) == default_kmh("trunk_link", "FI")


def test_defaults_fall_with_the_class_in_every_country() -> None:
    ranked = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service")
    for country in (None, *COUNTRIES):
        speeds = [default_kmh(highway, country) for highway in ranked]
        assert speeds == sorted(speeds, reverse=True), country
        assert all(0 < default_kmh(highway, country) <= 140 for highway in CLASSES)


def test_the_country_that_a_value_names() -> None:
    assert country_of("SE:urban") == "SE"
    assert country_of("uk:nsl_single") == "GB"
    assert country_of("50") is None
    assert country_of("zone:30") is None
