"""A match as one flat row a site: what the CSV and GeoJSON files hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sitematch.core.evidence import Source
from sitematch.core.matching.result import CriterionOutcome, MatchResult, NearMiss, RankedSite, Status

Flat = dict[str, Any]
"""Plain values by column: numbers as they are, None where there is nothing."""

SITE_COLUMNS: Final = (
    "rank",
    "site_id",
    "name",
    "municipality",
    "status",
    "score",
    "score_low",
    "score_high",
    "first_share",
    "rank_low",
    "rank_high",
    "municipality_code",
    "availability",
    "demo",
)
CRITERION_COLUMNS: Final = ("value", "verdict", "points", "source")


def columns_of(result: MatchResult) -> list[str]:
    """Every column, in order: those of the site, then four for each criterion (``land.value`` …)."""
    ids = [str(criterion["id"]) for criterion in result.requirement.get("criteria", ())]
    return [*SITE_COLUMNS, *(f"{name}.{part}" for name in ids for part in CRITERION_COLUMNS)]


def flat_rows(result: MatchResult) -> Iterator[Flat]:
    """The ranked sites in order, then the near misses, which have no rank."""
    for site in result.ranked:
        yield _flat_site(site, str(site.status))
    for miss in result.near_misses:
        yield _flat_site(miss, str(Status.FAILS))


def _flat_site(site: RankedSite | NearMiss, status: str) -> Flat:
    row: Flat = {name: getattr(site, name, None) for name in SITE_COLUMNS}
    row["status"] = status
    for outcome in site.criteria:
        row[f"{outcome.id}.value"] = _value(outcome)
        row[f"{outcome.id}.verdict"] = None if outcome.verdict is None else str(outcome.verdict)
        row[f"{outcome.id}.points"] = _span(outcome.points_low, outcome.points_high)
        row[f"{outcome.id}.source"] = _said_by(outcome.source)
    return row


def _value(outcome: CriterionOutcome) -> Any:
    if isinstance(outcome.value, tuple):
        return "|".join(outcome.value)
    return _span(outcome.value_low, outcome.value_high) if outcome.value is None else outcome.value


def _said_by(source: Source | None) -> str | None:
    """Name, date and method: ``Motala kommun, 2024-03-01, stated``."""
    if source is None:
        return None
    return ", ".join(part for part in (source.name, source.date, str(source.method)) if part)


def _span(low: float | None, high: float | None) -> Any:
    """One number where both ends agree, else ``[low, high]`` as text, as a site file may state it."""
    if low is None or high is None or low == high:
        return low if low is not None else high
    return f"[{low}, {high}]"
