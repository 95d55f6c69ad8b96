"""What a match gives: everything that is shown anywhere is derived from one of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """What the draws gave: rank acceptability, central weights and confidence by site id.

    ``error``: by how much the share of draws in which a site is first can be off for having been drawn, at 95 %.
    """

    draws: int
    acceptability: Mapping[str, tuple[float, ...]]
    central_weights: Mapping[str, Mapping[str, float] | None]
    confidence: Mapping[str, float | None]
    error: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to be otherwise on one criterion; in a document ``was`` is called ``from``.

    ``was`` is the value (None for an interval, of which ``was_low`` and ``was_high`` are the ends), of an either/or the
    number of members that surely hold. ``to`` is the end of the bound that is missed, the list of categories, the
    boolean, or how many members have to hold. ``changeable``: whether anyone can change it at a given site.
    """

    id: str
    metric: str
    was: PlainValue
    was_low: float | None
    was_high: float | None
    to: Any
    unit: str | None
    gap: float | None
    changeable: bool


@dataclass(frozen=True, slots=True)
class ChangedSite:
    """A site with all that it fails, and the musts that are unknown besides."""

    site_id: str
    name: str
    demo: bool
    changes: tuple[Change, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedAssembly:
    """Neighbouring sites that as one need fewer changes than any site alone, and what they still need."""

    site_ids: tuple[str, ...]
    names: tuple[str, ...]
    changes: tuple[Change, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WouldTake:
    """What it would take that a municipality had a site in the list.

    ``nearest`` is the site with the fewest changes. Where these are not all in anyone's hands, ``instead`` is the site
    that needs the fewest of those that are, None if there is none; ``fixed`` are the criteria that every site of the
    municipality fails and nobody can change.
    """

    municipality_code: str
    municipality: str | None
    nearest: ChangedSite
    assembly: ChangedAssembly | None
    instead: ChangedSite | None
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinedFit:
    """The room for a plant on joined outlines: the scale at which it fits, and where (GeoJSON, EPSG:4326)."""

    length_m: float
    width_m: float
    fit: float
    fit_at_most: float
    angle_deg: float | None
    rectangle: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class AssembledSites:
    """Neighbouring sites that no longer fail as one; ids in order, names with them."""

    site_ids: tuple[str, ...]
    names: tuple[str, ...]
    municipality_codes: tuple[str, ...]
    municipalities: tuple[str, ...]
    area_ha: float | None
    owner_count: float | None
    status: Status
    unknown: tuple[str, ...]
    score: float | None
    score_low: float | None
    score_high: float | None
    demo: bool
    footprints: tuple[JoinedFit, ...]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """A whole match. ``id`` and ``created_at`` are given from outside; all else follows from the inputs alone.

    ``ranked`` is a tuple but for very many sites: then its rows are made when they are looked at.
    ``inputs`` has what tells whether a match could be made again: hashes of what went in, and the language.
    """

    id: str
    run_hash: str
    engine: str
    created_at: str
    region: str
    requirement: Mapping[str, Any]
    counts: Counts
    ranked: Sequence[RankedSite]
    near_misses: tuple[NearMiss, ...]
    robustness: RobustnessResult
    warnings: tuple[str, ...] = ()
    would_take: tuple[WouldTake, ...] = field(default=())
    assemblies: tuple[AssembledSites, ...] = field(default=())
    sensitivity: tuple[Mapping[str, Any], ...] = field(default=())
    next_questions: tuple[Mapping[str, Any], ...] = field(default=())
    inputs: Mapping[str, Any] = field(default_factory=dict)
