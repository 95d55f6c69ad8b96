"""A million made-up sites and what is asked of them: fifteen criteria of every sort."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.metric import Kind
from sitematch.core.requirement import Vocabulary, read_requirement
from sitematch.core.requirement.model import Criterion, Measure, Requirement
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn

SITES: Final = 1_000_000
SEED: Final = 20_261_124
ASKED: Final = Path(__file__).with_name("million.yaml")

_RANGES: Final[Mapping[str, tuple[float, float, float]]] = {
    "area": (1, 150, 0.0),
    "power": (0, 220, 0.15),
    "junction": (0, 90, 0.0),
    "port": (5, 180, 0.0),
    "labour": (0, 250_000, 0.0),
    "slope": (0, 15, 0.1),
    "price": (20, 1_000, 0.2),
    "water": (0, 5_000, 0.2),
    "dwellings": (0, 2_000, 0.0),
    "ready": (0, 80, 0.1),
    "owners": (1, 9, 0.1),
}
"""From where to where numbers are spread, and what share of them is not exactly known: half of it not at all."""
_UNKNOWN_CATEGORY: Final = 0.1


def asked() -> Requirement:
    """The requirement."""
    vocabulary = Vocabulary(classes=frozenset({"port", "motorway_junction"}), groups=frozenset())
    return read_requirement(ASKED.read_bytes(), vocabulary, str(ASKED))


def columns_of(requirement: Requirement, n: int = SITES) -> dict[Measure, Column]:
    """The values of every measure at ``n`` sites, the same each time; a column without intervals is stored once."""
    generator = np.random.default_rng(SEED)
    single = [each for each in requirement.criteria if isinstance(each, Criterion)]
    return {each.measure: _column(each, n, generator) for each in single}


def arrays_of(columns: Mapping[Measure, Column]) -> list[np.ndarray[Any, Any]]:
    """The arrays that the columns consist of, each once."""
    every = [a for c in columns.values() for a in ((c.low, c.high) if isinstance(c, NumberColumn) else (c.codes,))]
    return list({id(array): array for array in every}.values())


def _column(criterion: Criterion, n: int, generator: np.random.Generator) -> Column:
    if criterion.measure.kind is not Kind.NUMBER:
        return _categories(criterion.measure, n, generator)
    start, end, unsure = _RANGES[criterion.id]
    low = generator.uniform(start, end, n)
    if criterion.id == "owners":
        low = np.floor(low)
    high = low
    if unsure:
        drawn = generator.random(n)
        high = np.where(drawn < unsure / 2, low * 1.2, low)
        nothing = drawn > 1 - unsure / 2
        low[nothing], high[nothing] = -np.inf, np.inf
    return NumberColumn(low, high, (), (), ())


def _categories(measure: Measure, n: int, generator: np.random.Generator) -> CategoryColumn:
    members = CATALOGUE[measure.metric].categories or ("true", "false")
    codes = generator.integers(0, len(members), n)
    codes[generator.random(n) < _UNKNOWN_CATEGORY] = -1
    return CategoryColumn(measure.kind, codes, tuple((member,) for member in members), (), ())
