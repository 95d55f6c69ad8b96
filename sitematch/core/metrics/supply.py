"""Metrics of what is piped and wired to a site: power, water, heat, gas and fibre."""

from __future__ import annotations

from typing import Final

from sitematch.core.metrics.entries import stated_boolean, stated_number
from sitematch.core.metrics.metric import Group

POWER: Final = (
    stated_number(
        "power_mw",
        "MW",
        Group.POWER_AND_WATER,
        ("Eleffekt", "Power"),
        (
            "Den eleffekt som kan levereras till området.",
            "The electric power that can be delivered to the site.",
        ),
        (
            "Hur stor eleffekt (MW) kan levereras till området?",
            "How much electric power (MW) can be delivered to the site?",
        ),
    ),
    stated_number(
        "power_kv",
        "kV",
        Group.POWER_AND_WATER,
        ("Anslutningsspänning", "Connection voltage"),
        (
            "Den spänning som området kan anslutas till.",
            "The voltage at which the site can be connected.",
        ),
        (
            "Vid vilken spänning (kV) kan området anslutas till elnätet?",
            "At what voltage (kV) can the site be connected to the grid?",
        ),
    ),
    stated_number(
        "power_months",
        "months",
        Group.POWER_AND_WATER,
        ("Tid till full eleffekt", "Time until full power"),
        (
            "Månader tills hela den angivna eleffekten finns på plats.",
            "Months until all of the stated power is there.",
        ),
        (
            "Om hur många månader kan hela eleffekten levereras till området?",
            "In how many months can all of the power be delivered to the site?",
        ),
    ),
)

WATER_AND_HEAT: Final = (
    stated_number(
        "water_m3_d",
        "m³/d",
        Group.POWER_AND_WATER,
        ("Vattenförsörjning", "Water supply"),
        (
            "Hur mycket vatten som kan levereras till området per dygn.",
            "How much water can be delivered to the site per day.",
        ),
        (
            "Hur mycket vatten (m³ per dygn) kan levereras till området?",
            "How much water (m³ per day) can be delivered to the site?",
        ),
    ),
    stated_number(
        "wastewater_m3_d",
        "m³/d",
        Group.POWER_AND_WATER,
        ("Avlopp", "Waste water"),
        (
            "Hur mycket avloppsvatten som kan tas emot från området per dygn.",
            "How much waste water from the site can be received per day.",
        ),
        (
            "Hur mycket avloppsvatten (m³ per dygn) kan tas emot från området?",
            "How much waste water (m³ per day) can be received from the site?",
        ),
    ),
    stated_number(
        "district_heating_mw",
        "MW",
        Group.POWER_AND_WATER,
        ("Fjärrvärme", "District heating"),
        (
            "Den fjärrvärmeeffekt som kan levereras till området.",
            "The district heating that can be delivered to the site.",
        ),
        (
            "Hur stor fjärrvärmeeffekt (MW) kan levereras till området?",
            "How much district heating (MW) can be delivered to the site?",
        ),
    ),
    stated_boolean(
        "gas",
        Group.POWER_AND_WATER,
        ("Gas", "Gas"),
        ("Om området kan anslutas till ett gasnät.", "Whether the site can be connected to a gas grid."),
        ("Kan området anslutas till ett gasnät?", "Can the site be connected to a gas grid?"),
    ),
    stated_boolean(
        "fibre",
        Group.POWER_AND_WATER,
        ("Fiber", "Fibre"),
        ("Om området kan anslutas till fibernät.", "Whether the site can be connected to a fibre network."),
        ("Kan området anslutas till ett fibernät?", "Can the site be connected to a fibre network?"),
    ),
)

SUPPLY: Final = POWER + WATER_AND_HEAT
