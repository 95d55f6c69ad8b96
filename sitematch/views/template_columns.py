"""The columns of the form for sites: heading, what may stand there, an example, and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.metrics import CATALOGUE, Metric
from sitematch.core.metrics import Kind as MetricKind
from sitematch.core.sites.cells import AREAS, PER_CENT
from sitematch.intake.crs_names import SUPPORTED
from sitematch.intake.examples import EXAMPLE_ID, EXAMPLE_NAME
from sitematch.intake.meanings import METRIC_COLUMNS
from sitematch.views.labels import unit_word

Cell = str | float | bool | None


class Kind(StrEnum):
    """How a column is filled in: by hand, from a list, with several of a list, with a number or with a date."""

    TEXT = "text"
    CHOICE = "choice"
    SET = "set"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the form.

    ``name``: the column of ours. ``choices``: the words to choose from, of which ``codes`` are ours, in their order.
    ``low``, ``high``: the range of a number, ``above`` where its low end does not belong to it.
    """

    name: str
    heading: Text
    help: Text
    kind: Kind = Kind.TEXT
    example: Text | float | None = None
    choices: tuple[Text, ...] = ()
    codes: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    above: bool = False
    yes_no: bool = False


@dataclass(frozen=True, slots=True)
class ExampleSite:
    """Where the example lies and since when its figures hold, so that it would be a proper site."""

    municipality: str | None
    lon: float
    lat: float
    date: str


YES_NO: Final = (Text("ja", "yes"), Text("nej", "no"))
EXAMPLE_HA: Final = 12.5

_HEADINGS: Final = {
    "ownership": Text("Ägarform", "Ownership"),
    "availability": Text("Försäljningsläge", "Availability"),
    "plan_stage": Text("Detaljplanens skede", "Plan stage"),
    "owner_count": Text("Antal markägare", "Number of landowners"),
}
"""Where the label of the metric is no plain heading: others' files mean several things by it, or it has no unit."""
_EXAMPLES: Final[Mapping[str, float]] = {
    "area_ha": EXAMPLE_HA,
    "developable_ha": 11,
    "expandable_ha": 0,
    "price_sek_m2": 250,
    "slope_pct": 3,
    "owner_count": 1,
    "building_right_m2": 60_000,
    "max_height_m": 16,
    "ready_months": 12,
    "power_mw": 20,
    "power_kv": 40,
    "power_months": 24,
    "water_m3_d": 500,
    "wastewater_m3_d": 400,
    "district_heating_mw": 4,
    "rail_distance_m": 1_500,
    "dwelling_distance_m": 600,
}
_CHOSEN: Final[Mapping[str, tuple[int, ...]]] = {"plan_use": (0, 1), "plan_stage": (5,), "fibre": (0,)}
"""Which of its words the example has; of a yes or no the no, of anything else the first, unless it is said here."""
_VISIBILITIES: Final = (Text("offentlig", "public"), Text("region", "region"), Text("kommun", "municipality"))

_BASE: Final = (
    FormColumn(
        "id",
        Text("Id", "Id"),
        Text(
            "Områdets eget nummer eller kortnamn hos kommunen. Ändra det aldrig: nästa fil uppdaterar samma område.",
            "The site's own number or short name in the municipality. Never change it: the next file updates it.",
        ),
        example=EXAMPLE_ID,
    ),
    FormColumn("name", Text("Namn", "Name"), Text("Områdets namn.", "The name of the site."), example=EXAMPLE_NAME),
    FormColumn(
        "property",
        Text("Fastighetsbeteckning", "Property"),
        Text("Fastighetens beteckning, flera med | emellan.", "The property designation, several with | between them."),
        example=Text("Exempelby 1:1", "Exempelby 1:1"),
    ),
    FormColumn(
        "municipality_code",
        Text("Kommun", "Municipality"),
        Text("Kommunens namn eller kod (fyra siffror).", "The municipality's name or code (four digits)."),
        Kind.CHOICE,
    ),
    FormColumn(
        "visibility",
        Text("Synlighet", "Visibility"),
        Text(
            "Vem som får se området: alla (offentlig), regionens rådgivare (region) eller bara kommunen. "
            "Tomt i ett nytt område: offentlig.",
            "Who may see the site: everybody (public), the advisers of the region, or the municipality alone. "
            "Empty for a new site: public.",
        ),
        Kind.CHOICE,
        example=_VISIBILITIES[0],
        choices=_VISIBILITIES,
        codes=("public", "region", "municipality"),
    ),
    FormColumn(
        "contact",
        Text("Kontakt", "Contact"),
        Text("Vem som svarar på frågor om området.", "Who answers questions about the site."),
        example=Text("naringsliv@example.se", "business@example.se"),
    ),
    FormColumn(
        "source",
        Text("Uppgiftslämnare", "Source"),
        Text(
            "Vem som lämnar uppgifterna; står vid varje siffra.", "Who gives the figures; stands beside every figure."
        ),
        example=Text("Mark- och exploateringsenheten", "Land and development office"),
    ),
    FormColumn(
        "source_date",
        Text("Aktualitetsdatum", "Source date"),
        Text(
            "När uppgifterna gällde, som 2026-05-01. Månader räknas härifrån.",
            "When the figures held, as 2026-05-01. Months are counted from here.",
        ),
        Kind.DATE,
    ),
)
_PLACE: Final = (
    FormColumn(
        "lon",
        Text("Longitud", "Longitude"),
        Text(
            "Områdets mitt i grader (WGS 84), som 15,62; eller östlig koordinat i det system som står under "
            "Koordinatsystem.",
            "The middle of the site in degrees (WGS 84), as 15.62; or its easting in the system named under "
            "Coordinate reference system.",
        ),
        Kind.NUMBER,
    ),
    FormColumn(
        "lat",
        Text("Latitud", "Latitude"),
        Text(
            "Områdets mitt i grader (WGS 84), som 58,41; eller nordlig koordinat.",
            "The middle of the site in degrees (WGS 84), as 58.41; or its northing.",
        ),
        Kind.NUMBER,
    ),
    FormColumn(
        "wkt",
        Text("WKT", "WKT"),
        Text(
            "Områdets gräns som WKT (POLYGON …), om den finns; då behövs varken longitud, latitud eller areal.",
            "The outline as WKT (POLYGON …), where there is one; then neither longitude, latitude nor area is needed.",
        ),
    ),
    FormColumn(
        "crs",
        Text("Koordinatsystem", "Coordinate reference system"),
        Text(
            "Tomt: grader i WGS 84. Annars systemet för alla koordinater i filen, samma på varje rad.",
            "Empty: degrees in WGS 84. Else the system of all coordinates of the file, the same in every row.",
        ),
        Kind.CHOICE,
        choices=tuple(Text(f"EPSG:{code}", f"EPSG:{code}") for code in sorted(SUPPORTED)),
        codes=tuple(f"EPSG:{code}" for code in sorted(SUPPORTED)),
    ),
)


def form_columns() -> tuple[FormColumn, ...]:
    """Every column of the form: those that all sites have, the place, and each metric that a site file states."""
    return (*_BASE, *_PLACE, *(_of_metric(CATALOGUE[name]) for name in METRIC_COLUMNS))


def example_row(columns: Sequence[FormColumn], site: ExampleSite, lang: Lang) -> list[Cell]:
    """The cells of the example, in the order of the columns."""
    placed: dict[str, Cell] = {
        "municipality_code": site.municipality,
        "lon": site.lon,
        "lat": site.lat,
        "source_date": site.date,
    }
    return [placed[c.name] if c.name in placed else _example(c, lang) for c in columns]


def _example(column: FormColumn, lang: Lang) -> Cell:
    return column.example.in_(lang) if isinstance(column.example, Text) else column.example


def _of_metric(metric: Metric) -> FormColumn:
    heading = _HEADINGS.get(metric.name) or _with_unit(metric)
    if metric.kind is MetricKind.NUMBER:
        low, high = 0.0, 100.0 if metric.name in PER_CENT else None
        above, example = metric.name in AREAS, _EXAMPLES.get(metric.name)
        return FormColumn(metric.name, heading, metric.help, Kind.NUMBER, example, low=low, high=high, above=above)
    yes_no = metric.kind is MetricKind.BOOLEAN
    choices = YES_NO if yes_no else metric.category_labels
    codes = ("true", "false") if yes_no else metric.categories
    chosen = [choices[place] for place in _CHOSEN.get(metric.name, (1,) if yes_no else (0,))]
    words = Text("|".join(word.sv for word in chosen), "|".join(word.en for word in chosen))
    kind = Kind.SET if metric.kind is MetricKind.SET else Kind.CHOICE
    return FormColumn(metric.name, heading, metric.help, kind, words, choices, codes, yes_no=yes_no)


def _with_unit(metric: Metric) -> Text:
    if metric.unit is None:
        return metric.label
    unit = Text(unit_word(metric.unit, "sv"), unit_word(metric.unit, "en"))
    return Text(f"{metric.label.sv} ({unit.sv})", f"{metric.label.en} ({unit.en})")
