"""Invented figures of a demo site: plausible of its place, agreeing with each other, with gaps as real lists have.

A figure that the plan gives is kept as it is; the others are drawn, some of them are widened to an interval and
some are left out. All chance comes from the ``random.Random`` that is passed in.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

Cell = float | str | bool | list[float] | list[str] | None

STAGES = ("none", "planbesked", "samrad", "granskning", "antagen", "laga_kraft")
STAGE_CHANCES = {
    "city": (10, 15, 15, 20, 10, 30),
    "town": (15, 10, 15, 10, 10, 40),
    "village": (30, 5, 10, 5, 10, 40),
    "nature": (35, 20, 20, 10, 5, 10),
}
READY_MONTHS = {
    "none": (36, 66),
    "planbesked": (26, 42),
    "samrad": (18, 30),
    "granskning": (12, 22),
    "antagen": (8, 15),
    "laga_kraft": (2, 10),
}
MW_PER_HA = {"city": 3.6, "town": 1.9, "village": 0.7, "nature": 0.35}  # times area to the power of 0.6
WATER_PER_HA = {"city": 55.0, "town": 32.0, "village": 9.0, "nature": 12.0}  # m³ a day, area to the power of 0.7
SEK_PER_M2 = {"city": (250, 900), "town": (110, 320), "village": (18, 95), "nature": (60, 260)}
USES: dict[str, list[list[str]]] = {
    "industry": [["industry", "logistics"], ["industry"]],
    "process": [["industry"], ["industry", "utilities"]],
    "logistics": [["logistics", "industry"], ["logistics"]],
    "office": [["office"], ["office", "retail"]],
    "visitor": [["visitor"]],
    "mixed": [["mixed"], ["industry", "office"]],
}
GAPS = {  # how often, in a hundred, a municipality does not say
    "developable_ha": 25, "expandable_ha": 50, "building_right_m2": 35, "price_sek_m2": 30, "max_height_m": 30,
    "slope_pct": 30, "power_mw": 30, "power_kv": 40, "power_months": 45, "water_m3_d": 35, "wastewater_m3_d": 45,
    "district_heating_mw": 30, "owner_count": 25, "dwelling_distance_m": 30, "rail_distance_m": 15, "ready_months": 30,
    "fibre": 20, "gas": 40, "rail_siding": 15, "plan_appealed": 35, "plan_stage": 8, "plan_use": 10, "ownership": 7,
    "availability": 4, "flood_risk": 30, "contamination": 40, "natura2000": 25, "protected_nature": 30, "heritage": 40,
    "shore_protection": 35, "water_protection": 40, "farmland": 35, "shore_distance_m": 25, "road_class": 35,
}  # fmt: skip
WIDENED = ("price_sek_m2", "power_mw", "power_months", "water_m3_d", "ready_months", "expandable_ha", "slope_pct")
WIDENED_SHARE = 0.14


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of a site's place before anything is invented: from its outline and the map."""

    area_ha: float
    setting: str
    use: str
    wooded: bool
    plain: bool
    rail_m: float
    shore_m: float
    main_road: bool


def figures(ground: Ground, given: dict[str, Cell], rng: random.Random) -> dict[str, Cell]:
    """All columns of figures of a site, those of ``GAPS`` first; None where nothing is stated."""
    drawn: dict[str, Cell] = {}
    for part in (_plan, _land, _supply, _surroundings):
        drawn.update(part(ground, {**drawn, **given}, rng))
    cells: dict[str, Cell] = {}
    for column, gap in GAPS.items():
        left_out = rng.random() * 100 < gap
        widened = rng.random() < WIDENED_SHARE
        value = drawn.get(column)
        if column in given:
            cells[column] = given[column]
        elif left_out or value is None:
            cells[column] = None
        else:
            cells[column] = _interval(value, rng) if widened and column in WIDENED else value
    if cells["plan_stage"] is None:
        cells["plan_appealed"] = None
    return cells | _looked_into(ground, rng)


def source_date(rng: random.Random) -> str:
    """When the figures were last looked at: this year or years ago."""
    year = rng.choices(range(2018, 2027), weights=(6, 5, 5, 6, 8, 11, 14, 19, 22))[0]
    return f"{year}-{rng.randint(1, 9):02d}-{rng.randint(1, 28):02d}"


def _plan(ground: Ground, known: dict[str, Cell], rng: random.Random) -> dict[str, Cell]:
    stage = str(known.get("plan_stage") or rng.choices(STAGES, weights=STAGE_CHANCES[ground.setting])[0])
    early = stage in ("none", "planbesked")
    low, high = READY_MONTHS[stage]
    owners = ("municipal", "private", "mixed", "state")
    ownership = str(
        known.get("ownership") or rng.choices(owners, weights=(20, 65, 12, 3) if early else (68, 20, 10, 2))[0]
    )
    availability = (
        "planned"
        if early and rng.random() < 0.5
        else rng.choices(("available", "option", "reserved"), weights=(80, 9, 11))[0]
    )
    return {
        "plan_stage": stage,
        "plan_appealed": stage == "antagen" and rng.random() < 0.4,
        "plan_use": None if stage == "none" else rng.choice(USES[ground.use]),
        "ready_months": rng.randint(low, high),
        "ownership": ownership,
        "owner_count": {"municipal": 1, "state": 1, "mixed": rng.randint(2, 6)}.get(ownership, rng.randint(1, 4)),
        "availability": availability,
        "max_height_m": None if early else rng.choice((10, 12, 12, 15, 18, 20, 25)),
    }


def _land(ground: Ground, known: dict[str, Cell], rng: random.Random) -> dict[str, Cell]:
    developable = ground.area_ha * rng.uniform(0.62, 0.93)
    share = {"office": (0.7, 1.4), "mixed": (0.4, 0.8), "visitor": (0.08, 0.2)}.get(ground.use, (0.3, 0.5))
    low, high = SEK_PER_M2[ground.setting]
    dearer = 1.8 if ground.use == "office" else 1.0
    planned = known.get("plan_stage") in ("granskning", "antagen", "laga_kraft")
    return {
        "developable_ha": round(developable, 1),
        "expandable_ha": round(ground.area_ha * rng.choice((0, 0.2, 0.4, 0.8)), 1),
        "building_right_m2": int(round(developable * 1e4 * rng.uniform(*share), -3)) if planned else None,
        "price_sek_m2": int(5 * round(rng.uniform(low, high) * dearer / 5)),
        "slope_pct": round(rng.uniform(2.5, 8.0) if ground.wooded else rng.uniform(0.4, 2.6), 1),
    }


def _supply(ground: Ground, known: dict[str, Cell], rng: random.Random) -> dict[str, Cell]:
    power = known.get("power_mw")
    mw = (
        float(power)
        if isinstance(power, int | float)
        else MW_PER_HA[ground.setting] * rng.uniform(0.55, 1.5) * ground.area_ha**0.6
    )
    kv = 10 if mw < 6 else 20 if mw < 16 else 40 if mw < 40 else 130
    water = WATER_PER_HA[ground.setting] * rng.uniform(0.6, 1.6) * ground.area_ha**0.7
    served = {"city": 0.85, "town": 0.75, "village": 0.25, "nature": 0.1}[ground.setting]
    heat = rng.uniform(0.4, 1.1) * ground.area_ha**0.7 if rng.random() < served else 0.0
    return {
        "power_mw": round(mw, 1) if mw < 10 else round(mw),
        "power_kv": kv,
        "power_months": round(5 + 0.3 * mw * rng.uniform(0.6, 1.5) + rng.uniform(0, 10)),
        "water_m3_d": int(10 * round(water / 10)) or 10,
        "wastewater_m3_d": int(10 * round(water * rng.uniform(0.5, 0.95) / 10)) or 10,
        "district_heating_mw": round(heat, 1),
        "fibre": rng.random() < {"city": 0.97, "town": 0.92, "village": 0.7, "nature": 0.5}[ground.setting],
        "gas": ground.setting == "city" and rng.random() < 0.25,
        "rail_distance_m": int(50 * max(2, round(ground.rail_m / 50))),
        "rail_siding": ground.rail_m < 1000 and ground.area_ha > 10 and rng.random() < 0.3,
        "road_class": "BK4" if ground.main_road and rng.random() < 0.7 else "BK1",
    }


def _surroundings(ground: Ground, known: dict[str, Cell], rng: random.Random) -> dict[str, Cell]:
    near_water = ground.shore_m < 600
    apart = {"city": (90, 450), "town": (80, 400), "village": (60, 300), "nature": (80, 500)}[ground.setting]
    return {
        "dwelling_distance_m": int(10 * round(rng.uniform(*apart) * (1.4 if ground.wooded else 1.0) / 10)),
        "flood_risk": _degree(rng, 35 if near_water else 10, 12 if near_water else 2),
        "contamination": _degree(rng, 22 if ground.use in ("industry", "process", "mixed") else 6, 4),
        "natura2000": _degree(rng, 6, 2),
        "protected_nature": _degree(rng, 12, 4),
        "heritage": _degree(rng, 25 if ground.plain else 12, 8),
        "shore_protection": "confirmed" if ground.shore_m < 100 else "possible" if near_water else _degree(rng, 15, 4),
        "water_protection": _degree(rng, 15, 6),
        "farmland": "confirmed" if ground.plain and not ground.wooded else _degree(rng, 20, 0),
        "shore_distance_m": int(100 * max(1, round(ground.shore_m / 100))) if ground.shore_m < 15000 else None,
    }


def _looked_into(ground: Ground, rng: random.Random) -> dict[str, Cell]:
    """What no layer holds and a few municipalities looked into because somebody once asked."""
    firm = (120, 400) if ground.wooded else (60, 220)
    answers: dict[str, tuple[float, Cell]] = {
        "cooling_water_c": (0.25 if ground.shore_m < 5000 else 0.04, rng.randint(7, 17)),
        "bearing_capacity_kpa": (0.2, int(10 * round(rng.uniform(*firm) / 10))),
        "vibration_um_s": (0.25 if ground.use == "office" else 0.05, rng.randint(8, 60)),
        "bus_departures_hour": (0.4 if ground.setting == "city" else 0.15, rng.randint(1, 8)),
        "subcontractors_15_min": (0.2, rng.randint(0, 30) if ground.setting != "nature" else 0),
        "environmental_permit": (0.08, rng.choice(("none", "none", "applied"))),
        "backup_power_permit": (0.06, "none"),
        "trade_effluent_permit": (0.15, rng.choice(("possible", "with_pretreatment", "refused"))),
        "species_inventory": (0.3 if ground.wooded else 0.15, rng.choice(("done", "ordered", "none"))),
        "security_perimeter": (0.12, rng.choice(("possible", "possible", "in_part"))),
    }
    return {column: answer if rng.random() < chance else None for column, (chance, answer) in answers.items()}


def _degree(rng: random.Random, possible: float, confirmed: float) -> str:
    return rng.choices(("none", "possible", "confirmed"), weights=(100 - possible - confirmed, possible, confirmed))[0]


def _interval(value: Cell, rng: random.Random) -> Cell:
    """A number as the span that a municipality dares to promise, written in one of the two usual ways."""
    if not isinstance(value, int | float) or not value:
        return value
    low, high = value * rng.uniform(0.75, 0.95), value * rng.uniform(1.05, 1.35)
    ends = [round(low, 1), round(high, 1)] if high < 20 else [round(low), round(high)]
    return ends if rng.random() < 0.5 else f"{ends[0]}–{ends[1]}"
