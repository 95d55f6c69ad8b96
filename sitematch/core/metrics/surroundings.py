"""Metrics of what lies around or over a site: neighbours, water, nature, heritage, what is in the ground."""

from __future__ import annotations

from typing import Final

from sitematch.core.metrics.entries import burden, stated_number
from sitematch.core.metrics.metric import Group

NEIGHBOURS: Final = (
    stated_number(
        "dwelling_distance_m",
        "m",
        Group.SURROUNDINGS,
        ("Avstånd till bostäder", "Distance to dwellings"),
        ("Meter till närmaste bostadshus.", "Metres to the nearest dwelling."),
        (
            "Hur långt (m) är det från området till närmaste bostadshus?",
            "How far (m) is it from the site to the nearest dwelling?",
        ),
        changeable=False,
    ),
)

GROUND: Final = (
    burden(
        "flood_risk",
        ("Översvämningsrisk", "Flood risk"),
        (
            "Bekräftad: inom hundraårsflödet. Möjlig: inom beräknat högsta flöde.",
            "Confirmed: inside the 100-year flood. Possible: inside the calculated highest flow.",
        ),
        (
            "Ligger området inom hundraårsflödet eller beräknat högsta flöde?",
            "Does the site lie inside the 100-year flood or the calculated highest flow?",
        ),
    ),
    burden(
        "contamination",
        ("Markförorening", "Contamination"),
        ("Om marken är, eller kan vara, förorenad.", "Whether the ground is, or may be, contaminated."),
        ("Är marken förorenad, eller kan den vara det?", "Is the ground contaminated, or may it be?"),
    ),
    burden(
        "farmland",
        ("Jordbruksmark", "Farmland"),
        (
            "Om området är, eller kan vara, brukningsvärd jordbruksmark.",
            "Whether the site is, or may be, farmland worth cultivating.",
        ),
        (
            "Är området brukningsvärd jordbruksmark, helt eller delvis?",
            "Is the site, or a part of it, farmland worth cultivating?",
        ),
    ),
)

PROTECTION: Final = (
    burden(
        "natura2000",
        ("Natura 2000", "Natura 2000"),
        (
            "Om området berörs, eller kan beröras, av ett Natura 2000-område.",
            "Whether the site is, or may be, affected by a Natura 2000 area.",
        ),
        ("Berörs området av ett Natura 2000-område?", "Is the site affected by a Natura 2000 area?"),
    ),
    burden(
        "protected_nature",
        ("Skyddad natur", "Protected nature"),
        (
            "Om området berörs, eller kan beröras, av naturreservat, biotopskydd eller annan skyddad natur.",
            "Whether a nature reserve, a protected habitat or other protected nature affects the site, or may do so.",
        ),
        (
            "Berörs området av naturreservat, biotopskydd eller annan skyddad natur?",
            "Is the site affected by a nature reserve, a protected habitat or other protected nature?",
        ),
    ),
    burden(
        "heritage",
        ("Fornlämningar och kulturmiljö", "Heritage"),
        (
            "Om området berörs, eller kan beröras, av fornlämningar eller skyddad kulturmiljö.",
            "Whether the site is, or may be, affected by ancient remains or a protected cultural environment.",
        ),
        (
            "Berörs området av fornlämningar eller skyddad kulturmiljö?",
            "Is the site affected by ancient remains or a protected cultural environment?",
        ),
    ),
    burden(
        "shore_protection",
        ("Strandskydd", "Shore protection"),
        ("Om strandskydd gäller, eller kan gälla.", "Whether shore protection applies, or may apply."),
        ("Gäller strandskydd inom området?", "Does shore protection apply on the site?"),
    ),
    burden(
        "water_protection",
        ("Vattenskyddsområde", "Water protection area"),
        (
            "Om området ligger, eller kan ligga, inom ett vattenskyddsområde.",
            "Whether the site lies, or may lie, inside a water protection area.",
        ),
        ("Ligger området inom ett vattenskyddsområde?", "Does the site lie inside a water protection area?"),
    ),
)

SURROUNDINGS: Final = NEIGHBOURS + GROUND + PROTECTION
