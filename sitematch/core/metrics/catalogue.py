"""The catalogue: every metric, in the order in which it is listed, and how one is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics.land import LAND
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin, Parameter
from sitematch.core.metrics.plan import PLAN
from sitematch.core.metrics.reach import REACH
from sitematch.core.metrics.suggest import did_you_mean
from sitematch.core.metrics.supply import SUPPLY
from sitematch.core.metrics.surroundings import SURROUNDINGS
from sitematch.errors import NotFound

ATTRIBUTE: Final = Metric(
    "attribute",
    Kind.BY_USE,
    None,
    Origin.STATED,
    Group.OTHER,
    Text("Annan uppgift", "Other column"),
    Text(
        "Vilken kolumn som helst i områdesfilen. Hur kravet är skrivet avgör om den läses som tal, ja/nej eller text.",
        "Any column of the site file. How the demand is written decides whether it is read as number, yes/no or text.",
    ),
    Text("Vilket värde har området i den här kolumnen?", "What value does the site have in this column?"),
    changeable=True,
    parameters=(Parameter("name", True, Text("kolumnens namn", "name of the column")),),
)

CATALOGUE: Final[Mapping[str, Metric]] = MappingProxyType(
    {metric.name: metric for metric in (*LAND, *PLAN, *SUPPLY, *REACH, *SURROUNDINGS, ATTRIBUTE)}
)


def find_metric(name: str) -> Metric:
    """The metric of this name.

    Raises:
        NotFound: there is none; the message offers the nearest name.
    """
    metric = CATALOGUE.get(name)
    if metric is None:
        offer = did_you_mean(name, CATALOGUE) or "; `sitematch metrics` lists them"
        raise NotFound(f"there is no metric {name!r}{offer}")
    return metric
