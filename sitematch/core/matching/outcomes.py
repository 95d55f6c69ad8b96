"""From columns to rows: what a reader is shown of one criterion at one site."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from sitematch.core.arrays import IntArray
from sitematch.core.evidence import Source
from sitematch.core.matching.result import CriterionOutcome, PlainValue, Shortfall, Verdict
from sitematch.core.matching.scoring.assessment import Assessment, unit_of
from sitematch.core.matching.scoring.verdicts import VERDICTS
from sitematch.core.metrics.metric import Kind
from sitematch.core.requirement.model import AnyOf
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn, Via

Shown = Iterator[tuple[PlainValue, float | None, float | None]]


def outcomes(
    assessment: Assessment, column: Column | None, rows: IntArray, weight: float | None
) -> list[CriterionOutcome]:
    """One criterion at the sites of ``rows``, in their order.

    Args:
        assessment: the criterion at all sites.
        column: its values at all sites; None for an either/or.
        rows: which of the sites.
        weight: normalised; None without a value function.
    """
    unit = None if isinstance(assessment.criterion, AnyOf) else unit_of(assessment.criterion.measure)
    shown = zip(
        _verdicts(assessment, rows),
        _values(assessment, column, rows),
        _points(assessment, rows),
        _evidence(column, rows),
        strict=False,  # verdicts, points and evidence may go on without end
    )
    return [
        CriterionOutcome(assessment.id, assessment.metric, verdict, *value, unit, *spread, weight, via, reason, source)
        for verdict, value, spread, (via, reason, source) in shown
    ]


def shortfall(outcome: CriterionOutcome, assessment: Assessment, row: int, given: Mapping[str, Any]) -> Shortfall:
    """What a site lacks on a criterion that it fails; ``given`` is the criterion as the document has it.

    Required is the bound as it was written; of an either/or how many of the members have to hold.
    """
    gap = float(assessment.lack.gap[row]) if assessment.lack is not None else math.nan
    return Shortfall(
        id=outcome.id,
        metric=outcome.metric,
        value=outcome.value,
        value_low=outcome.value_low,
        value_high=outcome.value_high,
        required=_required(given),
        gap=None if math.isnan(gap) else gap,
        unit=outcome.unit,
    )


def _required(given: Mapping[str, Any]) -> Any:
    return {"at_least": given["at_least"]} if "any" in given else given["must"]


def plain_category(kind: Kind, members: tuple[str, ...]) -> PlainValue:
    """A boolean as such, one category as text, a set (or several members in one cell) as a tuple."""
    if kind is Kind.BOOLEAN:
        return members == ("true",)
    return members[0] if kind is not Kind.SET and len(members) == 1 else members


def _verdicts(assessment: Assessment, rows: IntArray) -> Iterator[Verdict | None]:
    if assessment.verdicts is None:
        return repeat(None)
    return (VERDICTS[code] for code in assessment.verdicts[rows].tolist())


def _values(assessment: Assessment, column: Column | None, rows: IntArray) -> Shown:
    if assessment.holding is not None:
        return ((held, held, held) for held in assessment.holding[rows].tolist())
    if isinstance(column, NumberColumn):
        return (
            _number(low, high) for low, high in zip(column.low[rows].tolist(), column.high[rows].tolist(), strict=True)
        )
    if isinstance(column, CategoryColumn):
        # the last entry stands for the code -1: unknown
        plain = [*(plain_category(column.kind, members) for members in column.values), None]
        return ((plain[code], None, None) for code in column.codes[rows].tolist())
    raise TypeError(f"criterion {assessment.id!r} has no column")


def _number(low: float, high: float) -> tuple[PlainValue, float | None, float | None]:
    if low == high:
        return low, low, high
    return None, low if math.isfinite(low) else None, high if math.isfinite(high) else None


def _points(assessment: Assessment, rows: IntArray) -> Iterator[tuple[float | None, float | None]]:
    if assessment.points is None:
        return repeat((None, None))
    return zip(assessment.points.low[rows].tolist(), assessment.points.high[rows].tolist(), strict=True)


def _evidence(column: Column | None, rows: IntArray) -> Iterator[tuple[Via | None, str | None, Source | None]]:
    if column is None:
        return repeat((None, None, None))
    via: Sequence[Via | None] | None = column.via if isinstance(column, NumberColumn) else None
    return ((via[row] if via else None, column.reasons[row], column.sources[row]) for row in rows.tolist())
