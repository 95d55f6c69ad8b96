"""Units that may stand behind a number or in a heading, as compared (``fold``), and what to multiply by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from sitematch.core.sites.words import fold
from sitematch.units import M2_PER_HA, METRES_PER_KM

Units = Mapping[str, float]

_HECTARE: Final = ("ha", "hektar", "hectare", "hectares", "har")
_SQUARE_METRE: Final = ("m2", "m²", "kvm", "kvadratmeter", "sqm", "square metres", "square meters")
_SQUARE_KM: Final = ("km2", "km²", "kvkm", "kvadratkilometer")
_METRE: Final = ("m", "meter", "metre", "metres", "meters")
_CROWNS: Final = ("kr", "sek", "kronor")
_PER_DAY: Final = ("m3/d", "m³/d", "m3/dygn", "m³/dygn", "m3/dag", "m³/dag", "m3/day", "m³/day", "m3 d", "m3 per dygn")
_PER_HOUR: Final = ("m3/h", "m³/h", "m3/tim", "m³/tim", "m3/timme", "m³/timme")
_MONTH: Final = ("mån", "månad", "månader", "months", "month", "mon")
_YEAR: Final = ("år", "years", "year")


def _table(*rows: tuple[Iterable[str], float]) -> Units:
    return MappingProxyType({fold(name): factor for names, factor in rows for name in names})


def _per_square_metre() -> Units:
    found: dict[str, float] = {}
    for crowns in _CROWNS:
        for between in ("/", " per ", ""):
            found.update({fold(crowns + between + area): 1.0 for area in _SQUARE_METRE})
            found.update({fold(crowns + between + area): 1 / M2_PER_HA for area in _HECTARE if between})
    return MappingProxyType(found)


AREA_HA: Final = _table((_HECTARE, 1.0), (_SQUARE_METRE, 1 / M2_PER_HA), (_SQUARE_KM, 100.0))
FLOOR_AREA_M2: Final = _table(
    (_SQUARE_METRE, 1.0), (("m2 BTA", "m² BTA", "kvm BTA", "BTA", "kvm BYA"), 1.0), (_HECTARE, M2_PER_HA)
)
PRICE_PER_M2: Final = _per_square_metre()
PRICE_TOTAL: Final = _table(
    (_CROWNS, 1.0), (("tkr", "kkr", "ksek", "tsek"), 1e3), (("mkr", "msek", "mnkr", "miljoner kr", "miljoner"), 1e6)
)
"""A whole sum in SEK, to be divided by the area."""
PRICE: Final[Units] = MappingProxyType({**PRICE_PER_M2, **PRICE_TOTAL})

UNITS: Final[Mapping[str, Units]] = MappingProxyType(
    {
        "area_ha": AREA_HA,
        "developable_ha": AREA_HA,
        "expandable_ha": AREA_HA,
        "building_right_m2": FLOOR_AREA_M2,
        "price_sek_m2": PRICE,
        "max_height_m": _table((_METRE, 1.0)),
        "slope_pct": _table((("%", "procent", "pct", "percent", "per cent"), 1.0)),
        "power_mw": _table((("mw",), 1.0), (("kw",), 1e-3), (("gw",), 1e3)),
        "power_kv": _table((("kv",), 1.0), (("v", "volt"), 1e-3)),
        "water_m3_d": _table((_PER_DAY, 1.0), (_PER_HOUR, 24.0), (("l/s",), 86.4)),
        "wastewater_m3_d": _table((_PER_DAY, 1.0), (_PER_HOUR, 24.0), (("l/s",), 86.4)),
        "district_heating_mw": _table((("mw",), 1.0), (("kw",), 1e-3)),
        "owner_count": _table((("st", "stycken", "ägare", "markägare", "owners", "owner"), 1.0)),
        "dwelling_distance_m": _table((_METRE, 1.0), (("km", "kilometer"), METRES_PER_KM)),
        "rail_distance_m": _table((_METRE, 1.0), (("km", "kilometer"), METRES_PER_KM)),
        "power_months": _table((_MONTH, 1.0), (_YEAR, 12.0)),
        "ready_months": _table((_MONTH, 1.0), (_YEAR, 12.0)),
    }
)
"""The units of each metric that is a number of the site file."""
