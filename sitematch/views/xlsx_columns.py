"""The columns of a workbook's sheets: heading, width, and how their cells are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sitematch.views.words import marked


class Kind(StrEnum):
    """How a column is shown: texts, figures of any size, scores, shares of one, whole numbers."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    SCORE = "score"
    PERCENT = "percent"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, in English until it is written, its width in characters, and how its cells are shown."""

    heading: str
    width: float
    kind: Kind = Kind.TEXT


_SITE: Final = (
    Column(marked("Site"), 30),
    Column(marked("Municipality"), 16),
    Column(marked("Status"), 20),
)
LIST: Final = (
    Column(marked("Rank"), 7, Kind.COUNT),
    *_SITE,
    Column(marked("Score"), 8, Kind.SCORE),
    Column(marked("Score, least"), 9, Kind.SCORE),
    Column(marked("Score, most"), 9, Kind.SCORE),
    Column(marked("First in"), 9, Kind.PERCENT),
    Column(marked("Best rank"), 8, Kind.COUNT),
    Column(marked("Worst rank"), 8, Kind.COUNT),
    Column(marked("Availability"), 14),
    Column(marked("Demo"), 8),
    Column(marked("Why it stands here"), 60, Kind.LONG),
    Column(marked("What is not known"), 50, Kind.LONG),
    Column(marked("How firm it is"), 50, Kind.LONG),
    Column(marked("Ask first"), 50, Kind.LONG),
    Column(marked("Moves the score by up to"), 18, Kind.SCORE),
    Column(marked("Site id"), 18),
)
CRITERIA: Final = (
    Column(marked("Rank"), 7, Kind.COUNT),
    *_SITE,
    Column(marked("Criterion"), 34),
    Column(marked("Value"), 18, Kind.NUMBER),
    Column(marked("Value, least"), 11, Kind.NUMBER),
    Column(marked("Value, most"), 11, Kind.NUMBER),
    Column(marked("Unit"), 10),
    Column(marked("Asked for"), 26),
    Column(marked("Verdict"), 12),
    Column(marked("Points, least"), 9, Kind.SCORE),
    Column(marked("Points, most"), 9, Kind.SCORE),
    Column(marked("Weight"), 9, Kind.PERCENT),
    Column(marked("Via"), 24),
    Column(marked("Why it is not known"), 30),
    Column(marked("Source"), 30),
    Column(marked("Date"), 11),
    Column(marked("Method"), 12),
    Column(marked("Criterion id"), 16),
    Column(marked("Site id"), 18),
)
NEAR_MISSES: Final = (
    Column(marked("Nearness"), 9, Kind.COUNT),
    *_SITE,
    Column(marked("Availability"), 14),
    Column(marked("Demo"), 8),
    Column(marked("Score"), 8, Kind.SCORE),
    Column(marked("Number of lacks"), 11, Kind.COUNT),
    Column(marked("Criterion"), 34),
    Column(marked("Has"), 18, Kind.NUMBER),
    Column(marked("Asked for"), 26),
    Column(marked("Gap"), 11, Kind.NUMBER),
    Column(marked("Unit"), 10),
    Column(marked("In words"), 60, Kind.LONG),
    Column(marked("Criterion id"), 16),
    Column(marked("Site id"), 18),
)
TAKES: Final = (
    Column(marked("Municipality"), 16),
    Column(marked("Site"), 30),
    Column(marked("Which"), 26),
    Column(marked("Criterion"), 34),
    Column(marked("Has"), 18, Kind.NUMBER),
    Column(marked("Would take"), 26, Kind.NUMBER),
    Column(marked("Gap"), 11, Kind.NUMBER),
    Column(marked("Unit"), 10),
    Column(marked("Can be changed"), 12),
    Column(marked("Not known besides"), 40, Kind.LONG),
    Column(marked("Demo"), 8),
    Column(marked("Criterion id"), 16),
    Column(marked("Site id"), 24),
)
JOINED: Final = (
    Column(marked("Sites"), 44, Kind.LONG),
    Column(marked("Municipality"), 22),
    Column(marked("Status"), 20),
    Column(marked("Number of sites"), 9, Kind.COUNT),
    Column(marked("Area, ha"), 11, Kind.NUMBER),
    Column(marked("Number of landowners"), 11, Kind.NUMBER),
    Column(marked("Score"), 8, Kind.SCORE),
    Column(marked("Score, least"), 9, Kind.SCORE),
    Column(marked("Score, most"), 9, Kind.SCORE),
    Column(marked("What is not known"), 40, Kind.LONG),
    Column(marked("In words"), 60, Kind.LONG),
    Column(marked("Demo"), 8),
    Column(marked("Site ids"), 30),
)
QUESTIONS: Final = (
    Column(marked("Rank"), 7, Kind.COUNT),
    *_SITE,
    Column(marked("Criterion"), 34),
    Column(marked("Question"), 70, Kind.LONG),
    Column(marked("Moves the score by up to"), 18, Kind.SCORE),
    Column(marked("Changes who is first"), 12, Kind.PERCENT),
    Column(marked("Changes who the first three are"), 14, Kind.PERCENT),
    Column(marked("Criterion id"), 16),
    Column(marked("Site id"), 18),
)
SOURCES: Final = (
    Column(marked("Source"), 50),
    Column(marked("Date"), 11),
    Column(marked("Method"), 14),
    Column(marked("Figures"), 9, Kind.COUNT),
    Column(marked("Of what"), 60, Kind.LONG),
)
REQUIREMENT: Final = (
    Column(marked("Criterion"), 40),
    Column(marked("Asked for"), 34),
    Column(marked("Points"), 50, Kind.LONG),
    Column(marked("Weight as given"), 12, Kind.NUMBER),
    Column(marked("Weight"), 9, Kind.PERCENT),
    Column(marked("Criterion id"), 16),
)
ABOUT: Final = (Column(marked("About"), 22), Column(marked("Says"), 100, Kind.LONG))
