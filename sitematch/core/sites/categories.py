"""Words that site files use for the categories of a metric, beside its own names and labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.entries import CERTAINTIES
from sitematch.core.sites.words import fold

YES: Final = frozenset({"ja", "yes", "true", "1", "sant", "oui", "vrai"})
NO: Final = frozenset({"nej", "no", "false", "0", "falskt", "non", "faux"})
"""What a yes and a no look like, as compared."""

_CERTAINTY: Final[Mapping[str, tuple[str, ...]]] = {
    "none": ("ingen", "inga", "inget", "nej", "no", "saknas", "finns ej", "false"),
    "possible": ("möjligt", "möjliga", "misstänkt", "eventuell", "eventuellt", "kanske"),
    "confirmed": ("bekräftat", "bekräftade", "konstaterad", "konstaterat", "ja", "yes", "finns", "true"),
}
_BY_METRIC: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "availability": {
        "available": (
            "ledigt",
            "lediga",
            "till salu",
            "fri",
            "ja",
            "yes",
            "en vente",
            "en vente (avec contraintes)",
            "uitgeefbaar",
        ),
        "option": ("optionerat", "réservé par option", "optie"),
        "reserved": (
            "reserverat",
            "bokad",
            "bokat",
            "markanvisad",
            "markanvisat",
            "under försäljning",
            "réservé par une délibération",
            "reservering",
        ),
        "sold": ("sålt", "sålda", "upplåten", "upplåtet", "vendu", "vendu, commercialisation achevée"),
        "planned": ("planerat", "kommande", "non commercialisé", "non commercialisable"),
    },
    "ownership": {
        "municipal": ("kommun", "kommunen", "kommunalt", "kommunalt bolag", "commune", "structure intercommunale"),
        "state": ("staten", "statligt", "trafikverket", "etat", "état"),
        "private": (
            "privatägd",
            "privatägt",
            "privata",
            "enskild",
            "bolag",
            "aménageur",
            "personne physique",
            "investisseur",
            "établissement industriel",
            "not owned by a public authority",
        ),
        "mixed": ("blandat", "delad", "delat", "mixed ownership"),
    },
    "plan_stage": {
        "none": (
            "ingen",
            "saknas",
            "nej",
            "no",
            "false",
            "ej planlagt",
            "ej planlagd",
            "upphävd",
            "upphävt",
            "avslutad",
            "öp",
            "föp",
            "översiktsplan",
            "planprogram",
            "obsolete",
            "not permissioned",
            "5000",
            "50000",
            "50001",
        ),
        "planbesked": (
            "påbörjad",
            "påbörjat",
            "positivt planbesked",
            "planuppdrag",
            "pågående",
            "under arbete",
            "1000",
        ),
        "samrad": ("samrådsskede", "elaboration", *(str(code) for code in range(2000, 2201))),
        "granskning": (
            "granskningsskede",
            "utställning",
            "utställd",
            "adoption",
            "pending decision",
            *(str(code) for code in range(2250, 2401)),
        ),
        "antagen": ("antaget", "antagen kf", "antagen bn", "överklagad", "överklagat", "tillsyn", "3000"),
        "laga_kraft": (
            "lagakraftvunnen",
            "lagakraftvunnet",
            "vunnit laga kraft",
            "lk",
            "gällande",
            "planlagt",
            "planlagd",
            "ja",
            "yes",
            "true",
            "stadsplan",
            "byggnadsplan",
            "avstyckningsplan",
            "legalforce",
            "permissioned",
            "4000",
        ),
    },
}
APPEALED: Final = frozenset({"overklagad", "overklagat"})
"""Words for a plan stage, as compared, that say besides that the plan is under appeal."""


@lru_cache(maxsize=64)
def words_of(metric_name: str) -> Mapping[str, str]:
    """The category that each word stands for, words as compared (``fold``)."""
    metric = CATALOGUE[metric_name]
    words: dict[str, str] = {}
    for category, label in zip(metric.categories, metric.category_labels, strict=True):
        words.update({fold(word): category for word in (category, label.sv, label.en)})
    further = _CERTAINTY if metric.categories == CERTAINTIES else _BY_METRIC.get(metric_name, {})
    for category, more in further.items():
        words.update(_unless_known(words, more, category))
    return words


def _unless_known(words: Mapping[str, str], more: Iterable[str], category: str) -> dict[str, str]:
    return {fold(word): category for word in more if fold(word) not in words}
