"""What headings mean: our own names, Swedish, English and other words for them, and units in headings. Plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sitematch.core.metrics import CATALOGUE, Kind, Origin
from sitematch.core.sites.cell_units import UNITS
from sitematch.core.sites.words import fold

BASE_COLUMNS: Final = (
    "id",
    "name",
    "property",
    "municipality_code",
    "visibility",
    "contact",
    "source",
    "source_date",
)
PLACE_COLUMNS: Final = ("wkt", "lon", "lat", "crs")
"""Columns that hold the geometry, in files whose format has none of its own."""
METRIC_COLUMNS: Final = (
    "area_ha",
    *(name for name, metric in CATALOGUE.items() if metric.origin is Origin.STATED and metric.kind is not Kind.BY_USE),
)
SITE_ID: Final = "site_id"
"""Our own ids, as exports have them."""
PLAIN_LAYER: Final = frozenset({"namn", "beskr", "link", "adress", "kontakt"})
"""The five headings of the plain municipal layer; none of them is worth a word."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading may mean.

    ``unit``: the unit of its numbers, as compared (``fold``), None where the cells or the geometry have to tell.
    ``strict``: a cell that cannot be read is a fault; else the column is kept as it is.
    """

    column: str
    unit: str | None = None
    strict: bool = True


OWN_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "area_ha": "ha",
        "developable_ha": "ha",
        "expandable_ha": "ha",
        "building_right_m2": "m2",
        "price_sek_m2": fold("kr/m2"),
    }
)
"""Units of areas and prices under our own names; other numbers have one standard unit under any heading."""

GIVEN: Final[Mapping[str, Meaning]] = MappingProxyType(
    {name: Meaning(name, OWN_UNITS.get(name)) for name in (*BASE_COLUMNS, *PLACE_COLUMNS, *METRIC_COLUMNS)}
    | {
        "area_m2": Meaning("area_ha", "m2"),
        "developable_m2": Meaning("developable_ha", "m2"),
        "expandable_m2": Meaning("expandable_ha", "m2"),
        "price_sek": Meaning("price_sek_m2", "kr"),
    }
)
"""What `--columns theirs=ours` can name, and what our own headings mean."""

_STRICT: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("objektid", "områdesid", "tomtid", "nr", "nummer", "site reference", "sitereference", "terr_id"),
    "name": ("namn", "områdesnamn", "benämning", "objektnamn", "tomtnamn", "site name", "sitenameaddress"),
    "property": (
        "fastighet",
        "fastighetsbeteckning",
        "fastbet",
        "fastbeteckning",
        "fastighetsbet",
        "registerbeteckning",
        "terr_refcad",
    ),
    "municipality_code": ("kommunkod", "kommun", "kommunnamn", "kommun_kod", "municipality"),
    "visibility": ("synlighet", "synlig", "visible"),
    "contact": ("kontakt", "kontaktperson", "kontaktuppgift", "kontaktuppgifter", "epost", "e-mail", "email"),
    "source": ("källa", "uppgiftslämnare"),
    "source_date": (
        "uppdaterad",
        "uppdaterat",
        "updated",
        "last updated",
        "last updated date",
        "aktualitet",
        "aktualitetsdatum",
        "ajour",
        "ajourdatum",
        "källdatum",
        "terr_actu_date",
    ),
    "ownership": ("ägarform",),
    "availability": ("försäljningsläge",),
    "plan_stage": ("detaljplanens skede",),
    "power_kv": ("spänning", "anslutningsspänning"),
    "power_months": ("tid till full eleffekt", "elmånader"),
    "rail_siding": ("stickspår", "industrispår", "spåranslutning", "fret ferroviaire", "reseau_fret_ferroviaire"),
    "fibre": ("fiber", "bredband", "reseau_fibre_optique", "fibre optique"),
    "gas": ("naturgas", "gasledning", "reseau_gaz"),
    "plan_appealed": ("överklagad", "överklagat", "plan överklagad"),
    "flood_risk": ("översvämningsrisk", "översvämning"),
    "contamination": ("förorening", "markförorening", "markföroreningar", "föroreningar", "förorenad mark"),
    "natura2000": ("natura 2000-område",),
    "protected_nature": ("skyddad natur", "naturskydd", "naturreservat"),
    "heritage": ("fornlämning", "fornlämningar", "kulturmiljö"),
    "shore_protection": ("strandskydd",),
    "water_protection": ("vattenskydd", "vattenskyddsområde"),
    "farmland": ("jordbruksmark", "åkermark", "brukningsvärd jordbruksmark"),
    "wkt": ("wkt_geom", "geom", "geometry", "geometri", "the_geom", "geojson", "shape_wkt", "polygon", "terr_geomsurf"),
    "lon": ("long", "lng", "longitude", "longitud"),
    "lat": ("latitude", "latitud"),
}
_BY_CELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "status": ("availability", "plan_stage"),
    "detaljplan": ("plan_stage",),
    "plan": ("plan_stage",),
    "dp": ("plan_stage",),
    "planstatus": ("plan_stage",),
    "detaljplanestatus": ("plan_stage",),
    "planläge": ("plan_stage",),
    "planskede": ("plan_stage",),
    "rechtsstand": ("plan_stage",),
    "planningstatus": ("plan_stage",),
    "vatten": ("water_m3_d",),
    "avlopp": ("wastewater_m3_d",),
    "el": ("power_mw",),
    "fjärrvärme": ("district_heating_mw",),
    "tillgänglighet": ("availability",),
    "tillgänglig": ("availability",),
    "ledig": ("availability",),
    "terr_stade_comm": ("availability",),
    "ägare": ("ownership",),
    "markägare": ("ownership",),
    "ägande": ("ownership",),
    "markägande": ("ownership",),
    "ägarförhållande": ("ownership",),
    "owner": ("ownership",),
    "ownership status": ("ownership",),
    "terr_maitrise_fonc": ("ownership",),
    "planbestämmelse": ("plan_use",),
    "planbestämmelser": ("plan_use",),
    "användning": ("plan_use",),
    "ändamål": ("plan_use",),
    "markanvändning": ("plan_use",),
    "use": ("plan_use",),
    "byggklar": ("ready_months",),
    "byggklart": ("ready_months",),
    "tillträde": ("ready_months",),
    "inflyttning": ("ready_months",),
    "x": ("lon",),
    "y": ("lat",),
    "geox": ("lon",),
    "geoy": ("lat",),
    "e": ("lon",),
    "n": ("lat",),
    "easting": ("lon",),
    "northing": ("lat",),
    **dict.fromkeys(("öst", "x koord", "x koordinat", "e koordinat", "x coordinate", "e sweref"), ("lon",)),
    **dict.fromkeys(("nord", "y koord", "y koordinat", "n koordinat", "y coordinate", "n sweref"), ("lat",)),
    "koordinatsystem": ("crs",),
    "coordinate reference system": ("crs",),
    "epsg": ("crs",),
    "srid": ("crs",),
    "site_id": (SITE_ID,),
}
"""Headings that are taken for the first of these as which all filled cells can be read."""

_WITH_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "area_ha": (
        "area",
        "areal",
        "yta",
        "storlek",
        "tomtyta",
        "tomtareal",
        "tomtstorlek",
        "markareal",
        "oppervlakte",
        "size",
        "land area",
        "site area",
        "areal totalt",
        "total yta",
    ),
    "developable_ha": ("byggbar yta", "byggbar areal", "exploaterbar yta", "exploateringsbar yta", "developable area"),
    "expandable_ha": ("expansionsyta", "expansionsmark", "areal för utvidgning", "utbyggnadsyta", "expansion area"),
    "building_right_m2": ("byggrätt", "building right", "bruttoarea"),
    "price_sek_m2": ("pris", "tomtpris", "markpris", "price", "kvadratmeterpris", "land price"),
    "max_height_m": ("byggnadshöjd", "högsta byggnadshöjd", "maxhöjd", "max height", "totalhöjd", "nockhöjd"),
    "slope_pct": ("lutning", "marklutning", "slope"),
    "power_mw": ("effekt", "eleffekt", "elkapacitet", "tillgänglig effekt", "tillgänglig eleffekt", "power"),
    "power_kv": ("spänning", "anslutningsspänning", "voltage"),
    "water_m3_d": ("vatten", "vattenkapacitet", "vattentillgång", "water"),
    "wastewater_m3_d": ("avlopp", "spillvatten", "avloppskapacitet", "wastewater"),
    "district_heating_mw": ("fjärrvärme", "fjärrvärmeeffekt", "district heating"),
    "owner_count": ("antal ägare", "antal markägare", "number of owners"),
    "dwelling_distance_m": ("avstånd till bostäder", "avstånd bostäder", "avstånd bostad", "distance to dwellings"),
    "rail_distance_m": ("avstånd till järnväg", "avstånd järnväg", "avstånd spår", "distance to rail"),
    "power_months": ("tid till full eleffekt", "tid till el"),
    "ready_months": ("byggklar om", "tid till byggstart", "byggstart om", "byggklar"),
}
"""Beginnings of headings that a unit may follow (`Yta (m²)`, `effekt_kW`)."""
_UNIT_ALONE: Final[Mapping[str, tuple[str, ...]]] = {
    "area_ha": ("kvm", "m2", "m²", "ha", "hektar", "hectares", "kvadratmeter"),
    "price_sek_m2": ("kr/kvm", "kr/m2", "kr/m²", "sek/m2", "kr per kvm", "pris per kvm", "pris per m2"),
    "power_mw": ("mw",),
    "power_kv": ("kv",),
}
_PER_SQUARE_METRE: Final = ("kvadratmeterpris", "pris per kvm", "pris per m2", "terr_m2_prix")
_FRENCH_AREAS: Final = {
    "terr_surf_brute": "area_ha",
    "site_surf_comm_dispo": "developable_ha",
    "site_surf_utile": "developable_ha",
}


def _open_unit(column: str) -> bool:
    return column in OWN_UNITS


def _entries() -> Iterator[tuple[str, Meaning]]:
    for column, words in _WITH_UNITS.items():
        for word in words:
            for unit in UNITS[column]:
                yield fold(word) + unit, Meaning(column, unit)
            yield fold(word), Meaning(column)
    for column, units in _UNIT_ALONE.items():
        for unit in units:
            yield fold(unit), Meaning(column, fold(unit) if fold(unit) in UNITS[column] else fold("kr/m2"))
    for word in _PER_SQUARE_METRE:
        yield fold(word), Meaning("price_sek_m2", fold("kr/m2"))
    for word, column in _FRENCH_AREAS.items():
        yield fold(word), Meaning(column, "ha")
    for column, words in _STRICT.items():
        for word in words:
            yield fold(word), Meaning(column)


def _headings() -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, tuple[Meaning, ...]] = {word: (meaning,) for word, meaning in _entries()}
    found |= {
        fold(word): tuple(Meaning(column, strict=False) for column in columns) for word, columns in _BY_CELLS.items()
    }
    for metric in map(CATALOGUE.__getitem__, METRIC_COLUMNS):
        for label in (metric.label.sv, metric.label.en):
            found.setdefault(fold(label), (Meaning(metric.name),))
            for unit in UNITS.get(metric.name, ()):
                found.setdefault(fold(label) + unit, (Meaning(metric.name, unit),))
    return found | {fold(name): (meaning,) for name, meaning in GIVEN.items()}


HEADINGS: Final[Mapping[str, tuple[Meaning, ...]]] = MappingProxyType(_headings())
"""By heading as compared (``fold``): what it may mean, the likeliest first."""
