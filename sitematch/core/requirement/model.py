"""The requirement as values: criteria, bounds, value functions, and how robustness is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sitematch.core.metrics.metric import Kind


@dataclass(frozen=True, slots=True)
class Between:
    """A hard bound on a number, inclusive; at least one end is given."""

    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value, or a member of the set, has to be one of these."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The value has to be this."""

    value: bool


Bound = Between | OneOf | Truth


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the prospect's own, EPSG:4326."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric with its parameters: what a column of values is asked for by. Hashable.

    ``kind`` is the kind of the values; for ``attribute`` it follows from the bound or value function.
    ``where`` narrows the facilities of a class, attribute by attribute, in the document's order.
    """

    metric: str
    kind: Kind
    to: str | Place | None = None
    where: tuple[tuple[str, Bound], ...] = ()
    within_min: float | None = None
    group: str | None = None
    name: str | None = None
    length_m: float | None = None
    width_m: float | None = None


@dataclass(frozen=True, slots=True)
class PiecewiseLinear:
    """Points 0-100 over a number: linear between knots, flat outside. ``x`` is strictly increasing."""

    x: tuple[float, ...]
    points: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CategoryPoints:
    """Points 0-100 by category; booleans have the categories ``true`` and ``false``."""

    points: tuple[tuple[str, float], ...]


ValueFunction = PiecewiseLinear | CategoryPoints


@dataclass(frozen=True, slots=True)
class Criterion:
    """One demand on a measure: a bound (``must``), a wish (``value`` with a weight), or both."""

    id: str
    measure: Measure
    must: Bound | None = None
    value: ValueFunction | None = None
    weight: float | None = None
    rank: float | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A member of an either/or."""

    measure: Measure
    must: Bound


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Either/or: at least so many of the members have to hold."""

    id: str
    members: tuple[Demand, ...]
    at_least: int = 1


class Weights(StrEnum):
    """What the draws take for weights."""

    GIVEN = "given"
    ORDINAL = "ordinal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Robustness:
    """How often, from which seed and around which weights the draws are made."""

    weights: Weights = Weights.GIVEN
    tolerance: float = 0.25
    draws: int = 10_000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Assembly:
    """How parcels may be put together: at most so many, with gaps of at most so many metres."""

    max_parcels: int = 3
    max_gap_m: float = 30.0


@dataclass(frozen=True, slots=True)
class Requirement:
    """A whole requirement. ``document`` is what was given, as plain JSON values, with defaults filled in."""

    id: str
    name: Mapping[str, str] | str
    criteria: tuple[Criterion | AnyOf, ...]
    robustness: Robustness = Robustness()
    assembly: Assembly | None = None
    sector: str | None = None
    jobs: float | None = None
    document: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure that is asked for, each once, in the order of the document."""
        asked: dict[Measure, None] = {}
        for criterion in self.criteria:
            parts = criterion.members if isinstance(criterion, AnyOf) else (criterion,)
            asked.update({part.measure: None for part in parts})
        return tuple(asked)
