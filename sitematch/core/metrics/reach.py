"""Metrics of transport and people: what is near a site, and who can get there."""

from __future__ import annotations

from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics.entries import Words, stated_boolean, stated_number
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin, Parameter

TO: Final = Parameter(
    "to",
    True,
    Text(
        "målpunkternas klass, eller en egen plats {name, lon, lat} i WGS 84",
        "a class of facilities, or a place of your own {name, lon, lat} in WGS 84",
    ),
)
WHERE: Final = Parameter(
    "where",
    False,
    Text(
        "villkor på målpunkterna, per egenskap, skrivna som must",
        "bounds on the facilities, by attribute, written as must",
    ),
)
WITHIN: Final = Parameter(
    "within_min",
    True,
    Text("längsta körtid i minuter", "the longest drive, in minutes"),
)
GROUP: Final = Parameter(
    "group",
    False,
    Text(
        "en av de yrkesgrupper som regionen har uppgifter om",
        "one of the occupational groups that the region has figures for",
    ),
)


def _reach(name: str, unit: str, group: Group, parameters: tuple[Parameter, ...], *words: Words) -> Metric:
    label, help_, ask = (Text(*pair) for pair in words)
    return Metric(name, Kind.NUMBER, unit, Origin.REACH, group, label, help_, ask, False, parameters)


DISTANCES: Final = (
    _reach(
        "drive_min",
        "min",
        Group.TRANSPORT,
        (TO, WHERE),
        ("Körtid", "Driving time"),
        (
            "Minuter med bil från området till närmaste målpunkt av en klass, eller till en egen plats.",
            "Minutes by car from the site to the nearest facility of a class, or to a place of your own.",
        ),
        (
            "Hur många minuter tar det med bil från området till målpunkten?",
            "How many minutes is it by car from the site to the facility?",
        ),
    ),
    _reach(
        "distance_km",
        "km",
        Group.TRANSPORT,
        (TO, WHERE),
        ("Avstånd", "Distance"),
        (
            "Fågelvägen från områdets närmaste punkt till närmaste målpunkt av en klass, eller till en egen plats.",
            "Straight line from the site's nearest point to the nearest facility of a class, or a place of your own.",
        ),
        (
            "Hur många kilometer är det fågelvägen från området till målpunkten?",
            "How many kilometres is it in a straight line from the site to the facility?",
        ),
    ),
)

RAIL: Final = (
    stated_boolean(
        "rail_siding",
        Group.TRANSPORT,
        ("Industrispår", "Rail siding"),
        (
            "Om området har, eller kan få, ett eget spår som är anslutet till järnvägen.",
            "Whether the site has, or can have, a siding of its own that is joined to the railway.",
        ),
        (
            "Har området, eller kan det få, ett industrispår?",
            "Does the site have, or can it have, a rail siding?",
        ),
    ),
    stated_number(
        "rail_distance_m",
        "m",
        Group.TRANSPORT,
        ("Avstånd till spår", "Distance to track"),
        ("Meter till närmaste järnvägsspår.", "Metres to the nearest railway track."),
        (
            "Hur långt (m) är det från området till närmaste järnvägsspår?",
            "How far (m) is it from the site to the nearest railway track?",
        ),
        changeable=False,
    ),
)

PEOPLE: Final = (
    _reach(
        "population",
        "persons",
        Group.PEOPLE,
        (WITHIN,),
        ("Befolkning", "Population"),
        (
            "Antal personer vars bilresa till området tar högst det angivna antalet minuter.",
            "Persons whose drive to the site takes at most the given minutes.",
        ),
        ("Hur många bor inom körtiden från området?", "How many people live within this drive of the site?"),
    ),
    _reach(
        "workforce",
        "persons",
        Group.PEOPLE,
        (WITHIN, GROUP),
        ("Arbetskraft", "Workforce"),
        (
            "Antal förvärvsarbetande vars bilresa till området tar högst det angivna antalet minuter.",
            "Employed persons whose drive to the site takes at most the given minutes.",
        ),
        (
            "Hur många förvärvsarbetande bor inom körtiden från området?",
            "How many employed persons live within this drive of the site?",
        ),
    ),
    _reach(
        "jobs",
        "jobs",
        Group.PEOPLE,
        (WITHIN,),
        ("Arbetstillfällen", "Jobs"),
        (
            "Antal arbetstillfällen som nås med bil från området inom det angivna antalet minuter.",
            "Jobs that are reached by car from the site within the given minutes.",
        ),
        (
            "Hur många arbetstillfällen nås inom körtiden från området?",
            "How many jobs are reached within this drive of the site?",
        ),
    ),
    _reach(
        "attractions",
        "attractions",
        Group.PEOPLE,
        (WITHIN, WHERE),
        ("Besöksmål", "Attractions"),
        (
            "Antal besöksmål som nås med bil från området inom det angivna antalet minuter.",
            "Attractions that are reached by car from the site within the given minutes.",
        ),
        (
            "Hur många besöksmål nås inom körtiden från området?",
            "How many attractions are reached within this drive of the site?",
        ),
    ),
)

REACH: Final = DISTANCES + RAIL + PEOPLE
