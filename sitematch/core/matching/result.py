"""What a match gives: everything that is shown anywhere is derived from one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sitematch.core.evidence import Source
from sitematch.core.sites.columns import Via

PlainValue = float | str | bool | int | tuple[str, ...] | None
"""A number, a category, a boolean, a set as a tuple, or unknown."""


class Verdict(StrEnum):
    """Whether a bound holds."""

    MEETS = "meets"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Where a site stands as a whole."""

    QUALIFIES = "qualifies"
    OPEN = "open"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class CriterionOutcome:
    """How one site does on one criterion. ``verdict`` is None without a bound, points and weight without a value."""

    id: str
    metric: str
    verdict: Verdict | None
    value: PlainValue
    value_low: float | None
    value_high: float | None
    unit: str | None
    points_low: float | None
    points_high: float | None
    weight: float | None
    via: Via | None
    reason: str | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What is not known of a site, how to ask for it, and by how many points of the score it could move."""

    id: str
    metric: str
    ask: str
    swing: float


@dataclass(frozen=True, slots=True)
class RankedSite:
    """A site that qualifies or is open, with its place in the list."""

    rank: int
    site_id: str
    name: str
    municipality_code: str | None
    municipality: str | None
    status: Status
    availability: str | None
    demo: bool
    score: float | None
    score_low: float | None
    score_high: float | None
    first_share: float | None
    rank_low: int
    rank_high: int
    criteria: tuple[CriterionOutcome, ...]
    open_questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A criterion that a site fails: what it has, what is required (as the document has it), the gap in its unit."""

    id: str
    metric: str
    value: PlainValue
    value_low: float | None
    value_high: float | None
    required: Mapping[str, Any] | bool
    gap: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A site that fails, with all that it lacks, and every criterion as for the ranked."""

    site_id: str
    name: str
    municipality_code: str | None
    municipality: str | None
    availability: str | None
    demo: bool
    score: float | None
    score_low: float | None
    score_high: float | None
    shortfalls: tuple[Shortfall, ...]
    criteria: tuple[CriterionOutcome, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sites were held against the requirement, and how they came out. ``left_out`` were sold."""

    considered: int
    qualifies: int
    open: int
    fails: int
    left_out: int


@dataclass(frozen=True, slots=True)
class RobustnessResult:
    """What the draws gave: rank acceptability, central weights and confidence by site id."""

    draws: int
    acceptability: Mapping[str, tuple[float, ...]]
    central_weights: Mapping[str, Mapping[str, float] | None]
    confidence: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """A whole match. ``id`` and ``created_at`` are given from outside; all else follows from the inputs alone.

    ``inputs`` has what tells whether a match could be made again: hashes of what went in, and the language.
    """

    id: str
    run_hash: str
    engine: str
    created_at: str
    region: str
    requirement: Mapping[str, Any]
    counts: Counts
    ranked: tuple[RankedSite, ...]
    near_misses: tuple[NearMiss, ...]
    robustness: RobustnessResult
    warnings: tuple[str, ...] = ()
    would_take: tuple[Mapping[str, Any], ...] = field(default=())
    assemblies: tuple[Mapping[str, Any], ...] = field(default=())
    sensitivity: tuple[Mapping[str, Any], ...] = field(default=())
    next_questions: tuple[Mapping[str, Any], ...] = field(default=())
    inputs: Mapping[str, Any] = field(default_factory=dict)
