"""A match result as the JSON document that goes out, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeVar

from sitematch.core.evidence import Method, Source
from sitematch.core.matching.offers.document import (
    assembly_document,
    assembly_of,
    would_take_document,
    would_take_of,
)
from sitematch.core.matching.result import (
    Counts,
    CriterionOutcome,
    MatchResult,
    NearMiss,
    OpenQuestion,
    RankedSite,
    RobustnessResult,
    Shortfall,
    Status,
    Verdict,
)
from sitematch.core.sites.columns import Via

SCHEMA: Final = "sitematch.match/1"
_JSON_ALREADY: Final = frozenset({str, float, int, bool})
Row = TypeVar("Row")


def to_document(result: MatchResult, top: int | None = None) -> dict[str, Any]:
    """The document of a result, plain JSON values in their fixed order.

    Args:
        result: the match.
        top: how many of the ranked sites to give; all by default. Near misses are not cut.
    """
    return {
        "schema": SCHEMA,
        "id": result.id,
        "run_hash": result.run_hash,
        "engine": result.engine,
        "created_at": result.created_at,
        "region": result.region,
        "requirement": _plain(result.requirement),
        "counts": _row(result.counts),
        "ranked": [_row(site) for site in result.ranked[:top]],
        "near_misses": [_row(site) for site in result.near_misses],
        "would_take": [would_take_document(row) for row in result.would_take],
        "assemblies": [assembly_document(row) for row in result.assemblies],
        "robustness": _row(result.robustness),
        "warnings": list(result.warnings),
        "sensitivity": _plain(result.sensitivity),
        "next_questions": _plain(result.next_questions),
        "inputs": _plain(result.inputs),
    }


def from_document(document: Mapping[str, Any]) -> MatchResult:
    """The result that a document was made from, as far as ``top`` has left it whole."""
    counts, robust = document["counts"], document["robustness"]
    return MatchResult(
        id=document["id"],
        run_hash=document["run_hash"],
        engine=document["engine"],
        created_at=document["created_at"],
        region=document["region"],
        requirement=document["requirement"],
        counts=Counts(**counts),
        ranked=tuple(_ranked(row) for row in document["ranked"]),
        near_misses=tuple(_near_miss(row) for row in document["near_misses"]),
        robustness=RobustnessResult(
            draws=robust["draws"],
            acceptability={site: tuple(shares) for site, shares in robust["acceptability"].items()},
            central_weights=robust["central_weights"],
            confidence=robust["confidence"],
            error=robust.get("error", {}),
        ),
        warnings=tuple(document.get("warnings", ())),
        would_take=tuple(would_take_of(row) for row in document["would_take"]),
        assemblies=tuple(assembly_of(row) for row in document["assemblies"]),
        sensitivity=tuple(document.get("sensitivity", ())),
        next_questions=tuple(document.get("next_questions", ())),
        inputs=document.get("inputs", {}),
    )


def _row(row: Any) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in _names(row.__class__)}


@lru_cache(maxsize=32)
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> Any:
    """A value of the result as JSON knows it."""
    if value is None or type(value) in _JSON_ALREADY:
        return value
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return _row(value)


def _ranked(row: Mapping[str, Any]) -> RankedSite:
    return _make(
        RankedSite,
        row,
        status=Status,
        criteria=_outcomes,
        open_questions=lambda rows: tuple(OpenQuestion(**each) for each in rows),
    )


def _near_miss(row: Mapping[str, Any]) -> NearMiss:
    return _make(
        NearMiss,
        row,
        criteria=_outcomes,
        shortfalls=lambda rows: tuple(_make(Shortfall, each, value=_value) for each in rows),
    )


def _outcomes(rows: list[Mapping[str, Any]]) -> tuple[CriterionOutcome, ...]:
    return tuple(_make(CriterionOutcome, row, **_OUTCOME_READERS) for row in rows)


def _make(kind: Callable[..., Row], row: Mapping[str, Any], **readers: Callable[[Any], Any]) -> Row:
    return kind(**{name: readers[name](value) if name in readers else value for name, value in row.items()})


def _optional(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else reader(value)


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _via(row: Mapping[str, Any]) -> Via:
    return Via(**row)


def _source(row: Mapping[str, Any]) -> Source:
    return _make(Source, row, method=Method)


_OUTCOME_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "verdict": _optional(Verdict),
    "value": _value,
    "via": _optional(_via),
    "source": _optional(_source),
}
