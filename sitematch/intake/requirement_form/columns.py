"""What stands in the form for a requirement: the lines of its head and its columns. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.sites.words import fold
from sitematch.intake.requirement_form.terms import by_word


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A line above the criteria: its label stands in the first column, what is filled in beside it.

    ``path``: where it belongs in the document.
    """

    key: str
    label: Text
    path: tuple[str, ...]
    help: Text
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the criteria. ``special``: what few criteria need."""

    key: str
    heading: Text
    help: Text
    special: bool = False


NAME: Final = "name"
OTHER_NAME: Final = "other_name"
SHEET: Final = Text("Krav", "Requirement")

HEADER: Final = (
    HeaderLine(
        NAME,
        Text("Namn", "Name"),
        ("name",),
        Text("Vad etableringen kallas.", "What the establishment is called."),
    ),
    HeaderLine(
        OTHER_NAME,
        Text("Namn på engelska", "Name in Swedish"),
        ("name",),
        Text("Behövs bara där det heter annat än ovan.", "Only where it differs from the one above."),
    ),
    HeaderLine(
        "id",
        Text("Id", "Id"),
        ("id",),
        Text(
            "Kort, av små bokstäver a–z, siffror och bindestreck. Tomt: görs av namnet.",
            "Short, of small letters a–z, digits and hyphens. Empty: made from the name.",
        ),
    ),
    HeaderLine("sector", Text("Bransch", "Sector"), ("sector",), Text("Fritt ord.", "A word of your own.")),
    HeaderLine(
        "jobs",
        Text("Arbetstillfällen", "Jobs"),
        ("jobs",),
        Text("Heltidstjänster vid full drift.", "Full-time jobs at full operation."),
        is_number=True,
    ),
    HeaderLine(
        "weights",
        Text("Prova vikter", "Vary weights"),
        ("robustness", "weights"),
        Text(
            "Hur vikterna varieras när det prövas hur säker listan är. Tomt: nära de angivna.",
            "How weights are varied to tell how firm the list is. Empty: near those given.",
        ),
    ),
    HeaderLine(
        "tolerance",
        Text("Ändra dem högst (andel)", "Change them by at most (share)"),
        ("robustness", "tolerance"),
        Text("Från 0 till 1. Tomt: 0,25.", "From 0 to 1. Empty: 0.25."),
        is_number=True,
    ),
    HeaderLine(
        "draws",
        Text("Antal försök", "Number of draws"),
        ("robustness", "draws"),
        Text("Tomt: 10 000.", "Empty: 10,000."),
        is_number=True,
    ),
    HeaderLine(
        "seed",
        Text("Frö för slumpen", "Seed"),
        ("robustness", "seed"),
        Text("Tomt: 1. Samma frö ger samma svar.", "Empty: 1. The same seed gives the same answer."),
        is_number=True,
    ),
    HeaderLine(
        "max_parcels",
        Text("Slå ihop högst (områden)", "Join at most (sites)"),
        ("assembly", "max_parcels"),
        Text(
            "Så många grannområden får slås ihop. Tomt, liksom raden under: inga.",
            "So many neighbouring sites may be joined. Empty, as the line below: none.",
        ),
        is_number=True,
    ),
    HeaderLine(
        "max_gap_m",
        Text("Med mellanrum av högst (m)", "With gaps of at most (m)"),
        ("assembly", "max_gap_m"),
        Text("Tomt: 30.", "Empty: 30."),
        is_number=True,
    ),
)

COLUMNS: Final = (
    Column(
        "metric",
        Text("Vad", "What"),
        Text("Vad som krävs eller önskas: välj i listan.", "What is demanded or wished: choose from the list."),
    ),
    Column(
        "to",
        Text("Till", "To"),
        Text(
            "För körtid och avstånd: målpunktens slag, eller namnet på er egen plats (med latitud och longitud längre "
            "till höger).",
            "For driving time and distance: the kind of facility, or the name of a place of yours (with latitude and "
            "longitude farther right).",
        ),
    ),
    Column(
        "within_min",
        Text("Inom (minuter)", "Within (minutes)"),
        Text(
            "För befolkning, arbetskraft, arbetstillfällen och besöksmål: längsta bilresa.",
            "For population, workforce, jobs and attractions: the longest drive.",
        ),
    ),
    Column(
        "min",
        Text("Minst", "At least"),
        Text("Krav: lägre duger inte.", "A demand: less will not do."),
    ),
    Column(
        "max",
        Text("Högst", "At most"),
        Text("Krav: högre duger inte.", "A demand: more will not do."),
    ),
    Column(
        "one_of",
        Text("Ska vara", "Must be"),
        Text(
            "Krav: ja eller nej, eller ett av flera ord med | emellan (antagen | laga kraft).",
            "A demand: yes or no, or one of several words with | between them (adopted | in force).",
        ),
    ),
    Column(
        "worst",
        Text("0 poäng vid", "0 points at"),
        Text(
            "Önskemål: vid detta värde är området inte värt något. Däremellan räknas poängen rakt.",
            "A wish: at this value a site is worth nothing. In between the points run straight.",
        ),
    ),
    Column(
        "best",
        Text("100 poäng vid", "100 points at"),
        Text("Önskemål: bättre än så behövs inte.", "A wish: no need for better than this."),
    ),
    Column(
        "points",
        Text("Poäng", "Points"),
        Text(
            "I stället för de två till vänster: flera värden med sina poäng 0–100, som 5: 0; 10: 80; 30: 100, eller "
            "ord med poäng, som samråd: 40; laga kraft: 100.",
            "Instead of the two to the left: several values with their points 0–100, as 5: 0; 10: 80; 30: 100, or "
            "words with points, as consultation: 40; in force: 100.",
        ),
    ),
    Column(
        "weight",
        Text("Vikt", "Weight"),
        Text(
            "Hur mycket steget från 0 till 100 poäng är värt mot de andra; vilken skala som helst.",
            "How much the step from 0 to 100 points is worth against the others; on any scale.",
        ),
    ),
    Column(
        "rank",
        Text("Rang", "Rank"),
        Text(
            "I stället för vikt, på alla rader: 1 är viktigast. Samma rang får delas.",
            "Instead of weights, in every row: 1 is the most important. A rank may be shared.",
        ),
    ),
    Column(
        "comment",
        Text("Kommentar", "Comment"),
        Text("Läses inte.", "Is not read."),
    ),
    Column(
        "id",
        Text("Kortnamn", "Short name"),
        Text("Vad raden kallas i svaret. Tomt: görs av vad.", "What the row is called in the answer. Empty: made."),
        special=True,
    ),
    Column(
        "where",
        Text("Villkor på målet", "Condition on the facility"),
        Text(
            "Bara mål som uppfyller detta räknas, som draft_m >= 10; cargo = container | ro-ro.",
            "Only facilities of which this holds count, as draft_m >= 10; cargo = container | ro-ro.",
        ),
        special=True,
    ),
    Column(
        "lat",
        Text("Latitud", "Latitude"),
        Text("Er egen plats, i grader (WGS 84).", "Your own place, in degrees (WGS 84)."),
        special=True,
    ),
    Column(
        "lon",
        Text("Longitud", "Longitude"),
        Text("Er egen plats, i grader (WGS 84).", "Your own place, in degrees (WGS 84)."),
        special=True,
    ),
    Column(
        "group",
        Text("Yrkesgrupp", "Occupational group"),
        Text("För arbetskraft, där regionen räknar grupper.", "For workforce, where the region counts groups."),
        special=True,
    ),
    Column(
        "name",
        Text("Kolumn", "Column"),
        Text(
            "För annan uppgift: namnet på kolumnen i kommunernas filer.",
            "For other column: its name in the files of the municipalities.",
        ),
        special=True,
    ),
    Column(
        "length_m",
        Text("Längd (m)", "Length (m)"),
        Text("För plats för anläggningen: dess längd.", "For room for the footprint: its length."),
        special=True,
    ),
    Column(
        "width_m",
        Text("Bredd (m)", "Width (m)"),
        Text("För plats för anläggningen: dess bredd.", "For room for the footprint: its width."),
        special=True,
    ),
    Column(
        "any",
        Text("Antingen eller", "Either or"),
        Text(
            "Rader med samma ord här är alternativ: det räcker att ett av dem uppfylls. De har krav, men inga poäng.",
            "Rows with the same word here are alternatives: it is enough that one of them holds. They have demands, "
            "but no points.",
        ),
        special=True,
    ),
    Column(
        "at_least",
        Text("Så många av dem", "So many of them"),
        Text("Hur många alternativ som måste uppfyllas. Tomt: 1.", "How many alternatives have to hold. Empty: 1."),
        special=True,
    ),
)

NUMBERS: Final = frozenset(
    {"within_min", "min", "max", "worst", "best", "weight", "rank", "lat", "lon", "length_m", "width_m", "at_least"}
)
"""Columns of figures; all others are of text."""
COLUMN_OF: Final = by_word((column.key, column.heading) for column in COLUMNS)
_LANGS: Final[tuple[Lang, ...]] = ("en", "sv")
HEADER_OF: Final[Mapping[str, tuple[HeaderLine, Lang]]] = MappingProxyType(
    {fold(line.label.in_(lang)): (line, lang) for line in HEADER for lang in _LANGS}
)
"""The line of the head by its label, and the language that the label is in."""
