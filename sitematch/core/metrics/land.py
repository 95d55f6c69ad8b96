"""Metrics of the land itself: its size, its shape, its price, who owns it and whether it can be had."""

from __future__ import annotations

from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics.entries import stated_number
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin, Parameter

OUTLINE: Final = (
    Metric(
        "area_ha",
        Kind.NUMBER,
        "ha",
        Origin.OUTLINE,
        Group.LAND,
        Text("Areal", "Area"),
        Text(
            "Områdets yta, uppmätt på jordytan ur dess gräns; som uppgiven där bara en punkt finns.",
            "The area of the site, measured on the ground from its outline; as stated where there is only a point.",
        ),
        Text("Hur stort är området i hektar?", "How large is the site, in hectares?"),
        changeable=True,
    ),
    Metric(
        "elongation",
        Kind.NUMBER,
        None,
        Origin.OUTLINE,
        Group.LAND,
        Text("Avlånghet", "Elongation"),
        Text(
            "Längre genom kortare sida av den minsta rektangel som omsluter området: 1 är en kvadrat, 5 en smal remsa.",
            "Longer by shorter side of the rectangle of least area around the site: 1 is a square, 5 a narrow strip.",
        ),
        Text("Kan ni lämna områdets gräns som kartskikt?", "Can you supply the outline of the site as a map layer?"),
        changeable=True,
    ),
    Metric(
        "footprint_fit",
        Kind.NUMBER,
        None,
        Origin.OUTLINE,
        Group.LAND,
        Text("Plats för anläggningen", "Room for the footprint"),
        Text(
            "Den största skala i vilken anläggningens rektangel ryms i en del av området, åt vilket håll som helst; "
            "från 1 och uppåt ryms den.",
            "The largest scale at which the rectangle of the plant fits inside one part of the site, at any angle; "
            "it fits from 1 upwards.",
        ),
        Text("Kan ni lämna områdets gräns som kartskikt?", "Can you supply the outline of the site as a map layer?"),
        changeable=True,
        parameters=(
            Parameter(
                "length_m",
                True,
                Text("anläggningens längd i meter", "length of the plant in metres"),
            ),
            Parameter(
                "width_m",
                True,
                Text("anläggningens bredd i meter", "width of the plant in metres"),
            ),
        ),
    ),
)

STATED: Final = (
    stated_number(
        "developable_ha",
        "ha",
        Group.LAND,
        ("Byggbar areal", "Developable area"),
        ("Den del av området som kan bebyggas.", "The part of the site that can be built on."),
        ("Hur många hektar av området kan bebyggas?", "How many hectares of the site can be built on?"),
    ),
    stated_number(
        "expandable_ha",
        "ha",
        Group.LAND,
        ("Areal för utvidgning", "Area for expansion"),
        (
            "Mark intill området som kan läggas till det senare.",
            "Land beside the site that can be added to it later.",
        ),
        (
            "Hur många hektar intill området kan läggas till vid en senare utbyggnad?",
            "How many hectares beside the site can be added in a later expansion?",
        ),
    ),
    stated_number(
        "price_sek_m2",
        "SEK/m²",
        Group.LAND,
        ("Markpris", "Price of land"),
        ("Begärt pris för marken, per kvadratmeter.", "The price asked for the land, per square metre."),
        (
            "Vilket pris begärs för marken, i kronor per kvadratmeter?",
            "What price is asked for the land, in SEK per square metre?",
        ),
    ),
    stated_number(
        "slope_pct",
        "%",
        Group.LAND,
        ("Lutning", "Slope"),
        ("Markens lutning, i procent.", "The slope of the ground, in per cent."),
        ("Hur stor är markens lutning inom området, i procent?", "How steep is the ground of the site, in per cent?"),
        changeable=False,
    ),
    stated_number(
        "owner_count",
        "owners",
        Group.LAND,
        ("Antal markägare", "Number of landowners"),
        ("Hur många som äger mark inom området.", "How many own land within the site."),
        ("Hur många markägare finns det inom området?", "How many landowners are there within the site?"),
    ),
    Metric(
        "ownership",
        Kind.CATEGORY,
        None,
        Origin.STATED,
        Group.LAND,
        Text("Markägande", "Ownership"),
        Text("Vem som äger marken.", "Who owns the land."),
        Text(
            "Vem äger marken: kommunen, staten, privata ägare eller flera av dem?",
            "Who owns the land: the municipality, the state, private owners or several of them?",
        ),
        changeable=True,
        categories=("municipal", "state", "private", "mixed"),
        category_labels=(
            Text("kommunal", "municipal"),
            Text("statlig", "state"),
            Text("privat", "private"),
            Text("blandad", "mixed"),
        ),
    ),
    Metric(
        "availability",
        Kind.CATEGORY,
        None,
        Origin.STATED,
        Group.LAND,
        Text("Tillgänglighet", "Availability"),
        Text(
            "Om marken går att få: ledig, planerad, optionerad, reserverad eller såld.",
            "Whether the land can be had: available, planned, under option, reserved or sold.",
        ),
        Text(
            "Är området ledigt, planerat, optionerat, reserverat eller sålt?",
            "Is the site available, planned, under option, reserved or sold?",
        ),
        changeable=True,
        categories=("available", "planned", "option", "reserved", "sold"),
        category_labels=(
            Text("ledig", "available"),
            Text("planerad", "planned"),
            Text("optionerad", "under option"),
            Text("reserverad", "reserved"),
            Text("såld", "sold"),
        ),
    ),
)

LAND: Final = OUTLINE + STATED
