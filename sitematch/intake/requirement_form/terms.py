"""The words of the form, in both languages: what metrics, classes of facilities and ways to vary weights are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics import CATALOGUE
from sitematch.core.requirement.model import Weights
from sitematch.core.sites.words import fold

CLASSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "motorway_junction": Text("motorvägspåfart", "motorway junction"),
        "rail_station": Text("järnvägsstation", "railway station"),
        "rail_terminal": Text("kombiterminal", "rail freight terminal"),
        "port": Text("hamn", "port"),
        "airport": Text("flygplats", "airport"),
        "university": Text("högskola", "university"),
        "hospital": Text("sjukhus", "hospital"),
        "substation": Text("transformatorstation", "substation"),
        "attraction": Text("besöksmål", "attraction"),
        "locality": Text("tätort", "town or village"),
    }
)
"""Words for the classes of facilities that every region may have; others go by their own name."""
WEIGHTINGS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Weights.GIVEN: Text("nära de angivna", "near those given"),
        Weights.ORDINAL: Text("i samma ordning", "in the same order"),
        Weights.NONE: Text("vilka som helst", "any at all"),
    }
)
_UNITS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "persons": Text("personer", "persons"),
        "jobs": Text("arbetstillfällen", "jobs"),
        "attractions": Text("besöksmål", "attractions"),
        "months": Text("månader", "months"),
        "owners": Text("ägare", "owners"),
        "SEK/m²": Text("kr/m²", "SEK/m²"),
        "m³/d": Text("m³/dygn", "m³/day"),
    }
)


def metric_title(name: str) -> Text:
    """What a metric is called in the form, its unit behind it: ``Eleffekt (MW)``."""
    metric = CATALOGUE[name]
    if metric.unit is None:
        return metric.label
    unit = _UNITS.get(metric.unit, Text(metric.unit, metric.unit))
    return Text(f"{metric.label.sv} ({unit.sv})", f"{metric.label.en} ({unit.en})")


def by_word(words: Iterator[tuple[str, Text]]) -> Mapping[str, str]:
    """Codes by themselves and by their words in both languages, as compared (``fold``); the first of a word counts."""
    found: dict[str, str] = {}
    for code, text in words:
        for word in (code, text.sv, text.en):
            found.setdefault(fold(word), code)
    return MappingProxyType(found)


def _metric_words() -> Iterator[tuple[str, Text]]:
    for name, metric in CATALOGUE.items():
        yield name, metric_title(name)
        yield name, metric.label


METRIC_OF: Final = by_word(_metric_words())
"""The metric by its name, its label or its label with unit, as compared (``fold``)."""
CLASS_OF: Final = by_word(iter(CLASSES.items()))
WEIGHTING_OF: Final = by_word((str(code), text) for code, text in WEIGHTINGS.items())
